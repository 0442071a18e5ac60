//! A plan of any origin as a proposal: what a person, a model or another tool wrote,
//! with the dates that they want.

use std::collections::BTreeSet;

use backcast_core::{
    Basis, Cadence, Checkpoint, Claim, ClaimedHours, Cost, DaysRange, Dependency, Draft, DraftMilestone, Effort,
    EffortRange, FactUse, Fallback, GivenPlan, GoalId, MilestoneId, MilestoneKind, Outside, Placing, PlanChange,
    ProposedDates, Quantity, Risk, Source, Verdict, WaitingFor, WayOut, Window,
};
use serde_json::{Map, Value};

use crate::milestone_parts::weekdays_named;
use crate::plan_read::Reader;
use crate::{Mistake, Mistakes, OptionRecord};

type Object = Map<String, Value>;

/// The `claim.source` of milestones that were given.
const GIVEN: &str = "given";

/// Reads a plan JSON of any origin as a proposal, given its name (for messages) and
/// text, and who made it. Also returns what is odd about it.
///
/// The form is that of `backcast.plan/2` without what is computed: `effort_hours` is a
/// number or `{low, likely, high}`, `depends_on` holds ids or `{id, lag_days}`; what is
/// missing is left open.
///
/// # Errors
///
/// Returns every mistake at once: broken JSON with line and column, values of the wrong
/// type, impossible dates, milestones without id, name, due day or with an id that is
/// there twice.
pub fn read_given_plan(name: &str, text: &str, proposer: &str) -> Result<(GivenPlan, Vec<Mistake>), Mistakes> {
    let (reader, value) = Reader::open(name, text)?;
    let mut draft = DraftReader { reader, ids: BTreeSet::new() };
    let given = draft.plan(&value, proposer);
    let mistakes = draft.reader.mistakes;
    if mistakes.has_errors() { Err(mistakes) } else { Ok((given, mistakes.into_list())) }
}

struct DraftReader {
    reader: Reader,
    ids: BTreeSet<String>,
}

impl DraftReader {
    fn plan(&mut self, value: &Value, proposer: &str) -> GivenPlan {
        let Some(plan) = value.as_object() else {
            self.reader.wrong_type("", "an object", value);
            return GivenPlan::default();
        };
        let list = self.reader.milestones(plan);
        let milestones = list.iter().enumerate().filter_map(|(at, one)| self.milestone(at, one)).collect();
        let feasibility = plan.get("feasibility").and_then(Value::as_object).cloned().unwrap_or_default();
        let verdict = self.verdict(&feasibility);
        // "Just do it" and "I cannot know" are answers.
        let needs_none = matches!(verdict, Some(Verdict::TooSmall | Verdict::Unclear));
        if list.is_empty() && !needs_none {
            self.missing("milestones", "the plan holds no milestones, and no verdict why it needs none");
        }
        let forecast = plan.get("forecast").and_then(Value::as_object).cloned().unwrap_or_default();
        let likely = self.reader.date(&forecast, "forecast", "likely");
        let late = self.reader.date(&forecast, "forecast", "late");
        let source = Source {
            id: GIVEN.into(),
            title: proposer.to_owned(),
            why: "it was given with its dates".into(),
            basis: Basis::Subject,
        };
        GivenPlan {
            draft: Draft {
                milestones,
                sources: vec![source],
                assumptions: self.reader.texts(plan, "", "assumptions"),
                starting_state: self.reader.texts(plan, "", "starting_state"),
                outside: self.outside(plan),
                claims: self.claims(plan),
                fact_uses: self.fact_uses(plan),
                ways_out: Vec::new(),
            },
            deadline: self.reader.date(plan, "", "deadline"),
            needed: self.reader.number(&feasibility, "feasibility", "needed_hours").map(Effort::from_hours),
            available: self.reader.number(&feasibility, "feasibility", "available_hours").map(Effort::from_hours),
            verdict,
            reasons: self.reader.texts(&feasibility, "feasibility", "reasons"),
            ways_out: self.ways_out(plan, &feasibility),
            conflicts: self.conflicts(plan),
            questions: self.reader.texts(plan, "", "anchor_critique"),
            ends: likely.map(|likely| (likely, late.unwrap_or(likely).max(likely))),
        }
    }

    /// Conflicts as texts, or as objects with a text.
    fn conflicts(&mut self, plan: &Object) -> Vec<String> {
        let list = plan.get("conflicts").and_then(Value::as_array);
        let text = |one: &Value| {
            let words = ["text", "message"].iter().find_map(|key| one.get(key)).unwrap_or(one);
            words.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        list.into_iter().flatten().filter_map(text).collect()
    }

    fn milestone(&mut self, at: usize, value: &Value) -> Option<DraftMilestone> {
        let path = format!("milestones[{at}]");
        let Some(map) = value.as_object() else {
            self.reader.wrong_type(&path, "an object", value);
            return None;
        };
        let id = self.id(map, &path)?;
        let name = self.reader.text(map, &path, "name").unwrap_or_default();
        if name.trim().is_empty() {
            self.missing(&format!("{path}.name"), &format!("{id} has no name"));
        }
        let due = self.reader.date(map, &path, "due");
        let on = self.reader.date(map, &path, "on");
        if due.is_none() && on.is_none() && !map.contains_key("due") {
            self.missing(&format!("{path}.due"), &format!("{id} has no due day"));
        }
        let start = self.reader.date(map, &path, "start");
        let kind = self.kind(map, &path, on.is_some());
        let fallback = self.reader.text(map, &path, "fallback").filter(|text| !text.trim().is_empty());
        let by = self.reader.date(map, &path, "fallback_by");
        Some(DraftMilestone {
            id: MilestoneId::new(id),
            goal: self.reader.text(map, &path, "goal_id").map(GoalId::new),
            name,
            statement: self.reader.text(map, &path, "goal").unwrap_or_default(),
            criteria: self.reader.texts(map, &path, "success_criteria"),
            depends_on: self.dependencies(map, &path),
            effort: self.effort(map, &path),
            waiting_days: self.reader.days(map, &path, "waiting_days"),
            risk: self.risk(map, &path),
            slow_reason: self.reader.text(map, &path, "slow_reason"),
            value: self.reader.text(map, &path, "value"),
            abort_point: self.reader.text(map, &path, "abort_point"),
            files: self.reader.texts(map, &path, "files"),
            placing: on.map_or(Placing::Early, Placing::On),
            claim: Claim {
                source: GIVEN.into(),
                why: "whoever proposed the plan put it there".into(),
                ..Claim::default()
            },
            kind,
            window: Window {
                not_before: self.reader.date(map, &path, "not_before"),
                not_after: self.reader.date(map, &path, "not_after"),
                why: self.reader.text(map, &path, "window_reason"),
            },
            waiting: self.waiting(map, &path),
            cadence: self.cadence(map, &path),
            quantity: self.quantity(map, &path),
            checkpoints: self.checkpoints(map, &path),
            who: self.reader.text(map, &path, "who"),
            cost: self.cost(map, &path),
            fallback: fallback.map(|text| Fallback { by, text }),
            proposed: due.or(on).map(|due| ProposedDates { start, due }),
            ..DraftMilestone::default()
        })
    }

    fn id(&mut self, map: &Object, path: &str) -> Option<String> {
        let id = self.reader.text(map, path, "id").map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
        let Some(id) = id else {
            self.missing(&format!("{path}.id"), "a milestone has no id");
            return None;
        };
        if !self.ids.insert(id.clone()) {
            let target = format!("{path}.id");
            let message = format!("two milestones have the id `{id}`");
            self.reader.mistakes.error("id_duplicate", &target, 0..0, message, "give each its own");
            return None;
        }
        Some(id)
    }

    fn missing(&mut self, target: &str, message: &str) {
        let fix = "`backcast plan GOAL.toml --json` shows the form";
        self.reader.mistakes.error("key_missing", target, 0..0, message.to_owned(), fix);
    }

    /// An event where it has a day of its own and says nothing else.
    fn kind(&mut self, map: &Object, path: &str, has_day: bool) -> MilestoneKind {
        let usual = if has_day { MilestoneKind::Event } else { MilestoneKind::Work };
        let Some(text) = self.reader.text(map, path, "kind") else { return usual };
        text.trim().to_lowercase().parse().unwrap_or_else(|()| {
            let names = MilestoneKind::ALL.map(MilestoneKind::as_str).join(", ");
            self.odd(&format!("{path}.kind"), &format!("`{text}` is none of {names}"));
            usual
        })
    }

    fn odd(&mut self, target: &str, message: &str) {
        self.reader.mistakes.warn("value_unknown", target, 0..0, message.to_owned(), "it was left out");
    }

    /// Ids, or objects with `id` (or `on`) and `lag_days`.
    fn dependencies(&mut self, map: &Object, path: &str) -> Vec<Dependency> {
        let Some(list) = map.get("depends_on").and_then(Value::as_array) else {
            return self.reader.dependencies(map, path);
        };
        if list.iter().all(Value::is_string) {
            return self.reader.dependencies(map, path);
        }
        let mut found: Vec<Dependency> = Vec::new();
        for (number, one) in list.iter().enumerate() {
            let here = format!("{path}.depends_on[{number}]");
            let dependency = match one {
                Value::String(id) => Some(Dependency { on: MilestoneId::new(id.trim()), lag_days: 0 }),
                Value::Object(object) => {
                    let id = self.reader.text(object, &here, "id").or_else(|| self.reader.text(object, &here, "on"));
                    let lag_days = self.reader.days(object, &here, "lag_days");
                    id.map(|id| Dependency { on: MilestoneId::new(id.trim()), lag_days })
                }
                other => {
                    self.reader.wrong_type(&here, "an id or an object with `id`", other);
                    None
                }
            };
            found.extend(dependency.filter(|one| !found.iter().any(|known| known.on == one.on)));
        }
        found
    }

    /// A number, or an object with low, likely and high, which may stand in `effort`, too.
    fn effort(&mut self, map: &Object, path: &str) -> EffortRange {
        let range = [map.get("effort_hours"), map.get("effort")].into_iter().flatten().find_map(Value::as_object);
        let Some(range) = range else {
            let likely = self.reader.number(map, path, "effort_hours").unwrap_or(0.0);
            return EffortRange::exactly(Effort::from_hours(likely));
        };
        let here = format!("{path}.effort_hours");
        let mut hours = |key: &str| self.reader.number(range, &here, key);
        let (low, likely, high) = (hours("low"), hours("likely"), hours("high"));
        let likely = likely.or(low).or(high).unwrap_or(0.0);
        let (low, high) = (low.unwrap_or(likely).min(likely), high.unwrap_or(likely).max(likely));
        let effort = Effort::from_hours;
        EffortRange::new(effort(low), effort(likely), effort(high)).expect("they were put in order")
    }

    fn risk(&mut self, map: &Object, path: &str) -> Risk {
        let Some(text) = self.reader.text(map, path, "risk") else { return Risk::default() };
        let text = text.trim().to_lowercase();
        Risk::ALL.into_iter().find(|risk| risk.as_str() == text).unwrap_or_else(|| {
            self.odd(&format!("{path}.risk"), &format!("`{text}` is none of low, medium, high"));
            Risk::default()
        })
    }

    fn object(&mut self, map: &Object, path: &str, key: &str) -> Option<(Object, String)> {
        let here = format!("{path}.{key}");
        match map.get(key)? {
            Value::Null => None,
            Value::Object(object) => Some((object.clone(), here)),
            other => {
                self.reader.wrong_type(&here, "an object", other);
                None
            }
        }
    }

    /// The objects of a list with their places; one that is no object is a mistake.
    fn objects(&mut self, map: &Object, path: &str, key: &str) -> Vec<(Object, String)> {
        let here = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let list = match map.get(key) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(list)) => list,
            Some(other) => {
                self.reader.wrong_type(&here, "a list", other);
                return Vec::new();
            }
        };
        let mut objects = Vec::new();
        for (number, one) in list.iter().enumerate() {
            let place = format!("{here}[{number}]");
            match one {
                Value::Object(object) => objects.push((object.clone(), place)),
                // A bare sentence says the same as an object with only a text.
                Value::String(text) => {
                    let keys = ["text", "fact", "what"];
                    let object = keys.map(|key| (key.to_owned(), Value::String(text.clone()))).into_iter().collect();
                    objects.push((object, place));
                }
                other => self.reader.wrong_type(&place, "an object", other),
            }
        }
        objects
    }

    fn waiting(&mut self, map: &Object, path: &str) -> WaitingFor {
        let Some((waiting, here)) = self.object(map, path, "waiting") else { return WaitingFor::default() };
        let days = self.object(&waiting, &here, "days").map(|(days, here)| self.days_range(&days, &here));
        WaitingFor { days, whom: self.reader.text(&waiting, &here, "for") }
    }

    fn days_range(&mut self, map: &Object, path: &str) -> DaysRange {
        let mut days = |key: &str| self.reader.days(map, path, key);
        DaysRange::of(days("low"), days("likely"), days("high"))
    }

    fn cadence(&mut self, map: &Object, path: &str) -> Option<Cadence> {
        let (cadence, here) = self.object(map, path, "cadence")?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to 0..=21")]
        let sessions = self.reader.number(&cadence, &here, "sessions_per_week")?.round().clamp(0.0, 21.0) as u32;
        (sessions > 0).then(|| Cadence {
            sessions_per_week: sessions,
            session: Effort::from_hours(self.reader.number(&cadence, &here, "session_hours").unwrap_or(0.0)),
            weekdays: weekdays_named(&self.reader.texts(&cadence, &here, "weekdays")),
            from: self.reader.date(&cadence, &here, "from"),
            to: self.reader.date(&cadence, &here, "to"),
        })
    }

    fn quantity(&mut self, map: &Object, path: &str) -> Option<Quantity> {
        let (quantity, here) = self.object(map, path, "quantity")?;
        let to = self.reader.number(&quantity, &here, "to")?;
        let from = self.reader.number(&quantity, &here, "from");
        Some(Quantity { from, ..Quantity::of(to, self.reader.text(&quantity, &here, "unit").unwrap_or_default()) })
    }

    fn checkpoints(&mut self, map: &Object, path: &str) -> Vec<Checkpoint> {
        let list = self.objects(map, path, "checkpoints");
        list.into_iter()
            .filter_map(|(one, here)| {
                let on = self.reader.date(&one, &here, "on")?;
                Some(Checkpoint { on, state: self.reader.text(&one, &here, "what")? })
            })
            .collect()
    }

    fn cost(&mut self, map: &Object, path: &str) -> Option<Cost> {
        if let Some(amount) = map.get("cost").and_then(Value::as_f64) {
            return Some(Cost { amount: amount.max(0.0), currency: None });
        }
        let (cost, here) = self.object(map, path, "cost")?;
        let amount = self.reader.number(&cost, &here, "amount")?;
        Some(Cost { amount, currency: self.reader.text(&cost, &here, "currency") })
    }

    fn outside(&mut self, plan: &Object) -> Vec<Outside> {
        let list = self.objects(plan, "", "outside");
        list.into_iter()
            .filter_map(|(one, here)| {
                let days = match one.get("days") {
                    Some(Value::Object(days)) => Some(self.days_range(days, &format!("{here}.days"))),
                    Some(Value::Number(_)) => Some(DaysRange::exactly(self.reader.days(&one, &here, "days"))),
                    // "in about six weeks" is part of the text.
                    _ => None,
                };
                Some(Outside {
                    text: self.reader.text(&one, &here, "text")?,
                    days,
                    on: self.reader.date(&one, &here, "on"),
                    chance: self.reader.number(&one, &here, "chance").map(|chance| chance.min(1.0)),
                    milestone: self.reader.text(&one, &here, "milestone").map(MilestoneId::new),
                })
            })
            .collect()
    }

    fn claims(&mut self, plan: &Object) -> Vec<ClaimedHours> {
        let list = self.objects(plan, "", "extra_capacity");
        list.into_iter()
            .filter_map(|(one, here)| {
                let from = self.reader.date(&one, &here, "from")?;
                let to = self.reader.date(&one, &here, "to").unwrap_or(from);
                let hours = Effort::from_hours(self.reader.number(&one, &here, "hours")?);
                let what = self.reader.text(&one, &here, "what").unwrap_or_default();
                if to < from {
                    self.odd(&format!("{here}.to"), "it ends before it begins");
                    return None;
                }
                Some(ClaimedHours { from, to, hours, what, is_stated: false })
            })
            .collect()
    }

    fn fact_uses(&mut self, plan: &Object) -> Vec<FactUse> {
        let list = self.objects(plan, "", "facts");
        list.into_iter()
            .filter_map(|(one, here)| {
                let shapes = match one.get("shapes") {
                    Some(Value::Array(_)) => self.reader.texts(&one, &here, "shapes").join(", "),
                    _ => self.reader.text(&one, &here, "shapes").unwrap_or_default(),
                };
                Some(FactUse { fact: self.reader.text(&one, &here, "fact")?, shapes })
            })
            .collect()
    }

    fn verdict(&mut self, feasibility: &Object) -> Option<Verdict> {
        let text = self.reader.text(feasibility, "feasibility", "verdict")?;
        let text = text.trim().to_lowercase();
        let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == text);
        if verdict.is_none() {
            let names = Verdict::ALL.map(Verdict::as_str).join(", ");
            self.odd("feasibility.verdict", &format!("`{text}` is none of {names}"));
        }
        verdict
    }

    /// `options`, and `levers`, which older forms have in their place.
    fn ways_out(&mut self, plan: &Object, feasibility: &Object) -> Vec<WayOut> {
        let mut list = self.objects(plan, "", "options");
        list.extend(self.objects(feasibility, "feasibility", "levers"));
        list.into_iter()
            .filter_map(|(one, here)| {
                let text = self.reader.text(&one, &here, "text").filter(|text| !text.trim().is_empty())?;
                let by = self.reader.date(&one, &here, "by");
                let change = self.change(&one, &here);
                Some(WayOut { text, by, change, ..WayOut::default() })
            })
            .collect()
    }

    /// What an option changes, where it says so; words alone are a way out too.
    fn change(&mut self, one: &Object, here: &str) -> PlanChange {
        let kind = self.reader.text(one, here, "kind").unwrap_or_default();
        let record = OptionRecord {
            kind: kind.trim().to_lowercase(),
            unit: self.reader.text(one, here, "unit"),
            from: self.reader.number(one, here, "from"),
            to: self.reader.number(one, here, "to"),
            milestones: self.reader.texts(one, here, "milestones"),
            date: self.reader.date(one, here, "date").map(|day| day.to_string()),
            hours_per_week: self.reader.number(one, here, "hours_per_week"),
            who: self.reader.text(one, here, "who"),
            extra: one.get("extra").and_then(|value| serde_json::from_value(value.clone()).ok()),
            ..OptionRecord::default()
        };
        record.restored().change
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_form_of_a_thinker_is_read() {
        let text = r#"{"goal": "g", "deadline": "2026-12-27",
            "facts": [{"fact": "600 dollars", "shapes": ["M1", "question 2"]}, "flat city"],
            "outside": [{"text": "the clinic", "days": 10}],
            "extra_capacity": [{"from": "2026-12-05", "to": "2026-12-06", "hours": 10, "what": "a weekend"}],
            "feasibility": {"verdict": "Tight", "levers": [{"kind": "scope", "text": "one day more on the way"}]},
            "milestones": [
                {"id": "M1", "name": "Vaccinated", "due": "2026-12-04", "effort_hours": 2, "waiting_days": 10},
                {"id": "M2", "name": "The climb", "on": "2026-12-27", "effort_hours": {"low": 4, "likely": 6, "high": 8},
                 "depends_on": ["M1", {"id": "M0", "lag_days": 3}], "checkpoints": [{"on": "2026-12-10", "what": "8 miles"}],
                 "fallback": "by 20 December, if not 8 miles, then the longer route"}]}"#;
        let (given, odd) = read_given_plan("draft.json", text, "a model").expect("it is sound");
        assert!(odd.is_empty(), "{odd:?}");
        let [first, second] = &given.draft.milestones[..] else { panic!("{given:?}") };
        assert_eq!((first.kind, second.kind), (MilestoneKind::Work, MilestoneKind::Event));
        assert_eq!(second.placing, Placing::On(date(2026, 12, 27)));
        assert_eq!(second.proposed, Some(ProposedDates { start: None, due: date(2026, 12, 27) }));
        assert_eq!(second.depends_on[1], Dependency { on: MilestoneId::new("M0"), lag_days: 3 });
        assert_eq!(second.effort.high(), Effort::from_hours(8.0));
        assert_eq!(second.checkpoints[0].state, "8 miles");
        assert_eq!((given.verdict, given.ways_out.len()), (Some(Verdict::Tight), 1));
        assert_eq!(given.draft.fact_uses.len(), 2);
        assert_eq!(given.draft.claims[0].hours, Effort::from_hours(10.0));
        assert_eq!(given.draft.outside[0].days, Some(DaysRange::exactly(10)));
    }

    #[test]
    fn what_a_plan_cannot_lack_is_named_with_its_place() {
        let text = r#"{"milestones": [{"id": "M1"}, {"name": "x", "due": "2026-02-30"}, {"id": "M1", "name": "y", "due": "2026-01-01"}]}"#;
        let mistakes = read_given_plan("draft.json", text, "x").expect_err("it lacks much");
        let targets: Vec<&str> = mistakes.iter().map(|mistake| mistake.target.as_str()).collect();
        assert_eq!(targets, ["milestones[0].name", "milestones[0].due", "milestones[1].id", "milestones[2].id"]);
    }
}
