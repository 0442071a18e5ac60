//! Phase 2 with five reviewers: framing the problem, asking from every side at
//! once, putting together, proving, proposing. Every step is kept before the
//! next, so that a run that was killed goes on where it was.
//!
//! [`start`](fn@start) frames the problem and begins a run, [`advance`] carries it as
//! far as it goes without anybody else; with [`packet`] and [`submit`]
//! somebody else does the thinking.

mod artifacts;
mod drive;
mod folder;
mod frame;
mod host;
mod kept;
mod means;
mod propose;
mod record;
mod repository;
mod reviews;
mod start;
mod take_over;

pub use artifacts::{Folder, ReadFolder, Writing, artifact_files, read_folder, review_of, stays_inside, usual_folder};
pub use drive::{Mind, Watch, advance};
pub use folder::{load_folder, save_folder};
pub use frame::{Beside, Frame, Framed, frame};
pub use host::{Packet, Submission, Submitted, abandon, examine, give_up, packet, submit};
pub use kept::{KeptRun, KeptStep, begin, find_run};
pub use means::Means;
pub use propose::{Reviewed, reviewed};
pub use repository::{Repository, scan};
pub use start::{Start, Started, Target, goal_file, goal_of, goal_text, milestones_of, start};
pub use take_over::{TakenOver, TakingOver, take_over};

pub use backcast_model::{
    AgentCommand, CheckLine, HttpModel, Key, ModelConfig, Price, Provider, Purse, RetryPolicy, SandboxError,
    ThinkError, Thinker, check as check_model, confine, is_confinable,
};
pub use backcast_review::{
    Answer, Ask, Brief, Capacity, Conflict, Fault, Finding, FindingId, Gravity, Material, Next, Outcome, Part,
    Perspective, PerspectiveUnknown, PromptError, Prompts, REPLY_BYTES_MAX, RejectedProposal, Response, ResponseKind,
    ReviewGap, Run, Slot, Step, Subject, Synthesis, Usage, Way, criticize, execution_groups, is_brief, read_brief,
    read_review,
};
