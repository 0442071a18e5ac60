//! Whose hours a statement speaks of, and whether they are for the goal at all.

use std::ops::Range;

use backcast_core::TextId;

use super::idioms::Idiom;
use super::joints::Joint;
use super::parts::{Kind, Part};
use super::statement::Statement;
use crate::reading::atoms::Atoms;
use crate::reading::people_words::{Opener, is_helping, is_other, is_role, named_at};
use crate::reading::wordlist::is_in;

/// Whose hours they are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Standing {
    /// The person's own, or those of the whole team.
    Own,
    /// Those of each member of a team of so many.
    EachOf(u32),
    /// Those of somebody else who takes part.
    Helper(String),
    /// Not hours for the goal: sleep, a job, a target.
    Other,
    /// Perhaps: to be asked.
    Unclear,
}

/// A text with what was found in it.
pub(super) struct Text<'a> {
    pub(super) atoms: &'a Atoms<'a>,
    pub(super) parts: &'a [Part],
    pub(super) statements: &'a [Statement],
    pub(super) id: TextId,
}

impl Text<'_> {
    /// Whose hours the statement with this number speaks of.
    pub(super) fn standing(&self, number: usize) -> Standing {
        let statement = &self.statements[number];
        let own = self.statement_atoms(statement);
        let is_usable = self.is_usable(statement, &own);
        // Two lessons a week may be those of the goal.
        if statement.hours.is_some() && statement.has_rhythm() && self.is_lesson(&own) {
            return Standing::Unclear;
        }
        if !is_usable && self.is_occupied(statement, &own) || self.is_about_something_else(statement, &own) {
            return Standing::Other;
        }
        if self.id == TextId::Team {
            return self.of_team(number, &own);
        }
        if is_usable {
            return Standing::Own;
        }
        if let Some(helper) = self.helper(number, &own) {
            return helper;
        }
        let is_said = self.has_cue(&own);
        match self.id {
            // "Learn the guitar on 30 minutes a day".
            TextId::Title | TextId::Destination if self.is_means(statement) => Standing::Own,
            // "Learn Go. I can spare 6 hours a week."
            TextId::Title | TextId::Destination if self.speaks_of_oneself(number, &own) => {
                if self.is_of_each(&own) || self.works_elsewhere(statement, &own) && !self.is_left(&own) {
                    Standing::Unclear
                } else {
                    Standing::Own
                }
            }
            // "A novel by May, 10 hours a week": said behind the wish, not as a part of it.
            TextId::Title | TextId::Destination if self.begins_anew(statement) => Standing::Own,
            // "Run 5 hours a week" is the goal itself.
            TextId::Title | TextId::Destination if statement.n_words > 0 || statement.number.is_some() => {
                Standing::Other
            }
            TextId::Title | TextId::Destination if number == 0 && self.statements.len() == 1 => Standing::Other,
            TextId::Origin if !is_said || self.speaks_of_now(number) => Standing::Other,
            // A budget may be one of time: "around 5 hours a week".
            TextId::Budget if statement.hours.is_some() && statement.has_rhythm() => Standing::Own,
            TextId::Budget | TextId::Skill(_) | TextId::BlockedBefore(_) => Standing::Other,
            _ if self.works_elsewhere(statement, &own) && !self.is_left(&own) => Standing::Unclear,
            _ if self.is_of_each(&own) => Standing::Unclear,
            _ if self.has_other_subject(statement, &own) => Standing::Unclear,
            _ => Standing::Own,
        }
    }

    /// Whether an amount with its rhythm begins behind a comma, a dash or a stop:
    /// "…, 10 hours a week", "…, sundays 3h", "…, Tuesdays 6 to 7 pm".
    fn begins_anew(&self, statement: &Statement) -> bool {
        let says_hours =
            |part: &&Part| matches!(part.kind, Kind::Length(..) | Kind::Clock(_) | Kind::Slot(_) | Kind::Times(..));
        let parts = &self.parts[statement.parts.clone()];
        let has_rhythm = parts.iter().any(|part| matches!(part.kind, Kind::Length(_, Some(_))))
            || statement.has_amount() && !statement.slots.is_empty();
        let before = parts.iter().find(says_hours).and_then(|part| part.atoms.start.checked_sub(1));
        has_rhythm
            && before.is_some_and(|before| {
                matches!(self.atoms.word(before), "," | ";" | ":" | "(" | "." | "-" | "\u{2013}" | "\u{2014}")
            })
    }

    /// All atoms of a statement, words without meaning included.
    pub(super) fn statement_atoms(&self, statement: &Statement) -> Range<usize> {
        let parts = &self.parts[statement.parts.clone()];
        match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => first.atoms.start..last.atoms.end,
            _ => statement.atoms.clone(),
        }
    }

    /// The words that stand on their own within these atoms.
    pub(super) fn words(&self, within: &Range<usize>) -> impl Iterator<Item = (usize, &str)> {
        let first = self.parts.partition_point(|part| part.atoms.start < within.start);
        let end = within.end;
        self.parts[first..]
            .iter()
            .take_while(move |part| part.atoms.end <= end)
            .filter(|part| matches!(part.kind, Kind::Word | Kind::Filler))
            .map(|part| (part.atoms.start, self.atoms.word(part.atoms.start)))
    }

    fn is_lesson(&self, own: &Range<usize>) -> bool {
        let is_at = |at: usize| matches!(self.atoms.word(at), "lesson" | "lessons" | "tutorial" | "tutorials");
        matches!(self.id, TextId::Constraint(_)) && own.clone().any(is_at)
    }

    /// Whether it speaks of time that something else takes: a job, sleep.
    fn is_occupied(&self, statement: &Statement, own: &Range<usize>) -> bool {
        let always = |word: &str| {
            is_in(
                "sleep sleeping slept exam exams flight movie film takes took lasts lasted last lose \
                loses lost opening opens open closed closes support tv television gaming scrolling \
                screen marathon delivery deadline costs cost paid fasting fast battery \
                warranty rental rent parking overtime needs need requires require wants expects ago \
                used was were did had spent waste wasted",
                word,
            )
        };
        let unless_left = |word: &str| {
            is_in(
                "job jobs shift shifts teach teaching lecture lectures lecturing employed employee \
                meeting meetings choir gym contract position course lesson lessons classes class \
                seminar church internship commute commutes commuting drive drives driving travel \
                traveling travelling childcare caring care school band rehearsal rehearsals football \
                yoga market shop store office appointment appointments therapy duty standup \
                kindergarten daycare housework chores",
                word,
            )
        };
        let is_left = self.is_left(own);
        let is_job = statement.job().is_some() && self.works_elsewhere(statement, own) && !is_left;
        // "40-hour week", "a 12-hour day"
        let is_length_of = statement.hours.is_some()
            && self.parts[statement.parts.clone()].windows(2).any(|pair| {
                matches!(pair[0].kind, Kind::Length(_, None))
                    && matches!(self.atoms.word(pair[1].atoms.start), "week" | "day" | "month" | "weeks" | "days")
            });
        is_job
            || is_length_of
            || self.words(own).any(|(at, word)| {
                if word == "need" && matches!(self.atoms.word(at.wrapping_sub(1)), "if" | "i") {
                    return false;
                }
                !self.is_set_aside(at) && (always(word) || !is_left && unless_left(word))
            })
            || !is_left && self.works(statement, own)
    }

    /// Whether the sentence says that the time serves the goal, whatever else it
    /// is spent with: "my train takes 50 minutes, and I can study on it".
    fn is_usable(&self, statement: &Statement, own: &Range<usize>) -> bool {
        const WORK: &str = "job jobs shift shifts teach teaching lecture employed contract sleep exam exams course class \
            lesson lessons school";
        const USES: &str =
            "study learn listen read write work practise practice use revise code draw listen rehearse knit sketch";
        let is_work = own.clone().any(|at| is_in(WORK, self.atoms.word(at)));
        if !statement.has_amount() || is_work {
            return false;
        }
        let end = (own.end..(own.end + 16).min(self.atoms.len()))
            .find(|&at| self.atoms.ends_clause(at, false))
            .unwrap_or((own.end + 16).min(self.atoms.len()));
        (statement.atoms.start..end).any(|at| {
            let word = |ahead: usize| self.atoms.word(at + ahead);
            let can = matches!(word(0), "can" | "could" | "will" | "ill") && is_in(USES, word(1));
            let there = (2..6).any(|ahead| {
                is_in("there then meanwhile", word(ahead))
                    || matches!(word(ahead), "on" | "in" | "during" | "for" | "at")
                        && is_in("it them that this there the", word(ahead + 1))
            });
            // "Is my study time", "which I use for it".
            let is_my_time = matches!(word(0), "is" | "are" | "as")
                && matches!(word(1), "my" | "our" | "for" | "the")
                && (2..5).any(|ahead| matches!(word(ahead), "time" | "slot" | "window" | "it" | "this"))
                && (1..4).any(|ahead| {
                    is_in(USES, word(ahead).trim_end_matches("ing"))
                        || is_in("reading writing studying learning practising practicing project it this", word(ahead))
                });
            let uses_it =
                matches!(word(0), "i" | "we" | "and") && word(1) == "use" && is_in("it that this them for", word(2));
            can && there || is_my_time || uses_it
        })
    }

    /// Whether a sentence ends before a statement.
    pub(super) fn is_in_later_sentence(&self, number: usize) -> bool {
        (1..=number).any(|at| self.statements[at].joint == Joint::Stop)
    }

    /// Whether a statement stands in one sentence with what is so otherwise: "ten
    /// hours a week in the summer, three otherwise".
    pub(super) fn is_beside_otherwise(&self, number: usize) -> bool {
        let is_plain = |at: &usize| {
            let statement = &self.statements[*at];
            (*at == number || statement.joint != Joint::Stop) && statement.n_words == 0
        };
        (number..self.statements.len())
            .take_while(is_plain)
            .any(|at| self.statements[at].is_otherwise || self.statements[at].is_then)
    }

    /// Whether a later sentence of a wish tells what time there is.
    fn speaks_of_oneself(&self, number: usize, own: &Range<usize>) -> bool {
        let statement = &self.statements[number];
        let begins = self.is_in_later_sentence(number);
        let has_subject = own.clone().any(|at| is_in("i we ive im me us weve", self.atoms.word(at)));
        let cue = "can could free available spare have got only budget afford manage left";
        begins
            && statement.has_amount()
            && statement.has_rhythm()
            && has_subject
            && own.clone().any(|at| is_in(cue, self.atoms.word(at)))
    }

    /// "In each lunch break (I work Mon to Fri)" tells on which days that is.
    fn tells_workdays(&self, statement: &Statement, work: usize) -> bool {
        statement.says(Idiom::Workdays) && self.kind_of(work + 1).is_some_and(|kind| matches!(kind, Kind::Slot(_)))
    }

    /// Whether a word is named only to say that the hours are beside it: "after
    /// support duty".
    fn is_set_aside(&self, at: usize) -> bool {
        (at.saturating_sub(4)..at).any(|before| {
            is_in(
                "after beside besides around alongside outside between despite without instead next depending depends until till til",
                self.atoms.word(before),
            )
        })
    }

    /// Whether the words say that the hours are there: "my job leaves me 5".
    fn is_left(&self, own: &Range<usize>) -> bool {
        self.words(own).any(|(_, word)| {
            is_in(
                "leave leaves leaving left free spare available could between remain remains \
                remaining",
                word,
            )
        })
    }

    /// "I work 40 hours a week", but not "I can work on it 10 hours a week".
    fn works(&self, statement: &Statement, own: &Range<usize>) -> bool {
        own.clone().any(|at| {
            let is_work = matches!(self.atoms.word(at), "work" | "works" | "worked" | "working");
            let is_part = !matches!(self.kind_of(at), None | Some(Kind::Word | Kind::Filler));
            let subject = self.atoms.word(at.wrapping_sub(1));
            let is_mine = is_in("i we im still usually currently am already normally also", subject);
            is_work && !is_part && is_mine && !self.is_on_it(at) && !self.tells_workdays(statement, at)
        })
    }

    fn is_on_it(&self, work: usize) -> bool {
        (work + 1..work + 6).any(|at| {
            // "Work at the surgery" is a job, "work at it" is none.
            let is_thing = matches!(self.atoms.word(at), "on") && matches!(self.atoms.word(at + 1), "the" | "my");
            matches!(self.atoms.word(at), "on" | "at") && matches!(self.atoms.word(at + 1), "it" | "this" | "that")
                || is_thing
                    && !matches!(
                        self.atoms.word(at + 2),
                        "office" | "job" | "bakery" | "hospital" | "shop" | "bar" | "school" | "weekend" | "weekends"
                    )
        }) || matches!(self.atoms.word(work + 1), "towards" | "toward")
    }

    /// Whether a job is spoken of that may be another one.
    fn works_elsewhere(&self, statement: &Statement, own: &Range<usize>) -> bool {
        own.clone().any(|at| {
            let is_work = is_in("work works working employed employee job", self.atoms.word(at));
            let is_part = !matches!(self.kind_of(at), None | Some(Kind::Word | Kind::Filler));
            let can = self.atoms.word(at.wrapping_sub(1));
            let is_possible =
                matches!(can, "can" | "could" | "to" | "will" | "of") || at + 1 == own.end && at > own.start;
            is_work && !is_part && !is_possible && !self.is_on_it(at) && !self.tells_workdays(statement, at)
        })
    }

    /// Whether the hours are a measure of a thing: "under 4 hours".
    fn is_about_something_else(&self, statement: &Statement, own: &Range<usize>) -> bool {
        let before = self.atoms.word(statement.atoms.start.wrapping_sub(1));
        let is_within = matches!(before, "in" | "within" | "under" | "sub" | "below" | "every" | "after" | "for")
            && matches!(statement.hours, Some((_, None)))
            && statement.is_amount_first
            && before != "for";
        // Prices: "20 EUR an hour" has no length; "24/7".
        let is_always = own.clone().any(|at| self.atoms.starts_with(at, &["24", "/", "7"]));
        is_within || is_always
    }

    /// Whether the words say that there is time, or will be.
    fn has_cue(&self, own: &Range<usize>) -> bool {
        own.clone().any(|at| {
            is_in(
                "can could free available spare maybe perhaps have gives lets leaves left only budget \
                afford manage",
                self.atoms.word(at),
            )
        })
    }

    /// Whether the sentence tells what is done today, not what can be.
    fn speaks_of_now(&self, number: usize) -> bool {
        let statement = &self.statements[number];
        let own = self.statement_atoms(statement);
        self.words(&own).any(|(_, word)| {
            is_in(
                "currently now today already run running practice practise train write study studied \
                learn learned play swim ride lift meditate read so far moment",
                word,
            )
        })
    }

    /// Whether each of several people has the hours, and nobody says how many
    /// they are: "we both have 3 hours".
    fn is_of_each(&self, own: &Range<usize>) -> bool {
        own.clone().any(|at| {
            let next = self.atoms.word(at + 1);
            match self.atoms.word(at) {
                "per" => matches!(next, "person" | "head"),
                "both" | "each" => is_in("have can could get got spend give", next),
                _ => false,
            }
        })
    }

    /// Whether the hours are those by which something is done: "with an hour a day".
    fn is_means(&self, statement: &Statement) -> bool {
        let before = self.atoms.word(statement.atoms.start.wrapping_sub(1));
        matches!(before, "with" | "at" | "on" | "in") && statement.hours.is_some() && statement.has_rhythm()
    }

    /// Whether something else may have the hours: "the lab is open Mondays
    /// 10-12", "a podcast of 30 minutes every week", but not "I write".
    fn has_other_subject(&self, statement: &Statement, own: &Range<usize>) -> bool {
        const TIME: &str = "start starting begin first study studying practice practise practicing training learning writing reading coding drawing \
            painting budget schedule calendar pace effort commitment commit invest now sadly unfortunately normally \
            typically generally since because small little kids children child baby family alone myself week weeks \
            project goal hobby side leaves leaving allows allow afford manage fit squeeze carve hope hoping want \
            planning aim target minimum say something like let lets assume workload slot window routine session sessions full two \
            job other otherwise currently weekly morning evening reserved blocked planned realistic possible maximum \
            limit under below please keep make call stick settle stay stays spare typical average good working effective net sensible focused focus hard need sometimes often";
        let is_mine = own.clone().any(|at| is_in("i we me us my our im ive ill id myself", self.atoms.word(at)));
        let lead = own.start..statement.atoms.start;
        !is_mine
            && self.parts[statement.parts.clone()]
                .iter()
                .filter(|part| part.kind == Kind::Word && part.atoms.end <= lead.end)
                .any(|part| !is_in(TIME, self.atoms.word(part.atoms.start)))
    }

    /// Somebody else whose hours they are.
    fn helper(&self, number: usize, own: &Range<usize>) -> Option<Standing> {
        let statement = &self.statements[number];
        // People named in the statement itself, or alone in the one before it.
        if let Some(found) = self.person_before(own.start..statement.atoms.start.max(own.start), own) {
            return Some(found);
        }
        let has_own_subject = (own.start..own.end).any(|at| matches!(self.atoms.word(at), "i" | "we" | "me"));
        let before = number.checked_sub(1).map(|before| &self.statements[before])?;
        // "Two kids, so 4 hours a week" are nobody else's.
        let is_drawn = statement.drawn.is_some();
        let is_bare = before.is_empty() && statement.joint != Joint::Stop && !has_own_subject && !is_drawn;
        if !is_bare {
            return None;
        }
        let place = self.statement_atoms(before);
        self.person_before(place.clone(), &place)
    }

    /// The last person named within these atoms, as whoever has the hours.
    fn person_before(&self, within: Range<usize>, statement: &Range<usize>) -> Option<Standing> {
        let mut found = None;
        let mut at = within.start;
        while at < within.end {
            // Only these words begin with an article or with the role itself.
            let may_begin = !matches!(self.kind_of(at), Some(Kind::Word)) || is_role(self.atoms.word(at));
            if !may_begin {
                at += 1;
                continue;
            }
            let named = named_at(self.atoms, at).filter(|named| named.opener != Opener::None || is_va(&named.role));
            match named {
                Some(named) if named.atoms.end <= within.end.max(statement.start) => {
                    at = named.atoms.end;
                    found = Some(named);
                }
                _ => at += 1,
            }
        }
        let named = found?;
        let noun = self.atoms.word(named.atoms.end - 1);
        let behind = |at: usize| self.atoms.word(named.atoms.end + at);
        let before = self.atoms.word(named.atoms.start.wrapping_sub(1));
        // "when my wife is at work", "after my daughter sleeps" say when.
        if is_in("when while once after before until if because as unless than", before) {
            return None;
        }
        let is_mine = (named.atoms.end..within.end).any(|at| matches!(self.atoms.word(at), "i" | "we" | "me"));
        let gives_me =
            matches!(behind(0), "gives" | "lets" | "allows" | "grants" | "leaves") && matches!(behind(1), "me" | "us");
        let is_employer =
            matches!(noun, "boss" | "employer" | "manager" | "company" | "wife" | "husband" | "partner" | "family");
        if gives_me && is_employer || is_mine && !gives_me {
            return None;
        }
        if is_other(noun) || before == "for" {
            return Some(Standing::Other);
        }
        // "My son has swimming on Tuesdays": another word than that of helping.
        let is_doing = |at: usize| {
            is_helping(self.atoms.word(at))
                || is_in("who with for from has have can will does does also", self.atoms.word(at))
        };
        let does_else = self.words(&(named.atoms.end..within.end)).any(|(at, _)| self.is_word(at) && !is_doing(at))
            && !(named.atoms.end..within.end).any(|at| is_helping(self.atoms.word(at)) || self.atoms.word(at) == "who");
        if does_else {
            return Some(Standing::Other);
        }
        Some(Standing::Helper(named.role))
    }

    /// Whether the atom is a word that says something of its own.
    pub(super) fn is_word(&self, at: usize) -> bool {
        self.kind_of(at) == Some(&Kind::Word)
    }

    /// The sort of the part to which an atom belongs.
    fn kind_of(&self, at: usize) -> Option<&Kind> {
        let number = self.parts.partition_point(|part| part.atoms.end <= at);
        self.parts.get(number).map(|part| &part.kind)
    }

    /// Whether a statement without a length speaks of the person's own time, so
    /// that asking for the length makes sense.
    pub(super) fn is_worth_asking(&self, number: usize) -> bool {
        let statement = &self.statements[number];
        let own = self.statement_atoms(statement);
        if self.standing(number) != Standing::Own {
            return false;
        }
        // "Choir on Thursdays", "guests are free at weekends": not a word may be
        // left that says what else happens then, unless the person says "I can".
        let is_free = self.has_cue(&own) || statement.is_only;
        let has_subject = own.clone().any(|at| matches!(self.atoms.word(at), "i" | "we" | "me" | "im" | "ive"));
        match self.id {
            TextId::Constraint(_) => {
                statement.n_words == 0
                    || has_subject && is_free
                    || statement.n_words <= 2 && statement.says(Idiom::Vague)
            }
            TextId::Title | TextId::Destination => {
                statement.n_words == 0 && number > 0 && statement.joint != Joint::And
            }
            _ => false,
        }
    }
}

/// Words for helpers that stand without an article: "VA 10h/week".
fn is_va(role: &str) -> bool {
    role.split_whitespace().all(|word| !word.ends_with('s')) && role.split_whitespace().any(is_helping_noun)
}

fn is_helping_noun(word: &str) -> bool {
    let word = word.to_lowercase();
    is_role(&word) && !is_other(&word) && !is_helping(&word)
}
