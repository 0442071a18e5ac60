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
        Meaning::Away(backcast_core::Away { days, share_left: Some(share), .. }) => {
            Some(format!("{days} ({share:.2})"))
        }
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
        exam period 1 to 20 July => 2027-07-01 to 2027-07-20
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
        half the time in February => 2027-02-01 to 2027-02-28 (0.50)
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
        I can't start before June => 2026-11-29 to 2027-05-31
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
fn travel_and_leisure() {
    check(
        "Skiing 13/02/27 - 20/02/27 => 2027-02-13 to 2027-02-20
        Snowboarding 2-9 January => 2027-01-02 to 2027-01-09
        off the grid the week of 5 April => 2027-04-05 to 2027-04-11
        8th to the 12th of March I am in Oslo => 2027-03-08 to 2027-03-12
        we are in Tokyo from 3 to 17 April => 2027-04-03 to 2027-04-17
        I'll be in Madrid 4-8 May => 2027-05-04 to 2027-05-08
        vac. 5.\u{2013}18.7.27 => 2027-07-05 to 2027-07-18
        Urlaub 2.8. bis 15.8.2027 => 2027-08-02 to 2027-08-15
        camping 21-24 May, and hiking 2-9 Sept => 2027-05-21 to 2027-05-24; 2027-09-02 to 2027-09-09
        sailing 3 to 10 July, then trekking 1-5 October => 2027-07-03 to 2027-07-10; 2027-10-01 to 2027-10-05
        May 10th\u{2013}14th: conference in Lyon => 2027-05-10 to 2027-05-14
        Conference 7-9 June => 2027-06-07 to 2027-06-09
        annual shutdown wk 52 + wk 53 => 2026-12-21 to 2027-01-03
        whole of Feb. is out => 2027-02-01 to 2027-02-28
        Nov. is out => 2027-11-01 to 2027-11-30
        Summer break is 22 July to 3 September 2027 => 2027-07-22 to 2027-09-03
        school holidays 29 July\u{2013}8 September: kids at home, no learning => 2027-07-29 to 2027-09-08
        holiday 29 July\u{2013}26 August => 2027-07-29 to 2027-08-26
        on a cruise? no, vacation 1 June to 30 June => 2027-06-01 to 2027-06-30
        In July we are 3 weeks in holidays (5.7.-25.7.) => 2027-07-05 to 2027-07-25
        In August we travel for two weeks (9 to 22 August) => 2027-08-09 to 2027-08-22
        Not available on 6, 9 and 12 April => 2027-04-06; 2027-04-09; 2027-04-12
        Away on the weekends of 6/7 and 20/21 March => 2027-03-06 to 2027-03-07; 2027-03-20 to 2027-03-21
        away April 6, 7 and 8 => 2027-04-06; 2027-04-07; 2027-04-08
        we're away 3-9 March => 2027-03-03 to 2027-03-09
        not in August => 2027-08-01 to 2027-08-31
        not in the second half of July => 2027-07-16 to 2027-07-31
        Not between Christmas and mid-January => 2026-12-25 to 2027-01-15
        Christmas break: 19 Dec to 4 Jan => 2026-12-19 to 2027-01-04
        6 weeks of parental leave from 1 March => 2027-03-01 to 2027-04-11
        exams at uni from 1 Feb until 26 Feb, no time at all => 2027-02-01 to 2027-02-26
        busy from 3 to 20 May, no practice => 2027-05-03 to 2027-05-20
        The conference is on 3 May => none
        hiking boots by 3 May => none
        I am in Year 10 => none
        the festival is on 3 July => none",
        TextId::Constraint(0),
    );
}

#[test]
fn from_leaving_to_coming_back() {
    check(
        "We leave on 3 April and come back on 11 April => 2027-04-03 to 2027-04-11
        flying out Oct 9, back Oct 23 => 2027-10-09 to 2027-10-23
        Flight on 4 June. Return on 18 June. => 2027-06-04 to 2027-06-18
        away on 2 May, home again on 9 May => 2027-05-02 to 2027-05-09
        Back on 11 April, leaving on 3 April => 2027-04-03 to 2027-04-11
        I depart 20 December and return 4 January => 2026-12-20 to 2027-01-04
        I leave my job on 3 April and am back at school on 11 April => none
        Two weeks in Portugal starting 10 May => 2027-05-10 to 2027-05-23
        10 days in the Alps from 3 July => 2027-07-03 to 2027-07-12
        Retreat, 5 days, from Monday 18 Jan 2027 => 2027-01-18 to 2027-01-22
        Trip, one week, from 2 May => 2027-05-02 to 2027-05-08
        for the month from 15 June on I travel => 2027-06-15 to 2027-07-14",
        TextId::Constraint(0),
    );
}

#[test]
fn which_days_is_asked() {
    check(
        "a long weekend in May => ask
        probably a fortnight in the Alps next year => ask
        probably some days in may, tbd => ask
        in May I'll be travelling for three weeks => ask
        back from vacation on 12 Jan => ask
        a few days in October => ask
        some time off in September => ask
        away for a weekend in June => ask
        a couple of days off in March => ask
        maybe a weekend in June => ask
        except in school holidays => ask
        5 hours a week except in the school holidays => ask
        I was ill in spring => none
        We were away in July => none
        6 hours a week, not in half-term => ask
        4 hours a week outside term => ask
        in summer we are in Italy => ask",
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

#[test]
fn a_part_of_the_usual_hours_is_left() {
    check(
        "only half the time in April and May => 2027-04-01 to 2027-05-31 (0.50)
        half speed from 3 to 9 May => 2027-05-03 to 2027-05-09 (0.50)
        night shifts all of October, half hours at best => 2027-10-01 to 2027-10-31 (0.50)
        in March 25 % of my hours => 2027-03-01 to 2027-03-31 (0.25)
        a third of my usual time in June => 2027-06-01 to 2027-06-30 (0.33)
        Less time in Feb (2 hrs a week tops) => 2027-02-01 to 2027-02-28 (2 h)
        two half hours in June => none",
        TextId::Constraint(0),
    );
}

#[test]
fn short_words_of_absence() {
    check(
        "sundays only and not in july => 2027-07-01 to 2027-07-31
        can't on March 8 and 9 => 2027-03-08 to 2027-03-09
        our wedding is on 22 May, nothing that day => 2027-05-22
        surgery on Feb 10, out of action until Feb 24 => 2027-02-10; 2027-02-10 to 2027-02-24
        we go on holiday in July => ask
        I am abroad from the 1st of May until the 14th => 2027-05-01 to 2027-05-14
        away for a week from 3 July => 2027-07-03 to 2027-07-09
        away the week of 5 July => 2027-07-05 to 2027-07-11
        January is year-end closing, I'll get nothing done => 2027-01-01 to 2027-01-31
        Good Friday to Easter Monday is family time => 2027-03-26 to 2027-03-29
        the week of 14 June I'm on a course and can't => 2027-06-14 to 2027-06-20
        can't use the workshop 1-12 Nov next year => 2027-11-01 to 2027-11-12
        harvest is 6 September to 10 October, forget it then => 2027-09-06 to 2027-10-10
        Q3 is a write-off => 2027-07-01 to 2027-09-30
        Between Christmas Eve and New Year's Day I do nothing => 2026-12-24 to 2027-01-01
        nothing between Christmas and New Year => 2026-12-26 to 2026-12-31
        no work in November => 2027-11-01 to 2027-11-30",
        TextId::Constraint(0),
    );
}

#[test]
fn an_absence_somewhere_in_a_long_time_is_asked_about() {
    check(
        "I will be travelling a lot in spring => ask
        travelling in spring => ask
        exam session in winter, no time then => ask
        my due date is somewhere in spring and after that I'll be out of action => ask
        jury duty at some point in January => ask
        my finals are in the spring, no time around then => ask
        no study in summer => 2027-06-01 to 2027-08-31
        abroad the whole summer => 2027-06-01 to 2027-08-31",
        TextId::Constraint(0),
    );
}

#[test]
fn days_that_leave_nothing_or_little() {
    check(
        "May is basically gone => 2027-05-01 to 2027-05-31
        the week of 8 March is as good as lost => 2027-03-08 to 2027-03-14
        weight is lost in May => none
        knee operation on 9 Feb, laid up till 20 Feb => 2027-02-09; 2027-02-09 to 2027-02-20
        I won't touch the piano from 3 to 9 May => 2027-05-03 to 2027-05-09
        the shop does not open in May => none
        no free hour 3-9 May => 2027-05-03 to 2027-05-09
        swamped on 4 May => 2027-05-04
        exams on 4 May => none
        on a boat until 10 January => 2026-11-29 to 2027-01-10
        on a boat until 10 September => none
        last week of May: moving => 2027-05-25 to 2027-05-31
        away 3/27/2027-4/2/2027 => 2027-03-27 to 2027-04-02
        not over christmas (24th to 2nd) => 2026-12-24 to 2027-01-02",
        TextId::Constraint(0),
    );
}

#[test]
fn days_beside_a_date() {
    check(
        "marathon on 25 April, nothing the week before => 2027-04-18 to 2027-04-24
        exam on 3 May, no study two days after => 2027-05-04 to 2027-05-05
        nothing before noon => none
        the week before was hard => none",
        TextId::Constraint(0),
    );
}
