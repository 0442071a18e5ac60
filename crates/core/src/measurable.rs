//! Whether a stranger could tell if a criterion is met.

/// Why a criterion cannot be judged from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CriterionFault {
    /// It has no words.
    Empty,
    /// It says how somebody feels or that things go well: `worked correctly`.
    Vague(String),
    /// It names nothing that could be counted, dated, shown or run.
    NothingToCheck,
}

/// Phrases that say nothing whatever stands beside them.
const VAGUE_ALWAYS: [&str; 27] = [
    "work correctly",
    "works correctly",
    "working correctly",
    "work properly",
    "works properly",
    "works well",
    "works fine",
    "works as expected",
    "works as intended",
    "as expected",
    "good progress",
    "great progress",
    "solid progress",
    "significant progress",
    "made progress",
    "feel good",
    "feel confident",
    "feels ready",
    "feel ready",
    "feel comfortable",
    "as needed",
    "as appropriate",
    "if possible",
    "and so on",
    "everything fine",
    "everything ready",
    "high standard",
];

/// Words that need a figure, a date, an artifact or a command beside them.
const VAGUE_ALONE: [&str; 36] = [
    "better",
    "improve",
    "improved",
    "improving",
    "understand",
    "understanding",
    "understood",
    "familiar",
    "properly",
    "successfully",
    "adequate",
    "adequately",
    "sufficient",
    "sufficiently",
    "appropriate",
    "appropriately",
    "robust",
    "nice",
    "nicely",
    "easier",
    "smooth",
    "smoothly",
    "happy",
    "satisfied",
    "satisfactory",
    "various",
    "several",
    "many",
    "mostly",
    "largely",
    "ready",
    "complete",
    "completed",
    "finished",
    "done",
    "well",
];

/// Number words; digits count anyway.
const NUMBERS: [&str; 27] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen",
    "twenty", "thirty", "both", "zero", "once", "twice", "every", "each", "no", "none", "daily", "weekly", "monthly",
    "nightly",
];

/// Stems of things and events that anybody can see: there or not there.
const EVIDENCE: [&str; 118] = [
    "sign",
    "countersign",
    "submit",
    "filed",
    "publish",
    "upload",
    "merge",
    "deploy",
    "book",
    "paid",
    "invoice",
    "regist",
    "record",
    "written",
    "writing",
    "approv",
    "accept",
    "confirm",
    "deliver",
    "sent",
    "receiv",
    "schedul",
    "document",
    "agree",
    "order",
    "purchas",
    "grant",
    "issued",
    "pass",
    "exist",
    "live",
    "list",
    "export",
    "archiv",
    "install",
    "enable",
    "closed",
    "open",
    "tag",
    "frozen",
    "post",
    "share",
    "log",
    "test",
    "measure",
    "review",
    "return",
    "rank",
    "remov",
    "switch",
    "delet",
    "clear",
    "collect",
    "hand",
    "print",
    "enter",
    "photo",
    "named",
    "chosen",
    "fixed",
    "built",
    "run",
    "contract",
    "licen",
    "permit",
    "insur",
    "certificat",
    "receipt",
    "deposit",
    "spreadsheet",
    "draft",
    "manuscript",
    "outline",
    "proposal",
    "report",
    "dashboard",
    "backup",
    "repositor",
    "branch",
    "prototype",
    "page",
    "calendar",
    "checklist",
    "plan",
    "budget",
    "mail",
    "form",
    "account",
    "ticket",
    "pull",
    "suite",
    "screenshot",
    "video",
    "slide",
    "deck",
    "template",
    "memo",
    "quote",
    "letter",
    "file",
    "table",
    "script",
    "runbook",
    "diagram",
    "benchmark",
    "profile",
    "score",
    "mark",
    "grade",
    "date",
    "version",
    "release",
    "survey",
    "note",
    "spec",
    "inventory",
    "decid",
    "only",
];

/// Judges a success criterion.
///
/// A criterion is measurable if it holds a figure, a date, a command in
/// backquotes, or names an artifact or event that anybody can see; words such
/// as "better" or "ready" count only beside one of these. The judgement reads
/// words, not meaning: it lets a nonsensical sentence with a number pass.
///
/// # Errors
///
/// Returns what is wrong with the criterion.
pub fn judge_criterion(text: &str) -> Result<(), CriterionFault> {
    let lower = text.to_lowercase();
    if !lower.contains(char::is_alphanumeric) {
        return Err(CriterionFault::Empty);
    }
    if let Some(phrase) = VAGUE_ALWAYS.iter().find(|phrase| lower.contains(**phrase)) {
        return Err(CriterionFault::Vague((*phrase).to_owned()));
    }
    let figure = lower.contains(|c: char| c.is_ascii_digit()) || lower.contains('`');
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let counted = figure || words().any(|word| NUMBERS.contains(&word));
    let evidence = words().any(|word| EVIDENCE.iter().any(|stem| word.starts_with(stem)));
    let backed = figure || evidence || words().any(|word| NUMBERS.contains(&word) && word != "every" && word != "each");
    if let Some(vague) = words().find(|word| VAGUE_ALONE.contains(word)).filter(|_| !backed) {
        return Err(CriterionFault::Vague(vague.to_owned()));
    }
    if counted || evidence { Ok(()) } else { Err(CriterionFault::NothingToCheck) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vague(word: &str) -> Result<(), CriterionFault> {
        Err(CriterionFault::Vague(word.to_owned()))
    }

    #[test]
    fn figures_artifacts_and_commands_count() {
        for criterion in [
            "20,000 words in the manuscript file",
            "Contract countersigned",
            "`make test-integration` passes",
            "Each of the beta readers has answered",
            "Venue booked, deposit paid",
        ] {
            assert_eq!(judge_criterion(criterion), Ok(()), "{criterion}");
        }
    }

    #[test]
    fn feelings_and_praise_do_not() {
        assert_eq!(judge_criterion("Everything works as expected"), vague("works as expected"));
        assert_eq!(judge_criterion("I am happy with it"), vague("happy"));
        assert_eq!(judge_criterion("Understanding of the domain"), vague("understanding"));
        assert_eq!(judge_criterion("Momentum"), Err(CriterionFault::NothingToCheck));
        assert_eq!(judge_criterion(" — "), Err(CriterionFault::Empty));
    }

    #[test]
    fn a_vague_word_beside_a_figure_is_fine() {
        assert_eq!(judge_criterion("14 chapters complete"), Ok(()));
        assert_eq!(judge_criterion("Outline complete and filed"), Ok(()));
    }
}
