//! Words of a text, as they count here.

/// Words that say nothing of a subject. Without them vectors are about the rest.
const FUNCTION_WORDS: [&str; 64] = [
    "a", "an", "and", "are", "as", "at", "be", "before", "by", "do", "done", "for", "from", "get", "has", "have", "he",
    "her", "his", "i", "in", "into", "is", "it", "its", "me", "my", "no", "not", "of", "off", "on", "or", "our", "out",
    "over", "per", "she", "so", "than", "that", "the", "their", "them", "this", "to", "under", "until", "up", "us",
    "we", "will", "with", "you", "your", "i'm", "i've", "we've", "we're", "was", "were", "but", "they", "what",
];
/// Words of the calendar: when something happens does not say what it is.
const CALENDAR_WORDS: [&str; 48] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "easter",
    "christmas",
    "summer",
    "spring",
    "autumn",
    "winter",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "end",
    "beginning",
    "mid",
    "early",
    "late",
];

/// The words of a text in lower case, without numbers and words of the calendar.
/// "Don't" is one, "half-marathon" two.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('’', "'");
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.trim_matches('\''))
        .filter(|word| word.starts_with(char::is_alphabetic) && !CALENDAR_WORDS.contains(word))
        .map(str::to_owned)
        .collect()
}

/// Whether a word has a meaning of its own.
pub(crate) fn is_content(word: &str) -> bool {
    !FUNCTION_WORDS.contains(&word)
}

/// Endings that are taken off a word that a table does not have, with what then
/// may have stood there: "baking" is looked up as "bak", then as "bake".
const ENDINGS: [&str; 7] = ["'s", "s", "es", "ed", "ing", "ly", "er"];

/// The forms of a word to look up, in order.
pub(crate) fn forms(word: &str) -> impl Iterator<Item = String> + '_ {
    let without = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending)).filter(|stem| stem.len() > 2);
    let shorter = without.flat_map(|stem| {
        let last = stem.chars().next_back();
        let single = last.and_then(|last| stem.strip_suffix(last).filter(|rest| rest.ends_with(last)));
        [Some(stem.to_owned()), Some(format!("{stem}e")), single.map(str::to_owned)]
    });
    std::iter::once(word.to_owned()).chain(shorter.flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_are_no_words() {
        assert_eq!(
            tokens("Run a half-marathon by 2027-05-31, don’t stop in May: 21.1 km!"),
            ["run", "a", "half", "marathon", "by", "don't", "stop", "in", "km"]
        );
        assert!(tokens("2027 … 3.5 ''").is_empty());
    }

    #[test]
    fn forms_of_a_word() {
        let of = |word: &str| forms(word).collect::<Vec<_>>();
        assert_eq!(of("baking"), ["baking", "bak", "bake"]);
        assert_eq!(of("running"), ["running", "runn", "runne", "run"]);
        assert_eq!(of("is"), ["is"]);
        // The last character may be of any width.
        assert_eq!(of("übéés"), ["übéés", "übéé", "übéée", "übé"]);
    }
}
