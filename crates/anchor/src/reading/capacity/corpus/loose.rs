//! Lines written in a hurry, or by people whose first language is another one.

use super::Means::{Ask, Nothing};
use super::{CONSTRAINT, check, h, r};

#[test]
fn the_narrower_of_nested_days_holds() {
    check(
        CONSTRAINT,
        &[
            ("an hour every weeknight (tue to thu)", h(3.0)),
            ("30 min each weekday - Mon, Wed and Fri", h(1.5)),
            ("90 minutes every work night (sunday to wednesday)", h(6.0)),
            ("weekends (Sundays), 3 hours", h(3.0)),
            ("at weekends: Saturday 3 hours, Sunday 1", h(4.0)),
            ("1 hour from 6 to 7 every evening, Monday to Thursday", h(4.0)),
            ("2 hours on weekdays and Sundays", h(12.0)),
            ("15 minutes every morning and 10 minutes every evening", h(2.92)),
        ],
    );
}

#[test]
fn a_day_with_hours_of_its_own_has_no_others() {
    check(
        CONSTRAINT,
        &[
            ("4 hours a day, saturday 6", h(30.0)),
            ("weekdays 2 hours, fridays 1", h(9.0)),
            ("1 hour a day, weekends 3", r(8.0, 11.0)),
            ("30 minutes daily and 2 hours each day at weekends", h(6.5)),
            ("an hour daily and 3 hours on Sunday", h(9.0)),
            ("an hour a day plus 2 on Saturdays", h(9.0)),
            ("20 minutes every morning and 2 hours on Sundays", h(4.33)),
            ("1 hour on Mon, Wed and Fri, 2 hours on Sunday", h(5.0)),
            ("90 min daily, Sunday complete rest", h(9.0)),
            ("2 hours a day, Saturdays are holy", h(12.0)),
            ("30 minutes daily, Sunday day off", h(3.0)),
            ("an hour a day, Friday is my sabbath", h(6.0)),
            ("2 hours daily, Sunday swimming club", h(14.0)),
        ],
    );
}

#[test]
fn what_is_drawn_from_other_hours_stands_in_their_place() {
    check(
        CONSTRAINT,
        &[
            ("I am at the clinic 36 hours a week so realistically 6-7 hours a week for this", r(6.0, 7.0)),
            ("my degree is 25h a week so say 5-ish hrs for it", h(5.0)),
            ("I've got 12 hours a week free so 6 for this", h(6.0)),
            ("I look after my mum 20 hours a week, so 4 hours for it", h(4.0)),
            ("I teach there 18 hours the week, for my thesis remain 6-8 hours", r(6.0, 8.0)),
            ("had 9 hours a week before, now just 3", h(3.0)),
            ("12 hrs a week between the two of us, 5 of them mine", h(5.0)),
            ("maybe 12 hours a week but call it 8", h(8.0)),
            ("at most 9 hours a week, please keep it under 7", h(7.0)),
            ("gym mon & wed so drawing tue and thu evenings, 2 hrs each", h(4.0)),
            ("weekends are free, so 3 hours each day", h(6.0)),
            // The same again counts once.
            ("I have 2 hours every evening so 14 hours a week", h(14.0)),
            ("2 hours on Mondays and 3 on Tuesdays, so 5 hours a week", h(5.0)),
            ("6 hours a week, so about 24 hours a month", h(6.0)),
            ("6 hours a week so far", h(6.0)),
            ("I can do 6 hours a week so maybe 3 sessions of 2 hours", h(6.0)),
            ("I have lab 20h a week so maybe 7 hours", Ask),
            ("I work weekends so 3 hours each day", Nothing),
        ],
    );
}

#[test]
fn rates_in_other_words() {
    check(
        CONSTRAINT,
        &[
            ("5x week 20 minutes", h(1.67)),
            ("2x wk 1h30", h(3.0)),
            ("6 hour in week", h(6.0)),
            ("5h by week", h(5.0)),
            ("2 times the week 50 minutes", h(1.67)),
            ("4 or 5 hours most weeks", r(4.0, 5.0)),
            ("2 hours a night, most nights", Ask),
            ("4-5 hours a week, depends on my shifts", r(4.0, 5.0)),
            ("6 hours a week depending on work", Ask),
            ("10 hours the week before the exam", Nothing),
            ("9 hours a week (3 a day)", h(9.0)),
            ("8 hours a week in 4 sessions", h(8.0)),
            ("3 x 2 hours a week", h(6.0)),
            ("20 % of my 35h wk", h(7.0)),
            ("a quarter of my 36-hour week", h(9.0)),
            ("half of my 3 hours", Ask),
            ("half of my 60 hours of flight training", Nothing),
        ],
    );
}

#[test]
fn sessions_by_any_noun() {
    check(
        CONSTRAINT,
        &[
            ("3 swims a week of 45 min each", h(2.25)),
            ("2 rides a week, no more than 5 hours in total", h(5.0)),
            ("three 50-minute swims a week", h(2.5)),
            ("six 25-minute pomodoros every Saturday", h(2.5)),
            ("2 dives a month at 3 hours, plus 2 hours of reading a week", h(3.38)),
            ("3x a week, 4 hours altogether", h(4.0)),
            ("Sat and Sun, 5 hours total", h(5.0)),
            ("wkends 4 hrs in total", h(4.0)),
            ("half an hour on weekdays, weekends 4 hrs in total", h(6.5)),
            ("20 minutes in the morning, 20 in the evening, 40 minutes total a day", h(4.67)),
            ("45 minutes total three times a week", Ask),
            ("4 books a month, 3 hours", Ask),
            ("2 races a year at 3 hours", Ask),
            ("3 shifts a week of 8 hours", Nothing),
            ("each weekend 5 hours each time", h(5.0)),
            ("every third weekend, 9 hours a time", h(3.0)),
            ("weekends, 2 hours each day", h(4.0)),
        ],
    );
}

#[test]
fn lists_reasons_and_counted_days() {
    check(
        CONSTRAINT,
        &[
            ("tue thu sat 40 min, sunday 2 hrs", h(4.0)),
            ("5 hours a week because my job is tiring", h(5.0)),
            ("4 hours a week cos I teach", h(4.0)),
            ("20 minutes twice a day, four days a week", h(2.67)),
            ("half an hour on each of four days a week", h(2.0)),
            ("Friday 3 hours, Sunday is loud so maybe 1 hour", h(4.0)),
            ("three days a week (21 hours)", h(21.0)),
            ("1 hour on weekdays, 3 hours on Friday, Saturday off", h(7.0)),
            ("full time, 36 hours a week", h(36.0)),
            ("nine (9) hours a week", h(9.0)),
            ("2h Mo, 1h We, 2h Fr", h(5.0)),
            ("2 days a week (6 hours)", h(12.0)),
            ("an hour every day except sun", h(6.0)),
            ("every Monday, five hours, but we have no heating in the studio from 8 to 26 February", h(5.0)),
        ],
    );
}
