use backcast_core::{
    Effort, EffortRange, FinishedMilestone, MilestoneId, PastMilestone, PastPlan, Placing, days_between,
};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::plan_read::Reader;
use crate::{Mistake, Mistakes};

/// Reads a plan JSON of any origin to learn from it, given its name (for
/// messages) and text. `hours_spent` of a milestone is what it took.
///
/// Also returns what is odd about the file.
///
/// # Errors
///
/// Returns every mistake at once: broken JSON, values of the wrong type, and a
/// plan without milestones.
pub fn read_past_plan(name: &str, text: &str) -> Result<(PastPlan, Vec<Mistake>), Mistakes> {
    let (mut reader, value) = Reader::open(name, text)?;
    let past = reader.past_plan(&value);
    if past.milestones.is_empty() && !reader.mistakes.has_errors() {
        let fix = "a plan with milestones is needed: `backcast plan GOAL.toml --json`";
        reader.mistakes.error("milestones_missing", "milestones", 0..0, "there is nothing to learn from", fix);
    }
    if reader.mistakes.has_errors() {
        return Err(reader.mistakes);
    }
    Ok((past, reader.mistakes.into_list()))
}

impl Reader {
    fn past_plan(&mut self, value: &Value) -> PastPlan {
        let Some(plan) = value.as_object() else {
            self.wrong_type("", "an object", value);
            return PastPlan::default();
        };
        let goal = self.text(plan, "", "goal").unwrap_or_default();
        let title = self.text(plan, "", "title").unwrap_or_else(|| goal.clone());
        let kind = self.text(plan, "", "kind").and_then(|kind| kind.parse().ok());
        let deadline = self.date(plan, "", "deadline");
        let values = self.milestones(plan);
        let milestones = values
            .iter()
            .enumerate()
            .filter_map(|(number, value)| self.past_milestone(number, value, deadline))
            .collect();
        PastPlan { title, goal, kind, milestones }
    }

    fn past_milestone(&mut self, number: usize, value: &Value, deadline: Option<Date>) -> Option<PastMilestone> {
        let path = format!("milestones[{number}]");
        let Some(map) = value.as_object() else {
            self.wrong_type(&path, "an object", value);
            return None;
        };
        let planned = self.planned(map, &path);
        Some(PastMilestone {
            id: MilestoneId::new(self.text(map, &path, "id").unwrap_or_else(|| format!("#{}", number + 1))),
            name: self.text(map, &path, "name").unwrap_or_default(),
            statement: self.text(map, &path, "goal").unwrap_or_default(),
            criteria: self.texts(map, &path, "success_criteria"),
            depends_on: self.dependencies(map, &path),
            planned,
            spent: self.number(map, &path, "hours_spent").map(Effort::from_hours),
            waiting_days: self.days(map, &path, "waiting_days"),
            placing: self.placing(map, &path, deadline),
            risk: self.text(map, &path, "risk"),
            slow_reason: self.text(map, &path, "slow_reason"),
            value: self.text(map, &path, "value"),
            abort_point: self.text(map, &path, "abort_point"),
            files: self.texts(map, &path, "files"),
        })
    }

    /// What `placed` of our own plans says; elsewhere as early as possible.
    fn placing(&mut self, map: &Map<String, Value>, path: &str, deadline: Option<Date>) -> Placing {
        let due = self.date(map, path, "due");
        match (map.get("placed").and_then(Value::as_str), due, deadline) {
            (Some("as_late_as_possible"), _, _) => Placing::Late,
            (Some("fixed_date"), Some(due), Some(deadline)) => {
                Placing::BeforeDeadline(u32::try_from(days_between(due, deadline)).unwrap_or(0))
            }
            _ => Placing::Early,
        }
    }

    /// The three efforts, or the one that other tools write.
    fn planned(&mut self, map: &Map<String, Value>, path: &str) -> Option<EffortRange> {
        let likely = self.number(map, path, "effort_hours").map(Effort::from_hours)?;
        let spread = map.get("effort").and_then(Value::as_object).and_then(|effort| {
            let path = format!("{path}.effort");
            let low = self.number(effort, &path, "low").map(Effort::from_hours)?;
            let high = self.number(effort, &path, "high").map(Effort::from_hours)?;
            EffortRange::new(low, likely, high).ok()
        });
        Some(spread.unwrap_or_else(|| EffortRange::exactly(likely)))
    }
}

/// What a progress file says of finished milestones.
#[derive(Clone, Debug, Deserialize)]
struct ProgressRecord {
    #[serde(default)]
    done: Vec<DoneRecord>,
}

/// A finished milestone of a progress file.
#[derive(Clone, Debug, Deserialize)]
struct DoneRecord {
    id: String,
    on: Option<toml::Value>,
    hours_spent: Option<f64>,
}

/// Reads a progress file (TOML) and returns the finished milestones, each with
/// the day on which it was completed and the hours that it took, where these are
/// given. Other parts of the file are left alone.
///
/// # Errors
///
/// Returns an error with its place if the text is not TOML of the expected
/// form, a day is impossible, or hours are negative.
pub fn read_done(name: &str, text: &str) -> Result<Vec<FinishedMilestone>, Mistakes> {
    let mut mistakes = Mistakes::new(name, text);
    let fix = "a `[[done]]` table for each finished milestone, with `id`, `on` and `hours_spent`";
    let record: ProgressRecord = match toml::from_str(text) {
        Ok(record) => record,
        Err(error) => {
            mistakes.error("progress_form", "", error.span().unwrap_or(0..0), error.message().to_owned(), fix);
            return Err(mistakes);
        }
    };
    let mut finished = Vec::new();
    for (number, done) in record.done.into_iter().enumerate() {
        let on = done.on.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let day: Option<Date> = on.as_deref().and_then(|text| text.get(..10)).and_then(|text| text.parse().ok());
        if let Some(text) = on.filter(|_| day.is_none()) {
            let message = format!("\"{text}\" is not a day of the calendar");
            mistakes.error("date_impossible", &format!("done[{number}].on"), 0..0, message, "write YYYY-MM-DD");
        }
        if done.hours_spent.is_some_and(|hours| !hours.is_finite() || hours < 0.0) {
            let message = "hours cannot be negative".to_owned();
            mistakes.error("number_out_of_range", &format!("done[{number}].hours_spent"), 0..0, message, "from 0 on");
        }
        let spent = done.hours_spent.filter(|hours| hours.is_finite()).map(Effort::from_hours);
        finished.push(FinishedMilestone { id: MilestoneId::new(done.id), on: day, spent });
    }
    if mistakes.has_errors() { Err(mistakes) } else { Ok(finished) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_come_from_plan_and_progress() {
        let text = r#"{"title": "T", "milestones": [{"id": "M1", "name": "A", "effort_hours": 4, "hours_spent": 6}]}"#;
        let (past, _) = read_past_plan("plan.json", text).expect("sound");
        assert_eq!(past.milestones[0].spent, Some(Effort::from_hours(6.0)));
        let done =
            read_done("p.toml", "[[done]]\nid = 'M1'\non = 2025-06-24\nhours_spent = 21\n[[behind]]\nid = 'M2'\n");
        let finished = done.expect("sound").remove(0);
        assert_eq!(finished.id.as_str(), "M1");
        assert!(finished.on.is_some());
        assert_eq!(finished.spent, Some(Effort::from_hours(21.0)));
    }

    #[test]
    fn mistakes_have_their_place() {
        let broken = read_past_plan("plan.json", r#"{"milestones": []}"#).expect_err("empty");
        assert_eq!(broken.iter().next().map(|mistake| mistake.code), Some("milestones_missing"));
        let broken =
            read_done("p.toml", "[[done]]\nid = 'M1'\non = '2025-02-31'\nhours_spent = -1\n").expect_err("wrong");
        assert_eq!(broken.iter().count(), 2);
        assert!(read_done("p.toml", "[[done]]\non = 3\n").is_err());
    }
}
