//! What sort of goal it is, and from what that is seen.

use backcast_core::{Circumstances, Goal, GoalKind, Passage, Phrase};

use crate::Clue;

/// Words that speak for a kind, with their weight.
const SIGNS: [(GoalKind, u32, &[&str]); 8] = [
    (
        GoalKind::Habit,
        3,
        &[
            "habit",
            "every day",
            "every night",
            "every morning",
            "daily",
            "in a row",
            "quit smoking",
            "stop smoking",
            "routine",
            "nights$",
            "times a week",
            "consisten",
        ],
    ),
    (
        GoalKind::Habit,
        2,
        &[
            "sleep",
            "meditat",
            "journal",
            "screen time",
            "drink less",
            "walk more",
            "exercise",
            "get fit",
            "in bed",
            "healthier",
            "fitter",
        ],
    ),
    (
        GoalKind::Relationship,
        3,
        &[
            "network",
            "mentor",
            "relationship",
            "friendship",
            "make friends",
            "reconnect",
            "community",
            "trust of",
            "brother",
            "sister",
            "my parents",
            "my son",
            "my daughter",
            "old friend",
            "team spirit",
        ],
    ),
    (GoalKind::Relationship, 2, &["know more people", "contacts", "allies", "partnership with", "get to know"]),
    (
        GoalKind::Skill,
        3,
        &[
            "learn",
            "marathon",
            "fluent",
            "speak",
            "triathlon",
            "play the",
            "level b",
            "b1$",
            "b2$",
            "a2$",
            "c1$",
            "10k$",
            "5k$",
        ],
    ),
    (
        GoalKind::Skill,
        2,
        &[
            "run$",
            "race",
            "swim",
            "practise",
            "practice",
            "master",
            "skill",
            "draw",
            "juggle",
            "dance",
            "sing",
            "knit",
            "chess",
            "paint",
            "whistle",
            "by heart",
            "program in",
            "language",
            "climb",
        ],
    ),
    (
        GoalKind::Project,
        3,
        &[
            "launch",
            "publish",
            "write",
            "build",
            "open a",
            "migrat",
            "certificat",
            "wedding",
            "promot",
            "raise",
            "hire",
            "submit",
            "release",
            "organize",
            "renovat",
        ],
    ),
    (
        GoalKind::Project,
        2,
        &[
            "finish",
            "deliver",
            "move",
            "plan",
            "website",
            "shop",
            "exam",
            "contract",
            "business",
            "event",
            "application",
            "sell",
        ],
    ),
];

/// The stated kind, the kind that the subject has, or what the words say.
pub(crate) fn recognize(goal: &Goal, circumstances: &Circumstances, clue: &Clue) -> (GoalKind, String) {
    if let Some(stated) = goal.kind {
        return (stated.kind(), "stated in the goal file".into());
    }
    if circumstances.repo.is_some() {
        return (GoalKind::Project, "it changes a repository".into());
    }
    if let Some((kind, subject)) = &clue.kind {
        return (*kind, format!("goals like \"{subject}\" are of this kind"));
    }
    let title = Passage::new(&goal.title);
    let destination = Passage::new(goal.destination.as_deref().unwrap_or_default());
    let mut best = (GoalKind::Project, 0, Vec::new());
    for kind in GoalKind::ALL {
        let mut score = 0;
        let mut seen = Vec::new();
        for (_, weight, stems) in SIGNS.iter().filter(|(of, _, _)| *of == kind) {
            for stem in *stems {
                let phrase = Phrase::new(stem);
                if title.contains(&phrase) || destination.contains(&phrase) {
                    score += weight;
                    seen.push(stem.trim_end_matches('$'));
                }
            }
        }
        if score > best.1 {
            best = (kind, score, seen);
        }
    }
    match best {
        (kind, 0, _) => (kind, "nothing speaks for another kind".into()),
        (kind, _, seen) => (kind, format!("the words \"{}\"", seen.join("\", \""))),
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::GoalId;

    use super::*;

    fn kind(title: &str, destination: &str) -> GoalKind {
        let goal = Goal {
            id: GoalId::new("goal"),
            title: title.into(),
            kind: None,
            playbook: None,
            destination: Some(destination.into()),
            origin: None,
            deadline: None,
            priority: 1,
        };
        recognize(&goal, &Circumstances::default(), &Clue::default()).0
    }

    #[test]
    fn words_decide_where_nothing_is_stated() {
        assert_eq!(kind("Meditate", "Ten minutes every morning for eight weeks"), GoalKind::Habit);
        assert_eq!(kind("Learn the piano", "Play the Goldberg aria by heart"), GoalKind::Skill);
        assert_eq!(kind("Find a mentor", "Three people in the field who answer"), GoalKind::Relationship);
        assert_eq!(kind("Launch a newsletter", "1000 subscribers"), GoalKind::Project);
        assert_eq!(kind("Something", "else"), GoalKind::Project);
    }
}
