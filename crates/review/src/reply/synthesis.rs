use backcast_core::{Claim, Dependency, DraftMilestone, Effort, EffortRange, MilestoneId, Risk};
use serde_json::{Map, Value, json};

use super::Repair;
use super::fields::{Fields, Object};
use super::lenient::{REPLY_BYTES_MAX, extract};
use crate::FindingId;

/// What was put together from the reviews, before it is checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Synthesis {
    /// The answer to each finding.
    pub responses: Vec<Response>,
    /// Where reviewers disagreed, and what was decided.
    pub conflicts: Vec<Conflict>,
    /// The milestones in the order in which they were given.
    pub milestones: Vec<Proposed>,
    /// Groups that can run side by side, first to last.
    pub execution_order: Vec<Vec<MilestoneId>>,
    /// What was left out.
    pub rejected: Vec<RejectedProposal>,
}

/// A milestone of a synthesis.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// The milestone.
    pub milestone: DraftMilestone,
    /// Why it may run beside others from the start; empty where it may not.
    pub parallel: String,
    /// Those of its files that it creates.
    pub creates: Vec<String>,
}

/// The answer to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Which finding.
    pub finding: FindingId,
    /// What is done about it.
    pub kind: ResponseKind,
    /// Why; empty where nothing was said.
    pub reason: String,
}

/// What is done about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseKind {
    /// The milestones follow it.
    Accepted,
    /// They do not.
    Rejected,
    /// A later milestone deals with it.
    Deferred(MilestoneId),
}

impl ResponseKind {
    /// The name used in files.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            ResponseKind::Accepted => "accepted",
            ResponseKind::Rejected => "rejected",
            ResponseKind::Deferred(_) => "deferred",
        }
    }
}

/// Where reviewers disagreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// About what.
    pub conflict: String,
    /// What was decided.
    pub resolution: String,
    /// Whose reasoning was stronger, and why.
    pub rationale: String,
}

/// A proposal that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedProposal {
    /// What was proposed.
    pub proposal: String,
    /// By whom.
    pub source: String,
    /// Why it was left out.
    pub reason: String,
}

/// A synthesis as it was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct SynthesisReply {
    /// What it says.
    pub synthesis: Synthesis,
    /// What was mended to understand it.
    pub repairs: Vec<Repair>,
}

/// The efforts that stand around a single likely value, as parts of it: what
/// is estimated with one number turns out like this.
const LOW: f64 = 0.6;
const HIGH: f64 = 1.8;

/// Reads an answer as a synthesis.
///
/// # Errors
///
/// Returns everything that does not have the form that was asked for, each
/// with its place in the JSON.
pub fn read_synthesis(text: &str) -> Result<SynthesisReply, Vec<String>> {
    if text.len() > REPLY_BYTES_MAX {
        return Err(vec![format!(
            "the answer has {} MB; {} are the most that are read",
            text.len() / 1024 / 1024,
            REPLY_BYTES_MAX / 1024 / 1024
        )]);
    }
    let Some(found) = extract(text, &["milestones"]) else {
        return Err(vec!["there is no JSON object with the key `milestones` in the answer".into()]);
    };
    let mut fields = Fields { faults: Vec::new(), repairs: found.repairs };
    let empty = Map::new();
    let root = Object::root(found.value.as_object().unwrap_or(&empty));
    let synthesis = Synthesis {
        responses: responses(&mut fields, &root),
        conflicts: conflicts(&mut fields, &root),
        milestones: fields.objects(&root, &["milestones"]).iter().map(|one| milestone(&mut fields, one)).collect(),
        execution_order: execution_order(&mut fields, &root),
        rejected: rejected(&mut fields, &root),
    };
    if fields.faults.is_empty() {
        Ok(SynthesisReply { synthesis, repairs: fields.repairs })
    } else {
        Err(fields.faults)
    }
}

fn responses(fields: &mut Fields, root: &Object<'_>) -> Vec<Response> {
    let objects = fields.objects(root, &["responses"]);
    objects
        .iter()
        .filter_map(|object| {
            let finding = FindingId::new(&fields.text(object, &["finding", "finding_id", "id"]));
            let said = fields.text(object, &["response", "status", "decision"]).to_lowercase();
            let milestone = fields.text(object, &["milestone", "deferred_to"]);
            let kind = match said.split_whitespace().next().unwrap_or_default() {
                "accepted" | "accept" => ResponseKind::Accepted,
                "rejected" | "reject" => ResponseKind::Rejected,
                "deferred" | "defer" => ResponseKind::Deferred(MilestoneId::new(milestone)),
                _ => {
                    fields.fault(&object.at("response"), "accepted, rejected or deferred was expected");
                    return None;
                }
            };
            Some(Response { finding, kind, reason: fields.text(object, &["reason", "rationale", "note"]) })
        })
        .collect()
}

fn conflicts(fields: &mut Fields, root: &Object<'_>) -> Vec<Conflict> {
    let objects = fields.objects(root, &["conflicts", "conflict_log"]);
    objects
        .iter()
        .map(|object| Conflict {
            conflict: fields.text(object, &["conflict", "description"]),
            resolution: fields.text(object, &["resolution", "decision"]),
            rationale: fields.text(object, &["rationale", "why", "reason"]),
        })
        .collect()
}

fn rejected(fields: &mut Fields, root: &Object<'_>) -> Vec<RejectedProposal> {
    let objects = fields.objects(root, &["rejected_proposals", "rejected"]);
    objects
        .iter()
        .map(|object| RejectedProposal {
            proposal: fields.text(object, &["proposal"]),
            source: fields.text(object, &["source"]),
            reason: fields.text(object, &["reason", "rationale"]),
        })
        .collect()
}

fn execution_order(fields: &mut Fields, root: &Object<'_>) -> Vec<Vec<MilestoneId>> {
    let Some(value) = root.get(&["execution_order"]) else { return Vec::new() };
    let Some(groups) = value.as_array() else {
        fields.fault("execution_order", "a list of groups of ids was expected");
        return Vec::new();
    };
    let mut order = Vec::new();
    for (idx, group) in groups.iter().enumerate() {
        let place = format!("execution_order[{idx}]");
        let ids: Option<Vec<MilestoneId>> = match group {
            Value::String(id) => Some(vec![milestone_id(id)]),
            Value::Array(ids) => ids.iter().map(|id| id.as_str().map(milestone_id)).collect(),
            _ => None,
        };
        match ids {
            Some(ids) => order.push(ids),
            None => fields.fault(&place, "a list of ids was expected"),
        }
    }
    order
}

fn milestone_id(text: &str) -> MilestoneId {
    let text = text.trim();
    // "M2: Draft" names the milestone and its id.
    let bare = text.split(|c: char| c == ':' || c.is_whitespace()).next().unwrap_or_default();
    MilestoneId::new(bare)
}

fn milestone(fields: &mut Fields, object: &Object<'_>) -> Proposed {
    let id = milestone_id(&fields.text(object, &["id"]));
    let name = fields.text(object, &["name", "title"]);
    for (key, text) in [("id", id.as_str()), ("name", &name)] {
        if text.is_empty() {
            fields.fault(&object.at(key), "it is missing");
        }
    }
    let (creates, modifies) = files(fields, object);
    let mut files = creates.clone();
    files.extend(modifies.into_iter().filter(|file| !creates.contains(file)));
    let some = |text: String| Some(text).filter(|text| !is_nothing(text));
    let milestone = DraftMilestone {
        id,
        name,
        statement: fields.text(object, &["goal", "statement"]),
        criteria: fields.texts(object, &["success_criteria", "criteria"]),
        depends_on: dependencies(fields, object),
        effort: effort(fields, object),
        waiting_days: fields.days(object, &["waiting_days"]),
        risk: risk(fields, object),
        slow_reason: some(fields.text(object, &["slow_reason"])),
        value: some(fields.text(object, &["value", "user_value"])),
        abort_point: some(abort_point(fields, object)),
        files,
        claim: Claim {
            source: "review".into(),
            why: "the synthesis of the reviews put it there".into(),
            basis: "the estimate of the review".into(),
            ..Claim::default()
        },
        ..DraftMilestone::default()
    };
    let parallel = fields.text(object, &["parallel", "parallel_rationale"]);
    Proposed { milestone, parallel: if is_nothing(&parallel) { String::new() } else { parallel }, creates }
}

/// Words with which models fill what is to be left empty.
fn is_nothing(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "" | "-" | "—" | "no" | "none" | "n/a" | "null" | "false")
}

fn dependencies(fields: &mut Fields, object: &Object<'_>) -> Vec<Dependency> {
    let place = object.at("depends_on");
    let parts: Vec<&Value> = match object.get(&["depends_on", "dependencies"]) {
        None => Vec::new(),
        Some(Value::Array(parts)) => parts.iter().collect(),
        Some(Value::String(text)) if is_nothing(text) => Vec::new(),
        Some(one) => {
            fields.repairs.push(Repair::new(&place, "took a single value as a list of one"));
            vec![one]
        }
    };
    let mut found: Vec<Dependency> = Vec::new();
    for (idx, part) in parts.into_iter().enumerate() {
        let place = format!("{place}[{idx}]");
        let dependency = match part {
            Value::String(text) if is_nothing(text) => continue,
            Value::String(text) => Dependency { on: milestone_id(text), lag_days: 0 },
            Value::Object(map) => {
                let object = Object { map, place };
                let on = milestone_id(&fields.text(&object, &["on", "id", "milestone"]));
                Dependency { on, lag_days: fields.days(&object, &["lag_days", "lag"]) }
            }
            _ => {
                fields.fault(&place, "the id of a milestone was expected");
                continue;
            }
        };
        if !found.iter().any(|known| known.on == dependency.on) {
            found.push(dependency);
        }
    }
    found
}

fn effort(fields: &mut Fields, object: &Object<'_>) -> EffortRange {
    let nothing = EffortRange::new(Effort::ZERO, Effort::ZERO, Effort::ZERO).expect("equal efforts are in order");
    let place = object.at("effort_hours");
    let range = match object.get(&["effort_hours", "effort"]) {
        None => {
            fields.fault(&place, "it is missing");
            return nothing;
        }
        Some(Value::Object(map)) => {
            let object = Object { map, place: place.clone() };
            let mut hours = [0.0; 3];
            for (hours, key) in hours.iter_mut().zip(["low", "likely", "high"]) {
                match object.get(&[key]) {
                    Some(value) => *hours = fields.number(value, &object.at(key)).unwrap_or_default(),
                    None => fields.fault(&object.at(key), "it is missing"),
                }
            }
            hours
        }
        Some(value) => {
            let likely = fields.number(value, &place).unwrap_or_default();
            fields.repairs.push(Repair::new(&place, "put the usual spread around a single number"));
            [likely * LOW, likely, likely * HIGH]
        }
    };
    let [low, likely, high] = range.map(|hours| Effort::from_hours(hours.min(HOURS_MAX)));
    if likely == Effort::ZERO {
        fields.fault(&place, "it takes some hours");
    }
    EffortRange::new(low, likely, high).unwrap_or_else(|_| {
        fields.fault(&place, "low, likely and high have to be in this order");
        nothing
    })
}

/// Nobody works longer on one milestone.
const HOURS_MAX: f64 = 100_000.0;

fn risk(fields: &mut Fields, object: &Object<'_>) -> Risk {
    let text = fields.text(object, &["risk", "risk_level"]).to_lowercase();
    match text.split_whitespace().next().unwrap_or_default() {
        "low" => Risk::Low,
        "medium" | "moderate" => Risk::Medium,
        "high" => Risk::High,
        "critical" => {
            fields.repairs.push(Repair::new(object.at("risk"), "took critical as high"));
            Risk::High
        }
        _ => {
            fields.repairs.push(Repair::new(object.at("risk"), format!("took {text:?} as medium")));
            Risk::Medium
        }
    }
}

fn abort_point(fields: &mut Fields, object: &Object<'_>) -> String {
    if let Some(Value::Bool(can_stop)) = object.get(&["abort_point"]) {
        let value = fields.text(object, &["value", "user_value"]);
        fields.repairs.push(Repair::new(object.at("abort_point"), "took what somebody gains as the reason to stop"));
        return if *can_stop { value } else { String::new() };
    }
    fields.text(object, &["abort_point"])
}

/// The files that it creates, and those that it modifies.
fn files(fields: &mut Fields, object: &Object<'_>) -> (Vec<String>, Vec<String>) {
    match object.get(&["files", "files_affected"]) {
        Some(Value::Object(map)) => {
            let object = Object { map, place: object.at("files") };
            (fields.texts(&object, &["create", "creates"]), fields.texts(&object, &["modify", "modifies"]))
        }
        _ => (Vec::new(), fields.texts(object, &["files", "files_affected"])),
    }
}

/// The JSON Schema of a synthesis, in the form that providers accept for
/// structured output: every key required, none beside them.
#[must_use]
pub fn synthesis_schema() -> Value {
    let text = json!({ "type": "string" });
    let texts = json!({ "type": "array", "items": text });
    let number = json!({ "type": "number" });
    let object = |properties: Value| {
        let required: Vec<&String> = properties.as_object().into_iter().flat_map(Map::keys).collect();
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    };
    let list = |items: Value| json!({ "type": "array", "items": items });
    let response = object(json!({
        "finding": text,
        "response": { "type": "string", "enum": ["accepted", "rejected", "deferred"] },
        "reason": text,
        "milestone": text,
    }));
    let milestone = object(json!({
        "id": text,
        "name": text,
        "goal": text,
        "success_criteria": texts,
        "depends_on": list(object(json!({ "on": text, "lag_days": { "type": "integer" } }))),
        "parallel": text,
        "effort_hours": object(json!({ "low": number, "likely": number, "high": number })),
        "waiting_days": { "type": "integer" },
        "risk": { "type": "string", "enum": ["low", "medium", "high"] },
        "slow_reason": text,
        "value": text,
        "abort_point": text,
        "files": object(json!({ "create": texts, "modify": texts })),
    }));
    object(json!({
        "responses": list(response),
        "conflicts": list(object(json!({ "conflict": text, "resolution": text, "rationale": text }))),
        "milestones": list(milestone),
        "execution_order": list(texts.clone()),
        "rejected_proposals": list(object(json!({ "proposal": text, "source": text, "reason": text }))),
    }))
}

impl Synthesis {
    /// The synthesis as JSON, in the form that is asked for.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let responses: Vec<Value> = self
            .responses
            .iter()
            .map(|response| {
                let milestone = match &response.kind {
                    ResponseKind::Deferred(milestone) => milestone.as_str(),
                    ResponseKind::Accepted | ResponseKind::Rejected => "",
                };
                json!({
                    "finding": response.finding.as_str(), "response": response.kind.as_str(),
                    "reason": response.reason, "milestone": milestone,
                })
            })
            .collect();
        let conflicts: Vec<Value> = self
            .conflicts
            .iter()
            .map(|one| json!({ "conflict": one.conflict, "resolution": one.resolution, "rationale": one.rationale }))
            .collect();
        let rejected: Vec<Value> = self
            .rejected
            .iter()
            .map(|one| json!({ "proposal": one.proposal, "source": one.source, "reason": one.reason }))
            .collect();
        let order: Vec<Vec<&str>> =
            self.execution_order.iter().map(|group| group.iter().map(MilestoneId::as_str).collect()).collect();
        json!({
            "responses": responses,
            "conflicts": conflicts,
            "milestones": self.milestones.iter().map(Proposed::to_json).collect::<Vec<_>>(),
            "execution_order": order,
            "rejected_proposals": rejected,
        })
    }
}

impl Proposed {
    fn to_json(&self) -> Value {
        let milestone = &self.milestone;
        let depends_on: Vec<Value> = milestone
            .depends_on
            .iter()
            .map(|dependency| json!({ "on": dependency.on.as_str(), "lag_days": dependency.lag_days }))
            .collect();
        let modifies: Vec<&String> = milestone.files.iter().filter(|file| !self.creates.contains(file)).collect();
        let effort = milestone.effort;
        json!({
            "id": milestone.id.as_str(),
            "name": milestone.name,
            "goal": milestone.statement,
            "success_criteria": milestone.criteria,
            "depends_on": depends_on,
            "parallel": self.parallel,
            "effort_hours": {
                "low": effort.low().hours(), "likely": effort.likely().hours(), "high": effort.high().hours(),
            },
            "waiting_days": milestone.waiting_days,
            "risk": milestone.risk.as_str(),
            "slow_reason": milestone.slow_reason.as_deref().unwrap_or_default(),
            "value": milestone.value.as_deref().unwrap_or_default(),
            "abort_point": milestone.abort_point.as_deref().unwrap_or_default(),
            "files": { "create": self.creates, "modify": modifies },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILESTONE: &str = r#"{"id": "M1", "name": "Outline", "goal": "It stands", "success_criteria": ["a", "b"],
        "depends_on": [], "parallel": "", "effort_hours": {"low": 2, "likely": 4, "high": 9}, "waiting_days": 3,
        "risk": "high", "slow_reason": "", "value": "v", "abort_point": "none", "files": {"create": ["x"], "modify": ["y"]}}"#;

    fn with(milestone: &str) -> Result<SynthesisReply, Vec<String>> {
        read_synthesis(&format!("{{\"milestones\": [{milestone}]}}"))
    }

    #[test]
    fn what_is_asked_for_is_read() {
        let reply = with(MILESTONE).expect("sound");
        let Proposed { milestone, creates, .. } = &reply.synthesis.milestones[0];
        assert_eq!(milestone.files, ["x", "y"]);
        assert_eq!(creates, &["x"]);
        assert_eq!((milestone.waiting_days, milestone.risk), (3, Risk::High));
        assert_eq!(milestone.abort_point, None);
        assert_eq!(reply.repairs, []);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut synthesis = with(MILESTONE).expect("sound").synthesis;
        synthesis.responses = vec![Response {
            finding: FindingId::new("F1"),
            kind: ResponseKind::Deferred(MilestoneId::new("M1")),
            reason: "later".into(),
        }];
        synthesis.execution_order = vec![vec![MilestoneId::new("M1")]];
        let text = synthesis.to_json().to_string();
        assert_eq!(read_synthesis(&text).expect("sound").synthesis, synthesis);
    }

    #[test]
    fn wrong_types_convert_where_there_is_no_doubt() {
        let text = r#"{"id": "M1: Outline", "name": "Outline", "success_criteria": "one", "depends_on": "None",
            "effort_hours": "12 hours", "waiting_days": "2 days", "risk": "Critical"}"#;
        let reply = with(text).expect("converted");
        let milestone = &reply.synthesis.milestones[0].milestone;
        assert_eq!((milestone.id.as_str(), milestone.waiting_days), ("M1", 2));
        assert_eq!(milestone.criteria, ["one"]);
        assert_eq!(milestone.effort.likely(), Effort::from_hours(12.0));
        assert_eq!(reply.repairs.len(), 5);
    }

    #[test]
    fn everything_that_is_wrong_is_said_with_its_place() {
        let text =
            r#"{"id": "", "name": "x", "effort_hours": {"low": 5, "likely": 2, "high": "many"}, "depends_on": [3]}"#;
        assert_eq!(
            with(text).expect_err("wrong"),
            [
                "milestones[0].id: it is missing",
                "milestones[0].depends_on[0]: the id of a milestone was expected",
                "milestones[0].effort_hours.high: a number from 0 on was expected",
                "milestones[0].effort_hours: low, likely and high have to be in this order",
            ]
        );
        assert_eq!(read_synthesis("no").expect_err("none").len(), 1);
    }
}
