mod milestones;
mod stated_facts;

use std::ops::Range;

use backcast_core::{
    BusyRange, CalendarHours, Circumstances, ClaimedHours, Effort, Goal, GoalFile, GoalId, Repo, StatedKind,
    Verification, VerificationLevel, WeeklyHours,
};
use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use self::stated_facts::FACT_KEYS;
use crate::text::without_controls;
use crate::{BUSY_MAX, GOAL_BYTES_MAX, GOALS_MAX, Mistake, Mistakes};

/// A goal file that was read.
#[derive(Clone, Debug)]
pub struct GoalDocument {
    /// What it says.
    pub goal_file: GoalFile,
    /// What is odd about it but did not stop the reading.
    pub warnings: Vec<Mistake>,
    /// Keys that this version does not know, as written: path and TOML text.
    pub unknown: Vec<(String, String)>,
}

/// The `schema` that this version writes and reads.
const SCHEMA: &str = "backcast.goal/1";

const TOP_KEYS: [&str; 20] = [
    "schema",
    "title",
    "kind",
    "playbook",
    "destination",
    "origin",
    "today",
    "deadline",
    "hours_per_week",
    "budget",
    "team",
    "constraints",
    "skills",
    "blocked_before",
    "busy",
    "capacity",
    "milestone",
    "fixed",
    "repo",
    "facts",
];
const RIVAL_KEYS: [&str; 8] = ["id", "title", "kind", "playbook", "destination", "origin", "deadline", "priority"];
const BUSY_KEYS: [&str; 4] = ["from", "to", "reason", "hours_per_week"];
const CAPACITY_KEYS: [&str; 4] = ["from", "to", "reason", "hours"];
const REPO_KEYS: [&str; 2] = ["files", "verification"];
const VERIFICATION_KEYS: [&str; 3] = ["level", "command", "validates"];

/// Whether a goal file has a key of this name anywhere.
pub(crate) fn is_goal_key(key: &str) -> bool {
    let lists: [&[&str]; 9] = [
        &TOP_KEYS,
        &RIVAL_KEYS,
        &BUSY_KEYS,
        &CAPACITY_KEYS,
        &FACT_KEYS,
        &REPO_KEYS,
        &VERIFICATION_KEYS,
        &milestones::MILESTONE_KEYS,
        &milestones::FIXED_KEYS,
    ];
    key == "goals" || lists.iter().any(|keys| keys.contains(&key))
}

/// More hours a week than this are taken for a mistake: a hundred people at
/// forty hours.
const HOURS_PER_WEEK_MAX: f64 = 4000.0;

/// Reads a goal file, given its name (for messages) and text. Dates are
/// judged from the file's own `today`, else from the one given.
///
/// # Errors
///
/// Returns every mistake in the file at once: broken TOML, wrong types,
/// impossible dates, numbers out of range, missing title, dates before today.
pub fn read_goal(name: &str, text: &str, today: Date) -> Result<GoalDocument, Mistakes> {
    let mut mistakes = Mistakes::new(name, if text.len() > GOAL_BYTES_MAX { "" } else { text });
    if text.len() > GOAL_BYTES_MAX {
        mistakes.error(
            "goal_too_large",
            "",
            0..0,
            format!("the file has {} MB; a goal file has a few hundred lines", text.len() / 1_000_000),
            "is this the right file?",
        );
        return Err(mistakes);
    }
    // A byte order mark is legal in front of UTF-8 and means nothing.
    let (offset, body) = text.strip_prefix('\u{feff}').map_or((0, text), |rest| (3, rest));
    let (table, errors) = DeTable::parse_recoverable(body);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let fix = if error.message().contains("date") {
            "write it as year-month-day: 2025-09-14"
        } else {
            "see the commented example that `backcast init` writes"
        };
        mistakes.error("goal_syntax", "", span.start + offset..span.end + offset, error.message().to_owned(), fix);
    }
    let mut reader = Reader { mistakes, unknown: Vec::new(), text: body, offset };
    let goal_file = reader.goal_file(table.get_ref(), today);
    let Reader { mistakes, unknown, .. } = reader;
    match goal_file {
        Some(goal_file) if !mistakes.has_errors() => {
            Ok(GoalDocument { goal_file, warnings: mistakes.into_list(), unknown })
        }
        _ => Err(mistakes.sorted()),
    }
}

type Value<'i> = Spanned<DeValue<'i>>;

/// What makes a goal this one among others.
struct Identity {
    id: GoalId,
    title: Option<String>,
    priority: u32,
}

struct Reader<'t> {
    mistakes: Mistakes,
    unknown: Vec<(String, String)>,
    text: &'t str,
    /// Bytes before `text` in the file.
    offset: usize,
}

impl Reader<'_> {
    fn goal_file(&mut self, top: &DeTable<'_>, today: Date) -> Option<GoalFile> {
        let several = get(top, "goals").is_some();
        let mut known: Vec<&str> = TOP_KEYS.to_vec();
        known.push("goals");
        self.unknown_keys(top, "", &known);
        self.schema(top);
        let stated_today = self.date(top, "", "today");
        let today = stated_today.unwrap_or(today);
        let first_line = 0..self.text.find('\n').unwrap_or(self.text.len());
        let title = self.required_text(top, "", "title", first_line);
        let circumstances = self.circumstances(top, today);
        let goals = if several {
            self.rivals(top, today)
        } else {
            vec![self.goal(top, "", today, Identity { id: GoalId::new("goal"), title: title.clone(), priority: 1 })]
        };
        if goals.is_empty() {
            self.error(
                "goals_empty",
                "goals",
                0..0,
                "`goals` holds no goal",
                "add a `[[goals]]` table, or take `goals` out",
            );
        }
        let goal_file = GoalFile { title: title?, today: stated_today, circumstances, goals, several };
        self.check_words(top, &goal_file);
        Some(goal_file)
    }

    fn schema(&mut self, top: &DeTable<'_>) {
        let Some(schema) = self.text_at(top, "", "schema") else { return };
        if schema != SCHEMA {
            let place = get(top, "schema").map_or(0..0, Spanned::span);
            self.error(
                "schema_unknown",
                "schema",
                place,
                format!("this version reads `{SCHEMA}`, not `{schema}`"),
                "use a newer backcast, or take the line out",
            );
        }
    }

    fn goal(&mut self, table: &DeTable<'_>, path: &str, today: Date, identity: Identity) -> Goal {
        let deadline = self.date(table, path, "deadline");
        if let (Some(day), Some(value)) = (deadline, get(table, "deadline"))
            && day < today
        {
            self.error(
                "deadline_past",
                &join(path, "deadline"),
                value.span(),
                format!("the deadline {day} lies before today, {today}"),
                "name a date to come, or set `today` if you plan from another day",
            );
        }
        Goal {
            id: identity.id,
            title: identity.title.unwrap_or_default(),
            kind: self.kind(table, path),
            playbook: self.text_at(table, path, "playbook").filter(|id| !id.trim().is_empty()),
            destination: self.text_at(table, path, "destination"),
            origin: self.text_at(table, path, "origin"),
            deadline,
            priority: identity.priority,
        }
    }

    fn rivals(&mut self, top: &DeTable<'_>, today: Date) -> Vec<Goal> {
        let mut goals: Vec<Goal> = Vec::new();
        let tables = self.tables_up_to(GOALS_MAX, top, "goals", "goals_too_many", "split it into several files");
        for (number, (place, table)) in tables.into_iter().enumerate() {
            let path = format!("goals[{number}]");
            self.unknown_keys(table, &path, &RIVAL_KEYS);
            let title = self.required_text(table, &path, "title", place.clone());
            let id = self.text_at(table, &path, "id").unwrap_or_else(|| format!("goal-{}", number + 1));
            if goals.iter().any(|goal| goal.id.as_str() == id) {
                self.error(
                    "id_duplicate",
                    &join(&path, "id"),
                    place,
                    format!("two goals have the id `{id}`"),
                    "give each goal an id of its own",
                );
            }
            let priority = self.number(table, &path, "priority", 1.0, 1000.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to 1..=1000 above")]
            let priority = priority.map_or_else(|| u32::try_from(number + 1).unwrap_or(u32::MAX), |n| n as u32);
            goals.push(self.goal(table, &path, today, Identity { id: GoalId::new(id), title, priority }));
        }
        goals
    }

    fn circumstances(&mut self, top: &DeTable<'_>, today: Date) -> Circumstances {
        Circumstances {
            pace: self.number(top, "", "hours_per_week", 0.0, HOURS_PER_WEEK_MAX).map(WeeklyHours::from_hours_per_week),
            budget: self.text_or_number(top, "budget"),
            team: self.text_or_number(top, "team"),
            constraints: self.texts(top, "", "constraints"),
            skills: self.texts(top, "", "skills"),
            blocked_before: self.texts(top, "", "blocked_before"),
            busy: self.busy(top),
            extra_hours: self.extra_hours(top),
            calendar: CalendarHours::default(),
            decisions: Vec::new(),
            repo: self.repo(top),
            stated_facts: self.stated_facts(top, today),
            stated_milestones: self.stated_milestones(top),
        }
    }

    fn busy(&mut self, top: &DeTable<'_>) -> Vec<BusyRange> {
        let mut ranges = Vec::new();
        let fix = "join stretches that follow each other, or read them from a calendar";
        let tables = self.tables_up_to(BUSY_MAX, top, "busy", "busy_too_many", fix);
        for (number, (place, table)) in tables.into_iter().enumerate() {
            let path = format!("busy[{number}]");
            self.unknown_keys(table, &path, &BUSY_KEYS);
            let Some((from, to)) = self.span(table, &path, place) else { continue };
            let reason = self.text_at(table, &path, "reason");
            let left = self.number(table, &path, "hours_per_week", 0.0, HOURS_PER_WEEK_MAX).unwrap_or(0.0);
            ranges.push(BusyRange { from, to, reason, left: WeeklyHours::from_hours_per_week(left) });
        }
        // The order in the file means nothing, so it decides nothing.
        ranges.sort_by(|a, b| (a.from, a.to, &a.reason, a.left).cmp(&(b.from, b.to, &b.reason, b.left)));
        ranges
    }

    /// Hours on top of the usual ones, as somebody states them.
    fn extra_hours(&mut self, top: &DeTable<'_>) -> Vec<ClaimedHours> {
        let mut extra = Vec::new();
        let fix = "join stretches that follow each other";
        let tables = self.tables_up_to(BUSY_MAX, top, "capacity", "capacity_too_many", fix);
        for (number, (place, table)) in tables.into_iter().enumerate() {
            let path = format!("capacity[{number}]");
            self.unknown_keys(table, &path, &CAPACITY_KEYS);
            let what = self.text_at(table, &path, "reason").unwrap_or_default();
            let hours = self.number(table, &path, "hours", 0.0, HOURS_PER_WEEK_MAX);
            if get(table, "hours").is_none() {
                let fix = "add `hours = 16`: how many there are in these days together, on top of the usual ones";
                self.error("key_missing", &join(&path, "hours"), place.clone(), "`hours` is missing", fix);
            }
            let Some((from, to)) = self.span(table, &path, place) else { continue };
            let Some(hours) = hours.map(Effort::from_hours) else { continue };
            extra.push(ClaimedHours { from, to, hours, what, is_stated: true });
        }
        extra.sort_by(|a, b| (a.from, a.to, &a.what, a.hours).cmp(&(b.from, b.to, &b.what, b.hours)));
        extra
    }

    /// First and last day of a table that has to have both, in this order.
    fn span(&mut self, table: &DeTable<'_>, path: &str, place: Range<usize>) -> Option<(Date, Date)> {
        for key in ["from", "to"] {
            if get(table, key).is_none() {
                self.error(
                    "key_missing",
                    &join(path, key),
                    place.clone(),
                    format!("`{key}` is missing"),
                    format!("add `{key} = 2025-07-07`"),
                );
            }
        }
        let (from, to) = (self.date(table, path, "from")?, self.date(table, path, "to")?);
        if to < from {
            let place = get(table, "to").map_or(place, Spanned::span);
            self.error(
                "busy_reversed",
                &join(path, "to"),
                place,
                format!("the range ends on {to}, before it begins on {from}"),
                "swap `from` and `to`",
            );
            return None;
        }
        Some((from, to))
    }

    fn repo(&mut self, top: &DeTable<'_>) -> Option<Repo> {
        let repo = self.table(top, "", "repo")?;
        self.unknown_keys(repo, "repo", &REPO_KEYS);
        let mut files = Vec::new();
        for file in self.texts(repo, "repo", "files") {
            if !files.contains(&file) {
                files.push(file); // Named twice, it is still one file.
            }
        }
        let verification = self.table(repo, "repo", "verification").and_then(|table| {
            let path = "repo.verification";
            self.unknown_keys(table, path, &VERIFICATION_KEYS);
            let place = get(repo, "verification").map_or(0..0, Spanned::span);
            let command = self.required_text(table, path, "command", place);
            let level = self.level(table, path);
            let validates = self.text_at(table, path, "validates");
            Some(Verification { level, command: command?, validates })
        });
        Some(Repo { files, verification })
    }

    fn kind(&mut self, table: &DeTable<'_>, path: &str) -> Option<StatedKind> {
        let text = self.text_at(table, path, "kind")?;
        let kind = text.parse().ok();
        if kind.is_none() {
            let place = get(table, "kind").map_or(0..0, Spanned::span);
            self.error(
                "kind_unknown",
                &join(path, "kind"),
                place,
                format!("there is no kind `{text}`"),
                "write project, habit, relationship, skill or engineering, or take the line out",
            );
        }
        kind
    }

    fn level(&mut self, table: &DeTable<'_>, path: &str) -> VerificationLevel {
        let Some(text) = self.text_at(table, path, "level") else { return VerificationLevel::TestSuite };
        VerificationLevel::ALL.into_iter().find(|level| level.as_str() == text).unwrap_or_else(|| {
            let place = get(table, "level").map_or(0..0, Spanned::span);
            let all = VerificationLevel::ALL.map(VerificationLevel::as_str).join(", ");
            self.error(
                "level_unknown",
                &join(path, "level"),
                place,
                format!("there is no level `{text}`"),
                format!("write one of {all}"),
            );
            VerificationLevel::TestSuite
        })
    }

    fn text_at(&mut self, table: &DeTable<'_>, path: &str, key: &str) -> Option<String> {
        let value = get(table, key)?;
        match value.get_ref().as_str() {
            Some(text) => Some(without_controls(text.trim())).filter(|text| !text.is_empty()),
            None => {
                self.wrong_type(value, &join(path, key), "a text", &format!("write {key} = \"…\""));
                None
            }
        }
    }

    /// A text that has to be there; where it is not, the mistake points to
    /// `place`, where its table begins.
    fn required_text(&mut self, table: &DeTable<'_>, path: &str, key: &str, place: Range<usize>) -> Option<String> {
        if get(table, key).is_none() {
            self.error(
                "key_missing",
                &join(path, key),
                place,
                format!("`{}` is missing", join(path, key)),
                format!("add {key} = \"…\""),
            );
            return None;
        }
        let text = self.text_at(table, path, key);
        if text.is_none() && get(table, key).is_some_and(|value| value.get_ref().is_str()) {
            let place = get(table, key).map_or(0..0, Spanned::span);
            self.error(
                "text_empty",
                &join(path, key),
                place,
                format!("`{}` is empty", join(path, key)),
                "write a few words",
            );
        }
        text
    }

    /// A text, or a number as its digits: `budget = 400` is meant as written.
    fn text_or_number(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        match get(table, key)?.get_ref() {
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            _ => self.text_at(table, "", key),
        }
    }

    /// A list of texts; a single text counts as a list of one.
    fn texts(&mut self, table: &DeTable<'_>, path: &str, key: &str) -> Vec<String> {
        let Some(value) = get(table, key) else { return Vec::new() };
        if let Some(text) = value.get_ref().as_str() {
            return vec![without_controls(text.trim())];
        }
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, &join(path, key), "a list of texts", &format!("write {key} = [\"…\", \"…\"]"));
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (number, entry) in array.iter().enumerate() {
            match entry.get_ref().as_str() {
                Some(text) if !text.trim().is_empty() => texts.push(without_controls(text.trim())),
                Some(_) => {}
                None => self.wrong_type(entry, &format!("{}[{number}]", join(path, key)), "a text", "put it in quotes"),
            }
        }
        texts
    }

    fn date(&mut self, table: &DeTable<'_>, path: &str, key: &str) -> Option<Date> {
        let value = get(table, key)?;
        let written = match value.get_ref() {
            DeValue::Datetime(datetime) => datetime.to_string(),
            DeValue::String(text) => text.trim().to_owned(),
            _ => {
                self.wrong_type(value, &join(path, key), "a date", &format!("write {key} = 2025-09-14"));
                return None;
            }
        };
        let day = written.get(..10).and_then(|day| day.parse::<Date>().ok());
        if day.is_none() {
            self.error(
                "date_impossible",
                &join(path, key),
                value.span(),
                format!("`{written}` is not a day of the calendar"),
                format!("write {key} = 2025-09-14 (year, month, day)"),
            );
        }
        day
    }

    /// A number; a text that begins with one ("6.5 hours") is taken as that.
    fn number(&mut self, table: &DeTable<'_>, path: &str, key: &str, low: f64, high: f64) -> Option<f64> {
        let value = get(table, key)?;
        let digits = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().replace('_', ""),
            DeValue::Float(number) => number.as_str().replace('_', ""),
            DeValue::String(text) => text.split_whitespace().next().unwrap_or("").replace(',', "."),
            _ => String::new(),
        };
        let Some(number) = digits.parse::<f64>().ok().filter(|number| number.is_finite()) else {
            self.wrong_type(value, &join(path, key), "a number", &format!("write {key} = 6.5"));
            return None;
        };
        if number < low || number > high {
            self.error(
                "number_out_of_range",
                &join(path, key),
                value.span(),
                format!("`{}` is {number}; it can be {low} to {high}", join(path, key)),
                format!("write {key} = 6.5, or take the line out if you do not know"),
            );
            return None;
        }
        Some(number)
    }

    fn table<'v, 'i>(&mut self, table: &'v DeTable<'i>, path: &str, key: &str) -> Option<&'v DeTable<'i>> {
        let value = get(table, key)?;
        if value.get_ref().as_table().is_none() {
            self.wrong_type(
                value,
                &join(path, key),
                "a table",
                &format!("write [{}] on a line of its own", join(path, key)),
            );
        }
        value.get_ref().as_table()
    }

    fn tables<'v, 'i>(&mut self, table: &'v DeTable<'i>, key: &str) -> Vec<(Range<usize>, &'v DeTable<'i>)> {
        let Some(value) = get(table, key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, key, "a list of tables", &format!("write [[{key}]] with two brackets"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (number, entry) in array.iter().enumerate() {
            match entry.get_ref().as_table() {
                Some(table) => tables.push((entry.span(), table)),
                None => self.wrong_type(
                    entry,
                    &format!("{key}[{number}]"),
                    "a table",
                    &format!("write [[{key}]] on a line of its own"),
                ),
            }
        }
        tables
    }

    /// The tables of a list, of which there may be so many.
    fn tables_up_to<'v, 'i>(
        &mut self,
        most: usize,
        table: &'v DeTable<'i>,
        key: &str,
        code: &'static str,
        fix: &str,
    ) -> Vec<(Range<usize>, &'v DeTable<'i>)> {
        let mut tables = self.tables(table, key);
        if let Some((place, _)) = tables.get(most) {
            let message = format!("there are {} tables in `{key}`, and up to {most} are read", tables.len());
            self.error(code, key, place.clone(), message, fix);
            tables.truncate(most);
        }
        tables
    }

    fn unknown_keys(&mut self, table: &DeTable<'_>, path: &str, known: &[&str]) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let target = join(path, name);
            let near = known
                .iter()
                .copied()
                .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
            let fix = match near.filter(|near| strsim::jaro_winkler(near, name) > 0.82) {
                Some(near) => format!("did you mean `{near}`? The key is kept as it is"),
                None => "the key is kept as it is and not planned with".to_owned(),
            };
            let place = self.in_file(key.span());
            self.mistakes.warn(
                "key_unknown",
                &target,
                place,
                format!("`{target}` is not a key that backcast knows"),
                fix,
            );
            self.unknown.push((target, self.text.get(value.span()).unwrap_or_default().to_owned()));
        }
    }

    fn wrong_type(&mut self, value: &Value<'_>, target: &str, wanted: &str, fix: &str) {
        let found = value.get_ref().type_str();
        self.error(
            "type_wrong",
            target,
            value.span(),
            format!("`{target}` has to be {wanted}, not of type {found}"),
            fix,
        );
    }

    fn error(
        &mut self,
        code: &'static str,
        target: &str,
        place: Range<usize>,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        let place = self.in_file(place);
        self.mistakes.error(code, target, place, message, fix);
    }

    fn in_file(&self, place: Range<usize>) -> Range<usize> {
        place.start + self.offset..place.end + self.offset
    }
}

fn get<'v, 'i>(table: &'v DeTable<'i>, key: &str) -> Option<&'v Value<'i>> {
    table.get(key)
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2025, 5, 5);

    fn read(text: &str) -> GoalDocument {
        read_goal("goal.toml", text, TODAY)
            .unwrap_or_else(|mistakes| panic!("{mistakes}: {:?}", mistakes.iter().collect::<Vec<_>>()))
    }

    /// Codes with line and column, in the order of their places.
    fn mistakes(text: &str) -> Vec<(&'static str, Option<(usize, usize)>)> {
        let mistakes = read_goal("goal.toml", text, TODAY).expect_err("the text has mistakes");
        mistakes.iter().map(|mistake| (mistake.code, mistake.line_and_column())).collect()
    }

    #[test]
    fn dates_may_be_dates_or_texts() {
        let goal = read("title = 'x'\ntoday = '2025-01-20'\ndeadline = 2025-11-08\n");
        assert_eq!(goal.goal_file.today, Some(date(2025, 1, 20)));
        assert_eq!(goal.goal_file.goals[0].deadline, Some(date(2025, 11, 8)));
    }

    #[test]
    fn every_mistake_is_reported_with_its_place() {
        let text =
            "title = 3\ndeadline = '2025-13-40'\nhours_per_week = -2\nkind = 'wish'\n[[busy]]\nfrom = 2025-07-07\n";
        assert_eq!(
            mistakes(text),
            [
                ("type_wrong", Some((1, 9))),
                ("date_impossible", Some((2, 12))),
                ("number_out_of_range", Some((3, 18))),
                ("kind_unknown", Some((4, 8))),
                ("key_missing", Some((5, 1))),
            ]
        );
    }

    #[test]
    fn broken_toml_does_not_hide_other_mistakes() {
        let codes: Vec<_> =
            mistakes("title = 'x'\norigin = \nhours_per_week = 'many'\n").into_iter().map(|(code, _)| code).collect();
        assert!(codes.contains(&"goal_syntax") && codes.contains(&"type_wrong"), "{codes:?}");
    }

    #[test]
    fn impossible_toml_date_is_one_mistake() {
        assert_eq!(mistakes("title = 'x'\ndeadline = 2025-02-30\n"), [("goal_syntax", Some((2, 12)))]);
    }

    #[test]
    fn unknown_keys_warn_and_are_kept() {
        let goal = read("title = 'x'\ndeadlin = 2025-09-01\n[extra]\na = 1\n");
        assert_eq!(goal.unknown.len(), 2);
        assert!(goal.warnings[0].fix.contains("did you mean `deadline`"), "{}", goal.warnings[0].fix);
    }

    #[test]
    fn deadline_before_today_is_a_mistake_at_the_deadline() {
        assert_eq!(mistakes("title = 'x'\ndeadline = 2025-05-04\n"), [("deadline_past", Some((2, 12)))]);
    }

    #[test]
    fn more_tables_than_anybody_has_are_one_mistake() {
        let goals = "[[goals]]\ntitle = 'x'\n".repeat(GOALS_MAX);
        assert_eq!(read(&format!("title = 'x'\n{goals}")).goal_file.goals.len(), GOALS_MAX);
        assert_eq!(
            mistakes(&format!("title = 'x'\n{goals}[[goals]]\ntitle = 'x'\n")),
            [("goals_too_many", Some((1002, 1)))]
        );
        let busy = "[[busy]]\nfrom = 2027-01-04\nto = 2027-01-05\n".repeat(BUSY_MAX + 1);
        assert_eq!(mistakes(&format!("title = 'x'\n{busy}")), [("busy_too_many", Some((6002, 1)))]);
    }

    #[test]
    fn byte_order_mark_shifts_no_column() {
        assert_eq!(mistakes("\u{feff}title = 'x'\nkind = 'wish'\n"), [("kind_unknown", Some((2, 8)))]);
    }

    #[test]
    fn competing_goals_share_what_stands_on_top() {
        let goal = read(
            "title = 'x'\nhours_per_week = 9\n[[goals]]\nid = 'a'\ntitle = 'A'\n[[goals]]\ntitle = 'B'\npriority = 1\n",
        );
        assert!(goal.goal_file.several);
        let ids: Vec<_> = goal.goal_file.goals.iter().map(|g| (g.id.as_str(), g.priority)).collect();
        assert_eq!(ids, [("a", 1), ("goal-2", 1)]);
    }

    #[test]
    fn control_characters_never_reach_a_terminal() {
        let goal = read("title = \"a\\u001b[31mb\\nc\"\nconstraints = [\"\\u0007x\"]\n");
        assert_eq!(goal.goal_file.title, "a [31mb c");
        assert_eq!(goal.goal_file.circumstances.constraints, [" x"]);
    }

    #[test]
    fn missing_keys_point_to_their_table() {
        assert_eq!(mistakes("# a goal\norigin = 'x'\n"), [("key_missing", Some((1, 1)))]);
        assert_eq!(mistakes("title = 'x'\n[[goals]]\nid = 'a'\n"), [("key_missing", Some((2, 1)))]);
        assert_eq!(mistakes("title = 'x'\n[repo.verification]\nlevel = 'e2e'\n"), [("key_missing", Some((2, 1)))]);
    }

    #[test]
    fn a_mistake_without_a_place_names_its_file() {
        let mistakes = read_goal("my/goal.toml", "", TODAY).expect_err("nothing is there");
        assert_eq!(
            mistakes.iter().next().map(ToString::to_string).as_deref(),
            Some("my/goal.toml: `title` is missing")
        );
    }

    #[test]
    fn newer_schema_is_refused_politely() {
        assert_eq!(mistakes("schema = 'backcast.goal/2'\ntitle = 'x'\n")[0].0, "schema_unknown");
    }

    #[test]
    fn hours_on_top_are_read_with_their_days() {
        let text = "title = 'x'\n[[capacity]]\nfrom = 2027-03-01\nto = 2027-03-07\nhours = 14\nreason = 'leave'\n";
        let circumstances = read_goal("x", text, date(2027, 1, 4)).expect("it is sound").goal_file.circumstances;
        let week = &circumstances.all_busy()[0];
        assert_eq!((week.from, week.left), (date(2027, 3, 1), WeeklyHours::from_hours_per_week(14.0)));
        assert!(circumstances.extra_hours[0].is_stated);
        let without = "title = 'x'\n[[capacity]]\nfrom = 2027-03-07\nto = 2027-03-01\n";
        let found = mistakes(without);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
