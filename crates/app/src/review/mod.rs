//! Phase 2 with five reviewers: framing the problem, asking from every side at
//! once, putting together, proving, proposing. Every step is kept before the
//! next, so that a run that was killed goes on where it was.
//!
//! [`Workspace::start_review`] frames the problem and begins a run,
//! [`Workspace::advance_review`] carries it as far as it goes without anybody
//! else; with [`Workspace::review_packet`] and [`Workspace::submit_answer`]
//! somebody else does the thinking.
//!
//! [`Workspace::start_review`]: crate::Workspace::start_review
//! [`Workspace::advance_review`]: crate::Workspace::advance_review
//! [`Workspace::review_packet`]: crate::Workspace::review_packet
//! [`Workspace::submit_answer`]: crate::Workspace::submit_answer

mod artifacts;
mod drive;
mod folder;
mod frame;
mod host;
mod propose;
mod record;
mod repository;
mod reviews;
mod run_context;
mod start;
mod stored_run;
mod take_over;

pub use artifacts::{PlanFiles, ReadFolder, read_folder, usual_folder};
pub use drive::{Thinker, Watch};
pub use folder::{Folder, load_folder};
pub use host::{Packet, Submission, Submitted};
pub use propose::Reviewed;
pub use start::{Start, Started, Target, goal_file, goal_text, milestones_of};
pub use stored_run::{StoredRun, StoredStep};
pub use take_over::{TakenOver, TakingOver};

pub use backcast_model::{
    AgentCommand, CheckLine, HttpModel, Key, ModelConfig, Price, Provider, RetryPolicy, SandboxError, SpendLimit,
    ThinkError, ThinkerClient, check as check_model, confine, is_confinable,
};
pub use backcast_review::{
    Answer, Ask, Brief, Capacity, Conflict, Fault, Finding, FindingId, Gravity, Material, Next, Outcome, Part,
    Perspective, PerspectiveUnknown, PromptError, Prompts, REPLY_BYTES_MAX, RejectedProposal, Response, ResponseKind,
    ReviewGap, Run, Slot, Step, Subject, Synthesis, Usage, Way, criticize, execution_groups, is_brief, read_brief,
    read_review,
};
