//! Whether a date without a year is one of the past: "soloed in August".

use std::ops::Range;

use backcast_core::TextId;

use super::super::roles::clause_around;
use super::Grammar;
use super::words::{before, lead_word};

/// Verbs of the past beside those in "ed".
const PAST_VERBS: &[&str] = &[
    "was", "were", "did", "went", "ran", "got", "bought", "had", "began", "lost", "sent", "took", "wrote", "made",
    "gave", "left", "broke", "quit", "met", "came",
];
/// Those among them that are nothing else, so that they need no subject before them.
const FINITE_VERBS: &[&str] = &[
    "was", "were", "did", "went", "ran", "got", "had", "began", "took", "wrote", "gave", "came", "fell", "felt",
    "didnt", "wasnt", "werent", "hadnt",
];
/// Verbs that begin a clause without "I": nobody wishes for it, or it is no state that
/// is still to be reached, as "published" and "finished" are.
const TOLD_VERBS: &[&str] = &[
    "soloed",
    "scored",
    "failed",
    "passed",
    "started",
    "tried",
    "tweaked",
    "sprained",
    "strained",
    "pulled",
    "twisted",
    "injured",
    "fractured",
    "ruptured",
    "hurt",
    "tore",
    "broke",
    "attempted",
    "struggled",
    "stopped",
    "dropped",
    "missed",
    "gained",
    "lost",
    "bought",
    "joined",
    "played",
    "crashed",
    "caught",
];
/// What somebody did and what is still to come: "I booked the exam in May".
const ARRANGED: &[&str] = &[
    "booked",
    "scheduled",
    "registered",
    "entered",
    "signed",
    "planned",
    "arranged",
    "reserved",
    "moved",
    "postponed",
    "need",
    "succeed",
    "exceed",
    "proceed",
];
/// Behind a verb of the past these lead to what is not: "decided to run in May".
const AHEAD: &[&str] = &[
    "to",
    "for",
    "want",
    "wants",
    "will",
    "would",
    "need",
    "needs",
    "must",
    "should",
    "plan",
    "planned",
    "aim",
    "goal",
    "hope",
    "is",
    "are",
    "be",
    "booked",
    "scheduled",
    "im",
    "ill",
];

impl Grammar<'_, '_> {
    /// Whether what is told of a date has been.
    pub(super) fn tells_of_the_past(self, start: usize) -> bool {
        let clause = clause_around(self.atoms, &(start..start + 1));
        match self.ctx.text {
            TextId::Origin | TextId::BlockedBefore(_) | TextId::Skill(_) => self.is_history(start, &clause),
            TextId::Title | TextId::Destination | TextId::Constraint(_) => self.is_done(start, &clause),
            TextId::Budget | TextId::Team => false,
        }
    }

    /// In an origin, "went blank in spring" is the spring that has been.
    fn is_history(self, start: usize, clause: &Range<usize>) -> bool {
        let has = |any: &[&str]| clause.clone().any(|at| any.contains(&self.atoms.word(at)));
        let is_past = clause.clone().any(|at| {
            let word = self.atoms.word(at);
            word.len() > 4 && word.ends_with("ed") || PAST_VERBS.contains(&word)
        });
        // "The surgery was on 3 November, I am on crutches until 10 December."
        let was = (start.saturating_sub(3)..start).any(|at| matches!(self.atoms.word(at), "was" | "were"));
        was || is_past && !has(&["will", "is", "are", "next", "planned", "scheduled", "booked", "until", "due"])
    }

    /// Of a goal, most dates lie ahead: only a verb of the past that governs the date
    /// itself takes it back, "got 68 in the summer", "I tweaked it in Sept".
    fn is_done(self, start: usize, clause: &Range<usize>) -> bool {
        let word = |at: usize| self.atoms.word(at);
        let is_bound = matches!(
            lead_word(self.atoms, start),
            "by" | "before" | "until" | "till" | "for" | "from" | "to" | "due" | "after" | "than"
        );
        let is_break = |at: &usize| matches!(word(*at), "," | "but" | "so" | "now" | "and");
        let first = (clause.start..start).rev().find(is_break).map_or(clause.start, |at| at + 1);
        let is_supposed = (first..start).any(|at| matches!(word(at), "if" | "wish" | "like"));
        let told = (first..start).find(|&at| self.is_told(at, first)).filter(|_| !is_bound && !is_supposed);
        told.is_some_and(|verb| {
            let is_begun = matches!(word(verb), "started" | "began" | "tried");
            !(verb + 1..start).any(|at| AHEAD.contains(&word(at)) && !(is_begun && word(at) == "to"))
        })
    }

    /// Whether a verb tells what somebody did: "I finished", "went", and "soloed" where
    /// a clause begins.
    fn is_told(self, at: usize, first: usize) -> bool {
        let word = self.atoms.word(at);
        let behind = if at > first { before(self.atoms, at) } else { "" };
        // "We're" is written without its apostrophe here.
        let is_were = word == "were" && self.atoms.quote(&(at..at + 1)).contains(['\'', '\u{2019}']);
        // "I have got until May", "to get it done".
        let is_perfect = matches!(behind, "have" | "has" | "ive" | "be" | "get" | "being" | "to" | "is" | "are");
        let has_subject = matches!(
            behind,
            "i" | "we" | "he" | "she" | "they" | "who" | "just" | "already" | "only" | "finally" | "last"
        );
        let is_past = word.len() > 4 && word.ends_with("ed") || PAST_VERBS.contains(&word);
        !is_were
            && !is_perfect
            && !ARRANGED.contains(&word)
            && (FINITE_VERBS.contains(&word) || is_past && has_subject || at == first && TOLD_VERBS.contains(&word))
    }
}
