//! The brief: everything that a reviewer has to know, from the goal, from what
//! the engine works out of it, and from the repository.

use backcast_core::{AnchoredGoal, DraftMilestone, FactId, GoalFile, Plan, Repo, Verdict};
use backcast_engine::backcast::ENGINE;
use backcast_engine::{Options, PlanningDefaults, draft_plan};
use backcast_playbook::Library;
use backcast_review::{Brief, Capacity, Material, Subject, deadline_named};
use jiff::civil::Date;

use super::repository::{Repository, may_hold_secrets};
use crate::AppError;

/// A problem that can be reviewed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frame {
    /// The brief.
    pub(super) brief: Brief,
    /// What the library would plan.
    pub(super) draft: Vec<DraftMilestone>,
    /// The hours that there are.
    pub(super) capacity: Option<Capacity>,
    /// Whether a repository is changed.
    pub(super) engineering: bool,
}

/// Whether a goal can be reviewed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Framed {
    /// It can.
    Ready(Box<Frame>),
    /// It is too small, or too little is known; holds a plan without
    /// milestones that says so, with the questions.
    Stopped(Box<Plan>),
}

/// What is known besides the goal file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ExtraContext<'a> {
    /// A brief that somebody wrote.
    pub(super) brief: Option<&'a Brief>,
    /// The repository.
    pub(super) repository: Option<&'a Repository>,
    /// Why earlier plans were rejected.
    pub(super) rejected: &'a [String],
}

impl Frame {
    /// What the rules look at.
    pub(super) fn subject(&self) -> Subject<'_> {
        Subject {
            goal: &self.brief.goal,
            milestones: &self.draft,
            capacity: self.capacity,
            engineering: self.engineering,
        }
    }
}

/// Frames a goal, unless it is too small or too little is known; `options`
/// say whether it is framed all the same.
///
/// # Errors
///
/// Returns an error if there are several goals, if the deadline is past, or if
/// a playbook cannot be evaluated.
pub(super) fn frame(
    goal_file: &GoalFile,
    today: Date,
    library: &Library,
    options: &Options,
    extra: ExtraContext<'_>,
) -> Result<Framed, AppError> {
    if goal_file.goals.len() > 1 {
        return Err(AppError::ReviewOneGoal(goal_file.goals.len()));
    }
    let plan = draft_plan(goal_file.clone(), today, library, options)?;
    if plan.milestones.is_empty() && matches!(plan.feasibility.verdict, Verdict::TooSmall | Verdict::Unclear) {
        return Ok(Framed::Stopped(Box::new(plan)));
    }
    let milestones = plan.milestones.iter().map(|planned| planned.milestone.clone());
    let draft: Vec<DraftMilestone> = milestones.filter(|milestone| milestone.claim.source != ENGINE).collect();
    let days = plan.deadline.map_or(0, |deadline| backcast_core::days_between(plan.today, deadline));
    let capacity = plan.feasibility.available.map(|available| Capacity { available, days });
    let brief = brief(goal_file, &plan, &draft, extra);
    let engineering = plan.goals.iter().all(AnchoredGoal::is_engineering);
    Ok(Framed::Ready(Box::new(Frame { brief, draft, capacity, engineering })))
}

/// The options with which a goal is framed once somebody wants a review of it.
pub(super) fn at_any_rate(defaults: &PlanningDefaults) -> Options {
    Options { assume: true, force: true, allow_many: true, defaults: defaults.clone(), ..Options::default() }
}

fn brief(goal_file: &GoalFile, plan: &Plan, draft: &[DraftMilestone], extra: ExtraContext<'_>) -> Brief {
    let goal = &goal_file.goals[0];
    let circumstances = &goal_file.circumstances;
    let stated = goal.destination.clone().unwrap_or_else(|| goal.title.clone());
    let given = extra.brief.cloned().unwrap_or_default();
    let has_own = extra.brief.is_some();
    let or_else = |own: Vec<String>, other: Vec<String>| if own.is_empty() { other } else { own };
    let files = circumstances.repo.iter().flat_map(|repo| &repo.files);
    let files: Vec<String> = files.filter(|file| !may_hold_secrets(file)).cloned().collect();
    let without_secrets =
        |scope: Vec<String>| -> Vec<String> { scope.iter().map(|part| without_secret_names(part)).collect() };
    let mut constraints = given.constraints;
    if plan.deadline.is_some() {
        // It is said once more below, as a day.
        constraints.retain(|line| deadline_named(line).is_none());
    }
    let known = constraints.join("\n").to_lowercase();
    constraints.extend(limits(goal_file, plan).into_iter().filter(|text| !known.contains(&text.to_lowercase())));
    let mut context = given.context;
    if !has_own {
        context.extend(start(goal_file));
    }
    context.extend(worked_out(plan, draft));
    if !extra.rejected.is_empty() {
        context.push(Material::new("Plans that were rejected before, and why", bullets(extra.rejected)));
    }
    context.extend(extra.repository.into_iter().flat_map(Repository::materials));
    Brief {
        goal: if given.goal.is_empty() { titled(&goal.title, &stated) } else { given.goal },
        scope_in: or_else(without_secrets(given.scope_in), files),
        scope_out: without_secrets(given.scope_out),
        context,
        constraints,
        success_criteria: or_else(given.success_criteria, vec![stated]),
        verification: circumstances
            .repo
            .as_ref()
            .and_then(|repo: &Repo| repo.verification.clone())
            .or(given.verification),
    }
}

/// A part of a scope without the names of files that may hold secrets. Words
/// that are no names of files stay: "secrets" is a subject as well.
fn without_secret_names(part: &str) -> String {
    let is_apart = |c: char| c.is_whitespace() || ",;`'\"()[]".contains(c);
    let mut kept = String::new();
    for piece in part.split_inclusive(is_apart) {
        let word = piece.trim_end_matches(is_apart);
        let name = word.trim_end_matches(['.', ':', '!', '?']);
        if name.contains(['.', '/', '\\', '_']) && may_hold_secrets(name) {
            kept.push_str("(a file that may hold secrets)");
            kept.push_str(&piece[name.len()..]);
        } else {
            kept.push_str(piece);
        }
    }
    kept
}

fn titled(title: &str, stated: &str) -> String {
    if stated.contains(title) { stated.to_owned() } else { format!("{title}: {stated}") }
}

/// Time, money and people, as far as they are known.
fn limits(goal_file: &GoalFile, plan: &Plan) -> Vec<String> {
    let circumstances = &goal_file.circumstances;
    let mut limits = vec![format!("Today is {}", plan.today)];
    limits.extend(plan.deadline.map(|deadline| format!("Deadline: {deadline}")));
    let pace = plan.goals.first().and_then(|goal| goal.pace);
    limits.extend(pace.map(|pace| format!("{pace} hours a week of everybody together")));
    limits.extend(circumstances.budget.as_ref().map(|budget| format!("Budget: {budget}")));
    limits.extend(circumstances.team.as_ref().map(|team| format!("People: {team}")));
    limits.extend(circumstances.constraints.iter().cloned());
    limits.extend(circumstances.busy.iter().map(|busy| {
        let reason = busy.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{} to {}: {} hours a week at most{reason}", busy.from, busy.to, busy.left)
    }));
    limits
}

/// Where one stands.
fn start(goal_file: &GoalFile) -> Vec<Material> {
    let circumstances = &goal_file.circumstances;
    let mut found = Vec::new();
    if let Some(origin) = &goal_file.goals[0].origin {
        found.push(Material::new("Where it starts", origin.clone()));
    }
    if !circumstances.skills.is_empty() {
        found.push(Material::new("Skills that are there", bullets(&circumstances.skills)));
    }
    if !circumstances.blocked_before.is_empty() {
        found.push(Material::new("What stopped earlier attempts", bullets(&circumstances.blocked_before)));
    }
    found
}

/// What the engine knows of it by itself.
fn worked_out(plan: &Plan, draft: &[DraftMilestone]) -> Vec<Material> {
    let mut found = Vec::new();
    let read: Vec<String> = plan.goals.iter().flat_map(read_of).collect();
    if !read.is_empty() {
        found.push(Material::new("What was read of the goal, by rules: its words count more", bullets(&read)));
    }
    if let (Some(available), Some(deadline)) = (plan.feasibility.available, plan.deadline) {
        let text = format!("{available} hours of work are possible up to {deadline}, busy days left out.");
        found.push(Material::new("The hours that exist", text));
    }
    if !plan.questions.is_empty() {
        let questions: Vec<String> =
            plan.questions.iter().map(|gap| format!("{} ({})", gap.question, gap.why)).collect();
        found.push(Material::new("What is not known", bullets(&questions)));
    }
    if !plan.starting_state.is_empty() {
        found.push(Material::new("What counts as done already", bullets(&plan.starting_state)));
    }
    if !draft.is_empty() {
        let lines: Vec<String> = draft.iter().map(line).collect();
        let name = "A draft from a library of such goals, to be criticized: it does not know this case";
        found.push(Material::new(name, bullets(&lines)));
    }
    found
}

/// The reading of a goal: facts by their id, and what was not understood.
fn read_of(goal: &AnchoredGoal) -> Vec<String> {
    let is_counted = |id: FactId| goal.facts.understood.iter().any(|one| one.fact == Some(id));
    let facts = goal.reading.facts.iter().enumerate().map(|(idx, fact)| (FactId::at(idx), fact));
    let facts = facts.filter(|(id, _)| is_counted(*id)).map(|(id, fact)| {
        let question = fact.question.as_ref().map(|question| format!("; asked: {question}")).unwrap_or_default();
        format!("{id} \"{}\" ({}): {}{question}", fact.quote.words, fact.quote.text.key(), fact.meaning)
    });
    let unread = goal.reading.unread.iter().map(|unread| {
        format!("not understood \"{}\" ({}): {}", unread.quote.words, unread.quote.text.key(), unread.question)
    });
    facts.chain(unread).collect()
}

/// A milestone of the draft in one line.
fn line(milestone: &DraftMilestone) -> String {
    let effort = milestone.effort;
    let mut text = format!(
        "{} {} ({}/{}/{} h, {} risk",
        milestone.id,
        milestone.name,
        effort.low(),
        effort.likely(),
        effort.high(),
        milestone.risk.as_str()
    );
    if !milestone.depends_on.is_empty() {
        let after: Vec<String> = milestone
            .depends_on
            .iter()
            .map(
                |one| {
                    if one.lag_days == 0 { one.on.to_string() } else { format!("{} + {} days", one.on, one.lag_days) }
                },
            )
            .collect();
        text.push_str(&format!(", after {}", after.join(" and ")));
    }
    if milestone.waiting_days > 0 {
        text.push_str(&format!(", {} days of waiting", milestone.waiting_days));
    }
    text.push_str(&format!("): {}", milestone.criteria.join("; ")));
    if let Some(reason) = &milestone.slow_reason {
        text.push_str(&format!(". Likely to take longer: {}", reason.trim_end_matches('.')));
    }
    if let Some(missed) = &milestone.claim.often_missed {
        text.push_str(&format!(". Often left out: {missed}"));
    }
    text
}

fn bullets(lines: &[String]) -> String {
    lines.iter().map(|line| format!("- {}", line.replace('\n', " "))).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_leave_a_scope_and_the_subject_stays() {
        let cases = [
            ("`.env`, migrations/; the admin page", "`(a file that may hold secrets)`, migrations/; the admin page"),
            ("Rotate secrets in deploy/server.key.", "Rotate secrets in (a file that may hold secrets)."),
            ("src/secrets/mod.rs and .env.example", "src/secrets/mod.rs and .env.example"),
            ("", ""),
        ];
        for (part, expected) in cases {
            assert_eq!(without_secret_names(part), expected);
        }
    }
}
