use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A goal file as it is written; see the commented [`TEMPLATE`] for what the
/// keys mean.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[schemars(
    title = "backcast goal file",
    description = "A goal, or several that share the same hours. TOML; dates may be TOML dates or texts."
)]
pub struct GoalRecord {
    /// `backcast.goal/1`; may be left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// A short name. Required.
    pub title: String,
    /// project, habit, relationship or skill; recognized where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The id of the playbook that the path is to be made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub playbook: Option<String>,
    /// The measurable end state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// Where one stands, honestly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Day of planning, YYYY-MM-DD; the system date where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today: Option<String>,
    /// Last day, YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// Hours a week of everybody who works on it, together. Not negative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_per_week: Option<f64>,
    /// Money, free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<String>,
    /// People, free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Constraints, free text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<String>,
    /// Skills that are there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// What stopped earlier attempts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked_before: Vec<String>,
    /// Days on which less or nothing can be done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub busy: Vec<BusyRecord>,
    /// Days with more hours than usual.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capacity: Vec<CapacityRecord>,
    /// What you know of milestones before anything is planned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub milestone: Vec<StatedMilestoneRecord>,
    /// Dates of the world that the plan has to fit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<FixedRecord>,
    /// The repository that the goal changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repo: Option<RepoRecord>,
    /// What words of the texts mean, where they were read wrong or not at all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<StatedFactRecord>,
    /// Competing goals that share everything above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<RivalRecord>,
}

/// Days on which less or nothing can be done.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BusyRecord {
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day, inclusive, YYYY-MM-DD.
    pub to: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Hours a week that are left; 0 where absent: nothing may be due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_per_week: Option<f64>,
}

/// Days with more hours than usual: of leave, of a weekend that was cleared.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CapacityRecord {
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day, inclusive, YYYY-MM-DD.
    pub to: String,
    /// Hours in these days together, on top of the usual ones.
    pub hours: f64,
    /// What they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What you know of a milestone: of one that the plan has anyway, known by words of its
/// name, or of one of your own.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StatedMilestoneRecord {
    /// Its name, words of it, or its id in the plan. Required.
    pub name: String,
    /// The goal that it serves, where several compete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// The day on which it takes place, YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Work on it does not begin before this day, YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
    /// It is complete by this day, YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_after: Option<String>,
    /// Why it has these days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Hours of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<f64>,
    /// Days from its start that no work shortens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_days: Option<u32>,
    /// Names or ids of what has to be complete before it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// Names or ids of what has to wait for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// What shows that it is complete.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<String>,
}

/// A date of the world that does not move: a filing day, a premiere, an appointment.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FixedRecord {
    /// What is on that day. Required.
    pub what: String,
    /// The day, YYYY-MM-DD. Required.
    pub on: String,
    /// Why it does not move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Names or ids of the milestones that have to be complete by then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// Names or ids of the milestones that wait for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
}

/// What words of a goal mean: they, and one meaning of deadline, event, from and
/// to, `hours_per_week`, number, or nothing.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct StatedFactRecord {
    /// The words as they stand in a text of the goal.
    pub words: String,
    /// Who says so: person (default) or thinker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// They name the last day, YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// They name the day of something that one prepares for, YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// They name days off: the first one, YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day off, inclusive, YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// With days off the hours a week that are left (0 where absent); alone the
    /// hours a week that there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_per_week: Option<f64>,
    /// They name a number of something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<f64>,
    /// Of what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// They are of no account for the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing: Option<bool>,
}

/// The repository that the goal changes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RepoRecord {
    /// Files and folders that the work is likely to touch.
    pub files: Vec<String>,
    /// How the whole is verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification: Option<VerificationRecord>,
}

/// How the whole is verified.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VerificationRecord {
    /// e2e, integration, skill, test-suite or build-only.
    pub level: String,
    /// The exact command.
    pub command: String,
    /// What a pass proves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validates: Option<String>,
}

/// One of several competing goals.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RivalRecord {
    /// Short id, unique in the file.
    pub id: String,
    /// A short name.
    pub title: String,
    /// project, habit, relationship or skill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The id of the playbook that the path is to be made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub playbook: Option<String>,
    /// The measurable end state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// Where one stands, honestly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Last day, YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// 1 is most important.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<u32>,
}

impl GoalRecord {
    /// The goal as the text of a goal file.
    ///
    /// # Panics
    ///
    /// Never: every field has a TOML form, and tables come last.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a goal record has only texts, numbers, lists and tables")
    }
}

/// The commented goal file that `backcast init` writes.
pub const TEMPLATE: &str = include_str!("template.toml");

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn template_is_a_goal_file_without_mistakes() {
        let document = crate::read_goal("template.toml", TEMPLATE, date(2025, 1, 1)).expect("template is sound");
        assert!(document.warnings.is_empty());
    }

    #[test]
    fn written_goal_reads_back() {
        let record = GoalRecord {
            title: "Half \"marathon\"".into(),
            deadline: Some("2025-09-14".into()),
            hours_per_week: Some(3.0),
            busy: vec![BusyRecord {
                from: "2025-07-07".into(),
                to: "2025-07-13".into(),
                reason: None,
                hours_per_week: None,
            }],
            ..GoalRecord::default()
        };
        let document = crate::read_goal("x", &record.to_toml(), date(2025, 1, 1)).expect("own output is sound");
        assert_eq!(document.goal_file.title, "Half \"marathon\"");
        assert_eq!(document.goal_file.circumstances.busy.len(), 1);
    }
}
