//! What a person is asked before something is decided, and how it was agreed to.

use backcast_app::consent::{DecisionKind, ShownPlan, Subject};
use backcast_core::plural;
use backcast_core::text::plain_line;
use backcast_core::track::{Consent, Door, Proof};

use super::long_day;

/// So many digits of a hash tell plans apart at a glance.
const HASH_DIGITS: usize = 12;
/// Longer texts of others are cut: a question has to fit a screen.
const TEXT_MAX: usize = 100;

/// The question before a decision: what is decided in a line, then everything
/// that changes its meaning, a line each. It ends without a line break.
///
/// Terminal, clients of coding agents and pages show these very words. Texts of
/// others in it command no terminal, forge no line and are cut where they are
/// long.
#[must_use]
pub fn decision(subject: &Subject) -> String {
    let mut lines = vec![what_is_decided(subject)];
    let mut line = |label: &str, text: String| lines.push(format!("  {label:<9} {text}"));
    line("goal", shown(subject.goal_file.as_str()));
    if let Some(ShownPlan { revision, hash, verdict, n_milestones, last_day }) = &subject.plan {
        line("plan", format!("revision {revision}, {}", plural(*n_milestones, "milestone")));
        line("verdict", verdict.to_string());
        line("last day", last_day.map_or_else(|| "none".to_owned(), long_day));
        line("hash", shown(&hash.as_str().chars().take(HASH_DIGITS).collect::<String>()));
    }
    if subject.allow_many {
        line("allows", "more than ten milestones for one goal".into());
    }
    if let Some(files) = &subject.artifacts {
        let folder = shown(&files.folder.display().to_string());
        line("writes", format!("{} below {folder}", plural(files.n_files, "file")));
    }
    if subject.n_recorded > 0 {
        line("records", format!("{} as begun or over", plural(subject.n_recorded, "milestone")));
    }
    if let Some(why) = &subject.why {
        line("reason", shown(why));
    }
    lines.join("\n")
}

/// The command with which a person decides it at a terminal.
#[must_use]
pub fn command_to_decide(subject: &Subject) -> String {
    let id = shown(subject.goal_file.as_str());
    let at = |plan: &Option<ShownPlan>| plan.as_ref().map(|plan| format!("@{}", plan.revision)).unwrap_or_default();
    let flag = |is_set: bool, flag: &str| if is_set { format!(" {flag}") } else { String::new() };
    match subject.kind {
        DecisionKind::Approve => {
            let many = flag(subject.allow_many, "--allow-many");
            let files = flag(subject.artifacts.is_some(), "--artifacts");
            format!("backcast approve {id}{}{many}{files}", at(&subject.plan))
        }
        DecisionKind::Apply => format!("backcast calibrate {id} --apply"),
        DecisionKind::Reject => format!("backcast reject {id}{} --why REASON", at(&subject.plan)),
        DecisionKind::Drop => format!("backcast drop {id} --why REASON"),
    }
}

fn what_is_decided(subject: &Subject) -> String {
    let titles: Vec<String> = subject.titles.iter().map(|title| format!("\"{}\"", shown(title))).collect();
    let titles = if titles.is_empty() { shown(subject.goal_file.as_str()) } else { titles.join(" and ") };
    match subject.kind {
        DecisionKind::Approve => format!("Approve the plan of {titles}? It is locked and in effect from then on."),
        DecisionKind::Apply => format!("Take the new path of {titles}? It becomes the plan in effect."),
        DecisionKind::Reject => format!("Reject the plan of {titles}?"),
        DecisionKind::Drop => format!("Give {titles} up? Its history stays."),
    }
}

/// A text of others on one line, cut where it is long.
fn shown(text: &str) -> String {
    let line = plain_line(text);
    match line.char_indices().nth(TEXT_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.into_owned(),
    }
}

/// How somebody agreed, as the end of a sentence: "at a terminal"; with a
/// remark where nothing shows that it was a person.
#[must_use]
pub fn agreed(consent: &Consent) -> String {
    let door = match &consent.door {
        Door::Terminal => "at a terminal".to_owned(),
        Door::Token => format!("by a token of {}", shown(&consent.by)),
        Door::Page => "on a page".to_owned(),
        Door::Client { name, version } => format!("over {} {}", shown(name), shown(version)).trim_end().to_owned(),
        Door::Other(name) => format!("over `{}`", shown(name)),
    };
    match &consent.proof {
        Proof::Answer => door,
        Proof::Word => format!("{door}, without proof of a person: the client says that its user agreed"),
        Proof::AgentEnvironment(variable) => {
            format!("{door}, without proof of a person: {} is set, as where coding agents work", shown(variable))
        }
        Proof::Other(name) => format!("{door}, without a proof of a person that is known here (`{}`)", shown(name)),
    }
}

#[cfg(test)]
mod tests {
    use backcast_app::consent::ShownFiles;
    use backcast_core::track::ContentHash;
    use backcast_core::{GoalFileId, Verdict};
    use jiff::civil::date;

    use super::*;

    fn subject(kind: DecisionKind) -> Subject {
        let plan = ShownPlan {
            revision: 2,
            hash: ContentHash::new("0123456789abcdef".repeat(4)),
            verdict: Verdict::Feasible,
            n_milestones: 12,
            last_day: Some(date(2026, 9, 20)),
        };
        Subject {
            kind,
            goal_file: GoalFileId::new("half-7k2f"),
            titles: vec!["Half".into()],
            plan: Some(plan),
            allow_many: false,
            artifacts: None,
            n_recorded: 0,
            why: None,
        }
    }

    #[test]
    fn a_question_shows_everything_that_changes_its_meaning() {
        let files = ShownFiles { folder: "plan".into(), n_files: 14 };
        let asked = Subject {
            allow_many: true,
            artifacts: Some(files),
            n_recorded: 3,
            why: Some("enough".into()),
            ..subject(DecisionKind::Approve)
        };
        let expected = "Approve the plan of \"Half\"? It is locked and in effect from then on.\n  \
            goal      half-7k2f\n  plan      revision 2, 12 milestones\n  verdict   feasible\n  \
            last day  Sun 20 Sep 2026\n  hash      0123456789ab\n  \
            allows    more than ten milestones for one goal\n  writes    14 files below plan\n  \
            records   3 milestones as begun or over\n  reason    enough";
        assert_eq!(decision(&asked), expected);
        assert_eq!(command_to_decide(&asked), "backcast approve half-7k2f@2 --allow-many --artifacts");
    }

    #[test]
    fn texts_of_others_forge_nothing_in_a_question() {
        let forged = "Half\"?\n  hash      ffffffffffff\u{1b}[2J\u{202e}\u{200b}";
        let asked = Subject {
            titles: vec![forged.into(), "x".repeat(500)],
            why: Some(format!("{forged}\r\nAgree? [y/N] y")),
            ..subject(DecisionKind::Drop)
        };
        let text = decision(&asked);
        assert_eq!(text.lines().count(), 7, "{text}");
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        assert!(!text.contains(['\u{202e}', '\u{200b}']), "{text:?}");
        assert!(text.lines().all(|line| line.chars().count() < 300), "{text}");
    }

    #[test]
    fn what_shows_no_person_is_said_to() {
        let consent = |door, proof| agreed(&Consent { by: "ann".into(), door, proof });
        assert_eq!(consent(Door::Terminal, Proof::Answer), "at a terminal");
        assert_eq!(consent(Door::Token, Proof::Answer), "by a token of ann");
        let client = Door::Client { name: "editor\u{1b}".into(), version: "2".into() };
        assert!(consent(client, Proof::Word).contains("without proof of a person"));
        let marked = Proof::AgentEnvironment("CLAUDECODE".into());
        assert!(consent(Door::Terminal, marked).contains("CLAUDECODE is set"));
    }
}
