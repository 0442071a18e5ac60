//! Trains what tells the subjects of goals apart, from the examples of how people
//! say them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use backcast_playbook::Library;
use backcast_subject::{Classifier, Example, train};

/// Where the examples are, a file for each playbook.
const EXAMPLES: &str = "playbooks/examples";
/// What is made of them.
const TABLE: &str = "crates/playbook/src/subjects.bin";
/// Fewer do not show how differently people say a thing.
const N_EXAMPLES_MIN: usize = 20;

/// Trains anew where the examples have changed; with `checks` only says so.
pub(crate) fn run(root: &Path, checks: bool) -> Result<(), String> {
    let examples = examples(root)?;
    let table = root.join(TABLE);
    let trained_on = fs::read(&table).ok().and_then(|bytes| Some(Classifier::from_bytes(&bytes).ok()?.fingerprint()));
    if trained_on == Some(Example::fingerprint(&examples)) {
        println!("{TABLE} is current, with {} examples", examples.len());
        return Ok(());
    }
    if checks {
        return Err(format!("{TABLE} was trained on other examples: run cargo xtask subjects"));
    }
    fs::write(&table, train(&examples)).map_err(|error| format!("{TABLE}: {error}"))?;
    println!("{TABLE} knows {} examples", examples.len());
    Ok(())
}

/// Phrases of a playbook of at least this weight name its subject, and so are
/// examples as well.
const NAMES_FROM: f64 = 4.0;

/// The examples of all playbooks, in the order of their ids, then what names them.
fn examples(root: &Path) -> Result<Vec<Example>, String> {
    let folder = root.join(EXAMPLES);
    let entries = fs::read_dir(&folder).map_err(|error| format!("{EXAMPLES}: {error}"))?;
    let mut texts = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(|error| format!("{EXAMPLES}: {error}"))?.path();
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        texts.insert(id, fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?);
    }
    let library = Library::embedded();
    let known: BTreeSet<&str> = library.playbooks().map(|(playbook, _)| playbook.id.as_str()).collect();
    let has: BTreeSet<&str> = texts.keys().map(String::as_str).collect();
    if known != has {
        let differ: Vec<_> = known.symmetric_difference(&has).collect();
        return Err(format!("{EXAMPLES}: a file for each playbook and no other; these differ: {differ:?}"));
    }
    let mut examples = Vec::new();
    for (id, text) in &texts {
        let own: BTreeSet<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if own.len() < N_EXAMPLES_MIN {
            return Err(format!("{EXAMPLES}/{id}.txt: {} examples; {N_EXAMPLES_MIN} are the least", own.len()));
        }
        examples.extend(own.into_iter().map(|line| Example::read(id, line)));
    }
    for (playbook, _) in library.playbooks() {
        let named = playbook.fits.phrases.iter().filter(|(_, weight)| **weight >= NAMES_FROM);
        let said = named.map(|(phrase, _)| phrase.trim_end_matches('$')).chain([playbook.title.as_str()]);
        examples.extend(said.map(|text| Example::read(&playbook.id, text)));
    }
    Ok(examples)
}
