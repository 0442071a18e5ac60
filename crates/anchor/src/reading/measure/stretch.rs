//! The stretch in which something is counted: "a month", "/mo", "p.a.".

use backcast_core::Stretch;

use super::super::atoms::Atoms;

/// The stretch that begins at an atom and where it ends; nothing, and the same
/// atom, where none does. Words that only say how an amount is counted may stand
/// between: "net a month", "MRR".
pub(crate) fn stretch_at(atoms: &Atoms<'_>, idx: usize) -> (Option<Stretch>, usize) {
    let mut at = idx;
    at += usize::from(matches!(atoms.word(at), "net" | "gross" | "before" | "after"));
    at += usize::from(matches!(
        atoms.word(at),
        "tax" | "taxes" | "revenue" | "profit" | "income" | "sales" | "rent" | "salary"
    ));
    match direct(atoms, at).or_else(|| direct(atoms, idx)) {
        Some((stretch, end)) => (Some(stretch), end),
        None => (None, idx),
    }
}

fn direct(atoms: &Atoms<'_>, idx: usize) -> Option<(Stretch, usize)> {
    let word = atoms.word(idx);
    let next = |ahead: usize| atoms.word(idx + ahead);
    match word {
        "a" | "an" | "per" | "each" | "every" | "/" => {
            // "p.a." begins with a letter of its own; "a" alone needs a whole word.
            let stretch = unit(next(1), word == "/" || word == "per")?;
            // "10 pages a day job": no.
            Some((stretch, idx + 2))
        }
        "p" | "p." if next(1) == "." => {
            let stretch = match next(2) {
                "a" => Stretch::Year,
                "m" => Stretch::Month,
                "w" => Stretch::Week,
                _ => return None,
            };
            Some((stretch, idx + 3 + usize::from(next(3) == "." && atoms.is_joined(idx + 2))))
        }
        // "6-8pm" is a time of day.
        "pm" if idx > 0 && atoms.is_joined(idx - 1) && atoms.word(idx - 1).len() <= 2 => None,
        "pcm" | "pm" | "monthly" | "mtl" | "mrr" => Some((Stretch::Month, idx + 1)),
        "pa" | "yearly" | "annually" | "annual" | "arr" => Some((Stretch::Year, idx + 1)),
        "pw" | "weekly" => Some((Stretch::Week, idx + 1)),
        "daily" | "nightly" => Some((Stretch::Day, idx + 1)),
        "hourly" => Some((Stretch::Hour, idx + 1)),
        "quarterly" => Some((Stretch::Quarter, idx + 1)),
        "in" if next(1) == "any" => unit(next(2), false).map(|stretch| (stretch, idx + 3)),
        _ => None,
    }
}

fn unit(word: &str, is_short: bool) -> Option<Stretch> {
    Some(match word {
        "hour" | "hr" => Stretch::Hour,
        "day" | "night" | "evening" | "morning" | "weekday" => Stretch::Day,
        "week" => Stretch::Week,
        "month" => Stretch::Month,
        "quarter" => Stretch::Quarter,
        "year" | "annum" => Stretch::Year,
        "h" if is_short => Stretch::Hour,
        "d" if is_short => Stretch::Day,
        "w" | "wk" if is_short => Stretch::Week,
        "mo" | "mth" | "m" | "monat" if is_short => Stretch::Month,
        "y" | "yr" | "a" | "jahr" if is_short => Stretch::Year,
        "q" | "qtr" if is_short => Stretch::Quarter,
        _ => return None,
    })
}
