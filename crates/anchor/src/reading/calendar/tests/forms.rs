//! More forms, written down after the grammar was there.

use backcast_core::{Conventions, TextId};

use super::super::super::Context;
use super::super::super::atoms::Atoms;
use super::super::calendar;
use super::{TODAY, check};

#[test]
fn weeks_pairs_and_lists() {
    check(
        "holiday in CW 30 and 31 => 2027-07-26..2027-08-08
        CW 30-31 => 2027-07-26..2027-08-08
        wk 52 + wk 53 => 2026-12-21..2027-01-03
        out in KW 7/8 => 2027-02-15..2027-02-28
        weeks 14, 15 and 16 => 2027-04-05..2027-04-25
        cw 5 to 8 2027 => 2027-02-01..2027-02-28
        week 20 of 2027 => 2027-05-17..2027-05-23
        week 12 of pregnancy => none
        week 53 of 2027 => ask
        the weekend of 17/18 April => 2027-04-17..2027-04-18
        12/13 June => 2027-06-12..2027-06-13
        6, 7 and 8 April => 2027-04-06..2027-04-08
        3, 4, 5 and 6 May => 2027-05-03..2027-05-06
        May 10th\u{2013}14th: conference => 2027-05-10..2027-05-14
        Aug 3rd-9th: reunion => 2027-08-03..2027-08-09
        07/05/2027 - 07/18/2027 => 2027-07-05..2027-07-18
        05/08/2027 to 20/08/2027 => 2027-08-05..2027-08-20
        13/02/2027 - 05/03/2027 => 2027-02-13..2027-03-05
        05/08/2027 to 09/08/2027 => ask
        Urlaub 2.8. bis 15.8.2027 => 2027-08-02..2027-08-15
        Off 1.4. bis 9.4. => 2027-04-01..2027-04-09
        holidays (5.7.-25.7.) => 2027-07-05..2027-07-25
        6, 9 and 12 April => 2027-04-06; 2027-04-09; 2027-04-12
        the weekends of 6/7 and 20/21 March => 2027-03-06..2027-03-07; 2027-03-20..2027-03-21
        weekends of 6 and 20 March => 2027-03-06..2027-03-07; 2027-03-20..2027-03-21
        3/4 and 10/11 July => 2027-07-03..2027-07-04; 2027-07-10..2027-07-11
        2-5, 9 and 20-24 June 2028 => 2028-06-02..2028-06-05; 2028-06-09; 2028-06-20..2028-06-24
        April 6, 7 and 8 => 2027-04-06; 2027-04-07; 2027-04-08
        Dec 24, 25 and 31, 2027 => 2027-12-24; 2027-12-25; 2027-12-31
        May 5, 10 people => 2027-05-05
        2, 3 or 4 people in May => 2027-05-01..2027-05-31
        the 2nd and 3rd weeks of June => 2027-06-08..2027-06-21
        24.12.-2.1. family => 2026-12-24..2027-01-02
        Leaving 2/5, back 9/5 => ask; ask
        leaving 20/5, back 29/5 => 2027-05-20; 2027-05-29
        flying 13/4, returning 21/4 => 2027-04-13; 2027-04-21
        twelve weeks from 4 January => 2027-01-04..2027-03-28
        10 days from 3 May 2027 => 2027-05-03..2027-05-12
        Summer break is 22 July to 3 September 2027 => 2027-07-22..2027-09-03
        the summer holidays (1 to 20 August) => 2027-08-01..2027-08-20
        Saturdays 9 till 12. Aug is out => 2027-08-01..2027-08-31
        Tuesdays 6 to 8. March is out => 2027-03-01..2027-03-31",
        TODAY,
        "",
        TextId::Constraint(0),
    );
    check(
        "over the winter of 2027/28 => 2027-12-01..2028-02-29
        by winter 27/28 => 2027-12-01..2028-02-29
        in winter 2027-28 => 2027-12-01..2028-02-29
        in the winter of 2028/2029 => 2028-12-01..2029-02-28
        in week 8 of 2028 => 2028-02-21..2028-02-27
        on Wed 8 June 2027 => 2027-06-08
        by 2027-06. => 2027-06-01..2027-06-30
        Ship it by 2027-09 => 2027-09-01..2027-09-30
        week 3 of the course => none",
        TODAY,
        "",
        TextId::Destination,
    );
}

#[test]
fn days_that_were_lost() {
    check(
        "the viva is the 9 of may => 2027-05-09
        by 21 of march => 2027-03-21
        in 3 of May's weeks => none
        August, the 3rd we move => 2027-08-03
        in July, the 5th edition opens => 2027-07-01..2027-07-31
        by 2028 March 9 => 2028-03-09
        by 2028, 9 March => 2028-03-09
        by 2028 October => 2028-10-01..2028-10-31
        by 14 octobre 2027 => 2027-10-14
        on 3 Janurary => 2027-01-03
        by Agust 7 => 2027-08-07
        17 jully => 2027-07-17
        a jury 12 strong => none
        match 5 => none
        Augusta 2027 => 2027-01-01..2027-12-31
        novembr alone => none
        the deadline is june 8 => 2027-06-08
        it ends march 5 => 2027-03-05
        by EOQ3 => 2027-09-30
        EOH1 2027 => 2027-06-30
        by the start of Advent 2027 => 2027-11-28
        by the end of lent => 2027-03-27
        three weeks from this Friday => 2026-12-25
        before the month is over => 2026-11-30
        until term ends => ask
        on MLK Day weekend => 2027-01-16..2027-01-18
        Good Friday weekend => 2027-03-26..2027-03-28
        Thanksgiving weekend 2027 => 2027-11-25..2027-11-28
        by 2028 spring => 2028-03-01..2028-05-31
        by 2028 march => 2028-03-01..2028-03-31
        by Christmas, so by about 18 Dec => 2026-12-18
        sometime in June, probably the 8th => 2027-06-08
        in mid May, say the 14th => 2027-05-14
        in early autumn, i.e. 6 to 9 Sept => 2027-09-06..2027-09-09
        before Easter 2028, say 1 March => 2028-03-01
        in early May, say 20 August => 2027-05-01..2027-05-10; 2027-08-20",
        TODAY,
        "",
        TextId::Destination,
    );
}

#[test]
fn ranges_of_whole_dates_and_days_around_a_feast() {
    check(
        "out 5/20/2027-6/3/2027 => 2027-05-20..2027-06-03
        out 2027-03-01/2027-03-07 => 2027-03-01..2027-03-07
        out 1.3.2027/7.3.2027 => 2027-03-01..2027-03-07
        out 2.4.27-9.4.27 => 2027-04-02..2027-04-09
        3 Feb. until 17 Feb. => 2027-02-03..2027-02-17
        all week 1-7 feb => 2027-02-01..2027-02-07
        over Christmas (23rd to 3rd) => 2026-12-23..2027-01-03
        at easter from the 25th to the 30th => 2027-03-25..2027-03-30
        at Christmas from 6 to 8 => 2026-12-25
        Christmas, 24 to 30 guests => 2026-12-25
        spring break, 6 to 14 March => 2027-03-06..2027-03-14
        from 3 to 8 of june => 2027-06-03..2027-06-08",
        TODAY,
        "",
        TextId::Constraint(0),
    );
}

#[test]
fn a_wrong_weekday_is_asked_about() {
    for (text, is_asked) in
        [("on Wed 8 June 2027", true), ("Mon 5 May 2027", true), ("Fri 2 April 2027", false), ("Tue 8 June", false)]
    {
        let ctx = Context { today: TODAY, conventions: Conventions::default(), text: TextId::Destination };
        let found = calendar(&Atoms::new(text), &ctx);
        assert_eq!(found.first().and_then(|words| words.question.as_ref()).is_some(), is_asked, "{text}");
    }
}

#[test]
fn more_ways_to_say_it() {
    check(
        "by Sunday 14th March 2027 => 2027-03-14
        by the end of Q3 2027 => 2027-09-30
        by Dec 1st => 2026-12-01
        due 1 June => 2027-06-01
        by the first of June => 2027-06-01
        by the beginning of June => 2027-06-01..2027-06-05
        by the middle of May => 2027-05-14..2027-05-15
        by the last weekend in May => 2027-05-29..2027-05-30
        by late spring => 2027-05-01..2027-05-31
        by early autumn 2027 => 2027-09-01..2027-09-30
        by mid-summer => 2027-07-11..2027-07-15
        before the end of January => 2027-01-31
        before Christmas => 2026-12-25
        before year's end => 2026-12-31
        before the new year => 2027-01-01
        at the end of next year => 2027-12-31
        by end of day tomorrow => 2026-11-30
        by tomorrow night => 2026-11-30
        by next Wednesday => 2026-12-02
        by this time next year => 2027-11-29
        in two years' time => 2028-11-29
        in twelve months => 2027-11-29
        in 2 to 3 months => 2027-01-29..2027-02-28
        in exactly 40 days => 2027-01-08
        in a couple of months => 2027-01-29
        in the next half year => 2026-11-29..2027-05-29
        in the next 30 days => 2026-11-29..2026-12-29
        inside of a year => 2026-11-29..2027-11-29
        within three months => 2026-11-29..2027-02-28
        no later than 4 weeks from now => 2026-12-27
        six months from today => 2027-05-29
        by the 3rd week of January => 2027-01-15..2027-01-21
        on the third Saturday of June => 2027-06-19
        by April 2028 => 2028-04-01..2028-04-30
        by 04/2027 => 2027-04-01..2027-04-30
        by 2027-06 => 2027-06-01..2027-06-30
        by Christmas Day => 2026-12-25
        on New Year's Day 2028 => 2028-01-01
        by Mardi Gras => 2027-02-09
        by St Patrick's => 2027-03-17
        for Valentine's => 2027-02-14
        by Rosh Hashanah => 2027-10-02..2027-10-03
        by Veterans Day => 2027-11-11
        by the summer solstice => 2027-06-21
        by D-Day => none
        on 5.12. => 2026-12-05
        by 12/31 => 2026-12-31
        by 12/31/26 => 2026-12-31
        by 1/2/2027 => ask
        by 2027.03.31 => 2027-03-31
        by 32/13/2027 => none
        31st of December 2026 => 2026-12-31
        before March 2027 => 2027-03-01..2027-03-31
        until the end of next summer => 2027-08-31
        until mid-February => 2027-02-14..2027-02-15
        the day before Christmas => 2026-12-24
        three days after New Year => 2027-01-04
        on the weekend before Easter => 2027-03-20..2027-03-21
        a fortnight before Christmas => 2026-12-11
        the Friday after Thanksgiving => 2027-11-26
        the first Sunday after Easter => 2027-04-04
        by the end of the school holidays => ask
        before our first child is born => ask
        before the kids go back to school => ask
        by the time I retire => ask
        before my lease ends => ask
        when my parental leave ends => ask
        by finals week => ask
        in time for graduation => ask
        from June to September => 2027-06-01..2027-09-30
        June through August 2028 => 2028-06-01..2028-08-31
        1/3 - 5/3 => ask
        15 Jan \u{2192} 20 Feb => 2027-01-15..2027-02-20
        12th to 15th June => 2027-06-12..2027-06-15
        from Monday 7 to Friday 11 June => 2027-06-07..2027-06-11
        Sept-Nov => 2027-09-01..2027-11-30
        next spring or summer => 2027-03-01..2027-08-31
        in one month => 2026-12-29
        in under a year => 2027-11-29
        this Sunday => 2026-11-29
        this week => 2026-11-23..2026-12-06
        by the weekend => 2026-12-05..2026-12-06
        by early next year => 2027-01-01..2027-03-31
        late next month => 2026-12-21..2026-12-31
        in early 2028 => 2028-01-01..2028-03-31
        by the end of H1 => 2027-06-30
        in FY27 => ask
        by mid 2027 => 2027-05-31..2027-06-30
        end of October => 2027-10-31
        End of Nov. 2027 => 2027-11-30
        MARCH 2027 => 2027-03-01..2027-03-31
        by may 5 => 2027-05-05
        by may 5th, 2027 => 2027-05-05
        On 3rd May => 2027-05-03
        before Xmas => 2026-12-25
        by new year's => 2027-01-01
        by 15-Aug-27 => 2027-08-15
        by Aug-15 => 2027-08-15
        by Thu 4/3/2027 => 2027-03-04
        by the time my son is 3 => ask
        before our baby is born in April => 2027-04-01..2027-04-30
        before my contract ends on 30 June => 2027-06-30
        by end-of-March => 2027-03-31
        by the middle of the year => 2027-05-31..2027-06-30
        in the first half of the year => 2027-01-01..2027-06-30
        next year in June => 2027-06-01..2027-06-30
        the year after next => 2028-01-01..2028-12-31
        the week after next => 2026-12-07..2026-12-13
        within the year => 2026-11-29..2026-12-31
        before the Olympics => ask
        in the new year => ask
        for my mum's 60th => ask
        by 1st Jan => 2027-01-01",
        TODAY,
        "",
        TextId::Destination,
    );
}
