//! How people say that they are away, and what only sounds like it.

use backcast_core::{Conventions, Meaning, TextId};
use jiff::civil::{Date, date};

use super::super::atoms::Atoms;
use super::super::calendar::calendar;
use super::super::{Context, Taken};
use super::away;

const TODAY: Date = date(2026, 11, 29);

fn read(text: &str, id: TextId) -> String {
    let atoms = Atoms::new(text);
    let ctx = Context { today: TODAY, conventions: Conventions::default(), text: id };
    let words = away(&atoms, &ctx, &calendar(&atoms, &ctx), &mut Taken::new(&atoms));
    let found = words.found.iter().filter_map(|found| match &found.meaning {
        Meaning::Away(away) if away.hours_left > 0.0 => Some(format!("{} ({} h)", away.days, away.hours_left)),
        Meaning::Away(away) => Some(away.days.to_string()),
        _ => None,
    });
    let shown: Vec<String> = found.chain(words.asked.iter().map(|_| "ask".to_owned())).collect();
    if shown.is_empty() { "none".to_owned() } else { shown.join("; ") }
}

fn check(corpus: &str, id: TextId) {
    let mut wrong = Vec::new();
    for line in corpus.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, expected) = line.split_once(" => ").expect("a line has an arrow");
        let got = read(text, id);
        if got != expected {
            wrong.push(format!("{text:?}: expected {expected}, got {got}"));
        }
    }
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn days_off() {
    check(
        "no study Feb 1 to April 15 => 2027-02-01 to 2027-04-15
        no training in January => 2027-01-01 to 2027-01-31
        nothing in December => 2026-12-01 to 2026-12-31
        Nothing between Christmas and New Year => 2026-12-26 to 2026-12-31
        between Christmas and New Year I'm with family => 2026-12-26 to 2026-12-31
        I'm away from 10 to 24 July. => 2027-07-10 to 2027-07-24
        Away July 10-24, 2027 => 2027-07-10 to 2027-07-24
        on vacation Aug 1-15 => 2027-08-01 to 2027-08-15
        vacation: 1.8. - 15.8.2027 => 2027-08-01 to 2027-08-15
        Holiday 3-17 August => 2027-08-03 to 2027-08-17
        we are on holiday in August => 2027-08-01 to 2027-08-31
        can't work in June => 2027-06-01 to 2027-06-30
        I cannot do anything in the first two weeks of June => 2027-06-01 to 2027-06-14
        travelling the first two weeks of June => 2027-06-01 to 2027-06-14
        I won't be available 5-9 May => 2027-05-05 to 2027-05-09
        not available on 3 May => 2027-05-03
        unavailable next week => 2026-11-30 to 2026-12-06
        Out 5/10-5/20 => 2027-05-10 to 2027-05-20
        OOO Dec 20 - Jan 3 => 2026-12-20 to 2027-01-03
        out of office from March 3 through March 12 => 2027-03-03 to 2027-03-12
        Taking July off => 2027-07-01 to 2027-07-31
        I'm off in August => 2027-08-01 to 2027-08-31
        off work 1 to 14 March => 2027-03-01 to 2027-03-14
        closed in August => 2027-08-01 to 2027-08-31
        the lab is closed from 20 December to 6 January => 2026-12-20 to 2027-01-06
        Pool closed 1-21 August => 2027-08-01 to 2027-08-21
        no running until 1 May => 2026-11-29 to 2027-05-01
        no running until May => 2026-11-29 to 2027-04-30
        I'm not available before June => 2026-11-29 to 2027-05-31
        I am in hospital from 3 to 10 March => 2027-03-03 to 2027-03-10
        surgery on 3 March, then four weeks of rest => 2027-03-03 to 2027-03-31
        away for two weeks from 3 May => 2027-05-03 to 2027-05-16
        away from 3 May for two weeks => 2027-05-03 to 2027-05-16
        abroad for work in Q2 => 2027-04-01 to 2027-06-30
        no work on this in Q2 => 2027-04-01 to 2027-06-30
        In December, nothing => 2026-12-01 to 2026-12-31
        July: away => 2027-07-01 to 2027-07-31
        Away 3-9 March, 10-24 July and 1-3 October => 2027-03-03 to 2027-03-09; 2027-07-10 to 2027-07-24; 2027-10-01 to 2027-10-03
        no study in May but 10 hours a week in June => 2027-05-01 to 2027-05-31
        6 hours a week, nothing in August => 2027-08-01 to 2027-08-31
        honeymoon 12 to 26 June => 2027-06-12 to 2027-06-26
        trip to Japan 1-20 April => 2027-04-01 to 2027-04-20
        off over Christmas => 2026-12-24 to 2026-12-26
        I am not around over Easter => 2027-03-26 to 2027-03-29
        no sessions during the summer holidays => 2027-07-01 to 2027-08-31
        We don't work in the last week of August => 2027-08-25 to 2027-08-31
        The whole of February is blocked => 2027-02-01 to 2027-02-28",
        TextId::Constraint(0),
    );
}

#[test]
fn fewer_hours() {
    check(
        "reduced to 3 hours a week in March => 2027-03-01 to 2027-03-31 (3 h)
        only 2 hours a week in May and June => 2027-05-01 to 2027-06-30 (2 h)
        In April only 4h per week => 2027-04-01 to 2027-04-30 (4 h)
        at most 5 hours a week until 1 March => 2026-11-29 to 2027-03-01 (5 h)
        just 90 minutes a week during Q1 => 2027-01-01 to 2027-03-31 (1.5 h)
        down to 2-4 hours a week in June => 2027-06-01 to 2027-06-30 (3 h)",
        TextId::Constraint(0),
    );
}

#[test]
fn what_has_to_be_asked() {
    check(
        "exams in May => ask
        exam period 1 to 20 July => ask
        busy in March => ask
        very busy season, Feb 1 to April 15 => ask
        ten days in July => ask
        two weeks off in August => ask
        away ten days in July => ask
        on parental leave from April => ask
        moving house in March => ask
        away from 3 May => ask
        no training after 20 December => ask
        less time in June => ask
        half the time in February => ask
        a trip in September => ask
        my coach is away in May => ask
        The editor is on holiday 1-14 August => ask",
        TextId::Constraint(0),
    );
}

#[test]
fn what_only_sounds_like_days_off() {
    check(
        "Registration opens on 1 February => none
        Applications are closed until 1 March => none
        Pay off the loan in May => none
        kick off in March => none
        hand it out in June => none
        work it out in June => none
        I leave my job in May => none
        nothing planned in May => none
        not before June => none
        I can't start before June => none
        The date, 3 May, cannot be moved => none
        the exam is on 3 May => none
        exam on 12 June => none
        No later than 3 May => none
        no results until 12 May => none
        no budget in 2027 => none
        10 hours a week in June => none
        6 hours a week from March on => none
        no alcohol => none
        no weekends => none
        never on Mondays => none
        I was away in July 2025 => none
        away every weekend => none
        holiday season starts in June => none
        The race is 10 weeks away => none
        without a coach by March => none
        in May we open the shop => none
        No meat since March => none
        A week in Rome costs 900 => none
        the rest of the year is fine => none
        Half of it by March => none",
        TextId::Constraint(0),
    );
    check(
        "Travel through Japan in May => none
        Take a holiday in June => none
        Novel by Easter, no writing in August => 2027-08-01 to 2027-08-31
        Pass all exams in May => none
        Be off cigarettes by June => none",
        TextId::Destination,
    );
}

#[test]
fn more_ways_to_be_away() {
    check(
        "I'm travelling from Feb 3 through Feb 20 => 2027-02-03 to 2027-02-20
        no time for this between 1 and 14 May => 2027-05-01 to 2027-05-14
        won't have any time in April => 2027-04-01 to 2027-04-30
        I can't do anything on 24 and 25 December => 2026-12-24 to 2026-12-25
        zero availability in Q4 2027 => 2027-10-01 to 2027-12-31
        family visit 20 Dec to 5 Jan => 2026-12-20 to 2027-01-05
        at my parents' from 20 December to 2 January, no writing => 2026-12-20 to 2027-01-02
        Vacation August 7-21 => 2027-08-07 to 2027-08-21
        Skiing 6-13 Feb, no study => 2027-02-06 to 2027-02-13
        off 24.12.-6.1. => 2026-12-24 to 2027-01-06
        I have no time until mid-January => 2026-11-29 to 2027-01-13
        we're abroad all of July => 2027-07-01 to 2027-07-31
        our studio is shut 1-15 September => 2027-09-01 to 2027-09-15
        sick leave until 15 December => 2026-11-29 to 2026-12-15
        unavailable Dec 20th to Jan 3rd => 2026-12-20 to 2027-01-03
        no practice the week of 8 March => 2027-03-08 to 2027-03-14
        not working over New Year => 2027-01-01
        on a break in June => 2027-06-01 to 2027-06-30
        Nothing will happen in January and February => 2027-01-01 to 2027-02-28
        There will be no training during Advent => 2026-11-29 to 2026-12-24
        school is closed in the first week of April => 2027-04-01 to 2027-04-07
        operation on 12 January, six weeks without sport afterwards => 2027-01-12 to 2027-02-23
        conference trip 10-14 May => 2027-05-10 to 2027-05-14
        jury duty 1-12 February => 2027-02-01 to 2027-02-12
        No progress expected in December => 2026-12-01 to 2026-12-31
        I don't want to work on it at Christmas => 2026-12-24 to 2026-12-26
        5 hours a week, except in August, when I am away => 2027-08-01 to 2027-08-31
        6 hours a week but none in December => 2026-12-01 to 2026-12-31
        in March max. 3 hours a week => 2027-03-01 to 2027-03-31 (3 h)
        only 1-2 hours per week from 1 to 20 June => 2027-06-01 to 2027-06-20 (1.5 h)
        only weekends in March => ask
        half time in May => ask
        my supervisor is on leave in June => ask
        tax season from February to mid-April is very busy => ask
        new baby expected in April => none
        two weeks in August are gone => ask
        one week in May I am away => ask",
        TextId::Constraint(0),
    );
    check(
        "The exam centre offers dates in March and June => none
        Our lease runs until June => none
        The wedding is on 3 May => none
        Release freeze lifts on 3 May => none
        I work full time until June => none
        Budget must not be exceeded in 2027 => none
        10 hours a week until June, then 5 => none
        The kids are off school on Fridays => none
        We close the deal in May => none
        Rain is likely in April => none
        pollen season in May => none
        no later than the end of May => none
        No exam in June, only in December => none
        Results come out in June => none
        sell out the show in May => none
        the away game is on 3 May => none
        no loan before March => none",
        TextId::Constraint(0),
    );
}

#[test]
fn months_that_are_out() {
    check(
        "December is out => 2026-12-01 to 2026-12-31
        August is off limits => 2027-08-01 to 2027-08-31
        We'll skip December => 2026-12-01 to 2026-12-31
        not possible in December => 2026-12-01 to 2026-12-31
        pausing in December => 2026-12-01 to 2026-12-31
        no writing while on tour, 1-30 October => 2027-10-01 to 2027-10-30
        gym closed Dec 24-26 and Dec 31 => 2026-12-24 to 2026-12-26; 2026-12-31
        two weeks' holiday from 3 May => 2027-05-03 to 2027-05-16
        Feb is crazy at work => ask
        no evenings in February => ask
        filming is not possible before June => none
        June is my sister => none
        no sugar in January => none
        no car until March => none
        No meetings on Fridays => none",
        TextId::Constraint(0),
    );
}
