//! Less of what a goal counts: every name, criterion, checkpoint and effort that follows
//! the number, and nothing else.
//!
//! What is done stays: of 60,000 words of which 15,000 are written, 52,000 are to be had by
//! 37,000 more in the place of 45,000. Milestones that tell what is there in all by then
//! ("40,000 words in all") come closer by that share, and so does the work between them.

use backcast_core::{DraftMilestone, Effort, EffortRange, Quantity, Shrink};

use crate::figure::{figures, said, same, singular, written};

/// How far a milestone is, whose figures are to change.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Progress {
    /// Whether it is done or left out.
    pub(crate) has_ended: bool,
    /// The share of its work that is done, 0 to 1.
    pub(crate) share: f64,
}

/// What a milestone has to do with a quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// Work from one amount to another.
    Grows { base: f64, size: f64 },
    /// Other work on all that is there.
    Passes(f64),
}

/// A quantity as the milestones of a path have it.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    /// In the singular.
    unit: String,
    /// The whole.
    pub(crate) from: f64,
    parts: Vec<Option<Part>>,
    progress: Vec<Progress>,
    /// What is there already.
    pub(crate) done: f64,
}

/// A smaller share of the whole is no step on the way to it.
const SIZE_MIN: f64 = 0.05;
/// Largest part of a whole that sums may be off.
const SUM_OFF: f64 = 0.02;

impl Counted {
    /// The quantity with this unit, whose whole is `whole`, in milestones that come one
    /// after another; nothing where no open milestone names it.
    pub(crate) fn of(milestones: &[&DraftMilestone], progress: &[Progress], unit: &str, whole: f64) -> Option<Counted> {
        let unit = singular(unit);
        let sizes: Vec<Option<(Option<f64>, f64)>> = milestones.iter().map(|one| size(one, &unit, whole)).collect();
        let named: Vec<f64> = sizes.iter().flatten().map(|&(_, size)| size).collect();
        let is_open = |at: usize| sizes[at].is_some() && !progress[at].has_ended;
        if named.is_empty() || !(0..sizes.len()).any(is_open) {
            return None;
        }
        let sum: f64 = named.iter().sum();
        let are_parts = named.len() > 1 && (sum - whole).abs() <= whole * SUM_OFF;
        let mut reached = 0.0f64;
        let parts: Vec<Option<Part>> = sizes
            .iter()
            .map(|size| {
                let (from, size) = (*size)?;
                let part = match from {
                    Some(base) if base < size => Part::Grows { base, size },
                    _ if are_parts => Part::Grows { base: reached, size: reached + size },
                    _ if size > reached + 0.5 && size >= whole * SIZE_MIN => Part::Grows { base: reached, size },
                    _ if same(size, reached) || same(size, whole) => Part::Passes(size),
                    // Something else of the same sort: "200 words of blurb".
                    _ => return None,
                };
                if let Part::Grows { size, .. } = part {
                    reached = reached.max(size);
                }
                Some(part)
            })
            .collect();
        let done = parts.iter().zip(progress).filter_map(|(part, progress)| match part {
            Some(Part::Grows { size, .. }) if progress.has_ended => Some(*size),
            // What nobody has begun is not there, whatever comes before it.
            Some(Part::Grows { base, size }) if progress.share > 0.0 => Some(base + (size - base) * progress.share),
            _ => None,
        });
        let done = done.fold(0.0, f64::max);
        Some(Counted { unit, from: whole, parts, progress: progress.to_vec(), done })
    }

    /// The whole of a quantity as milestones have it, where the goal or an option states
    /// this much: what they lead to bit by bit, or what they add up to.
    pub(crate) fn whole(milestones: &[&DraftMilestone], unit: &str, stated: f64) -> Option<f64> {
        let unit = singular(unit);
        let sizes: Vec<f64> = milestones.iter().filter_map(|one| size(one, &unit, stated)).map(|(_, to)| to).collect();
        let largest = sizes.iter().copied().reduce(f64::max)?;
        let sum: f64 = sizes.iter().sum();
        let is_near = |value: f64| (value - stated).abs() <= stated * SUM_OFF;
        if is_near(largest) || is_near(sum) {
            return Some(stated);
        }
        let mut steps: Vec<f64> = sizes.into_iter().filter(|size| *size >= largest * SIZE_MIN).collect();
        let is_growing = steps.is_sorted();
        steps.dedup_by(|one, other| same(*one, *other));
        (is_growing && steps.len() > 1).then_some(largest)
    }

    /// What an amount on the way becomes where the whole becomes `to`.
    fn amount(&self, value: f64, to: f64) -> f64 {
        if same(value, self.from) {
            return to;
        }
        if value <= self.done + 0.5 {
            return value;
        }
        said(self.exact(value, to), value)
    }

    fn exact(&self, value: f64, to: f64) -> f64 {
        if value <= self.done {
            return value;
        }
        self.done + (value - self.done) * (to - self.done) / (self.from - self.done).max(f64::MIN_POSITIVE)
    }

    /// The share of its work that a milestone keeps.
    fn keep(&self, at: usize, to: f64, is_along: bool) -> f64 {
        match self.parts[at] {
            _ if self.progress[at].has_ended => 1.0,
            Some(Part::Grows { base, size }) => {
                (self.amount(size, to) - self.amount(base, to)) / (size - base).max(f64::MIN_POSITIVE)
            }
            Some(Part::Passes(size)) => self.amount(size, to) / size,
            None if is_along => to / self.from,
            None => 1.0,
        }
    }
}

/// Makes the whole of a quantity smaller in milestones that come one after another, and
/// returns the share of each that is done then; nothing where none names the quantity or
/// so much is there already.
pub(crate) fn resize(
    milestones: &mut [&mut DraftMilestone],
    progress: &[Progress],
    shrink: &Shrink,
) -> Option<Vec<f64>> {
    let to = shrink.to?;
    let views: Vec<&DraftMilestone> = milestones.iter().map(|one| &**one).collect();
    let counted = Counted::of(&views, progress, &shrink.unit, shrink.from)?;
    if to <= counted.done || to >= counted.from {
        return None;
    }
    let mut shares: Vec<f64> = progress.iter().map(|one| one.share).collect();
    for (at, milestone) in milestones.iter_mut().enumerate().filter(|(at, _)| !progress[*at].has_ended) {
        let is_along = shrink.along.contains(&milestone.id);
        let keep = counted.keep(at, to, is_along).clamp(0.0, 1.0);
        if keep < 1.0 {
            milestone.effort = scaled(milestone.effort, keep);
            shares[at] = (progress[at].share / keep.max(f64::MIN_POSITIVE)).min(1.0);
        }
        rewrite(milestone, &counted, at, to);
    }
    Some(shares)
}

/// Puts the new numbers in the place of the old ones.
fn rewrite(milestone: &mut DraftMilestone, counted: &Counted, at: usize, to: f64) {
    let amounts: Vec<f64> = counted.parts.iter().flatten().map(|part| part.size()).collect();
    let own = counted.parts[at].and_then(|part| match part {
        Part::Grows { base, size } => Some((size - base, counted.amount(size, to) - counted.amount(base, to))),
        Part::Passes(_) => None,
    });
    let new = |value: f64, is_checkpoint: bool| match own {
        _ if same(value, counted.from) => Some(to),
        Some((before, after)) if (value - before).abs() <= 1.0 => Some(after),
        _ if is_checkpoint || amounts.iter().any(|amount| same(*amount, value)) => Some(counted.amount(value, to)),
        _ => None,
    };
    let texts = [&mut milestone.name, &mut milestone.statement].into_iter().chain(&mut milestone.criteria);
    let texts = texts.chain(milestone.fallback.as_mut().map(|fallback| &mut fallback.text));
    texts.for_each(|text| replace(text, &counted.unit, &|value| new(value, false)));
    for checkpoint in &mut milestone.checkpoints {
        replace(&mut checkpoint.state, &counted.unit, &|value| new(value, true));
    }
    if let Some(quantity) = milestone.quantity.as_mut().filter(|one| singular(&one.unit) == counted.unit) {
        *quantity = Quantity {
            from: quantity.from.map(|value| counted.amount(value, to)),
            to: new(quantity.to, true).unwrap_or(quantity.to),
            ..quantity.clone()
        };
    }
}

impl Part {
    fn size(self) -> f64 {
        match self {
            Part::Grows { size, .. } | Part::Passes(size) => size,
        }
    }
}

fn replace(text: &mut String, unit: &str, new: &dyn Fn(f64) -> Option<f64>) {
    for figure in figures(text).into_iter().rev().filter(|figure| figure.unit == unit) {
        if let Some(value) = new(figure.value).filter(|value| !same(*value, figure.value)) {
            let written = written(&text[figure.place.clone()], value);
            text.replace_range(figure.place, &written);
        }
    }
}

/// How much a milestone brings of a quantity, with where it begins if that is said: the
/// largest figure of its name, or of what is true then.
fn size(milestone: &DraftMilestone, unit: &str, whole: f64) -> Option<(Option<f64>, f64)> {
    if let Some(quantity) = milestone.quantity.as_ref().filter(|one| singular(&one.unit) == unit) {
        return Some((quantity.from, quantity.to)).filter(|(_, to)| *to <= whole + 0.5);
    }
    let in_text = |text: &str| {
        let figures = figures(text).into_iter().filter(|figure| figure.unit == unit && figure.value <= whole + 0.5);
        figures.map(|figure| figure.value).reduce(f64::max)
    };
    in_text(&milestone.name).or_else(|| in_text(&milestone.statement)).map(|size| (None, size))
}

/// A part of an effort.
pub(crate) fn scaled(effort: EffortRange, keep: f64) -> EffortRange {
    let part = |effort: Effort| Effort::from_hours(effort.hours() * keep);
    EffortRange::new(part(effort.low()), part(effort.likely()), part(effort.high()))
        .expect("scaling keeps the order")
        .rounded()
}

#[cfg(test)]
mod tests {
    use backcast_core::{Checkpoint, MilestoneId};
    use jiff::civil::date;

    use super::*;

    fn path(names: &[&str]) -> Vec<DraftMilestone> {
        let milestone = |(at, name): (usize, &&str)| DraftMilestone {
            id: MilestoneId::numbered(at + 1),
            name: (*name).to_owned(),
            effort: EffortRange::exactly(Effort::from_hours(40.0)),
            ..DraftMilestone::default()
        };
        names.iter().enumerate().map(milestone).collect()
    }

    fn shrunk(path: &mut [DraftMilestone], progress: &[Progress], unit: &str, from: f64, to: f64) -> Option<Vec<f64>> {
        let shrink = Shrink { unit: unit.into(), from, to: Some(to), ..Shrink::default() };
        let mut all = vec![Progress::default(); path.len()];
        all[..progress.len()].copy_from_slice(progress);
        resize(&mut path.iter_mut().collect::<Vec<_>>(), &all, &shrink)
    }

    fn names(path: &[DraftMilestone]) -> Vec<&str> {
        path.iter().map(|one| one.name.as_str()).collect()
    }

    const DONE: Progress = Progress { has_ended: true, share: 1.0 };

    #[test]
    fn what_is_left_shrinks_and_what_is_done_stays() {
        let mut path = path(&["10,000 words", "20,000 words in all", "All 40,000 words", "40,000 words edited"]);
        path[1].criteria = vec!["20,000 words in the file".into(), "10,000 words since part 1, in 20 sessions".into()];
        path[3].criteria = vec!["A 40,000-word text".into(), "200 words of blurb, 40,000 EUR".into()];
        path[2].checkpoints = vec![Checkpoint { on: date(2027, 3, 1), state: "32,000 of 40,000 words".into() }];
        let half = Progress { has_ended: false, share: 0.5 };
        let shares = shrunk(&mut path, &[DONE, half], "words", 40_000.0, 30_000.0).expect("there is something left");
        assert_eq!(names(&path), ["10,000 words", "18,000 words in all", "All 30,000 words", "30,000 words edited"]);
        assert_eq!(path[1].criteria, ["18,000 words in the file", "8,000 words since part 1, in 20 sessions"]);
        assert_eq!(path[3].criteria, ["A 30,000-word text", "200 words of blurb, 40,000 EUR"]);
        assert_eq!(path[2].checkpoints[0].state, "25,000 of 30,000 words");
        let hours: Vec<f64> = path.iter().map(|one| one.effort.likely().hours()).collect();
        assert_eq!(hours, [40.0, 32.0, 24.0, 30.0]);
        // 5,000 words of the second part are there, of 8,000 as of 10,000.
        assert_eq!(shares, [1.0, 0.625, 0.0, 0.0]);
    }

    #[test]
    fn parts_shrink_so_that_they_add_up() {
        let mut path = path(&["Eight recipes cooked", "Eight recipes of autumn cooked", "16 recipes printed"]);
        assert!(shrunk(&mut path, &[], "recipes", 16.0, 12.0).is_some());
        assert_eq!(names(&path), ["Six recipes cooked", "Six recipes of autumn cooked", "12 recipes printed"]);
    }

    #[test]
    fn no_less_than_is_there_already_and_nothing_that_nobody_counts() {
        let mut path = path(&["30 songs learned", "40 songs learned", "Concert"]);
        let before = path.clone();
        assert!(shrunk(&mut path, &[DONE], "songs", 40.0, 30.0).is_none(), "30 are there");
        assert!(shrunk(&mut path, &[], "chapters", 12.0, 10.0).is_none());
        assert_eq!(path, before);
    }
}
