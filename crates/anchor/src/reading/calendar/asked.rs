//! Days that only the person knows: "the end of the semester", "before the
//! baby comes", "my 40th birthday".

use backcast_core::{DaySpan, TextId};
use jiff::civil::Date;

use super::super::atoms::AtomKind;
use super::Grammar;
use super::cut::Elapsed;
use super::when::{Days, Doubt, Phrase};
use super::words::before;

/// What happens on a day that a calendar does not know.
const TERMS: &[&str] = &[
    "semester",
    "trimester",
    "term",
    "birthday",
    "anniversary",
    "wedding",
    "graduation",
    "baby",
    "birth",
    "lease",
    "probation",
    "retirement",
    "deadline",
    "conference",
    "holidays",
    "vacation",
    "reunion",
    "finals",
    "honeymoon",
    "matura",
    "abitur",
    "bachelor",
    "bootcamp",
    "sabbatical",
    "thesis",
    "defense",
    "defence",
    "election",
    "audit",
    "engagement",
    "christening",
    "baptism",
    "bar",
    "funeral",
    "prom",
    "ceremony",
    "premiere",
    "recital",
    "concert",
    "race",
    "tournament",
    "exam",
    "exams",
    "contract",
    "visa",
    "season",
    "residency",
    "move",
    "surgery",
    "operation",
    "interview",
    "launch",
    "migration",
    "inspection",
    "appraisal",
    "halfterm",
    "freshers",
    "ferien",
    "offsite",
    "summit",
    "expo",
    "hearing",
    "trial",
    "checkup",
];
/// What a plain "for" makes no day of: "study for the exam".
const NO_TERMS_FOR: &[&str] = &[
    "exam",
    "exams",
    "contract",
    "visa",
    "deadline",
    "season",
    "lease",
    "term",
    "move",
    "bar",
    "race",
    "audit",
    "trial",
    "surgery",
    "operation",
    "interview",
    "thesis",
    "baby",
    "launch",
    "migration",
];
/// What somebody or something does on such a day.
const VERBS: &[&str] = &[
    "starts",
    "start",
    "begins",
    "begin",
    "ends",
    "end",
    "expires",
    "expire",
    "comes",
    "come",
    "arrives",
    "arrive",
    "born",
    "turn",
    "turns",
    "opens",
    "open",
    "closes",
    "leaves",
    "leave",
    "move",
    "moves",
    "retire",
    "retires",
    "graduate",
    "graduates",
    "finishes",
    "marry",
    "marries",
    "due",
    "runs",
    "returns",
    "return",
    "goes",
    "go",
    "freezes",
    "wed",
    "moving",
    "turning",
    "retiring",
];
/// Who or what does it.
const SUBJECTS: &[&str] = &[
    "i",
    "we",
    "he",
    "she",
    "they",
    "my",
    "our",
    "his",
    "her",
    "their",
    "the",
    "school",
    "college",
    "university",
    "uni",
    "term",
    "im",
    "were",
    "baby",
    "kids",
    "classes",
    "lectures",
];

/// What one can stand before, or do each day before.
const NO_TIMES: &[&str] = &[
    "audience",
    "jury",
    "judge",
    "camera",
    "court",
    "board",
    "committee",
    "crowd",
    "workout",
    "run",
    "session",
    "class",
    "meal",
    "end",
    "others",
    "rest",
    "first",
    "next",
    "last",
];

impl Grammar<'_, '_> {
    /// Words for a day that has to be asked for; none where a date says it right
    /// behind them.
    pub(super) fn asked(self, idx: usize) -> Option<Phrase> {
        let is_told = matches!(self.ctx.text, TextId::Title | TextId::Destination | TextId::Constraint(_));
        if !self.asks || !is_told {
            return None;
        }
        let end =
            self.clause(idx).or_else(|| self.age(idx)).or_else(|| self.term(idx)).or_else(|| self.anything(idx))?;
        if let Some(birthday) = self.birthday(idx, end) {
            return Some(Phrase::fixed(end, DaySpan::day(birthday)));
        }
        (!self.is_dated(end)).then(|| Phrase::asked(end, Doubt::Unknown))
    }

    /// "before I turn 40 (born 9 Feb 1988)": the day on which the person is so old.
    fn birthday(self, idx: usize, end: usize) -> Option<Date> {
        let is_own = matches!(self.atoms.word(idx), "i" | "im" | "age" | "turning")
            || self.atoms.starts_with(idx, &["the", "age"])
            || self.atoms.starts_with(idx, &["the", "time", "im"]);
        let age = is_own.then(|| super::words::digits(self.atoms, end - 1, 1..=2))??;
        let inner = Grammar { asks: false, ..self };
        let born = (0..self.atoms.len()).filter(|&at| self.atoms.word(at) == "born").find_map(|at| {
            let at = at + 1 + usize::from(matches!(self.atoms.word(at + 1), "on" | ":"));
            inner.point(at, true).filter(|phrase| phrase.question.is_none())
        })?;
        let Days::Fixed(day) = born.days else { return None };
        let birthday = Elapsed { months: i32::from(age) * 12, days: 0 }.after(day.first)?;
        (day.first == day.last && birthday >= self.ctx.today).then_some(birthday)
    }

    /// "the fall semester", "my 40th birthday", "our lease".
    fn term(self, idx: usize) -> Option<usize> {
        let atoms = self.atoms;
        let lead = before(atoms, idx);
        let lead_before = idx.checked_sub(1).map_or("", |at| before(atoms, at));
        let is_for = lead == "for" && !matches!(lead_before, "ready" | "time" | "prepared");
        let is_lead = match lead {
            "before" | "by" | "until" | "till" | "after" | "for" | "during" | "over" => true,
            "at" => matches!(self.ctx.text, TextId::Title | TextId::Destination),
            "of" => matches!(lead_before, "end" | "start" | "beginning" | "middle" | "ahead" | "close"),
            "to" => lead_before == "prior",
            _ => false,
        };
        if !is_lead {
            return None;
        }
        let is_determined = matches!(atoms.word(idx), "the" | "my" | "our" | "his" | "her" | "their" | "this" | "next");
        let mut at = idx + usize::from(is_determined);
        let mut end = None;
        for _ in 0..5 {
            let Some(atom) = atoms.get(at) else { break };
            let is_mark = atom.text == "-";
            let is_place = atom.kind == AtomKind::Digits && matches!(atoms.word(at + 1), "st" | "nd" | "rd" | "th");
            if is_mark {
                at += 1;
                continue;
            }
            if is_place {
                // "My mum's 60th."
                end = end.or((is_determined && at > idx + 1).then_some(at + 2));
                at += 2;
                continue;
            }
            if atom.kind != AtomKind::Word || is_function_word(&atom.text) {
                break;
            }
            if is_term(&atom.text) && !(is_for && NO_TERMS_FOR.contains(&atom.text.as_str())) {
                end = Some(at + 1);
            }
            at += 1;
        }
        let is_clear = is_determined || matches!(lead, "before" | "until" | "till" | "of") || lead == "for" && !is_for;
        let is_time = |at: usize| matches!(atoms.word(at), "week" | "weeks" | "period" | "season" | "day" | "time");
        let end = end.map(|end| end + usize::from(is_time(end)));
        end.filter(|&end| (is_clear || end > idx + 1) && !self.is_named(idx) && !self.is_named(idx + 1))
    }

    /// Whether a named day begins here: "the summer holidays" have their usual days.
    pub(super) fn is_named(self, idx: usize) -> bool {
        super::names::named_at(self.atoms, idx, self.ctx.conventions.country, true).is_some()
    }

    /// "before school starts", "until the baby comes", "when my contract ends".
    fn clause(self, idx: usize) -> Option<usize> {
        let atoms = self.atoms;
        let is_plain = match before(atoms, idx) {
            "before" | "until" | "till" => true,
            "time" => idx > 2 && atoms.starts_with(idx - 3, &["by", "the"]),
            "when" | "once" | "after" => false,
            _ => return None,
        };
        if !SUBJECTS.contains(&atoms.word(idx)) {
            return None;
        }
        let is_possessed = matches!(atoms.word(idx), "my" | "our" | "his" | "her" | "their");
        let mut has_term = false;
        for at in idx + 1..idx + 7 {
            let atom = atoms.get(at).filter(|atom| atom.kind != AtomKind::Sign)?;
            has_term |= is_term(&atom.text);
            // "My parental leave ends": a leave is also a time.
            let is_noun = atom.text == "leave"
                && matches!(before(atoms, at), "parental" | "maternity" | "paternity" | "sick" | "my" | "our");
            // "Before the end of" has no verb: somebody has to do it.
            let is_article = at == idx + 1 && (is_possessed || matches!(atoms.word(idx), "the"));
            if VERBS.contains(&atom.text.as_str()) && !is_noun && !is_article {
                return (is_plain || has_term || is_possessed).then(|| self.behind_verb(at));
            }
        }
        None
    }

    /// "turn 40", "go back to school", "starts school".
    fn behind_verb(self, verb: usize) -> usize {
        let atoms = self.atoms;
        match atoms.word(verb) {
            "turn" | "turns" | "turning" if atoms.get(verb + 1).is_some_and(|atom| atom.kind == AtomKind::Digits) => {
                verb + 2
            }
            "goes" | "go" if atoms.starts_with(verb + 1, &["back", "to"]) => verb + 4,
            "runs" if atoms.word(verb + 1) == "out" => verb + 2,
            _ => verb + 1,
        }
        .min(atoms.len())
    }

    /// "by age 30", "before the age of 40", "before I'm 30".
    fn age(self, idx: usize) -> Option<usize> {
        let atoms = self.atoms;
        if !matches!(before(atoms, idx), "by" | "before") {
            return None;
        }
        let at = match (atoms.word(idx), atoms.word(idx + 1), atoms.word(idx + 2)) {
            ("the", "age", "of") => idx + 3,
            ("age", "of", _) => idx + 2,
            ("age" | "im" | "turning", _, _) => idx + 1,
            ("the", "time", "im") => idx + 3,
            ("i", "am", _) => idx + 2,
            _ => return None,
        };
        (super::words::digits(atoms, at, 1..=2).is_some() || super::super::figure::figure_at(atoms, at).is_some())
            .then_some(at + 1)
    }

    /// Whether a date stands close behind: "my birthday on 12 June", "our move to
    /// Spain in May".
    fn is_dated(self, end: usize) -> bool {
        let inner = Grammar { asks: false, ..self };
        for at in end..end + 6 {
            if at > end && self.atoms.ends_clause(at - 1, false) && !matches!(self.atoms.word(at - 1), "(" | ":") {
                return false;
            }
            // When somebody was born does not say when the day is.
            if self.atoms.word(at) == "born" {
                return false;
            }
            if inner.expression(at).is_some_and(|phrase| !matches!(phrase.days, Days::Unknown)) {
                return !super::super::roles::says_no_date(self.atoms, &(end..at));
            }
        }
        false
    }

    /// "before the Olympics", "in time for the first frost": of a goal, whatever
    /// it has to be done before is asked for.
    fn anything(self, idx: usize) -> Option<usize> {
        let atoms = self.atoms;
        let is_goal = matches!(self.ctx.text, TextId::Title | TextId::Destination);
        let is_lead = before(atoms, idx) == "before" || idx > 2 && atoms.starts_with(idx - 3, &["in", "time", "for"]);
        let is_determined = matches!(atoms.word(idx), "the" | "my" | "our" | "his" | "her" | "their");
        let is_time = idx > 2 && atoms.starts_with(idx - 3, &["by", "the", "time"]);
        let is_lead = is_lead && is_determined || is_time;
        if !is_goal || !is_lead || NO_TIMES.contains(&atoms.word(idx + 1)) {
            return None;
        }
        let is_word = |at: usize| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Word);
        let end = (idx + 1..idx + 6)
            .find(|&at| !is_word(at) || atoms.ends_clause(at, true) || is_function_word(atoms.word(at)))?;
        let has_date = (idx..=end).any(|at| Grammar { asks: false, ..self }.expression(at).is_some());
        (end > idx + 1 && !has_date).then_some(end)
    }
}

fn is_term(word: &str) -> bool {
    TERMS.contains(&word)
}

fn is_function_word(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "to"
            | "in"
            | "on"
            | "at"
            | "for"
            | "with"
            | "is"
            | "are"
            | "of"
            | "by"
            | "i"
            | "we"
            | "that"
            | "which"
            | "a"
            | "an"
            | "from"
            | "so"
            | "but"
            | "if"
            | "as"
            | "then"
    )
}
