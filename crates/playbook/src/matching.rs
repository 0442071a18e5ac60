//! Finds the playbooks that a goal is about, or those nearest to it.

use std::ops::Range;

use backcast_core::{Circumstances, Confidence, Goal, GoalKind, Passage, Phrase, StatedKind};

use crate::library::Origin;
use crate::meaning::{meanings, playbook_text};
use crate::subject::{LEADS_FROM, Subject, serves};
use crate::{Library, Playbook};

/// A playbook that was chosen for a goal, and why.
#[derive(Clone, Debug)]
pub struct Match<'l> {
    /// The playbook.
    pub playbook: &'l Playbook,
    /// Why it was chosen, for people.
    pub why: String,
}

/// What the library knows about the subject of a goal.
#[derive(Clone, Debug)]
pub struct Recognition<'l> {
    library: &'l Library,
    /// Playbooks that the goal's words name, the best first; a second one only
    /// where the destination asks for its result as well.
    pub named: Vec<Match<'l>>,
    /// Where none is named: the playbook for goals of its genre.
    pub genre: Option<Match<'l>>,
    /// Where none is named: those with the most in common with the goal, the
    /// nearest first.
    pub near: Vec<Match<'l>>,
    /// What it may be about, the likeliest first: more than one where the person
    /// has to be asked which.
    pub subjects: Vec<Subject<'l>>,
    /// Where the goal is about nothing that the library knows: the sort of goal.
    generic: Option<&'l Playbook>,
}

/// The playbooks that a path is made from.
#[derive(Clone, Debug)]
pub struct Route<'l> {
    /// Whose path it is.
    pub lead: Match<'l>,
    /// Whose milestones join it.
    pub beside: Vec<Match<'l>>,
    /// How far the path can be trusted.
    pub confidence: Confidence,
    /// What the goal may be about, the lead first: more than one where the person has
    /// to be asked which.
    pub subjects: Vec<Subject<'l>>,
}

/// Phrases have to say at least this much before a playbook counts as fitting.
const FITS_FROM: f64 = 4.0;
/// What the title says counts a little more than what the destination says.
const TITLE_FACTOR: f64 = 1.2;
/// The origin often names what the goal is *not* about.
const ORIGIN_FACTOR: f64 = 0.15;
/// What something else is about hardly counts: "a book on leadership".
const TOPIC_FACTOR: f64 = 0.3;
/// A phrase of this weight names the subject for sure.
const SURE_FROM: f64 = 5.0;
/// Where no phrase is sure, a genre of which so much more is said knows the
/// goal better: a single word may name a subject by accident.
const GENRE_MARGIN: f64 = 1.5;
/// Likeness settles ties; it never outweighs a phrase.
const LIKENESS_WEIGHT: f64 = 2.0;
/// Playbooks less like the goal than this are no neighbors.
const NEAR_FROM: f64 = 0.12;
/// Nor are those less like it than this share of the nearest one's likeness.
const NEAR_SHARE: f64 = 0.55;
/// Of fewer words in a destination nobody knows what is done to what: "Launch by
/// October".
const WORDS_THAT_MEAN: usize = 5;
/// Neighbors are at least so likely to be what is meant.
const NEAR_LIKELIHOOD: f64 = 0.1;
/// What is wanted beside the subject is at least so likely to be meant itself.
const SECOND_LIKELIHOOD: f64 = 0.02;
/// More neighbors than this blur the path.
const N_NEAR_MAX: usize = 3;

/// Words after which a subject is what something is about, not what is done:
/// "a podcast about marathons", "an app for weddings".
const ABOUT: [&str; 16] = [
    "about",
    "on",
    "for",
    "of",
    "in",
    "against",
    "regarding",
    "at",
    "from",
    "after",
    "before",
    "until",
    "during",
    "as",
    "like",
    "by",
];

impl Library {
    /// What the library knows about the subject of a goal.
    ///
    /// What its words mean says how likely each playbook is, and the phrases of a
    /// playbook, weighted by where they stand, make it likelier. Inside a repository
    /// the work is known, and phrases decide; so they do where the user's own
    /// playbooks fit, where the subject is one that this library does not have, and
    /// where a goal says too little to mean something.
    #[must_use]
    pub fn recognize(&self, goal: &Goal, circumstances: &Circumstances) -> Recognition<'_> {
        let texts = Texts::new(goal);
        if let Some(stated) = goal.playbook.as_ref().and_then(|id| self.playbook(id)) {
            return self.stated(stated);
        }
        let is_own = |candidate: &Candidate<'_>| candidate.is_own;
        if circumstances.repo.is_some() || self.own_fitting(goal, &texts).first().is_some_and(is_own) {
            return self.by_phrases(goal, circumstances, &texts);
        }
        let weight = |playbook: &Playbook| Candidate::new(playbook, Origin::Embedded, &texts).score;
        let may_serve = |playbook: &Playbook| serves(goal.kind, playbook) && !texts.rule_out(playbook);
        let judged = self.judged(goal, may_serve, weight);
        let is_terse = texts.destination_text.split_whitespace().count() < WORDS_THAT_MEAN;
        let is_unclear = |first: &Subject<'_>| is_terse && first.likelihood < LEADS_FROM;
        if judged.first().is_none_or(is_unclear) {
            return self.by_phrases(goal, circumstances, &texts);
        }
        self.by_meaning(goal, &judged, &texts)
    }

    /// The path of the playbook that the person stated.
    fn stated<'l>(&'l self, playbook: &'l Playbook) -> Recognition<'l> {
        let only = || Match { playbook, why: "stated in the goal file".into() };
        let (is_named, is_genre) = (!playbook.generic && !playbook.genre, playbook.genre);
        Recognition {
            library: self,
            named: is_named.then(only).into_iter().collect(),
            genre: is_genre.then(only),
            near: Vec::new(),
            subjects: vec![Subject { playbook, likelihood: 1.0 }],
            generic: playbook.generic.then_some(playbook),
        }
    }

    /// The user's own playbooks that the goal's words name.
    fn own_fitting(&self, goal: &Goal, texts: &Texts) -> Vec<Candidate<'_>> {
        let own = self.playbooks().filter(|(playbook, origin)| {
            *origin == Origin::Own && !playbook.generic && !playbook.genre && serves(goal.kind, playbook)
        });
        fitting(goal, texts, own)
    }

    /// The path of the likeliest subject. A second one joins it where the
    /// destination asks for its result in words of its own.
    fn by_meaning<'l>(&'l self, goal: &Goal, judged: &[Subject<'l>], texts: &Texts) -> Recognition<'l> {
        let candidate = |playbook: &'l Playbook| Candidate::new(playbook, Origin::Embedded, texts);
        let is_specific = |one: &&Subject<'_>| !one.playbook.generic && !one.playbook.genre;
        let subjects = self.to_choose_from(judged);
        let first = subjects[0];
        let near = || {
            let others = judged.iter().filter(is_specific).filter(|one| one.likelihood >= NEAR_LIKELIHOOD);
            let why = |one: &Subject<'_>| format!("{:.0} % likely to be meant", one.likelihood * 100.0);
            let others = others.map(|one| Match { playbook: one.playbook, why: why(one) });
            // No example tells of the user's own: of them the words tell.
            let is_own = |one: &Match<'_>| {
                self.playbooks().any(|(playbook, origin)| origin == Origin::Own && playbook.id == one.playbook.id)
            };
            let own = self.nearest(goal, first.playbook.engineering).into_iter().filter(is_own);
            own.chain(others).take(N_NEAR_MAX).collect()
        };
        let mut recognition =
            Recognition { library: self, named: Vec::new(), genre: None, near: Vec::new(), subjects, generic: None };
        let best = candidate(first.playbook);
        if first.playbook.generic {
            recognition.generic = Some(first.playbook);
            recognition.near = near();
        } else if first.playbook.genre {
            recognition.genre = Some(best.to_match());
            recognition.near = near();
        } else {
            let second = judged
                .iter()
                .filter(is_specific)
                .filter(|one| one.playbook.id != first.playbook.id)
                .filter(|one| one.playbook.engineering == first.playbook.engineering)
                .take_while(|one| one.likelihood >= SECOND_LIKELIHOOD)
                .map(|one| candidate(one.playbook))
                .find(|candidate| candidate.is_wanted_beside(&best, texts));
            recognition.named = std::iter::once(&best).chain(&second).map(Candidate::to_match).collect();
        }
        recognition
    }

    /// What phrases say of the subject; likeness between the goal and all words of a
    /// playbook settles what is left, and finds the nearest playbooks where no phrase
    /// names one. Engineering playbooks fit work on software, and only that.
    fn by_phrases(&self, goal: &Goal, circumstances: &Circumstances, texts: &Texts) -> Recognition<'_> {
        let engineering = circumstances.repo.is_some() || goal.kind == Some(StatedKind::Engineering);
        let named = fitting(goal, texts, self.specific(engineering));
        let genres = self.playbooks().filter(|(playbook, _)| {
            playbook.genre && playbook.engineering == engineering && agrees(goal.kind, playbook)
        });
        let genres = fitting(goal, texts, genres);
        let genre = genres.first();
        if let Some(best) = named.first()
            && (best.is_sure() || genre.is_none_or(|genre| genre.score < best.score * GENRE_MARGIN))
        {
            // Inside a repository a second subject is a condition on the first:
            // "on the new database, p95 below 250 ms".
            let others = if engineering { &[] } else { &named[1..] };
            let second = others.iter().find(|candidate| candidate.is_wanted_beside(best, texts));
            let named: Vec<Match<'_>> = [Some(best), second].into_iter().flatten().map(Candidate::to_match).collect();
            let subjects = vec![Subject { playbook: best.playbook, likelihood: 1.0 }];
            return Recognition { library: self, named, genre: None, near: Vec::new(), subjects, generic: None };
        }
        let near = self.nearest(goal, engineering);
        let subjects = genre.map(|genre| Subject { playbook: genre.playbook, likelihood: 1.0 }).into_iter().collect();
        let genre = genre.map(Candidate::to_match);
        Recognition { library: self, named: Vec::new(), genre, near, subjects, generic: None }
    }

    /// The generic playbook for a kind of goal.
    ///
    /// # Panics
    ///
    /// Panics if the library has no generic playbook for the kind, which holds
    /// only for one that was put together without the embedded files.
    #[must_use]
    pub fn generic(&self, kind: GoalKind, engineering: bool) -> Match<'_> {
        let playbook = self
            .playbooks()
            .map(|(playbook, _)| playbook)
            .find(|playbook| {
                playbook.generic
                    && playbook.engineering == engineering
                    && (engineering || playbook.kind == kind.as_str())
            })
            .expect("the embedded library has a generic playbook for every kind");
        Match { playbook, why: "no playbook knows the subject; the path follows the kind of goal".into() }
    }
}

/// Subjects that are less likely together do not bring the rules of engineering.
const ENGINEERING_FROM: f64 = 0.5;

impl<'l> Recognition<'l> {
    /// How well the subject is known.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        match (self.named.is_empty(), &self.genre) {
            (false, _) => Confidence::High,
            (true, Some(_)) => Confidence::Medium,
            (true, None) => Confidence::Low,
        }
    }

    /// Whether goals of the subject or genre change software. Of several that are
    /// likely, those that do have to be likelier together than those that do not.
    #[must_use]
    pub fn is_engineering(&self) -> bool {
        let likely = |subjects: &[Subject<'_>]| -> f64 {
            subjects.iter().filter(|one| one.playbook.engineering).map(|one| one.likelihood).sum()
        };
        if !self.subjects.is_empty() && likely(&self.subjects) < ENGINEERING_FROM {
            return false;
        }
        let best = self.named.first().or(self.genre.as_ref()).map(|best| best.playbook);
        best.or(self.generic).is_some_and(|best| best.engineering)
    }

    /// The kind of goal that the subject or genre has, and its name; nothing
    /// where neither is known.
    #[must_use]
    pub fn kind(&self) -> Option<(GoalKind, String)> {
        let best = self.named.first().or(self.genre.as_ref()).map(|best| best.playbook).or(self.generic)?;
        Some((best.kind.parse().ok()?, best.title.clone()))
    }

    /// The playbooks that the path of a goal of this kind is made from: those
    /// that are named, else that of its genre or the generic one of its kind,
    /// with the neighbors.
    #[must_use]
    pub fn route(self, kind: GoalKind, engineering: bool) -> Route<'l> {
        let confidence = self.confidence();
        let mut named = self.named.into_iter();
        let (lead, beside) = match named.next() {
            Some(lead) => (lead, named.collect()),
            None => (self.genre.unwrap_or_else(|| self.library.generic(kind, engineering)), self.near),
        };
        let mut subjects = self.subjects;
        // The kind that the person states may have another generic path.
        if subjects.first().is_none_or(|first| first.playbook.id != lead.playbook.id) {
            subjects.retain(|one| !one.playbook.generic);
            subjects.insert(0, Subject { playbook: lead.playbook, likelihood: 1.0 });
        }
        Route { lead, beside, confidence, subjects }
    }
}

impl<'l> Route<'l> {
    /// The route of a single playbook.
    #[must_use]
    pub fn of(lead: Match<'l>) -> Self {
        let confidence = match (lead.playbook.generic, lead.playbook.genre) {
            (true, _) => Confidence::Low,
            (false, true) => Confidence::Medium,
            (false, false) => Confidence::High,
        };
        let subjects = vec![Subject { playbook: lead.playbook, likelihood: 1.0 }];
        Route { lead, beside: Vec::new(), confidence, subjects }
    }

    /// Whether the subject is known, so that what stands beside the leading
    /// playbook is wanted too rather than only a neighbor.
    pub(crate) fn is_sure(&self) -> bool {
        self.confidence == Confidence::High
    }
}

/// A playbook with what the goal's words say for it.
struct Candidate<'l> {
    playbook: &'l Playbook,
    /// What the user wrote wins over what came with backcast.
    is_own: bool,
    score: f64,
    /// The phrases that were found in the wish.
    seen: Vec<(&'l str, f64)>,
}

impl<'l> Candidate<'l> {
    fn new(playbook: &'l Playbook, origin: Origin, texts: &Texts) -> Self {
        let is_own = origin == Origin::Own;
        let mut candidate = Candidate { playbook, is_own, score: 0.0, seen: Vec::new() };
        for (text, &weight) in &playbook.fits.phrases {
            let factor = texts.factor(&Phrase::new(text));
            candidate.score += weight * factor;
            if factor >= 1.0 {
                candidate.seen.push((text, weight));
            }
        }
        candidate
    }

    fn is_sure(&self) -> bool {
        self.is_own || self.seen.iter().any(|&(_, weight)| weight >= SURE_FROM)
    }

    /// Whether the destination asks for the result of this playbook too, in
    /// words that do not speak for the best one already.
    fn is_wanted_beside(&self, best: &Candidate<'_>, texts: &Texts) -> bool {
        let taken: Vec<Range<usize>> = best.seen.iter().flat_map(|(text, _)| texts.places(text)).collect();
        let overlaps =
            |place: &Range<usize>| taken.iter().any(|other| place.start < other.end && other.start < place.end);
        self.seen.iter().any(|(text, weight)| {
            *weight >= SURE_FROM && texts.places(text).any(|place| !overlaps(&place) && !texts.is_topic(&place))
        })
    }

    fn to_match(&self) -> Match<'l> {
        let seen: Vec<&str> = self.seen.iter().map(|(text, _)| text.trim_end_matches('$')).collect();
        if seen.is_empty() {
            return Match { playbook: self.playbook, why: "it reads like goals of this sort".into() };
        }
        Match { playbook: self.playbook, why: format!("the goal says \"{}\"", seen.join("\", \"")) }
    }
}

/// Whether a genre is of the kind that the goal states. Projects and skills
/// shade into each other; habits and relationships do not.
fn agrees(stated: Option<StatedKind>, genre: &Playbook) -> bool {
    let apart = |kind: &str| kind == GoalKind::Habit.as_str() || kind == GoalKind::Relationship.as_str();
    stated
        .map(StatedKind::kind)
        .is_none_or(|kind| kind.as_str() == genre.kind || !apart(kind.as_str()) && !apart(&genre.kind))
}

/// The playbooks that the goal's words name, the best first.
fn fitting<'l>(
    goal: &Goal,
    texts: &Texts,
    playbooks: impl Iterator<Item = (&'l Playbook, Origin)>,
) -> Vec<Candidate<'l>> {
    let mut candidates: Vec<Candidate<'l>> = playbooks
        .filter(|(playbook, _)| !texts.rule_out(playbook))
        .map(|(playbook, origin)| Candidate::new(playbook, origin, texts))
        .filter(|candidate| candidate.score >= FITS_FROM)
        .collect();
    break_ties(goal, &mut candidates);
    candidates
}

/// Puts the best candidate first, the user's own before all others; likeness
/// decides between near ones, the id between equal ones.
fn break_ties(goal: &Goal, candidates: &mut [Candidate<'_>]) {
    if candidates.len() > 1 {
        let texts = texts_of(goal, candidates.iter().map(|candidate| candidate.playbook));
        let meanings = meanings(&texts);
        let likeness: Vec<f64> = meanings[1..].iter().map(|meaning| meanings[0].likeness(meaning)).collect();
        let most = likeness.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        for (candidate, likeness) in candidates.iter_mut().zip(likeness) {
            candidate.score += LIKENESS_WEIGHT * likeness / most;
        }
    }
    candidates.sort_by(|a, b| {
        let by_score = || b.score.total_cmp(&a.score);
        b.is_own.cmp(&a.is_own).then_with(by_score).then_with(|| a.playbook.id.cmp(&b.playbook.id))
    });
}

impl Library {
    /// The playbooks with the most in common with the goal.
    fn nearest(&self, goal: &Goal, engineering: bool) -> Vec<Match<'_>> {
        let likeness = self.corpus(engineering).likeness(&wish_of(goal));
        let mut ranked: Vec<(f64, &Playbook)> =
            likeness.into_iter().zip(self.specific(engineering).map(|(playbook, _)| playbook)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
        let nearest = ranked.first().map_or(0.0, |(likeness, _)| *likeness);
        ranked
            .into_iter()
            .take(N_NEAR_MAX)
            .filter(|(likeness, _)| *likeness >= NEAR_FROM.max(nearest * NEAR_SHARE))
            .map(|(likeness, playbook)| Match {
                playbook,
                why: format!("a neighboring subject: {:.0} % of the words weigh the same", likeness * 100.0),
            })
            .collect()
    }
}

fn texts_of<'l>(goal: &Goal, playbooks: impl Iterator<Item = &'l Playbook>) -> Vec<String> {
    std::iter::once(wish_of(goal)).chain(playbooks.map(playbook_text)).collect()
}

/// What is compared with playbooks: the title counts twice.
fn wish_of(goal: &Goal) -> String {
    format!("{0}. {0}. {1}", goal.title, goal.destination.as_deref().unwrap_or_default())
}

struct Texts {
    title: Passage,
    title_text: String,
    destination: Passage,
    destination_text: String,
    origin: Passage,
}

impl Texts {
    fn new(goal: &Goal) -> Self {
        let destination_text = goal.destination.clone().unwrap_or_default();
        Texts {
            title: Passage::new(&goal.title),
            title_text: goal.title.clone(),
            destination: Passage::new(&destination_text),
            destination_text,
            origin: Passage::new(goal.origin.as_deref().unwrap_or_default()),
        }
    }

    fn rule_out(&self, playbook: &Playbook) -> bool {
        let mut never = playbook.fits.never.iter().map(|text| Phrase::new(text));
        never.any(|phrase| self.title.contains(&phrase) || self.destination.contains(&phrase))
    }

    /// What a phrase counts where it stands.
    fn factor(&self, phrase: &Phrase) -> f64 {
        let in_title = self.title.find(phrase).map(|place| TITLE_FACTOR * about(&self.title_text, &place));
        let in_destination = self.destination.find(phrase).map(|place| about(&self.destination_text, &place));
        let in_origin = self.origin.affirms(phrase).then_some(ORIGIN_FACTOR);
        [in_title, in_destination, in_origin].into_iter().flatten().fold(0.0, f64::max)
    }

    /// Where a phrase stands in the destination.
    fn places(&self, text: &str) -> impl Iterator<Item = Range<usize>> + use<> {
        self.destination.find(&Phrase::new(text)).into_iter()
    }

    /// Whether what stands there is only what something else is about.
    fn is_topic(&self, place: &Range<usize>) -> bool {
        let before = &self.destination_text[..place.start];
        let clause = before.rsplit(['.', ',', ';', ':', '(']).next().unwrap_or_default();
        clause.split_whitespace().rev().take(3).any(|word| ABOUT.contains(&word.to_lowercase().as_str()))
    }
}

/// Less where a phrase is only what something else is about.
fn about(text: &str, place: &Range<usize>) -> f64 {
    let clause = text[..place.start].rsplit(['.', ',', ';', ':', '(']).next().unwrap_or_default();
    let is_topic = clause.split_whitespace().rev().take(2).any(|word| matches!(word, "about" | "on"));
    if is_topic { TOPIC_FACTOR } else { 1.0 }
}
