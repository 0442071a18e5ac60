//! Decisions that belong to a person: what they are asked, that they agreed,
//! and carrying it out.
//!
//! A [`Question`] is resolved before anybody sees it: which plan, with which
//! hash, and with every argument. Only [`Question::agreed`] and
//! [`Workspace::redeem`] turn it into an [`Agreed`], and only an [`Agreed`] is
//! carried out, by [`Workspace::decide`]: what was shown is what is written, and
//! no edge can forget to ask. Whoever has a door of their own (a terminal, a
//! client, a page) asks there and says which one it was.

mod question;
mod token;

pub use question::{Approval, DecisionKind, Question, ShownFiles, ShownPlan, Subject, ToApprove};
pub use token::{MadeToken, TOKEN_LASTS_MAX, TokenFault};

use backcast_core::track::{Consent, ContentHash, Door, EventKind, Proof};
use backcast_store::Stored;
use tracing::instrument;

use crate::approve::{Decided, approval, expect_same_plans};
use crate::repository::{WriteIntent, change};
use crate::{AppError, Workspace};
use question::Step;

/// A question to which somebody agreed.
#[derive(Clone, Debug)]
pub struct Agreed {
    question: Question,
    consent: Consent,
    /// Hash of the token that is used up with it.
    token: Option<ContentHash>,
}

impl Question {
    /// That the principal of the request agreed to this very question, at this
    /// door. Whoever calls this has put it to them, in the words that everybody
    /// uses (`question` in `backcast-view`).
    #[must_use]
    pub fn agreed(self, door: Door, proof: Proof) -> Agreed {
        let consent = Consent { by: self.asks.clone(), door, proof };
        Agreed { question: self, consent, token: None }
    }
}

impl Workspace {
    /// The question as if somebody had agreed, where nothing is written all the
    /// same: `None` in a request that writes.
    #[must_use]
    pub fn rehearsed(&self, question: &Question) -> Option<Agreed> {
        self.is_dry_run().then(|| question.clone().agreed(Door::Other("dry run".into()), Proof::Other("none".into())))
    }

    /// Carries out what was agreed to, on the plans that were shown.
    ///
    /// # Errors
    ///
    /// Returns an error if plans or goal file changed since the question was made,
    /// if its token was used in between, or if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn decide(&self, agreed: Agreed) -> Result<Decided, AppError> {
        let Agreed { question, consent, token } = agreed;
        let (store, actor) = (&self.store().await?, self.actor());
        let (id, shown) = (&question.subject.goal_file, &question.shown);
        let (stored, ()) = change(store, actor, id, |now| {
            expect_same_plans(shown, now)?;
            let (changes, documents) = match &question.step {
                Step::Approve { revision } => (approval(now, *revision, actor.clock.today())?, Vec::new()),
                Step::Apply { changes, documents } => (changes.clone(), documents.clone()),
                Step::Drop { why } => (vec![EventKind::Dropped { why: why.clone(), consent: None }], Vec::new()),
                Step::Reject { revision, why } => {
                    (vec![EventKind::Rejected { revision: *revision, why: why.clone() }], Vec::new())
                }
            };
            let changes = changes.into_iter().map(|change| with_consent(change, &consent)).collect();
            Ok(WriteIntent { changes, documents, outcome: (), token: token.clone() })
        })
        .await?;
        let revision = question.subject.plan.as_ref().map_or(0, |plan| plan.revision);
        Ok(Decided { stored, revision, was_so: false })
    }
}

/// Who agreed to an approval of these goals, the earliest first.
#[must_use]
pub fn consents(stored: &Stored) -> Vec<(u32, Option<&Consent>)> {
    use backcast_core::track::PlanState;
    let is_decided = |state: &PlanState| matches!(state, PlanState::Approved(_));
    let plans = stored.ledger.plans.iter().filter(|plan| is_decided(&plan.state) || plan.consent.is_some());
    plans.map(|plan| (plan.revision, plan.consent.as_ref())).collect()
}

fn with_consent(change: EventKind, consent: &Consent) -> EventKind {
    match change {
        EventKind::Approved { revision, hash, .. } => {
            EventKind::Approved { revision, hash, consent: Some(consent.clone()) }
        }
        EventKind::Dropped { why, .. } => EventKind::Dropped { why, consent: Some(consent.clone()) },
        other => other,
    }
}
