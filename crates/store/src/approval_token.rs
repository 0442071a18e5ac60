//! Tokens by which a person agreed to a decision before it is taken.

use backcast_core::track::{Consent, ContentHash};
use backcast_document::ConsentRecord;
use jiff::{SignedDuration, Timestamp};

use crate::{Store, StoreError};

/// A token as it is kept: without the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalToken {
    /// Hash of the token.
    pub hash: ContentHash,
    /// Hash of the question that was agreed to.
    pub question: ContentHash,
    /// Who agreed to it.
    pub consent: Consent,
    /// From this instant on it is worth nothing.
    pub expires_at: Timestamp,
    /// Whether a decision was taken with it.
    pub is_used: bool,
}

/// So long it can still be said of a token that it expired, or that it was used.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 30);

impl Store {
    /// Keeps a token, and forgets those that expired long before this instant.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses.
    pub async fn keep_approval_token(&self, token: &ApprovalToken, now: Timestamp) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        let work = transaction.insert_approval_token(token, now).await;
        transaction.end(work).await
    }

    async fn insert_approval_token(&self, token: &ApprovalToken, now: Timestamp) -> Result<(), StoreError> {
        let forgotten = now.checked_sub(REMEMBERED).unwrap_or(Timestamp::MIN).as_microsecond();
        let old = "DELETE FROM approval_token WHERE workspace_id = $1 AND expires_at < $2";
        self.execute(self.query(old).bind(forgotten)).await?;
        let consent = serde_json::to_string(&ConsentRecord::from_consent(&token.consent));
        let query = self
            .query(
                "INSERT INTO approval_token (workspace_id, hash, question, consent, expires_at, used) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(token.hash.as_str())
            .bind(token.question.as_str())
            .bind(consent.expect("a record of texts has a JSON form"))
            .bind(token.expires_at.as_microsecond())
            .bind(i64::from(token.is_used));
        self.execute(query).await.map(drop)
    }

    /// The token with this hash; `None` if there is none, or if it was forgotten.
    ///
    /// # Errors
    ///
    /// Returns an error if the database refuses, or if what was kept cannot be
    /// read.
    pub async fn approval_token(&self, hash: &ContentHash) -> Result<Option<ApprovalToken>, StoreError> {
        let sql = "SELECT question, consent, expires_at, used FROM approval_token \
                   WHERE workspace_id = $1 AND hash = $2";
        let rows = self.rows(sql, &[hash.as_str()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (question, consent): (String, String) = (self.get(row, 0)?, self.get(row, 1)?);
        let (expires_at, used): (i64, i64) = (self.get(row, 2)?, self.get(row, 3)?);
        let Ok(consent) = serde_json::from_str::<ConsentRecord>(&consent) else { return Ok(None) };
        Ok(Some(ApprovalToken {
            hash: hash.clone(),
            question: ContentHash::new(question),
            consent: consent.into_consent(),
            expires_at: Timestamp::from_microsecond(expires_at).unwrap_or(Timestamp::MIN),
            is_used: used != 0,
        }))
    }

    /// Uses a token up, within the transaction of the decision. Two at once
    /// wait for each other, and the second one is refused.
    pub(crate) async fn use_approval_token(&self, hash: &ContentHash) -> Result<(), StoreError> {
        let sql = "UPDATE approval_token SET used = 1 WHERE workspace_id = $1 AND hash = $2 AND used = 0";
        match self.execute(self.query(sql).bind(hash.as_str())).await? {
            1 => Ok(()),
            _ => Err(StoreError::TokenUsed),
        }
    }
}
