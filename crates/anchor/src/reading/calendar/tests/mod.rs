//! How people name days, and what only looks like it.

mod forms;
mod traps;

use backcast_core::{Conventions, Country, TextId};
use jiff::civil::{Date, date};

use super::super::Context;
use super::super::atoms::Atoms;
use super::calendar;

/// A Sunday.
const TODAY: Date = date(2026, 11, 29);

/// The days that a text names, "ask" for those that have to be asked.
fn read(text: &str, today: Date, country: &str, id: TextId) -> String {
    let ctx = Context { today, conventions: Conventions { country: Country::new(country) }, text: id };
    let found = calendar(&Atoms::new(text), &ctx);
    let shown: Vec<String> = found
        .iter()
        .map(|words| match words.days {
            Some(days) if days.first == days.last => days.first.to_string(),
            Some(days) => format!("{}..{}", days.first, days.last),
            None => "ask".to_owned(),
        })
        .collect();
    if shown.is_empty() { "none".to_owned() } else { shown.join("; ") }
}

/// Every line of a corpus says "text => days".
fn check(corpus: &str, today: Date, country: &str, id: TextId) {
    let mut wrong = Vec::new();
    for line in corpus.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, expected) = line.split_once(" => ").expect("a line has an arrow");
        let got = read(text, today, country, id);
        if got != expected {
            wrong.push(format!("{text:?}: expected {expected}, got {got}"));
        }
    }
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn days_by_their_date() {
    check(
        "by 31 March => 2027-03-31
        by March 31st => 2027-03-31
        by March 31st, 2027 => 2027-03-31
        March 31 2028, at noon => 2028-03-31
        by 2027-03-31 => 2027-03-31
        by 2027/03/31 => 2027-03-31
        Due 31.03.2027. => 2027-03-31
        until 31.3.27 => 2027-03-31
        until 31. 3. 2027 => 2027-03-31
        on 25/04/2027 => 2027-04-25
        by 4/25/27 => 2027-04-25
        by 25-04-2027 => 2027-04-25
        by 25 Apr 27 => 2027-04-25
        by 1 Mar 27 => 2027-03-01
        by Apr '27 => 2027-04-01..2027-04-30
        by Sept. 14, 2027 => 2027-09-14
        exam on Dec. 5 => 2026-12-05
        Wed 3 March => 2027-03-03
        Wednesday, March 3rd => 2027-03-03
        on Friday the 5th of February => 2027-02-05
        by the 4th of July => 2027-07-04
        the third of May => 2027-05-03
        by 31. March => 2027-03-31
        bis 31. M\u{e4}rz 2027 => 2027-03-31
        bis 24. Dezember => 2026-12-24
        25th June 2027 => 2027-06-25
        JUNE 25, 2027 => 2027-06-25
        by 12-jun-2027 => 2027-06-12
        by the 15th. => 2026-12-15
        by the 30th => 2026-11-30
        on the 1st of next month => 2026-12-01
        by 25/4 => 2027-04-25
        until 31.03. => 2027-03-31
        by 03/03/2027 => 2027-03-03
        by 03/04/2027 => ask
        by 5/6/27 => ask
        by 31 April => ask
        by 29 February => 2028-02-29
        by 30.02.2027 => ask
        on 3 May at 10:30 => 2027-05-03
        May 8: baby due => 2027-05-08
        race on 14 September 2027, 10 km => 2027-09-14
        in June next year => 2027-06-01..2027-06-30
        on 14 June next year => 2027-06-14
        KW 12 2027 => 2027-03-22..2027-03-28
        week 2027-W12 => 2027-03-22..2027-03-28",
        TODAY,
        "",
        TextId::Destination,
    );
    check("by 03/04/2027 => 2027-03-04\nby 5/10 => 2027-05-10", TODAY, "US", TextId::Destination);
    check("by 03/04/2027 => 2027-04-03\nby 5/10 => 2027-10-05", TODAY, "GB", TextId::Destination);
}

#[test]
fn months_and_parts_of_them() {
    check(
        "in March => 2027-03-01..2027-03-31
        by march => 2027-03-01..2027-03-31
        by May => 2027-05-01..2027-05-31
        in may => 2027-05-01..2027-05-31
        by November => 2027-11-01..2027-11-30
        Released in Feb 2027 => 2027-02-01..2027-02-28
        03.2027 => none
        by mid-March => 2027-03-14..2027-03-15
        by mid March 2028 => 2028-03-14..2028-03-15
        in early June => 2027-06-01..2027-06-10
        early in June => 2027-06-01..2027-06-10
        late August => 2027-08-21..2027-08-31
        by the end of March => 2027-03-31
        by end March => 2027-03-31
        by end of Feb 2028 => 2028-02-29
        at the beginning of April => 2027-04-01..2027-04-05
        the first week of June => 2027-06-01..2027-06-07
        the first two weeks of June => 2027-06-01..2027-06-14
        the last week of August => 2027-08-25..2027-08-31
        first half of May => 2027-05-01..2027-05-15
        second half of March 2027 => 2027-03-16..2027-03-31
        in the week of 7 June => 2027-06-07..2027-06-13
        the week of March 31 => 2027-03-29..2027-04-04
        w/c 8 March => 2027-03-08..2027-03-14
        the weekend of 5 June => 2027-06-05..2027-06-06
        last Sunday of April => 2027-04-25
        the second Tuesday in May => 2027-05-11
        the first weekend of June => 2027-06-05..2027-06-06
        the last Friday in January 2028 => 2028-01-28
        on the first Monday of next month => 2026-12-07
        the last day of March => 2027-03-31
        the AGM is 14 march => 2027-03-14
        exam 3 may, then rest => 2027-05-03
        all 3 march on => none
        in week 20 => 2027-05-17..2027-05-23
        by KW 3 => 2027-01-18..2027-01-24
        calendar week 7 of 2028 => 2028-02-14..2028-02-20
        in week 20 of the plan => none
        week 20 => none
        by the twenty-third of April => 2027-04-23
        from the 3rd to the 17th of September => 2027-09-03..2027-09-17
        the rest of December => 2026-12-01..2026-12-31
        the May exam => 2027-05-01..2027-05-31
        the December JLPT => 2026-12-01..2026-12-31",
        TODAY,
        "",
        TextId::Destination,
    );
}

#[test]
fn years_and_seasons() {
    check(
        "in 2027 => 2027-01-01..2027-12-31
        by the end of 2027 => 2027-12-31
        by end 2028 => 2028-12-31
        before 2028 => 2028-01-01..2028-12-31
        early 2027 => 2027-01-01..2027-03-31
        in late 2027 => 2027-10-01..2027-12-31
        by mid-2027 => 2027-05-31..2027-06-30
        Ironman Hamburg 2027 => 2027-01-01..2027-12-31
        since 2019 => 2019-01-01..2019-12-31
        by Q3 => 2027-07-01..2027-09-30
        by Q1 2027 => 2027-01-01..2027-03-31
        by end of Q1 => 2027-03-31
        in Q2/27 => 2027-04-01..2027-06-30
        in the first quarter of 2027 => 2027-01-01..2027-03-31
        in H1 2027 => 2027-01-01..2027-06-30
        second half of 2027 => 2027-07-01..2027-12-31
        in the second half of next year => 2027-07-01..2027-12-31
        this year => 2026-01-01..2026-12-31
        next year => 2027-01-01..2027-12-31
        by EOY => 2026-12-31
        by EOM => 2026-11-30
        by EOQ => 2026-12-31
        by year end => 2026-12-31
        by year-end 2027 => 2027-12-31
        by the end of the year => 2026-12-31
        by the end of the month => 2026-11-30
        by the end of next month => 2026-12-31
        by the turn of the year => 2026-12-31
        before summer => 2027-06-01..2027-08-31
        by next summer => 2027-06-01..2027-08-31
        in spring 2028 => 2028-03-01..2028-05-31
        by the end of winter => 2027-02-28
        in the fall => 2027-09-01..2027-11-30
        next autumn => 2027-09-01..2027-11-30
        this winter => 2026-12-01..2027-02-28
        over the winter => 2026-12-01..2027-02-28
        early summer => 2027-06-01..2027-06-30
        before the summer holidays => 2027-07-01..2027-08-31
        next winter => ask
        by next December => ask",
        TODAY,
        "",
        TextId::Destination,
    );
    check("by next summer => 2026-12-01..2027-02-28", date(2026, 9, 1), "AU", TextId::Destination);
}

#[test]
fn days_seen_from_today() {
    check(
        "next Friday => 2026-12-04
        by Friday => 2026-12-04
        this Friday => 2026-12-04
        on Sunday => 2026-12-06
        a week on Monday => 2026-12-07
        Friday week => 2026-12-11
        by Monday in two weeks => 2026-12-14
        on Tuesday next week => 2026-12-01
        tomorrow => 2026-11-30
        tonight => 2026-11-29
        the day after tomorrow => 2026-12-01
        a week from tomorrow => 2026-12-07
        in 10 weeks => 2027-02-07
        in 3 weeks' time => 2026-12-20
        in three weeks\u{2019} time => 2026-12-20
        in a month => 2026-12-29
        in a year and a half => 2028-05-29
        a year and a half from now => 2028-05-29
        in one year and three months => 2028-02-29
        in half a year => 2027-05-29
        in 18 months => 2028-05-29
        in a fortnight => 2026-12-13
        in about 6 weeks => 2027-01-10
        in 6-8 weeks => 2027-01-10..2027-01-24
        within 100 days => 2026-11-29..2027-03-09
        within the next two years => 2026-11-29..2028-11-29
        within a year => 2026-11-29..2027-11-29
        over the next six months => 2026-11-29..2027-05-29
        over the next year => 2026-11-29..2027-11-29
        over the course of the next 3 months => 2026-11-29..2027-02-28
        for the next 10 weeks => 2026-11-29..2027-02-07
        for the next year => 2026-11-29..2027-11-29
        in less than 5 months => 2027-04-29
        90 days from now => 2027-02-27
        with 8 weeks to go => 2027-01-24
        6 months left => 2027-05-29
        next week => 2026-11-30..2026-12-06
        by the end of next week => 2026-12-06
        next month => 2026-12-01..2026-12-31
        this quarter => 2026-10-01..2026-12-31
        next quarter => 2027-01-01..2027-03-31
        next May => 2027-05-01..2027-05-31
        this coming spring => 2027-03-01..2027-05-31
        next weekend => 2026-12-05..2026-12-06
        last year => 2025-01-01..2025-12-31
        two months ago => 2026-09-29
        since March => 2026-03-01..2026-03-31
        last summer => 2026-06-01..2026-08-31
        meditate daily for 100 days. => 2026-11-29..2027-03-09
        in a few months => ask
        in the coming weeks => ask
        over the next few weeks => ask",
        TODAY,
        "",
        TextId::Destination,
    );
    check("next Friday => 2026-12-11\nby Friday => 2026-12-04", date(2026, 12, 1), "", TextId::Destination);
}

#[test]
fn named_days() {
    check(
        "by Christmas => 2026-12-25
        before Christmas Eve => 2026-12-24
        on Boxing Day => 2026-12-26
        by New Year => 2027-01-01
        by New Year's Eve => 2026-12-31
        by Easter => 2027-03-28
        by Easter 2028 => 2028-04-16
        on Good Friday => 2027-03-26
        Easter Monday => 2027-03-29
        by Ascension Day => 2027-05-06
        before Pentecost => 2027-05-16
        by Whitsun => 2027-05-16
        before Lent => 2027-02-10..2027-03-27
        from Ash Wednesday => 2027-02-10
        by Halloween => 2027-10-31
        by Valentine's Day => 2027-02-14
        St. Patrick's Day => 2027-03-17
        by Thanksgiving => 2027-11-25
        on Black Friday => 2027-11-26
        by Memorial Day => 2027-05-31
        by Labor Day => 2027-09-06
        by MLK Day => 2027-01-18
        by Presidents' Day => 2027-02-15
        Independence Day => 2027-07-04
        Bastille Day => 2027-07-14
        by ANZAC Day => 2027-04-25
        by Canada Day => 2027-07-01
        by Guy Fawkes Night => 2027-11-05
        by Burns Night => 2027-01-25
        by May Day => 2027-05-01
        on Mother's Day => 2027-05-09
        the August bank holiday => 2027-08-30
        by Passover => 2027-04-22
        by Hanukkah => 2026-12-05
        by Lunar New Year => 2027-02-06
        the week before Christmas => 2026-12-18..2026-12-24
        two weeks before Christmas => 2026-12-11
        the day after Easter => 2027-03-29
        the Monday after Easter => 2027-03-29
        this Christmas => 2026-12-25
        next Easter => 2027-03-28
        by Labour Day => ask
        by Eid => ask
        before Ramadan => ask
        next Christmas => ask",
        TODAY,
        "",
        TextId::Destination,
    );
    check("by Mother's Day => 2027-03-07\nby Labour Day => 2027-05-01", TODAY, "GB", TextId::Destination);
    check("by Thanksgiving => 2027-10-11\nby Labour Day => 2027-09-06", TODAY, "CA", TextId::Destination);
    check("by the national day => 2027-08-01", TODAY, "CH", TextId::Destination);
}

#[test]
fn spans() {
    check(
        "3-9 March => 2027-03-03..2027-03-09
        3\u{2013}9 March 2028 => 2028-03-03..2028-03-09
        March 3-9 => 2027-03-03..2027-03-09
        June 5\u{2013}19, 2027 => 2027-06-05..2027-06-19
        from 10 to 24 July => 2027-07-10..2027-07-24
        from the 10th to the 24th of July => 2027-07-10..2027-07-24
        10.-24.7.2027 => 2027-07-10..2027-07-24
        10.07.2027 - 24.07.2027 => 2027-07-10..2027-07-24
        2027-07-10 to 2027-07-24 => 2027-07-10..2027-07-24
        Feb 1 to April 15 => 2027-02-01..2027-04-15
        Feb 1 - Apr 15, 2028 => 2028-02-01..2028-04-15
        between 3 and 9 March => 2027-03-03..2027-03-09
        between Christmas and New Year => 2026-12-26..2026-12-31
        Dec 24 until Jan 2 => 2026-12-24..2027-01-02
        from 24 December through 2 January 2027 => 2026-12-24..2027-01-02
        March to May => 2027-03-01..2027-05-31
        March\u{2013}May => 2027-03-01..2027-05-31
        between March and May => 2027-03-01..2027-05-31
        in March and April => 2027-03-01..2027-04-30
        in June or July => 2027-06-01..2027-07-31
        November to January => 2026-11-01..2027-01-31
        mid May to early June => 2027-05-14..2027-06-10
        from mid-December until the end of January => 2026-12-14..2027-01-31
        Easter to Pentecost => 2027-03-28..2027-05-16
        from now until Easter => 2026-11-29..2027-03-28
        between now and June => 2026-11-29..2027-06-30
        Q1 to Q2 2027 => 2027-01-01..2027-06-30
        5/10-5/20 => 2027-05-10..2027-05-20
        Fri 5 March to Sun 7 March => 2027-03-05..2027-03-07
        3 and 4 May => 2027-05-03..2027-05-04",
        TODAY,
        "",
        TextId::Constraint(0),
    );
}

#[test]
fn what_only_the_person_knows() {
    check(
        "by the end of the semester => ask
        ready for the fall semester => ask
        on stage in the summer term => ask
        pass it in the spring session => ask
        before school starts => ask
        before the baby comes => ask
        until my contract ends => ask
        before the tax deadline => ask
        before my 40th birthday => ask
        before I turn 40 => ask
        by the age of 30 => ask
        in time for my sister's wedding => ask
        by the end of the school year => ask
        before the bank holiday => ask
        before spring break => ask
        before graduation => ask
        before we move => ask
        before my 40th birthday in June => 2027-06-01..2027-06-30
        before my 40th birthday on 12 June => 2027-06-12
        before my birthday (12 June) => 2027-06-12
        before I turn 30 in 14 months => 2028-01-29
        at my brother's wedding on 19 Dec => 2026-12-19",
        TODAY,
        "",
        TextId::Destination,
    );
}

#[test]
fn long_texts_of_calendar_words_are_read_quickly() {
    let text = "from the next next mid early 3 may the last of in about the week before ".repeat(200);
    read(&text, TODAY, "", TextId::Destination);
}
