use std::collections::BTreeSet;
use std::ops::Range;

use backcast_core::{Dependency, EditedMilestone, EditedPlan, Effort, EffortRange, GoalId, MilestoneId, Risk};
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::Mistakes;
use crate::text::without_controls;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextRecord {
    #[serde(default)]
    milestone: Vec<Spanned<MilestoneRecord>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MilestoneRecord {
    id: Option<Spanned<String>>,
    goal_id: Option<String>,
    name: Spanned<String>,
    #[serde(default)]
    goal: String,
    criteria: Vec<String>,
    #[serde(default)]
    after: Vec<Spanned<String>>,
    hours: Spanned<HoursRecord>,
    start: Option<Spanned<toml::Value>>,
    due: Spanned<toml::Value>,
    #[serde(default)]
    waiting_days: u32,
    risk: Option<Spanned<String>>,
    slow_reason: Option<String>,
    value: Option<String>,
    abort_point: Option<String>,
    #[serde(default)]
    files: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum HoursRecord {
    Likely(f64),
    Range([f64; 3]),
}

/// Reads the text of [`plan_text`](crate::plan_text) after somebody edited it.
///
/// # Errors
///
/// Returns every mistake with its place: broken TOML, unknown keys, impossible
/// dates, hours out of order, ids given twice.
pub fn read_plan_text(name: &str, text: &str) -> Result<EditedPlan, Mistakes> {
    let mut mistakes = Mistakes::new(name, text);
    let record: TextRecord = match toml::from_str(text) {
        Ok(record) => record,
        Err(error) => {
            let fix = "see the comments on top of the text";
            mistakes.error("plan_text_form", "", error.span().unwrap_or(0..0), error.message().to_owned(), fix);
            return Err(mistakes);
        }
    };
    let mut reader = Reader { mistakes, ids: BTreeSet::new() };
    let milestones = record.milestone.into_iter().filter_map(|one| reader.milestone(one)).collect();
    if reader.mistakes.has_errors() { Err(reader.mistakes) } else { Ok(EditedPlan { milestones }) }
}

struct Reader {
    mistakes: Mistakes,
    ids: BTreeSet<String>,
}

impl Reader {
    fn milestone(&mut self, record: Spanned<MilestoneRecord>) -> Option<EditedMilestone> {
        let place = record.span();
        let record = record.into_inner();
        let id = record.id.and_then(|id| self.id(&id));
        let due = self.day(&record.due);
        let start = match &record.start {
            Some(start) => self.day(start),
            None => due,
        };
        let effort = self.hours(&record.hours);
        let risk = self.risk(record.risk.as_ref());
        let name = clean(record.name.get_ref());
        if name.trim().is_empty() {
            self.wrong(record.name.span(), "the name is empty", "say what is true once it is reached");
        }
        if record.criteria.is_empty() {
            self.wrong(place, "it has no criteria", "write two or more that can be measured");
        }
        let depends_on = record.after.iter().filter_map(|after| self.predecessor(after)).collect();
        Some(EditedMilestone {
            id,
            goal: record.goal_id.map(|goal| GoalId::new(clean(&goal))),
            name,
            statement: clean(&record.goal),
            criteria: record.criteria.iter().map(|criterion| clean(criterion)).collect(),
            depends_on,
            effort: effort?,
            start: start?,
            due: due?,
            waiting_days: record.waiting_days,
            risk: risk?,
            slow_reason: record.slow_reason.as_deref().map(clean),
            value: record.value.as_deref().map(clean),
            abort_point: record.abort_point.as_deref().map(clean),
            files: record.files.iter().map(|file| clean(file)).collect(),
        })
    }

    fn id(&mut self, id: &Spanned<String>) -> Option<MilestoneId> {
        let text = clean(id.get_ref().trim());
        if text.is_empty() {
            return None;
        }
        if !self.ids.insert(text.clone()) {
            self.wrong(id.span(), format!("`{text}` is there twice"), "take the id of the new one out");
        }
        Some(MilestoneId::new(text))
    }

    fn day(&mut self, value: &Spanned<toml::Value>) -> Option<Date> {
        let text = value.get_ref().as_str().map_or_else(|| value.get_ref().to_string(), str::to_owned);
        let day = text.parse().ok();
        if day.is_none() {
            self.wrong(value.span(), format!("`{text}` is not a day of the calendar"), "write it as 2026-03-02");
        }
        day
    }

    fn hours(&mut self, hours: &Spanned<HoursRecord>) -> Option<EffortRange> {
        let hours_of = Effort::from_hours;
        let numbers = match hours.get_ref() {
            HoursRecord::Likely(likely) => [*likely; 3],
            HoursRecord::Range(range) => *range,
        };
        if numbers.iter().any(|hours| !hours.is_finite() || *hours < 0.0) {
            self.wrong(hours.span(), "hours cannot be negative", "write a number from 0 on");
            return None;
        }
        let range = EffortRange::new(hours_of(numbers[0]), hours_of(numbers[1]), hours_of(numbers[2]));
        if let Err(error) = &range {
            self.wrong(hours.span(), error.to_string(), "write [if things go well, likely, if they go badly]");
        }
        range.ok()
    }

    fn risk(&mut self, risk: Option<&Spanned<String>>) -> Option<Risk> {
        let Some(text) = risk else { return Some(Risk::default()) };
        let risk = Risk::ALL.into_iter().find(|risk| risk.as_str() == text.get_ref().trim());
        if risk.is_none() {
            self.wrong(text.span(), format!("`{}` is not a risk", text.get_ref()), "write low, medium or high");
        }
        risk
    }

    /// `M2`, or `M2 + 14 days`.
    fn predecessor(&mut self, after: &Spanned<String>) -> Option<Dependency> {
        let text = clean(after.get_ref());
        let (id, lag) = text.split_once('+').map_or((text.as_str(), None), |(id, lag)| (id, Some(lag)));
        let lag_days = match lag {
            None => Some(0),
            Some(lag) => lag.trim().trim_end_matches("days").trim_end_matches("day").trim().parse().ok(),
        };
        if lag_days.is_none() {
            self.wrong(after.span(), format!("`{text}` names no number of days"), "write \"M2 + 14 days\"");
        }
        Some(Dependency { on: MilestoneId::new(id.trim()), lag_days: lag_days? })
    }

    fn wrong(&mut self, place: Range<usize>, message: impl Into<String>, fix: &str) {
        self.mistakes.error("plan_text_value", "", place, message, fix);
    }
}

fn clean(text: &str) -> String {
    without_controls(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_have_their_places() {
        let text = "[[milestone]]\nid = 'M1'\nname = 'A'\ncriteria = ['x']\nhours = [3, 2, 1]\ndue = 2026-02-30\n";
        assert!(read_plan_text("plan", text).is_err()); // TOML itself knows the calendar
        let text = "[[milestone]]\nid = 'M1'\nname = ''\ncriteria = []\nhours = [3, 2, 1]\ndue = 'soon'\nafter = ['M2 + x']\nrisk = 'huge'\n";
        let mistakes = read_plan_text("plan", text).expect_err("wrong");
        assert_eq!(mistakes.iter().count(), 6);
        assert!(mistakes.iter().all(|mistake| mistake.line_and_column().is_some()));
    }

    #[test]
    fn lags_and_single_numbers_are_read() {
        let text = "[[milestone]]\nname = 'B'\ncriteria = ['x']\nhours = 2.5\ndue = 2026-03-02\nafter = ['M1 + 14 days', 'M2']\n";
        let plan = read_plan_text("plan", text).expect("sound");
        let only = &plan.milestones[0];
        assert_eq!(only.id, None);
        assert_eq!(only.depends_on[0].lag_days, 14);
        assert_eq!(only.effort.likely(), Effort::from_hours(2.5));
        assert_eq!(only.start, only.due);
    }
}
