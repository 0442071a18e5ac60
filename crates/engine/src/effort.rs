//! What one piece of work will take, by one's own finished work.

use backcast_core::FinishedWork;
use backcast_forecast::{
    Basis, Conformal, Distribution, Finished, Forecaster, History, Known, Labels, Quantiles, RangeFrom, Reference,
    ReferenceClass, Target, WalkOptions, walk,
};

use crate::track_record::{LevelRecord, of_work, rows};

/// A piece of work that is to be forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The estimate; more than zero.
    pub likely: f64,
    /// The least and the most that it is thought to take, where that is stated.
    pub range: Option<(f64, f64)>,
    /// What sort of work it is.
    pub category: String,
    /// The unit of the estimate.
    pub unit: String,
}

/// What a piece will take, and what that rests on.
#[derive(Clone, Debug)]
pub struct PieceForecast {
    /// In the unit of the estimate.
    pub quantiles: Quantiles,
    /// Own work behind it.
    pub basis: Basis,
    /// The class that it was joined with.
    pub class: ReferenceClass,
    /// How often such forecasts held so far; empty where there were none.
    pub held: Vec<LevelRecord>,
}

/// Pieces of this many hours and more are of the size of milestones.
const MILESTONE_HOURS: f64 = 8.0;

/// Forecasts a piece from finished work in its unit, the oldest first. A range
/// is widened to what such ranges are worth.
#[must_use]
pub fn forecast(piece: &Piece, work: &[FinishedWork]) -> PieceForecast {
    let own: Vec<FinishedWork> = work.iter().filter(|one| one.unit == piece.unit).cloned().collect();
    // Of points and pages, a class tells the spread; their level is one's own.
    let is_large = piece.unit == backcast_core::HOURS && piece.likely >= MILESTONE_HOURS;
    let class =
        if is_large || piece.unit != backcast_core::HOURS { ReferenceClass::Milestone } else { ReferenceClass::Task };
    let mut labels = Labels::default();
    let mut history = History::own();
    let mut target = |estimate: f64, category: &str, project: &str| Target {
        estimate,
        category: labels.category(category),
        project: labels.number(project),
    };
    for one in &own {
        history.extend(Finished::new(&target(one.estimate, &one.category, &one.project), one.actual, 0));
    }
    let wanted = target(piece.likely, &piece.category, "");
    let reference = Reference::of(class);
    let known = Known { own: &history, team: None, reference: &reference };
    let mut forecaster = Forecaster::default();
    let by_outcomes = Distribution::of_estimate(&mut forecaster, known, &wanted);
    let quantiles = match piece.range {
        Some((low, high)) => {
            let stated = Distribution::of_range(low, piece.likely, high, RangeFrom::Person);
            stated.averaged_with(&by_outcomes).quantiles()
        }
        None => {
            let ln_ratios = forecaster.ln_ratios(known, &wanted);
            from_misses(&own).correct(&ln_ratios).map(|ln_ratio| piece.likely * ln_ratio.exp())
        }
    };
    PieceForecast { quantiles, basis: forecaster.basis(known, &wanted), class, held: of_work(&own).efforts }
}

/// What the misses of earlier forecasts taught.
fn from_misses(own: &[FinishedWork]) -> Conformal {
    let options = WalkOptions { with_team: false, reference: Reference::of(ReferenceClass::Task), seed: 0 };
    walk(&rows(own), &[], &options).conformal.into_iter().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn finished(number: i8, estimate: f64, actual: f64, unit: &str) -> FinishedWork {
        FinishedWork {
            person: String::new(),
            source: "s".into(),
            id: number.to_string(),
            category: "writing".into(),
            project: String::new(),
            estimate,
            actual,
            unit: unit.into(),
            started_on: None,
            done_on: date(2026, 1, number),
        }
    }

    fn piece(likely: f64, range: Option<(f64, f64)>, unit: &str) -> Piece {
        Piece { likely, range, category: "writing".into(), unit: unit.into() }
    }

    #[test]
    fn own_work_of_the_same_unit_decides() {
        let work: Vec<FinishedWork> = (1..=30).map(|number| finished(number, 5.0, 10.0, "pages")).collect();
        let pages = forecast(&piece(5.0, None, "pages"), &work);
        assert!((pages.quantiles.p50() - 10.0).abs() < 1.0, "{:?}", pages.quantiles);
        assert_eq!((pages.basis.n_own, pages.basis.n_similar), (30, 30));
        let hours = forecast(&piece(5.0, None, "h"), &work);
        assert_eq!(hours.basis.n_own, 0);
        assert!(hours.quantiles.p50() < 6.0);
    }

    #[test]
    fn a_stated_worst_case_is_not_the_worst() {
        let stated = forecast(&piece(4.0, Some((2.0, 6.0)), "h"), &[]);
        assert!(stated.quantiles.at(0.8) > 6.0, "{:?}", stated.quantiles);
        assert!(stated.quantiles.values().is_sorted());
    }
}
