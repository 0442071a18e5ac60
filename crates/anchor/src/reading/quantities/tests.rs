//! How people count what they want.

use super::super::corpus::check_all;

#[test]
fn ways_lead_from_one_number_to_another() {
    check_all(&[
        ("from 95 to 78 kg", "q 95>78 kg"),
        ("92.5 to 100 kg", "q 92.5>100 kg"),
        ("8,000 to 12,000", "q 8000>12000"),
        ("Cut tickets from 400 to 50", "q 400>50 ticket"),
        ("Squat 180 kg, today 170", "q 170>180 kg"),
        ("currently 2, want 10 pull-ups", "q 2>10 pull-up"),
        ("10 strict pull-ups, today 2", "q 2>10 pull-up"),
        ("Do 10 strict pull-ups by {2027-05-31}, today 2.", "q 2>10 pull-up"),
        ("down from 14 to 9 %", "q 14>9 %"),
        ("95 → 78 kg", "q 95>78 kg"),
        ("95kg -> 78kg", "q 95>78 kg"),
        ("95 kg to 78 kg", "q 95>78 kg"),
        ("double from 20", "q 20>40"),
        ("double our 20 clients", "q 20>40 client"),
        ("half of 400", "q 400>200"),
        ("halve the 400 open tickets", "q 400>200 ticket"),
        ("Go from 3 to 5 days a week", "q 3>5 day /week"),
        ("Bring p95 from 1.9 s to 250 ms", "q 1900>250 ms"),
        ("Get down to 78 kg from 95", "q 95>78 kg"),
        ("12 clients, up from 8", "q 8>12 client"),
        ("500 subscribers instead of 200", "q 200>500 subscriber"),
        ("10 km without a break (now 4)", "q 4>10 km"),
        ("Currently 95 kg. Goal: 78 kg", "q 95>78 kg"),
        ("I'm at 40 wpm, want 80 wpm", "q 40>80 wpm"),
        ("Weigh 78 kg, at the moment 95 kg", "q 95>78 kg"),
        ("churn from 6% to 3% a month", "q 6>3 % /month"),
        ("Elo 1500 to 1800", "q 1500>1800 elo"),
        ("from 13 stone to 11 stone", "q 13>11 stone"),
        ("from 210 lbs to 180 lbs", "q 210>180 lb"),
        ("conversion 2.1% → 3%", "q 2.1>3 %"),
        ("test coverage from 9 to 60 percent", "q 9>60 %"),
        ("from two to five hires", "q 2>5 hire"),
        ("Marathon from 4:30 to 3:59", "q 4.5>3.983 hour"),
        ("build time from 12 min to under 5 min", "q 12>5 minute"),
        ("bring 120 kg bench (today 100 kg) to life", "q 100>120 kg"),
    ]);
}

#[test]
fn units_are_measures_or_nouns() {
    check_all(&[
        ("Read 24 books", "q 24 book"),
        ("Write 80.000 words", "q 80000 word"),
        ("A 60,000-word non-fiction book", "q 60000 word"),
        ("Publish 12 podcast episodes and 500 downloads", "q 12 podcast episode; q 500 download"),
        ("12 episodes a month", "q 12 episode /month"),
        ("write 400 words an hour", "q 400 word /hour"),
        ("Walk the Camino, 780 km", "q 780 km"),
        ("Swim 3.8 km", "q 3.8 km"),
        ("run 26.2 miles", "q 26.2 mile"),
        ("Get to 13 stone 4", "q 13.286 stone"),
        ("13st 4lb by {June}", "q 13.286 stone"),
        ("reach 11st", "q 11 stone"),
        ("high jump 5 ft 11", "q 5.917 ft"),
        ("clear 6'2\" in the high jump", "q 6.167 ft"),
        ("keep the cellar below 15°C", "q <=15 °C"),
        ("CI green rate 98 %", "q 98 %"),
        ("Type 80 wpm", "q 80 wpm"),
        ("a wedding with 80 guests", "q 80 guest"),
        ("Have three friends to call", "q 3 friend"),
        ("plant a dozen trees", "q 12 tree"),
        ("Hire five engineers", "q 5 engineer"),
        ("Publish a chapbook of 24 poems", "q 24 poem"),
        ("Change the menu to 8 dishes", "q 8 dish"),
        ("Run all 12 services on Kubernetes", "q 12 service"),
        ("30 new volunteers with regular shifts", "q 30 volunteer"),
        ("with 10 paying dental practices", "q 10 dental practice"),
        ("Café with 28 seats", "q 28 seat"),
        ("Learn 2,000 kanji", "q 2000 kanji"),
        ("1.000 Follower", "q 1000 follower"),
        ("first 200 orders", "q 200 order"),
        ("50 push-ups in one go", "q 50 push-up"),
        ("A million views", "q 1000000 view"),
        ("GMAT 700", "q 700 gmat"),
        ("Score 700 on the GMAT", "q 700 gmat"),
        ("IELTS 7.5", "q 7.5 ielts"),
        ("Finish in the top 10 percent", "q 10 %"),
        ("5-7 kg lighter", "q -5..7 kg"),
        ("Read 10 to 12 books", "q 10..12 book"),
        ("5 or 6 recipes", "q 5..6 recipe"),
        ("hang 20 new oil paintings", "q 20 painting"),
        ("Run a 12 session D&D campaign for five friends", "q 12 session; q 5 friend"),
        ("run 300m repeats", "q 300 m"),
        ("read 12 books + 3 books", "q 15 book"),
        ("bake 3, 4 and 5 cakes", "q 12 cake"),
        ("a team of 7 people", "q 7 person"),
    ]);
}

#[test]
fn lists_sums_and_figures_of_all_shapes_count() {
    check_all(&[
        ("Squat 1.5x bodyweight", "q 1.5 bodyweight"),
        ("Bench 1.25 x my body weight", "q 1.25 bodyweight"),
        ("Deadlift 2x bodyweight", "q 2 bodyweight"),
        ("Climb five 4000ers", "q 5 4000er"),
        ("Hike 3 14ers", "q 3 14er"),
        ("Climb two 6000ers and one 8000er", "q 2 6000er; q 1 8000er"),
        ("Bake 1 1/2 dozen muffins", "q 18 muffin"),
        ("Knit 2 dozen squares", "q 24 square"),
        ("Lose 5 ½ kg", "q -5.5 kg"),
        ("Run 2 1/2 miles", "q 2.5 mile"),
        ("Knit one scarf and two hats", "q 1 scarf; q 2 hat"),
        ("Sew three shirts and one dress", "q 3 shirt; q 1 dress"),
        ("one day we want two cats", "q 2 cat"),
        ("Collect 1,000 signatures (we've got 340)", "q 340>1000 signature"),
        ("Get 200 members; we've already got 85", "q 85>200 member"),
        ("Sell 500 tickets, I've got 120 sold", "q 120>500 ticket"),
        ("2 or 3 paintings a month, 30 in all", "q 2..3 painting /month; q 30 painting"),
        ("Record 2 songs a month, 12 in total", "q 2 song /month; q 12 song"),
        ("Write 3 poems a week, 100 altogether", "q 3 poem /week; q 100 poem"),
        ("Plant 5 apple and 3 pear trees", "q 5 apple tree; q 3 pear tree"),
        ("Build 4 kitchen and 2 garden chairs", "q 4 kitchen chair; q 2 garden chair"),
        ("Renovate 2 bathrooms and the kitchen", "q 2 bathroom"),
        ("5 hours a week, of which 2 go to speaking", ""),
        ("about 6-ish hours", ""),
    ]);
}

#[test]
fn what_is_there_already_is_a_state() {
    check_all(&[
        ("Exhibit in a gallery; 40 finished pieces exist already", "s 40 piece has"),
        ("An exhibition. I have 40 finished pieces.", "s 40 piece has"),
        ("Publish a collection. 25 poems are already written.", "s 25 poem has"),
        ("Paint 30 portraits, 12 are done", "q 12>30 portrait"),
        ("German B2, A2 now", "s 'a2' has"),
        ("Spanish from A2 to B2", "s 'a2' has"),
        ("Reach B2 in French, I am at A2", "s 'a2' has"),
        ("JLPT N2, currently N4", "s 'n4' has"),
        ("C1 English (B2 at the moment)", "s 'b2' has"),
        ("Italian A1 \u{2192} B1", "s 'a1' has"),
        ("Pass B2 and C1", ""),
    ]);
}

#[test]
fn results_in_time_are_quantities() {
    check_all(&[
        ("marathon under 4 hours", "q <=4 hour"),
        ("half marathon sub 2:15", "q <=2.25 hour"),
        ("Run a half marathon in under 2 hours 15 minutes", "q <=2.25 hour"),
        ("5k under 25:00", "q 5 km; q <=25 minute"),
        ("finish in 1:45:00", "q 1.75 hour"),
        ("a 20-minute conversation in Spanish", "q 20 minute"),
        ("give a 5 minute best man speech", "q 5 minute"),
        ("p95 below 250 ms", "q <=250 ms"),
        ("Screen time under 2 hours a day", "q <=2 hour /day"),
        ("Sleep 7 hours a night", "q 7 hour /day"),
        ("average of 7 hours of sleep", "q 7 hour"),
        ("hold a plank for 3 minutes", "q 3 minute"),
        ("at most 5 minutes of downtime", "q <=5 minute"),
        ("90 days sober", "q 90 day"),
        ("four weeks in a row", "q 4 week"),
        ("sub-4 marathon", "q <=4 hour"),
        ("run a sub 20 5k", "q <=20 minute; q 5 km"),
    ]);
}

#[test]
fn differences_and_bounds_are_told_apart() {
    check_all(&[
        ("Lose 10 kg", "q -10 kg"),
        ("gain 5 kg of muscle", "q +5 kg"),
        ("reduce churn by 20%", "q -20 %"),
        ("30% faster builds", "q +30 %"),
        ("cut costs by 15 percent", "q -15 %"),
        ("at least 5 club members", "q >=5 club member"),
        ("no more than 3 bugs", "q <=3 bug"),
        ("1,000+ stars on GitHub", "q >=1000 star"),
        ("error rate not above 0.1%", "q <=0.1 %"),
        ("more than 40 subscribers", "q >=40 subscriber"),
        ("5 kg less", "q -5 kg"),
        ("fewer than 10 open issues", "q <=10 issue"),
    ]);
}

#[test]
fn names_versions_and_codes_count_nothing() {
    check_all(&[
        ("before my 40th birthday", ""),
        ("Release 1.0 of our Rust web framework", ""),
        ("v2.1 is out", ""),
        ("Pass the B1 exam", ""),
        ("Pass SAA-C03", ""),
        ("Lead a 6b outdoors, currently 5c indoors", ""),
        ("Build a PS5 controller stand", ""),
        ("Ride Route 66", ""),
        ("Read Catch-22", ""),
        ("on call 24/7", ""),
        ("Move the office to Windows 11", ""),
        ("Comply with GDPR art. 5", ""),
        ("ISO 27001 certificate", ""),
        ("Fast 16:8 on weekdays", ""),
        ("a Formula 1 weekend", ""),
        ("grade 8 piano", ""),
        ("finish chapter 3", ""),
        ("publish in 2027", ""),
        ("Learn Python 3 basics", ""),
        ("pass JLPT N2", ""),
        ("a two-factor login", ""),
        ("a three-course dinner", ""),
        ("our team moves to a four day week", ""),
        ("in one place", ""),
        ("Before I turn 40", ""),
        ("quit before I'm 30", ""),
        ("fix issue #123", ""),
        ("a half marathon", ""),
        ("in 90 days", ""),
        ("within 3 weeks", ""),
        ("Lights out by 22:45", ""),
        ("up at 6 am", ""),
        ("be 100% sure", ""),
        ("COVID-19 recovery", ""),
        ("watch the 2026 games", ""),
        ("my friend lost 20 kg", ""),
        ("like my sister who ran 10 km", ""),
        ("The world record is 2:00:35", ""),
        ("read \"Fahrenheit 451\"", ""),
        ("I am 38", ""),
        ("with my 8-year-old son", ""),
        ("Angular 15 upgrade", ""),
        ("migrate from Java 8 to Java 21", ""),
        ("a 4K video", ""),
        ("5x5 program", ""),
        ("fix the 404 page", ""),
        ("Restore a VW T3", ""),
        ("Get an MOT for my 911", ""),
        ("type 2 diabetes under control", ""),
        ("C: 2 hours a day", ""),
        ("C: 45 minutes on 4 mornings", ""),
        ("number one on the list", ""),
    ]);
}

#[test]
fn what_is_unclear_is_asked() {
    check_all(&[
        ("10k", "q 10000 ?"),
        ("Reach 5000", "q 5000 ?"),
        ("train 300 hours a week in the marathon group", "q 300 hour /week ?"),
    ]);
}
