//! Which questions are put to the person: few, the most important first.

use backcast_core::{Gap, Severity, Understood};

use backcast_playbook::Library;

use crate::EngineError;
use crate::anchor::Anchored;
use crate::backcast::backcast;
use crate::shaping;

/// More questions than this and none is answered.
const N_QUESTIONS_MAX: usize = 6;

/// What goals that are anchored but not planned leave open: the questions to
/// the person. What their playbooks read from them is added to their facts.
///
/// # Errors
///
/// Returns an error if a playbook cannot be evaluated.
pub fn inquire(goals: &mut [Anchored<'_>], library: &Library) -> Result<Vec<Gap>, EngineError> {
    let backcast = backcast(goals, library)?;
    shaping::tell_all(goals, &backcast);
    add_readings(goals, backcast.readings);
    Ok(choose(goals, &backcast.questions))
}

/// Adds what the playbooks read from the goals to what is known of them.
pub(crate) fn add_readings(goals: &mut [Anchored<'_>], readings: Vec<Vec<Understood>>) {
    for (anchored, readings) in goals.iter_mut().zip(readings) {
        anchored.goal.facts.understood.extend(readings);
    }
}

/// What every plan needs and the goals lack, then what experts in their
/// fields would ask, goal by goal in turn, then what else would help.
pub(crate) fn choose(goals: &[Anchored<'_>], subjects: &[Vec<Gap>]) -> Vec<Gap> {
    let general = |severity: Severity| {
        goals
            .iter()
            .flat_map(|anchored| &anchored.goal.critique.gaps)
            .filter(move |gap| gap.severity == severity)
            .cloned()
    };
    let longest = subjects.iter().map(Vec::len).max().unwrap_or(0);
    let in_turn = (0..longest).flat_map(|rank| subjects.iter().filter_map(move |gaps| gaps.get(rank)).cloned());
    let rivals = goals.len() > 1;
    let first: Vec<Gap> = general(Severity::Error).chain(general(Severity::Warning).filter(|_| rivals)).collect();
    let mut chosen: Vec<Gap> = Vec::new();
    for gap in first.into_iter().chain(in_turn).chain(general(Severity::Warning)).chain(general(Severity::Note)) {
        if chosen.len() < N_QUESTIONS_MAX && !chosen.iter().any(|other| other.question == gap.question) {
            chosen.push(gap);
        }
    }
    chosen
}
