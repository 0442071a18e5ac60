use std::path::{Path, PathBuf};

use backcast_app::Inspection;
use backcast_core::plural;
use backcast_document::content_hash;
use backcast_host::{Ignored, OpenPath};
use backcast_store::{AcceptedDamage, Fault, FaultKind, Rebuilt};
use backcast_view::{doctor as view, problem};
use clap::Args;
use jiff::Timestamp;

use crate::command::report;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::{bold, indented, severity};
use crate::session::{Session, with_store};

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Make lists and sums anew from what was recorded. Of a damaged log
    /// nothing is made: its lists stay as they are (exit code 4).
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// Go on with the damaged log of a goal as it is, where there is no backup:
    /// what was found is kept, and the history says so. It cannot be undone.
    #[arg(long, value_name = "GOAL", conflicts_with_all = ["rebuild", "report"])]
    pub(crate) accept_damage: Option<String>,
    /// Why the damage is accepted.
    #[arg(long, value_name = "REASON", requires = "accept_damage")]
    pub(crate) why: Option<String>,
    /// Write a report to send where planning ended in a mistake of ours: dates,
    /// hours and codes, and no text of yours.
    #[arg(long, conflicts_with = "rebuild")]
    pub(crate) report: bool,
    /// A goal file that is not kept and belongs into the report, too.
    #[arg(value_name = "FILE", requires = "report")]
    pub(crate) file: Option<PathBuf>,
    /// Where the report is written (default: backcast-report.json).
    #[arg(short, long, value_name = "FILE", requires = "report")]
    pub(crate) out: Option<PathBuf>,
}

/// Something that was looked at.
struct Remark {
    severity: backcast_core::Severity,
    code: &'static str,
    message: String,
    fix: String,
}

pub(crate) fn run(command: &Doctor, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        if command.report {
            return report::write(session, command.file.as_deref(), command.out.as_deref()).await;
        }
        let accepted = match &command.accept_damage {
            Some(goal) => Some(accept_damage(session, goal, command.why.as_deref()).await?),
            None => None,
        };
        let rebuilt = if command.rebuild { Some(session.workspace.rebuild_lists().await?) } else { None };
        let Inspection { faults, newest, n_goal_files: n, engine } = session.workspace.inspect_store().await?;
        let mut remarks: Vec<Remark> = faults.iter().map(of_fault).collect();
        remarks.extend(around(session, newest).await?);
        let location = session.configured.location()?.0.to_string();
        if global.json {
            let findings = remarks.iter().map(Remark::to_view).collect();
            let mut document = view::Doctor::of(&location, &engine, n, findings);
            document.rebuilt = rebuilt.as_ref().map(|rebuilt| rebuilt.n);
            document.refused = refused(rebuilt.as_ref());
            document.accepted = accepted.as_ref().map(view::AcceptedDamage::from);
            output.document(&document)?;
        } else {
            let mut text = format!("{}\n", bold(&format!("{location} · {engine} · {n} goal files")));
            if let Some(rebuilt) = &rebuilt {
                text.push_str(&format!("lists and sums of {} were made anew\n", plural(rebuilt.n, "goal file")));
                for (id, error) in &rebuilt.refused {
                    text.push_str(&format!("those of {id} were left as they are: {error}\n"));
                }
            }
            if let Some(accepted) = &accepted {
                text.push_str(&words_of_accepted(accepted));
            }
            for remark in &remarks {
                text.push_str(&format!("\n{} {}\n", severity(remark.severity), remark.code));
                text.push_str(&indented(&remark.message, 2, output.width()));
                text.push_str(&indented(&format!("→ {}", remark.fix), 2, output.width()));
            }
            if remarks.is_empty() {
                text.push_str("everything is in order\n");
            }
            output.data(&text)?;
        }
        let broken = remarks.iter().any(|remark| remark.severity == backcast_core::Severity::Error);
        Ok(match rebuilt {
            Some(rebuilt) if !rebuilt.refused.is_empty() => Exit::Conflict,
            _ if broken => Exit::No,
            _ => Exit::Done,
        })
    })
}

async fn accept_damage(session: &Session<'_>, goal: &str, why: Option<&str>) -> Result<AcceptedDamage, Problem> {
    let accepted = session.workspace.accept_damage(goal, why).await?;
    accepted.ok_or_else(|| {
        let message = format!("the log of `{goal}` is as it was recorded: there is no damage to accept");
        Problem::new(Exit::No, "log_whole", message, "`backcast doctor` says what else may be wrong")
    })
}

/// What was accepted, and what of it is lost.
fn words_of_accepted(accepted: &AcceptedDamage) -> String {
    let AcceptedDamage { id, number, events, lost, document } = accepted;
    let numbers = |list: &[u64]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut text = format!("{id} goes on as it is; change {number} of its history says so\n");
    if !events.is_empty() {
        text.push_str(&format!("not as recorded: {}\n", numbers(events)));
    }
    if !lost.is_empty() {
        text.push_str(&format!("lost for good: {}\n", numbers(lost)));
    }
    text.push_str(&format!("what was found is kept as the document {document}\n"));
    text
}

fn refused(rebuilt: Option<&Rebuilt>) -> Vec<String> {
    let refused = rebuilt.map(|rebuilt| rebuilt.refused.as_slice()).unwrap_or_default();
    refused.iter().map(|(id, _)| id.to_string()).collect()
}

impl Remark {
    fn to_view(&self) -> problem::Remark {
        problem::Remark {
            severity: self.severity.as_str(),
            code: self.code.to_owned(),
            message: self.message.clone(),
            target: String::new(),
            fix: self.fix.clone(),
        }
    }
}

/// The way out of a fault. What is said here has to be true of every fault of
/// its kind: whoever follows it must not lose what could still be saved.
fn way_out(fault: &Fault) -> String {
    const SAVE: &str = "`backcast export --all --intact -o intact.json` saves what is whole";
    const RESTORE: &str = "put back a copy of the database, or import an export from before into a new one";
    let of = fault.id.as_ref().map_or_else(|| "GOAL".to_owned(), ToString::to_string);
    match fault.kind {
        FaultKind::LogBroken if fault.id.is_some() => format!(
            "trust nothing that this goal shows, and change nothing on it. {SAVE}; {RESTORE} (--database FILE; copies \
             from before a schema change lie beside it as *.bak). With neither: backcast doctor --accept-damage {of} \
             goes on with what is there, and its history says so"
        ),
        FaultKind::Engine | FaultKind::LogBroken | FaultKind::Unreadable => format!(
            "{SAVE}; then {RESTORE} (--database FILE). Copies from before a schema change lie beside it as *.bak"
        ),
        FaultKind::DocumentWrong => format!(
            "import an export that holds the text: that puts it right, and changes nothing else. Without one, {RESTORE}. {SAVE}"
        ),
        FaultKind::ApprovalBroken => format!(
            "import an export that holds the plan as it was approved, or plan and approve again: backcast plan {of} --anew"
        ),
        FaultKind::ReviewBroken => {
            format!(
                "trust nothing that it shows; import an export that holds it into a new database, or review again: \
                 backcast review start {of}"
            )
        }
        FaultKind::ProjectionStale => {
            "backcast doctor --rebuild makes lists and sums anew from the logs that are as they were recorded".into()
        }
        FaultKind::FinishedWrong => {
            "take it out and import its source again: backcast forecast forget SOURCE, backcast forecast import FILE"
                .into()
        }
        FaultKind::CalendarWrong => "backcast calendar sync --start-anew writes everything again".into(),
        FaultKind::Uncovered => {
            "an older backcast wrote them: changes to them are found from the next change of the goal on".into()
        }
        FaultKind::DamageAccepted => {
            "what it shows from before that may be wrong; `backcast history` has the place".into()
        }
        FaultKind::ClockJumped => "the order of changes does not rest on the clock: all of them count".into(),
    }
}

fn of_fault(fault: &Fault) -> Remark {
    let fix = way_out(fault);
    let of = fault.id.as_ref().map(|id| format!("{id}: ")).unwrap_or_default();
    Remark {
        severity: if fault.kind.is_harmless() { backcast_core::Severity::Note } else { backcast_core::Severity::Error },
        code: fault.kind.as_str(),
        message: format!("{of}{}", fault.detail),
        fix,
    }
}

/// What lies around the store: the clock, goal files, own playbooks, what a
/// project says in vain, and who can read what is private.
async fn around(session: &Session<'_>, newest: Option<Timestamp>) -> Result<Vec<Remark>, Problem> {
    use backcast_core::Severity::{Error, Warning};
    let mut remarks = Vec::new();
    let now = session.workspace.now();
    if session.global.now.is_none() && newest.is_some_and(|newest| newest > now) {
        remarks.push(Remark {
            severity: Warning,
            code: "clock_behind",
            message: "the clock of this machine is behind the last change".into(),
            fix: "set the clock; changes keep their order all the same".into(),
        });
    }
    // Lists that cannot be read are among the faults already.
    for goal in session.workspace.goals().await.unwrap_or_default() {
        let Some(source) = goal.source.filter(|_| goal.state != backcast_store::GoalState::Dropped) else { continue };
        match session.configured.remembered(&source) {
            None => remarks.push(Remark {
                severity: Warning,
                code: "goal_file_missing",
                message: format!("{}: its goal file {source} is gone", goal.id),
                fix: "what was kept of it stays; add it again from its new place with --update".into(),
            }),
            Some(text) if content_hash(&text) != goal.document => remarks.push(Remark {
                severity: Warning,
                code: "goal_file_changed",
                message: format!("{}: {source} was changed after it was added", goal.id),
                fix: "keep the new version with `backcast add`, or see `backcast drift`".into(),
            }),
            Some(_) => {}
        }
    }
    if let Err(error) = backcast_host::library(&session.global.environment) {
        let message = Problem::from(error).first_message();
        remarks.push(Remark {
            severity: Error,
            code: "playbook_broken",
            message,
            fix: "see: backcast playbook lint PATH".into(),
        });
    }
    remarks.extend(session.configured.ignored.chunk_by(|a, b| a.file == b.file).map(of_ignored));
    remarks.extend(session.configured.open_to_others().iter().map(of_open));
    Ok(remarks)
}

/// What a file of the project says in vain.
fn of_ignored(ignored: &[Ignored]) -> Remark {
    let first = ignored.first().expect("a chunk holds something");
    let keys: Vec<&str> = ignored.iter().map(|ignored| ignored.key).collect();
    Remark {
        severity: backcast_core::Severity::Warning,
        code: "settings_ignored",
        message: format!(
            "{} says in vain: {}; `backcast config --origin` has the reasons",
            first.file,
            keys.join(", ")
        ),
        fix: first.fix.into(),
    }
}

/// Something private that others can read.
fn of_open(open: &OpenPath) -> Remark {
    let OpenPath { path, rights, is_folder } = open;
    let (verb, option) = if *is_folder { ("enter", "-R ") } else { ("read", "") };
    Remark {
        severity: backcast_core::Severity::Warning,
        code: "open_to_others",
        message: format!("others can {verb} {}: its rights are {rights}", path.display()),
        fix: format!("chmod {option}go= {}", quoted(path)),
    }
}

/// A path as a shell takes it for one word.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+@".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
