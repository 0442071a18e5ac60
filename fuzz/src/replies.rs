use std::hint::black_box;

use backcast_core::Draft;
use backcast_core::audit::{Dossier, audit};
use backcast_document::read_goal;
use backcast_engine::{Library, Options, Proposer, draft_plan};
use backcast_review::{
    Perspective, check_synthesis, execution_groups, is_brief, read_brief, read_review, read_synthesis,
};

use crate::{TODAY, chosen};

const BRIEF: &str = "# Goal\nThe search service answers from PostgreSQL.\n";

/// What a model or a person answers or writes: reviews, a synthesis, a brief.
pub fn reply(bytes: &[u8]) {
    let Some((choice, text)) = chosen(bytes) else { return };
    match choice % 4 {
        0 => drop(black_box(read_review(Perspective::Risk, BRIEF, text, true))),
        1 => drop(black_box(read_review(Perspective::Risk, BRIEF, text, false))),
        2 => synthesis(text),
        _ => drop(black_box((is_brief(text), read_brief(text)))),
    }
}

/// What passes the checks of a synthesis is put into a plan and judged.
fn synthesis(text: &str) {
    let Ok(reply) = read_synthesis(text) else { return };
    if !check_synthesis(&reply.synthesis, &[]).is_empty() {
        return;
    }
    let mut milestones: Vec<_> = reply.synthesis.milestones.into_iter().map(|one| one.milestone).collect();
    let order: Vec<_> = execution_groups(&milestones).into_iter().flatten().collect();
    milestones.sort_by_key(|milestone| order.iter().position(|id| *id == milestone.id));
    let goal = "title = 'Move'\ndestination = 'Moved by 1 December 2027'\norigin = 'Here'\ndeadline = 2027-12-01\n";
    let goal_file = read_goal("goal.toml", goal, TODAY).expect("it is sound").goal_file;
    let draft = Draft { milestones, ..Draft::default() };
    let options = Options { proposer: Proposer::Review(draft), assume: true, allow_many: true, ..Options::default() };
    if let Ok(plan) = draft_plan(goal_file, TODAY, &Library::embedded(), &options) {
        black_box(audit(&Dossier { allow_many: true, ..Dossier::from(&plan) }));
    }
}
