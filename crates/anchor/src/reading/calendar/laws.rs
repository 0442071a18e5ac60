//! What holds of every text: nothing panics, places lie in the text, and dates
//! come back in whatever form they are written.

use backcast_core::{Conventions, Country, DaySpan, MONTH_NAMES, TextId, plus_days};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::select;

use super::super::atoms::Atoms;
use super::super::away::away;
use super::super::roles::roles;
use super::super::{Context, Taken};
use super::calendar;

const TODAY: Date = date(2026, 11, 29);
const IDS: [TextId; 4] = [TextId::Title, TextId::Destination, TextId::Origin, TextId::Constraint(0)];
/// Words of the grammar, so that random texts reach far into it.
const WORDS: &str = "in by before until from to between and the of on next this last mid early late end week weekend \
    month year first second half 3 10 31 2027 27 / - . , ( ' march may june friday sun summer q1 h2 easter christmas new \
    years eve no away off study hours a few two weeks ago left my 40th birthday when contract ends only reduced not";

fn context(text: TextId, country: &str) -> Context {
    Context { today: TODAY, conventions: Conventions { country: Country::new(country) }, text }
}

fn holds(text: &str, id: TextId, today: Date) {
    let atoms = Atoms::new(text);
    let ctx = Context { today, ..context(id, "") };
    let words = calendar(&atoms, &ctx);
    let mut behind = 0;
    for one in &words {
        assert!(one.atoms.start >= behind && one.atoms.end > one.atoms.start && one.atoms.end <= atoms.len());
        assert!(one.days.is_some_and(|days| days.first <= days.last) || one.days.is_none() && one.question.is_some());
        behind = one.atoms.end;
    }
    let mut taken = Taken::new(&atoms);
    let off = away(&atoms, &ctx, &words, &mut taken);
    let dates = roles(&atoms, &ctx, &words, &mut taken);
    let places = off.found.iter().chain(&dates).map(|one| &one.atoms).chain(off.asked.iter().map(|one| &one.atoms));
    for place in places {
        assert!(place.start < place.end && place.end <= atoms.len() && !atoms.quote(place).is_empty());
    }
}

/// A date in one of the forms in which people write it.
fn written(day: Date, form: usize) -> String {
    let (year, month, of_month) = (day.year(), day.month(), day.day());
    let name = MONTH_NAMES[usize::from(month.unsigned_abs()) - 1];
    let capital = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
    let short = &capital[..3];
    let ending = match of_month {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    };
    match form {
        0 => format!("{day}"),
        1 => format!("{of_month} {capital} {year}"),
        2 => format!("{capital} {of_month}, {year}"),
        3 => format!("{capital} {of_month}{ending}, {year}"),
        4 => format!("the {of_month}{ending} of {capital} {year}"),
        5 => format!("{of_month:02}.{month:02}.{year}"),
        6 => format!("{of_month}.{month}.{:02}", year % 100),
        7 => format!("{of_month} {short} {:02}", year % 100),
        8 => format!("{short} {of_month} {year}"),
        9 => format!("{of_month}. {capital} {year}"),
        10 => format!("{of_month} {name} {year}"),
        _ => format!("{} {of_month} {capital} {year}", day.strftime("%A")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,120}", id in select(&IDS[..])) {
        holds(&text, id, TODAY);
    }

    #[test]
    fn any_unicode_is_read_without_panic(text in any::<String>(), id in select(&IDS[..])) {
        holds(&text, id, TODAY);
    }

    #[test]
    fn any_words_of_the_calendar_are_read_without_panic(
        words in prop::collection::vec(select(WORDS.split_whitespace().collect::<Vec<_>>()), 0..40),
        id in select(&IDS[..]),
        today in select(vec![TODAY, date(2024, 2, 29), date(2027, 12, 31), Date::MAX, Date::MIN, Date::ZERO]),
    ) {
        holds(&words.join(" "), id, today);
        holds(&words.concat(), id, today);
    }

    #[test]
    fn every_form_of_a_date_is_the_same_date(days in 1..6000_i32, form in 0..12_usize) {
        let day = plus_days(TODAY, days);
        let text = format!("Done by {}.", written(day, form));
        let atoms = Atoms::new(&text);
        let found = calendar(&atoms, &context(TextId::Destination, ""));
        prop_assert_eq!(found.iter().map(|one| one.days).collect::<Vec<_>>(), [Some(DaySpan::day(day))], "{}", text);
    }

    #[test]
    fn spans_of_any_two_forms_come_back(
        first in 1..700_i32, n_days in 1..90_i32, forms in (0..12_usize, 0..12_usize),
        joint in select(vec![" to ", " - ", " until ", " \u{2013} ", " through "]),
    ) {
        let days = DaySpan { first: plus_days(TODAY, first), last: plus_days(TODAY, first + n_days) };
        let text = format!("away from {}{joint}{}", written(days.first, forms.0), written(days.last, forms.1));
        let atoms = Atoms::new(&text);
        let found = calendar(&atoms, &context(TextId::Constraint(0), ""));
        prop_assert_eq!(found.iter().map(|one| one.days).collect::<Vec<_>>(), [Some(days)], "{}", text);
    }

    #[test]
    fn slashes_follow_the_country(days in 1..3000_i32) {
        let day = plus_days(TODAY, days);
        let found = |text: String, country: &str| {
            let atoms = Atoms::new(&text);
            calendar(&atoms, &context(TextId::Destination, country)).first().and_then(|one| one.days)
        };
        let (year, month, of_month) = (day.year(), day.month(), day.day());
        prop_assert_eq!(found(format!("by {month}/{of_month}/{year}"), "US"), Some(DaySpan::day(day)));
        prop_assert_eq!(found(format!("by {of_month}/{month}/{year}"), "GB"), Some(DaySpan::day(day)));
        let is_clear = of_month > 12 || i8::eq(&month, &of_month);
        prop_assert_eq!(found(format!("by {of_month}/{month}/{year}"), ""), is_clear.then_some(DaySpan::day(day)));
    }
}
