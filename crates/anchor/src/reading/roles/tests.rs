//! What dates are for a goal, by how people write them.

use backcast_core::{Conventions, DateRole, Fact, Meaning, Quote, Reader, TextId, plus_days};
use jiff::civil::{Date, date};

use super::super::atoms::Atoms;
use super::super::calendar::calendar;
use super::super::{Context, Found, Taken};
use super::{DeadlineSource, deadlines, roles};

const TODAY: Date = date(2026, 11, 29);

fn found(text: &str, id: TextId) -> Vec<Found> {
    let atoms = Atoms::new(text);
    let ctx = Context { today: TODAY, conventions: Conventions::default(), text: id };
    roles(&atoms, &ctx, &calendar(&atoms, &ctx), &mut Taken::new(&atoms))
}

fn facts(text: &str, id: TextId) -> Vec<Fact> {
    let atoms = Atoms::new(text);
    found(text, id)
        .into_iter()
        .map(|found| Fact {
            quote: Quote { text: id, place: atoms.place(&found.atoms), words: atoms.quote(&found.atoms).to_owned() },
            meaning: found.meaning,
            reader: Reader::Engine,
            question: found.question,
        })
        .collect()
}

/// Every line says "text => role day", the last day of each.
fn check(corpus: &str, id: TextId) {
    let mut wrong = Vec::new();
    for line in corpus.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, expected) = line.split_once(" => ").expect("a line has an arrow");
        let shown: Vec<String> = found(text, id)
            .iter()
            .filter_map(|found| match &found.meaning {
                Meaning::WorldDate(date) => Some(match date.role {
                    DateRole::Opening | DateRole::Start => format!("{} {}", date.role.as_str(), date.days.first),
                    DateRole::Mention => date.role.as_str().to_owned(),
                    _ => format!("{} {}", date.role.as_str(), date.days.last),
                }),
                _ => None,
            })
            .collect();
        let got = if shown.is_empty() { "none".to_owned() } else { shown.join("; ") };
        if got != expected {
            wrong.push(format!("{text:?}: expected {expected}, got {got}"));
        }
    }
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn dates_of_a_destination_are_deadlines_and_events() {
    check(
        "Publish the novel by 31 March. => deadline 2027-03-31
        Publish the novel before 31 March. => deadline 2027-03-30
        Be debt free before summer. => deadline 2027-05-31
        Be debt free before the end of summer => deadline 2027-08-31
        Finish no later than April 3 => deadline 2027-04-03
        Ship it in Q3 => deadline 2027-09-30
        Launch on 4 May => deadline 2027-05-04
        Submit the thesis until 15 January => deadline 2027-01-15
        Ready for Christmas => deadline 2026-12-25
        In time for Easter, the choir sings it. => deadline 2027-03-28
        Lose 8 kg within 100 days => deadline 2027-03-09
        Learn Italian over the next six months => deadline 2027-05-29
        Read one classic a month for the next year => deadline 2027-11-29
        Save 10,000 this year => deadline 2026-12-31
        Run a half marathon in 2027 => deadline 2027-12-31
        Deadline: 1 June 2027 => deadline 2027-06-01
        The paper is due March 3 => deadline 2027-03-03
        Give a good speech at my brother's wedding on 19 Dec => event 2026-12-19
        Finish the city marathon on October 12 without walking. => event 2027-10-12
        The wedding is 19 Dec. => event 2026-12-19
        The climb starts on Dec 27 => event 2026-12-27
        The baby is due May 8 => deadline 2027-05-08
        Have the nursery ready: baby May 8 => event 2027-05-08
        Pass the JLPT N2 exam on 4 July => event 2027-07-04
        Exam in May => deadline 2027-05-31
        The exam is in May => event 2027-05-31
        Before my 40th birthday on 12 June I can play it => deadline 2027-06-11
        Play it before my 40th birthday in June => deadline 2027-06-30
        Travel before I turn 30 in 14 months => deadline 2028-01-28
        Submit on or before June 30 => deadline 2027-06-30
        Done not after 30 June => deadline 2027-06-30
        Invitations out six weeks before the wedding on 12 June => deadline 2027-05-01
        Tapered two days before the race on 12 June => deadline 2027-06-10
        Starting in March, teach two classes => start 2027-03-01
        Draft by March 1, the book by June 30 => deadline 2027-03-01; deadline 2027-06-30
        A novel set in 1920 => mention
        Beat my time of last year => mention
        Run as I did in summer 2024 => mention
        by 1 March 2026 => mention
        before 1988 => mention
        until May 2025 => mention
        Finish the thesis between 10 and 20 May 2027 => deadline 2027-05-20
        Run it some time from March to May 2027 => deadline 2027-05-31
        Move at some point between May and July => deadline 2027-07-31
        Walk the route from 10 to 20 May 2027 => deadline 2027-05-20
        Hold the fair between 3 June and 9 June => deadline 2027-06-09
        Open the shop in week 20 of 2027 => deadline 2027-05-23
        Build a boat over the winter of 2027/28 => deadline 2028-02-29
        Run a marathon before I turn 40 (born 9 Feb 1988) => deadline 2028-02-08; mention
        Born 3 May 1997. Publish it before I turn 30 => mention; deadline 2027-05-02
        Own a house by the age of 35, born on 12 July 1992 => deadline 2027-07-12; mention
        Be fit before my sister's wedding (no date yet, sometime next summer) => mention
        Be ready before the move (date tbd, maybe in autumn) => mention
        Lose 5 kg. Over Christmas I eat too much. => mention
        Run 10 km. I started with 3 hours in January. => mention
        Save 5,000. The year-end is always expensive. => mention
        Learn to dive. I have free time in March. => mention
        Learn to swim. I was ill in spring. => mention
        Learn to dive. I have to pass it in March. => deadline 2027-03-31
        Learn to swim. In summer it is too hot here. => mention
        Run 10 km. I want to do it in May. => deadline 2027-05-31
        Write a book; publish it in June => deadline 2027-06-30
        Write 60,000 words => none
        Read 50 books a year => none
        Support 24/7 => none",
        TextId::Destination,
    );
}

#[test]
fn what_is_said_to_the_day_counts_that_day() {
    check(
        "Ship it before the quarter ends => deadline 2026-12-31
        Be debt free before next year is over => deadline 2027-12-31
        Move before the lease => none
        Sell the van before the year's out => deadline 2026-12-31
        Open before Labor Day weekend => deadline 2027-09-03
        Finish before spring, say 20 Feb => deadline 2027-02-20
        Plant it before the frost so by around 5 October => deadline 2027-10-05
        Race in late May (i.e. the 29th) => event 2027-05-29
        Wedding on 12 June, so by 1 June the suit fits => event 2027-06-12; deadline 2027-06-01",
        TextId::Destination,
    );
}

#[test]
fn what_has_been_is_no_deadline() {
    check(
        "Get under 50 minutes. I ran 58 in July => mention
        Sing it clean. We began in September => mention
        failed it in march, next try 8 June => mention; deadline 2027-06-08
        My last attempt was in October, the next is on 4 May => mention; event 2027-05-04
        sprained my ankle in August, want to run in April => mention; deadline 2027-04-30
        Have the book published in May => deadline 2027-05-31
        I decided to climb it in June => deadline 2027-06-30
        We got a slot for the hall in March => deadline 2027-03-31
        I signed up for the regatta in July => deadline 2027-07-31
        We're on stage in June => deadline 2027-06-30
        Finished in August => deadline 2027-08-31
        I passed the first part by May => deadline 2027-05-31",
        TextId::Destination,
    );
    check(
        "I had the flu in October => mention\nthe roof was done in June => mention\nI didn't train in October => mention",
        TextId::Constraint(0),
    );
}

#[test]
fn what_lapses_steps_back_behind_a_day_of_its_own() {
    check(
        "Hand it in before 4 March because the scholarship runs out on 1 April => deadline 2027-03-03; closing 2027-04-01
        The voucher expires 5 June, dive by 20 May => closing 2027-06-05; deadline 2027-05-20
        My access lapses on 9 August => deadline 2027-08-09
        The licence ends 28 February so it must be renewed by then => closing 2027-02-28; deadline 2027-02-28",
        TextId::Destination,
    );
}

#[test]
fn days_are_counted_from_a_date_of_the_same_text() {
    check(
        "Our wedding is Fri 4 June, all invited by 8 weeks before that => event 2027-06-04; deadline 2027-04-09
        Exam on 3 May, notes must be done ten days before the exam => event 2027-05-03; deadline 2027-04-23
        The flight is 5 July. By that date I want to speak enough => event 2027-07-05; deadline 2027-07-05
        Exam on 3 May, nerves two weeks before it => event 2027-05-03
        Have it done by 6 weeks before that => none",
        TextId::Destination,
    );
    check("The audit is on 3 May, ready by then => event 2027-05-03; deadline 2027-05-03", TextId::Constraint(0));
}

#[test]
fn what_takes_place_is_the_day_of_the_goal() {
    check(
        "the orals are 9 june => event 2027-06-09
        prelims starting 11 feb => event 2027-02-11
        my slot is booked june 3 => event 2027-06-03
        the final is may 6, fit by 1 april => event 2027-05-06; deadline 2027-04-01
        The goal is 3 May => deadline 2027-05-03
        Take a course starting 5 March => start 2027-03-05",
        TextId::Destination,
    );
}

#[test]
fn dates_of_constraints_open_and_close() {
    check(
        "Registration opens on 1 February => opening 2027-02-01
        Registration closes 15 March => closing 2027-03-15
        Applications must be in by March 1 => deadline 2027-03-01
        Not before June => opening 2027-06-01
        No earlier than 5 May => opening 2027-05-05
        Possible from March on => opening 2027-03-01
        The venue is available from 10 January => opening 2027-01-10
        After Easter the pool is open => opening 2027-03-29
        My visa is valid until 30 June => closing 2027-06-30
        The permit expires on 1 May => closing 2027-05-01
        The call deadline is 31 January => deadline 2027-01-31
        The submission is due 31 January => deadline 2027-01-31
        The wedding is on 19 June => event 2027-06-19
        Race on 14 September => event 2027-09-14
        Mock exam 3 March => event 2027-03-03
        The course starts on 5 March => event 2027-03-05
        My new job starts on 1 April => start 2027-04-01
        I have had this since 2019 => mention
        The last one was in May 2024 => mention",
        TextId::Constraint(0),
    );
}

#[test]
fn origins_tell_what_was() {
    check(
        "Running since 2019 => mention
        Started in June 2024 => mention
        CV last touched in 2021 => mention
        Born 1990 in Leeds => none
        Last year I did one course => mention
        I lost 5 kg in 3 months => mention
        We wrote 10 pages in March => mention
        The contract deadline is 1 March => deadline 2027-03-01
        The wedding is on 19 June => event 2027-06-19",
        TextId::Origin,
    );
}

#[test]
fn the_goal_has_one_deadline() {
    let chosen = |facts: &[Fact]| deadlines(facts, None).chosen.map(|chosen| chosen.days.last);
    let both = facts("Draft by March 1, the book by June 30", TextId::Destination);
    assert_eq!(chosen(&both), Some(date(2027, 6, 30)));
    let event = facts("Speech at the wedding on 19 Dec", TextId::Destination);
    assert_eq!(chosen(&event), Some(date(2026, 12, 19)));
    assert_eq!(chosen(&facts("Running since 2019", TextId::Origin)), None);
    assert_eq!(chosen(&facts("Must be done by 3 May", TextId::Constraint(0))), Some(date(2027, 5, 3)));
}

#[test]
fn contradicting_dates_are_both_quoted() {
    let facts_of = |text: &str| facts(text, TextId::Destination);
    let conflicts = deadlines(&facts_of("Done by December 1, 2027"), Some(date(2027, 6, 1))).conflicts;
    let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
    assert_eq!(conflict.one, DeadlineSource::Key(date(2027, 6, 1)));
    assert!(matches!(&conflict.other, DeadlineSource::Words(_, quote) if quote.words == "by December 1, 2027"));
    assert!(deadlines(&facts_of("Done by Q2"), Some(date(2027, 6, 1))).conflicts.is_empty());
    // Who says "in six weeks" has counted the first day, or not.
    let rounded = facts_of("Solve all the puzzles in six weeks");
    let [Fact { meaning: Meaning::WorldDate(meant), .. }] = rounded.as_slice() else { panic!("{rounded:?}") };
    let near = |days: i32| deadlines(&rounded, Some(plus_days(meant.days.last, days))).conflicts.is_empty();
    assert_eq!([-4, -3, -1, 0, 3, 4].map(near), [false, true, true, true, true, false]);
    let mut two = facts_of("Done by May 1");
    two.extend(facts("Novel by Easter", TextId::Title));
    assert_eq!(deadlines(&two, None).conflicts.len(), 1);
}

#[test]
fn a_day_among_the_constraints_is_asked_for_as_the_deadline() {
    use backcast_core::{Circumstances, Goal};
    let read = |destination: &str, constraints: &[&str]| {
        let goal = Goal { destination: Some(destination.to_owned()), ..crate::test_goal::goal("A goal") };
        let constraints = constraints.iter().map(|&text| text.to_owned()).collect();
        let around = Circumstances { constraints, ..Circumstances::default() };
        let reading = crate::read(&goal, &around, date(2026, 11, 29), Conventions::default());
        reading.deadline().map(|(fact, date)| (date.due(), fact.question.is_some()))
    };
    let own = "Five songs recorded";
    for constraint in ["out by 21 May, that's the gig", "The exam is booked for 21 May", "Submission is on 21 May"] {
        assert_eq!(read(own, &[constraint]), Some((date(2027, 5, 21), true)), "{constraint}");
    }
    // What is said to be the deadline needs no question; a day of the wish counts more.
    assert_eq!(read(own, &["The deadline is 21 May"]), Some((date(2027, 5, 21), false)));
    assert_eq!(read("Five songs by 3 June", &["The exam is booked for 21 May"]), Some((date(2027, 6, 3), false)));
    assert_eq!(read(own, &["the studio is closed on 21 May", "rent until 30 June"]), None);
}
