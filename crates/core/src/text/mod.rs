//! Texts of others on a line of ours: what a person, a model, a calendar or a
//! file name says is shown and commands nothing.
//!
//! A line break forges a line, an escape sequence commands a terminal, a mark of
//! direction turns what is read around, and a mark without width hides in a word.
//! [`plain_line`] is for everything that a person reads: terminal, pictures,
//! calendars, pages. [`spelled_line`] is for files that come back, and
//! [`spelled_back`] is its inverse. [`markdown_escaped`] makes text of markup.
//! Data as JSON needs none of them.
//!
//! What scripts and pictograms are made of stays: letters from right to left,
//! joiners within Persian, Hindi and families, variation selectors after what
//! they vary, flags.
//!
//! ```
//! use backcast_core::text::{plain_line, spelled_back, spelled_line};
//!
//! assert_eq!(plain_line("Book\n- [x] done\u{1b}[2J"), "Book - [x] done⟨U+001B⟩[2J");
//! assert_eq!(plain_line("gnp.\u{202e}txt, a\u{200b}b"), "gnp.⟨U+202E⟩txt, ab");
//! assert_eq!(plain_line("👩\u{200d}👩\u{200d}👧"), "👩\u{200d}👩\u{200d}👧");
//! assert_eq!(spelled_line("a\u{200b}b"), "a⟨U+200B⟩b");
//! assert_eq!(spelled_back("a⟨U+200B⟩b"), "a\u{200b}b");
//! ```
//!
//! The marks are those of Unicode's `Bidi_Control` and
//! `Default_Ignorable_Code_Point`; which ones stay follows UTS 51 (emoji) and
//! UAX 31, section 2.3 (joiners), by blocks instead of by properties.

mod figures;
mod markdown;

use std::borrow::Cow;
use std::fmt::Write as _;

pub use figures::grouped;
pub use markdown::{markdown_cell, markdown_escaped, markdown_unescaped};

/// The letter in lower case without its accent; only what Latin-1 writes.
/// Whatever looks words up compares by this.
pub fn unaccented(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|c| match c {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        _ => c,
    })
}

/// Returns the text as one line that shows what it says and does nothing else.
///
/// Line breaks and tabs, a run of them at a time, become one blank. Control
/// characters, marks that turn the direction and tags are shown by their numbers,
/// of a run the first one: `⟨U+001B⟩`, `⟨U+E0041…⟩`. Marks that nobody sees go.
/// Blanks stay as they are, and nothing is cut off.
#[must_use]
pub fn plain_line(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    let mut run: Option<Run> = None;
    for (c, sort) in sorted(text) {
        if run.is_some_and(|run| run.sort != sort)
            && let Some(run) = run.take()
        {
            run.end(&mut line);
        }
        match sort {
            Sort::Plain => line.push(c),
            Sort::Unseen => {}
            Sort::Break | Sort::Command => {
                run = Some(run.map_or(Run { sort, first: c, is_long: false }, |run| Run { is_long: true, ..run }));
            }
        }
    }
    if let Some(run) = run {
        run.end(&mut line);
    }
    Cow::Owned(line)
}

/// Returns the text as one line that [`spelled_back`] reads without loss.
///
/// Everything that [`plain_line`] turns into a blank, shows or takes out is
/// spelled by its number: `⟨U+200B⟩`. A text that looks like such a number has
/// its bracket spelled.
#[must_use]
pub fn spelled_line(text: &str) -> Cow<'_, str> {
    if is_plain(text) && !text.contains(SPELLED) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    let mut left = text;
    for (c, sort) in sorted(text) {
        if sort != Sort::Plain || left.starts_with(SPELLED) {
            spell(&mut line, c, "");
        } else {
            line.push(c);
        }
        left = &left[c.len_utf8()..];
    }
    Cow::Owned(line)
}

/// Returns the text that [`spelled_line`] spelled.
///
/// Only what it spells is read: other numbers and broken ones stay as they are.
#[must_use]
pub fn spelled_back(line: &str) -> Cow<'_, str> {
    if !line.contains(SPELLED) {
        return Cow::Borrowed(line);
    }
    let mut text = String::with_capacity(line.len());
    let mut left = line;
    while let Some(at) = left.find(SPELLED) {
        text.push_str(&left[..at]);
        let number = &left[at + SPELLED.len()..];
        let read = number.split_once('⟩').and_then(|(number, after)| Some((spelled_char(number)?, after)));
        left = match read {
            Some((c, after)) => {
                text.push(c);
                after
            }
            None => {
                text.push_str(SPELLED);
                number
            }
        };
    }
    text.push_str(left);
    Cow::Owned(text)
}

/// Returns the text with every line of it plain, for what is shown as a block of
/// its own: line breaks stay, those of other systems, too, and tabs.
#[must_use]
pub fn plain_lines(text: &str) -> Cow<'_, str> {
    let mut lines = String::with_capacity(text.len());
    for line in text.split_inclusive(is_kept_break) {
        let before = line.strip_suffix("\r\n").or_else(|| line.strip_suffix(is_kept_break)).unwrap_or(line);
        lines.push_str(&plain_line(before));
        lines.push_str(&line[before.len()..]);
    }
    if lines == text { Cow::Borrowed(text) } else { Cow::Owned(lines) }
}

fn is_kept_break(c: char) -> bool {
    matches!(c, '\n' | '\t')
}

/// How a spelled character begins; `⟩` ends it.
const SPELLED: &str = "⟨U+";

fn spell(line: &mut String, c: char, more: &str) {
    let _ = write!(line, "{SPELLED}{:04X}{more}⟩", u32::from(c));
}

fn spelled_char(number: &str) -> Option<char> {
    let is_spelled = (4..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_hexdigit());
    let c = char::from_u32(u32::from_str_radix(number, 16).ok().filter(|_| is_spelled)?)?;
    (c == '⟨' || c.is_control() || is_mark(c)).then_some(c)
}

/// What becomes of a character in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// It stays.
    Plain,
    /// It begins a line, or a column.
    Break,
    /// It commands, turns the direction, or hides a text of its own.
    Command,
    /// Nobody sees it.
    Unseen,
}

/// Breaks or commands side by side.
#[derive(Clone, Copy, Debug)]
struct Run {
    sort: Sort,
    first: char,
    is_long: bool,
}

impl Run {
    fn end(self, line: &mut String) {
        match self.sort {
            Sort::Command => spell(line, self.first, if self.is_long { "…" } else { "" }),
            _ => line.push(' '),
        }
    }
}

fn is_plain(text: &str) -> bool {
    // Bytes of printable ASCII, most texts, need no second look.
    text.bytes().all(|b| matches!(b, b' '..=b'~')) || sorted(text).all(|(_, sort)| sort == Sort::Plain)
}

/// The characters, each with what becomes of it.
fn sorted(text: &str) -> impl Iterator<Item = (char, Sort)> + '_ {
    let mut before = Before::default();
    text.char_indices().map(move |(at, c)| {
        let sort = before.sort(c, &text[at + c.len_utf8()..]);
        (c, sort)
    })
}

/// What stands before a character, as far as it matters.
#[derive(Debug, Default)]
struct Before {
    /// The last character that stayed.
    base: Option<char>,
    /// The last selector or joiner stayed: there is one for each base.
    is_taken: bool,
    /// Within the tags of a flag.
    is_flag: bool,
}

impl Before {
    fn sort(&mut self, c: char, after: &str) -> Sort {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            *self = Before::default();
            return if is_break(c) { Sort::Break } else { Sort::Command };
        }
        if !is_mark(c) {
            *self = Before { base: Some(c), is_taken: false, is_flag: c == FLAG && is_flag_of_region(after) };
            return Sort::Plain;
        }
        if is_tag(c) && self.is_flag {
            self.is_flag = c != TAG_END;
            return Sort::Plain;
        }
        if self.has_place_for(c, after) {
            // A joiner may follow a selector: "❤️‍🔥".
            self.is_taken = true;
            return Sort::Plain;
        }
        if turns(c) || is_tag(c) {
            *self = Before::default();
            return Sort::Command;
        }
        Sort::Unseen
    }

    fn has_place_for(&self, c: char, after: &str) -> bool {
        let Some(base) = self.base else { return false };
        match c {
            JOINER if is_pictogram(base) => after.starts_with(is_pictogram),
            JOINER | NON_JOINER => !self.is_taken && is_joining(base),
            '\u{fe0e}' | '\u{fe0f}' => !self.is_taken && (is_pictogram(base) || matches!(base, '0'..='9' | '#' | '*')),
            '\u{fe00}'..='\u{fe02}' => !self.is_taken && (is_ideograph(base) || is_operator(base) || is_joining(base)),
            '\u{e0100}'..='\u{e01ef}' => !self.is_taken && is_ideograph(base),
            '\u{180b}'..='\u{180d}' | '\u{180f}' => !self.is_taken && matches!(base, '\u{1820}'..='\u{18aa}'),
            _ => false,
        }
    }
}

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
/// The black flag, which tags turn into that of England.
const FLAG: char = '\u{1f3f4}';
const TAG_END: char = '\u{e007f}';

fn is_break(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Marks of direction that hold for what follows.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// Every mark without a picture of its own: directions, joiners, selectors,
/// fillers, tags.
fn is_mark(c: char) -> bool {
    turns(c)
        || is_tag(c)
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}'
                | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}' | '\u{e0080}'..='\u{e0fff}'
        )
}

fn is_pictogram(c: char) -> bool {
    matches!(
        c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21ff}'
            | '\u{2300}'..='\u{23ff}' | '\u{24c2}' | '\u{25a0}'..='\u{27bf}' | '\u{2900}'..='\u{297f}'
            | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}'
    )
}

/// Letters of scripts that write joiners: Arabic and its neighbors, those of
/// India and beyond, Mongolian.
fn is_joining(c: char) -> bool {
    matches!(
        c,
        '\u{620}'..='\u{74f}' | '\u{750}'..='\u{7ff}' | '\u{840}'..='\u{85f}' | '\u{860}'..='\u{dff}'
            | '\u{f40}'..='\u{fbc}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17d3}' | '\u{1820}'..='\u{18aa}'
            | '\u{1b00}'..='\u{1b4b}' | '\u{a840}'..='\u{a8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10d00}'..='\u{10d3f}' | '\u{11000}'..='\u{11fff}' | '\u{1e900}'..='\u{1e95f}'
    )
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_operator(c: char) -> bool {
    matches!(c, '\u{2200}'..='\u{22ff}' | '\u{2a00}'..='\u{2aff}')
}

/// Whether what follows a black flag is a region in tags, and their end.
fn is_flag_of_region(after: &str) -> bool {
    let is_letter = |c: &char| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}');
    let n = after.chars().take(7).take_while(is_letter).count();
    (3..=6).contains(&n) && after.chars().nth(n) == Some(TAG_END)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_stays_as_it_is() {
        for text in [
            "",
            "Write a book, chapter 1 – „Café“",
            "👩\u{200d}👩\u{200d}👧",
            "❤\u{fe0f}\u{200d}🔥 1\u{fe0f}\u{20e3} 🧑🏽\u{200d}🚀",
            "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "می\u{200c}خواهم کتاب بنویسم",
            "לכתוב ספר (פרק 1)",
            "क\u{94d}\u{200d}ष और र\u{94d}\u{200c}य",
            "葛\u{e0100}城 ∩\u{fe00}",
            "a⟨b⟩ ⟨U⟩",
        ] {
            assert_eq!(plain_line(text), text, "{text}");
            assert_eq!(spelled_line(text), text, "{text}");
        }
    }

    #[test]
    fn breaks_are_blanks_one_for_a_run() {
        assert_eq!(plain_line("a\r\n\n- [x] b\u{2028}c\u{85}d\te"), "a - [x] b c d e");
        assert_eq!(plain_line("over\rwrite"), "over write");
    }

    #[test]
    fn commands_are_shown_and_of_a_run_the_first() {
        assert_eq!(plain_line("\u{1b}]52;c;cHduZWQ=\u{7}"), "⟨U+001B⟩]52;c;cHduZWQ=⟨U+0007⟩");
        assert_eq!(plain_line("\u{9b}31mred"), "⟨U+009B⟩31mred");
        assert_eq!(plain_line("\u{202e}\u{2066}x\u{202c}"), "⟨U+202E…⟩x⟨U+202C⟩");
        assert_eq!(plain_line("x\u{e0041}\u{e0042}"), "x⟨U+E0041…⟩");
    }

    #[test]
    fn marks_that_nobody_sees_go() {
        assert_eq!(plain_line("\u{feff}ap\u{200b}pr\u{ad}o\u{2060}ve\u{200e}\u{200f}\u{61c}"), "approve");
        assert_eq!(plain_line("a\u{200d}b\u{200c}c\u{fe0f}"), "abc");
        assert_eq!(plain_line("😀\u{fe01}\u{fe02}\u{e0101}\u{200d}"), "😀", "no text hides behind a pictogram");
        assert_eq!(plain_line("😀\u{fe0f}\u{fe0f}"), "😀\u{fe0f}");
    }

    #[test]
    fn spelling_is_undone_whatever_is_spelled() {
        for text in ["a\nb\u{0}", "\u{202e}\u{200b}\u{200b}", "⟨U+202E⟩ ⟨U+27E8⟩ ⟨⟨U+", "\u{fe0f}⟨U+\u{200d}0041⟩"]
        {
            let line = spelled_line(text);
            assert!(is_plain(&line), "{line}");
            assert_eq!(spelled_back(&line), text, "{line}");
        }
        assert_eq!(spelled_back("⟨U+0041⟩ ⟨U+⟩ ⟨U+FFFFFF⟩ ⟨U+202E"), "⟨U+0041⟩ ⟨U+⟩ ⟨U+FFFFFF⟩ ⟨U+202E");
    }

    #[test]
    fn what_is_plain_stays_plain_whatever_it_was() {
        // Every text of four of these marks.
        const MARKS: [&str; 12] = [
            "a",
            "👩",
            "ی",
            " ",
            "\n",
            "\u{1b}",
            "\u{202e}",
            "\u{200d}",
            "\u{200c}",
            "\u{fe0f}",
            "\u{e0067}",
            "⟨U+0041⟩",
        ];
        for n in 0..MARKS.len().pow(4) {
            let text: String = (0..4).map(|digit| MARKS[n / MARKS.len().pow(digit) % MARKS.len()]).collect();
            let line = plain_line(&text);
            assert_eq!(plain_line(&line), line, "{text:?}");
            assert!(!line.contains(['\n', '\u{1b}', '\u{202e}']), "{text:?}");
            assert_eq!(spelled_back(&spelled_line(&text)), text, "{text:?}");
        }
    }

    #[test]
    fn blocks_keep_their_lines() {
        assert_eq!(plain_lines("a\r\n\tb\rc\u{1b}[2J\n"), "a\r\n\tb c⟨U+001B⟩[2J\n");
        assert_eq!(plain_lines("a\n\tb"), "a\n\tb");
    }
}
