//! A prompt for each phase of the loop.

use rmcp::model::{GetPromptResult, ListPromptsResult, Prompt, PromptArgument, PromptMessage, Role};

const PHASES: [(&str, &str, &str); 4] = [
    (
        "anchor",
        "Phase 1: read a goal critically before planning it",
        "Help the user to anchor this goal: {goal}\n\nWrite it as a goal file (TOML) with title, destination (a measurable end state), \
         origin (where they honestly stand), deadline, hours_per_week, and constraints. Call goal_anchor with it and put its \
         questions to the user, the first ones above all. Do not invent answers. If it says too_small, advise to just do it.",
    ),
    (
        "reverse-engineer",
        "Phase 2: five reviews and a synthesis, with your own model",
        "Plan this goal: {goal}\n\n1. plan_create with the goal file or a brief; name the repository if one is changed.\n\
         2. For each part that waits: review_next_packet, answer the packet exactly as it says, review_submit with the answer word \
         for word. Give each of the five reviews to a fresh subagent where you can, all at once; none may see another's answer.\n\
         3. When only synthesis waits: the same with its packet. If it is not taken, mend exactly what is named, twice at most.\n\
         4. plan_propose, and show the user milestones, conflicts and warnings. The user decides; you cannot approve.",
    ),
    (
        "integrate",
        "Phase 3: dates, conflicts, approval",
        "Show the proposed plan of {goal} with plan_propose: verdict first, then dates, what is tight, and every conflict with the \
         decision. Ask the user: approve, change, or reject with new limits? Only after a clear yes call plan_approve; the user \
         confirms it themselves.",
    ),
    (
        "calibrate",
        "Phase 4: where it all ends now",
        "Look at {goal} again: goal_status, then plan_calibrate. Tell the user the chance of keeping the deadline, the realistic day, \
         and the levers with their figures. Record what was done with milestone_log and milestone_done, only with criteria that \
         you have checked.",
    ),
];

pub(crate) fn list() -> ListPromptsResult {
    let argument = || PromptArgument::new("goal").with_description("The goal, or what it is about").with_required(true);
    let prompts = PHASES.map(|(name, description, _)| Prompt::new(name, Some(description), Some(vec![argument()])));
    ListPromptsResult::with_all_items(prompts.to_vec())
}

/// The prompt of a phase; nothing where there is no such phase.
pub(crate) fn get(name: &str, goal: &str) -> Option<GetPromptResult> {
    let (_, description, text) = PHASES.iter().find(|(known, ..)| *known == name)?;
    let message = PromptMessage::new_text(Role::User, text.replace("{goal}", goal));
    Some(GetPromptResult::new(vec![message]).with_description(*description))
}
