//! What a goal is about, by what its words mean: how likely each playbook is.

use std::sync::LazyLock;

use backcast_core::{Goal, GoalKind, StatedKind};
use backcast_subject::Classifier;

use crate::{Library, Playbook};

static CLASSIFIER: LazyLock<Classifier<'static>> =
    LazyLock::new(|| Classifier::from_bytes(include_bytes!("subjects.bin")).expect("a test reads the embedded table"));

/// A playbook that a goal may be about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'l> {
    /// The playbook.
    pub playbook: &'l Playbook,
    /// How likely it is, from 0 to 1.
    pub likelihood: f64,
}

/// So much of a logit is a point of what the phrases of a playbook weigh: they
/// settle what is nearly even. More of it lets a word anywhere win over what is done
/// to what, and tells fewer subjects right.
const LOGIT_OF_PHRASE: f64 = 0.05;
/// More phrases say no more.
const PHRASES_MAX: f64 = 8.0;
/// From here on the goal is about that subject.
const SURE_FROM: f64 = 0.6;
/// A subject is asked about where it is at least so likely,
const ASKED_FROM: f64 = 0.07;
/// and so likely beside the first one.
const ASKED_SHARE: f64 = 0.2;
/// Less likely ones are asked about and lead no path: a wrong one costs more trust
/// than a plain one.
pub(crate) const LEADS_FROM: f64 = 0.25;
/// So many are put to choose from.
const N_ASKED_MAX: usize = 3;

/// Whether a playbook can serve a goal of the kind that the person stated.
pub(crate) fn serves(stated: Option<StatedKind>, playbook: &Playbook) -> bool {
    match stated {
        None => true,
        Some(StatedKind::Engineering) => playbook.engineering,
        Some(StatedKind::Of(kind)) => playbook.kind == kind.as_str(),
    }
}

impl Library {
    /// How likely the goal is about each playbook, the likeliest first; nothing
    /// where it is most likely about one that this library does not have. `phrases`
    /// says what the phrases of a playbook weigh in the goal.
    pub(crate) fn judged(
        &self,
        goal: &Goal,
        may_serve: impl Fn(&Playbook) -> bool,
        phrases: impl Fn(&Playbook) -> f64,
    ) -> Vec<Subject<'_>> {
        let destination = goal.destination.as_deref().unwrap_or(&goal.title);
        let all = CLASSIFIER.judge(&goal.title, destination);
        let best = all.iter().max_by(|a, b| a.logit.total_cmp(&b.logit));
        if best.is_none_or(|best| self.playbook(best.label).is_none()) {
            return Vec::new();
        }
        let mut judged: Vec<Subject<'_>> = all
            .into_iter()
            .filter_map(|one| Some((self.playbook(one.label)?, f64::from(one.logit))))
            .filter(|(playbook, _)| may_serve(playbook))
            .map(|(playbook, logit)| {
                let weight = phrases(playbook).min(PHRASES_MAX);
                Subject { playbook, likelihood: logit + LOGIT_OF_PHRASE * weight }
            })
            .collect();
        let largest = judged.iter().map(|one| one.likelihood).fold(f64::NEG_INFINITY, f64::max);
        for one in &mut judged {
            one.likelihood = (one.likelihood - largest).exp();
        }
        let sum: f64 = judged.iter().map(|one| one.likelihood).sum();
        for one in &mut judged {
            one.likelihood /= sum;
        }
        judged.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood).then_with(|| a.playbook.id.cmp(&b.playbook.id)));
        judged
    }
}

impl Library {
    /// Those of the judged that the person has to choose from, the one that leads the
    /// path first: alone where it is sure, or no other comes near it. Where none is
    /// likely enough, the generic one of the likeliest's sort leads.
    pub(crate) fn to_choose_from<'l>(&'l self, judged: &[Subject<'l>]) -> Vec<Subject<'l>> {
        let Some(first) = judged.first() else { return Vec::new() };
        if first.likelihood < LEADS_FROM && !first.playbook.generic {
            let kind = first.playbook.kind.parse().unwrap_or(GoalKind::Project);
            let lead = self.generic(kind, first.playbook.engineering).playbook;
            let likelihood = judged.iter().find(|one| one.playbook.id == lead.id).map_or(0.0, |one| one.likelihood);
            let others = judged.iter().filter(|one| one.playbook.id != lead.id).take(N_ASKED_MAX - 1);
            return std::iter::once(Subject { playbook: lead, likelihood }).chain(others.copied()).collect();
        }
        let least = if first.likelihood >= SURE_FROM { 1.0 } else { ASKED_FROM.max(first.likelihood * ASKED_SHARE) };
        let others = judged[1..].iter().take(N_ASKED_MAX - 1).filter(|one| one.likelihood >= least);
        std::iter::once(first).chain(others).copied().collect()
    }
}
