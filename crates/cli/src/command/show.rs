use std::path::{Path, PathBuf};

use backcast_core::proof::Proof;
use backcast_core::track::{PlanRevision, PlanState, ProposalOrigin};
use backcast_core::{GoalFileId, MilestoneId, Plan};
use backcast_document::PlanRecord;
use backcast_draw::svg;
use backcast_store::Stored;
use backcast_view::plan as view;
use backcast_view::proof::{ProofView, ProvedPlan};
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::picture::{Picture, Theme};
use crate::problem::Problem;
use crate::render::style::{long_day, plain};
use crate::render::terminal::{From, View};
use crate::session::{Session, with_store};
use crate::{complete, render};

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The goal, or `GOAL@2` for its second plan; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    #[command(flatten)]
    pub(crate) rendering: RenderOptions,
}

/// The form in which a plan is shown.
#[derive(Debug, Args)]
pub(crate) struct RenderOptions {
    /// Show the success criteria of each milestone.
    #[arg(long)]
    pub(crate) criteria: bool,
    /// Read the plan from its end: what has to be true on the day, a week, a month and a
    /// quarter before.
    #[arg(long)]
    pub(crate) backward: bool,
    /// Explain one milestone: why it is there and why then.
    #[arg(long, value_name = "ID")]
    pub(crate) why: Option<String>,
    /// Show the figures behind the verdict: hours up to each date that cannot move,
    /// week by week, what holds each milestone, and what does not fit.
    #[arg(long, conflicts_with = "why")]
    pub(crate) proof: bool,
    /// Print the plan as Markdown.
    #[arg(long, group = "form")]
    pub(crate) markdown: bool,
    /// Print the plan as a picture (SVG).
    #[arg(long, group = "form", value_name = "WHICH", num_args = 0..=1, default_missing_value = "both", require_equals = true)]
    pub(crate) svg: Option<Picture>,
    /// Colors of the picture.
    #[arg(long, default_value = "auto")]
    pub(crate) theme: Theme,
    /// Write to a file; .json, .md and .svg decide the form.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// The form in which a plan is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Json,
    Markdown,
    Svg(Picture),
}

pub(crate) fn run(command: &Show, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let form = form(&command.rendering, global)?;
    with_store(global, output, async |session| {
        let named = session.named(command.goal.as_deref()).await?;
        let (stored, revision) = session.plan_named(&named).await?;
        let plan = session.workspace.plan_of(&stored, &revision).await?;
        if form == Form::Json && command.rendering.out.is_none() {
            let text = session.workspace.plan_text(&revision).await?;
            let value = serde_json::from_str(&text).unwrap_or_default();
            output.document(&view::Show::of(&stored, Some(&revision), value, &Proof::of(&plan)))?;
            return Ok(Exit::Done);
        }
        let waits = revision.state == PlanState::Proposed;
        let id = stored.id.to_string();
        let text = text(&plan, form, &command.rendering, From::Stored(&id, waits), output.width())?;
        match &command.rendering.out {
            Some(path) => write(session, &stored.id, revision.revision, path, &text).await?,
            None if form == Form::Text && command.rendering.why.is_none() => {
                output.data(&format!("{}\n\n{text}", render::style::dim(&heading(session, &stored, &revision))))?;
            }
            None => output.data(&text)?,
        }
        Ok(Exit::Done)
    })
}

/// "Revision 2 of book-7k2f, approved on Mon 2 Mar 2026, made from …"
fn heading(session: &Session<'_>, stored: &Stored, revision: &PlanRevision) -> String {
    let day = |at: jiff::Timestamp| long_day(session.local_day(at));
    let state = match &revision.state {
        PlanState::Proposed => format!("proposed on {}", day(revision.at)),
        PlanState::Approved(at) => format!("approved on {}", day(*at)),
        PlanState::Superseded => "superseded".to_owned(),
        PlanState::Rejected(why) => format!("rejected: {why}"),
    };
    let origin = match revision.origin {
        ProposalOrigin::Edited => ", edited",
        ProposalOrigin::Reviewed => ", from a review",
        ProposalOrigin::Planner | ProposalOrigin::Calibrated => "",
    };
    let baseline = if stored.ledger.baseline == Some(revision.revision) { ", the baseline" } else { "" };
    format!("Revision {} of {}, {state}{origin}{baseline}", revision.revision, stored.id)
}

/// Writes a plan to a file and remembers it, so that drift is noticed.
pub(crate) async fn write(
    session: &Session<'_>,
    id: &GoalFileId,
    revision: u32,
    path: &Path,
    text: &str,
) -> Result<(), Problem> {
    let text = plain(text);
    session.output.file(path, &text)?;
    let path_from_root = session.configured.path_from_root(path);
    session.workspace.record_artifact(id, revision, &path_from_root, &text).await?;
    Ok(())
}

/// The stated form, else the one that the name of the output file has.
pub(crate) fn form(options: &RenderOptions, global: &Global) -> Result<Form, Problem> {
    let stated = match (global.json, options.markdown, options.svg) {
        (true, false, None) => Some(Form::Json),
        (false, true, None) => Some(Form::Markdown),
        (false, false, Some(picture)) => Some(Form::Svg(picture)),
        (false, false, None) => None,
        _ => {
            let message = "--json, --markdown and --svg exclude each other";
            return Err(Problem::new(Exit::Usage, "form_ambiguous", message, "name one of them"));
        }
    };
    let by_name = || {
        let extension = options.out.as_deref().and_then(Path::extension)?.to_str()?;
        match extension {
            "json" => Some(Form::Json),
            "md" | "markdown" => Some(Form::Markdown),
            "svg" => Some(Form::Svg(Picture::Both)),
            _ => None,
        }
    };
    Ok(stated.or_else(by_name).unwrap_or(Form::Text))
}

/// The plan in a form, or the explanation of one milestone.
pub(crate) fn text(
    plan: &Plan,
    form: Form,
    options: &RenderOptions,
    from: From<'_>,
    width: usize,
) -> Result<String, Problem> {
    if let Some(id) = &options.why {
        return explained(plan, id, width);
    }
    Ok(match form {
        Form::Text => {
            if options.proof && !plan.milestones.is_empty() {
                return Ok(render::style::shown(&render::proof::text(plan, width)));
            }
            let view = View { width, criteria: options.criteria, backward: options.backward, from };
            render::style::shown(&render::terminal::text(plan, &view))
        }
        Form::Json => proved(plan).to_text(),
        Form::Markdown => render::markdown::text(plan),
        Form::Svg(picture) => svg::plan(plan, picture.into(), options.theme.into()),
    })
}

/// The plan as a document, with its proof.
fn proved(plan: &Plan) -> ProvedPlan {
    ProvedPlan { plan: PlanRecord::from_plan(plan), proof: Some(ProofView::from(&Proof::of(plan))) }
}

fn explained(plan: &Plan, id: &str, width: usize) -> Result<String, Problem> {
    let id = MilestoneId::new(id.to_uppercase());
    render::why::text(plan, &id, width).ok_or_else(|| {
        let all: Vec<&str> = plan.milestones.iter().map(|planned| planned.milestone.id.as_str()).collect();
        let fix = if all.is_empty() {
            "the plan has no milestones".to_owned()
        } else {
            format!("there are {}", all.join(", "))
        };
        Problem::new(Exit::Input, "milestone_unknown", format!("there is no milestone `{id}`"), fix)
    })
}
