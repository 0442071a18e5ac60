//! A playbook's steps, fitted to one goal: conditions decided, numbers worked
//! out, texts filled in. References between them are still names.

use std::collections::BTreeMap;

use backcast_core::{
    Basis, Cadence, Claim, Dependency, Draft, DraftMilestone, Effort, EffortRange, Field, Gap, Graph, MilestoneId,
    MilestoneKind, Phrase, Placing, Risk, Severity, Source, Weekdays, plus_days,
};

use crate::format::{Criterion, Practice, Question, Step};
use crate::terms::Terms;
use crate::{Match, SpecError};

/// The steps that joined so far, and what was said about it.
#[derive(Debug, Default)]
pub(crate) struct Joined {
    pub(crate) milestones: Vec<Joining>,
    pub(crate) sources: Vec<Source>,
    pub(crate) assumptions: Vec<String>,
    pub(crate) starting_state: Vec<String>,
    pub(crate) questions: Vec<Gap>,
    /// Steps that did not join, with what they would have come after: who
    /// follows them follows that.
    pub(crate) skipped: BTreeMap<String, Vec<Link>>,
}

/// A step that is part of the path.
#[derive(Clone, Debug)]
pub(crate) struct Joining {
    pub(crate) key: String,
    pub(crate) tags: Vec<String>,
    pub(crate) after: Vec<Link>,
    pub(crate) before: Vec<Link>,
    pub(crate) fold_into: Option<String>,
    pub(crate) slow: Option<String>,
    pub(crate) slow_weight: u8,
    pub(crate) answers: Vec<Phrase>,
    pub(crate) milestone: DraftMilestone,
}

/// A reference to a step by id or `#tag`, with a lag in days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) to: String,
    pub(crate) lag_days: u32,
}

impl Joining {
    /// Whether a reference means this step.
    pub(crate) fn is_meant_by(&self, reference: &str) -> bool {
        match reference.strip_prefix('#') {
            Some(tag) => self.tags.iter().any(|own| own == tag),
            None => self.key == reference,
        }
    }
}

/// Who brings a step and why.
pub(crate) struct Origin<'a> {
    pub(crate) source: &'a str,
    pub(crate) why: &'a str,
    pub(crate) basis: &'a str,
}

/// Fits the steps of the chosen playbook.
pub(crate) fn playbook(matched: &Match<'_>, terms: &Terms) -> Result<Joined, SpecError> {
    let playbook = matched.playbook;
    let mut joined = Joined { assumptions: terms.assumptions.clone(), ..Joined::default() };
    joined.sources.push(Source {
        id: playbook.id.clone(),
        title: playbook.title.clone(),
        why: matched.why.clone(),
        basis: match (playbook.generic, playbook.genre) {
            (true, _) => Basis::Generic,
            (false, true) => Basis::Genre,
            (false, false) => Basis::Subject,
        },
    });
    let why = format!("part of the path to \"{}\"", playbook.title.to_lowercase());
    let origin = Origin { source: &playbook.id, why: &why, basis: &playbook.basis };
    for step in &playbook.milestones {
        join(step, &origin, terms, &mut joined)?;
    }
    ask_all(&playbook.questions, terms, &mut joined)?;
    Ok(joined)
}

/// Lets a step join unless its conditions keep it out.
pub(crate) fn join(step: &Step, origin: &Origin<'_>, terms: &Terms, joined: &mut Joined) -> Result<(), SpecError> {
    let links = |references: &[String]| references.iter().map(|text| link(text, terms)).collect::<Result<Vec<_>, _>>();
    let after = links(&step.after)?;
    let done = step.done_when.is_some() && terms.holds(step.done_when.as_deref(), &step.id)?;
    if done {
        let template = step.done.as_deref().unwrap_or(&step.name);
        joined.starting_state.push(terms.text(template, &step.id)?);
    }
    if done || !terms.holds(step.when.as_deref(), &step.id)? {
        joined.skipped.insert(step.id.clone(), after);
        return Ok(());
    }
    let text = |template: &Option<String>| template.as_deref().map(|text| terms.text(text, &step.id)).transpose();
    let milestone = DraftMilestone {
        id: MilestoneId::new(&step.id),
        name: terms.text(&step.name, &step.id)?,
        statement: terms.text(&step.goal, &step.id)?,
        criteria: criteria(&step.criteria, &step.id, terms)?,
        effort: effort(step, terms)?.rounded(),
        waiting_days: waiting_days(step, terms)?,
        kind: if step.practice.is_some() { MilestoneKind::Practice } else { MilestoneKind::default() },
        cadence: step.practice.as_ref().map(|practice| cadence(practice, &step.id, terms)).transpose()?,
        risk: step
            .risk
            .as_deref()
            .and_then(|name| Risk::ALL.into_iter().find(|risk| risk.as_str() == name))
            .unwrap_or_default(),
        value: text(&step.value)?,
        weight: step.weight,
        abort_point: text(&step.abort)?,
        files: files(step, terms),
        placing: placing(step, terms)?,
        claim: Claim {
            source: origin.source.to_owned(),
            why: origin.why.to_owned(),
            basis: step.basis.clone().unwrap_or_else(|| origin.basis.to_owned()),
            often_missed: text(&step.often_missed)?,
            includes: Vec::new(),
        },
        ..DraftMilestone::default()
    };
    joined.milestones.push(Joining {
        key: step.id.clone(),
        tags: step.tags.clone(),
        after,
        before: links(&step.before)?,
        fold_into: step.fold_into.clone(),
        slow: text(&step.slow)?,
        slow_weight: step.slow_weight,
        answers: step.answers.iter().map(|phrase| Phrase::new(phrase)).collect(),
        milestone,
    });
    Ok(())
}

/// Adds the questions that the goal does not answer.
pub(crate) fn ask_all(questions: &[Question], terms: &Terms, joined: &mut Joined) -> Result<(), SpecError> {
    for question in questions {
        joined.questions.extend(ask(question, terms)?);
    }
    Ok(())
}

fn ask(question: &Question, terms: &Terms) -> Result<Option<Gap>, SpecError> {
    let answered = question.unless.is_some() && terms.holds(question.unless.as_deref(), "question")?;
    if answered || !terms.holds(question.when.as_deref(), "question")? {
        return Ok(None);
    }
    Ok(Some(Gap {
        field: Field::Subject,
        severity: Severity::Warning,
        question: terms.text(&question.ask, "question")?,
        why: terms.text(&question.why, "question")?,
        example: question.example.clone(),
        choices: Vec::new(),
    }))
}

fn criteria(specs: &[Criterion], place: &str, terms: &Terms) -> Result<Vec<String>, SpecError> {
    let mut criteria = Vec::new();
    for spec in specs {
        match spec {
            Criterion::Text(text) => criteria.push(terms.text(text, place)?),
            Criterion::Conditional { text, when } => {
                if terms.holds(Some(when), place)? {
                    criteria.push(terms.text(text, place)?);
                }
            }
        }
    }
    Ok(criteria)
}

/// The three efforts, put in order: formulas with different roundings may
/// cross where a parameter is small.
fn effort(step: &Step, terms: &Terms) -> Result<EffortRange, SpecError> {
    let mut hours = [0.0; 3];
    for (hour, term) in hours.iter_mut().zip(&step.hours) {
        *hour = terms.number(term, &step.id)?;
    }
    hours.sort_by(f64::total_cmp);
    let [low, likely, high] = hours.map(Effort::from_hours);
    Ok(EffortRange::new(low, likely, high).expect("the three numbers were sorted"))
}

/// Days from its start that no work shortens; those of a run are all of its days.
fn waiting_days(step: &Step, terms: &Terms) -> Result<u32, SpecError> {
    if step.practice.is_some() {
        let run = terms.optional_number("run_days", &step.id)?.unwrap_or_default();
        if run > 0.0 {
            return Ok(whole_days(run - 1.0));
        }
    }
    step.waiting_days.as_ref().map_or(Ok(0), |term| terms.number(term, &step.id).map(whole_days))
}

fn cadence(practice: &Practice, place: &str, terms: &Terms) -> Result<Cadence, SpecError> {
    Ok(Cadence {
        sessions_per_week: whole_days(terms.number(&practice.times, place)?).clamp(1, 21),
        session: Effort::from_hours(terms.number(&practice.minutes, place)? / 60.0),
        weekdays: Weekdays::default(),
        from: None,
        to: None,
    })
}

fn placing(step: &Step, terms: &Terms) -> Result<Placing, SpecError> {
    if let Some(term) = &step.before_deadline {
        return Ok(Placing::BeforeDeadline(whole_days(terms.number(term, &step.id)?)));
    }
    if let Some(text) = &step.on_day
        && let Some(days) = terms.optional_number(text, &step.id)?
    {
        let days = i32::try_from(whole_days(days)).unwrap_or(i32::MAX);
        return Ok(Placing::On(plus_days(terms.today, days)));
    }
    Ok(if step.placing.as_deref() == Some("late") { Placing::Late } else { Placing::Early })
}

/// The repository's files whose names hold one of the step's words.
fn files(step: &Step, terms: &Terms) -> Vec<String> {
    let meant = |file: &&String| step.files.iter().any(|word| file.to_lowercase().contains(word.as_str()));
    terms.repo_files.iter().filter(meant).cloned().collect()
}

/// `"beta-out + 14"`: the lag may be an expression.
fn link(text: &str, terms: &Terms) -> Result<Link, SpecError> {
    let (to, lag) = text.split_once(" + ").map_or((text, None), |(to, lag)| (to, Some(lag)));
    let lag_days = lag.map_or(Ok(None), |lag| terms.optional_number(lag, to))?.map_or(0, whole_days);
    Ok(Link { to: to.trim().to_owned(), lag_days })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates; days are not negative")]
fn whole_days(days: f64) -> u32 {
    days.round() as u32
}

impl Joined {
    /// All likely efforts together.
    pub(crate) fn effort(&self) -> Effort {
        self.milestones.iter().map(|joining| joining.milestone.effort.likely()).sum()
    }

    /// Shares an effort out among all milestones in proportion to theirs.
    ///
    /// A generic path takes a share of the hours that there are, as nothing is
    /// known about the subject; what joins it divides these hours more finely.
    pub(crate) fn share_out(&mut self, total: Effort) {
        let factor = total.hours() / self.effort().hours().max(1.0);
        if factor >= 1.0 {
            return;
        }
        let scaled = |effort: Effort| Effort::from_hours(effort.hours() * factor);
        for joining in &mut self.milestones {
            let own = joining.milestone.effort;
            let scaled = EffortRange::new(scaled(own.low()), scaled(own.likely()), scaled(own.high()));
            joining.milestone.effort = scaled.expect("scaling keeps the order").rounded();
        }
    }

    /// The places of the path, in the order of its draft: for each milestone the names by
    /// which it is meant.
    pub(crate) fn ids(&self) -> Vec<(MilestoneId, Vec<String>)> {
        let names = |joining: &Joining| {
            let tags = joining.tags.iter().map(|tag| format!("#{tag}"));
            std::iter::once(joining.key.clone()).chain(tags).collect()
        };
        let ids = self.numbered();
        self.milestones.iter().zip(ids).map(|(joining, id)| (id, names(joining))).collect()
    }

    /// The id of each milestone: its place in an order in which the path can be walked.
    fn numbered(&self) -> Vec<MilestoneId> {
        let mut ids = vec![MilestoneId::numbered(0); self.milestones.len()];
        for (position, idx) in self.order().into_iter().enumerate() {
            ids[idx] = MilestoneId::numbered(position + 1);
        }
        ids
    }

    fn order(&self) -> Vec<usize> {
        let index: BTreeMap<&str, usize> =
            self.milestones.iter().enumerate().map(|(idx, joining)| (joining.key.as_str(), idx)).collect();
        let mut graph = Graph::new(self.milestones.len());
        for (idx, joining) in self.milestones.iter().enumerate() {
            for link in &joining.after {
                graph.add(index[link.to.as_str()], idx);
            }
        }
        graph.topological_order().unwrap_or_else(|| (0..self.milestones.len()).collect())
    }

    /// The path as a draft: references resolved, ids numbered in an order in
    /// which the path can be walked.
    pub(crate) fn into_draft(self) -> Draft {
        let index: BTreeMap<&str, usize> =
            self.milestones.iter().enumerate().map(|(idx, joining)| (joining.key.as_str(), idx)).collect();
        let (order, ids) = (self.order(), self.numbered());
        let milestones = order
            .iter()
            .map(|&idx| {
                let joining = &self.milestones[idx];
                let mut milestone = joining.milestone.clone();
                milestone.id = ids[idx].clone();
                milestone.depends_on = joining
                    .after
                    .iter()
                    .map(|link| Dependency { on: ids[index[link.to.as_str()]].clone(), lag_days: link.lag_days })
                    .collect();
                milestone
            })
            .collect();
        Draft {
            milestones,
            sources: self.sources,
            assumptions: self.assumptions,
            starting_state: self.starting_state,
            ..Draft::default()
        }
    }
}
