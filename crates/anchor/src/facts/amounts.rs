//! Numbers with their units: `60,000 words`, `400 words an hour`.

use backcast_core::{Amount, Part, Passage, Per};

use super::numbers::number;

/// How many words after a number may be its unit: "12 podcast episodes".
const UNIT_WORDS: usize = 3;

pub(super) fn read(text: &str, part: Part) -> Vec<Amount> {
    let passage = Passage::new(text);
    let words: Vec<&str> = passage.words().collect();
    let mut amounts = Vec::new();
    for (idx, word) in words.iter().enumerate() {
        let Some((mut value, attached)) = number(word) else { continue };
        let mut next = idx + 1;
        if words.get(next) == Some(&"million") {
            value *= 1e6;
            next += 1;
        }
        let unit_words: Vec<&str> = words
            .iter()
            .enumerate()
            .skip(next)
            .take(UNIT_WORDS)
            // "6 of 7 nights" is one unit; other numbers begin their own.
            .take_while(|&(at, &word)| {
                passage.same_clause(idx, at) && (number(word).is_none() || words[at - 1] == "of")
            })
            .map(|(_, &word)| word)
            .collect();
        let last = (next + unit_words.len()).saturating_sub(1).max(idx).min(words.len() - 1);
        let quote = text[passage.place(idx).start..passage.place(last).end].to_owned();
        let unit =
            [attached].into_iter().filter(|unit| !unit.is_empty()).chain(unit_words).collect::<Vec<_>>().join(" ");
        amounts.push(Amount { value, unit, per: rate(&words[next..]), part, quote });
    }
    amounts
}

/// "… an hour", "… per week", within the next four words.
fn rate(words: &[&str]) -> Option<Per> {
    words.iter().take(4).zip(words.iter().skip(1)).find_map(|(&article, &word)| {
        if !matches!(article, "a" | "an" | "per" | "each" | "every") {
            return None;
        }
        match word {
            "hour" => Some(Per::Hour),
            "day" | "night" | "evening" | "morning" => Some(Per::Day),
            "week" => Some(Per::Week),
            "month" => Some(Per::Month),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(text: &str) -> Vec<(f64, String, Option<Per>)> {
        read(text, Part::Wish).into_iter().map(|a| (a.value, a.unit, a.per)).collect()
    }

    #[test]
    fn unit_is_what_follows() {
        assert_eq!(amounts("12 podcast episodes"), [(12.0, "podcast episodes".into(), None)]);
        assert_eq!(amounts("A 60,000-word book"), [(60_000.0, "word book".into(), None)]);
        assert_eq!(amounts("longest run ever 14km"), [(14.0, "km".into(), None)]);
    }

    #[test]
    fn quote_is_what_was_read() {
        assert_eq!(read("Publish 12 podcast episodes, with luck", Part::Wish)[0].quote, "12 podcast episodes");
        assert_eq!(read("ends with 12", Part::Wish)[0].quote, "12");
    }

    #[test]
    fn rates_name_their_period() {
        assert_eq!(amounts("about 400 words an hour"), [(400.0, "words an hour".into(), Some(Per::Hour))]);
        assert_eq!(amounts("49 EUR a month")[0].2, Some(Per::Month));
    }

    #[test]
    fn units_stop_at_the_end_of_a_clause() {
        assert_eq!(amounts("41 tables, raw SQL")[0].1, "tables");
    }
}
