//! Five reviewers that need no model: rules over a draft that give the same
//! reports and findings as anybody else would, and the synthesis that answers
//! them.

mod architecture;
mod dependency;
mod feasibility;
mod report;
mod risk;
mod synthesis;
mod user_value;

use std::collections::BTreeMap;

use backcast_core::{DraftMilestone, Effort, Graph, MilestoneId};

pub use synthesis::synthesize;

use crate::{Finding, FindingId, Gravity, Perspective};

/// What is criticized.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject<'a> {
    /// What is to be achieved.
    pub goal: &'a str,
    /// The milestones in an order in which they can be done.
    pub milestones: &'a [DraftMilestone],
    /// The hours up to the deadline, where they are known.
    pub capacity: Option<Capacity>,
    /// Whether a repository is changed.
    pub engineering: bool,
}

/// The hours that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Hours up to the deadline.
    pub available: Effort,
    /// Calendar days up to the deadline.
    pub days: i32,
}

/// The review of a draft from one side, by rules: a report in Markdown that
/// ends in the findings as JSON, in the form that every reviewer is asked for.
#[must_use]
pub fn criticize(subject: &Subject<'_>, perspective: Perspective) -> String {
    let concerns = concerns(subject, perspective);
    report::report(subject, perspective, &concerns)
}

/// Something that a reviewer found, with what can be done about it.
#[derive(Clone, Debug)]
struct Concern {
    finding: Finding,
    remedy: Remedy,
}

/// What the synthesis does about a concern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Remedy {
    /// A dependency more.
    Depend { milestone: MilestoneId, on: MilestoneId },
    /// Why it is likely to take longer is stated.
    Flag { milestone: MilestoneId, why: String },
    /// One can stop there.
    StopAt { milestone: MilestoneId, with: String },
    /// What somebody gains by each is stated.
    Values(Vec<(MilestoneId, String)>),
    /// It may run beside the others, and why.
    Parallel { milestone: MilestoneId, why: String },
    /// The milestone itself deals with it.
    Defer { milestone: MilestoneId, why: String },
    /// The dates, the forecast and the levers carry it.
    Arithmetic,
    /// Nothing: the reason.
    Leave(String),
}

fn concerns(subject: &Subject<'_>, perspective: Perspective) -> Vec<Concern> {
    let mut findings = Findings { perspective, concerns: Vec::new() };
    let map = Map::new(subject);
    match perspective {
        Perspective::Feasibility => feasibility::inspect(subject, &map, &mut findings),
        Perspective::Architecture => architecture::inspect(subject, &map, &mut findings),
        Perspective::Risk => risk::inspect(subject, &map, &mut findings),
        Perspective::Dependency => dependency::inspect(subject, &map, &mut findings),
        Perspective::UserValue => user_value::inspect(subject, &map, &mut findings),
    }
    findings.concerns
}

/// Collects concerns and numbers them.
struct Findings {
    perspective: Perspective,
    concerns: Vec<Concern>,
}

impl Findings {
    fn add(&mut self, severity: Gravity, text: String, suggestion: impl Into<String>, remedy: Remedy) {
        let id = FindingId::numbered(self.perspective, self.concerns.len() + 1);
        self.concerns.push(Concern { finding: Finding { id, severity, text, suggestion: suggestion.into() }, remedy });
    }
}

/// The milestones with what rests on what, and how the work adds up.
struct Map<'a> {
    milestones: &'a [DraftMilestone],
    graph: Graph,
    /// In an order in which they can be done; the given one where they run in
    /// circles.
    order: Vec<usize>,
    /// Likely work up to and with each, in that order.
    done_by: Vec<Effort>,
    total: Effort,
}

impl<'a> Map<'a> {
    fn new(subject: &Subject<'a>) -> Self {
        let milestones = subject.milestones;
        let number: BTreeMap<&MilestoneId, usize> =
            milestones.iter().enumerate().map(|(idx, milestone)| (&milestone.id, idx)).collect();
        let mut graph = Graph::new(milestones.len());
        for (idx, milestone) in milestones.iter().enumerate() {
            for before in milestone.depends_on.iter().filter_map(|dependency| number.get(&dependency.on)) {
                graph.add(*before, idx);
            }
        }
        let order = graph.topological_order().unwrap_or_else(|| (0..milestones.len()).collect());
        let mut done_by = vec![Effort::ZERO; milestones.len()];
        let mut total = Effort::ZERO;
        for &idx in &order {
            total = total + milestones[idx].effort.likely();
            done_by[idx] = total;
        }
        Map { milestones, graph, order, done_by, total }
    }

    /// The share of all likely work that a milestone takes, 0 to 1.
    fn share(&self, idx: usize) -> f64 {
        share(self.milestones[idx].effort.likely(), self.total)
    }

    /// The share of all likely work that is done before it begins.
    fn begins_at(&self, idx: usize) -> f64 {
        share(self.done_by[idx], self.total) - self.share(idx)
    }

    /// The milestones on the longest chain of work and waiting, first to last.
    fn longest_chain(&self) -> Vec<usize> {
        let length = |idx: usize| {
            self.milestones[idx].effort.likely().hours() + f64::from(self.milestones[idx].waiting_days) * HOURS_OF_A_DAY
        };
        let mut best = vec![0.0; self.milestones.len()];
        let mut from = vec![None; self.milestones.len()];
        for &idx in &self.order {
            for &before in self.graph.predecessors(idx) {
                if best[before] > best[idx] {
                    best[idx] = best[before];
                    from[idx] = Some(before);
                }
            }
            best[idx] += length(idx);
        }
        let last = (0..best.len()).max_by(|&a, &b| best[a].total_cmp(&best[b]).then(b.cmp(&a)));
        let mut chain: Vec<usize> = std::iter::successors(last, |&idx| from[idx]).collect();
        chain.reverse();
        chain
    }
}

/// A day of waiting counts like so many hours of work on a chain.
const HOURS_OF_A_DAY: f64 = 1.0;

fn share(part: Effort, whole: Effort) -> f64 {
    if whole == Effort::ZERO { 0.0 } else { part.hours() / whole.hours() }
}

/// "M2 (First draft)".
fn named(milestone: &DraftMilestone) -> String {
    format!("{} ({})", milestone.id, milestone.name)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
