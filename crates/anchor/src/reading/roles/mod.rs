//! What each date is for the goal: its deadline, an event, an opening, or only
//! spoken of.
//!
//! The preposition says most ("by", "from … on", "since"), the nouns and verbs
//! of the clause the rest ("the wedding is", "registration opens"), and the text
//! in which it stands decides where both are silent: a date of the destination
//! is when it has to be done, one of the origin is history.

mod choice;
mod lead;
mod others;
#[cfg(test)]
mod tests;

use std::ops::Range;

use backcast_core::{DateRole, DaySpan, Meaning, TextId, WorldDate, plus_days};

use self::lead::governing;
pub(super) use self::lead::{Lead, lead_at};
use super::atoms::{AtomKind, Atoms};
use super::calendar::length_days;
use super::wordlist::is_in;
use super::{CalendarWords, Context, Found, Taken};

pub(crate) use self::choice::{DeadlineSource, deadlines};

/// What takes place on a day that others have set, or that one prepares for.
const EVENTS: &[&str] = &[
    "wedding",
    "race",
    "exam",
    "exams",
    "marathon",
    "concert",
    "conference",
    "birthday",
    "party",
    "trip",
    "climb",
    "flight",
    "interview",
    "show",
    "festival",
    "competition",
    "tournament",
    "audition",
    "surgery",
    "operation",
    "hike",
    "game",
    "match",
    "recital",
    "performance",
    "defense",
    "defence",
    "graduation",
    "reunion",
    "ceremony",
    "gala",
    "fair",
    "demo",
    "presentation",
    "talk",
    "premiere",
    "gig",
    "expedition",
    "departure",
    "baby",
    "test",
    "triathlon",
    "ironman",
    "election",
    "anniversary",
    "convention",
    "meetup",
    "event",
    "tour",
    "course",
    "semester",
    "holiday",
    "move",
    "appointment",
    "hearing",
    "dinner",
    "ride",
    "regatta",
    "exhibition",
    "opening",
    "workshop",
    "jlpt",
    "weddings",
    "submission",
    "paper",
    "kickoff",
];
/// What one sits, whether it lasts a day or begins with it.
const EXAMS: &[&str] = &["exam", "exams", "test", "tests", "mocks", "finals", "prelims", "orals", "midterms"];
/// What others come to see, as long as it runs.
const SHOWINGS: &[&str] =
    &["show", "exhibition", "exhibit", "festival", "fair", "expo", "market", "play", "production", "installation"];
/// Something can be done from then on.
const OPENINGS: &[&str] = &["opens", "open", "opening", "available", "possible", "earliest", "released", "unlocks"];
/// Something can be done until then.
const CLOSINGS: &[&str] =
    &["closes", "close", "closing", "expires", "expire", "ends", "end", "valid", "closed", "lasts"];
/// What has to be done is said to have to be.
const DUTIES: &[&str] = &[
    "must",
    "has",
    "have",
    "need",
    "needs",
    "deadline",
    "due",
    "finish",
    "finished",
    "done",
    "ready",
    "submit",
    "submitted",
    "launch",
    "launched",
    "deliver",
    "delivered",
    "complete",
    "completed",
    "publish",
    "published",
    "ship",
    "cutoff",
    "final",
    "handed",
    "hand",
    "should",
    "required",
];

/// What is due and is nothing that the goal has to have done.
const DUE: &[&str] = &["baby", "twins", "child", "kid", "rent", "bill", "bills", "invoice", "taxes", "tax", "payment"];

/// What the dates of a text are for the goal, those aside that others took.
pub(crate) fn roles(atoms: &Atoms<'_>, ctx: &Context, calendar: &[CalendarWords], taken: &mut Taken) -> Vec<Found> {
    let mut found = Vec::new();
    for words in calendar {
        let Some(days) = words.days.filter(|_| !taken.any(&words.atoms)) else { continue };
        let date = Dated::new(atoms, ctx, words, days);
        let role = date.role();
        let (days, question) = date.days_of(role);
        let question = question.or_else(|| date.doubt(role));
        let place = date.start..words.atoms.end;
        taken.take(&place);
        let meaning = Meaning::WorldDate(WorldDate { role, days, what: date.what(), movable: date.movable() });
        found.push(Found { atoms: place, meaning, question: question.or_else(|| words.question.clone()) });
    }
    others::count_from(atoms, ctx, calendar, taken, &mut found);
    others::step_back(atoms, ctx, &mut found);
    others::narrow(ctx, &mut found);
    found
}

/// One date with what stands around it.
struct Dated<'a, 't> {
    atoms: &'a Atoms<'t>,
    ctx: &'a Context,
    words: &'a CalendarWords,
    days: DaySpan,
    lead: Lead,
    /// Its first atom, the preposition included.
    start: usize,
    /// Whether the preposition belongs to what happens on the day.
    is_governed: bool,
    clause: Range<usize>,
}

impl<'a, 't> Dated<'a, 't> {
    fn new(atoms: &'a Atoms<'t>, ctx: &'a Context, words: &'a CalendarWords, days: DaySpan) -> Self {
        let clause = clause_around(atoms, &words.atoms);
        let (own, start) = lead_at(atoms, words.atoms.start);
        let governing =
            if is_born(atoms, &clause, words.atoms.start) { None } else { governing(atoms, start, clause.start) };
        let (lead, start, is_governed) = match governing {
            Some((lead, start)) if matches!(own, Lead::On | Lead::In | Lead::None) => (lead, start, true),
            _ => (own, start, false),
        };
        Dated { atoms, ctx, words, days, lead, start, is_governed, clause }
    }

    fn has(&self, any: &[&str]) -> bool {
        self.clause.clone().filter(|at| !self.words.atoms.contains(at)).any(|at| any.contains(&self.atoms.word(at)))
    }

    /// Whether one of these stands close before the date or right behind it.
    fn is_near(&self, any: &[&str]) -> bool {
        let first = self.start.saturating_sub(6).max(self.clause.start);
        let last = (self.words.atoms.end + 4).min(self.clause.end);
        (first..self.words.atoms.start).chain(self.words.atoms.end..last).any(|at| any.contains(&self.atoms.word(at)))
    }

    fn is_day(&self) -> bool {
        (self.days.last - self.days.first).get_days() < 5
    }

    fn role(&self) -> DateRole {
        let is_past = self.days.last < self.ctx.today;
        if self.lead == Lead::Since || is_past || self.is_beside_the_point() {
            return DateRole::Mention;
        }
        match self.ctx.text {
            TextId::Title | TextId::Destination => self.role_in_goal(),
            TextId::Constraint(_) => self.role_in_constraint(),
            TextId::Origin | TextId::Budget | TextId::Team | TextId::Skill(_) | TextId::BlockedBefore(_) => {
                self.role_in_story(is_past)
            }
        }
    }

    fn role_in_goal(&self) -> DateRole {
        match self.lead {
            Lead::Starting if self.is_day() && self.is_near(EXAMS) => DateRole::Event,
            Lead::Starting => DateRole::Start,
            Lead::From | Lead::After => DateRole::Opening,
            Lead::By | Lead::Before | Lead::Until => DateRole::Deadline,
            _ if self.is_showing() => DateRole::Event,
            // "… and keep it off for three months" says how long.
            Lead::For if self.has(&["keep", "hold", "stay", "maintain", "stays", "holds", "remain", "off"]) => {
                DateRole::Mention
            }
            Lead::For => DateRole::Deadline,
            Lead::On | Lead::In | Lead::None if self.is_day() && self.is_near(EVENTS) => DateRole::Event,
            Lead::In | Lead::None if self.says_when(EVENTS) => DateRole::Event,
            Lead::On | Lead::None if self.is_day() && self.takes_place() => DateRole::Event,
            // "Over Christmas I eat too much" of a later sentence sets no deadline.
            _ if self.is_remark() => DateRole::Mention,
            _ => DateRole::Deadline,
        }
    }

    /// Whether the clause says that something has to be done; final exams are none of it.
    fn says_duty(&self) -> bool {
        self.clause.clone().filter(|at| !self.words.atoms.contains(at)).any(|at| {
            let next = self.atoms.word(at + 1);
            let is_adjective =
                self.atoms.word(at) == "final" && matches!(next, "exam" | "exams" | "year" | "term" | "semester");
            DUTIES.contains(&self.atoms.word(at)) && !is_adjective
        })
    }

    /// Whether what is due is nothing of the goal: a baby, the rent.
    fn is_due_elsewhere(&self) -> bool {
        self.has(DUE) || self.clause.clone().any(|at| self.atoms.starts_with(at, &["my", "due", "date"]))
    }

    /// Whether something is on view all through these days, so that all has to be
    /// there on the first of them: "the show runs the whole month of May".
    fn is_showing(&self) -> bool {
        self.days.first != self.days.last
            && self.has(SHOWINGS)
            && self.has(&["runs", "run", "running", "lasts", "view"])
    }

    /// Whether a later sentence of the goal tells how things are: it says neither
    /// what is to be done nor when.
    fn is_remark(&self) -> bool {
        let is_later = (1..=self.clause.start).any(|at| self.atoms.ends_clause(at - 1, false));
        let is_told = self.has(&[
            "i", "im", "ive", "we", "is", "have", "are", "was", "were", "had", "has", "always", "usually", "often",
            "never", "it",
        ]);
        let is_wish = self.has(&["want", "would", "will", "plan", "aim", "goal", "hope", "like", "wish", "shall"]);
        // "I have free time" is no duty, "I have to" is one.
        let is_duty = self.clause.clone().any(|at| match self.atoms.word(at) {
            "have" | "has" | "need" | "needs" => self.atoms.word(at + 1) == "to",
            word => DUTIES.contains(&word),
        });
        is_later && is_told && !is_wish && !is_duty
    }

    /// Whether it is told of a day that has no date yet, or of a birth.
    fn is_beside_the_point(&self) -> bool {
        is_born(self.atoms, &self.clause, self.words.atoms.start) || says_no_date(self.atoms, &self.clause)
    }

    fn role_in_constraint(&self) -> DateRole {
        let is_opening = self.is_near(OPENINGS);
        let is_closing = self.is_near(CLOSINGS);
        let is_duty = self.says_duty();
        match self.lead {
            Lead::Starting => DateRole::Start,
            Lead::From | Lead::After => DateRole::Opening,
            Lead::By if self.is_due_elsewhere() => DateRole::Event,
            Lead::By | Lead::Before if is_duty => DateRole::Deadline,
            Lead::By | Lead::Before | Lead::Until => DateRole::Closing,
            _ if self.is_due_elsewhere() && self.is_near(&["due"]) => DateRole::Event,
            _ if self.is_near(&["deadline", "due", "cutoff"]) => DateRole::Deadline,
            _ if is_opening => DateRole::Opening,
            _ if is_closing => DateRole::Closing,
            Lead::On | Lead::In | Lead::None if self.is_near(EVENTS) => DateRole::Event,
            Lead::On | Lead::In | Lead::None if self.starts() => DateRole::Start,
            Lead::On | Lead::In if is_duty => DateRole::Deadline,
            // "The exam is booked for 24 June", "lambing kicks off 20 July".
            Lead::On | Lead::For | Lead::None if self.is_day() && self.is_set_by_others() => DateRole::Event,
            _ => DateRole::Mention,
        }
    }

    /// Whether the words right before a day say that something takes place or is wanted
    /// on it.
    fn is_set_by_others(&self) -> bool {
        const SET: &str = "is are booked scheduled set fixed off live happens wants want so";
        let before = self.start.checked_sub(1).filter(|at| self.clause.contains(at));
        self.takes_place()
            || before.is_some_and(|at| is_in(SET, self.atoms.word(at)))
            || self.is_near(&["wants", "submission", "handover", "keys"])
    }

    /// In texts that tell what is, only what is plainly ahead is more than a mention.
    fn role_in_story(&self, is_past: bool) -> DateRole {
        if is_past || !self.is_day() && !self.is_near(&["deadline", "due"]) {
            return DateRole::Mention;
        }
        if self.is_near(&["deadline", "due", "cutoff"]) {
            return DateRole::Deadline;
        }
        match self.lead {
            Lead::On | Lead::None if self.is_near(EVENTS) => DateRole::Event,
            Lead::Until if self.ctx.text == TextId::Origin => DateRole::Closing,
            _ => DateRole::Mention,
        }
    }

    /// "The exam is in May", "the climb starts in December".
    fn says_when(&self, nouns: &[&str]) -> bool {
        self.is_near(nouns) && self.is_near(&["is", "are", "starts", "begins", "takes", "scheduled", "planned"])
    }

    /// "The final is 6 May", "it is on 23 May", "the slot is booked 3 June": whatever it
    /// is, unless it is the aim itself.
    fn takes_place(&self) -> bool {
        let verb = self.start.checked_sub(1).filter(|at| self.clause.contains(at)).map_or("", |at| self.atoms.word(at));
        matches!(verb, "is" | "are" | "booked" | "scheduled")
            && !self
                .has(&["deadline", "due", "cutoff", "target", "goal", "aim", "done", "ready", "finished", "delivery"])
    }

    fn starts(&self) -> bool {
        self.is_near(&["start", "starts", "begin", "begins", "kickoff"])
    }

    /// The days that count: before a day it is the one before it.
    fn days_of(&self, role: DateRole) -> (DaySpan, Option<String>) {
        let quote = self.atoms.quote(&(self.start..self.words.atoms.end));
        let is_bound = matches!(role, DateRole::Deadline | DateRole::Closing);
        let mut question = None;
        let days = match self.lead {
            // The day lies somewhere in it: "before my birthday in June".
            Lead::Before if is_bound && self.is_governed && !self.is_day() => {
                question = Some(format!("`{quote}`: on which day is it? The last one is counted with for now."));
                self.days
            }
            Lead::Before if is_bound && self.is_said_to_the_day() => self.days,
            // "Six weeks before the wedding on 12 June."
            Lead::Before if is_bound => DaySpan::day(plus_days(self.days.first, -self.days_ahead())),
            Lead::After if role == DateRole::Opening => DaySpan::day(plus_days(self.days.last, 1)),
            _ if role == DateRole::Event && self.is_showing() => DaySpan::day(self.days.first),
            _ => self.days,
        };
        if is_bound && days.last < self.ctx.today {
            question = Some(format!("`{quote}` is over: which date is meant?"));
        }
        let is_goal = matches!(self.ctx.text, TextId::Title | TextId::Destination);
        if is_goal && role == DateRole::Opening {
            question = Some(format!("`{quote}` says from when on. By when should it be done?"));
        }
        if role == DateRole::Event && !self.is_day() && days.first != days.last {
            question = Some(format!("`{quote}`: on which day is it?"));
        }
        (days, question)
    }

    /// What is asked about a date that looks like a deadline and is none.
    fn doubt(&self, role: DateRole) -> Option<String> {
        let quote = self.atoms.quote(&(self.start..self.words.atoms.end));
        let is_goal = matches!(self.ctx.text, TextId::Title | TextId::Destination);
        let is_constraint = matches!(self.ctx.text, TextId::Constraint(_));
        let is_bound = matches!(self.lead, Lead::By | Lead::Before | Lead::Until);
        if role != DateRole::Mention || !(is_goal || is_constraint) || self.is_beside_the_point() {
            return None;
        }
        // A day that is over is no deadline, however it is said.
        if is_bound && self.days.last < self.ctx.today {
            return Some(format!("`{quote}` is over: which date is meant?"));
        }
        let is_ahead = is_goal && self.days.last >= self.ctx.today && self.lead != Lead::Since;
        (is_ahead && self.is_remark()).then(|| format!("`{quote}`: must the goal be done by then?"))
    }

    /// Whether the day itself is the last one that counts: "before the end of June",
    /// "before summer is over", "before spring, say 3 May".
    fn is_said_to_the_day(&self) -> bool {
        self.words.atoms.clone().any(|at| {
            let is_end = matches!(
                self.atoms.word(at),
                "end"
                    | "ends"
                    | "close"
                    | "closes"
                    | "finishes"
                    | "out"
                    | "over"
                    | "eoy"
                    | "eom"
                    | "eoq"
                    | "eoh"
                    | "eow"
            );
            let is_exact = matches!(self.atoms.word(at), "say" | "meaning" | "ie" | "namely" | "specifically");
            is_end
                || is_exact
                || self.atoms.starts_with(at, &["i", ".", "e"])
                || self.atoms.starts_with(at, &["so", "by"])
        })
    }

    /// Days before the date by which all has to be done; one where no length says
    /// how many.
    fn days_ahead(&self) -> i32 {
        (self.clause.start.max(self.start.saturating_sub(5))..self.start)
            .find_map(|at| length_days(self.atoms, at).filter(|&(_, end)| end == self.start))
            .map_or(1, |(days, _)| days)
    }

    /// The words of the clause before the date, up to a comma.
    fn what(&self) -> Option<String> {
        let is_break = |at: usize| self.atoms.ends_clause(at, true);
        let first = (self.clause.start..self.start).rev().find(|&at| is_break(at)).map_or(self.clause.start, |at| {
            // A line break ends a clause before a word that belongs to the next one.
            if self.atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Sign) { at + 1 } else { at }
        });
        let words = self.atoms.quote(&(first..self.start)).trim();
        let words = if first < self.start && !words.is_empty() {
            words
        } else {
            self.atoms.quote(&(self.words.atoms.end..self.clause.end)).trim_start_matches([':', ',', ' ', '-'])
        };
        (!words.is_empty()).then(|| words.to_owned())
    }

    fn movable(&self) -> Option<bool> {
        if self.has(&["fixed", "hard", "immovable", "negotiable", "booked"]) {
            return Some(false);
        }
        self.has(&["flexible", "soft", "ideally", "hopefully", "roughly", "preferably"]).then_some(true)
    }
}

/// The clause in which some atoms stand; its ends are not part of it.
pub(super) fn clause_around(atoms: &Atoms<'_>, place: &Range<usize>) -> Range<usize> {
    let ends = |at: usize| {
        atoms.ends_clause(at, false)
            && atoms.word(at) != "("
            && atoms.word(at) != ")"
            && !is_point_of_short_form(atoms, at)
    };
    let is_sign = |at: usize| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Sign);
    let is_start = |at: usize| {
        // A sign ends what stands before it, a line break stands before its word.
        let is_behind_sign = is_sign(at - 1) && ends(at - 1) && atoms.word(at - 1) != ":";
        is_behind_sign || at < place.start && !is_sign(at) && ends(at)
    };
    let start = (1..=place.start).rev().take(CLAUSE_MAX).find(|&at| is_start(at));
    let start = start.unwrap_or(place.start.saturating_sub(CLAUSE_MAX));
    let end = (place.end..atoms.len()).take(CLAUSE_MAX).find(|&at| ends(at) && atoms.word(at) != ":");
    start..end.unwrap_or((place.end + CLAUSE_MAX).min(atoms.len()))
}

/// "born on 9 February 1988"
fn is_born(atoms: &Atoms<'_>, clause: &Range<usize>, date: usize) -> bool {
    (clause.start.max(date.saturating_sub(4))..date).any(|at| atoms.word(at) == "born")
}

/// "No date yet", "date tbd".
pub(super) fn says_no_date(atoms: &Atoms<'_>, clause: &Range<usize>) -> bool {
    clause.clone().any(|at| {
        matches!((atoms.word(at), atoms.word(at + 1)), ("no" | "without", "date") | ("date", "open" | "unknown"))
            || matches!(atoms.word(at), "tbd" | "tba" | "tbc" | "undecided")
            || atoms.starts_with(at, &["not", "fixed"])
            || atoms.starts_with(at, &["not", "set"])
            || atoms.starts_with(at, &["not", "decided"])
    })
}

/// Atoms of a clause that are looked at on each side of a date.
const CLAUSE_MAX: usize = 40;

/// "approx.", "Dec.", "e.g.".
fn is_point_of_short_form(atoms: &Atoms<'_>, at: usize) -> bool {
    atoms.word(at) == "."
        && at > 0
        && matches!(
            atoms.word(at - 1),
            "approx"
                | "max"
                | "min"
                | "ca"
                | "jan"
                | "feb"
                | "mar"
                | "apr"
                | "aug"
                | "sept"
                | "sep"
                | "oct"
                | "nov"
                | "dec"
                | "vac"
                | "g"
                | "e"
                | "st"
        )
        && atoms.get(at + 1).is_some_and(|next| !next.is_capital)
}
