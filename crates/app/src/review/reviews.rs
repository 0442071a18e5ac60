//! The reviews of a run that were taken, and what they found.

use backcast_review::{Finding, Perspective, read_review};
use backcast_store::Store;

use super::stored_run::StoredRun;
use crate::AppError;

/// The reviews that were taken, byte for byte.
pub(super) async fn review_texts(
    store: &Store,
    stored_run: &StoredRun,
) -> Result<Vec<(Perspective, String)>, AppError> {
    let mut texts = Vec::new();
    for (perspective, answer) in stored_run.run.reviews() {
        texts.push((perspective, store.document(&answer.text).await?));
    }
    Ok(texts)
}

/// Everything that the reviews found.
pub(super) fn findings_of(brief: &str, texts: &[(Perspective, String)]) -> Vec<Finding> {
    let read = |(perspective, text): &(Perspective, String)| read_review(*perspective, brief, text, false).ok();
    texts.iter().filter_map(read).flat_map(|reply| reply.findings).collect()
}
