//! Words for people who may take part, and the words before them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::atoms::{AtomKind, Atoms};
use super::figure::figure_at;
use super::wordlist::is_in;

/// People named in a text: "two backend developers", "my sister".
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named {
    /// The atoms from the article, number or "my" to the noun.
    pub(super) atoms: Range<usize>,
    /// What they are, without a number: "backend developers", "my sister".
    pub(super) role: String,
    /// How many; 1 for one, nothing for a plural without a number.
    pub(super) count: Option<u32>,
    /// How the words point at them.
    pub(super) opener: Opener,
}

/// The word before a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opener {
    /// "my", "our".
    Own,
    /// "a", "an", "another".
    One,
    /// "the".
    The,
    /// A number, "both".
    Count,
    /// Nothing: "developers".
    None,
}

/// Nouns for people who work, help or live with somebody.
const ROLES: &str = "accountant administrator admin advisor adviser agent analyst apprentice architect assistant \
    attorney aunt author baker barista bookkeeper boss boyfriend bridesmaid brother buddy builder \
    carpenter caterer chef cleaner coach coder cofounder founder colleague consultant contractor \
    cook copywriter counselor cousin coworker craftsman dad daughter developer dev devs devops \
    designer dietitian director doctor driver drummer editor electrician employee engineer expert \
    family farmer father fiance fiancee flatmate freelancer friend gardener girlfriend graduate \
    grandfather grandmother helper housemate husband illustrator instructor intern joiner lawyer \
    lead librarian maid man manager marketer mate mechanic mentor midwife mother mum mom musician \
    nanny neighbor neighbour nurse nutritionist painter parent partner people person photographer \
    physio pilot plasterer planner plumber producer professor programmer proofreader researcher \
    roommate sales scientist secretary singer sister son specialist spouse student supervisor \
    sysadmin teacher teammate tech tester therapist trainer translator tutor uncle va videographer \
    volunteer welder wife worker writer kid child children maintainer";

/// Words that end as roles do and are none.
const NO_ROLES: &str = "exist consist insist resist persist assist twist checklist playlist shortlist wishlist \
        tourist typist mist";

/// People for whom, or at whom, something is done: no part of a team.
const OTHERS: [&str; 5] = ["kid", "child", "children", "student", "graduate"];

/// Whether a word is a role, in singular or plural.
pub(super) fn is_role(word: &str) -> bool {
    // The one long list, asked for most words of a text.
    static LISTED: LazyLock<BTreeSet<&str>> = LazyLock::new(|| ROLES.split(' ').collect());
    let is_listed = |word: &str| LISTED.contains(word);
    if is_listed(word) || word.strip_suffix('s').is_some_and(is_listed) {
        return true;
    }
    let singular = word.strip_suffix('s').unwrap_or(word);
    singular.len() >= 6 && singular.ends_with("ist") && !is_in(NO_ROLES, singular) && !singular.ends_with("list")
        || matches!(singular, "specialist" | "journalist" | "analist")
}

/// Whether these are people for whom something is done: children, students.
pub(super) fn is_other(word: &str) -> bool {
    OTHERS.contains(&word) || word.strip_suffix('s').is_some_and(|singular| OTHERS.contains(&singular))
}

/// The people that begin at an atom.
pub(super) fn named_at(atoms: &Atoms<'_>, idx: usize) -> Option<Named> {
    let (opener, count, start) = match atoms.word(idx) {
        "my" | "our" => (Opener::Own, None, idx + 1),
        "a" | "an" | "another" => (Opener::One, Some(1), idx + 1),
        "the" => (Opener::The, None, idx + 1),
        _ => match figure_at(atoms, idx).filter(|figure| !figure.is_ordinal && figure.value.fract() == 0.0) {
            Some(figure) if (1.0..=500.0).contains(&figure.value) => {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to 1..=500 above")]
                let count = figure.value as u32;
                (Opener::Count, Some(count), figure.atoms.end)
            }
            _ => (Opener::None, None, idx),
        },
    };
    // "my two sisters", "the other developer"
    let (count, start) =
        match figure_at(atoms, start).filter(|figure| opener == Opener::Own && (1.0..=500.0).contains(&figure.value)) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to 1..=500 above")]
            Some(figure) => (Some(figure.value as u32), figure.atoms.end),
            None => (count, start),
        };
    let noun = noun_from(atoms, start)?;
    // "friends who", but "manager role", "designer bag", "editor software"
    let is_singular = (!atoms.word(noun.end - 1).ends_with('s')
        || is_in("boss devops sales", atoms.word(noun.end - 1)))
        && !matches!(atoms.word(noun.end - 1), "people" | "children" | "family");
    let count = count.or(is_singular.then_some(1));
    let from = if opener == Opener::Own { idx } else { start };
    // "two sisters" of "my two sisters" keep the "my".
    let role = if opener == Opener::Own && start > idx + 1 {
        format!("{} {}", atoms.quote(&(idx..idx + 1)), atoms.quote(&noun))
    } else {
        atoms.quote(&(from..noun.end)).to_owned()
    };
    let role = if opener == Opener::One { atoms.quote(&(idx..noun.end)).to_owned() } else { role };
    Some(Named { atoms: idx..noun.end, role, count, opener })
}

/// Up to three words and a role: "frontend developers", "virtual assistant",
/// "co-founder". The last role of them counts: "data engineer friend".
fn noun_from(atoms: &Atoms<'_>, start: usize) -> Option<Range<usize>> {
    const ENDS: &str = "no not without never and or who with at in on for to of is are has have a an the my our me i we will can from by \
        helps works gives as each hours";
    let mut found = None;
    let mut at = start;
    let mut n_words = 0;
    while n_words < 4 {
        let Some(atom) = atoms.get(at) else { break };
        let is_hyphen = atom.text == "-" && at > start && atoms.is_joined(at - 1) && atoms.is_joined(at);
        if !is_hyphen && (atom.kind != AtomKind::Word || is_in(ENDS, atom.text.as_str()))
            || at > start && atoms.ends_clause(at, true)
        {
            break;
        }
        n_words += usize::from(!is_hyphen);
        at += 1;
        if is_role(&atom.text) {
            found = Some(at);
        }
    }
    let end = found?;
    let is_of = atoms.starts_with(end, &["of", "honor"]) || atoms.starts_with(end, &["of", "honour"]);
    let end = if is_of { end + 2 } else { end };
    // "a maid", "the man", "best man": only the witnesses take part.
    let is_witness = match atoms.word(end - 1) {
        "man" => end >= 2 && atoms.word(end - 2) == "best",
        "maid" => false,
        "lead" => end > start + 1,
        _ => true,
    };
    // "manager role", "developer conference", "friend's house": the noun goes on.
    let goes_on = is_in(
        "role job position certification certificate exam license course conference tool tools \
        account post program degree software app training interview portfolio s",
        atoms.word(end),
    );
    // "my family's recipes" are no family.
    let is_possessive = atoms.quote(&(end - 1..end)).contains(['\'', '\u{2019}']);
    (is_witness && !goes_on && !is_possessive).then_some(start..end)
}

/// Verbs by which somebody takes part.
pub(super) fn is_helping(word: &str) -> bool {
    is_in(
        "help helps helping helped supports assists joins joining gives works edits proofreads \
        reviews covers comes offers offered contributes handles draws designs translates pitches \
        coaches tutors teaches mentors chips lends builds codes looks shares manages runs \
        does do makes takes writes prepares organizes paints films shoots cooks plans records mixes cleans",
        word,
    )
}
