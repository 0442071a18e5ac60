//! Goals for tests.

use backcast_core::{Goal, GoalId};

/// A goal with a title and nothing else.
pub(crate) fn goal(title: &str) -> Goal {
    Goal {
        id: GoalId::new("goal"),
        title: title.to_owned(),
        kind: None,
        playbook: None,
        destination: None,
        origin: None,
        deadline: None,
        priority: 1,
    }
}
