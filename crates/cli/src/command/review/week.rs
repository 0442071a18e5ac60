//! `backcast review week`: a walk through the week on a terminal, all at once
//! elsewhere.

use std::io;

use backcast_app::AppError;
use backcast_app::check_in::{CheckIn, CheckInQuestion, Subject};
use backcast_app::track::{MilestoneRef, Record};
use backcast_core::text::plain_line;
use backcast_view::{agenda as view, words};
use clap::Args;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::check_in::text;
use crate::session::{Session, with_store};

#[derive(Debug, Args)]
pub(crate) struct ReviewWeek {
    /// A day of the week: `yesterday`, `last sunday`, 2026-03-02.
    pub(crate) day: Vec<String>,
}

pub(super) fn run(command: &ReviewWeek, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let words = command.day.join(" ");
        let day = session.day(Some(words.as_str()).filter(|words| !words.is_empty()))?;
        let under_way = output.under_way("looking back, and at every plan that holds".into());
        let found = session.workspace.check_in(day).await?;
        drop(under_way);
        if global.json {
            output.document(&view::ReviewWeek::from(&found))?;
            return Ok(Exit::Done);
        }
        let asks = session.may_ask();
        output.data(&text(&found, !asks, output.width()))?;
        if asks {
            walk(&found, session).await?;
        }
        Ok(Exit::Done)
    })
}

/// What somebody answers about a milestone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Done,
    Percent,
    Block,
    Unblock,
    Start,
    Leave,
    Stop,
}

/// Asks one question after the other and records the answers.
async fn walk(found: &CheckIn, session: &Session<'_>) -> Result<(), Problem> {
    let mut n_recorded = 0;
    for question in &found.questions {
        let answer = ask(question).map_err(|error| stopped(&error, n_recorded))?;
        if answer == Answer::Stop {
            break;
        }
        let Some(what) = record_of(question, answer).map_err(|error| stopped(&error, n_recorded))? else { continue };
        let row = &question.row;
        let milestone = MilestoneRef { goal_file: row.goal_file.clone(), goal: row.goal.clone(), id: row.id.clone() };
        let today = session.today();
        match session.workspace.record(&milestone, &what, today).await {
            Ok(_) => n_recorded += 1,
            Err(AppError::CriteriaOpen { open, .. }) => {
                let names: Vec<String> = open.iter().map(|(number, text)| format!("{number}. {text}")).collect();
                session.output.note(&format!(
                    "{} has open criteria, and stays open: {}. Say which hold: backcast done {}",
                    row.id,
                    names.join(" · "),
                    row.id
                ));
            }
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(due) = found.due.first() {
        session.output.note(&format!("where it all ends now: backcast calibrate {}", due.id));
    }
    Ok(())
}

fn stopped(error: &io::Error, n_recorded: usize) -> Problem {
    let message = format!("the review ended early: {error}");
    Problem::new(
        Exit::Usage,
        "review_ended",
        message,
        format!("{n_recorded} answers are recorded; `undo` takes them back"),
    )
}

fn ask(question: &CheckInQuestion) -> io::Result<Answer> {
    let mut select = cliclack::select(plain_line(&words::question(question))).item(Answer::Done, "It is done", "");
    select = match question.subject {
        Subject::Blocked => select.item(Answer::Unblock, "It can go on", ""),
        Subject::NotBegun => select.item(Answer::Start, "I begin it now", ""),
        Subject::Late(_) => select.item(Answer::Percent, "A part of it is done", ""),
    };
    if question.subject != Subject::Blocked {
        select = select.item(Answer::Block, "Nothing can be done on it", "");
    }
    select.item(Answer::Leave, "Leave it as it is", "").item(Answer::Stop, "End the review", "").interact()
}

fn record_of(question: &CheckInQuestion, answer: Answer) -> io::Result<Option<Record>> {
    let percent = |answer: &String| match answer.trim().parse::<u8>() {
        Ok(0..=100) => Ok(()),
        _ => Err("write a number from 0 to 100"),
    };
    Ok(match answer {
        Answer::Done => Some(Record::Done { effort: None, holds: Vec::new(), force: false }),
        Answer::Percent => {
            let text: String = cliclack::input(format!("How many percent of {} are done?", question.row.id))
                .validate(percent)
                .interact()?;
            Some(Record::Percent(text.trim().parse().unwrap_or(0)))
        }
        Answer::Block => {
            let why: String = cliclack::input("What is in the way?").interact()?;
            Some(Record::Block(why))
        }
        Answer::Unblock => Some(Record::Unblock),
        Answer::Start => Some(Record::Start),
        Answer::Leave | Answer::Stop => None,
    })
}
