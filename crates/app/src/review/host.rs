//! Packets out, answers in: somebody else does the thinking.

use backcast_core::track::ContentHash;
use backcast_review::{Ask, Failure, Next, Outcome, Part, Step, Usage};
use tracing::instrument;

use super::drive::{Thinker, advance, announce, append_step, hash_of, judged, packet_text};
use super::run_context::RunContext;
use super::stored_run::StoredRun;
use crate::{AppError, Workspace};

/// What somebody is to think about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Which part, and for the so-many-th time.
    pub ask: Ask,
    /// The prompt.
    pub text: String,
    /// Its hash; an answer says which packet it answers.
    pub hash: ContentHash,
}

/// An answer to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submission<'a> {
    /// To which part.
    pub part: Part,
    /// The answer, as it came.
    pub text: &'a str,
    /// Hash of the packet that it answers, at least eight characters of it;
    /// checked where it is given.
    pub packet: Option<&'a str>,
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Why it cannot be taken; empty where it was.
    pub faults: Vec<String>,
    /// What was mended to understand it.
    pub repairs: Vec<String>,
    /// What comes next.
    pub next: Next,
}

impl Workspace {
    /// The packet of a part, which counts as asked from now on.
    ///
    /// # Errors
    ///
    /// Returns an error if the part is not asked for now.
    pub async fn review_packet(&self, stored_run: &mut StoredRun, part: Part) -> Result<Packet, AppError> {
        packet(&self.run_context().await?, stored_run, part).await
    }

    /// Takes an answer to a part, judges and keeps it, and carries the run on as
    /// far as it goes.
    ///
    /// # Errors
    ///
    /// Returns an error if the part is not asked for now, if the answer is to
    /// another packet, or if somebody else was faster. Nothing is kept then.
    #[instrument(level = "debug", skip_all)]
    pub async fn submit_answer(
        &self,
        stored_run: &mut StoredRun,
        submission: &Submission<'_>,
    ) -> Result<Submitted, AppError> {
        let run_context = &self.run_context().await?;
        let step = judge(run_context, stored_run, submission).await?;
        // Who answers without having fetched the packet was asked by this.
        packet(run_context, stored_run, submission.part).await?;
        let (faults, repairs) = judgment(&step);
        append_step(run_context, stored_run, step, Some(submission.text.to_owned()), &|_, _| {}).await?;
        let next = advance(run_context, stored_run, Thinker::Host, &|_, _| {}).await?;
        Ok(Submitted { faults, repairs, next })
    }

    /// Says what [`Workspace::submit_answer`] would make of an answer, and keeps
    /// nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if the part is not asked for now, or if the answer is to
    /// another packet.
    #[instrument(level = "debug", skip_all)]
    pub async fn examine_answer(
        &self,
        stored_run: &StoredRun,
        submission: &Submission<'_>,
    ) -> Result<Submitted, AppError> {
        let run_context = &self.run_context().await?;
        let (faults, repairs) = judgment(&judge(run_context, stored_run, submission).await?);
        Ok(Submitted { faults, repairs, next: stored_run.run.next() })
    }

    /// Says that no answer to a part will come this time.
    ///
    /// # Errors
    ///
    /// Returns an error if the part is not asked for now.
    #[instrument(level = "debug", skip_all)]
    pub async fn give_up_part(&self, stored_run: &mut StoredRun, part: Part, why: &str) -> Result<Submitted, AppError> {
        let run_context = &self.run_context().await?;
        let ask = asked_now(stored_run, part)?;
        let failure = Failure { code: "given_up".into(), text: why.to_owned(), micros: 0 };
        append_step(run_context, stored_run, Step::Failed { ask, failure }, None, &|_, _| {}).await?;
        let next = advance(run_context, stored_run, Thinker::Host, &|_, _| {}).await?;
        Ok(Submitted { faults: vec![why.to_owned()], repairs: Vec::new(), next })
    }

    /// Ends a run without a plan.
    ///
    /// # Errors
    ///
    /// Returns an error if it is over, or if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn abandon_review(&self, stored_run: &mut StoredRun, why: &str) -> Result<(), AppError> {
        if stored_run.is_over() {
            return Err(AppError::PartNotAsked {
                run: stored_run.id.clone(),
                part: "an end".into(),
                asked: Vec::new(),
            });
        }
        stored_run
            .append(&self.store().await?, self.actor(), vec![Step::Stopped(Outcome::Abandoned(why.to_owned()))], &[])
            .await
    }
}

async fn packet(run_context: &RunContext<'_>, stored_run: &mut StoredRun, part: Part) -> Result<Packet, AppError> {
    let ask = asked_now(stored_run, part)?;
    let text = packet_text(run_context, stored_run, part).await?;
    let hash = hash_of(&text);
    if !stored_run.was_asked(ask, &hash) {
        announce(run_context, stored_run, &[ask], &|_, _| {}).await?;
    }
    Ok(Packet { ask, text, hash })
}

async fn judge(
    run_context: &RunContext<'_>,
    stored_run: &StoredRun,
    submission: &Submission<'_>,
) -> Result<Step, AppError> {
    let Submission { part, text, packet } = *submission;
    let ask = asked_now(stored_run, part)?;
    let hash = hash_of(&packet_text(run_context, stored_run, part).await?);
    if let Some(found) = packet.filter(|found| !is_meant(found, &hash)) {
        return Err(AppError::PacketOther {
            part: part.to_string(),
            expected: hash.to_string(),
            found: found.to_owned(),
        });
    }
    if text.contains('\0') {
        return Err(AppError::AnswerNoText);
    }
    judged(run_context, stored_run, ask, text, Usage::default()).await
}

/// The faults and the repairs of an answer.
fn judgment(step: &Step) -> (Vec<String>, Vec<String>) {
    match step {
        Step::Answered(answer) => (answer.faults.clone(), answer.repairs.clone()),
        _ => (Vec::new(), Vec::new()),
    }
}

fn asked_now(stored_run: &StoredRun, part: Part) -> Result<Ask, AppError> {
    stored_run.run.asks(part).ok_or_else(|| AppError::PartNotAsked {
        run: stored_run.id.clone(),
        part: part.to_string(),
        asked: stored_run.run.next().asks().iter().map(|ask| ask.part.to_string()).collect(),
    })
}

/// A hash may be cut short, as it is shown.
fn is_meant(of: &str, hash: &ContentHash) -> bool {
    const SHORTEST: usize = 8;
    of.len() >= SHORTEST && hash.as_str().starts_with(&of.to_lowercase())
}
