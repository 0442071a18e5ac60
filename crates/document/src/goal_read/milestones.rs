//! What a goal file says of milestones: `[[milestone]]` and `[[fixed]]`.

use std::ops::Range;

use backcast_core::{Effort, GoalId, StatedMilestone, Window};
use toml::de::DeTable;

use super::{HOURS_PER_WEEK_MAX, Reader, get, join};

pub(super) const MILESTONE_KEYS: [&str; 11] =
    ["name", "goal", "on", "not_before", "not_after", "why", "hours", "waiting_days", "after", "before", "criteria"];
pub(super) const FIXED_KEYS: [&str; 5] = ["what", "on", "why", "after", "before"];

/// Nobody states more milestones than these.
const STATED_MAX: usize = 200;
/// Nobody waits longer than ten years.
const WAITING_DAYS_MAX: f64 = 3660.0;

impl Reader<'_> {
    /// The milestones of `[[milestone]]`, then the dates of the world of `[[fixed]]`.
    pub(super) fn stated_milestones(&mut self, top: &DeTable<'_>) -> Vec<StatedMilestone> {
        let mut stated = Vec::new();
        for key in ["milestone", "fixed"] {
            let fix = "a plan has about ten milestones; take out what backcast can place itself";
            let code = if key == "fixed" { "fixed_too_many" } else { "milestone_too_many" };
            let tables = self.tables_up_to(STATED_MAX, top, key, code, fix);
            for (number, (place, table)) in tables.into_iter().enumerate() {
                let path = format!("{key}[{number}]");
                stated.extend(if key == "fixed" {
                    self.fixed(table, &path, place)
                } else {
                    self.milestone(table, &path, place)
                });
            }
        }
        stated
    }

    fn milestone(&mut self, table: &DeTable<'_>, path: &str, place: Range<usize>) -> Option<StatedMilestone> {
        self.unknown_keys(table, path, &MILESTONE_KEYS);
        let name = self.required_text(table, path, "name", place.clone());
        let window = Window {
            not_before: self.date(table, path, "not_before"),
            not_after: self.date(table, path, "not_after"),
            why: self.text_at(table, path, "why"),
        };
        if let (Some(from), Some(to)) = (window.not_before, window.not_after)
            && to < from
        {
            let message = format!("it may not be complete after {to}, before work on it may begin on {from}");
            let to = get(table, "not_after").map_or(place, toml::Spanned::span);
            self.error("window_reversed", &join(path, "not_after"), to, message, "swap `not_before` and `not_after`");
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to its range")]
        let waiting_days = self.number(table, path, "waiting_days", 0.0, WAITING_DAYS_MAX).map(|days| days as u32);
        // All mistakes are told at once: the name is looked at last.
        let stated = StatedMilestone {
            name: String::new(),
            goal: self.text_at(table, path, "goal").map(GoalId::new),
            on: self.date(table, path, "on"),
            window,
            effort: self.number(table, path, "hours", 0.0, HOURS_PER_WEEK_MAX).map(Effort::from_hours),
            waiting_days,
            after: self.texts(table, path, "after"),
            before: self.texts(table, path, "before"),
            criteria: self.texts(table, path, "criteria"),
        };
        Some(StatedMilestone { name: name?, ..stated })
    }

    fn fixed(&mut self, table: &DeTable<'_>, path: &str, place: Range<usize>) -> Option<StatedMilestone> {
        self.unknown_keys(table, path, &FIXED_KEYS);
        let name = self.required_text(table, path, "what", place.clone());
        let on = self.date(table, path, "on");
        if get(table, "on").is_none() {
            let fix = "add `on = 2027-03-01`: the day that does not move";
            self.error("key_missing", &join(path, "on"), place, "`on` is missing", fix);
        }
        let window = Window { why: self.text_at(table, path, "why"), ..Window::default() };
        Some(StatedMilestone {
            name: name?,
            on: Some(on?),
            window,
            after: self.texts(table, path, "after"),
            before: self.texts(table, path, "before"),
            ..StatedMilestone::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::Effort;
    use jiff::civil::date;

    use crate::read_goal;

    #[test]
    fn what_is_said_of_milestones_is_read() {
        let text = "title = 'x'\n[[milestone]]\nname = 'Race entered'\nnot_before = 2027-03-01\nnot_after = 2027-03-14\n\
                    hours = 1.5\nwaiting_days = 5\nbefore = ['Base']\n[[fixed]]\nwhat = 'Check'\non = 2027-05-04\nwhy = 'club'\n";
        let document = read_goal("goal.toml", text, date(2027, 1, 4)).expect("sound");
        assert!(document.unknown.is_empty() && document.warnings.is_empty(), "{document:?}");
        let [entered, check] = &document.goal_file.circumstances.stated_milestones[..] else { panic!("{document:?}") };
        assert_eq!((entered.window.not_after, entered.waiting_days), (Some(date(2027, 3, 14)), Some(5)));
        assert_eq!((entered.effort.map(Effort::minutes), &entered.before[..]), (Some(90), &["Base".to_owned()][..]));
        assert_eq!((check.on, check.window.why.as_deref()), (Some(date(2027, 5, 4)), Some("club")));
    }

    #[test]
    fn mistakes_are_named_with_their_places() {
        let text = "title = 'x'\n[[milestone]]\nnot_before = 2027-03-14\nnot_after = 2027-03-01\nhours = -1\n\
                    [[fixed]]\nwhat = 'Check'\n";
        let mistakes = read_goal("goal.toml", text, date(2027, 1, 4)).expect_err("it is full of them");
        let mut targets: Vec<&str> = mistakes.iter().map(|mistake| mistake.target.as_str()).collect();
        targets.sort_unstable();
        assert_eq!(targets, ["fixed[0].on", "milestone[0].hours", "milestone[0].name", "milestone[0].not_after"]);
    }
}
