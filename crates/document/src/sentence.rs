//! Sentences of a text in words, and which part of a goal each of them says.

use backcast_core::MONTH_NAMES;

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
const TIMES: [&str; 31] = [
    "hour",
    "hours",
    "hr",
    "hrs",
    "h/week",
    "minutes",
    "mins",
    "min",
    "evening",
    "evenings",
    "weekend",
    "weekends",
    "wknds",
    "a week",
    "per week",
    "a wk",
    "per wk",
    "weekly",
    "wk",
    "/wk",
    "mornings",
    "morning",
    "afternoons",
    "lunch",
    "a day",
    "daily",
    "weekdays",
    "weeknights",
    "saturdays",
    "sundays",
    "each time",
];

/// Words of a wish in a sentence behind one that is a wish already: what "has to be done
/// by somebody else" then bounds it.
const FURTHER_WISHES: [&str; 14] = [
    "i want",
    "we want",
    "i wish",
    "would like",
    "i need",
    "we need",
    "i have to",
    "we have to",
    "hope to",
    "plan to",
    "aim to",
    "it should",
    "it must be",
    "it must have",
];
/// Words that bound the work wherever they stand in a sentence.
const BOUNDS: [&str; 34] = [
    "no", "not", "nothing", "none", "never", "only", "cannot", "cant", "can't", "dont", "don't", "doesnt", "doesn't",
    "wont", "won't", "isnt", "isn't", "arent", "aren't", "without", "except", "unless", "max", "at most", "off",
    "away", "closed", "gone", "freeze", "busy", "limit", "avoid", "allowed", "else",
];
/// Words of what is so, whoever wishes what: "the hatch is 50 cm wide".
const TELLS: [&str; 20] = [
    "is", "isnt", "are", "its", "it's", "im", "i'm", "has", "have", "was", "were", "can", "must", "will be", "goes",
    "takes", "costs", "needs", "hurts", "clicks",
];
/// Words behind which a sentence tells of a thing that is wished: "a song that is
/// easy".
const RELATIVES: [&str; 5] = ["that", "which", "who", "what", "where"];
/// Whether a word names a month, whole or by its short form.
fn is_month(word: &str) -> bool {
    word == "sept" || MONTH_NAMES.iter().any(|name| *name == word || word.len() == 3 && name.starts_with(word))
}

impl Part {
    /// The part that a sentence says.
    pub(crate) fn of(sentence: &str) -> Self {
        let said = Said::new(sentence);
        if said.is_limit() {
            return Part::Constraint;
        }
        if said.says(&WISHES) || said.says(&TIMES) || said.padded.contains("'d like ") || said.is_under_way() {
            return Part::Wish;
        }
        if said.is_state() { Part::Origin } else { Part::Wish }
    }

    /// The part that a sentence says behind one that is a wish: what tells of hours, of
    /// things that are so or of what is not to be bounds that wish. Days that it names
    /// may be those of the wish itself, unless nothing is done on them.
    pub(crate) fn behind_wish(sentence: &str) -> Self {
        let said = Said::new(sentence);
        if said.is_limit() {
            return Part::Constraint;
        }
        if said.says(&FURTHER_WISHES) || said.padded.contains("'d like ") {
            return Part::Wish;
        }
        let bounds = said.says(&BOUNDS);
        if said.is_state() && !bounds && !said.says(&TIMES) {
            return Part::Origin;
        }
        let names_day = said.padded.split_whitespace().any(is_month);
        let tells = said.says(&TELLS) && !said.says(&RELATIVES);
        if bounds || said.says(&TIMES) || said.is_whereabouts() || tells && !names_day {
            Part::Constraint
        } else {
            Part::Wish
        }
    }
}

/// A sentence in small letters, as it is compared.
struct Said {
    text: String,
    /// The same without its marks, and with a blank before and behind.
    padded: String,
}

impl Said {
    fn new(sentence: &str) -> Self {
        let lower = sentence.to_lowercase().replace('’', "'");
        let text = lower.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let padded = format!(" {} ", text.replace([',', '.', ';', '!', '?', '(', ')', ':'], " "));
        Said {
            text,
            padded: padded
                .split(' ')
                .filter(|word| !word.is_empty())
                .fold(" ".to_owned(), |all, word| all + word + " "),
        }
    }

    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.padded.contains(&format!(" {word} ")))
    }

    fn begins_with(&self, beginnings: &[&str]) -> bool {
        beginnings.iter().any(|begin| self.text.starts_with(begin))
    }

    /// "Between 10 and 31 March I shall be at my daughter's", "we're in Perth then".
    fn is_whereabouts(&self) -> bool {
        const BE: [&str; 9] =
            ["i shall be", "i will be", "i'll be", "ill be", "we shall be", "we will be", "we'll be", "i am", "we are"];
        const PLACES: [&str; 9] = ["at", "in", "on", "with", "abroad", "away", "travelling", "traveling", "visiting"];
        BE.iter().any(|be| PLACES.iter().any(|place| self.padded.contains(&format!(" {be} {place} "))))
    }

    /// "I am preparing for the exam", "we're organizing a fair".
    fn is_under_way(&self) -> bool {
        const AIMS: [&str; 20] = [
            "preparing",
            "organizing",
            "organising",
            "planning",
            "training",
            "trying",
            "building",
            "writing",
            "starting",
            "saving",
            "studying",
            "making",
            "hoping",
            "looking",
            "learning",
            "setting",
            "moving",
            "opening",
            "getting",
            "aiming",
        ];
        let mut words = self.padded.split_whitespace();
        let is_subject = match words.next() {
            Some("i'm" | "im" | "we're") => true,
            Some("i" | "we") => matches!(words.next(), Some("am" | "are" | "r")),
            _ => false,
        };
        is_subject && words.next().is_some_and(|word| AIMS.contains(&word))
    }

    fn is_limit(&self) -> bool {
        self.begins_with(&LIMITS) && !self.begins_with(&STATES_ALONE)
    }

    fn is_state(&self) -> bool {
        self.begins_with(&STATES_ALONE) || is_state(&self.text)
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
                    next.is_uppercase()
                        || !next.is_alphanumeric()
                        || mark != "."
                        || ends_in_word(&text[..at])
                        || next.is_lowercase() && ends_in_month(&text[..at], rest)
                        || next.is_lowercase() && ends_in_figure(&text[..at], rest)
                })
            || matches!(mark, "。" | "！" | "？");
        (begins && !text[..at].trim().is_empty()).then_some(end)
    };
    text.match_indices(['.', '!', '?', '。', '！', '？']).find_map(ends).unwrap_or(text.len())
}

/// Whether a text ends in a word that is no short form: a point behind "approx" or
/// "hrs" ends nothing.
fn ends_in_word(text: &str) -> bool {
    const SHORT_FORMS: [&str; 36] = [
        "approx", "appr", "incl", "excl", "sept", "resp", "prof", "dept", "hrs", "min", "mins", "max", "vol", "etc",
        "sec", "wks", "yrs", "inc", "ltd", "tel", "art", "fig", "eur", "usd", "gbp", "std", "abt", "mon", "tue",
        "tues", "wed", "thu", "thur", "thurs", "fri", "sat",
    ];
    let word = last_word(text).to_lowercase();
    word.chars().count() > 2
        && word.chars().all(char::is_alphabetic)
        && !SHORT_FORMS.contains(&word.as_str())
        && (word.chars().count() > 3 || !is_month(&word))
}

/// Whether a text ends in the short form of a month behind which no further date goes
/// on: "by 1 aug. can write", but not "aug. or sept."
fn ends_in_month(text: &str, rest: &str) -> bool {
    let next = rest.split_whitespace().next().unwrap_or_default();
    let word = last_word(text).to_lowercase();
    is_month(&word) && !["or", "and", "to", "till", "until", "through"].contains(&next)
}

/// Whether a text ends in a number behind which no ordinal goes on: "15. the rest", but
/// not "3. mai" or "31.3. or so".
fn ends_in_figure(text: &str, rest: &str) -> bool {
    let word = last_word(text);
    let next = rest.split_whitespace().next().unwrap_or_default().to_lowercase();
    let is_plain = !text.trim_end_matches(word).ends_with(['.', '/']);
    let names_month = next.split(|c: char| !c.is_alphabetic()).next().is_some_and(is_month)
        || ["mai", "okt", "dez", "mär"].iter().any(|month| next.starts_with(month));
    // "1. find a flat" begins a list.
    let is_behind_words = text.contains(char::is_alphabetic);
    !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()) && is_behind_words && is_plain && !names_month
}

/// The letters and digits in which a text ends; a bracket or quote that closes is none
/// of them.
fn last_word(text: &str) -> &str {
    text.trim_end_matches([')', ']', '"', '\'', '’', '”'])
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default()
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
            "I am preparing for the exam on 4 July",
            "",
        ] {
            assert_eq!(Part::of(text), Part::Wish, "{text}");
        }
    }

    #[test]
    fn behind_a_wish_what_is_so_bounds_it() {
        for text in [
            "the kiln is in a shared studio",
            "I can do 6 hours a week",
            "two evenings a week, 90 mins each",
            "we have one bathroom so the water cant be off for long",
            "the wiring has to be done by an electrician",
            "I'm tired after work so nothing heavy",
            "No weekends",
            "Between 3 and 20 May I shall be at my sister's in Cork",
        ] {
            assert_eq!(Part::behind_wish(text), Part::Constraint, "{text}");
        }
        for text in
            ["I want it printed, too", "Play it at the fair on 12 June", "The fair is on 12 June", "it should rhyme"]
        {
            assert_eq!(Part::behind_wish(text), Part::Wish, "{text}");
        }
        assert_eq!(Part::behind_wish("I have written 22,000 words."), Part::Origin);
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
        assert_eq!(
            of("swim 4x/wk for an hour & 15. left knee hurts"),
            ["swim 4x/wk for an hour & 15.", "left knee hurts"]
        );
        assert_eq!(of("am 3. mai, lol. 15 euro at most"), ["am 3. mai, lol.", "15 euro at most"]);
        assert_eq!(of("a stall (got quoted twice). i work nights"), ["a stall (got quoted twice).", "i work nights"]);
        assert_eq!(of("draft by 1 aug. can write at night"), ["draft by 1 aug.", "can write at night"]);
        assert_eq!(of("1. find a flat"), ["1. find a flat"]);
        assert!(of(" ").is_empty());
        assert_eq!(of("..."), ["..."]);
    }
}
