//! What the pictures of a look show, as figures.

use backcast_core::{Calibration, DateForecast, PastCalibration, plus_days};
use jiff::civil::Date;

use super::Calibrated;

/// How the forecast of the end moved from look to look.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    /// Each look, the oldest first: its day and when everything was to end.
    pub calibrations: Vec<(Date, DateForecast)>,
    /// The deadline at each look.
    pub deadlines: Vec<Option<Date>>,
}

/// Earlier looks and this one, one for each day; before the first of them, the
/// plan that was made.
#[must_use]
pub fn fan(earlier: &[PastCalibration], calibrated: &Calibrated) -> Fan {
    let now = &calibrated.calibration;
    let mut fan = Fan { calibrations: Vec::new(), deadlines: Vec::new() };
    let plan = &calibrated.situation.plan;
    if let Some(forecast) = plan.forecast.filter(|_| plan.today < now.as_of) {
        let (likely, late) = (forecast.likely, forecast.late);
        fan.add(plan.today, DateForecast { p10: likely, p50: likely, p80: late, p90: late }, plan.deadline);
    } else if let Some(last) = plan.milestones.iter().map(|planned| planned.due).max()
        && plan.today < now.as_of
    {
        fan.add(plan.today, DateForecast { p10: last, p50: last, p80: last, p90: last }, plan.deadline);
    }
    for found in earlier {
        fan.add(found.as_of, found.end, found.deadline);
    }
    fan.add(now.as_of, now.end, now.deadline);
    fan
}

impl Fan {
    fn add(&mut self, as_of: Date, end: DateForecast, deadline: Option<Date>) {
        // Of several looks on a day, the last one counts; a look as of an
        // earlier day than the last is a trial.
        while self.calibrations.last().is_some_and(|(day, _)| *day >= as_of) {
            self.calibrations.pop();
            self.deadlines.pop();
        }
        self.calibrations.push((as_of, end));
        self.deadlines.push(deadline);
    }
}

/// Planned hours of what is done, over time.
#[derive(Clone, Debug, PartialEq)]
pub struct BurnUp {
    /// Hours of the whole plan.
    pub whole: f64,
    /// Day and hours as they were planned.
    pub planned: Vec<(Date, f64)>,
    /// Day and hours as they came.
    pub actual: Vec<(Date, f64)>,
    /// Day by which it is likely, day by which it is safe, and hours.
    pub cone: Vec<(Date, Date, f64)>,
    /// The deadline.
    pub deadline: Option<Date>,
}

/// Hours done and to come; what is begun counts by the share that is done.
#[must_use]
pub fn burn_up(calibrated: &Calibrated) -> BurnUp {
    let Calibrated { situation, calibration, .. } = calibrated;
    let plan = &situation.plan;
    let hours = |planned: &backcast_core::PlannedMilestone| planned.milestone.effort.likely().hours();
    let whole: f64 = plan.milestones.iter().map(hours).sum();
    let mut due: Vec<(Date, f64)> = plan.milestones.iter().map(|planned| (planned.due, hours(planned))).collect();
    due.sort_by_key(|(day, _)| *day);
    let mut done: Vec<(Date, f64)> = plan
        .milestones
        .iter()
        .filter_map(|planned| Some((situation.fact(&planned.milestone.id).done_on?, hours(planned))))
        .collect();
    done.sort_by_key(|(day, _)| *day);
    let mut actual = summed(plan.today, &done);
    actual.push((calibration.as_of, calibration.work.earned.hours()));
    BurnUp {
        whole,
        planned: summed(plan.today, &due),
        actual,
        cone: cone(calibration, whole),
        deadline: calibration.deadline,
    }
}

/// Hours reached by each day, from none on.
fn summed(first: Date, steps: &[(Date, f64)]) -> Vec<(Date, f64)> {
    let mut sum = 0.0;
    let mut curve = vec![(first, 0.0)];
    for (day, hours) in steps {
        sum += hours;
        curve.push((*day, sum));
    }
    curve
}

/// From what is done to the whole: each open milestone adds its share of what
/// is left when it is complete.
fn cone(calibration: &Calibration, whole: f64) -> Vec<(Date, Date, f64)> {
    let earned = calibration.work.earned.hours();
    let mut ends: Vec<(Date, Date, f64)> =
        calibration.milestones.iter().map(|one| (one.end.p50, one.end.p80, one.left.0.hours())).collect();
    ends.sort_by_key(|(likely, safe, _)| (*likely, *safe));
    let left: f64 = ends.iter().map(|(_, _, hours)| hours).sum();
    let mut sum = 0.0;
    let mut safe_so_far = calibration.as_of;
    let mut cone = vec![(calibration.as_of, calibration.as_of, earned)];
    for (likely, safe, hours) in ends {
        sum += hours;
        safe_so_far = safe_so_far.max(safe);
        let share = if left > 0.0 { sum / left } else { 1.0 };
        cone.push((likely, safe_so_far, earned + (whole - earned) * share));
    }
    cone
}

/// What carries the risk, the most first.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// Name, share of the risk, and the mean end when it goes well and badly.
    pub rows: Vec<(String, f64, (Date, Date))>,
    /// The mean end, from which each swing departs.
    pub middle: Date,
}

/// A row that moves the end by less than this share of the risk is left out.
const SHARE_SHOWN: f64 = 0.005;

/// The milestones and the common factor, by what they carry of the risk.
#[must_use]
pub fn tornado(calibrated: &Calibrated) -> Tornado {
    let calibration = &calibrated.calibration;
    let name = |id: &backcast_core::MilestoneId| {
        let planned = calibrated.plan.milestones.iter().find(|planned| planned.milestone.id == *id);
        planned.map_or_else(|| id.to_string(), |planned| format!("{id} {}", planned.milestone.name))
    };
    let mut rows: Vec<(String, f64, (Date, Date))> =
        calibration.milestones.iter().map(|one| (name(&one.id), one.risk_share, one.swing)).collect();
    rows.push((
        "Luck that all share".to_owned(),
        calibration.common_factor.risk_share,
        calibration.common_factor.swing,
    ));
    rows.retain(|(_, share, _)| *share >= SHARE_SHOWN);
    rows.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Tornado { rows, middle: calibration.mean_end }
}

impl BurnUp {
    /// The last day that is shown.
    #[must_use]
    pub fn last(&self) -> Date {
        let days = self.planned.iter().map(|(day, _)| *day).chain(self.cone.iter().map(|(_, safe, _)| *safe));
        days.chain(self.deadline).max().map_or(Date::MAX, |day| plus_days(day, 3))
    }
}
