//! Answers of models, read tolerantly and checked strictly.

mod fields;
mod lenient;
mod review;
mod synthesis;

pub use lenient::{REPLY_BYTES_MAX, Repair};
pub use review::{ReviewReply, Unusable, read_review};
pub use synthesis::{
    Conflict, Proposed, RejectedProposal, Response, ResponseKind, Synthesis, SynthesisReply, read_synthesis,
    synthesis_schema,
};
