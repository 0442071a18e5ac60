//! Goals that somebody said in words of their own, without keys.

use jiff::civil::Date;
use toml::de::DeTable;

use crate::goal_read::is_goal_key;
use crate::sentence::{Part, sentences};
use crate::text::joined;
use crate::{GOAL_BYTES_MAX, GoalRecord};

/// Titles longer than this are cut.
const TITLE_CHARS_MAX: usize = 60;
/// So are those of more words.
const TITLE_WORDS_MAX: usize = 12;
/// A clause of fewer words is no title yet.
const CLAUSE_WORDS_MIN: usize = 3;
/// What ends a clause; "80,000" goes on.
const CLAUSE_ENDS: [&str; 6] = [", ", "; ", ": ", " - ", " – ", " — "];

/// Words that lead on to others, and end no title.
const LEADS_ON: [&str; 33] = [
    "a", "an", "the", "my", "our", "his", "her", "their", "your", "this", "of", "in", "on", "at", "by", "for", "from",
    "to", "with", "without", "until", "before", "after", "within", "over", "and", "or", "but", "so", "that", "which",
    "than", "as",
];

/// Whether a text is a goal file: it is TOML that says something, or begins as
/// one does and says something under a key of goal files. One with mistakes is
/// one still, and so is one with unknown keys alone. Words with a line that
/// looks like one of a goal file are words.
#[must_use]
pub fn is_goal_file(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let begins = || {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let has_key =
            |line: &str| line.split_once('=').is_some_and(|(key, _)| !key.trim().contains(char::is_whitespace));
        lines.next().is_some_and(|line| has_key(line) || is_table_line(line)) && text.lines().any(is_key_line)
    };
    begins() || text.len() <= GOAL_BYTES_MAX && DeTable::parse(text).is_ok_and(|table| !table.get_ref().is_empty())
}

/// Whether something stands under a key of goal files in a line.
fn is_key_line(line: &str) -> bool {
    line.split_once('=').is_some_and(|(key, _)| is_goal_key(key.trim()))
}

/// Whether a line is the header of a table, and nothing else.
fn is_table_line(line: &str) -> bool {
    let header = line.split('#').next().unwrap_or_default().trim();
    header.strip_prefix('[').is_some_and(|table| {
        let name = table.trim_start_matches('[').split([']', '.', ' ']).next().unwrap_or_default();
        header.ends_with(']') && is_goal_key(name)
    })
}

/// The goal that a text says; nothing where it says nothing.
///
/// Sentences about where the person stands are the origin, those that bound the
/// work are constraints, and all others the destination, in one line: readers of a
/// goal look for dates, hours and limits there too. Where no sentence is a wish, all
/// of it is one. The title is the heading or the first clause of the wish, cut
/// where it is long. Lines such as `Deadline: 2027-03-28` go under their keys where
/// their key and what stands behind it are clear.
#[must_use]
pub fn goal_of_words(text: &str) -> Option<GoalRecord> {
    let mut goal = GoalRecord::default();
    let mut heading = String::new();
    let mut paragraphs: Vec<String> = Vec::new();
    let mut goes_on = false;
    for written in text.trim_start_matches('\u{feff}').lines() {
        let line = without_marks(written);
        let begins_item = written.trim_start().starts_with(['-', '*', '•', '#']);
        if line.is_empty() {
            goes_on = false;
        } else if written.trim_start().starts_with('#') && heading.is_empty() && paragraphs.is_empty() {
            heading = line;
        } else if take_labeled(&line, &mut goal) {
            goes_on = false;
        } else if let Some(paragraph) = paragraphs.last_mut().filter(|_| goes_on && !begins_item) {
            paragraph.push(' ');
            paragraph.push_str(&line);
        } else {
            paragraphs.push(line);
            goes_on = true;
        }
    }
    if goal.title.is_empty() {
        let said = [Some(&heading), goal.destination.as_ref(), paragraphs.first()];
        goal.title =
            said.into_iter().flatten().find(|said| !said.is_empty()).map(|said| title_of(said)).unwrap_or_default();
    }
    // A heading that stands alone is the goal, and one that the title does not
    // hold whole a part of it.
    if !heading.is_empty() && (heading != goal.title || paragraphs.is_empty() && goal.destination.is_none()) {
        paragraphs.insert(0, heading);
    }
    let all: Vec<String> = goal.destination.take().into_iter().chain(paragraphs).collect();
    share_out(&all, &mut goal);
    (!goal.title.is_empty()).then_some(goal)
}

/// Puts each sentence under the part of the goal that it says.
fn share_out(paragraphs: &[String], goal: &mut GoalRecord) {
    let mut has_wish = false;
    let part_of = |sentence| {
        let part = if has_wish { Part::behind_wish(sentence) } else { Part::of(sentence) };
        has_wish |= part == Part::Wish;
        (part, sentence)
    };
    let all: Vec<(Part, &str)> = paragraphs.iter().flat_map(|text| sentences(text)).map(part_of).collect();
    let of = |wanted: Part| all.iter().filter(move |(part, _)| *part == wanted).map(|(_, sentence)| *sentence);
    if !has_wish {
        goal.destination = joined_sentences(all.iter().map(|(_, sentence)| *sentence));
        return;
    }
    goal.destination = joined_sentences(of(Part::Wish));
    let stated = goal.origin.take();
    goal.origin = joined_sentences(stated.as_deref().into_iter().chain(of(Part::Origin)));
    goal.constraints.extend(of(Part::Constraint).map(str::to_owned));
}

/// Sentences as one text; nothing where there are none.
fn joined_sentences<'a>(sentences: impl Iterator<Item = &'a str>) -> Option<String> {
    sentences.map(str::to_owned).reduce(|before, next| format!("{} {next}", closed(&before)))
}

/// A line without the marks of Markdown around it.
fn without_marks(line: &str) -> String {
    let line = joined(line);
    let line = line.trim_start_matches('#').trim();
    let line = ["- ", "* ", "• "].iter().find_map(|bullet| line.strip_prefix(bullet)).unwrap_or(line);
    line.replace("**", "").trim().to_owned()
}

/// Takes a line that names its key; whether it did.
fn take_labeled(line: &str, goal: &mut GoalRecord) -> bool {
    let Some((label, said)) = line.split_once(':') else { return false };
    let said = said.trim();
    if said.is_empty() {
        return false;
    }
    let text = |slot: &mut Option<String>| {
        let is_free = slot.is_none();
        if is_free {
            *slot = Some(said.to_owned());
        }
        is_free
    };
    match label.trim().to_lowercase().as_str() {
        "title" | "name" if goal.title.is_empty() => {
            goal.title = said.to_owned();
            true
        }
        "goal" | "objective" | "destination" => text(&mut goal.destination),
        "origin" | "start" | "where i stand" | "today i" => text(&mut goal.origin),
        "deadline" | "due" | "by" | "by when" if said.parse::<Date>().is_ok() => text(&mut goal.deadline),
        "hours" | "hours per week" | "hours a week" | "hours_per_week" if goal.hours_per_week.is_none() => {
            goal.hours_per_week = said.replace(',', ".").parse().ok().filter(|hours| (0.0..=168.0).contains(hours));
            goal.hours_per_week.is_some()
        }
        "budget" | "money" => text(&mut goal.budget),
        "team" | "people" | "who helps" => text(&mut goal.team),
        "constraint" | "constraints" | "limits" => {
            goal.constraints.push(said.to_owned());
            true
        }
        "skills" => {
            goal.skills.push(said.to_owned());
            true
        }
        "blocked before" | "obstacles" | "what stopped me" => {
            goal.blocked_before.push(said.to_owned());
            true
        }
        _ => false,
    }
}

/// The first clause that says something, else the first sentence, cut between
/// two words where it is long.
fn title_of(text: &str) -> String {
    let sentence = first_sentence(text);
    let ends = CLAUSE_ENDS.iter().flat_map(|end| sentence.match_indices(end)).map(|(at, _)| &sentence[..at]);
    let says_something = |clause: &&str| clause.split(' ').count() >= CLAUSE_WORDS_MIN;
    let clause = ends.filter(says_something).min_by_key(|clause| clause.len()).unwrap_or(sentence);
    // "An organ stop (61 pipes" was cut within its bracket.
    let clause = match clause.rsplit_once(" (") {
        Some((before, inside)) if !inside.contains(')') && says_something(&before) => before,
        _ => clause,
    };
    if is_short(clause) {
        return clause.to_owned();
    }
    let mut title = String::new();
    for word in clause.split(' ').take(TITLE_WORDS_MAX) {
        if !title.is_empty() && title.chars().count() + 1 + word.chars().count() > TITLE_CHARS_MAX {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    // One word may be longer than any title.
    let title: String = title.chars().take(TITLE_CHARS_MAX).collect();
    without_loose_end(&title).to_owned()
}

/// A title that was cut, without the words at its end that lead on to what is
/// gone: "play the first movement by".
fn without_loose_end(title: &str) -> &str {
    let title = title.trim_end_matches([',', ';', ':', '-', ' ']);
    match title.rsplit_once(' ') {
        Some((before, last)) if LEADS_ON.contains(&last.to_lowercase().as_str()) => without_loose_end(before),
        _ => title,
    }
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= TITLE_CHARS_MAX && text.split(' ').count() <= TITLE_WORDS_MAX
}

/// The first sentence that says a wish, or the first of all, without its mark.
fn first_sentence(text: &str) -> &str {
    let is_wish = |sentence: &&str| Part::of(sentence) == Part::Wish;
    let sentence = sentences(text).find(is_wish).or_else(|| sentences(text).next()).unwrap_or_default();
    let bare = sentence.trim_end_matches(['.', '!', '?', '。', '！', '？']).trim_end();
    if bare.is_empty() { text.trim() } else { bare }
}

/// The text with a full stop at its end.
fn closed(text: &str) -> String {
    if text.ends_with(['.', '!', '?', ':', ';', ',', '。']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(text: &str, title: &str, destination: &str) {
        let goal = goal_of_words(text).expect("it says something");
        assert_eq!((goal.title.as_str(), goal.destination.as_deref()), (title, Some(destination)));
        let read = crate::read_goal("x", &goal.to_toml(), date(2026, 1, 1)).expect("own output is sound").goal_file;
        assert_eq!(read.title, title);
    }

    #[test]
    fn words_become_title_and_destination() {
        let short = "novel by Easter, two evenings a week";
        check(short, "novel by Easter", short);
        check("By June, run a marathon", "By June, run a marathon", "By June, run a marathon");
        check("A novel of 80,000 words, revised", "A novel of 80,000 words", "A novel of 80,000 words, revised");
        check("Run 5 km by 31.3. or so. I have bad knees!", "Run 5 km by 31.3. or so", "Run 5 km by 31.3. or so.");
        let bracket = "finish the organ stop (61 pipes, 22 done) by May";
        check(bracket, "finish the organ stop", bracket);
        let long = "I want to write the novel that I have had in mind for years, a thriller in the harbor, by Easter";
        check(long, "I want to write the novel that I have had in mind", long);
        let breathless = "learn to play the first movement of the moonlight sonata by heart on my grandmother's piano";
        check(breathless, "learn to play the first movement of the moonlight sonata", breathless);
        check("# Move house\n\nWe move **before** June.\n- no weekends\n", "Move house", "We move before June.");
        check("# Learn Spanish\n", "Learn Spanish", "Learn Spanish");
        check("Learn Spanish\n- pass B1\n- by June\n", "Learn Spanish", "Learn Spanish. pass B1. by June");
        check(
            "I want to run\na marathon in June\n",
            "I want to run a marathon in June",
            "I want to run a marathon in June",
        );
        check("bell\u{7} and \u{1b}[2J\r\nlines", "bell and [2J lines", "bell and [2J lines");
    }

    #[test]
    fn sentences_go_under_the_part_that_they_say() {
        let text = "I own a shop with 2,500 a month. I want to open a second one by June! No work on Sundays";
        let goal = goal_of_words(text).expect("it says something");
        assert_eq!(goal.title, "I want to open a second one by June");
        assert_eq!(goal.destination.as_deref(), Some("I want to open a second one by June!"));
        assert_eq!(goal.origin.as_deref(), Some("I own a shop with 2,500 a month."));
        assert_eq!(goal.constraints, ["No work on Sundays"]);
        let stated =
            goal_of_words("Origin: half a draft\nFinish the novel. I have written 200 pages.").expect("it says");
        assert_eq!(stated.origin.as_deref(), Some("half a draft. I have written 200 pages."));
        // A text without a wish is one all the same.
        let states = goal_of_words("I have bad knees. I never ran.").expect("it says something");
        assert_eq!(states.destination.as_deref(), Some("I have bad knees. I never ran."));
    }

    #[test]
    fn lines_with_clear_keys_go_under_them_and_nothing_is_lost() {
        let text = "Goal: a novel of 80,000 words\nDeadline: 2027-03-28\nHours: 6,5\nBudget: 400 EUR\nDue: some day\n";
        let goal = goal_of_words(text).expect("it says something");
        assert_eq!(goal.deadline.as_deref(), Some("2027-03-28"));
        assert_eq!(goal.hours_per_week, Some(6.5));
        assert_eq!(goal.budget.as_deref(), Some("400 EUR"));
        assert_eq!(goal.destination.as_deref(), Some("a novel of 80,000 words. Due: some day"));
        assert_eq!(goal.title, "a novel of 80,000 words");
    }

    #[test]
    fn a_word_without_end_and_a_text_without_words() {
        let goal = goal_of_words(&"x".repeat(10_000)).expect("it says something");
        assert_eq!(goal.title.chars().count(), TITLE_CHARS_MAX);
        assert_eq!(goal.destination.map(|text| text.len()), Some(10_000));
        for text in ["", " \n\t", "\u{feff}\n#\n"] {
            assert!(goal_of_words(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn goal_files_are_told_from_texts() {
        for text in ["title = 'x'", "# mine\n\ntitle =\n", "[[busy]]\nfrom = 3", "extra = 1\n", "\u{feff}origin='x'"] {
            assert!(is_goal_file(text), "{text:?}");
        }
        for text in ["[[goals]]\nname x\ntitle = 'x'", "extra = x\ntitle = 'x'", "title = 'x'\norigin = y\n"] {
            assert!(is_goal_file(text), "{text:?}");
        }
        for text in ["[repo] port it by June", "[repo]\nport it by June", "Port it by June\n[repo]\ntitle = 3 pages"] {
            assert!(!is_goal_file(text), "{text:?}");
        }
        for text in ["", "# Move house\n", "I want 3 = three books", "[draft] a novel", "**Goal:** Move\n", "a = b c"] {
            assert!(!is_goal_file(text), "{text:?}");
        }
    }
}
