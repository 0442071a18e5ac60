//! What was understood of a goal, with its places, and what was not.

use std::fmt;
use std::ops::Range;

use jiff::civil::Date;

use crate::{Effort, Field, WEEKDAY_NAMES, Weekdays};

/// Everything that a person wrote for one goal: understood, or quoted with a
/// question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// What was understood, in the order of the texts; numbered from 1 on.
    pub facts: Vec<Fact>,
    /// What looks as if it mattered and was not understood.
    pub unread: Vec<Unread>,
    /// What cannot all be true.
    pub contradictions: Vec<Contradiction>,
    /// The fact whose last day is the deadline that the texts set, by its place
    /// among the facts.
    pub deadline_idx: Option<usize>,
    /// The person's hours in an average week, all sentences together; nothing
    /// where they are not named or cannot be known from what is named.
    pub hours: Option<HoursRange>,
    /// The longest single session, where all that is said of hours limits it.
    pub session_max: Option<Effort>,
    /// How many people work on it, the person included, where a text about the
    /// team says so.
    pub team_size: Option<u32>,
}

impl Reading {
    /// The fact whose last day is the deadline that the texts set, and the date
    /// in it.
    #[must_use]
    pub fn deadline(&self) -> Option<(&Fact, &WorldDate)> {
        let fact = self.facts.get(self.deadline_idx?)?;
        match &fact.meaning {
            Meaning::WorldDate(date) => Some((fact, date)),
            _ => None,
        }
    }

    /// What was not understood and may be the deadline.
    #[must_use]
    pub fn deadline_unread(&self) -> Option<&Unread> {
        self.unread.iter().find(|unread| unread.field == Field::Deadline)
    }

    /// What was not understood and may be the hours.
    #[must_use]
    pub fn hours_unread(&self) -> Option<&Unread> {
        self.unread.iter().find(|unread| unread.field == Field::Hours)
    }

    /// Days with fewer hours or none.
    pub fn away(&self) -> impl Iterator<Item = (&Fact, &Away)> {
        self.facts.iter().filter_map(|fact| match &fact.meaning {
            Meaning::Away(away) => Some((fact, away)),
            _ => None,
        })
    }
}

/// Things in a goal that cannot all be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// What the person wrote, at each place.
    pub quotes: Vec<Quote>,
    /// Which one holds?
    pub question: String,
    /// The part of the goal that the answer belongs to.
    pub field: Field,
}

/// One thing that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Where it stands, and in which words.
    pub quote: Quote,
    /// What it was taken to mean.
    pub meaning: Meaning,
    /// Who took it for that.
    pub reader: Reader,
    /// What is still to be asked about it; the meaning counts until then.
    pub question: Option<String>,
}

/// Who understood a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// backcast itself.
    #[default]
    Engine,
    /// A model, an agent or the calling host: its word.
    Thinker,
    /// The person, by answering a question.
    Person,
}

/// Words of a goal with their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The text in which they stand.
    pub text: TextId,
    /// Their bytes in that text.
    pub place: Range<usize>,
    /// The words themselves.
    pub words: String,
}

/// A text of a goal file; lists count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextId {
    /// The short name.
    Title,
    /// The end state.
    Destination,
    /// Where one stands today.
    Origin,
    /// Money.
    Budget,
    /// People.
    Team,
    /// One of the constraints.
    Constraint(usize),
    /// One of the skills.
    Skill(usize),
    /// One of the things that stopped earlier attempts.
    BlockedBefore(usize),
}

/// Something that was not understood, though it has figures, a month, a
/// weekday, a currency, or the name of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The words, with their place.
    pub quote: Quote,
    /// What the person is asked about it.
    pub question: String,
    /// The part of the goal that the answer belongs to.
    pub field: Field,
}

/// The sorts of facts.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// A day or days on which the world does something.
    WorldDate(WorldDate),
    /// Hours that exist for the goal.
    Capacity(Capacity),
    /// The days of the week on which work is possible, where the words name
    /// them without hours: "not on Sundays", "weekends only".
    WorkingDays(Weekdays),
    /// Days on which there are fewer hours or none.
    Away(Away),
    /// A number of something.
    Quantity(Quantity),
    /// An amount of money.
    Money(Money),
    /// Somebody who takes part.
    Person(Person),
    /// Where one stands: what is done, or can be done, already.
    State(State),
    /// A time of the day, in minutes from midnight; below 1,440.
    ClockTime(u16),
    /// Days of the week on which something happens again and again.
    Recurring(Weekdays),
    /// Figures that belong to a name, a code, a level or a version and count
    /// nothing: "B1", "Windows 11".
    Name,
}

/// First and last day of something; equal for a single day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DaySpan {
    /// First day.
    pub first: Date,
    /// Last day; not before the first.
    pub last: Date,
}

impl DaySpan {
    /// A single day.
    #[must_use]
    pub fn day(day: Date) -> Self {
        DaySpan { first: day, last: day }
    }
}

impl fmt::Display for DaySpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { write!(f, "{}", self.first) } else { write!(f, "{} to {}", self.first, self.last) }
    }
}

/// A day or days of the world's calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldDate {
    /// What the date is for the goal.
    pub role: DateRole,
    /// The days that the words name. For a deadline the last one counts.
    pub days: DaySpan,
    /// What happens then, in the person's words; nothing where they do not say.
    pub what: Option<String>,
    /// Whether the person can move it; nothing where that is unknown.
    pub movable: Option<bool>,
}

impl WorldDate {
    /// The day by which all has to be done where this date sets it: the first day
    /// of an event over a few days, else the last day.
    #[must_use]
    pub fn due(&self) -> Date {
        let n_days = (self.days.last - self.days.first).get_days();
        match self.role {
            DateRole::Event if n_days <= EVENT_DAYS_MAX => self.days.first,
            _ => self.days.last,
        }
    }
}

/// An event that is said to lie in more days than these is a day of them that
/// nobody has named.
const EVENT_DAYS_MAX: i32 = 10;

/// What a date is for a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateRole {
    /// All has to be done by then.
    Deadline,
    /// Something takes place then: a wedding, a race, an exam.
    Event,
    /// Something can be done from then on.
    Opening,
    /// Something can be done until then.
    Closing,
    /// The goal, or a part of it, begins then.
    Start,
    /// It is only spoken of.
    Mention,
}

impl DateRole {
    /// The name used in files and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DateRole::Deadline => "deadline",
            DateRole::Event => "event",
            DateRole::Opening => "opening",
            DateRole::Closing => "closing",
            DateRole::Start => "start",
            DateRole::Mention => "mention",
        }
    }
}

/// Hours that somebody has for a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity {
    /// Hours in an average week.
    pub weekly: HoursRange,
    /// The longest single session, where the words say how long one is.
    pub session: Option<Effort>,
    /// The days of the week that the words name; all where they name none.
    pub weekdays: Weekdays,
    /// Times of the day, where the words name them.
    pub clock: Option<ClockWindow>,
    /// From when on, or on which days alone, they exist; always where nothing
    /// is named.
    pub during: Option<DaySpan>,
    /// Whose hours they are: nothing for the person's own.
    pub whose: Option<String>,
    /// Whether they hold only above all else named: "at most 6 hours a week".
    pub is_limit: bool,
}

impl Capacity {
    /// So many hours a week of the person, on any days.
    #[must_use]
    pub fn a_week(hours: f64) -> Self {
        Capacity {
            weekly: HoursRange { low: hours, high: hours },
            session: None,
            weekdays: Weekdays::default(),
            clock: None,
            during: None,
            whose: None,
            is_limit: false,
        }
    }
}

/// Hours a week, low to high; equal where one number was named.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HoursRange {
    /// The least, in hours; not negative.
    pub low: f64,
    /// The most, in hours; at least `low`.
    pub high: f64,
}

impl HoursRange {
    /// One number.
    #[must_use]
    pub fn exactly(hours: f64) -> Self {
        HoursRange { low: hours, high: hours }
    }

    /// The middle: what is planned with.
    #[must_use]
    pub fn middle(self) -> f64 {
        f64::midpoint(self.low, self.high)
    }
}

/// A stretch of a day by the clock, in minutes from midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockWindow {
    /// First minute, below 1,440.
    pub from: u16,
    /// The minute at which it ends; up to 1,440, behind `from`.
    pub to: u16,
}

/// Days with fewer hours or none.
#[derive(Clone, Debug, PartialEq)]
pub struct Away {
    /// The days.
    pub days: DaySpan,
    /// Hours a week that are left; 0 for none.
    pub hours_left: f64,
    /// The part of the usual hours that is left, above 0 and below 1, where the
    /// words say that: "half the time". `hours_left` follows from it.
    pub share_left: Option<f64>,
    /// Why, in the person's words.
    pub reason: Option<String>,
}

/// A number of something, or a way from one number to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Where it starts, where the words say so.
    pub from: Option<f64>,
    /// The number, or where it ends.
    pub to: f64,
    /// Of what, in singular or as written: "kg", "words", "%"; empty where no
    /// word says it.
    pub unit: String,
    /// The stretch in which it is counted: "a month", "a week".
    pub per: Option<Stretch>,
    /// The least of a range, "5 to 7 kg"; `to` is then the most.
    pub low: Option<f64>,
    /// What is measured, in the person's words: "squat", "p95"; empty where no
    /// word says it.
    pub what: String,
    /// On which side of `to` the result may lie.
    pub bound: Bound,
    /// Set where `to` is a difference, "lose 10 kg", and no level.
    pub change: Option<Change>,
}

impl Quantity {
    /// A plain number of something.
    #[must_use]
    pub fn of(number: f64, unit: impl Into<String>) -> Self {
        Quantity {
            from: None,
            to: number,
            unit: unit.into(),
            per: None,
            low: None,
            what: String::new(),
            bound: Bound::default(),
            change: None,
        }
    }
}

/// On which side of a number the result may lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bound {
    /// The number itself.
    #[default]
    Exactly,
    /// It, or more: "at least".
    AtLeast,
    /// It, or less: "under", "at most".
    AtMost,
}

/// The direction of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// "lose", "cut by", "fewer".
    Less,
    /// "gain", "raise by", "more".
    More,
}

/// A unit of time in which something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
}

impl Stretch {
    /// The name used in files and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Stretch::Hour => "hour",
            Stretch::Day => "day",
            Stretch::Week => "week",
            Stretch::Month => "month",
            Stretch::Quarter => "quarter",
            Stretch::Year => "year",
        }
    }
}

/// An amount of money, or a way from one amount to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    /// Where it starts, where the words say so.
    pub from: Option<f64>,
    /// The amount, or where it ends; in whole units of the currency.
    pub to: f64,
    /// ISO 4217 code; nothing where the words name no currency.
    pub currency: Option<&'static str>,
    /// What it is for the goal.
    pub role: MoneyRole,
    /// The stretch in which it flows: "2,500 a month".
    pub per: Option<Stretch>,
    /// The least of a range, "10-15k"; `to` is then the most.
    pub low: Option<f64>,
}

/// What an amount of money is for a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyRole {
    /// To be earned, saved, raised or paid off: the goal itself.
    Target,
    /// No more than that can be spent.
    Limit,
    /// It is there, or comes in.
    In,
    /// It is to be paid.
    Out,
}

impl MoneyRole {
    /// The name used in files and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            MoneyRole::Target => "target",
            MoneyRole::Limit => "limit",
            MoneyRole::In => "in",
            MoneyRole::Out => "out",
        }
    }
}

/// Somebody who takes part beside the person.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// What they are, in the person's words: "a biologist", "my sister".
    pub role: String,
    /// How many of them; 1 for one.
    pub count: u32,
    /// The hours a week that they have, where the words say so.
    pub weekly: Option<HoursRange>,
}

/// Where one stands.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The words without figures, in lower case: "words written".
    pub what: String,
    /// How much of it there is, where the words say so.
    pub value: Option<f64>,
    /// Of what: as in [`Quantity::unit`].
    pub unit: String,
    /// The stretch in which it is counted: "15 miles a week".
    pub per: Option<Stretch>,
    /// How much there is altogether, in the same unit: "3 of 12 chapters".
    pub total: Option<f64>,
    /// In which way it is so.
    pub kind: StateKind,
}

/// In which way something is so where one stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateKind {
    /// It is there: "a cheap keyboard", "95 kg".
    #[default]
    Has,
    /// It is finished: "22,000 words written".
    Done,
    /// It can be done: "I can squat 170".
    Can,
    /// It is not there, not done or not possible: "never run before".
    Lacks,
    /// It was so once, which says nothing about today: "used to weigh 95 kg".
    Was,
}

/// How dates and seasons are meant where a person lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conventions {
    /// The country that the person has configured; nothing where none is, so
    /// that "03/04/2027" has to be asked.
    pub country: Option<Country>,
}

/// A country by its ISO 3166-1 code of two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// The country with this code, in whatever case; nothing where it is not two
    /// letters.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let letters: [u8; 2] = code.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_alphabetic).then(|| Country(letters.map(|letter| letter.to_ascii_uppercase())))
    }

    /// The code, in capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("two ASCII letters")
    }
}

impl Meaning {
    /// The name of its sort in files and output.
    #[must_use]
    pub fn sort(&self) -> &'static str {
        match self {
            Meaning::WorldDate(_) => "date",
            Meaning::Capacity(_) => "capacity",
            Meaning::WorkingDays(_) => "working_days",
            Meaning::Away(_) => "away",
            Meaning::Quantity(_) => "quantity",
            Meaning::Money(_) => "money",
            Meaning::Person(_) => "person",
            Meaning::State(_) => "state",
            Meaning::ClockTime(_) => "clock_time",
            Meaning::Recurring(_) => "recurring",
            Meaning::Name => "name",
        }
    }
}

/// What the words were taken to mean, for people.
impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Meaning::WorldDate(date) => write!(f, "{date}"),
            Meaning::Capacity(capacity) => write!(f, "{capacity}"),
            Meaning::WorkingDays(days) => write!(f, "work on {}", listed(*days)),
            Meaning::Away(away) => write!(f, "{away}"),
            Meaning::Quantity(quantity) => write!(f, "{quantity}"),
            Meaning::Money(money) => write!(f, "{money}"),
            Meaning::Person(person) => write!(f, "{person}"),
            Meaning::State(state) => write!(f, "{state}"),
            Meaning::ClockTime(minutes) => write!(f, "{:02}:{:02}", minutes / 60, minutes % 60),
            Meaning::Recurring(days) => write!(f, "each week on {}", listed(*days)),
            Meaning::Name => f.write_str("a name"),
        }
    }
}

/// What happens on a day is said in so many characters or not at all: it stands
/// in the quote, too.
const WHAT_CHARS_MAX: usize = 32;

impl fmt::Display for WorldDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.role {
            DateRole::Deadline => write!(f, "done by {}", shown(self.days.last))?,
            DateRole::Event => write!(f, "takes place {}", on(self.days))?,
            DateRole::Opening => write!(f, "possible from {}", shown(self.days.first))?,
            DateRole::Closing => write!(f, "possible until {}", shown(self.days.last))?,
            DateRole::Start => write!(f, "begins {}", on(self.days))?,
            DateRole::Mention => write!(f, "{}", on(self.days))?,
        }
        let named =
            self.what.as_ref().filter(|what| self.role != DateRole::Deadline && what.chars().count() <= WHAT_CHARS_MAX);
        named.map_or(Ok(()), |what| write!(f, ": {what}"))
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = if self.is_limit { "at most " } else { "" };
        write!(f, "{limit}{} hours a week", self.weekly)?;
        if let Some(whose) = &self.whose {
            write!(f, " of {whose}")?;
        }
        if !self.weekdays.is_empty() && self.weekdays != Weekdays::default() {
            write!(f, ", on {}", listed(self.weekdays))?;
        }
        if let Some(session) = self.session {
            let minutes = session.minutes();
            match minutes {
                ..120 => write!(f, ", up to {minutes} minutes at a time")?,
                _ => write!(f, ", up to {session} hours at a time")?,
            }
        }
        match self.during {
            Some(during) if during.last == Date::MAX => write!(f, ", from {}", shown(during.first)),
            Some(during) => write!(f, ", {}", on(during)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for HoursRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = (number(self.low), number(self.high));
        if low == high { f.write_str(&low) } else { write!(f, "{low} to {high}") }
    }
}

impl fmt::Display for Away {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.hours_left > 0.0 {
            write!(f, "{} hours a week {}", number(self.hours_left), on(self.days))
        } else {
            write!(f, "no hours {}", on(self.days))
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(from) = self.from {
            write!(f, "from {} to ", number(from))?;
        }
        f.write_str(&counted(self.to, &self.unit))?;
        self.per.map_or(Ok(()), |per| write!(f, " a {}", per.as_str()))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = match self.role {
            MoneyRole::Target => ("", " as the target"),
            MoneyRole::Limit => ("at most ", ""),
            MoneyRole::In => ("", " that is there"),
            MoneyRole::Out => ("", " to be paid"),
        };
        f.write_str(before)?;
        if let Some(from) = self.from {
            write!(f, "from {} to ", number(from))?;
        }
        write!(f, "{}", number(self.to))?;
        if let Some(currency) = self.currency {
            write!(f, " {currency}")?;
        }
        if let Some(per) = self.per {
            write!(f, " a {}", per.as_str())?;
        }
        f.write_str(after)
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count > 1 {
            write!(f, "{} ", self.count)?;
        }
        f.write_str(&self.role)?;
        self.weekly.map_or(Ok(()), |weekly| write!(f, ", {weekly} hours a week"))
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(value) = self.value else {
            return match self.kind {
                StateKind::Lacks => write!(f, "not there: {}", self.what),
                StateKind::Was => write!(f, "was so once: {}", self.what),
                StateKind::Done => write!(f, "done: {}", self.what),
                StateKind::Has | StateKind::Can => write!(f, "so today: {}", self.what),
            };
        };
        let amount = counted(value, &self.unit);
        let of = self.total.map_or_else(String::new, |total| format!(" of {}", number(total)));
        let per = self.per.map_or_else(String::new, |per| format!(" a {}", per.as_str()));
        match self.kind {
            StateKind::Lacks => write!(f, "{amount}{of}{per}: not there yet"),
            StateKind::Was => write!(f, "{amount}{of}{per} once"),
            StateKind::Done => write!(f, "{amount}{of}{per} done"),
            StateKind::Has | StateKind::Can => write!(f, "{amount}{of}{per} today"),
        }
    }
}

/// "Mon, Wed and Fri", "every day but Fri", "Mon to Fri"
fn listed(days: Weekdays) -> String {
    let short = |name: &str| format!("{}{}", name[..1].to_uppercase(), &name[1..3]);
    let names = |holds: bool| -> Vec<String> {
        WEEKDAY_NAMES.iter().filter(|(_, day)| days.contains(*day) == holds).map(|(name, _)| short(name)).collect()
    };
    let (with, without) = (names(true), names(false));
    match (with.as_slice(), without.as_slice()) {
        (_, []) => "every day".into(),
        ([], _) => "no day".into(),
        (_, [only]) => format!("every day but {only}"),
        (_, [saturday, sunday]) if saturday == "Sat" && sunday == "Sun" => "Mon to Fri".into(),
        ([only], _) => only.clone(),
        ([first @ .., last], _) => format!("{} and {last}", first.join(", ")),
    }
}

fn shown(day: Date) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

fn on(days: DaySpan) -> String {
    if days.first == days.last {
        format!("on {}", shown(days.first))
    } else {
        format!("from {} to {}", shown(days.first), shown(days.last))
    }
}

/// "12 weeks", "1 week", "95 kg", "40"
fn counted(value: f64, unit: &str) -> String {
    // What is written short has no plural, and many words have one already.
    let is_word = unit.chars().all(char::is_alphabetic) && (unit.len() > 3 || unit == "day");
    let is_plural = ["s", "people", "children", "stone", "feet"].iter().any(|end| unit.ends_with(end));
    match unit {
        "" => number(value),
        _ if is_word && !is_plural && (value - 1.0).abs() > 1e-9 => format!("{} {unit}s", number(value)),
        _ => format!("{} {unit}", number(value)),
    }
}

/// A number with a comma between thousands and at most two decimals.
fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    let text = format!("{rounded}");
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, decimals) =
        digits.split_once('.').map_or((digits, String::new()), |(whole, part)| (whole, format!(".{part}")));
    let first = whole.len() % 3;
    let mut grouped = whole[..first].to_owned();
    for at in (first..whole.len()).step_by(3) {
        if !grouped.is_empty() {
            grouped.push(',');
        }
        grouped.push_str(&whole[at..at + 3]);
    }
    format!("{sign}{grouped}{decimals}")
}

impl TextId {
    /// Where it stands in a goal file: `destination`, `constraints[0]`.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            TextId::Title => "title".into(),
            TextId::Destination => "destination".into(),
            TextId::Origin => "origin".into(),
            TextId::Budget => "budget".into(),
            TextId::Team => "team".into(),
            TextId::Constraint(number) => format!("constraints[{number}]"),
            TextId::Skill(number) => format!("skills[{number}]"),
            TextId::BlockedBefore(number) => format!("blocked_before[{number}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_read_them() {
        for (value, text) in
            [(12.0, "12"), (10_000.0, "10,000"), (1_234_567.891, "1,234,567.89"), (0.5, "0.5"), (-1500.0, "-1,500")]
        {
            assert_eq!(number(value), text);
        }
        assert_eq!(number(1e15), "1,000,000,000,000,000");
    }
}
