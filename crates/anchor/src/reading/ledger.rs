//! What nobody understood and looks as if it mattered.

use std::ops::Range;

use backcast_core::{Field, Quote, TextId, Unread, WEEKDAY_NAMES};

use super::atoms::{AtomKind, Atoms};
use super::figure::figure_at;
use super::{CalendarWords, Context, Taken};

/// A quote is not longer than so many atoms around what was not understood.
const ATOMS_AROUND: usize = 6;

/// Signs that stand before or behind an amount.
const SIGNS: [&str; 9] = ["\u{20ac}", "$", "\u{a3}", "\u{a5}", "\u{20b9}", "%", "\u{bd}", "\u{bc}", "\u{be}"];
/// Currencies in letters.
const CURRENCIES: [&str; 12] =
    ["eur", "euro", "euros", "usd", "dollar", "dollars", "gbp", "quid", "chf", "yen", "rupees", "francs"];

/// The quotes, each with a question, of what has digits, a weekday, a currency
/// or the name of a day and was taken by no reader. What stands in one clause is
/// one quote.
pub(super) fn unread(atoms: &Atoms<'_>, ctx: &Context, calendar: &[CalendarWords], taken: &Taken) -> Vec<Unread> {
    let mut found: Vec<Unread> = Vec::new();
    let mut idx = 0;
    while idx < atoms.len() {
        if !weighs(atoms, calendar, taken, idx) {
            idx += 1;
            continue;
        }
        let clause = clause_around(atoms, idx);
        let last = (idx..clause.end).rev().find(|&at| weighs(atoms, calendar, taken, at)).unwrap_or(idx);
        let quote = clause.start.max(idx.saturating_sub(ATOMS_AROUND))..clause.end.min(last + 1 + ATOMS_AROUND);
        let words = CalendarWords::among(calendar, &(idx..last + 1)).find(|words| !taken.any(&words.atoms));
        found.push(asked(atoms, ctx, quote, words));
        idx = last + 1;
    }
    found
}

/// Whether an atom looks as if it mattered, and nobody took it.
fn weighs(atoms: &Atoms<'_>, calendar: &[CalendarWords], taken: &Taken, idx: usize) -> bool {
    let here = idx..idx + 1;
    let Some(atom) = atoms.get(idx).filter(|_| !taken.any(&here)) else { return false };
    match atom.kind {
        AtomKind::Digits => true,
        AtomKind::Sign => SIGNS.contains(&atom.text.as_str()),
        AtomKind::Word => {
            CURRENCIES.contains(&atom.text.as_str())
                || WEEKDAY_NAMES.iter().any(|(name, _)| atom.text.trim_end_matches('s') == *name)
                || CalendarWords::among(calendar, &here).next().is_some()
        }
    }
}

/// The clause in which an atom stands, without the sign that ends it.
fn clause_around(atoms: &Atoms<'_>, idx: usize) -> Range<usize> {
    let start = (1..=idx)
        .rev()
        .find(|&at| atoms.ends_clause(at, true))
        .map_or(0, |at| if atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Sign) { at + 1 } else { at });
    let end = (idx + 1..atoms.len()).find(|&at| atoms.ends_clause(at, true)).unwrap_or(atoms.len());
    start.min(idx)..end
}

fn asked(atoms: &Atoms<'_>, ctx: &Context, quote: Range<usize>, words: Option<&CalendarWords>) -> Unread {
    let written = atoms.quote(&quote).to_owned();
    let is_wish = matches!(ctx.text, TextId::Title | TextId::Destination);
    let (question, field) = match words {
        Some(words) => {
            let named = atoms.quote(&words.atoms);
            let own = words.question.clone();
            let question = own
                .unwrap_or_else(|| format!("You wrote \"{named}\": what happens then, and must it be done by then?"));
            (question, if is_wish { Field::Deadline } else { Field::Constraints })
        }
        None => (format!("You wrote \"{written}\": what does it mean for the plan?"), field_of(ctx.text)),
    };
    Unread { quote: Quote { text: ctx.text, place: atoms.place(&quote), words: written }, question, field }
}

/// The part of a goal to which an answer about a text belongs.
fn field_of(text: TextId) -> Field {
    match text {
        TextId::Title | TextId::Destination => Field::Destination,
        TextId::Origin | TextId::Skill(_) => Field::Origin,
        TextId::Budget | TextId::Team | TextId::Constraint(_) | TextId::BlockedBefore(_) => Field::Constraints,
    }
}

/// Figures that belong to a name and count nothing: digits joined to letters
/// ("B1", "SAA-C03", "6b"), versions ("1.0", "v2"), a number behind a name that
/// is written with a capital ("Windows 11", "Route 66"), places ("3rd edition").
pub(super) fn names(atoms: &Atoms<'_>, calendar: &[CalendarWords], taken: &Taken) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut idx = 0;
    while idx < atoms.len() {
        let is_digits = atoms.get(idx).is_some_and(|atom| atom.kind == AtomKind::Digits);
        // Of a day that has to be asked for, no part is a name: "30 February 2027".
        let is_asked = CalendarWords::among(calendar, &(idx..idx + 1)).any(|words| words.days.is_none());
        if !is_digits || is_asked || taken.any(&(idx..idx + 1)) {
            idx += 1;
            continue;
        }
        match name_around(atoms, idx).filter(|name| !taken.any(name)) {
            Some(name) => {
                idx = name.end.max(idx + 1);
                found.push(name);
            }
            None => idx += 1,
        }
    }
    found
}

fn name_around(atoms: &Atoms<'_>, idx: usize) -> Option<Range<usize>> {
    let is_word = |at: usize| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Word);
    let is_part = |at: usize| {
        atoms.get(at).is_some_and(|atom| atom.kind != AtomKind::Sign || matches!(atom.text.as_str(), "-" | "." | "/"))
    };
    let mut start = idx;
    while start > 0 && atoms.is_joined(start - 1) && is_part(start - 1) {
        start -= 1;
    }
    let mut end = idx + 1;
    while atoms.is_joined(end - 1) && is_part(end) && atoms.get(end).is_some() {
        end += 1;
    }
    // A full stop or dash at an edge belongs to the sentence.
    let is_sign = |at: usize| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Sign);
    while end > idx + 1 && is_sign(end - 1) {
        end -= 1;
    }
    while start < idx && is_sign(start) {
        start += 1;
    }
    // "5h" counts, whatever it says.
    let is_time = start == idx && end == idx + 2 && matches!(atoms.word(idx + 1), "h" | "hr" | "hrs" | "min" | "mins");
    if (start..end).any(is_word) {
        let is_ordinal = figure_at(atoms, start).is_some_and(|figure| figure.is_ordinal);
        let is_day = is_ordinal && is_led_as_day(atoms, start);
        return (!is_day && !is_time).then_some(start..end);
    }
    // "1.0", "1.2.3": a version, not a number of something.
    let n_points = (start..end).filter(|&at| atoms.word(at) == ".").count();
    if n_points > 1 || n_points == 1 && atoms.word(end - 1) == "0" {
        return Some(start..end);
    }
    let behind_name = start.checked_sub(1).filter(|&before| {
        let is_first = before == 0 || atoms.ends_clause(before - 1, false);
        is_word(before) && atoms.get(before).is_some_and(|atom| atom.is_capital) && !is_first
    });
    if let Some(before) = behind_name {
        return Some(before..end);
    }
    figure_at(atoms, start)
        .filter(|figure| figure.is_ordinal && !is_led_as_day(atoms, start))
        .map(|figure| figure.atoms)
}

/// "By 15th of Octember" means a day, and nobody knows which.
fn is_led_as_day(atoms: &Atoms<'_>, start: usize) -> bool {
    let lead = (1..=2).filter_map(|back| start.checked_sub(back)).map(|at| atoms.word(at));
    lead.take_while(|word| *word == "the" || is_lead_of_day(word)).any(is_lead_of_day)
}

fn is_lead_of_day(word: &str) -> bool {
    matches!(word, "by" | "until" | "till" | "due" | "before" | "from" | "on")
}

impl CalendarWords {
    /// Those that share an atom with these.
    pub(super) fn among<'c>(
        calendar: &'c [CalendarWords],
        atoms: &Range<usize>,
    ) -> impl Iterator<Item = &'c CalendarWords> {
        let atoms = atoms.clone();
        calendar.iter().filter(move |words| words.atoms.start < atoms.end && atoms.start < words.atoms.end)
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::Conventions;
    use jiff::civil::date;

    use super::*;

    fn quotes(text: &str) -> Vec<String> {
        let atoms = Atoms::new(text);
        let ctx = Context { today: date(2026, 11, 30), conventions: Conventions::default(), text: TextId::Destination };
        let mut taken = Taken::new(&atoms);
        names(&atoms, &[], &taken.clone()).iter().for_each(|name| taken.take(name));
        unread(&atoms, &ctx, &[], &taken).into_iter().map(|unread| unread.quote.words).collect()
    }

    #[test]
    fn what_weighs_is_quoted_with_its_clause() {
        assert_eq!(quotes("Build a shed, 3 by 4 metres. Paint it."), ["3 by 4 metres"]);
        assert_eq!(quotes("On Fridays only, for \u{20ac}"), ["On Fridays only", "for \u{20ac}"]);
        assert!(quotes("Build a shed and paint it").is_empty());
    }

    #[test]
    fn names_count_nothing() {
        for text in [
            "Pass the B1 exam",
            "Pass SAA-C03",
            "Lead a 6b outdoors",
            "Release 1.0 of it",
            "Move to Windows 11",
            "the 3rd edition",
        ] {
            assert!(quotes(text).is_empty(), "{text}: {:?}", quotes(text));
        }
        assert_eq!(quotes("Sell 40 of them"), ["Sell 40 of them"]);
    }
}
