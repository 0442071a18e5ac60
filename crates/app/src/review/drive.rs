//! Carrying a run on: everybody who can be asked is asked at once, every
//! answer is judged and kept as it comes.

use std::time::Instant;

use backcast_core::track::ContentHash;
use backcast_document::content_hash;
use backcast_model::{Completion, Prompt, ThinkError, ThinkerClient};
use backcast_review::{
    Answer, Ask, Failure, Handoff, Next, Part, Perspective, Report, Step, Usage, Way, check_synthesis, criticize,
    read_review, read_synthesis, synthesis_schema, synthesize,
};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tracing::instrument;

use super::frame::{ExtraContext, Frame, Framed, at_any_rate, frame};
use super::propose;
use super::reviews::{findings_of, review_texts};
use super::run_context::RunContext;
use super::stored_run::StoredRun;
use crate::repository::goal_file_of;
use crate::{AppError, Workspace};

/// Who answers packets.
#[derive(Clone, Copy, Debug)]
pub enum Thinker<'a> {
    /// Rules.
    Rules,
    /// A model or an agent; the form of the synthesis is prescribed to a model
    /// where it can be.
    Asked {
        /// Who is asked.
        client: &'a ThinkerClient,
        /// Whether the form of the synthesis is prescribed.
        prescribes: bool,
    },
    /// Whoever calls.
    Host,
}

/// Sees every step once it is kept, with the run as it is then.
pub type Watch<'w> = &'w (dyn Fn(&StoredRun, &Step) + Send + Sync);

impl Workspace {
    /// Carries a run on as far as it goes without anybody else, and says what
    /// comes next then. `watch` sees every step once it is kept.
    ///
    /// # Errors
    ///
    /// Returns an error if what was asked can never be answered as things are
    /// (key, model, endpoint, budget), if a prompt is broken, or if the store
    /// refuses. What was answered is kept in any case, and the run can go on.
    pub async fn advance_review(
        &self,
        stored_run: &mut StoredRun,
        thinker: Thinker<'_>,
        watch: Watch<'_>,
    ) -> Result<Next, AppError> {
        advance(&self.run_context().await?, stored_run, thinker, watch).await
    }
}

#[instrument(name = "review", level = "info", skip_all, fields(by = thinker.way().as_str()))]
pub(super) async fn advance(
    run_context: &RunContext<'_>,
    stored_run: &mut StoredRun,
    thinker: Thinker<'_>,
    watch: Watch<'_>,
) -> Result<Next, AppError> {
    loop {
        match stored_run.run.next() {
            Next::Ask(asks) => match thinker {
                Thinker::Host => return Ok(Next::Ask(asks)),
                Thinker::Rules => answer_by_rules(run_context, stored_run, &asks, watch).await?,
                Thinker::Asked { client, prescribes } => {
                    ask_all(run_context, stored_run, asks, Asking { client, prescribes }, watch).await?;
                }
            },
            Next::Propose(answer) => {
                let revision = propose::propose(run_context, stored_run, &answer).await?;
                append_step(run_context, stored_run, Step::Proposed { revision }, None, watch).await?;
            }
            Next::Stop(outcome) => {
                let is_stored = matches!(stored_run.steps.last().map(|last| &last.step), Some(Step::Stopped(_)));
                if !is_stored {
                    append_step(run_context, stored_run, Step::Stopped(outcome.clone()), None, watch).await?;
                }
                return Ok(Next::Stop(outcome));
            }
            Next::Proposed(revision) => return Ok(Next::Proposed(revision)),
        }
    }
}

pub(super) async fn append_step(
    run_context: &RunContext<'_>,
    stored_run: &mut StoredRun,
    step: Step,
    document: Option<String>,
    watch: Watch<'_>,
) -> Result<(), AppError> {
    let documents: Vec<String> = document.into_iter().collect();
    stored_run.append(&run_context.store, run_context.actor, vec![step.clone()], &documents).await?;
    watch(stored_run, &step);
    Ok(())
}

/// Says of each part that it is asked, all at once, and returns the packets.
pub(super) async fn announce(
    run_context: &RunContext<'_>,
    stored_run: &mut StoredRun,
    asks: &[Ask],
    watch: Watch<'_>,
) -> Result<Vec<(Ask, String)>, AppError> {
    let mut packets = Vec::with_capacity(asks.len());
    for ask in asks {
        packets.push((*ask, packet_text(run_context, stored_run, ask.part).await?));
    }
    let step = |(ask, text): &(Ask, String)| Step::Asked { ask: *ask, packet: content_hash(text) };
    let steps: Vec<Step> = packets.iter().map(step).collect();
    let texts: Vec<String> = packets.iter().map(|(_, text)| text.clone()).collect();
    stored_run.append(&run_context.store, run_context.actor, steps.clone(), &texts).await?;
    for step in &steps {
        watch(stored_run, step);
    }
    Ok(packets)
}

/// The packet of a part as things stand: the same state gives the same text.
pub(super) async fn packet_text(
    run_context: &RunContext<'_>,
    stored_run: &StoredRun,
    part: Part,
) -> Result<String, AppError> {
    let brief = stored_run.brief(&run_context.store).await?;
    let perspective = match part {
        Part::Review(perspective) => perspective,
        Part::Synthesis => return synthesis_packet(run_context, stored_run, &brief).await,
    };
    Ok(run_context.prompts.review(&brief, perspective)?)
}

async fn synthesis_packet(
    run_context: &RunContext<'_>,
    stored_run: &StoredRun,
    brief: &str,
) -> Result<String, AppError> {
    let (store, prompts) = (&run_context.store, run_context.prompts);
    let texts = review_texts(store, stored_run).await?;
    let findings = findings_of(brief, &texts);
    let engineering = framed_again(run_context, stored_run).await?.engineering;
    let handoff = Handoff {
        brief,
        reports: texts.iter().map(|(perspective, text)| Report { perspective: *perspective, text }).collect(),
        gaps: &stored_run.run.gaps(),
        findings: &findings,
        engineering,
    };
    let packet = prompts.synthesis(&handoff)?;
    let Some(refused) = stored_run.run.slot(Part::Synthesis).refused else { return Ok(packet) };
    let answer = store.document(&refused.text).await?;
    Ok(prompts.repair(&packet, &answer, &refused.faults)?)
}

/// An answer as a step: judged before it is kept.
pub(super) async fn judged(
    run_context: &RunContext<'_>,
    stored_run: &StoredRun,
    ask: Ask,
    text: &str,
    usage: Usage,
) -> Result<Step, AppError> {
    let (faults, repairs) = match ask.part {
        Part::Review(perspective) => {
            let brief = stored_run.brief(&run_context.store).await?;
            match read_review(perspective, &brief, text, ask.attempt == 1) {
                Ok(reply) => (Vec::new(), reply.repairs),
                Err(unusable) => (vec![unusable.to_string()], Vec::new()),
            }
        }
        Part::Synthesis => judge_synthesis(run_context, stored_run, text).await?,
    };
    let repairs = repairs.iter().map(ToString::to_string).collect();
    Ok(Step::Answered(Answer { ask, text: content_hash(text), usage, faults, repairs }))
}

async fn judge_synthesis(
    run_context: &RunContext<'_>,
    stored_run: &StoredRun,
    text: &str,
) -> Result<(Vec<String>, Vec<backcast_review::Repair>), AppError> {
    let reply = match read_synthesis(text) {
        Ok(reply) => reply,
        Err(faults) => return Ok((faults, Vec::new())),
    };
    let brief = stored_run.brief(&run_context.store).await?;
    let findings = findings_of(&brief, &review_texts(&run_context.store, stored_run).await?);
    let mut faults: Vec<String> =
        check_synthesis(&reply.synthesis, &findings).iter().map(ToString::to_string).collect();
    if faults.is_empty() {
        // Once more over the whole, with what the engine adds and with dates.
        faults = propose::validate_plan(run_context, stored_run, &reply.synthesis).await?;
    }
    Ok((faults, reply.repairs))
}

async fn answer_by_rules(
    run_context: &RunContext<'_>,
    stored_run: &mut StoredRun,
    asks: &[Ask],
    watch: Watch<'_>,
) -> Result<(), AppError> {
    announce(run_context, stored_run, asks, watch).await?;
    let frame = framed_again(run_context, stored_run).await?;
    for ask in asks {
        let text = match ask.part {
            Part::Review(perspective) => criticize(&frame.subject(), perspective),
            Part::Synthesis => {
                let perspectives: Vec<Perspective> =
                    stored_run.run.reviews().map(|(perspective, _)| perspective).collect();
                format!("{:#}\n", synthesize(&frame.subject(), &perspectives).to_json())
            }
        };
        let step = judged(run_context, stored_run, *ask, &text, Usage::default()).await?;
        append_step(run_context, stored_run, step, Some(text), watch).await?;
    }
    Ok(())
}

/// What the rules look at: the goal as it is stored now.
async fn framed_again(run_context: &RunContext<'_>, stored_run: &StoredRun) -> Result<Frame, AppError> {
    let goal_file = goal_file_of(&run_context.store.load(&stored_run.goal_file).await?)?;
    let options = at_any_rate(&run_context.defaults);
    match frame(&goal_file, run_context.actor.clock.today(), run_context.library, &options, ExtraContext::default())? {
        Framed::Ready(frame) => Ok(*frame),
        Framed::Stopped(_) => Err(AppError::NoPlan(stored_run.goal_file.clone())),
    }
}

#[derive(Clone, Copy)]
struct Asking<'a> {
    client: &'a ThinkerClient,
    prescribes: bool,
}

/// Somebody's answer to a part, or why there is none.
struct Came {
    ask: Ask,
    completion: Result<Completion, ThinkError>,
    /// What it may have cost although there is none, in millionths of a dollar.
    lost: u64,
    millis: u64,
}

/// Asks for parts, all at once, and for each that fails at once again as long
/// as it may be.
async fn ask_all(
    run_context: &RunContext<'_>,
    stored_run: &mut StoredRun,
    asks: Vec<Ask>,
    asking: Asking<'_>,
    watch: Watch<'_>,
) -> Result<(), AppError> {
    let think = |ask: Ask, text: String| async move {
        let begun = Instant::now();
        let schema = (ask.part == Part::Synthesis && asking.prescribes).then(synthesis_schema);
        let mut prompt = Prompt { text, schema };
        let mut completion = asking.client.think(&prompt).await;
        // Not every model takes a prescribed form; the packet asks for it, too.
        let is_refused = matches!(completion, Err(ThinkError::Status { status: 400 | 422, .. }));
        if is_refused && prompt.schema.take().is_some() {
            completion = asking.client.think(&prompt).await;
        }
        let lost = completion.as_ref().err().map_or(0, |error| asking.client.lost(&prompt, error));
        let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        Came { ask, completion, lost, millis }
    };
    let mut under_way = FuturesUnordered::new();
    for (ask, text) in announce(run_context, stored_run, &asks, watch).await? {
        under_way.push(think(ask, text));
    }
    let mut stopped = None;
    while let Some(came) = under_way.next().await {
        let ask = came.ask;
        match step_of(run_context, stored_run, came).await? {
            Ok((step, text)) => append_step(run_context, stored_run, step, text, watch).await?,
            // What is under way is waited for: it may be paid for already.
            Err(error) => {
                stopped = Some(error);
                continue;
            }
        }
        if stopped.is_some() || ask.part == Part::Synthesis {
            continue;
        }
        if let Some(again) = stored_run.run.asks(ask.part) {
            for (ask, text) in announce(run_context, stored_run, &[again], watch).await? {
                under_way.push(think(ask, text));
            }
        }
    }
    match stopped {
        Some(error) => Err(AppError::Think(error)),
        None => Ok(()),
    }
}

/// The step that an answer is, with its text; an error that nothing but a
/// change of the configuration mends is no step.
async fn step_of(
    run_context: &RunContext<'_>,
    stored_run: &StoredRun,
    came: Came,
) -> Result<Result<(Step, Option<String>), ThinkError>, AppError> {
    let ask = came.ask;
    let failed =
        |code: String, text: String, micros: u64| (Step::Failed { ask, failure: Failure { code, text, micros } }, None);
    Ok(match came.completion {
        Err(error) if error.is_final() => Err(error),
        Err(error) => Ok(failed(error.code(), error.to_string(), came.lost)),
        // No database keeps these, and no text has them.
        Ok(completion) if completion.text.contains('\0') => {
            Ok(failed("unreadable".into(), "the answer holds NUL bytes".into(), completion.micros))
        }
        Ok(completion) => {
            let usage = Usage {
                tokens_in: completion.tokens_in,
                tokens_out: completion.tokens_out,
                micros: completion.micros,
                millis: came.millis,
            };
            Ok((judged(run_context, stored_run, ask, &completion.text, usage).await?, Some(completion.text)))
        }
    })
}

/// How a way of thinking is named in a run.
impl Thinker<'_> {
    /// The way that is recorded.
    #[must_use]
    pub fn way(&self) -> Way {
        match self {
            Thinker::Rules => Way::Playbook,
            Thinker::Asked { client: ThinkerClient::Http(model), .. } => Way::Model(model.config().name.clone()),
            Thinker::Asked { client: ThinkerClient::Agent(agent), .. } => Way::Agent(agent.command.clone()),
            Thinker::Host => Way::Host,
        }
    }
}

/// The hash of a packet.
pub(super) fn hash_of(text: &str) -> ContentHash {
    content_hash(text)
}
