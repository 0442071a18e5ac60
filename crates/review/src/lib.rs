//! The adversarial review of a plan: what is asked from five sides, what comes
//! back, what is put together from it, and what is checked of that.
//!
//! A [`Brief`] says everything that a reviewer has to know. [`Prompts`] turn it
//! into one packet for each [`Perspective`], into the packet of the synthesis
//! with every review byte for byte, and into repair requests. [`read_review`]
//! and [`read_synthesis`] read answers tolerantly and say what they mended;
//! [`check_synthesis`] proves what can be proved. [`Run`] is the procedure as a
//! state: whatever was recorded, [`Run::next`] says what comes next.
//!
//! Without any model, [`criticize`] looks at a draft from the same five sides
//! by rules, and [`synthesize`] answers what they found.
//!
//! ```
//! use backcast_review::{Brief, Perspective, Prompts};
//!
//! let brief = Brief { goal: "Move to Postgres".into(), ..Brief::default() };
//! let packet = Prompts::embedded().review(&brief.to_markdown(), Perspective::Risk)?;
//! assert!(packet.contains("**Goal:** Move to Postgres"));
//! assert!(!packet.contains("feasibility analyst"));
//! # Ok::<(), backcast_review::PromptError>(())
//! ```
//!
//! Deliberately absent: calling anybody, files, clocks, and storage. Dates are
//! not asked for: they follow from the hours that exist.

mod brief;
mod finding;
mod perspective;

mod packet;

mod reply;

mod check;
mod markdown;
mod run;

mod critic;

pub use brief::{Brief, Material, deadline_named, deadline_said, is_brief, level_name, level_named, read_brief};
pub use check::{Fault, check_synthesis, execution_groups, log_gaps};
pub use critic::{Capacity, Subject, criticize, synthesize};
pub use finding::{Finding, FindingId, Gravity};
pub use packet::{Handoff, PROMPTS_VERSION, PromptError, Prompts, Report, ReviewGap};
pub use perspective::{Perspective, PerspectiveUnknown};
pub use reply::{
    Conflict, Proposed, REPLY_BYTES_MAX, RejectedProposal, Repair, Response, ResponseKind, ReviewReply, Synthesis,
    SynthesisReply, Unusable, read_review, read_synthesis, synthesis_schema,
};
pub use run::{Answer, Ask, Failure, Next, Outcome, Part, Run, Slot, Step, Usage, Way};
