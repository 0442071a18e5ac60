use std::fmt;
use std::ops::RangeInclusive;

use backcast_address::{Address, masked};
use backcast_core::{Country, WEEKDAY_NAMES, Weekdays, WeeklyHours};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::spoken::weekday;
use crate::text::without_controls;
use crate::{AgentSettings, HourRange, Mistake, Mistakes, ModelSettings};

/// The commented configuration file with every default.
pub const SETTINGS_TEMPLATE: &str = include_str!("settings.toml");

pub(crate) const KEYS: [&str; 11] = [
    "name",
    "time_zone",
    "country",
    "week_start",
    "review_day",
    "hours_per_week",
    "database",
    "planner",
    "model",
    "agent",
    "working_hours",
];
/// A value in a message says which one it is, and no more.
const VALUE_CHARS_MAX: usize = 60;
/// Who may think in reviews; the first does so where nothing is stated.
const PLANNERS: [&str; 4] = ["playbook", "model", "agent", "host"];
pub(crate) const MODEL_KEYS: [&str; 15] = [
    "provider",
    "name",
    "endpoint",
    "key_env",
    "key_file",
    "key_command",
    "price_in",
    "price_out",
    "tokens_max",
    "timeout_seconds",
    "at_once",
    "per_minute",
    "tries",
    "pause_seconds",
    "schema",
];
/// The providers that there are.
const PROVIDERS: [&str; 4] = ["anthropic", "openai", "gemini", "compatible"];
pub(crate) const AGENT_KEYS: [&str; 3] = ["command", "timeout_seconds", "keep"];

/// The warning that a password stands in the text, which is worth a word only
/// where others can read it.
pub const PASSWORD_SHARED: &str = "password_shared";

/// A week: nobody waits longer for an answer.
const SECONDS_MAX: f64 = 604_800.0;
/// No million tokens cost more.
const DOLLARS_MAX: f64 = 1e6;
/// No answer is longer.
const TOKENS_MAX: f64 = 1e8;
/// No server takes more requests, at once or in a minute.
const REQUESTS_MAX: f64 = 1e6;
/// What failed this often will not succeed.
const TRIES_MAX: f64 = 1000.0;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is built in.
    BuiltIn,
    /// A configuration file.
    File(String),
    /// A variable of the environment.
    Environment(&'static str),
    /// The command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::BuiltIn => f.write_str("built in"),
            Origin::File(name) => f.write_str(name),
            Origin::Environment(name) => write!(f, "variable {name}"),
            Origin::Flag(name) => write!(f, "option {name}"),
        }
    }
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// The hours of each day from Monday on, as ranges from earlier to later.
pub type WorkingHours = [Vec<HourRange>; 7];

/// The merged configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Name under which changes are recorded.
    pub name: Setting<Option<String>>,
    /// Zone in which days begin; that of the machine where absent.
    pub time_zone: Setting<Option<String>>,
    /// Where the person lives: how dates and seasons are meant, which days are
    /// holidays.
    pub country: Setting<Option<Country>>,
    /// First day of the week.
    pub week_start: Setting<Weekday>,
    /// Day of the weekly review.
    pub review_day: Setting<Weekday>,
    /// Hours a week for all goals together.
    pub hours_per_week: Setting<Option<WeeklyHours>>,
    /// Where goals live.
    pub database: Setting<Option<Address>>,
    /// Who thinks in reviews: playbook, model, agent or host.
    pub planner: Setting<String>,
    /// The language model.
    pub model: Setting<ModelSettings>,
    /// The command that answers prompts.
    pub agent: Setting<AgentSettings>,
    /// The hours of each day from Monday on; `None` if every day counts.
    pub working_hours: Setting<Option<WorkingHours>>,
}

/// One source of settings; what it does not say is left to those before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SettingsLayer {
    name: Option<String>,
    time_zone: Option<String>,
    country: Option<Country>,
    week_start: Option<Weekday>,
    review_day: Option<Weekday>,
    hours_per_week: Option<WeeklyHours>,
    database: Option<Address>,
    planner: Option<String>,
    model: Option<ModelSettings>,
    agent: Option<AgentSettings>,
    working_hours: Option<WorkingHours>,
}

impl SettingsLayer {
    /// Takes the database out unless it lies where it may; returns whether it
    /// was taken.
    pub fn take_database_unless(&mut self, may_lie: impl Fn(&str) -> bool) -> bool {
        self.database.take_if(|place| !may_lie(place.reveal())).is_some()
    }
}

impl Default for Settings {
    fn default() -> Self {
        fn built_in<T>(value: T) -> Setting<T> {
            Setting { value, origin: Origin::BuiltIn }
        }
        Settings {
            name: built_in(None),
            time_zone: built_in(None),
            country: built_in(None),
            week_start: built_in(Weekday::Monday),
            review_day: built_in(Weekday::Sunday),
            hours_per_week: built_in(None),
            database: built_in(None),
            planner: built_in(PLANNERS[0].to_owned()),
            model: built_in(ModelSettings::default()),
            agent: built_in(AgentSettings::default()),
            working_hours: built_in(None),
        }
    }
}

impl Settings {
    /// Lays a further source over what is there.
    pub fn add(&mut self, layer: SettingsLayer, origin: &Origin) {
        fn set<T>(setting: &mut Setting<T>, value: Option<T>, origin: &Origin) {
            if let Some(value) = value {
                *setting = Setting { value, origin: origin.clone() };
            }
        }
        set(&mut self.name, layer.name.map(Some), origin);
        set(&mut self.time_zone, layer.time_zone.map(Some), origin);
        set(&mut self.country, layer.country.map(Some), origin);
        set(&mut self.week_start, layer.week_start, origin);
        set(&mut self.review_day, layer.review_day, origin);
        set(&mut self.hours_per_week, layer.hours_per_week.map(Some), origin);
        set(&mut self.database, layer.database.map(Some), origin);
        set(&mut self.planner, layer.planner, origin);
        // Of these tables each key counts by itself.
        let model = layer.model.map(|later| self.model.value.clone().overlaid(later));
        let agent = layer.agent.map(|later| self.agent.value.clone().overlaid(later));
        set(&mut self.model, model, origin);
        set(&mut self.agent, agent, origin);
        set(&mut self.working_hours, layer.working_hours.map(Some), origin);
    }

    /// Hours a week for all goals together: the stated ones, at most those
    /// that the working hours hold.
    #[must_use]
    pub fn capacity(&self) -> Option<WeeklyHours> {
        let held = self.working_hours.value.as_ref().map(|days| {
            let minutes = days.iter().flatten().map(|range| u32::from(range.minutes())).sum();
            WeeklyHours::from_minutes_per_week(minutes)
        });
        match (self.hours_per_week.value, held) {
            (Some(stated), Some(held)) => Some(stated.min(held)),
            (stated, held) => stated.or(held),
        }
    }

    /// The days on which work is possible.
    #[must_use]
    pub fn weekdays(&self) -> Weekdays {
        let Some(days) = &self.working_hours.value else { return Weekdays::default() };
        let with_hours = (0..).zip(days).filter(|(_, ranges)| !ranges.is_empty());
        with_hours.fold(Weekdays::NONE, |days, (offset, _)| {
            days.with(Weekday::from_monday_zero_offset(offset).expect("a week has seven days"))
        })
    }

    /// Each key with its value as TOML and its origin, in the order of the
    /// commented file; an empty value is not set.
    #[must_use]
    pub fn listed(&self) -> Vec<(&'static str, String, String)> {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let optional = |text: &Option<String>| text.as_deref().map(quoted).unwrap_or_default();
        let day = |day: Weekday| quoted(WEEKDAY_NAMES[usize::from(day.to_monday_zero_offset().unsigned_abs())].0);
        let database = self.database.value.as_ref().map(Address::as_database);
        let country = self.country.value.map(|country| country.as_str().to_owned());
        vec![
            ("name", optional(&self.name.value), self.name.origin.to_string()),
            ("time_zone", optional(&self.time_zone.value), self.time_zone.origin.to_string()),
            ("country", optional(&country), self.country.origin.to_string()),
            ("week_start", day(self.week_start.value), self.week_start.origin.to_string()),
            ("review_day", day(self.review_day.value), self.review_day.origin.to_string()),
            (
                "hours_per_week",
                self.hours_per_week.value.map(|pace| pace.to_string()).unwrap_or_default(),
                self.hours_per_week.origin.to_string(),
            ),
            ("database", optional(&database), self.database.origin.to_string()),
            ("planner", quoted(&self.planner.value), self.planner.origin.to_string()),
            ("model", self.model.value.listed(), self.model.origin.to_string()),
            ("agent", self.agent.value.listed(), self.agent.origin.to_string()),
            (
                "working_hours",
                self.working_hours.value.as_ref().map(hours_text).unwrap_or_default(),
                self.working_hours.origin.to_string(),
            ),
        ]
    }
}

fn hours_text(days: &WorkingHours) -> String {
    let ranges = |ranges: &[HourRange]| {
        let texts: Vec<String> = ranges.iter().map(|range| format!("\"{range}\"")).collect();
        format!("[{}]", texts.join(", "))
    };
    let days: Vec<String> = WEEKDAY_NAMES
        .iter()
        .zip(days)
        .filter(|(_, hours)| !hours.is_empty())
        .map(|((name, _), hours)| format!("{name} = {}", ranges(hours)))
        .collect();
    format!("{{ {} }}", days.join(", "))
}

/// Reads a configuration file, or what a variable of the environment says in
/// its form, given its name (for messages) and text. Also returns what is odd.
///
/// # Errors
///
/// Returns every mistake at once, each with its place.
pub fn read_settings(name: &str, text: &str) -> Result<(SettingsLayer, Vec<Mistake>), Mistakes> {
    let (table, mistakes) = table_of(name, text);
    read_table(&table, mistakes)
}

/// The table that a text is, with the mistakes of syntax.
pub(crate) fn table_of<'i>(name: &str, text: &'i str) -> (DeTable<'i>, Mistakes) {
    let mut mistakes = Mistakes::new(name, &masked(text));
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let fix = "see the commented file that `backcast config --init` writes";
        mistakes.error("config_syntax", "", error.span().unwrap_or(0..0), error.message().to_owned(), fix);
    }
    (table.into_inner(), mistakes)
}

/// What a table says, with what is odd about it; the mistakes of its syntax
/// come first.
pub(crate) fn read_table(table: &DeTable<'_>, mistakes: Mistakes) -> Result<(SettingsLayer, Vec<Mistake>), Mistakes> {
    let mut reader = Reader { mistakes };
    let layer = reader.layer(table);
    if reader.mistakes.has_errors() { Err(reader.mistakes) } else { Ok((layer, reader.mistakes.into_list())) }
}

type Value<'i> = Spanned<DeValue<'i>>;

struct Reader {
    mistakes: Mistakes,
}

impl Reader {
    fn layer(&mut self, table: &DeTable<'_>) -> SettingsLayer {
        let mut layer = SettingsLayer::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "name" => layer.name = self.text("name", value),
                "time_zone" => layer.time_zone = self.time_zone(value),
                "country" => layer.country = self.country(value),
                "week_start" => layer.week_start = self.weekday("week_start", value),
                "review_day" => layer.review_day = self.weekday("review_day", value),
                "hours_per_week" => layer.hours_per_week = self.pace(value),
                "database" => layer.database = self.database(value),
                "planner" => layer.planner = self.planner(value),
                "model" => layer.model = self.model(value),
                "agent" => layer.agent = self.agent(value),
                "working_hours" => layer.working_hours = self.working_hours(value),
                unknown => self.unknown(unknown, key.span(), &KEYS),
            }
        }
        layer
    }

    fn unknown(&mut self, key: &str, place: std::ops::Range<usize>, known: &[&str]) {
        let near = nearest(key, known);
        let fix =
            near.map_or_else(|| format!("there are {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
        self.mistakes.warn("key_unknown", key, place, format!("`{key}` is not a setting"), fix);
    }

    fn model(&mut self, value: &Value<'_>) -> Option<ModelSettings> {
        let DeValue::Table(table) = value.get_ref() else {
            let fix = "for example: [model] provider = \"anthropic\"";
            self.wrong("model", value, "`model` has to be a table".to_owned(), fix);
            return None;
        };
        let mut model = ModelSettings::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "provider" => model.provider = self.one_of("provider", value, &PROVIDERS),
                "name" => model.name = self.text("name", value),
                "endpoint" => model.endpoint = self.address(value),
                "key_env" => model.key_env = self.text("key_env", value),
                "key_file" => model.key_file = self.text("key_file", value),
                "key_command" => model.key_command = self.text("key_command", value),
                "price_in" => model.price_in = self.number("price_in", value, 0.0..=DOLLARS_MAX),
                "price_out" => model.price_out = self.number("price_out", value, 0.0..=DOLLARS_MAX),
                "tokens_max" => model.tokens_max = self.number("tokens_max", value, 256.0..=TOKENS_MAX),
                "timeout_seconds" => model.timeout_seconds = self.number("timeout_seconds", value, 0.1..=SECONDS_MAX),
                "at_once" => model.at_once = self.number("at_once", value, 1.0..=REQUESTS_MAX),
                "per_minute" => model.per_minute = self.number("per_minute", value, 1.0..=REQUESTS_MAX),
                "tries" => model.tries = self.number("tries", value, 1.0..=TRIES_MAX),
                "pause_seconds" => model.pause_seconds = self.number("pause_seconds", value, 0.0..=SECONDS_MAX),
                "schema" => model.schema = self.truth("schema", value),
                unknown => self.unknown(unknown, key.span(), &MODEL_KEYS),
            }
        }
        Some(model)
    }

    fn agent(&mut self, value: &Value<'_>) -> Option<AgentSettings> {
        let DeValue::Table(table) = value.get_ref() else {
            let fix = "for example: [agent] command = \"my-agent --print\"";
            self.wrong("agent", value, "`agent` has to be a table".to_owned(), fix);
            return None;
        };
        let mut agent = AgentSettings::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "command" => agent.command = self.text("command", value),
                "timeout_seconds" => agent.timeout_seconds = self.number("timeout_seconds", value, 0.1..=SECONDS_MAX),
                "keep" => {
                    let names = value.get_ref().as_array();
                    let names = names.map(|names| names.iter().filter_map(|name| self.text("keep", name)).collect());
                    if names.is_none() {
                        let fix = "write [\"SOME_VARIABLE\"]";
                        self.wrong("keep", value, "`keep` has to be a list of names".to_owned(), fix);
                    }
                    agent.keep = names;
                }
                unknown => self.unknown(unknown, key.span(), &AGENT_KEYS),
            }
        }
        Some(agent)
    }

    fn one_of(&mut self, key: &str, value: &Value<'_>, known: &[&str]) -> Option<String> {
        let text = self.text(key, value)?;
        if !known.contains(&text.as_str()) {
            self.wrong(
                key,
                value,
                format!("there is no {key} `{text}`"),
                &format!("write one of {}", known.join(", ")),
            );
            return None;
        }
        Some(text)
    }

    /// Where goals are kept. That it holds a password is worth a word where the
    /// text is a file that others can read; whoever knows that asks for
    /// [`PASSWORD_SHARED`].
    fn database(&mut self, value: &Value<'_>) -> Option<Address> {
        let address = Address::new(self.text("database", value)?);
        if address.holds_password() {
            let message = "others can read the password of the database in this file".to_owned();
            let fix = "leave it out of the address and put it into ~/.pgpass (chmod 600 ~/.pgpass), or let nobody \
                       else read this file: chmod 600";
            self.mistakes.warn(PASSWORD_SHARED, "database", value.span(), message, fix);
        }
        Some(address)
    }

    fn address(&mut self, value: &Value<'_>) -> Option<Address> {
        let text = self.text("endpoint", value)?;
        if !text.starts_with("http://") && !text.starts_with("https://") {
            let fix = "write it in full, with the version: \"http://localhost:11434/v1/\"";
            self.wrong("endpoint", value, "`endpoint` is no address of a server".to_owned(), fix);
            return None;
        }
        Some(Address::new(text))
    }

    fn number(&mut self, key: &str, value: &Value<'_>, range: RangeInclusive<f64>) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse::<f64>().ok(),
            DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
            _ => None,
        };
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let message = format!("`{key}` has to be a number from {} to {}", range.start(), range.end());
            self.wrong(key, value, message, "write it without quotes");
        }
        number
    }

    fn truth(&mut self, key: &str, value: &Value<'_>) -> Option<bool> {
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.wrong(key, value, format!("`{key}` has to be true or false"), "write it without quotes");
        }
        truth
    }

    fn text(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Some(without_controls(text.trim())),
            DeValue::String(_) => None,
            _ => {
                self.wrong(key, value, format!("`{key}` has to be a text"), "put it between quotes");
                None
            }
        }
    }

    fn country(&mut self, value: &Value<'_>) -> Option<Country> {
        let text = self.text("country", value)?;
        let country = Country::new(&text);
        if country.is_none() {
            let fix = "write its two letters, for example country = \"DE\" or \"US\"";
            let said: String = match text.char_indices().nth(VALUE_CHARS_MAX) {
                Some(_) => text.chars().take(VALUE_CHARS_MAX - 1).chain(['…']).collect(),
                None => text,
            };
            self.wrong("country", value, format!("`{said}` is no country of two letters"), fix);
        }
        country
    }

    fn time_zone(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.text("time_zone", value)?;
        if TimeZone::get(&text).is_err() {
            let fix = "use a name like \"Europe/Berlin\", or leave it out for the zone of this machine";
            self.wrong("time_zone", value, format!("there is no time zone `{text}`"), fix);
            return None;
        }
        Some(text)
    }

    fn weekday(&mut self, key: &str, value: &Value<'_>) -> Option<Weekday> {
        let text = self.text(key, value)?;
        let day = weekday(&text);
        if day.is_none() {
            self.wrong(key, value, format!("`{text}` is not a day of the week"), "write monday to sunday");
        }
        day
    }

    fn pace(&mut self, value: &Value<'_>) -> Option<WeeklyHours> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse::<f64>().ok(),
            DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
            DeValue::String(text) => text.trim().parse::<f64>().ok(),
            _ => None,
        };
        let hours = number.filter(|hours| (0.0..=168.0).contains(hours));
        if hours.is_none() {
            let message = "`hours_per_week` has to be a number from 0 to 168";
            self.wrong("hours_per_week", value, message.to_owned(), "write hours, for example 10 or 7.5");
        }
        hours.map(WeeklyHours::from_hours_per_week)
    }

    fn planner(&mut self, value: &Value<'_>) -> Option<String> {
        self.one_of("planner", value, &PLANNERS)
    }

    fn working_hours(&mut self, value: &Value<'_>) -> Option<WorkingHours> {
        let DeValue::Table(table) = value.get_ref() else {
            let message = "`working_hours` has to be a table of days".to_owned();
            self.wrong("working_hours", value, message, "for example: [working_hours] monday = \"18:00-20:00\"");
            return None;
        };
        let mut days: WorkingHours = Default::default();
        for (key, value) in table {
            match weekday(key.get_ref()) {
                Some(day) => {
                    let at = usize::from(day.to_monday_zero_offset().unsigned_abs());
                    days[at] = self.ranges(value);
                }
                None => {
                    let message = format!("`{}` is not a day of the week", key.get_ref());
                    self.mistakes.error("value_wrong", "working_hours", key.span(), message, "write monday to sunday");
                }
            }
        }
        Some(days)
    }

    fn ranges(&mut self, value: &Value<'_>) -> Vec<HourRange> {
        match value.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|one| self.range(one)).collect(),
            _ => self.range(value).into_iter().collect(),
        }
    }

    fn range(&mut self, value: &Value<'_>) -> Option<HourRange> {
        let range = value.get_ref().as_str().and_then(HourRange::parse);
        if range.is_none() {
            let message = "working hours go from one time to another, over midnight at most".to_owned();
            self.wrong("working_hours", value, message, "write \"18:00-20:00\"");
        }
        range
    }

    fn wrong(&mut self, key: &str, value: &Value<'_>, message: String, fix: &str) {
        self.mistakes.error("value_wrong", key, value.span(), message, fix);
    }
}

/// The known word that was probably meant.
fn nearest<'k>(text: &str, known: &[&'k str]) -> Option<&'k str> {
    let likeness = |word: &&str| strsim::jaro_winkler(text, word);
    known.iter().copied().filter(|word| likeness(word) > 0.8).max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    use miette::Diagnostic as _;

    #[test]
    fn commented_file_holds_the_defaults() {
        let (layer, warnings) = read_settings("settings.toml", SETTINGS_TEMPLATE).expect("sound");
        let mut settings = Settings::default();
        settings.add(layer, &Origin::BuiltIn);
        assert_eq!(settings, Settings::default());
        assert!(warnings.is_empty());
    }

    #[test]
    fn later_layers_win_and_are_named() {
        let mut settings = Settings::default();
        for (text, name) in
            [("week_start = 'sun'\nname = 'ann'", "user.toml"), ("week_start = 'saturday'", "project.toml")]
        {
            settings.add(read_settings(name, text).expect("sound").0, &Origin::File(name.into()));
        }
        assert_eq!(settings.week_start.value, Weekday::Saturday);
        assert_eq!(settings.week_start.origin.to_string(), "project.toml");
        assert_eq!(settings.name.origin.to_string(), "user.toml");
    }

    #[test]
    fn bad_values_point_into_the_file() {
        let text = "week_start = 'someday'\nhours_per_week = 200\ntime_zone = 'Mars/Olympus'\nplaner = 'x'\n[working_hours]\nmonday = '20:00-20:00'\n";
        let mistakes = read_settings("config.toml", text).expect_err("wrong");
        let lines: Vec<usize> = mistakes.iter().filter_map(|m| Some(m.line_and_column()?.0)).collect();
        assert_eq!(lines.len(), 5);
    }

    #[test]
    fn a_long_value_is_not_repeated_in_full() {
        let text = format!("country = '{}'\n", "x".repeat(300));
        let mistakes = read_settings("config.toml", &text).expect_err("wrong");
        let said: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
        assert_eq!(said, [format!("`{}…` is no country of two letters", "x".repeat(59))]);
    }

    #[test]
    fn mistakes_of_a_strangers_file_command_no_terminal() {
        let text = "week_start = \"\\u001b[31mx\"\n\"a\\u001b]0;b\\u0007\" = 1\n\u{1b}[2J = \u{202e}1\n";
        let mistakes = read_settings("a\u{1b}c.toml", text).expect_err("wrong");
        for mistake in mistakes.iter() {
            let context = mistake.source_code().expect("a text").read_span(&(0..text.len()).into(), 0, 0);
            let context = context.expect("the whole text");
            let said = format!("{}{mistake}{}{}", context.name().expect("a name"), mistake.fix, mistake.target);
            let said = said + std::str::from_utf8(context.data()).expect("UTF-8");
            assert!(!said.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{said:?}");
        }
    }

    #[test]
    fn a_number_without_end_is_refused_at_its_place() {
        for text in [
            "[agent]\ntimeout_seconds = 1e30",
            "[model]\ntimeout_seconds = 1e30",
            "[model]\npause_seconds = 1e12",
            "[model]\nprice_in = 1e300",
            "[model]\ntokens_max = 1e20",
            "[model]\nat_once = 99999999999",
            "[model]\nper_minute = 1e18",
            "[model]\ntries = inf",
        ] {
            let mistakes = read_settings("config.toml", text).expect_err(text);
            assert_eq!(mistakes.iter().filter_map(Mistake::line_and_column).next().map(|place| place.0), Some(2));
        }
    }

    #[test]
    fn working_hours_bound_the_capacity() {
        let text =
            "hours_per_week = 10\n[working_hours]\nmon = '18:00-20:00'\nsaturday = ['09:00-12:00', '22:00-24:00']\n";
        let mut settings = Settings::default();
        settings.add(read_settings("config.toml", text).expect("sound").0, &Origin::BuiltIn);
        assert_eq!(settings.capacity().map(|pace| pace.to_string()).as_deref(), Some("7"));
        assert_eq!(settings.weekdays().len(), 2);
    }

    #[test]
    fn passwords_are_not_listed() {
        let layer = read_settings("x", "database = 'postgres://ann:secret@db/backcast'").expect("sound").0;
        let mut settings = Settings::default();
        settings.add(layer, &Origin::BuiltIn);
        let listed = settings.listed();
        assert!(listed.iter().any(|(key, value, _)| *key == "database" && value == "\"postgres://ann@db/backcast\""));
    }
}
