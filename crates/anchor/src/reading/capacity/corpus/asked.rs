//! What is asked, what is others', and what is no time for the goal.

use backcast_core::TextId;

use super::Means::{Ask, Days, Nothing, Of};
use super::{CONSTRAINT, check, h};

#[test]
fn what_cannot_be_known_is_asked() {
    check(
        CONSTRAINT,
        &[
            ("every Saturday morning", Ask),
            ("I can only do it during my lunch breaks", Ask),
            ("Evenings and Sunday mornings", Ask),
            ("One evening a week and lunch breaks", Ask),
            ("Two weekday evenings and Sunday afternoon", Ask),
            ("Three weekday mornings and Saturday", Ask),
            ("weekends only", Ask),
            ("Only at weekends", Ask),
            ("I only have Sundays", Ask),
            ("evenings only", Ask),
            ("one day a week", Ask),
            ("half a day a week", Ask),
            ("a few hours here and there", Ask),
            ("a few hours a week", Ask),
            ("some hours on Sundays", Ask),
            ("when the kids are asleep", Ask),
            ("during my commute", Ask),
            ("as much as it takes", Ask),
            ("whenever I can", Ask),
            ("whatever it takes", Ask),
            ("not much time", Ask),
            ("in my spare time", Ask),
            ("3x a week", Ask),
            ("three times a week", Ask),
            ("most evenings, an hour", Ask),
            ("some evenings", Ask),
            ("Fridays are free", Ask),
            ("I have Fridays off", Ask),
            ("Tuesdays and Thursdays", Ask),
            ("only in the mornings", Ask),
            ("after the kids are in bed", Ask),
            ("before work", Ask),
            ("My wife gives me Saturday mornings", Ask),
            ("in good weeks 10 hours, in bad ones 4", Ask),
            ("two days a week", Ask),
            ("every other weekend", Ask),
        ],
    );
}

#[test]
fn working_days_alone() {
    check(
        CONSTRAINT,
        &[
            ("no weekends", Days(5)),
            ("Not on Sundays", Days(6)),
            ("never on Mondays", Days(6)),
            ("nothing at weekends", Days(5)),
            ("No work on Fridays", Days(6)),
            ("No running on Fridays", Days(6)),
            ("Sundays off", Days(6)),
            ("keep Sundays free", Days(6)),
            ("I can't do Mondays or Tuesdays", Days(5)),
            ("Sundays are for family", Days(6)),
            ("No Fridays, please", Days(6)),
        ],
    );
}

#[test]
fn hours_of_others_are_theirs() {
    check(
        CONSTRAINT,
        &[
            ("a biologist, 4 hours a week", Of("a biologist", 4.0)),
            ("my sister helps on Saturdays, 3 hours", Of("my sister", 3.0)),
            ("my coach gives me one hour a week", Of("my coach", 1.0)),
            ("the VA works 10h/week", Of("VA", 10.0)),
            ("A student assistant works 8 hours a week", Of("A student assistant", 8.0)),
            ("our designer has 5 hours a week", Of("our designer", 5.0)),
            ("My brother can help two evenings a week, two hours each", Of("My brother", 4.0)),
            ("a freelance editor for 6 hours a week", Of("a freelance editor", 6.0)),
            ("I have 5 hours a week, my sister 3 hours a week", h(5.0)),
            ("my sister and I have 5 hours a week", h(5.0)),
        ],
    );
    check(
        TextId::Team,
        &[
            ("two developers, 45 hours a week together", h(45.0)),
            ("two backend developers, 45 hours a week together after support duty", h(45.0)),
            ("two developers at 25 hours each", h(50.0)),
            ("two developers at 25 hours a week each", h(50.0)),
            ("three founders, 8 hours a week each beside the daily business", h(24.0)),
            ("both of us, 4 hours a week each", h(8.0)),
            ("me, 10 hours a week", h(10.0)),
            ("me (developer) and a friend who does design, 3 hours a week at most", Of("a friend", 3.0)),
            ("a working student, 15h/week", Of("a working student", 15.0)),
            ("two musician friends, free on most Sundays", Nothing),
            ("just me", Nothing),
            ("four of us, 20 hours a week in total", h(20.0)),
            ("my partner (accounts), 5 hours a week", Of("my partner", 5.0)),
        ],
    );
}

#[test]
fn other_hours_are_not_taken() {
    check(
        CONSTRAINT,
        &[
            ("I sleep 6 hours", Nothing),
            ("My job takes 40 hours a week and I can learn a lot there", Nothing),
            ("I sleep 6 hours a night", Nothing),
            ("I have a 40 hours a week job", Nothing),
            ("I work 40 hours a week", Nothing),
            ("I work 9 to 5", Nothing),
            ("I work Mon-Fri 9-5", Nothing),
            ("Beside a full-time job", Nothing),
            ("All three beside a full-time job", Nothing),
            ("I work full time", Nothing),
            ("I'm an airline pilot full time, two hour commute each way", Nothing),
            ("commute 2 hours a day", Nothing),
            ("My commute takes 90 minutes each day", Nothing),
            ("a 3 hour exam", Nothing),
            ("The exam lasts 3 hours", Nothing),
            ("the course takes 60 hours", Nothing),
            ("We offer 24/7 support", Nothing),
            ("The gym is open from 6 to 22 on weekdays", Nothing),
            ("The shop opens Mon-Sat 9-18", Nothing),
            ("Choir on Thursdays until 22:00", Nothing),
            ("Guests are only free at weekends", Nothing),
            ("Teaching on Mondays and Tuesdays", Nothing),
            ("Small town; the scene is in the city one hour away", Nothing),
            ("No emails on weekends to customers", Nothing),
            ("Notice period is four weeks", Nothing),
            ("back after 3h", Nothing),
            ("20 EUR an hour", Nothing),
            ("Supervisor needs three to four weeks to read anything", Nothing),
            ("My kids need me 3 hours a day", Nothing),
            ("I used to spend 10 hours a week on it", Nothing),
            ("Vegetarian menu", Nothing),
            ("The train takes 5 hours", Nothing),
            ("Budget 50 EUR a week", Nothing),
            ("Very hot here in July and August", Nothing),
            ("Delivery within 48 hours", Nothing),
            ("I keep my job four days a week until three months before opening", Nothing),
            ("Meetings on Tuesdays 9-11", Nothing),
            ("Hours per week: not known", Nothing),
            ("", Nothing),
        ],
    );
    for id in [TextId::Destination, TextId::Title] {
        check(
            id,
            &[
                ("Run 5 hours a week", Nothing),
                ("Run a marathon under 4 hours", Nothing),
                ("Sleep 8 hours a night", Nothing),
                ("Meditate for 20 minutes a day", Nothing),
                ("Practice guitar 30 minutes every day", Nothing),
                ("Finish the 60-hour course", Nothing),
                ("Go to bed before 23:00 on weekdays", Nothing),
                ("Work 4 days a week", Nothing),
                ("Cut screen time to 2 hours a day", Nothing),
                ("Reduce screen time from 5h to 2h a day", Nothing),
                ("Less gaming: 4 hours \u{2192} 1 hour a day", Nothing),
                ("Cut TV from 3 hours down to 45 minutes a night", Nothing),
                ("Bring meetings from 12 hours a week to 6 hours a week", Nothing),
                ("Ship a 24/7 support desk", Nothing),
                ("Half marathon in 2 hours 15", Nothing),
                ("In bed by 22:45 on at least 6 of 7 nights, for four weeks in a row", Nothing),
                ("Fast 16:8 on 6 days a week", Nothing),
                ("Launch Monday Mornings, a weekly podcast", Nothing),
                ("Earn 40 EUR an hour as a part-time tutor", Nothing),
            ],
        );
    }
    check(
        TextId::Origin,
        &[
            ("Currently 3 hours a week", Nothing),
            ("I run 3 miles comfortably, two or three times a week", Nothing),
            ("I practice an hour a day", Nothing),
            ("Fall asleep around 00:30, five and a half hours on weekdays", Nothing),
            ("p95 is 1.9 s at 80 requests per second", Nothing),
            ("Tried cold turkey three times, longest 2 weeks", Nothing),
            ("Worked eight years as a barista", Nothing),
        ],
    );
    check(TextId::Budget, &[("300 a month", Nothing), ("35 EUR an hour", Nothing), ("two hours of a lawyer", Nothing)]);
    check(TextId::Constraint(0), &[("Back at work half-time from January 4, full-time from February 1", Nothing)]);
    check(TextId::Constraint(0), &[("Not before work", Nothing), ("No noise after 8 pm or on Sundays", Nothing)]);
}

#[test]
fn short_forms_say_hours_behind_the_goal() {
    for id in [TextId::Destination, TextId::Title] {
        check(
            id,
            &[
                ("novel by Easter, two evenings a week", Ask),
                ("Learn Go in 6 months, 5 hours a week", h(5.0)),
                ("Spanish B1 by June, 30 minutes a day", h(3.5)),
                ("Write a cookbook, 2 hours on Saturdays and 1 hour on Wednesdays", h(3.0)),
                ("Build a shed, weekends only", Ask),
                ("Half marathon, 3x a week 1 hour", h(3.0)),
                ("Finish my thesis. 15h/week.", h(15.0)),
                ("Pass the exam, at most 6 hours a week", h(6.0)),
                ("Learn piano (20 min a day)", h(2.33)),
                ("Learn Spanish. Weekends only, say 10 hours per weekend.", h(10.0)),
                ("Learn Spanish. Mon/Wed/Fri 6-7am and Saturday mornings 9 till 12.", h(6.0)),
                ("Learn Spanish. I can spare 6 hours a week.", h(6.0)),
                ("Learn Spanish. We have two evenings a week, 2 hours each.", h(4.0)),
                ("Learn Spanish. My train takes 30 min each way Mon-Fri, and I can read on it.", h(5.0)),
                ("Write a novel. Fri: 0, Sat: 2h.", h(2.0)),
                ("Get fit; 45 minutes on weekdays and two hours on Sundays", h(5.75)),
            ],
        );
    }
    check(
        TextId::Origin,
        &[
            ("I live in Japan, get home late, maybe an hour on weekday evenings.", h(5.0)),
            ("No experience. I can spare 6 hours a week.", h(6.0)),
        ],
    );
}
