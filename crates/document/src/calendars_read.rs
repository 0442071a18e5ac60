//! The file that names a person's calendars and the rules for their time.

use backcast_address::{Address, masked};
use backcast_core::WEEKDAY_NAMES;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::spoken::weekday;
use crate::text::without_controls;
use crate::{Mistake, Mistakes};

/// The commented file with every default.
pub const CALENDARS_TEMPLATE: &str = include_str!("calendars.toml");

/// The warning that addresses stand in the text, which is worth a word only
/// where others can read it.
pub const ADDRESSES_SHARED: &str = "calendars_shared";

/// A person's calendars and the rules for their time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CalendarsDocument {
    /// What holds for all calendars.
    pub rules: CalendarRules,
    /// The calendars in the order of the file.
    pub sources: Vec<CalendarSource>,
    /// Other working hours for some time; of several, the last one counts.
    pub seasons: Vec<SeasonHours>,
    /// Single days with other hours.
    pub days: Vec<DayHours>,
    /// Days in another zone, or away.
    pub trips: Vec<TripDays>,
    /// Holidays that follow a rule.
    pub holidays: Vec<HolidayDays>,
    /// Where plans are kept in step with a server.
    pub target: Option<CalendarTarget>,
}

/// What holds for all calendars.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarRules {
    /// Minutes to keep free before each event with a time.
    pub buffer_before: u16,
    /// Minutes to keep free after it.
    pub buffer_after: u16,
    /// Shorter pieces, in minutes, are of no use.
    pub block_min: u16,
    /// Most hours of work on a day.
    pub hours_per_day_max: Option<f64>,
    /// Most hours of work in a week.
    pub hours_per_week_max: Option<f64>,
    /// What holidays leave.
    pub holidays: HolidayRule,
    /// Whether events take time that may take place.
    pub tentative: TakesTime,
    /// Whether whole days take time.
    pub all_day: TakesTime,
    /// Whether events are free that Microsoft's programs call free.
    pub microsoft: bool,
    /// The person's own addresses.
    pub addresses: Vec<String>,
    /// Whether plans name the events that take time.
    pub show_titles: bool,
    /// Whether blocks of work are written into calendars.
    pub write_blocks: bool,
    /// Whether check-ins and reviews are.
    pub write_reviews: bool,
    /// Whether milestones are written as tasks, too.
    pub write_tasks: bool,
}

impl Default for CalendarRules {
    fn default() -> Self {
        CalendarRules {
            buffer_before: 0,
            buffer_after: 0,
            block_min: 15,
            hours_per_day_max: None,
            hours_per_week_max: None,
            holidays: HolidayRule::None,
            tentative: TakesTime::Busy,
            all_day: TakesTime::Busy,
            microsoft: true,
            addresses: Vec::new(),
            show_titles: true,
            write_blocks: true,
            write_reviews: true,
            write_tasks: false,
        }
    }
}

/// What holidays leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HolidayRule {
    /// Nothing.
    None,
    /// Half of the usual hours.
    Half,
    /// Everything.
    Ignore,
}

/// Whether a sort of event takes time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TakesTime {
    /// It does not.
    Free,
    /// It does.
    Busy,
}

/// What a calendar is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CalendarRole {
    /// Its events take time.
    #[default]
    Busy,
    /// The days of its events are spent away.
    Travel,
    /// The days of its events are holidays.
    Holidays,
    /// It offers hours of work (VAVAILABILITY).
    Availability,
    /// It is known and not read.
    Ignore,
}

impl CalendarRole {
    /// All roles.
    pub const ALL: [CalendarRole; 5] = [
        CalendarRole::Busy,
        CalendarRole::Travel,
        CalendarRole::Holidays,
        CalendarRole::Availability,
        CalendarRole::Ignore,
    ];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            CalendarRole::Busy => "busy",
            CalendarRole::Travel => "travel",
            CalendarRole::Holidays => "holidays",
            CalendarRole::Availability => "availability",
            CalendarRole::Ignore => "ignore",
        }
    }
}

/// How a server lets somebody in. No secret stands in a file of settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Access {
    /// The name to log in with.
    pub user: Option<String>,
    /// Variable of the environment that holds the password.
    pub password_env: Option<String>,
    /// File that holds it and that nobody else can read.
    pub password_file: Option<String>,
    /// Command that prints it.
    pub password_command: Option<String>,
    /// A file with certificates (PEM) to trust beside those of the system.
    pub ca: Option<String>,
    /// Whether a connection may be readable by others on the way.
    #[serde(default)]
    pub allow_http: bool,
}

/// A calendar to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarSource {
    /// How it is called; unique in the file.
    pub name: String,
    /// Where it is: a file, a folder, or an address.
    pub from: Address,
    /// What it is for.
    pub role: CalendarRole,
    /// The zone of its times without one, and of the days of a journey.
    pub zone: Option<TimeZone>,
    /// How to get in.
    pub access: Access,
}

/// A range of the day in minutes from midnight; an end at or before the
/// beginning is one of the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct HourRange {
    /// The beginning, less than 1440.
    pub from: u16,
    /// The end, at most 1440.
    pub to: u16,
}

/// Working hours that hold for some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeasonHours {
    /// First day.
    pub from: Date,
    /// Last day, inclusive; for good where there is none.
    pub to: Option<Date>,
    /// The ranges of each day, Monday first.
    pub weekly: [Vec<HourRange>; 7],
}

/// A single day with other hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayHours {
    /// The day.
    pub date: Date,
    /// Its ranges; none where nothing can be done.
    pub hours: Vec<HourRange>,
    /// The reason to show, if any.
    pub reason: Option<String>,
}

/// Days that are spent elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct TripDays {
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// The zone there.
    pub zone: Option<TimeZone>,
    /// Hours that are left on each day; as many as usual where it is not said.
    pub hours_per_day: Option<f64>,
    /// The reason to show, if any.
    pub reason: Option<String>,
}

/// A holiday that follows a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayDays {
    /// Its name.
    pub name: String,
    /// On which days it is.
    pub rule: HolidayOn,
}

/// On which days a holiday is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HolidayOn {
    /// On days that a recurrence rule gives (RFC 5545).
    Rule(String),
    /// So many days after Easter Sunday of each year; negative before it.
    Easter(i32),
    /// On one day.
    Date(Date),
}

/// A server with which plans are kept in step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarTarget {
    /// Its address: that of a collection, or one from which it can be found.
    pub url: Address,
    /// The calendar that the person named, by what it is called or by its
    /// address; `None` where it is one that we make.
    pub collection: Option<String>,
    /// How to get in.
    pub access: Access,
}

impl CalendarTarget {
    /// How the calendar is called, or would be.
    #[must_use]
    pub fn name(&self) -> &str {
        self.collection.as_deref().unwrap_or(USUAL_COLLECTION)
    }
}

/// How a calendar is called that we make.
const USUAL_COLLECTION: &str = "backcast";

/// Reads the file, given its name (for messages) and text. Also returns what
/// is odd.
///
/// # Errors
///
/// Returns every mistake at once, each with its place.
pub fn read_calendars(name: &str, text: &str) -> Result<(CalendarsDocument, Vec<Mistake>), Mistakes> {
    let mut mistakes = Mistakes::new(name, &masked(text));
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let fix = "the commented file shows how it is written: backcast calendar list --template";
        mistakes.error("calendars_syntax", "", error.span().unwrap_or(0..0), error.message().to_owned(), fix);
    }
    let mut reader = Reader { mistakes };
    let document = reader.document(table.get_ref());
    if reader.mistakes.has_errors() { Err(reader.mistakes) } else { Ok((document, reader.mistakes.into_list())) }
}

type Value<'i> = Spanned<DeValue<'i>>;

struct Reader {
    mistakes: Mistakes,
}

impl Reader {
    fn document(&mut self, table: &DeTable<'_>) -> CalendarsDocument {
        let mut document = CalendarsDocument::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "calendar" => document.sources = self.entries("calendar", value, SourceEntry::into_source),
                "hours" => document.seasons = self.entries("hours", value, SeasonEntry::into_hours),
                "day" => document.days = self.entries("day", value, DayEntry::into_hours),
                "holiday" => document.holidays = self.entries("holiday", value, HolidayEntry::into_days),
                "trip" => document.trips = self.entries("trip", value, TripEntry::into_days),
                "target" => {
                    document.target = self
                        .one("target", value)
                        .and_then(|entry| self.checked(value, entry, TargetEntry::into_target));
                }
                name => self.rule(name, key.span(), value, &mut document.rules),
            }
        }
        for (idx, source) in document.sources.iter().enumerate() {
            if document.sources[..idx].iter().any(|other| other.name == source.name) {
                let message = format!("two calendars are called `{}`", source.name);
                self.mistakes.error("calendar_twice", "calendar", 0..0, message, "give each a name of its own");
            }
        }
        self.secrets(&document);
        document
    }

    /// Says which secrets others could come across, without repeating one.
    fn secrets(&mut self, document: &CalendarsDocument) {
        let of_sources = document.sources.iter().map(|source| (format!("calendar `{}`", source.name), &source.from));
        let of_target = document.target.iter().map(|target| ("calendar that is written".to_owned(), &target.url));
        for (what, address) in of_sources.chain(of_target) {
            if address.login().is_some_and(|login| login.password.is_some()) {
                let message = format!("a password stands in the address of the {what}");
                let fix = "move it into a file that only you can read: backcast calendar secure";
                self.mistakes.warn("calendar_password", "calendar", 0..0, message, fix);
            }
        }
        let is_on_server = |source: &&CalendarSource| !source.from.is_path();
        for source in document.sources.iter().filter(is_on_server) {
            let is_part = source.name.len() > 3 && source.from.reveal().contains(&source.name);
            let is_shown_anyway = source.from.host().is_some_and(|host| host.contains(&source.name));
            if is_part && !is_shown_anyway && source.from.harmless_name().as_ref() != Some(&source.name) {
                let message = "the name of a calendar is a part of its address that may be secret; names are shown";
                let fix = "give it another `name` in the file, or add it anew with --name";
                self.mistakes.warn("calendar_name", "calendar", 0..0, message, fix);
            }
        }
        if document.sources.iter().any(|source| is_on_server(&source)) || document.target.is_some() {
            let message = "others can read the addresses of your calendars, which may be secret";
            let fix = "let nobody else read the file: backcast calendar secure";
            self.mistakes.warn(ADDRESSES_SHARED, "calendar", 0..0, message, fix);
        }
    }

    fn rule(&mut self, name: &str, place: std::ops::Range<usize>, value: &Value<'_>, rules: &mut CalendarRules) {
        match name {
            "buffer_before" => self.set(name, value, &mut rules.buffer_before),
            "buffer_after" => self.set(name, value, &mut rules.buffer_after),
            "block_min" => self.set(name, value, &mut rules.block_min),
            "hours_per_day_max" => rules.hours_per_day_max = self.hours(name, value, 24.0),
            "hours_per_week_max" => rules.hours_per_week_max = self.hours(name, value, 168.0),
            "holidays" => self.set(name, value, &mut rules.holidays),
            "tentative" => self.set(name, value, &mut rules.tentative),
            "all_day" => self.set(name, value, &mut rules.all_day),
            "microsoft" => self.set(name, value, &mut rules.microsoft),
            "addresses" => self.set(name, value, &mut rules.addresses),
            "write_blocks" => self.set(name, value, &mut rules.write_blocks),
            "write_tasks" => self.set(name, value, &mut rules.write_tasks),
            "write_reviews" => self.set(name, value, &mut rules.write_reviews),
            "show_titles" => self.set(name, value, &mut rules.show_titles),
            _ => {
                let message = format!("`{name}` is not a setting of calendars");
                let fix = "the commented file shows all of them: backcast calendar list --template";
                self.mistakes.warn("key_unknown", name, place, message, fix);
            }
        }
    }

    fn set<T: DeserializeOwned>(&mut self, name: &str, value: &Value<'_>, rule: &mut T) {
        if let Some(read) = self.one(name, value) {
            *rule = read;
        }
    }

    fn hours(&mut self, name: &str, value: &Value<'_>, most: f64) -> Option<f64> {
        let hours: f64 = self.one(name, value)?;
        let sound = hours.is_finite() && (0.0..=most).contains(&hours);
        if !sound {
            let message = format!("`{name}` can be 0 to {most}");
            self.mistakes.error("value_wrong", name, value.span(), message, "write hours, for example 4 or 2.5");
        }
        sound.then_some(hours)
    }

    /// One value, or nothing and a mistake at its place.
    fn one<T: DeserializeOwned>(&mut self, name: &str, value: &Value<'_>) -> Option<T> {
        match T::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(read) => Some(read),
            Err(error) => {
                let place = error.span().unwrap_or_else(|| value.span());
                let fix = "the commented file shows how it is written: backcast calendar list --template";
                self.mistakes.error("value_wrong", name, place, masked(error.message()), fix);
                None
            }
        }
    }

    fn entries<E: DeserializeOwned, T>(
        &mut self,
        name: &str,
        value: &Value<'_>,
        convert: fn(E) -> Result<T, Wrong>,
    ) -> Vec<T> {
        let Some(list) = value.get_ref().as_array() else {
            let message = format!("`{name}` has to be a list of tables");
            self.mistakes.error(
                "value_wrong",
                name,
                value.span(),
                message,
                format!("write [[{name}]] with two brackets"),
            );
            return Vec::new();
        };
        let mut entries = Vec::new();
        for one in list.iter() {
            if let Some(entry) = self.one::<E>(name, one) {
                entries.extend(self.checked(one, entry, convert));
            }
        }
        entries
    }

    fn checked<E, T>(&mut self, value: &Value<'_>, entry: E, convert: fn(E) -> Result<T, Wrong>) -> Option<T> {
        match convert(entry) {
            Ok(read) => Some(read),
            Err(Wrong { key, message, fix }) => {
                self.mistakes.error("value_wrong", key, value.span(), message, fix);
                None
            }
        }
    }
}

/// Why an entry makes no sense.
struct Wrong {
    key: &'static str,
    message: String,
    fix: &'static str,
}

#[derive(Deserialize)]
struct SourceEntry {
    name: String,
    from: String,
    #[serde(default)]
    role: CalendarRole,
    zone: Option<String>,
    password: Option<toml::Value>,
    #[serde(flatten)]
    access: Access,
}

impl SourceEntry {
    fn into_source(self) -> Result<CalendarSource, Wrong> {
        no_password(self.password.is_some())?;
        let name = without_controls(self.name.trim());
        if name.is_empty() {
            let message = "a calendar needs a name".to_owned();
            return Err(Wrong { key: "name", message, fix: "write name = \"work\"" });
        }
        let zone = self.zone.map(|zone| named_zone(&zone)).transpose()?;
        Ok(CalendarSource { name, from: Address::new(self.from), role: self.role, zone, access: self.access })
    }
}

#[derive(Deserialize)]
struct TargetEntry {
    url: String,
    collection: Option<String>,
    password: Option<toml::Value>,
    #[serde(flatten)]
    access: Access,
}

impl TargetEntry {
    fn into_target(self) -> Result<CalendarTarget, Wrong> {
        no_password(self.password.is_some())?;
        let TargetEntry { url, collection, access, .. } = self;
        // Earlier versions wrote down how the calendar is usually called, too.
        let collection = collection.filter(|name| !name.trim().is_empty() && name != USUAL_COLLECTION);
        Ok(CalendarTarget { url: Address::new(url), collection, access })
    }
}

/// Refuses a password that stands under a key of its own. One in an address is
/// read all the same: earlier versions wrote it there themselves.
fn no_password(is_stated: bool) -> Result<(), Wrong> {
    if is_stated {
        let message = "a password does not belong in a file of settings".to_owned();
        let fix = "name where it is instead: password_command, password_env or password_file";
        return Err(Wrong { key: "password", message, fix });
    }
    Ok(())
}

fn named_zone(name: &str) -> Result<TimeZone, Wrong> {
    TimeZone::get(name).map_err(|_| Wrong {
        key: "zone",
        message: format!("there is no time zone `{}`", without_controls(name)),
        fix: "use a name like \"Europe/Berlin\"",
    })
}

/// One range or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Ranges {
    One(HourRange),
    Several(Vec<HourRange>),
}

impl Ranges {
    fn into_list(self) -> Vec<HourRange> {
        match self {
            Ranges::One(range) => vec![range],
            Ranges::Several(ranges) => ranges,
        }
    }
}

impl TryFrom<String> for HourRange {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        HourRange::parse(&text).ok_or_else(|| format!("`{text}` are no hours; write \"18:00-20:00\""))
    }
}

/// `18:00-20:00`
impl std::fmt::Display for HourRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [from, to] = [self.from, self.to].map(|minutes| (minutes / 60, minutes % 60));
        write!(f, "{:02}:{:02}-{:02}:{:02}", from.0, from.1, to.0, to.1)
    }
}

impl HourRange {
    /// Its length where no clocks change.
    #[must_use]
    pub fn minutes(self) -> u16 {
        if self.to > self.from { self.to - self.from } else { self.to + 1440 - self.from }
    }

    /// Reads `18:00-20:00`; a range may end on the next day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let minutes = |text: &str| {
            let (hour, minute) = text.trim().split_once(':')?;
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (minute < 60 && hour * 60 + minute <= 1440).then_some(hour * 60 + minute)
        };
        let (from, to) = text.split_once(['-', '–'])?;
        let range = HourRange { from: minutes(from)?, to: minutes(to)? };
        (range.from < 1440 && range.from != range.to).then_some(range)
    }
}

#[derive(Deserialize)]
struct SeasonEntry {
    from: Day,
    to: Option<Day>,
    #[serde(flatten)]
    days: std::collections::BTreeMap<String, Ranges>,
}

impl SeasonEntry {
    fn into_hours(self) -> Result<SeasonHours, Wrong> {
        let mut weekly: [Vec<HourRange>; 7] = Default::default();
        for (name, ranges) in self.days {
            let Some(day) = weekday(&name) else {
                let known: Vec<&str> = WEEKDAY_NAMES.iter().map(|(name, _)| *name).collect();
                let message = format!("`{}` is not a day of the week: {}", without_controls(&name), known.join(", "));
                return Err(Wrong { key: "hours", message, fix: "write monday = \"18:00-20:00\"" });
            };
            weekly[usize::from(day.to_monday_zero_offset().unsigned_abs())] = ranges.into_list();
        }
        let to = self.to.map(|day| day.0);
        in_order(self.from.0, to)?;
        Ok(SeasonHours { from: self.from.0, to, weekly })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DayEntry {
    date: Day,
    hours: Ranges,
    reason: Option<String>,
}

impl DayEntry {
    fn into_hours(self) -> Result<DayHours, Wrong> {
        let reason = self.reason.as_deref().map(without_controls);
        Ok(DayHours { date: self.date.0, hours: self.hours.into_list(), reason })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TripEntry {
    from: Day,
    to: Day,
    zone: Option<String>,
    hours_per_day: Option<f64>,
    reason: Option<String>,
}

impl TripEntry {
    fn into_days(self) -> Result<TripDays, Wrong> {
        in_order(self.from.0, Some(self.to.0))?;
        let hours_per_day = self.hours_per_day;
        if hours_per_day.is_some_and(|hours| !(0.0..=24.0).contains(&hours)) {
            let message = "`hours_per_day` can be 0 to 24".to_owned();
            return Err(Wrong { key: "hours_per_day", message, fix: "write hours_per_day = 1.5" });
        }
        Ok(TripDays {
            from: self.from.0,
            to: self.to.0,
            zone: self.zone.map(|zone| named_zone(&zone)).transpose()?,
            hours_per_day,
            reason: self.reason.as_deref().map(without_controls),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayEntry {
    name: String,
    rule: Option<String>,
    easter: Option<i32>,
    date: Option<Day>,
}

impl HolidayEntry {
    fn into_days(self) -> Result<HolidayDays, Wrong> {
        let rule = match (self.rule, self.easter, self.date) {
            (Some(rule), None, None) => HolidayOn::Rule(rule),
            (None, Some(days), None) if (-100..=100).contains(&days) => HolidayOn::Easter(days),
            (None, None, Some(day)) => HolidayOn::Date(day.0),
            _ => {
                let message = "a holiday has a `rule`, a `date`, or days after `easter` (-100 to 100)".to_owned();
                let fix = "write rule = \"FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25\", or easter = 1";
                return Err(Wrong { key: "holiday", message, fix });
            }
        };
        Ok(HolidayDays { name: without_controls(&self.name), rule })
    }
}

fn in_order(from: Date, to: Option<Date>) -> Result<(), Wrong> {
    if to.is_some_and(|to| to < from) {
        let message = "it ends before it begins".to_owned();
        return Err(Wrong { key: "to", message, fix: "exchange the two days" });
    }
    Ok(())
}

/// A day, as a TOML date or as a text.
#[derive(Deserialize)]
#[serde(try_from = "toml::Value")]
struct Day(Date);

impl TryFrom<toml::Value> for Day {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, String> {
        let text = match &value {
            toml::Value::Datetime(datetime) => datetime.to_string(),
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        text.trim().parse().map(Day).map_err(|_| format!("`{text}` is not a day; write 2027-04-02"))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_commented_file_holds_the_defaults() {
        let (document, warnings) = read_calendars("x", CALENDARS_TEMPLATE).expect("sound");
        assert_eq!(document, CalendarsDocument::default());
        assert!(warnings.is_empty());
        let examples: String = CALENDARS_TEMPLATE
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(|line| line.contains(" = ") || line.starts_with('['))
            .filter(|line| !line.starts_with('`') && !line.starts_with('A') && !line.contains("`role`"))
            .map(|line| format!("{line}\n"))
            .collect();
        let (document, _) = read_calendars("x", &examples).expect("each example is sound");
        assert_eq!((document.sources.len(), document.trips.len()), (1, 1));
        assert_eq!(document.seasons[0].weekly[0][1], HourRange { from: 1320, to: 60 });
        assert_eq!(document.days[0].date, date(2027, 4, 2));
        assert_eq!(document.rules.hours_per_day_max, Some(4.0));
    }

    #[test]
    fn every_mistake_is_reported_with_its_place() {
        let text = "buffer_before = -1\nholidays = 'some'\nnonsense = 1\n[[calendar]]\nname = 'a'\nfrom = 'x'\nrole = 'boss'\n\
            [[calendar]]\nname = 'b'\nfrom = 'https://ann:hunter2@example.org/'\n[[day]]\ndate = 2027-02-30\nhours = []\n\
            [[hours]]\nfrom = 2027-03-01\nto = 2027-02-01\nsomeday = '18:00-20:00'\n";
        let mistakes = read_calendars("calendars.toml", text).expect_err("wrong");
        let lines: Vec<usize> = mistakes.iter().filter_map(|mistake| Some(mistake.line_and_column()?.0)).collect();
        assert!(lines.contains(&1) && lines.contains(&2) && lines.contains(&3), "{lines:?}");
        assert!(mistakes.iter().all(|mistake| !mistake.message.contains("hunter2")));
    }

    #[test]
    fn a_password_in_an_address_is_read_and_said_and_shown_by_nothing() {
        let text = "[[calendar]]\nname = 'a'\nfrom = 'https://ann:hunter2@example.org/private-0123'\nrole = 'busy'\n\
            [target]\nurl = 'https://ann:hunter2@example.org/'\n";
        let (document, warnings) = read_calendars("x", text).expect("read");
        let codes: Vec<&str> = warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, ["calendar_password", "calendar_password", ADDRESSES_SHARED]);
        assert!(document.sources[0].from.reveal().contains("hunter2"));
        let shown = format!("{document:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("private"), "{shown}");
        // Whoever shows the place of a mistake shows the lines around it, too.
        let wrong = text.replace("'busy'", "'boss'").replace("'a'", "'https://example.org/private-0123'");
        let shown = format!("{:?}", read_calendars("x", &wrong).expect_err("no such role"));
        assert!(!shown.contains("hunter2") && !shown.contains("private"), "{shown}");
    }

    #[test]
    fn a_name_that_may_be_a_secret_is_said() {
        let codes = |name: &str, from: &str| -> Vec<&'static str> {
            let text = format!("[[calendar]]\nname = '{name}'\nfrom = '{from}'\n");
            read_calendars("x", &text).expect("read").1.iter().map(|warning| warning.code).collect()
        };
        assert_eq!(codes("MTQ2NjYx", "https://example.org/MTQ2NjYx.ics"), ["calendar_name", ADDRESSES_SHARED]);
        assert_eq!(codes("basic", "https://example.org/private-0123/basic.ics"), [ADDRESSES_SHARED]);
        assert_eq!(codes("MTQ2NjYx", "MTQ2NjYx.ics"), Vec::<&str>::new());
    }

    #[test]
    fn passwords_are_refused() {
        for text in ["password = 'x'", "password = 3"] {
            let text = format!("[[calendar]]\nname = 'a'\nfrom = 'https://example.org'\n{text}\n");
            let mistakes = read_calendars("x", &text).expect_err("wrong");
            assert!(mistakes.iter().any(|mistake| mistake.fix.contains("password_command")));
        }
    }
}
