//! The names of named days, in English and a few that Germans write.

use backcast_core::Country;
use jiff::civil::Weekday::{Monday, Sunday, Thursday};

use super::super::atoms::{AtomKind, Atoms};
use super::by_country::{
    christmas_break, christmas_season, easter_break, fathers_day, independence_day, labor_day, labour_day, mothers_day,
    national_day, summer_break, tax_day, thanksgiving,
};
use super::cut::Cut;
use super::named::{LUNAR_NEW_YEAR, Rule};
use super::when::{Days, Doubt, Phrase, Yearly};
use super::words::{before, lead_word};

/// What a name stands for.
#[derive(Clone, Copy, Debug)]
enum Named {
    /// The same days wherever one lives.
    Everywhere(Rule),
    /// Days that differ by country; nothing where they cannot be known.
    ByCountry(fn(&str) -> Option<Rule>),
    /// The usual days, which differ by place: used, and asked about.
    Usually(fn(&str) -> Option<Rule>),
    /// Only somebody else knows.
    Asked,
}
use Named::{Asked, ByCountry, Everywhere, Usually};
use Rule::{Advent, AdventSunday, Easter, Hanukkah, Hebrew, MondayBefore, Nth, On, Through};

/// All names, sorted by their first words; the longest that fits counts.
const NAMES: &[(&[&str], Named)] = &[
    (&["advent"], Everywhere(Advent)),
    (&["all", "hallows"], Everywhere(On(11, 1))),
    (&["all", "saints"], Everywhere(On(11, 1))),
    (&["all", "saints", "day"], Everywhere(On(11, 1))),
    (&["all", "souls", "day"], Everywhere(On(11, 2))),
    (&["anzac", "day"], Everywhere(On(4, 25))),
    (&["april", "fools"], Everywhere(On(4, 1))),
    (&["april", "fools", "day"], Everywhere(On(4, 1))),
    (&["armistice", "day"], Everywhere(On(11, 11))),
    (&["ascension"], Everywhere(Easter(39, 39))),
    (&["ascension", "day"], Everywhere(Easter(39, 39))),
    (&["ash", "wednesday"], Everywhere(Easter(-46, -46))),
    (&["august", "bank", "holiday"], Everywhere(Nth(8, -1, Monday, 0))),
    (&["australia", "day"], Everywhere(On(1, 26))),
    (&["bank", "holiday"], Asked),
    (&["bank", "holiday", "weekend"], Asked),
    (&["bastille", "day"], Everywhere(On(7, 14))),
    (&["black", "friday"], Everywhere(Nth(11, 4, Thursday, 1))),
    (&["bonfire", "night"], Everywhere(On(11, 5))),
    (&["boxing", "day"], Everywhere(On(12, 26))),
    (&["burns", "night"], Everywhere(On(1, 25))),
    (&["canada", "day"], Everywhere(On(7, 1))),
    (&["candlemas"], Everywhere(On(2, 2))),
    (&["carnival"], Everywhere(Easter(-52, -47))),
    (&["chanukah"], Everywhere(Hanukkah)),
    (&["chinese", "new", "year"], Everywhere(LUNAR_NEW_YEAR)),
    (&["christmas"], Everywhere(On(12, 25))),
    (&["christmas", "break"], Usually(christmas_break)),
    (&["christmas", "day"], Everywhere(On(12, 25))),
    (&["christmas", "eve"], Everywhere(On(12, 24))),
    (&["christmas", "holiday"], Usually(christmas_break)),
    (&["christmas", "holidays"], Usually(christmas_break)),
    (&["christmas", "season"], Usually(christmas_season)),
    (&["christmas", "time"], Everywhere(Through((12, 24), (12, 26)))),
    (&["christmas", "vacation"], Usually(christmas_break)),
    (&["christmastime"], Everywhere(Through((12, 24), (12, 26)))),
    (&["cinco", "de", "mayo"], Everywhere(On(5, 5))),
    (&["columbus", "day"], Everywhere(Nth(10, 2, Monday, 0))),
    (&["corpus", "christi"], Everywhere(Easter(60, 60))),
    (&["cyber", "monday"], Everywhere(Nth(11, 4, Thursday, 4))),
    (&["day", "of", "german", "unity"], Everywhere(On(10, 3))),
    (&["diwali"], Asked),
    (&["early", "may", "bank", "holiday"], Everywhere(Nth(5, 1, Monday, 0))),
    (&["earth", "day"], Everywhere(On(4, 22))),
    (&["easter"], Everywhere(Easter(0, 0))),
    (&["easter", "break"], Usually(easter_break)),
    (&["easter", "day"], Everywhere(Easter(0, 0))),
    (&["easter", "holiday"], Usually(easter_break)),
    (&["easter", "holidays"], Usually(easter_break)),
    (&["easter", "monday"], Everywhere(Easter(1, 1))),
    (&["easter", "saturday"], Everywhere(Easter(-1, -1))),
    (&["easter", "sunday"], Everywhere(Easter(0, 0))),
    (&["easter", "vacation"], Usually(easter_break)),
    (&["easter", "weekend"], Everywhere(Easter(-2, 1))),
    (&["eid"], Asked),
    (&["eid", "al", "-", "adha"], Asked),
    (&["eid", "al", "-", "fitr"], Asked),
    (&["epiphany"], Everywhere(On(1, 6))),
    (&["eurovision"], Asked),
    (&["fathers", "day"], ByCountry(fathers_day)),
    (&["first", "advent"], Everywhere(AdventSunday(0))),
    (&["first", "sunday", "of", "advent"], Everywhere(AdventSunday(0))),
    (&["fourth", "advent"], Everywhere(AdventSunday(21))),
    (&["fourth", "of", "july"], Everywhere(On(7, 4))),
    (&["german", "unity", "day"], Everywhere(On(10, 3))),
    (&["good", "friday"], Everywhere(Easter(-2, -2))),
    (&["groundhog", "day"], Everywhere(On(2, 2))),
    (&["guy", "fawkes"], Everywhere(On(11, 5))),
    (&["guy", "fawkes", "night"], Everywhere(On(11, 5))),
    (&["hallowe", "en"], Everywhere(On(10, 31))),
    (&["halloween"], Everywhere(On(10, 31))),
    (&["hanukkah"], Everywhere(Hanukkah)),
    (&["hogmanay"], Everywhere(On(12, 31))),
    (&["holi"], Asked),
    (&["holy", "week"], Everywhere(Easter(-7, -1))),
    (&["independence", "day"], ByCountry(independence_day)),
    (&["indigenous", "peoples", "day"], Everywhere(Nth(10, 2, Monday, 0))),
    (&["international", "womens", "day"], Everywhere(On(3, 8))),
    (&["juneteenth"], Everywhere(On(6, 19))),
    (&["kings", "day"], Everywhere(On(4, 27))),
    (&["kwanzaa"], Everywhere(On(12, 26))),
    (&["labor", "day"], ByCountry(labor_day)),
    (&["labour", "day"], ByCountry(labour_day)),
    (&["leap", "day"], Everywhere(On(2, 29))),
    (&["lent"], Everywhere(Easter(-46, -1))),
    (&["lunar", "new", "year"], Everywhere(LUNAR_NEW_YEAR)),
    (&["mardi", "gras"], Everywhere(Easter(-47, -47))),
    (&["martin", "luther", "king", "day"], Everywhere(Nth(1, 3, Monday, 0))),
    (&["martin", "luther", "king", "jr", "day"], Everywhere(Nth(1, 3, Monday, 0))),
    (&["martinmas"], Everywhere(On(11, 11))),
    (&["maundy", "thursday"], Everywhere(Easter(-3, -3))),
    (&["may", "bank", "holiday"], Everywhere(Nth(5, 1, Monday, 0))),
    (&["may", "day"], Everywhere(On(5, 1))),
    (&["memorial", "day"], Everywhere(Nth(5, -1, Monday, 0))),
    (&["michaelmas"], Everywhere(On(9, 29))),
    (&["midsummer"], Everywhere(On(6, 24))),
    (&["midsummer", "day"], Everywhere(On(6, 24))),
    (&["midsummers", "day"], Everywhere(On(6, 24))),
    (&["mlk", "day"], Everywhere(Nth(1, 3, Monday, 0))),
    (&["mothering", "sunday"], Everywhere(Easter(-21, -21))),
    (&["mothers", "day"], ByCountry(mothers_day)),
    (&["national", "day"], ByCountry(national_day)),
    (&["new", "year"], Everywhere(On(1, 1))),
    (&["new", "years"], Everywhere(On(1, 1))),
    (&["new", "years", "day"], Everywhere(On(1, 1))),
    (&["new", "years", "eve"], Everywhere(On(12, 31))),
    (&["nikolaus"], Everywhere(On(12, 6))),
    (&["nowruz"], Asked),
    (&["nye"], Everywhere(On(12, 31))),
    (&["oktoberfest"], Asked),
    (&["olympics"], Asked),
    (&["orthodox", "easter"], Asked),
    (&["orthodox", "christmas"], Everywhere(On(1, 7))),
    (&["palm", "sunday"], Everywhere(Easter(-7, -7))),
    (&["pancake", "day"], Everywhere(Easter(-47, -47))),
    (&["passover"], Everywhere(Hebrew(-163, -163))),
    (&["patriots", "day"], Everywhere(Nth(4, 3, Monday, 0))),
    (&["pentecost"], Everywhere(Easter(49, 49))),
    (&["pesach"], Everywhere(Hebrew(-163, -163))),
    (&["pi", "day"], Everywhere(On(3, 14))),
    (&["presidents", "day"], Everywhere(Nth(2, 3, Monday, 0))),
    (&["purim"], Everywhere(Hebrew(-193, -193))),
    (&["ramadan"], Asked),
    (&["reformation", "day"], Everywhere(On(10, 31))),
    (&["remembrance", "day"], Everywhere(On(11, 11))),
    (&["remembrance", "sunday"], Everywhere(Nth(11, 2, Sunday, 0))),
    (&["rosenmontag"], Everywhere(Easter(-48, -48))),
    (&["rosh", "hashanah"], Everywhere(Hebrew(0, 1))),
    (&["saint", "patricks", "day"], Everywhere(On(3, 17))),
    (&["shrove", "tuesday"], Everywhere(Easter(-47, -47))),
    (&["singles", "day"], Everywhere(On(11, 11))),
    (&["small", "business", "saturday"], Everywhere(Nth(11, 4, Thursday, 2))),
    (&["spring", "bank", "holiday"], Everywhere(Nth(5, -1, Monday, 0))),
    (&["spring", "break"], Asked),
    (&["spring", "equinox"], Everywhere(On(3, 20))),
    (&["st", "andrews", "day"], Everywhere(On(11, 30))),
    (&["st", "davids", "day"], Everywhere(On(3, 1))),
    (&["st", "georges", "day"], Everywhere(On(4, 23))),
    (&["st", "martins", "day"], Everywhere(On(11, 11))),
    (&["st", "nicholas", "day"], Everywhere(On(12, 6))),
    (&["st", "paddys"], Everywhere(On(3, 17))),
    (&["st", "paddys", "day"], Everywhere(On(3, 17))),
    (&["st", "patricks"], Everywhere(On(3, 17))),
    (&["st", "patricks", "day"], Everywhere(On(3, 17))),
    (&["st", "stephens", "day"], Everywhere(On(12, 26))),
    (&["st", "valentines", "day"], Everywhere(On(2, 14))),
    (&["sukkot"], Everywhere(Hebrew(14, 14))),
    (&["summer", "break"], Usually(summer_break)),
    (&["summer", "holiday"], Usually(summer_break)),
    (&["summer", "holidays"], Usually(summer_break)),
    (&["summer", "solstice"], Everywhere(On(6, 21))),
    (&["summer", "vacation"], Usually(summer_break)),
    (&["super", "bowl"], Everywhere(Nth(2, 2, Sunday, 0))),
    (&["super", "bowl", "sunday"], Everywhere(Nth(2, 2, Sunday, 0))),
    (&["superbowl"], Everywhere(Nth(2, 2, Sunday, 0))),
    (&["tax", "day"], ByCountry(tax_day)),
    (&["thanksgiving"], ByCountry(thanksgiving)),
    (&["thanksgiving", "day"], ByCountry(thanksgiving)),
    (&["three", "kings", "day"], Everywhere(On(1, 6))),
    (&["twelfth", "night"], Everywhere(On(1, 5))),
    (&["valentines"], Everywhere(On(2, 14))),
    (&["valentines", "day"], Everywhere(On(2, 14))),
    (&["vesak"], Asked),
    (&["veterans", "day"], Everywhere(On(11, 11))),
    (&["victoria", "day"], Everywhere(MondayBefore(5, 25))),
    (&["waitangi", "day"], Everywhere(On(2, 6))),
    (&["whit", "monday"], Everywhere(Easter(50, 50))),
    (&["whit", "sunday"], Everywhere(Easter(49, 49))),
    (&["whitsun"], Everywhere(Easter(49, 49))),
    (&["winter", "break"], Usually(christmas_break)),
    (&["winter", "solstice"], Everywhere(On(12, 21))),
    (&["womens", "day"], Everywhere(On(3, 8))),
    (&["world", "cup"], Asked),
    (&["xmas"], Everywhere(On(12, 25))),
    (&["xmas", "break"], Usually(christmas_break)),
    (&["xmas", "day"], Everywhere(On(12, 25))),
    (&["xmas", "eve"], Everywhere(On(12, 24))),
    (&["yom", "kippur"], Everywhere(Hebrew(9, 9))),
    (&["yule"], Everywhere(On(12, 21))),
];

/// Words that lead to a feast: "by Christmas", "between Christmas and".
const FEAST_LEADS: &[&str] = &[
    "by", "before", "until", "till", "til", "at", "over", "for", "since", "from", "to", "between", "and", "this",
    "next", "last", "after", "around", "on", "during", "come", "through", "in", "of", "coming", "every", "due",
];
/// What is named after a feast and is none.
const FEAST_THINGS: &[&str] = &[
    "cake",
    "egg",
    "eggs",
    "card",
    "cards",
    "tree",
    "trees",
    "market",
    "markets",
    "costume",
    "costumes",
    "present",
    "presents",
    "gift",
    "gifts",
    "album",
    "song",
    "songs",
    "carol",
    "carols",
    "play",
    "movie",
    "lights",
    "decorations",
    "jumper",
    "sweater",
    "story",
    "bunny",
    "basket",
    "resolution",
    "resolutions",
    "sale",
    "shopping",
    "island",
];

/// The named day that begins at an atom.
pub(super) fn named_at(atoms: &Atoms<'_>, idx: usize, country: Option<Country>, is_led: bool) -> Option<Phrase> {
    let first = atoms.get(idx).filter(|atom| atom.kind == AtomKind::Word)?;
    let from = NAMES.partition_point(|(words, _)| words[0] < first.text.as_str());
    let (end, named) = NAMES[from..]
        .iter()
        .take_while(|(words, _)| words[0] == first.text)
        .filter_map(|(words, named)| Some((end_of(atoms, idx, words)?, named)))
        .max_by_key(|&(end, _)| end)?;
    // "In the new year" may be any time of it.
    if first.text == "new" && end == idx + 2 && atoms.starts_with(idx.saturating_sub(2), &["in", "the"]) {
        return Some(Phrase::asked(end, Doubt::Unknown));
    }
    let is_weekend = atoms.word(end) == "weekend";
    let is_plain = (end == idx + 1 || first.text == "new") && !is_weekend;
    // "Money I lent him", but "by the start of lent".
    let is_in_caps = first.is_capital
        || !matches!(first.text.as_str(), "lent" | "advent" | "carnival")
        || matches!(before(atoms, idx), "of" | "by" | "before" | "until" | "till" | "during" | "this" | "next");
    if FEAST_THINGS.contains(&atoms.word(end)) || is_plain && !(is_in_caps && is_day(atoms, idx, end, is_led)) {
        return None;
    }
    let country = country.as_ref().map_or("", Country::as_str);
    let yearly = |rule| {
        let day = Yearly::Named(rule);
        let days = if is_weekend { Yearly::Cut(Box::new(day), Cut::LongWeekend) } else { day };
        Phrase::yearly(end + usize::from(is_weekend), days)
    };
    Some(match *named {
        Everywhere(rule) => yearly(rule),
        ByCountry(rule) => rule(country).map_or_else(|| Phrase::asked(end, Doubt::Unknown), yearly),
        Usually(rule) => match rule(country) {
            Some(rule) => Phrase { end, days: Days::Yearly(Yearly::Named(rule)), question: Some(Doubt::ByPlace) },
            None => Phrase::asked(end, Doubt::Unknown),
        },
        Asked => Phrase::asked(end, Doubt::Unknown),
    })
}

/// The atom behind a name that stands here; a point behind "St." is none of it.
fn end_of(atoms: &Atoms<'_>, idx: usize, words: &[&str]) -> Option<usize> {
    let point = usize::from(words[0] == "st" && atoms.word(idx + 1) == ".");
    let rest = idx + 1 + point;
    atoms.starts_with(rest, &words[1..]).then_some(rest + words.len() - 1)
}

/// Whether one word names the day and not something of it: "by Christmas", "Race, Easter 2027".
fn is_day(atoms: &Atoms<'_>, idx: usize, end: usize, is_led: bool) -> bool {
    let is_new_year = atoms.word(idx) == "new";
    let is_of = atoms.word(end) == "of";
    let lead = lead_word(atoms, idx);
    let is_led = is_led || FEAST_LEADS.contains(&lead);
    let is_closed =
        matches!(atoms.word(end), "" | "." | "," | ":" | ";" | ")") || atoms.word(end).parse::<i16>().is_ok();
    // "A new year of growth", "in the new year": vague, or no day.
    !is_of && (is_led || is_closed) && !(is_new_year && matches!(lead, "in" | "a" | "every" | "each" | "of" | ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_by_their_first_word() {
        assert!(NAMES.is_sorted_by(|(one, _), (next, _)| one[0] <= next[0]));
    }

    #[test]
    fn every_rule_has_days_in_most_years() {
        for (words, named) in NAMES {
            if let Everywhere(rule) = named {
                assert!((2027..=2030).any(|year| rule.in_year(year).is_some()), "{words:?}");
            }
        }
    }
}
