//! Asks for the parts of a goal one by one at the terminal.

use std::path::Path;

use backcast_core::Conventions;
use backcast_document::GoalRecord;
use jiff::civil::Date;

use crate::answers::{read_day_ahead, read_hours};
use crate::dialog::{Counter, Ended, Listener, Question, ask_in_turn};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

/// The parts, in the order in which they are asked for: question and example.
const PARTS: [(&str, &str); 9] = [
    ("What do you want to reach? A short name for it", "Half marathon under 2:15"),
    (
        "How will a stranger see that you did it? A number, a name, a date",
        "Run a half marathon in under 2 hours 15 minutes on 14 September.",
    ),
    ("Where do you stand today, honestly?", "I run 3 miles comfortably, two or three times a week."),
    ("By when?", "14 September, end of March, or in 10 weeks"),
    ("How many hours a week are really yours for it?", "6.5, or 2 hours on 3 evenings"),
    (
        "What cannot be changed? Days, money, rules; a semicolon between them",
        "45 minutes on 4 mornings; nothing on Fridays",
    ),
    ("What may it cost?", "400 EUR"),
    ("Who helps?", "a friend for the design, 3 hours a week"),
    ("What stopped you before?", "Shin splints when I built up too fast"),
];
const TITLE: usize = 0;
const DEADLINE: usize = 3;
const HOURS: usize = 4;

/// Asks for every part and writes the goal file after each answer; parts that
/// are skipped stay open.
pub(crate) fn ask(out: &Path, today: Date, conventions: Conventions, output: &Output) -> Result<(), Problem> {
    let question = |(text, example): &(&str, &str)| Question {
        text: (*text).to_owned(),
        why: String::new(),
        example: Some((*example).to_owned()),
    };
    let questions: Vec<Question> = PARTS.iter().map(question).collect();
    let mut parts = Parts { out, today, conventions, output, is_written: false };
    let counter = Counter { n_before: 0, n_in_all: questions.len() };
    let ended = ask_in_turn(&questions, counter, &mut parts, output)?;
    if parts.is_written {
        let wrote = if output.is_dry_run() { "would write" } else { "wrote" };
        output.note(&format!("\n{wrote} {}", out.display()));
    }
    match ended {
        Ended::Through => Ok(()),
        Ended::Left => {
            let fix = if parts.is_written && output.is_dry_run() {
                format!("{} was not written: without --dry-run it takes your answers", out.display())
            } else if parts.is_written {
                format!("your answers are in {}: go on with backcast anchor {0}", out.display())
            } else {
                "nothing was answered, and nothing written".to_owned()
            };
            Err(Problem::new(Exit::Person, "interview_ended", "you left before the last question", fix))
        }
    }
}

/// The goal file that grows with the answers.
struct Parts<'a> {
    out: &'a Path,
    today: Date,
    conventions: Conventions,
    output: &'a Output,
    is_written: bool,
}

impl Listener for Parts<'_> {
    fn judge(&self, question: usize, answer: &str) -> Result<(), String> {
        match (question, answer) {
            (TITLE, "") => Err("it needs a name, a few words; Ctrl-C ends".into()),
            (_, "") => Ok(()),
            (DEADLINE, day) => read_day_ahead(day, self.today, self.conventions).map(drop),
            (HOURS, hours) => read_hours(hours).map(drop),
            _ => Ok(()),
        }
    }

    fn keep(&mut self, answers: &[Option<String>]) -> Result<(), Problem> {
        let text = self.goal(answers).to_toml();
        let show = |_: &Problem| self.output.dialog(&format!("\nYour answers, as a goal file:\n\n{text}\n"));
        self.output.file_quietly(self.out, &text).inspect_err(show)?;
        self.is_written = true;
        Ok(())
    }
}

impl Parts<'_> {
    fn goal(&self, answers: &[Option<String>]) -> GoalRecord {
        let said = |number: usize| answers.get(number).cloned().flatten();
        let hours = said(HOURS);
        let mut constraints = split(said(5));
        // "2 hours on 3 evenings" says more than a number.
        constraints.extend(hours.clone().filter(|hours| hours.replace(',', ".").parse::<f64>().is_err()));
        GoalRecord {
            title: said(TITLE).unwrap_or_default(),
            destination: said(1),
            origin: said(2),
            deadline: said(DEADLINE)
                .and_then(|day| read_day_ahead(&day, self.today, self.conventions).ok())
                .map(|day| day.to_string()),
            hours_per_week: hours.and_then(|hours| read_hours(&hours).ok()),
            constraints,
            budget: said(6),
            team: said(7),
            blocked_before: split(said(8)),
            ..GoalRecord::default()
        }
    }
}

/// Several answers in one, divided by semicolons.
fn split(answer: Option<String>) -> Vec<String> {
    answer
        .iter()
        .flat_map(|answer| answer.split(';'))
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}
