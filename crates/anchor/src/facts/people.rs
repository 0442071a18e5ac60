//! How many people work on it, from the `team` text.

use backcast_core::{Facts, Passage, Phrase, Understood};

use super::numbers::number;

pub(super) fn read(team: Option<&str>, facts: &mut Facts) {
    let Some(text) = team else { return };
    let passage = Passage::new(text);
    let words: Vec<&str> = passage.words().collect();
    let counted = words.iter().take(3).find_map(|word| number(word)).map(|(count, _)| count);
    let says = |phrase: &str| passage.contains(&Phrase::new(phrase));
    let size = if says("just me") || says("only me") || says("alone") {
        1.0
    } else if says("both of us") || says("me and") || says("and i$") || says("and me$") {
        2.0
    } else {
        counted.filter(|count| (1.0..=200.0).contains(count)).unwrap_or(1.0)
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to 1..=200 above")]
    let size = size as u32;
    facts.team_size = size;
    let mut people = if size == 1 { "one person".to_owned() } else { format!("{size} people") };
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let days: Vec<&str> = days.into_iter().filter(|day| says(day)).collect();
    if !days.is_empty() {
        people = format!("{people}; some of them on a {} only", days.join(" or "));
    }
    facts.understood.push(Understood { quote: text.to_owned(), meaning: people });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(text: &str) -> u32 {
        let mut facts = Facts { team_size: 1, ..Facts::default() };
        read(Some(text), &mut facts);
        facts.team_size
    }

    #[test]
    fn people_are_counted() {
        assert_eq!(size("two developers at 25 hours each"), 2);
        assert_eq!(size("just me; operations has half a day a week"), 1);
        assert_eq!(size("both of us, maid of honour helps"), 2);
        assert_eq!(size("three founders, 8 hours a week each"), 3);
    }
}
