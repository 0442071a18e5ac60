//! Plans a bare goal with a playbook, so that what only shows in a plan is found.

use backcast_core::audit::{Code, Dossier, Entry, audit};
use backcast_core::{
    AnchoredGoal, Circumstances, Confidence, Critique, Dependency, Facts, Goal, GoalId, GoalKind, Reading, Repo,
    Severity, WeeklyHours,
};
use jiff::civil::date;

use super::Report;
use crate::{Library, Match, Playbook, Route, Shape, work_backward};

/// Plans a goal of which next to nothing is known, and judges the draft.
pub(super) fn try_to_plan(library: &Library, playbook: &Playbook, report: &mut Report<'_>) {
    let goal = bare_goal(playbook);
    let route = Route::of(Match { playbook, why: "lint".into() });
    let worked = match work_backward(library, &route, &goal, Shape { n_milestones_max: usize::MAX, n_slow: 3 }) {
        Ok(worked) => worked,
        Err(error) => {
            report.add(Severity::Error, error.to_string());
            return;
        }
    };
    let entries = worked.draft.milestones.iter().map(|milestone| Entry {
        criteria: milestone.criteria.clone(),
        depends_on: milestone
            .depends_on
            .iter()
            .map(|d| Dependency { on: d.on.clone(), lag_days: d.lag_days })
            .collect(),
        effort: Some(milestone.effort.likely()),
        parallel: true,
        ..Entry::new(milestone.id.as_str(), milestone.name.as_str())
    });
    let dossier = Dossier { entries: entries.collect(), allow_many: true, ..Dossier::default() };
    for finding in audit(&dossier).into_iter().filter(|finding| finding.code != Code::MilestoneTooLarge) {
        report.add(finding.severity, finding.message);
    }
}

pub(crate) fn bare_goal(playbook: &Playbook) -> AnchoredGoal {
    let repo = playbook.engineering.then(Repo::default);
    AnchoredGoal {
        goal: Goal {
            id: GoalId::new("goal"),
            title: playbook.title.clone(),
            kind: None,
            playbook: None,
            destination: Some("The first part of it is there, and so is the second part of it.".into()),
            origin: None,
            deadline: None,
            priority: 1,
        },
        circumstances: Circumstances { repo, ..Circumstances::default() },
        today: date(2025, 1, 6),
        kind: playbook.kind.parse().unwrap_or(GoalKind::Project),
        kind_from: String::new(),
        confidence: Confidence::High,
        engineering: playbook.engineering,
        deadline: Some(date(2025, 12, 1)),
        pace: Some(WeeklyHours::from_hours_per_week(8.0)),
        reading: Reading::default(),
        facts: Facts { team_size: 1, ..Facts::default() },
        critique: Critique::default(),
        statement: String::new(),
    }
}
