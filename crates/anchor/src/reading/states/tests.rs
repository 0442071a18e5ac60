//! How people say where they stand.

use super::super::corpus::check_all;

#[test]
fn numbers_tell_where_one_stands() {
    check_all(&[
        ("O: 22,000 words written", "s 22000 word done"),
        ("O: 22.000 words so far", "s 22000 word has"),
        ("O: 3 of 12 chapters done", "s 3/12 chapter done"),
        ("O: 3/12 chapters done", "s 3/12 chapter done"),
        ("O: 3 out of 12 chapters", "s 3/12 chapter has"),
        ("O: half of it is done", "s 50 % done"),
        ("O: analysis half done", "s 50 % done"),
        ("O: 40% finished", "s 40 % done"),
        ("O: I can squat 170", "s 170 can"),
        ("O: I can squat 170 kg", "s 170 kg can"),
        ("O: 95 kg now", "s 95 kg has"),
        ("O: I weigh 13 stone 4", "s 13.286 stone has"),
        ("O: 15 miles a week", "s 15 mile /week has"),
        ("O: A1, one course last year.", "s 'a1' has; s 1 course was"),
        ("O: about 900 stars, 35 open issues in the milestone", "s 900 star has; s 35 issue has"),
        ("O: Run 10 km once a week, longest run ever 14 km", "s 10 km has; s 14 km has"),
        ("O: I write about 400 words an hour", "s 400 word /hour has"),
        ("O: 10 clients and 2 employees", "s 10 client has; s 2 employee has"),
        ("O: used to weigh 110 kg", "s 110 kg was"),
        ("O: p95 is 1.9 s at 80 requests per second", "s 1.9 second has; s 80 request has"),
        ("O: two of four papers published", "s 2/4 paper done"),
        ("O: BI analyst for five years", "s 5 year has"),
        ("O: 6 kg gained last time", "s 6 kg was"),
        ("O: NPS is 20", "s 20 nps has"),
        ("I already have 3 clients", "s 3 client has"),
        ("O: 41 tables, raw SQL", "s 41 table has"),
        ("O: 9% test coverage", "s 9 % has"),
        ("O: zero followers", "s 0 follower lacks"),
    ]);
}

#[test]
fn words_alone_tell_it_too() {
    check_all(&[
        ("O: full first draft", "s 'full first draft' has"),
        ("O: outline complete", "s 'outline complete' done"),
        ("O: never run before", "s 'never run before' lacks"),
        ("O: Nothing booked yet.", "s 'nothing booked yet' lacks"),
        ("O: No outline. Main characters and a map.", "s 'no outline' lacks; s 'main characters and a map' has"),
        ("O: I own a bakery", "s 'i own a bakery' has"),
        ("O: I can order food in Spanish", "s 'i can order food in spanish' can"),
        ("O: permits signed, venue booked", "s 'permits signed' done; s 'venue booked' done"),
        ("O: I know four investors", "s 4 investor can"),
        ("O: venue booked but no caterer", "s 'venue booked' done; s 'no caterer' lacks"),
        ("O: I haven't started", "s 'i havent started' lacks"),
    ]);
}

#[test]
fn others_names_and_spans_are_no_states() {
    check_all(&[
        ("O: As said.", ""),
        ("O: my sister runs 10 km", ""),
        ("O: She weighs 60 kg", ""),
        ("O: My friend lost 20 kg", ""),
        ("O: I started two years ago", "s 'i started two years ago' was"),
        ("O: One painting takes me about two weeks", ""),
        ("O: Java monolith, 11 years old", ""),
        ("O: I live in Austin, flat", ""),
        ("O: Windows 11 laptop", ""),
        ("O: I am 38", "s 'i am' has"),
        ("O: on Route 66 since {2024}", ""),
        ("Read 24 books", "q 24 book"),
        ("C: I have 2 kids", ""),
    ]);
}

#[test]
fn impossible_numbers_are_asked() {
    check_all(&[
        ("O: 300 hours a week", "s 300 hour /week has ?"),
        ("O: 130 % done", "s 130 % done ?"),
        ("O: 14 of 12 chapters done", "s 14/12 chapter done ?"),
        ("O: -5 chapters written", "s -5 chapter done ?"),
    ]);
}
