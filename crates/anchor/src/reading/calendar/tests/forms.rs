//! More forms, written down after the grammar was there.

use backcast_core::TextId;

use super::{TODAY, check};

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
