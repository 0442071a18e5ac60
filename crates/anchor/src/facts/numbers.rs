//! Numbers in words and digits.

const WORDS: [(&str, f64); 25] = [
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("fifteen", 15.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("ninety", 90.0),
    ("hundred", 100.0),
    ("thousand", 1000.0),
    ("half", 0.5),
    ("dozen", 12.0),
    ("couple", 2.0),
    ("both", 2.0),
];

/// The number that a word in lower case stands for, and the unit that is
/// attached to its digits: `14km` is 14 and `km`, `60k` is 60,000.
pub(super) fn number(word: &str) -> Option<(f64, &str)> {
    if let Some(&(_, value)) = WORDS.iter().find(|&&(name, _)| name == word) {
        return Some((value, ""));
    }
    let digits = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
    let value: f64 = word[..digits].parse().ok()?;
    match &word[digits..] {
        "k" => Some((value * 1e3, "")),
        "m" | "mio" | "mn" => Some((value * 1e6, "")),
        unit => Some((value, unit)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_words_and_suffixes() {
        assert_eq!(number("60000"), Some((60_000.0, "")));
        assert_eq!(number("800k"), Some((800_000.0, "")));
        assert_eq!(number("14km"), Some((14.0, "km")));
        assert_eq!(number("6.5"), Some((6.5, "")));
        assert_eq!(number("twelve"), Some((12.0, "")));
        assert_eq!(number("b1"), None);
    }
}
