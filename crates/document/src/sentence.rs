//! Sentences of a text in words, and which part of a goal each of them says.

/// The part of a goal that a sentence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What is wanted, and everything that is not clearly one of the others.
    Wish,
    /// Where the person stands: "I have written 22,000 words".
    Origin,
    /// What bounds the work: "No work on Sundays".
    Constraint,
}

/// Beginnings of sentences about what is so, or was, behind "I", "we" or "my …".
const STATES: [&str; 41] = [
    "have",
    "had",
    "own",
    "am",
    "are",
    "was",
    "were",
    "know",
    "knew",
    "speak",
    "run",
    "ran",
    "wrote",
    "did",
    "built",
    "started",
    "tried",
    "failed",
    "live",
    "lived",
    "work",
    "worked",
    "used",
    "never",
    "already",
    "currently",
    "earn",
    "weigh",
    "play",
    "played",
    "owe",
    "make",
    "read",
    "studied",
    "cooked",
    "taught",
    "finished",
    "bought",
    "still",
    "haven't",
    "don't",
];
/// Beginnings of sentences about what is so, without a subject.
const STATES_ALONE: [&str; 14] = [
    "currently",
    "already",
    "so far",
    "today i",
    "today we",
    "right now",
    "at the moment",
    "at present",
    "nothing",
    "no experience",
    "never done",
    "never ran",
    "never run",
    "have never",
];
/// Beginnings of sentences that bound the work.
const LIMITS: [&str; 21] = [
    "no ",
    "not on ",
    "not in ",
    "not before ",
    "never on ",
    "only ",
    "without ",
    "must not ",
    "i can't ",
    "i cannot ",
    "i can not ",
    "i can only ",
    "we can't ",
    "we cannot ",
    "we can only ",
    "i won't ",
    "we won't ",
    "budget",
    "away ",
    "i'm away ",
    "i am away ",
];
/// Words of a wish, which make a sentence one however it begins: "I have to pass
/// the exam by June", "I am going to write".
const WISHES: [&str; 17] = [
    "want",
    "wants",
    "wish",
    "would like",
    "'d like",
    "have to",
    "has to",
    "need to",
    "needs to",
    "going to",
    "plan to",
    "hope to",
    "aim to",
    "should",
    "must be",
    "will",
    "dream",
];
/// Words of hours and days: what is free is no state of the work.
const TIMES: [&str; 13] = [
    "hour", "hours", "h/week", "minutes", "evening", "evenings", "weekend", "weekends", "a week", "per week",
    "mornings", "lunch", "a day",
];

impl Part {
    /// The part that a sentence says.
    pub(crate) fn of(sentence: &str) -> Self {
        let text = sentence.to_lowercase().replace('’', "'");
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        if LIMITS.iter().any(|begin| text.starts_with(begin)) && !STATES_ALONE.iter().any(|one| text.starts_with(one)) {
            return Part::Constraint;
        }
        let padded = format!(" {} ", text.replace([',', '.', ';', '!', '?', '(', ')'], " "));
        let says = |words: &[&str]| words.iter().any(|word| padded.contains(&format!(" {word} ")));
        if says(&WISHES) || says(&TIMES) || padded.contains("'d like ") {
            return Part::Wish;
        }
        if STATES_ALONE.iter().any(|begin| text.starts_with(begin)) || is_state(text) {
            Part::Origin
        } else {
            Part::Wish
        }
    }
}

/// Whether a sentence says of a person what is so: "I own", "I've got", "we are",
/// "my shop makes".
fn is_state(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match first {
        "i'm" | "i've" | "we're" | "we've" | "i'd" | "im" | "ive" | "weve" => true,
        "i" | "we" => STATES.contains(&second) || second == "can" && !matches!(words.next(), Some("only" | "not")),
        _ => false,
    }
}

/// The sentences of a text, each with its mark; an end is a full stop or the like
/// behind which another sentence begins, so that "31.3. or so" and "2.15" go on. Who
/// writes all in small letters ends a sentence behind a whole word.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (sentence, next) = rest.split_at(end_of_first(rest));
        rest = next.trim_start();
        Some(sentence.trim_end())
    })
}

/// Where the first sentence ends, its mark included.
fn end_of_first(text: &str) -> usize {
    let ends = |(at, mark): (usize, &str)| {
        let end = at + mark.len();
        let rest = &text[end..];
        let next = rest.trim_start().chars().next();
        let begins = next.is_none()
            || rest.starts_with(char::is_whitespace)
                && next.is_some_and(|next| {
                    next.is_uppercase() || !next.is_alphanumeric() || next.is_lowercase() && ends_in_word(&text[..at])
                })
            || matches!(mark, "。" | "！" | "？");
        (begins && !text[..at].trim().is_empty()).then_some(end)
    };
    text.match_indices(['.', '!', '?', '。', '！', '？']).find_map(ends).unwrap_or(text.len())
}

/// Whether a text ends in a word that is no short form: a point behind "approx" or
/// "hrs" ends nothing.
fn ends_in_word(text: &str) -> bool {
    const SHORT_FORMS: [&str; 8] = ["approx", "appr", "incl", "excl", "sept", "resp", "prof", "dept"];
    let word = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.chars().count() > 3
        && word.chars().all(char::is_alphabetic)
        && !SHORT_FORMS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sentence_says_a_part() {
        for text in [
            "I have written 22,000 words.",
            "I've got a full first draft",
            "We own a shop with 2,500 a month",
            "I can squat 170.",
            "Nothing done yet.",
            "So far two chapters",
            "I never ran further than 5 km",
            "Right now I weigh 95 kg",
        ] {
            assert_eq!(Part::of(text), Part::Origin, "{text}");
        }
        for text in
            ["No work on Sundays", "I can't run on Mondays", "Only at weekends", "Budget 400 EUR", "Away in July"]
        {
            assert_eq!(Part::of(text), Part::Constraint, "{text}");
        }
        for text in [
            "I want to write a novel",
            "I have to pass the exam by June",
            "I have two evenings a week",
            "Run a marathon",
            "We are going to move",
            "I can do 6 hours a week",
            "Novel by Easter",
            "I'd like to have a garden",
            "",
        ] {
            assert_eq!(Part::of(text), Part::Wish, "{text}");
        }
    }

    #[test]
    fn sentences_end_where_another_begins() {
        let of = |text| sentences(text).collect::<Vec<_>>();
        assert_eq!(of("Run 5 km by 31.3. or so. I have bad knees!"), ["Run 5 km by 31.3. or so.", "I have bad knees!"]);
        assert_eq!(of("In 2.15 h. … Really?  "), ["In 2.15 h.", "… Really?"]);
        assert_eq!(
            of("show it in august. i have the music. rehearsals 2 hrs. a week, approx. five people"),
            ["show it in august.", "i have the music.", "rehearsals 2 hrs. a week, approx. five people"]
        );
        assert!(of(" ").is_empty());
        assert_eq!(of("..."), ["..."]);
    }
}
