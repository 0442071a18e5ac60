//! The server: what it offers, and who does what is asked.

use std::sync::Arc;

use backcast_app::approve::Decided;
use backcast_app::consent::{Approval, Question};
use backcast_view::tools as view;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, GetPromptRequestParams, GetPromptResponse, Implementation,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ProgressNotificationParam, ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities, ServerConfig,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::{ErrorData, ServerHandler, ServiceExt as _};
use tracing::{Instrument as _, info, info_span};

use crate::confirm::{Call, Confirmations, Confirmed};
use crate::context::Context;
use crate::failure::Failure;
use crate::lines::Lines;
use crate::tool::{Answer, Effect, Spec, arguments, schema};
use crate::{Setup, Tier, goal_tools, milestone_tools, plan_tools, prompts, resources, review_tools};

/// Why the server ended early.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// No session came about.
    #[error("the client did not begin a session: {0}")]
    Beginning(String),
    /// The session broke.
    #[error("the session broke: {0}")]
    Broken(String),
}

/// Serves a client over standard input and output until it goes.
///
/// # Errors
///
/// Returns an error if no session is created, or if it breaks.
pub async fn serve(setup: Setup) -> Result<(), ServeError> {
    let server = Server { setup: Arc::new(setup), confirmations: Arc::default() };
    let running = server.serve(Lines::new(tokio::io::stdin(), tokio::io::stdout())).await;
    let running = running.map_err(|error| ServeError::Beginning(error.to_string()))?;
    running.waiting().await.map(drop).map_err(|error| ServeError::Broken(error.to_string()))
}

#[derive(Clone)]
struct Server {
    setup: Arc<Setup>,
    confirmations: Arc<Confirmations>,
}

macro_rules! tools {
    ($($name:ident: $input:path => $output:path, $tier:ident, $effect:ident, $title:literal, $description:literal;)*) => {
        /// Every tool, in the order in which they are used.
        const TOOLS: &[Spec] = &[$(Spec {
            name: stringify!($name),
            title: $title,
            description: $description,
            tier: Tier::$tier,
            effect: Effect::$effect,
            input: schema::<$input>,
            output: schema::<$output>,
        },)*];
    };
}

tools! {
    goal_anchor: goal_tools::AnchorInput => view::Anchored, Core, Reads, "Read a goal critically",
        "Reads a goal critically before planning: what is missing, how large it is, which questions to put to the user.";
    plan_create: review_tools::CreateInput => view::Begun, Core, Adds, "Begin a plan",
        "Keeps a goal and begins its adversarial review: five packets for you to answer, then a synthesis. Nothing is approved by it.";
    plan_audit: plan_tools::AuditInput => view::Audit, Core, Reads, "Judge a plan",
        "Judges any plan mechanically: circles, shared files, vague criteria, dates and hours that do not fit.";
    review_next_packet: review_tools::PacketInput => view::Packet, Core, Adds, "Get a packet",
        "Gives the prompt of a part of a review. Answer each part on its own, without the answers to the others.";
    review_submit: review_tools::SubmitInput => view::Submitted, Core, Adds, "Hand an answer in",
        "Hands the answer to a packet in, word for word. It is checked mechanically; what is wrong comes back by name.";
    plan_propose: plan_tools::ProposeInput => view::Proposal, Core, Reads, "Show a proposed plan",
        "Gives what the user has to see of a proposed plan before deciding: verdict, milestones, conflicts, warnings.";
    milestone_next: goal_tools::NoInput => view::Next, Core, Reads, "What to do now",
        "Says which milestones can be worked on now, the most urgent first.";
    plan_approve: plan_tools::ApproveInput => view::Done, Standard, Decides, "Approve a plan",
        "Approves the plan that the user has seen; it is locked from then on. The user confirms it themselves.";
    milestone_done: milestone_tools::DoneInput => view::Recorded, Standard, Adds, "Reach a milestone",
        "Records that a milestone is reached. Every criterion has to hold: name those that you have checked.";
    milestone_log: milestone_tools::LogInput => view::Recorded, Standard, Adds, "Log work",
        "Records hours of work on a milestone.";
    goal_status: goal_tools::GoalInput => view::GoalStatus, Standard, Reads, "How far a goal is",
        "Lists the milestones of a goal with where they stand.";
    goal_conflicts: goal_tools::NoInput => view::Conflicts, Standard, Reads, "Goals that collide",
        "Lists the weeks in which the goals want more hours than there are.";
    plan_calibrate: goal_tools::GoalInput => view::Calibrated, Standard, Reads, "Where it ends now",
        "Forecasts an approved plan anew: chance, realistic day, levers. Changes nothing.";
    plan_explain: plan_tools::ExplainInput => view::Explained, Standard, Reads, "Why a milestone",
        "Says why a milestone is there and what its hours rest on.";
    goal_list: goal_tools::NoInput => view::GoalList, All, Reads, "List goals",
        "Lists the goals that are kept.";
    goal_drop: goal_tools::DropInput => view::Done, All, Decides, "Give a goal up",
        "Gives a goal up; its history stays. The user confirms it themselves.";
    plan_show: plan_tools::ProposeInput => view::Outline, All, Reads, "Show a plan",
        "Lists the milestones of a plan, with a link to the whole.";
    plan_diff: plan_tools::DiffInput => view::Diff, All, Reads, "Compare plans",
        "Says which milestones differ between two plans of a goal.";
    plan_reject: plan_tools::RejectInput => view::Done, All, Decides, "Reject a plan",
        "Turns a proposed plan down, with the user's reason. The user confirms it themselves.";
    plan_write: plan_tools::WriteInput => view::Done, All, Adds, "Write a plan as files",
        "Writes the plan as files below the project: state.md, milestones, reviews. What others wrote into them stays.";
    milestone_start: milestone_tools::MilestoneInput => view::Recorded, All, Adds, "Begin a milestone",
        "Records that work on a milestone has begun.";
    milestone_tick: milestone_tools::TickInput => view::Recorded, All, Adds, "Tick criteria",
        "Records which criteria of a milestone hold.";
    milestone_block: milestone_tools::WhyInput => view::Recorded, All, Adds, "Block a milestone",
        "Records that nothing can be done on a milestone, and why.";
    milestone_unblock: milestone_tools::MilestoneInput => view::Recorded, All, Adds, "Unblock a milestone",
        "Records that work on a milestone is possible again.";
    milestone_note: milestone_tools::WhyInput => view::Recorded, All, Adds, "Note something",
        "Records something worth remembering about a milestone.";
    review_status: review_tools::RunInput => view::Status, All, Reads, "Where a review stands",
        "Says which parts of a review wait for answers.";
    review_stop: review_tools::StopInput => view::Done, All, Adds, "End a review",
        "Ends a review without a plan; what was said in it stays.";
}

const INSTRUCTIONS: &str = "backcast turns a goal into a plan that survives contact with a calendar. You propose, the engine \
    proves: it checks every answer, computes the dates, and locks what the user approves. Begin with goal_anchor; plan with \
    plan_create, review_next_packet and review_submit; show plan_propose; let the user decide.";

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().enable_resources().enable_prompts().build();
        let mut info = ServerConfig::new(capabilities);
        let mut server = Implementation::new("backcast", env!("CARGO_PKG_VERSION"));
        server.title = Some("backcast".into());
        info.server_info = server;
        info.instructions = Some(INSTRUCTIONS.into());
        info
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let offered = TOOLS.iter().filter(|tool| tool.tier <= self.setup.tier);
        Ok(ListToolsResult::with_all_items(offered.map(Spec::to_tool).collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let offered = TOOLS.iter().find(|tool| tool.name == request.name && tool.tier <= self.setup.tier);
        let Some(tool) = offered else {
            return Err(ErrorData::invalid_params(format!("there is no tool `{}`", request.name), None));
        };
        // Only its name: the arguments are full of what goals are about.
        let span = info_span!("tool", name = tool.name);
        let called = async {
            let result = self.call(request, &context).await;
            info!(error = result.as_ref().err().map(|failure| failure.code.as_str()), "answered");
            result
        };
        Ok(called.instrument(span).await.unwrap_or_else(Failure::into_response))
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        resources::list(&self.setup.context()).await.map_err(internal)
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(resources::templates())
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let read = resources::read(&self.setup.context(), &request.uri).await;
        read.map(Into::into).map_err(|failure| ErrorData::resource_not_found(failure.text(), None))
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(prompts::list())
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let goal = request
            .arguments
            .as_ref()
            .and_then(|arguments| arguments.get("goal")?.as_str())
            .unwrap_or("(ask the user)");
        prompts::get(&request.name, goal)
            .map(Into::into)
            .ok_or_else(|| ErrorData::invalid_params(format!("there is no prompt `{}`", request.name), None))
    }
}

fn internal(failure: Failure) -> ErrorData {
    ErrorData::internal_error(failure.text(), None)
}

/// Tells a client that wants to know how far a call is.
async fn tell_progress(context: &RequestContext<RoleServer>, done: f64, what: &str) {
    let Some(token) = context.meta.get_progress_token() else { return };
    let progress = ProgressNotificationParam::new(token, done).with_total(1.0).with_message(what);
    // A client that is gone is noticed with the answer.
    let _ = context.peer.notify_progress(progress).await;
}

impl Server {
    async fn call(
        &self,
        request: CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, Failure> {
        let ours = &self.setup.context();
        macro_rules! answer {
            ($module:ident::$tool:ident) => {
                $module::$tool(ours, arguments(request.arguments)?).await?
            };
        }
        let what = TOOLS.iter().find(|tool| tool.name == request.name).map_or("", |tool| tool.title);
        tell_progress(context, 0.0, what).await;
        let answer: Answer = match request.name.as_ref() {
            "goal_anchor" => answer!(goal_tools::goal_anchor),
            "plan_create" => answer!(review_tools::plan_create),
            "plan_audit" => answer!(plan_tools::plan_audit),
            "review_next_packet" => answer!(review_tools::review_next_packet),
            "review_submit" => answer!(review_tools::review_submit),
            "plan_propose" => answer!(plan_tools::plan_propose),
            "milestone_next" => answer!(goal_tools::milestone_next),
            "milestone_done" => answer!(milestone_tools::milestone_done),
            "milestone_log" => answer!(milestone_tools::milestone_log),
            "goal_status" => answer!(goal_tools::goal_status),
            "goal_conflicts" => answer!(goal_tools::goal_conflicts),
            "plan_calibrate" => answer!(plan_tools::plan_calibrate),
            "plan_explain" => answer!(plan_tools::plan_explain),
            "goal_list" => answer!(goal_tools::goal_list),
            "plan_show" => answer!(plan_tools::plan_show),
            "plan_diff" => answer!(plan_tools::plan_diff),
            "plan_write" => answer!(plan_tools::plan_write),
            "milestone_start" => answer!(milestone_tools::milestone_start),
            "milestone_tick" => answer!(milestone_tools::milestone_tick),
            "milestone_block" => answer!(milestone_tools::milestone_block),
            "milestone_unblock" => answer!(milestone_tools::milestone_unblock),
            "milestone_note" => answer!(milestone_tools::milestone_note),
            "review_status" => answer!(review_tools::review_status),
            "review_stop" => answer!(review_tools::review_stop),
            _ => return self.decide(request, context).await,
        };
        tell_progress(context, 1.0, what).await;
        Ok(answer.into_response())
    }

    /// Tools that approve or give up: the user is asked first.
    async fn decide(
        &self,
        request: CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, Failure> {
        let ours = self.setup.context();
        let (responses, state) = (request.input_responses, request.request_state);
        let decide = async |question: Question, token: Option<&str>| {
            let call = Call { token, responses: responses.as_ref(), state: state.as_deref() };
            self.decided(question, &call, &ours, context).await
        };
        let answer = match request.name.as_ref() {
            "plan_approve" => {
                let input: plan_tools::ApproveInput = arguments(request.arguments)?;
                let decided = match plan_tools::to_approve(&ours, &input).await? {
                    Approval::Was(decided) => *decided,
                    Approval::Open(question) => match decide(*question, input.token.as_deref()).await? {
                        Ok(decided) => decided,
                        Err(open) => return Ok(open),
                    },
                };
                plan_tools::approved(&ours, &input, &decided).await?
            }
            "plan_reject" => {
                let input: plan_tools::RejectInput = arguments(request.arguments)?;
                match decide(plan_tools::to_reject(&ours, &input).await?, None).await? {
                    Ok(decided) => plan_tools::rejected(&decided),
                    Err(open) => return Ok(open),
                }
            }
            "goal_drop" => {
                let input: goal_tools::DropInput = arguments(request.arguments)?;
                match decide(goal_tools::to_drop(&ours, &input).await?, input.token.as_deref()).await? {
                    Ok(decided) => goal_tools::dropped(&decided),
                    Err(open) => return Ok(open),
                }
            }
            other => return Err(Failure::new("tool_unknown", format!("there is no tool `{other}`"), "")),
        };
        Ok(answer.into_response())
    }

    /// What was decided once the user agreed, or what to answer until they do.
    async fn decided(
        &self,
        question: Question,
        call: &Call<'_>,
        ours: &Context,
        context: &RequestContext<RoleServer>,
    ) -> Result<Result<Decided, CallToolResponse>, Failure> {
        match self.confirmations.ask(question, call, ours, context).await? {
            Confirmed::Agreed(agreed) => Ok(Ok(ours.workspace.decide(*agreed).await?)),
            Confirmed::Open(response) => Ok(Err(*response)),
        }
    }
}
