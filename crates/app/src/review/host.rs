//! Packets out, answers in: somebody else does the thinking.

use backcast_core::track::ContentHash;
use backcast_review::{Ask, Failure, Next, Outcome, Part, Step, Usage};
use tracing::instrument;

use super::drive::{Mind, advance, announce, hash_of, judged, keep, packet_text};
use super::kept::KeptRun;
use super::means::Means;
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
    pub async fn review_packet(&self, kept: &mut KeptRun, part: Part) -> Result<Packet, AppError> {
        packet(&self.means().await?, kept, part).await
    }

    /// Takes an answer to a part, judges and keeps it, and carries the run on as
    /// far as it goes.
    ///
    /// # Errors
    ///
    /// Returns an error if the part is not asked for now, if the answer is to
    /// another packet, or if somebody else was faster. Nothing is kept then.
    #[instrument(level = "debug", skip_all)]
    pub async fn submit_answer(&self, kept: &mut KeptRun, submission: &Submission<'_>) -> Result<Submitted, AppError> {
        let means = &self.means().await?;
        let step = judge(means, kept, submission).await?;
        // Who answers without having fetched the packet was asked by this.
        packet(means, kept, submission.part).await?;
        let (faults, repairs) = judgment(&step);
        keep(means, kept, step, Some(submission.text.to_owned()), &|_, _| {}).await?;
        let next = advance(means, kept, Mind::Host, &|_, _| {}).await?;
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
    pub async fn examine_answer(&self, kept: &KeptRun, submission: &Submission<'_>) -> Result<Submitted, AppError> {
        let means = &self.means().await?;
        let (faults, repairs) = judgment(&judge(means, kept, submission).await?);
        Ok(Submitted { faults, repairs, next: kept.run.next() })
    }

    /// Says that no answer to a part will come this time.
    ///
    /// # Errors
    ///
    /// Returns an error if the part is not asked for now.
    #[instrument(level = "debug", skip_all)]
    pub async fn give_up_part(&self, kept: &mut KeptRun, part: Part, why: &str) -> Result<Submitted, AppError> {
        let means = &self.means().await?;
        let ask = asked_now(kept, part)?;
        let failure = Failure { code: "given_up".into(), text: why.to_owned(), micros: 0 };
        keep(means, kept, Step::Failed { ask, failure }, None, &|_, _| {}).await?;
        let next = advance(means, kept, Mind::Host, &|_, _| {}).await?;
        Ok(Submitted { faults: vec![why.to_owned()], repairs: Vec::new(), next })
    }

    /// Ends a run without a plan.
    ///
    /// # Errors
    ///
    /// Returns an error if it is over, or if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn abandon_review(&self, kept: &mut KeptRun, why: &str) -> Result<(), AppError> {
        if kept.is_over() {
            return Err(AppError::PartNotAsked { run: kept.id.clone(), part: "an end".into(), asked: Vec::new() });
        }
        kept.keep(&self.store().await?, self.actor(), vec![Step::Stopped(Outcome::Abandoned(why.to_owned()))], &[])
            .await
    }
}

async fn packet(means: &Means<'_>, kept: &mut KeptRun, part: Part) -> Result<Packet, AppError> {
    let ask = asked_now(kept, part)?;
    let text = packet_text(means, kept, part).await?;
    let hash = hash_of(&text);
    if !kept.was_asked(ask, &hash) {
        announce(means, kept, &[ask], &|_, _| {}).await?;
    }
    Ok(Packet { ask, text, hash })
}

async fn judge(means: &Means<'_>, kept: &KeptRun, submission: &Submission<'_>) -> Result<Step, AppError> {
    let Submission { part, text, packet } = *submission;
    let ask = asked_now(kept, part)?;
    let hash = hash_of(&packet_text(means, kept, part).await?);
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
    judged(means, kept, ask, text, Usage::default()).await
}

/// The faults and the repairs of an answer.
fn judgment(step: &Step) -> (Vec<String>, Vec<String>) {
    match step {
        Step::Answered(answer) => (answer.faults.clone(), answer.repairs.clone()),
        _ => (Vec::new(), Vec::new()),
    }
}

fn asked_now(kept: &KeptRun, part: Part) -> Result<Ask, AppError> {
    kept.run.asks(part).ok_or_else(|| AppError::PartNotAsked {
        run: kept.id.clone(),
        part: part.to_string(),
        asked: match kept.run.next() {
            Next::Ask(asks) => asks.iter().map(|ask| ask.part.to_string()).collect(),
            _ => Vec::new(),
        },
    })
}

/// A hash may be cut short, as it is shown.
fn is_meant(of: &str, hash: &ContentHash) -> bool {
    const SHORTEST: usize = 8;
    of.len() >= SHORTEST && hash.as_str().starts_with(&of.to_lowercase())
}
