//! Writes `docs/playbooks.md` from the playbooks and aspects themselves.

use std::fmt::Write as _;
use std::path::Path;

use backcast_playbook::{Aspect, Family, Library, Playbook};

const PAGE: &str = "docs/playbooks.md";

/// Writes the page, or says that the committed one is stale.
pub(crate) fn run(root: &Path, check: bool) -> Result<(), String> {
    let path = root.join(PAGE);
    let page = page(&Library::embedded());
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed == page {
        println!("{PAGE} is current");
        return Ok(());
    }
    if check {
        return Err(format!("{PAGE} is stale; run `cargo xtask docs`"));
    }
    std::fs::write(&path, page).map_err(|error| format!("cannot write {PAGE}: {error}"))?;
    println!("wrote {PAGE}");
    Ok(())
}

fn page(library: &Library) -> String {
    let all: Vec<&Playbook> = library.playbooks().map(|(playbook, _)| playbook).collect();
    let specific = all.iter().filter(|playbook| !playbook.genre && !playbook.generic).count();
    let mut text = format!(
        "# What the library knows\n\n\
         <!-- Generated from playbooks/ by `cargo xtask docs`; do not edit. -->\n\n\
         {specific} playbooks for subjects, {} for whole genres, {} for kinds of goals, and {} aspects that\n\
         join any of them. How to write one: [writing playbooks](writing-playbooks.md).\n\n\
         A goal is planned with the playbook that it is most likely about\n\
         ([how a goal is read](reading.md#what-it-is-about)). Where it is none of these, the\n\
         playbook of its genre leads, else the generic one of its kind, and what the\n\
         nearest subjects have in common joins it; the plan says so and asks.\n\n\
         *Rests on* names the source of durations and rules; what is marked as judgement\n\
         is ours.\n",
        all.iter().filter(|playbook| playbook.genre).count(),
        all.iter().filter(|playbook| playbook.generic).count(),
        library.aspects().len(),
    );
    for family in Family::ALL {
        section(heading(family), all.iter().filter(|p| p.family == family && !p.genre && !p.generic), &mut text);
    }
    section("Genres", all.iter().filter(|playbook| playbook.genre), &mut text);
    section("Kinds", all.iter().filter(|playbook| playbook.generic), &mut text);
    text.push_str("\n## Aspects\n\n| Aspect | Joins because | Rests on |\n| --- | --- | --- |\n");
    for (Aspect { id, title, why, basis, .. }, _) in library.aspects() {
        let _ = writeln!(text, "| **{}** `{id}` | {} | {} |", cell(title), cell(why), cell(basis));
    }
    text
}

fn heading(family: Family) -> &'static str {
    match family {
        Family::Personal => "Personal",
        Family::Professional => "Professional",
        Family::Business => "Business",
        Family::Creative => "Creative",
        Family::Academic => "Academic",
        Family::Skills => "Skills",
        Family::Relationships => "Relationships",
        Family::Software => "Software",
        Family::Other => "Other",
    }
}

fn section<'p>(heading: &str, playbooks: impl Iterator<Item = &'p &'p Playbook>, text: &mut String) {
    let mut rows = String::new();
    for playbook in playbooks {
        let _ = writeln!(
            rows,
            "| **{}** `{}` | {} | {} | {} |",
            cell(&playbook.title),
            playbook.id,
            playbook.milestones.len(),
            cell(&playbook.summary),
            cell(&playbook.basis)
        );
    }
    if !rows.is_empty() {
        let _ = write!(
            text,
            "\n## {heading}\n\n| Playbook | Milestones | Covers | Rests on |\n| --- | ---: | --- | --- |\n{rows}"
        );
    }
}

/// A text that stays in its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
