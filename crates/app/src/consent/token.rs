//! Tokens: a person agrees at a terminal, and a script hands that in later.

use backcast_core::track::{ContentHash, Door};
use backcast_document::content_hash;
use backcast_store::{ApprovalToken, StoreError};
use jiff::{SignedDuration, Timestamp};
use tracing::instrument;

use super::{Agreed, Question};
use crate::repository::Random;
use crate::{AppError, Workspace};

/// No token lasts longer.
pub const TOKEN_LASTS_MAX: SignedDuration = SignedDuration::from_hours(24);

/// A token that was made.
#[derive(Clone)]
pub struct MadeToken {
    /// The token itself. Whoever has it can take the decision, once.
    pub text: String,
    /// From this instant on it is worth nothing.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for MadeToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MadeToken").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Why a token is no consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenFault {
    /// Nobody made it here.
    #[error("this is no token that was made here")]
    Unknown,
    /// Its time is over.
    #[error("the token expired at {0}")]
    Expired(Timestamp),
    /// It was made for something else.
    #[error("the token was made for another decision: another plan, or with other options")]
    OtherDecision,
}

impl TokenFault {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            TokenFault::Unknown => "token_unknown",
            TokenFault::Expired(_) => "token_expired",
            TokenFault::OtherDecision => "token_other",
        }
    }
}

impl Workspace {
    /// A token for a question to which somebody agreed: it is bound to that very
    /// question and can be used once, until it expires. `now` is the instant by
    /// the clock of the machine, and `lasts` is cut to a day.
    ///
    /// # Errors
    ///
    /// Returns an error if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn make_token(
        &self,
        agreed: &Agreed,
        lasts: SignedDuration,
        now: Timestamp,
        random: Random<'_>,
    ) -> Result<MadeToken, AppError> {
        let lasts = lasts.clamp(SignedDuration::ZERO, TOKEN_LASTS_MAX);
        let digits: String = (0..5).map(|_| format!("{:08x}", random())).collect();
        let made = MadeToken {
            text: format!("backcast-approval-{digits}"),
            expires_at: now.checked_add(lasts).unwrap_or(Timestamp::MAX),
        };
        let kept = ApprovalToken {
            hash: hash(&made.text),
            question: agreed.question.hash(),
            consent: agreed.consent.clone(),
            expires_at: made.expires_at,
            is_used: false,
        };
        self.store().await?.keep_approval_token(&kept, now).await?;
        Ok(made)
    }

    /// That the person who made a token agreed to this question. It is used up by
    /// [`Workspace::decide`], in one transaction with the decision.
    ///
    /// # Errors
    ///
    /// Returns an error if the token is none, expired, was used, or was made for
    /// another decision.
    #[instrument(level = "debug", skip_all)]
    pub async fn redeem(&self, question: Question, token: &str, now: Timestamp) -> Result<Agreed, AppError> {
        let hash = hash(token);
        let kept = self.store().await?.approval_token(&hash).await?.ok_or(TokenFault::Unknown)?;
        if kept.is_used {
            return Err(StoreError::TokenUsed.into());
        }
        if kept.expires_at <= now {
            return Err(TokenFault::Expired(kept.expires_at).into());
        }
        if kept.question != question.hash() {
            return Err(TokenFault::OtherDecision.into());
        }
        let mut agreed = question.agreed(Door::Token, kept.consent.proof);
        agreed.consent.by = kept.consent.by;
        agreed.token = Some(hash);
        Ok(agreed)
    }
}

fn hash(token: &str) -> ContentHash {
    content_hash(token.trim())
}
