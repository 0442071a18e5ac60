//! Answers to questions about a goal, written into its file.

use std::ops::Range;

use backcast_core::text::plain_line;
use backcast_core::{AnchoredGoal, Field, Gap};
use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use crate::text::to_toml;

/// What a person answered, for one key of a goal file.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalAnswer {
    /// Which of several goals it is about, from 0 on; `None` where there is one.
    pub goal: Option<usize>,
    /// What is written down.
    pub value: AnswerValue,
    /// Why it stands there: the question, for a comment.
    pub question: String,
    /// The words of the person where they say more than the value: "Easter".
    pub said: Option<String>,
}

/// What is written down, and under which key.
#[derive(Clone, Debug, PartialEq)]
pub enum AnswerValue {
    /// `deadline`, in place of one that is there.
    Deadline(Date),
    /// `hours_per_week`, in place of those that are there.
    HoursPerWeek(f64),
    /// `destination`, behind what it says already.
    Destination(String),
    /// `origin`, behind what it says already.
    Origin(String),
    /// One more of the `constraints`.
    Constraint(String),
    /// `playbook`, in place of one that is there.
    Playbook(String),
}

impl AnswerValue {
    /// The key.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            AnswerValue::Deadline(_) => "deadline",
            AnswerValue::HoursPerWeek(_) => "hours_per_week",
            AnswerValue::Destination(_) => "destination",
            AnswerValue::Origin(_) => "origin",
            AnswerValue::Constraint(_) => "constraints",
            AnswerValue::Playbook(_) => "playbook",
        }
    }

    /// The line of a goal file that says it, where nothing stands under its key.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            AnswerValue::Constraint(text) => format!("constraints = [{}]", to_toml(text)),
            _ => format!("{} = {}", self.key(), self.toml()),
        }
    }

    fn toml(&self) -> String {
        match self {
            AnswerValue::Deadline(day) => day.to_string(),
            AnswerValue::HoursPerWeek(hours) => hours.to_string(),
            AnswerValue::Destination(text)
            | AnswerValue::Origin(text)
            | AnswerValue::Constraint(text)
            | AnswerValue::Playbook(text) => to_toml(text),
        }
    }

    /// Whether each of several goals has its own.
    fn is_of_one_goal(&self) -> bool {
        !matches!(self, AnswerValue::HoursPerWeek(_) | AnswerValue::Constraint(_))
    }
}

/// Where the answer to a question belongs, with a line to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerPlace {
    /// The key: `deadline`, or `goals[1].deadline` of several goals.
    pub key: String,
    /// A line of a goal file with an example, to be copied and changed.
    pub line: String,
    /// What stands behind the key in that line; of a list, the new entry alone.
    pub entry: String,
    /// Whether the list that gets one more entry is there already.
    pub is_list_there: bool,
    /// Which of several goals it is about.
    pub goal: Option<usize>,
}

/// A deadline that serves as an example lies this many days ahead.
const EXAMPLE_DAYS: i64 = 84;

impl AnswerPlace {
    /// Where the answer to a question about one of these goals belongs.
    pub fn of<'a>(gap: &Gap, today: Date, goals: impl IntoIterator<Item = &'a AnchoredGoal>) -> Self {
        let goals: Vec<&AnchoredGoal> = goals.into_iter().collect();
        let asked = |goal: &&AnchoredGoal| goal.critique.gaps.iter().any(|other| other.question == gap.question);
        let goal = goals.iter().position(asked).filter(|_| goals.len() > 1);
        let example = gap.example.clone().unwrap_or_else(|| "…".into());
        let value = match gap.field {
            Field::Destination => AnswerValue::Destination(example),
            Field::Origin => AnswerValue::Origin(example),
            Field::Deadline => AnswerValue::Deadline(today.saturating_add(jiff::Span::new().days(EXAMPLE_DAYS))),
            Field::Hours => AnswerValue::HoursPerWeek(6.0),
            Field::Constraints | Field::Subject => AnswerValue::Constraint(example),
            Field::Playbook => AnswerValue::Playbook(example),
        };
        let goal = goal.filter(|_| value.is_of_one_goal());
        let key = goal.map_or_else(|| value.key().to_owned(), |goal| format!("goals[{goal}].{}", value.key()));
        let before = goals.first().map(|goal| goal.circumstances.constraints.as_slice()).unwrap_or_default();
        let is_list_there = matches!(value, AnswerValue::Constraint(_)) && !before.is_empty();
        let line = if is_list_there {
            let all: Vec<String> = before.iter().map(|text| to_toml(text)).chain([value.toml()]).collect();
            format!("constraints = [{}]", all.join(", "))
        } else {
            value.line()
        };
        AnswerPlace { key, line, entry: value.toml(), is_list_there, goal }
    }

    /// Whether the answer is one entry of a list.
    #[must_use]
    pub fn is_of_list(&self) -> bool {
        self.key == "constraints"
    }
}

/// Why an answer cannot be written into a goal file: it is no TOML, or what it
/// belongs to stands in a line with other things. The file is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the goal file has a form in which answers cannot be put")]
pub struct UnwritableAnswer;

/// Writes answers into the text of a goal file, each with its question as a
/// comment. What it says elsewhere stays byte for byte: comments, order, blanks,
/// and ends of lines.
///
/// A deadline and the hours replace what is there, which the comment keeps.
/// Destination and origin go on behind what is there, and constraints get one
/// more entry.
///
/// # Errors
///
/// Returns an error where the text is no TOML, or where a key cannot be reached
/// without changing what stands beside it.
pub fn with_answers(text: &str, answers: &[GoalAnswer]) -> Result<String, UnwritableAnswer> {
    answers.iter().try_fold(text.to_owned(), |text, answer| with_answer(&text, answer))
}

fn with_answer(text: &str, answer: &GoalAnswer) -> Result<String, UnwritableAnswer> {
    let (mark, body) = text.strip_prefix('\u{feff}').map_or(("", text), |rest| ("\u{feff}", rest));
    let parsed = DeTable::parse(body).map_err(|_| UnwritableAnswer)?;
    let file = File::new(body, parsed.get_ref());
    let changed = match answer.goal.filter(|_| answer.value.is_of_one_goal()) {
        Some(number) => {
            let goals = parsed.get_ref().get("goals").and_then(|goals| goals.get_ref().as_array());
            let goal = goals.and_then(|goals| goals.get(number)).ok_or(UnwritableAnswer)?;
            let table = goal.get_ref().as_table().ok_or(UnwritableAnswer)?;
            let header = file.headers.iter().position(|&at| at >= goal.span().start).ok_or(UnwritableAnswer)?;
            let end = file.headers.get(header + 1).copied().unwrap_or(body.len());
            file.with(answer, table, file.headers[header]..end)?
        }
        None => file.with(answer, parsed.get_ref(), 0..file.headers.first().copied().unwrap_or(body.len()))?,
    };
    if DeTable::parse(&changed).is_err() {
        return Err(UnwritableAnswer);
    }
    Ok(format!("{mark}{changed}"))
}

/// The lines that the keys of these answers have once they are answered, for a
/// person to copy into a goal file of this text in place of those that it has:
/// destination and origin go on behind what is there, and `constraints` is the
/// whole list. What is there already does not come twice. Above each line stands
/// its question as a comment.
///
/// What is no TOML counts as empty.
#[must_use]
pub fn answer_lines(text: &str, answers: &[GoalAnswer]) -> String {
    let file: toml::Table = toml::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
    let mut lines: Vec<AnswerLine> = Vec::new();
    for answer in answers {
        let (goal, key) = (answer.goal.filter(|_| answer.value.is_of_one_goal()), answer.value.key());
        let at = lines.iter().position(|line| line.goal == goal && line.key == key).unwrap_or_else(|| {
            let table = match goal {
                Some(number) => file.get("goals").and_then(|goals| goals.get(number)).and_then(toml::Value::as_table),
                None => Some(&file),
            };
            let value = table.and_then(|table| table.get(key)).cloned();
            lines.push(AnswerLine { goal, key, questions: Vec::new(), value });
            lines.len() - 1
        });
        lines[at].take(answer);
    }
    lines.iter().map(AnswerLine::text).collect()
}

/// A key of a goal file while answers come in.
struct AnswerLine {
    goal: Option<usize>,
    key: &'static str,
    questions: Vec<String>,
    value: Option<toml::Value>,
}

impl AnswerLine {
    fn take(&mut self, answer: &GoalAnswer) {
        self.questions.extend(answer_comment(answer, None));
        let before = self.value.take();
        self.value = match &answer.value {
            AnswerValue::Deadline(day) => day.to_string().parse().ok().map(toml::Value::Datetime),
            AnswerValue::HoursPerWeek(hours) if hours.fract() == 0.0 => Some(toml::Value::Integer(*hours as i64)),
            AnswerValue::HoursPerWeek(hours) => Some(toml::Value::Float(*hours)),
            AnswerValue::Playbook(id) => Some(id.clone().into()),
            AnswerValue::Destination(text) | AnswerValue::Origin(text) => {
                Some(match before.as_ref().and_then(toml::Value::as_str).map(str::trim).unwrap_or_default() {
                    "" => text.clone().into(),
                    said if said.contains(text.as_str()) => said.into(),
                    said => extended(said, text).into(),
                })
            }
            AnswerValue::Constraint(text) => {
                let mut entries = match before {
                    Some(toml::Value::Array(entries)) => entries,
                    before => before.into_iter().collect(),
                };
                let entry = toml::Value::from(text.clone());
                if !entries.contains(&entry) {
                    entries.push(entry);
                }
                Some(toml::Value::Array(entries))
            }
        };
    }

    fn text(&self) -> String {
        let of_goal = self.goal.map(|number| format!("# of goals[{number}]\n")).unwrap_or_default();
        let value = match &self.value {
            Some(toml::Value::Array(entries)) if entries.len() > 1 => {
                let entries: String = entries.iter().map(|entry| format!("    {},\n", value_text(entry))).collect();
                format!("[\n{entries}]")
            }
            Some(value) => value_text(value),
            None => String::new(),
        };
        format!("{of_goal}{}\n{} = {value}\n", self.questions.join("\n"), self.key)
    }
}

fn value_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => to_toml(text),
        toml::Value::Array(entries) => format!("[{}]", entries.iter().map(value_text).collect::<Vec<_>>().join(", ")),
        value => value.to_string(),
    }
}

/// What was said, and behind it what was answered.
fn extended(said: &str, text: &str) -> String {
    let stop = if said.ends_with(['.', '!', '?', ';', ':', ',']) { "" } else { "." };
    format!("{said}{stop} {text}")
}

/// The text of a goal file and where its parts are.
struct File<'t> {
    text: &'t str,
    /// Values that hold no tables, by their bytes.
    values: Vec<Range<usize>>,
    /// Where headers of tables begin.
    headers: Vec<usize>,
    newline: &'static str,
}

impl<'t> File<'t> {
    fn new(text: &'t str, top: &DeTable<'_>) -> Self {
        let mut values = Vec::new();
        collect_values(top, &mut values);
        let mut headers = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let begin = at + line.len() - line.trim_start().len();
            if line.trim_start().starts_with('[') && !values.iter().any(|value| value.contains(&begin)) {
                headers.push(begin);
            }
            at += line.len();
        }
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        File { text, values, headers, newline }
    }

    /// The text with an answer in one of its tables, which lies here.
    fn with(
        &self,
        answer: &GoalAnswer,
        table: &DeTable<'_>,
        section: Range<usize>,
    ) -> Result<String, UnwritableAnswer> {
        let key = answer.value.key();
        let Some((name, value)) = table.iter().find(|(name, _)| name.get_ref().as_ref() == key) else {
            return Ok(self.with_new(answer, section));
        };
        let line = self.text[..name.span().start].rfind('\n').map_or(0, |at| at + 1);
        let place = value.span();
        if !self.text[line..name.span().start].trim().is_empty() || self.text.get(place.clone()).is_none() {
            return Err(UnwritableAnswer);
        }
        let before = &self.text[place.clone()];
        if let AnswerValue::Constraint(text) = &answer.value {
            let new = self.with_entry(value.get_ref(), place.clone(), text, &answer_comment(answer, None));
            return Ok(self.spliced(place, &new, line, &[]));
        }
        let is_said = value.get_ref().as_str().map(str::trim);
        let new = match (&answer.value, is_said) {
            (AnswerValue::Destination(text) | AnswerValue::Origin(text), Some(said)) if !said.is_empty() => {
                to_toml(&extended(said, text))
            }
            _ => answer.value.toml(),
        };
        let replaced = !matches!(answer.value, AnswerValue::Destination(_) | AnswerValue::Origin(_));
        let comment = answer_comment(answer, replaced.then_some(before));
        Ok(self.spliced(place, &new, line, &comment))
    }

    /// The text with another value, and a comment above its line.
    fn spliced(&self, place: Range<usize>, new: &str, line: usize, comment: &[String]) -> String {
        let indent: String = self.text[line..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
        let comment: String = comment.iter().map(|said| format!("{indent}{said}{}", self.newline)).collect();
        let text = self.text;
        format!("{}{comment}{}{new}{}", &text[..line], &text[line..place.start], &text[place.end..])
    }

    /// The text with a new key at the end of a table.
    fn with_new(&self, answer: &GoalAnswer, section: Range<usize>) -> String {
        let last = self.values.iter().filter(|value| section.contains(&value.start)).map(|value| value.end).max();
        let from = last.unwrap_or(section.start);
        // Behind the comment that ends its line, if there is one. A table that
        // is empty ends with its header.
        let is_empty_top = last.is_none() && section.start == 0;
        let at =
            if is_empty_top { 0 } else { self.text[from..].find('\n').map_or(self.text.len(), |at| from + at + 1) };
        let newline = self.newline;
        let (ahead, behind) = self.text.split_at(at);
        let mut added = String::new();
        if !ahead.is_empty() {
            if !ahead.ends_with('\n') {
                added.push_str(newline);
            }
            added.push_str(newline);
        }
        for said in answer_comment(answer, None) {
            added.push_str(&said);
            added.push_str(newline);
        }
        match &answer.value {
            AnswerValue::Constraint(text) => {
                added.push_str(&format!("constraints = [{newline}    {},{newline}]", to_toml(text)));
            }
            value => added.push_str(&value.line()),
        }
        added.push_str(newline);
        if !behind.is_empty() && !behind.starts_with(['\n', '\r']) {
            added.push_str(newline);
        }
        format!("{ahead}{added}{behind}")
    }

    /// A list, or a text that counts as a list of one, with one more entry.
    fn with_entry(&self, value: &DeValue<'_>, place: Range<usize>, text: &str, comment: &[String]) -> String {
        let newline = self.newline;
        let before = &self.text[place.clone()];
        let (head, tail) = match value.as_array() {
            Some(entries) => {
                let inside = before.len() - 1;
                match entries.iter().last().map(|last| last.span().end - place.start) {
                    Some(end) => (format!("{},", &before[..end]), without_comma(&before[end..inside])),
                    None => ("[".to_owned(), before[1..inside].to_owned()),
                }
            }
            None => (format!("[{before},"), String::new()),
        };
        let tail = tail.trim_end();
        let lines: Vec<&str> = before.lines().collect();
        let indent = |line: &&str| line.len() - line.trim_start().len();
        let is_spread = lines.len() > 1;
        let columns = if is_spread { lines.get(1).map_or(4, indent).max(1) } else { 4 };
        let closing = if is_spread { lines.last().map_or(0, indent) } else { 0 };
        let (indent, closing) = (" ".repeat(columns), " ".repeat(closing));
        let comment: String = comment.iter().map(|said| format!("{newline}{indent}{said}")).collect();
        format!("{head}{tail}{comment}{newline}{indent}{},{newline}{closing}]", to_toml(text))
    }
}

/// What stands behind the last entry of a list, without the comma that may be
/// there: before any comment.
fn without_comma(tail: &str) -> String {
    let comment = tail.find('#').unwrap_or(tail.len());
    match tail.find(',').filter(|&at| at < comment) {
        Some(at) => format!("{}{}", &tail[..at], &tail[at + 1..]),
        None => {
            // A comma below a comment of the last entry.
            let mut lines: Vec<String> = tail.split_inclusive('\n').map(str::to_owned).collect();
            if let Some(line) = lines.iter_mut().find(|line| line.trim_start().starts_with(',')) {
                *line = line.replacen(',', "", 1);
            }
            lines.concat()
        }
    }
}

fn collect_values(table: &DeTable<'_>, values: &mut Vec<Range<usize>>) {
    for (_, value) in table {
        collect_value(value, values);
    }
}

fn collect_value(value: &toml::Spanned<DeValue<'_>>, values: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::Table(table) => collect_values(table, values),
        DeValue::Array(entries) if entries.iter().any(|entry| entry.get_ref().is_table()) => {
            entries.iter().for_each(|entry| collect_value(entry, values));
        }
        _ => values.push(value.span()),
    }
}

/// Comments wider than this are broken.
const COMMENT_WIDTH: usize = 78;

/// The question as lines of a comment, with the person's words and what stood
/// there before.
fn answer_comment(answer: &GoalAnswer, before: Option<&str>) -> Vec<String> {
    let mut text = answer.question.clone();
    if let Some(said) = &answer.said {
        text.push_str(&format!(" ({said})"));
    }
    if let Some(before) = before {
        text.push_str(&format!(" (before: {before})"));
    }
    let mut lines = Vec::new();
    let mut line = String::from("#");
    for word in plain_line(&text).split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > COMMENT_WIDTH && line != "#" {
            lines.push(std::mem::replace(&mut line, String::from("#")));
        }
        line.push(' ');
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// The line of a goal file, from 1 on, in which these words stand under a key
/// such as `constraints[0]` or `goals[1].origin`; that of the key's value where
/// they are written otherwise there, and nothing where there is no such key.
#[must_use]
pub fn line_of_words(text: &str, key: &str, words: &str) -> Option<usize> {
    let (offset, body) = text.strip_prefix('\u{feff}').map_or((0, text), |rest| (3, rest));
    let parsed = DeTable::parse(body).ok()?;
    let mut place: Option<&toml::Spanned<DeValue<'_>>> = None;
    for part in key.split('.') {
        let (name, number) = match part.split_once('[') {
            Some((name, number)) => (name, Some(number.trim_end_matches(']').parse::<usize>().ok()?)),
            None => (part, None),
        };
        let table = place.map_or(Some(parsed.get_ref()), |place| place.get_ref().as_table())?;
        let value = table.get(name)?;
        place = Some(match (number, value.get_ref().as_array()) {
            (Some(number), Some(entries)) => entries.iter().filter(|entry| is_said(entry)).nth(number)?,
            _ => value,
        });
    }
    let place = place?.span();
    let value = body.get(place.clone())?;
    let within = value.find(words).unwrap_or(0);
    Some(text[..offset + place.start + within].matches('\n').count() + 1)
}

/// Texts without words are left out when a goal file is read.
fn is_said(entry: &toml::Spanned<DeValue<'_>>) -> bool {
    entry.get_ref().as_str().is_none_or(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn answer(value: AnswerValue) -> GoalAnswer {
        GoalAnswer { goal: None, value, question: "Which?".into(), said: None }
    }

    #[track_caller]
    fn check(text: &str, value: AnswerValue, expected: &str) {
        let with = with_answers(text, &[answer(value)]).expect("it can be written");
        assert_eq!(with, expected);
        let _: toml::Table = toml::from_str(&with).expect("TOML");
    }

    #[test]
    fn a_new_key_stands_behind_the_others_with_its_question() {
        let deadline = AnswerValue::Deadline(date(2027, 3, 28));
        check("title = 'x'", deadline.clone(), "title = 'x'\n\n# Which?\ndeadline = 2027-03-28\n");
        check(
            "# mine\r\ntitle = 'x'  # short\r\n\r\n# away\r\n[[busy]]\r\nfrom = 2027-01-01\r\n",
            deadline.clone(),
            "# mine\r\ntitle = 'x'  # short\r\n\r\n# Which?\r\ndeadline = 2027-03-28\r\n\r\n# away\r\n[[busy]]\r\nfrom = 2027-01-01\r\n",
        );
        let tricky = "\u{feff}title = '''\n[not a table]\n'''\nskills = [\n  'a', # [b]\n]\n[repo]\nfiles = []\n";
        let with = with_answers(tricky, &[answer(deadline)]).expect("written");
        assert!(with.contains("  'a', # [b]\n]\n\n# Which?\ndeadline = 2027-03-28\n\n[repo]\n"), "{with}");
        assert!(with.starts_with("\u{feff}title"));
    }

    #[test]
    fn what_is_there_is_kept() {
        let deadline = AnswerValue::Deadline(date(2027, 3, 28));
        check(
            "title = 'x'\ndeadline = 2062-01-01 # far\n",
            deadline,
            "title = 'x'\n# Which? (before: 2062-01-01)\ndeadline = 2027-03-28 # far\n",
        );
        check(
            "title='x'\n destination = 'Get fit' # wish\n",
            AnswerValue::Destination("Run \"5 km\"".into()),
            "title='x'\n # Which?\n destination = 'Get fit. Run \"5 km\"' # wish\n",
        );
        check(
            "title='x'\nhours_per_week = 0\n",
            AnswerValue::HoursPerWeek(6.5),
            "title='x'\n# Which? (before: 0)\nhours_per_week = 6.5\n",
        );
    }

    #[test]
    fn constraints_get_one_more() {
        let more = || AnswerValue::Constraint("c".into());
        for (text, expected) in [
            ("constraints = ['a', 'b']\n", "constraints = ['a', 'b',\n    # Which?\n    \"c\",\n]\n"),
            ("constraints = ['a',] # x\n", "constraints = ['a',\n    # Which?\n    \"c\",\n] # x\n"),
            ("constraints = []\n", "constraints = [\n    # Which?\n    \"c\",\n]\n"),
            ("constraints = 'a'\n", "constraints = ['a',\n    # Which?\n    \"c\",\n]\n"),
            (
                "constraints = [\n  'a', # first\n  'b' # second, last\n]\n",
                "constraints = [\n  'a', # first\n  'b', # second, last\n  # Which?\n  \"c\",\n]\n",
            ),
            (
                "constraints = [\n  'a',\n  # more, later\n]\n",
                "constraints = [\n  'a',\n  # more, later\n  # Which?\n  \"c\",\n]\n",
            ),
            ("title = 'x'\n", "title = 'x'\n\n# Which?\nconstraints = [\n    \"c\",\n]\n"),
        ] {
            check(text, more(), expected);
        }
        let twice = with_answers("title = 'x'\n", &[answer(more()), answer(more())]).expect("written");
        assert!(twice.ends_with("constraints = [\n    \"c\",\n    # Which?\n    \"c\",\n]\n"), "{twice}");
    }

    #[test]
    fn an_answer_about_one_of_several_goals_goes_to_that_one() {
        let text = "title = 'x'\n[[goals]]\ntitle = 'A'\n\n[[goals]]\n# b\ntitle = 'B'\n[repo]\nfiles = []\n";
        let of = |goal| GoalAnswer { goal: Some(goal), ..answer(AnswerValue::Deadline(date(2027, 3, 28))) };
        let with = with_answers(text, &[of(1)]).expect("written");
        assert!(with.contains("title = 'B'\n\n# Which?\ndeadline = 2027-03-28\n\n[repo]\n"), "{with}");
        let with = with_answers(text, &[of(0)]).expect("written");
        assert!(with.contains("title = 'A'\n\n# Which?\ndeadline = 2027-03-28\n\n[[goals]]\n"), "{with}");
        assert_eq!(with_answers("goals = [{ title = 'A' }]\n", &[of(0)]), Err(UnwritableAnswer));
    }

    #[test]
    fn lines_to_copy_say_what_the_file_says_and_the_answer() {
        let text = "destination = 'Get fit'\nconstraints = ['a']\n[[goals]]\ntitle = 'A'\n[[goals]]\norigin = 'x'\n";
        let of_second = GoalAnswer { goal: Some(1), ..answer(AnswerValue::Origin("y".into())) };
        let answers = [
            answer(AnswerValue::Destination("one".into())),
            answer(AnswerValue::Constraint("b".into())),
            answer(AnswerValue::HoursPerWeek(6.0)),
            answer(AnswerValue::Deadline(date(2027, 3, 28))),
            of_second,
        ];
        let expected = "# Which?\ndestination = \"Get fit. one\"\n# Which?\nconstraints = [\n    \"a\",\n    \"b\",\n]\n\
            # Which?\nhours_per_week = 6\n# Which?\ndeadline = 2027-03-28\n# of goals[1]\n# Which?\norigin = \"x. y\"\n";
        assert_eq!(answer_lines(text, &answers), expected);
        let twice = answer_lines("destination = 'one'\nconstraints = 'b'\n", &answers[..2]);
        assert_eq!(twice, "# Which?\ndestination = \"one\"\n# Which?\nconstraints = [\"b\"]\n");
        assert_eq!(answer_lines("no TOML", &answers[..1]), "# Which?\ndestination = \"one\"\n");
    }

    #[test]
    fn questions_of_others_break_no_comment() {
        let mut asked = answer(AnswerValue::HoursPerWeek(6.0));
        asked.question = format!("How\nmany\u{7} hours? {}", "long ".repeat(30));
        asked.said = Some("six".into());
        let with = with_answers("title = 'x'\n", &[asked]).expect("written");
        let _: toml::Table = toml::from_str(&with).expect("TOML");
        assert!(with.lines().all(|line| line.chars().count() <= COMMENT_WIDTH), "{with}");
        assert!(with.contains("(six)\nhours_per_week = 6\n"), "{with}");
    }

    #[test]
    fn words_are_found_in_their_lines() {
        let text = "title = 'x'\nconstraints = [\n  '',\n  'a',\n  'b c',\n]\norigin = '''\none\ntwo'''\n[[goals]]\norigin = 'x'\n";
        assert_eq!(line_of_words(text, "constraints[1]", "c"), Some(5));
        assert_eq!(line_of_words(text, "origin", "two"), Some(9));
        assert_eq!(line_of_words(text, "goals[0].origin", "x"), Some(11));
        assert_eq!(line_of_words(text, "team", "x"), None);
    }
}
