//! Versioned file and wire formats: the only place that knows how backcast's
//! documents look outside.
//!
//! - [`read_goal`] reads a goal file (TOML) and reports every mistake in it at
//!   once, each with its place and the way out.
//! - [`PlanRecord`] is the plan as JSON; [`PlanRecord::from_plan`] writes it.
//! - [`read_dossier`] reads a plan JSON of any origin for the audit,
//!   [`read_past_plan`] and [`read_done`] to learn from it.
//! - [`read_plan`] reads one back as the plan that it was; [`plan_text`] and
//!   [`read_plan_text`] do so in a form that people edit.
//! - [`EventRecord`] is a change in a log, [`ExportRecord`] a whole store.
//! - [`Settings`] are the merged configuration with the origin of each value;
//!   [`read_day`] and [`read_effort`] understand "yesterday" and "2h30".
//! - [`GoalRecord`] writes goal files, [`goal_of_words`] makes one of a text,
//!   [`with_answers`] puts answers into one that is there; [`schemas`] gives the
//!   JSON Schemas.
//!
//! ```
//! use jiff::civil::date;
//!
//! let text = "title = 'Half marathon'\ndeadline = 2025-09-31\nhours_per_week = -3\n";
//! let mistakes = backcast_document::read_goal("half.toml", text, date(2025, 5, 5)).unwrap_err();
//! assert_eq!(mistakes.iter().count(), 2); // the impossible date and the negative hours
//! ```
//!
//! Deliberately absent: reading and writing files. Texts come in, texts go out.

mod hash;
mod mistake;
mod running_hash;
mod text;

mod goal_answer;
mod goal_read;
mod goal_words;
mod goal_write;

mod milestone_parts;
mod past_read;
mod plan_convert;
mod plan_read;
mod plan_record;
mod plan_restore;
mod progress_read;

mod artifacts;
mod calendars_read;
mod calibration_record;
mod consent_record;
mod draft_read;
mod estimates_read;
mod event_record;
mod export_record;
mod history_read;
mod ledger_record;
mod plan_text;
mod plan_text_read;
mod problem_read;
mod project_settings;
mod psplib_read;
mod settings;
mod spoken;
mod thinker_settings;
mod without_texts;

mod schema;
mod sentence;

pub use artifacts::{MilestoneFile, StateFile, StateRow, size_of};
pub use calendars_read::{
    ADDRESSES_SHARED, Access, CALENDARS_TEMPLATE, CalendarRole, CalendarRules, CalendarSource, CalendarTarget,
    CalendarsDocument, DayHours, HolidayDays, HolidayOn, HolidayRule, HourRange, SeasonHours, TakesTime, TripDays,
    read_calendars,
};
pub use calibration_record::{
    CalibrationRecord, DatesRecord, GoalOutlookRecord, KeepingRecord, LeverPairRecord, LuckRecord,
    MilestoneOutlookRecord, PreparednessRecord, PulledLeverRecord, RemarkRecord, WorkRecord, read_calibration,
};
pub use consent_record::{ClientRecord, ConsentRecord};
pub use draft_read::read_given_plan;
pub use estimates_read::{
    read_batch_lines, read_progress_lines, read_project_lines, read_sprint_lines, read_task_lines,
};
pub use event_record::{ChangeRecord, EventRecord, EvidenceRecord, GoalNameRecord, OriginRecord};
pub use export_record::{
    ExportRecord, FinishedWorkRecord, PortfolioRecord, ReviewRunRecord, ReviewStepRecord, read_export, step_documents,
};
pub use goal_answer::{
    AnswerPlace, AnswerValue, GoalAnswer, UnwritableAnswer, answer_lines, line_of_words, with_answers,
};
pub use goal_read::{GoalDocument, read_goal};
pub use goal_words::{goal_of_words, is_goal_file};
pub use goal_write::{BusyRecord, CapacityRecord, GoalRecord, RepoRecord, RivalRecord, TEMPLATE, VerificationRecord};
pub use hash::{content_hash, plan_hash_holds};
pub use history_read::{HistoryFormat, HistoryRead, LeftOut, read_history};
pub use ledger_record::{LEDGER_FORM, LedgerRecord};
pub use milestone_parts::{
    CadenceRecord, CheckpointRecord, CostRecord, DaysRecord, ExtraCapacityRecord, FactUseRecord, OptionEffectRecord,
    OptionRecord, OutsideRecord, QuantityRecord, WaitingRecord,
};
pub use mistake::{Mistake, Mistakes};
pub use past_read::{read_done, read_past_plan};
pub use plan_read::read_dossier;
pub use plan_record::{
    AnchorRecord, BusyConflictRecord, CalendarRecord, ChoicesRecord, ClaimRecord, ConflictRecord, DecisionRecord,
    EffortRecord, FeasibilityRecord, FindingRecord, ForecastRecord, FreeRecord, LagRecord, LeverRecord,
    MilestoneRecord, MoveRecord, PlanRecord, ProposedRecord, QuestionRecord, SourceRecord, UnderstoodRecord,
    WeekRecord,
};
pub use plan_restore::{read_plan, read_plan_with_hours};
pub use plan_text::plan_text;
pub use plan_text_read::read_plan_text;
pub use problem_read::{PROBLEM_BYTES_MAX, ProblemDocument, ProblemUnit, is_json_problem, read_problem};
pub use progress_read::read_progress;
pub use project_settings::{ProjectLayer, Reach, read_project_settings};
pub use psplib_read::read_psplib;
pub use running_hash::{LoggedRow, log_start, run_start};
pub use schema::schemas;
pub use settings::{
    Origin, PASSWORD_SHARED, SETTINGS_TEMPLATE, Setting, Settings, SettingsLayer, WorkingHours, read_settings,
};
pub use spoken::{SpokenError, read_day, read_effort};
pub use thinker_settings::{AgentSettings, ModelSettings};
pub use without_texts::{goal_without_texts, without_texts};

/// Files of settings larger than this are refused: no person reads them.
pub const SETTINGS_BYTES_MAX: usize = 1024 * 1024;
/// Goal files larger than this are refused: no person wrote them.
pub const GOAL_BYTES_MAX: usize = 1024 * 1024;
/// Goal files with more goals than this are refused: all of them are placed
/// together, and nobody looks after as many.
pub const GOALS_MAX: usize = 500;
/// Goal files with more stretches of busy days than this are refused: a plan
/// says of each what it moves.
pub const BUSY_MAX: usize = 2_000;
/// Plan files larger than this are refused.
pub const PLAN_BYTES_MAX: usize = 32 * 1024 * 1024;
