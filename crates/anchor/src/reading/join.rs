//! What all readers make of one text, and what all texts of a goal come to.

use std::ops::Range;

use backcast_core::{
    Circumstances, Contradiction, DaySpan, Fact, Field, Goal, HoursRange, Meaning, Quantity, Quote, Reader, Reading,
    TextId, Unread, WeeklyHours, WorldDate,
};

use super::atoms::Atoms;
use super::away::away;
use super::calendar::calendar;
use super::capacity::{self, AvailableHours, available_hours, capacity};
use super::money::money;
use super::people::{people, team_size};
use super::progress;
use super::quantities::quantities;
use super::rest::rest;
use super::roles::{DeadlineSource, deadlines, roles};
use super::states::states;
use super::unexplained::{self, Unexplained};
use super::{Asked, CalendarWords, Context, Found, Taken, fewer_hours, hinted, lasting, ledger, unbound};

/// What the readers of one text have found so far.
struct Joint<'a> {
    atoms: &'a Atoms<'a>,
    ctx: &'a Context,
    calendar: Vec<CalendarWords>,
    taken: Taken,
    found: Vec<Found>,
    asked: Vec<Asked>,
}

/// Adds what a text says.
pub(super) fn read_text(text: &str, ctx: &Context, notes: &mut Notes) {
    let atoms = Atoms::new(text);
    let calendar = calendar(&atoms, ctx);
    let taken = Taken::new(&atoms);
    let mut joint = Joint { atoms: &atoms, ctx, calendar, taken, found: Vec::new(), asked: Vec::new() };
    joint.days_off();
    joint.hours();
    joint.dates();
    let people = joint.people();
    if ctx.text == TextId::Team {
        notes.reading.team_size = Some(team_size(&atoms, &people));
    }
    joint.found.extend(people);
    joint.numbers();
    joint.unexplained_days();
    joint.names();
    joint.whole_text();
    joint.hand_over(notes);
}

impl Joint<'_> {
    fn days_off(&mut self) {
        let words = away(self.atoms, self.ctx, &self.calendar, &mut self.taken);
        self.found.extend(words.found);
        let asked = words.asked.into_iter().map(|one| Asked::about(Field::Constraints, one.atoms, one.question));
        self.asked.extend(asked);
    }

    fn hours(&mut self) {
        let hours = capacity(self.atoms, self.ctx, &self.calendar, &mut self.taken);
        self.found.extend(hours.found);
        self.asked.extend(hours.asked.into_iter().map(|one| Asked {
            lapses_with_hours: one.lapses_with_hours,
            ..Asked::about(Field::Hours, one.atoms, one.question)
        }));
    }

    fn dates(&mut self) {
        self.found.extend(roles(self.atoms, self.ctx, &self.calendar, &mut self.taken));
    }

    fn people(&mut self) -> Vec<Found> {
        people(self.atoms, self.ctx, &mut self.taken)
    }

    fn numbers(&mut self) {
        self.found.extend(money(self.atoms, self.ctx, &self.calendar, &mut self.taken));
        self.found.extend(quantities(self.atoms, self.ctx, &self.calendar, &mut self.taken));
        self.found.extend(states(self.atoms, self.ctx, &self.calendar, &mut self.taken));
        self.found.extend(rest(self.atoms, self.ctx, &self.calendar, &mut self.taken));
    }

    /// Some days of which a constraint says nothing that anybody understood.
    fn unexplained_days(&mut self) {
        if !matches!(self.ctx.text, TextId::Constraint(_)) {
            return;
        }
        for days in unexplained::days_off(self.atoms, self.ctx, &self.found, &self.asked) {
            match days {
                Unexplained::Off(number, off) => self.found[number] = off,
                Unexplained::Asked(asked) => self.asked.push(asked),
            }
        }
    }

    /// Figures that belong to a name, those among them that a reader set aside
    /// without a meaning.
    fn names(&mut self) {
        for name in ledger::names(self.atoms, &self.calendar, &self.taken) {
            self.taken.take(&name);
            self.found.push(Found { atoms: name, meaning: Meaning::Name, question: None });
        }
        let mut explained = Taken::new(self.atoms);
        self.found
            .iter()
            .map(|one| &one.atoms)
            .chain(self.asked.iter().map(|one| &one.atoms))
            .for_each(|place| explained.take(place));
        for run in self.taken.runs_without(&explained) {
            let written = self.atoms.quote(&run);
            if looks_like_a_date(written) {
                let question = format!("`{written}` is no day of the calendar that lies ahead: which day is meant?");
                let is_wish = matches!(self.ctx.text, TextId::Title | TextId::Destination);
                let field = if is_wish { Field::Deadline } else { Field::Constraints };
                self.asked.push(Asked::about(field, run, question));
            } else {
                self.found.push(Found { atoms: run, meaning: Meaning::Name, question: None });
            }
        }
    }

    /// What nobody understood of a text as a whole: a constraint that binds nothing,
    /// and a wish that hints at a time without one word of the calendar.
    fn whole_text(&mut self) {
        let unread = ledger::unread(self.atoms, self.ctx, &self.calendar, &self.taken);
        match self.ctx.text {
            TextId::Constraint(_) => {
                self.asked.extend(unbound::unbound(self.atoms, &self.found, &self.asked, &unread));
            }
            TextId::Title | TextId::Destination if unread.is_empty() => {
                self.asked.extend(hinted::hinted_deadline(self.atoms, &self.found, &self.asked));
                if self.ctx.text == TextId::Destination {
                    self.asked.extend(hinted::unread_end(self.atoms, &self.found, &self.asked));
                }
            }
            _ => {}
        }
    }

    fn hand_over(mut self, notes: &mut Notes) {
        self.found.sort_by_key(|one| (one.atoms.start, one.atoms.end));
        let (atoms, ctx) = (self.atoms, self.ctx);
        let quote = |place: &Range<usize>| Quote {
            text: ctx.text,
            place: atoms.place(place),
            words: atoms.quote(place).to_owned(),
        };
        notes.reading.facts.extend(self.found.into_iter().map(|one| Fact {
            quote: quote(&one.atoms),
            meaning: one.meaning,
            reader: Reader::Engine,
            question: one.question,
        }));
        let plain = ledger::unread(atoms, ctx, &self.calendar, &self.taken).into_iter();
        let asked = self.asked.into_iter().map(|one| {
            let unread = Unread { quote: quote(&one.atoms), question: one.question, field: one.field };
            let days = CalendarWords::among(&self.calendar, &one.atoms).find_map(|words| words.days);
            Open { unread, days, lapses_with_hours: one.lapses_with_hours }
        });
        let mut open: Vec<Open> = plain.map(Open::of).chain(asked).collect();
        open.sort_by_key(|one| (one.unread.quote.place.start, one.unread.quote.place.end));
        notes.open.extend(open);
    }
}

/// "31.02.2027", "31/13/27", "2027-02-30": written as a date, whatever it is.
fn looks_like_a_date(written: &str) -> bool {
    let Some(mark) = written.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '.' | '/' | '-')) else {
        return false;
    };
    let lengths: Vec<usize> = written.split(mark).map(str::len).collect();
    let is_figures = written.chars().all(|c| c.is_ascii_digit() || c == mark);
    is_figures && matches!(lengths[..], [1 | 2, 1 | 2, 2 | 4] | [4, 1 | 2, 1 | 2])
}

/// What is known of a goal while its texts are read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    reading: Reading,
    open: Vec<Open>,
}

impl Notes {
    /// Puts a fact in the place of all that was read of these words, or asked about
    /// them; nothing where the words are of no account.
    pub(super) fn replace(&mut self, quote: &Quote, fact: Option<Fact>) {
        let touches = |other: &Quote| {
            other.text == quote.text && other.place.start < quote.place.end && quote.place.start < other.place.end
        };
        let facts = &mut self.reading.facts;
        facts.retain(|one| !touches(&one.quote));
        self.open.retain(|one| !touches(&one.unread.quote));
        if let Some(fact) = fact {
            let place = |fact: &Fact| (fact.quote.text, fact.quote.place.start);
            let at = facts.iter().position(|one| place(one) > place(&fact)).unwrap_or(facts.len());
            facts.insert(at, fact);
        }
    }

    /// Notes the rest of a text that is too long to be read, from this byte on.
    pub(super) fn leave_unread(&mut self, ctx: &Context, from: usize, rest: &str) {
        let words = rest.trim();
        if words.is_empty() {
            return;
        }
        let start = from + (rest.len() - rest.trim_start().len());
        let shown: String = words.split_whitespace().take(8).collect::<Vec<_>>().join(" ").chars().take(60).collect();
        let unread = Unread {
            quote: Quote { text: ctx.text, place: start..start + words.len(), words: words.to_owned() },
            question: format!(
                "`{}` is longer than what is read of a goal, from \"{shown}\" on: what of that matters for the plan?",
                ctx.text.key()
            ),
            field: Field::Destination,
        };
        self.open.push(Open::of(unread));
    }
}

/// What was not understood, unless another text settles it.
#[derive(Debug)]
struct Open {
    unread: Unread,
    /// The days that it is about, where its words name them.
    days: Option<DaySpan>,
    lapses_with_hours: bool,
}

impl Open {
    fn of(unread: Unread) -> Self {
        Open { unread, days: None, lapses_with_hours: false }
    }
}

/// Settles what no text says alone: the deadline, the hours, what contradicts,
/// and what nobody has to be asked any more.
pub(super) fn settle(goal: &Goal, circumstances: &Circumstances, notes: Notes) -> Reading {
    let Notes { mut reading, mut open } = notes;
    drop_repeated_title(&mut reading, &mut open);
    progress::join(&mut reading.facts);
    if goal.deadline.is_some() {
        lasting::settle(&mut reading.facts);
    }
    let usual = circumstances.pace.map(WeeklyHours::hours_per_week);
    open.extend(fewer_hours::settle(&mut reading.facts, usual).into_iter().map(Open::of));
    let dates = deadlines(&reading.facts, goal.deadline);
    if let Some(chosen) = dates.chosen {
        reading.deadline_idx = reading.facts.iter().position(|fact| fact.quote == chosen.quote);
        // A day that was assumed to be the deadline is asked about.
        if let Some(fact) = reading.deadline_idx.and_then(|idx| reading.facts.get_mut(idx)) {
            fact.question = fact.question.take().or(chosen.question);
        }
    }
    let hours = available_hours(&reading.facts);
    // Of hours that change, the last ones are planned with.
    reading.hours = hours.weekly.or_else(|| hours.periods.last().map(|(_, weekly)| *weekly));
    // A day without a stated length may hold longer sessions.
    let is_any_open = open.iter().any(|one| one.unread.field == Field::Hours);
    reading.session_max = hours.session.filter(|_| !is_any_open);
    let of_dates = dates.conflicts.iter().map(|conflict| two_dates(&conflict.one, &conflict.other));
    let of_hours = hours.contradictions.iter().map(|contradiction| two_hours(contradiction, &reading.facts));
    let of_states = progress::contradictions(&reading.facts).into_iter();
    let of_states =
        of_states.map(|(quote, question)| Contradiction { quotes: vec![quote], question, field: Field::Origin });
    reading.contradictions = of_dates.chain(of_hours).chain(of_states).collect();
    let (has_deadline, has_hours) = (
        goal.deadline.is_some() || reading.deadline_idx.is_some(),
        circumstances.pace.is_some() || reading.hours.is_some(),
    );
    // "Before I turn 40" in the title is the 40th birthday of the destination.
    let of_deadline = reading.deadline().map(|(fact, _)| fact.quote.words.clone()).unwrap_or_default();
    let is_said_again = |quote: &Quote| {
        let figures = |words: &str| -> Vec<String> {
            words.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let known = figures(&of_deadline);
        quote.text == TextId::Title && figures(&quote.words).iter().all(|figure| known.contains(figure))
    };
    // "A draft by May, and out before the book fair": another end, which the first one
    // does not answer.
    let deadline_place = reading.deadline().map(|(fact, _)| (fact.quote.text, fact.quote.place.start));
    let is_behind_deadline = |quote: &Quote| {
        goal.deadline.is_none()
            && deadline_place.is_some_and(|(text, start)| text == quote.text && start < quote.place.start)
    };
    let is_stated =
        |days: DaySpan| circumstances.busy.iter().any(|busy| busy.from <= days.first && days.last <= busy.to);
    for fact in &mut reading.facts {
        if matches!(&fact.meaning, Meaning::Away(away) if is_stated(away.days)) {
            fact.question = None;
        }
    }
    let is_open = |one: &Open| {
        // "Before the baby comes. Due date is May 8": the day is known by then.
        let has_figures = one.unread.quote.words.contains(|c: char| c.is_ascii_digit());
        let quote = &one.unread.quote;
        let is_settled_date = one.unread.field == Field::Deadline
            && has_deadline
            && !is_behind_deadline(quote)
            && (!has_figures || is_said_again(quote));
        !(is_settled_date || one.lapses_with_hours && has_hours || one.days.is_some_and(is_stated))
    };
    let is_said_otherwise = |quote: &Quote| reading.facts.iter().any(|fact| fact.quote.text == quote.text);
    let unread = open.into_iter().filter_map(|mut one| {
        // "Sometimes I have to work weekends" beside known hours still bounds something.
        let quote = &one.unread.quote;
        if one.lapses_with_hours
            && has_hours
            && matches!(quote.text, TextId::Constraint(_))
            && !is_said_otherwise(quote)
        {
            one.unread.question = unbound::question(&quote.words);
            one.unread.field = Field::Constraints;
            return Some(one.unread);
        }
        is_open(&one).then_some(one.unread)
    });
    reading.unread = unread.collect();
    reading
}

/// The hours that all facts of a reading come to.
pub(crate) fn hours_of(reading: &Reading) -> AvailableHours {
    available_hours(&reading.facts)
}

/// The hours of an average week that a text names by itself.
pub(crate) fn hours_in(text: &str, ctx: &Context) -> Option<HoursRange> {
    let mut notes = Notes::default();
    read_text(text, ctx, &mut notes);
    available_hours(&notes.reading.facts).weekly
}

/// A title often repeats what the destination says: it counts once.
fn drop_repeated_title(reading: &mut Reading, open: &mut Vec<Open>) {
    let is_title = |quote: &Quote| quote.text == TextId::Title;
    let told: Vec<Meaning> = reading
        .facts
        .iter()
        .filter(|fact| fact.quote.text == TextId::Destination)
        .map(|fact| essence(&fact.meaning))
        .collect();
    reading.facts.retain(|fact| !is_title(&fact.quote) || !told.contains(&essence(&fact.meaning)));
    let asked: Vec<String> = open
        .iter()
        .filter(|one| one.unread.quote.text == TextId::Destination)
        .map(|one| one.unread.quote.words.to_lowercase())
        .collect();
    open.retain(|one| {
        let words = one.unread.quote.words.to_lowercase();
        !is_title(&one.unread.quote) || !asked.iter().any(|other| other.contains(&words))
    });
}

/// A meaning without the words that only say where it was found.
pub(crate) fn essence(meaning: &Meaning) -> Meaning {
    match meaning {
        Meaning::WorldDate(date) => Meaning::WorldDate(WorldDate { what: None, ..date.clone() }),
        Meaning::Quantity(quantity) => Meaning::Quantity(Quantity { what: String::new(), ..quantity.clone() }),
        other => other.clone(),
    }
}

fn two_dates(one: &DeadlineSource, other: &DeadlineSource) -> Contradiction {
    let shown = |source: &DeadlineSource| match source {
        DeadlineSource::Key(day) => format!("`deadline` says {}", day.strftime("%-d %B %Y")),
        DeadlineSource::Words(days, quote) => {
            format!("\"{}\" in `{}` is {}", quote.words, quote.text.key(), days.last.strftime("%-d %B %Y"))
        }
    };
    let quotes = [one, other].into_iter().filter_map(|source| match source {
        DeadlineSource::Key(_) => None,
        DeadlineSource::Words(_, quote) => Some(quote.clone()),
    });
    Contradiction {
        quotes: quotes.collect(),
        question: format!("{}, and {}: which one holds?", shown(one), shown(other)),
        field: Field::Deadline,
    }
}

fn two_hours(contradiction: &capacity::Contradiction, facts: &[Fact]) -> Contradiction {
    use capacity::Contradiction::{AboveLimit, ExcludedDays, SessionsAboveSum, Sums};
    let words = |fact: usize| facts[fact].quote.words.as_str();
    let (about, question) = match *contradiction {
        Sums { facts: (one, other), hours } => (
            vec![one, other],
            format!(
                "\"{}\" are {} hours a week and \"{}\" are {}: which one holds?",
                words(one),
                hours.0,
                words(other),
                hours.1
            ),
        ),
        SessionsAboveSum { fact, sum, sessions } => (
            vec![fact],
            format!(
                "\"{}\" are {sum} hours a week, and the times that you name come to {sessions}: which one holds?",
                words(fact)
            ),
        ),
        AboveLimit { fact, limit, hours } => (
            vec![fact],
            format!(
                "\"{}\" allows {limit} hours a week, and what you name comes to {hours}: which one holds?",
                words(fact)
            ),
        ),
        ExcludedDays { fact } => {
            (vec![fact], format!("\"{}\" lies on days that you exclude elsewhere: which one holds?", words(fact)))
        }
    };
    let quotes = about.into_iter().map(|fact| facts[fact].quote.clone()).collect();
    Contradiction { quotes, question, field: Field::Hours }
}

impl Asked {
    pub(super) fn about(field: Field, atoms: Range<usize>, question: String) -> Self {
        Asked { atoms, question, field, lapses_with_hours: false }
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::Conventions;
    use jiff::civil::date;

    use super::*;

    fn questions(text: &str) -> usize {
        let ctx =
            Context { today: date(2026, 11, 29), conventions: Conventions::default(), text: TextId::Constraint(0) };
        let mut notes = Notes::default();
        read_text(text, &ctx, &mut notes);
        notes.reading.facts.iter().filter(|fact| fact.question.is_some()).count() + notes.open.len()
    }

    fn of_goal(title: &str, destination: &str, origin: &str) -> Reading {
        let goal = Goal {
            destination: Some(destination.to_owned()),
            origin: Some(origin.to_owned()),
            ..crate::test_goal::goal(title)
        };
        crate::read(&goal, &Circumstances::default(), date(2026, 8, 10), Conventions::default())
    }

    #[test]
    fn what_is_on_view_has_to_be_there_on_its_first_day() {
        let due = |destination: &str| {
            let reading = of_goal("My show", destination, "");
            reading.deadline().map(|(_, date)| date.due())
        };
        let first = Some(date(2027, 5, 1));
        assert_eq!(due("20 paintings hung for the show, which runs the whole month of May."), first);
        assert_eq!(due("20 paintings hung; the exhibition runs from 1 to 20 May 2027."), first);
        assert_eq!(due("Finish the course that runs in May."), Some(date(2027, 5, 31)));
    }

    #[test]
    fn what_was_before_is_no_part_of_what_is_new() {
        let origin_amounts = |destination: &str, origin: &str| {
            let reading = of_goal("A goal", destination, origin);
            let amounts = progress::amounts(&reading.facts);
            let here = amounts.iter().filter(|amount| amount.part == backcast_core::Part::Origin);
            here.map(|amount| amount.value).collect::<Vec<_>>()
        };
        assert_eq!(origin_amounts("20 new paintings hung.", "I have about 8 older paintings."), []);
        assert_eq!(origin_amounts("30 new volunteers by June.", "We have 55 volunteers."), []);
        assert_eq!(origin_amounts("20 paintings hung.", "I have 8 paintings."), [8.0, 8.0]);
    }

    #[test]
    fn money_of_last_year_is_not_there() {
        let money = |origin: &str| {
            let reading = of_goal("A dinner", "Raise 40,000 net.", origin);
            let here = reading.facts.iter().filter(|fact| fact.quote.text == TextId::Origin);
            here.filter(|fact| matches!(fact.meaning, Meaning::Money(_))).count()
        };
        assert_eq!(money("Last year's dinner: 90 guests, 18,000 EUR net."), 0);
        assert_eq!(money("We saved 5,000 EUR last year."), 1);
        assert_eq!(money("We have 5,000 EUR."), 1);
    }

    #[test]
    fn a_title_that_says_the_deadline_again_is_not_asked_about() {
        let reading = of_goal("smoke free before I turn 40", "No cigarette before my 40th birthday in June.", "");
        assert!(reading.deadline().is_some());
        assert_eq!(reading.unread, []);
    }

    #[test]
    fn days_that_nobody_explains_are_asked_about() {
        for text in [
            "Oslo, 3 to 9 May",
            "3-9 May Lisbon with friends",
            "the last two weeks of August I'm on the road",
            "on call 1-7 March",
            "17-20 June I fly to Rome",
            "by 30 February 2027",
        ] {
            assert_eq!(questions(text), 1, "{text}");
        }
        // What binds nobody may bind the goal; of the days off that is sure.
        for text in ["Rain is likely in April", "pollen season in May"] {
            assert_eq!(questions(text), 1, "{text}");
        }
        for text in ["The office is open 3-9 May", "Away 3-9 May"] {
            assert_eq!(questions(text), 0, "{text}");
        }
    }
}
