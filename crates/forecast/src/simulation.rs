//! Many runs through a plan, each with other random numbers.

use std::ops::ControlFlow;

use crate::common_factor::normal_scores;
use crate::{Distribution, RandomStream};

/// Something that is to be done, as a simulation sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertain {
    /// Its name; the draws follow from it.
    pub name: String,
    /// Minutes of work.
    pub minutes: Distribution,
    /// Days from its start that no work shortens.
    pub waiting_days: Distribution,
    /// Number of the goal that it serves.
    pub goal: usize,
}

/// The common factor of all that is to be done: the logarithm of a factor on all
/// work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CommonFactorDistribution {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub spread: f64,
}

/// How to simulate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SimulationOptions {
    /// How many runs; one at least.
    pub n_runs: u32,
    /// Seed of all draws.
    pub seed: u64,
    /// The common factor of all work.
    pub common_factor: CommonFactorDistribution,
}

/// How one run ended, as whoever places the work tells it.
#[derive(Clone, Copy, Debug)]
pub struct RunEnd<'a> {
    /// Day of the end of each thing, counted from the first day.
    pub finish: &'a [u32],
    /// Last day of each goal.
    pub goal_finish: &'a [u32],
    /// Whether a thing lay on the chain that decided the end of its goal.
    pub critical: &'a [bool],
}

/// What came of all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// Of each thing.
    pub items: Vec<ItemOutcome>,
    /// Of each goal.
    pub goals: Vec<DayCounts>,
    /// What the common factor does to the last end: mean days of its lower and
    /// upper fifth.
    pub common_factor_swing: (f64, f64),
    /// Share of the risk that is the common factor, 0 to 1.
    pub common_factor_share: f64,
}

/// What came of one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemOutcome {
    /// The days on which it ended.
    pub finish: DayCounts,
    /// Share of the runs in which it was critical, 0 to 1.
    pub criticality: f64,
    /// Share of the spread of its goal's end that comes from it, 0 to 1: its
    /// covariance with the end, as a part of those of all.
    pub risk_share: f64,
    /// Mean last day of its goal in the runs in which its work was in the lower
    /// and in the upper fifth.
    pub swing: (f64, f64),
}

/// How many runs ended on each day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayCounts {
    counts: Vec<u32>,
    n_runs: u32,
}

impl DayCounts {
    /// Counts a run that ended on a day.
    pub fn add(&mut self, day: u32) {
        let day = day as usize;
        if day >= self.counts.len() {
            self.counts.resize(day + 1, 0);
        }
        self.counts[day] += 1;
        self.n_runs += 1;
    }

    /// The first day by which at least this share of the runs had ended; day 0
    /// where there were none.
    #[must_use]
    pub fn quantile(&self, level: f64) -> usize {
        let wanted = level.clamp(0.0, 1.0) * f64::from(self.n_runs);
        let mut sum = 0.0;
        for (day, &count) in self.counts.iter().enumerate() {
            sum += f64::from(count);
            if count > 0 && sum >= wanted {
                return day;
            }
        }
        self.counts.len().saturating_sub(1)
    }

    /// The mean day; 0 where there were no runs.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let sum: f64 = (0u32..).zip(&self.counts).map(|(day, &count)| f64::from(day) * f64::from(count)).sum();
        sum / f64::from(self.n_runs.max(1))
    }

    /// Share of the runs that had ended by a day, 0 to 1.
    #[must_use]
    pub fn chance_by(&self, day: usize) -> f64 {
        let ended: u32 = self.counts.iter().take(day.saturating_add(1)).sum();
        f64::from(ended) / f64::from(self.n_runs.max(1))
    }
}

/// Draws the work of everything in every run, lets `run` place it, and counts.
///
/// Minutes of work and days of waiting come in the order of the items. A draw
/// depends on the seed, the item's name and the number of the run alone, so
/// what differs between two simulations is what was changed, not the luck
/// (common random numbers; Law, "Simulation Modeling and Analysis", ch. 11).
/// The common factor is spread evenly over the runs in an order of its own.
pub fn simulate<F>(items: &[Uncertain], n_goals: usize, options: &SimulationOptions, mut run: F) -> Simulated
where
    F: FnMut(&[u32], &[u32], &mut dyn FnMut(RunEnd<'_>)),
{
    let draws = Draws::new(items, options);
    let mut tally = Tally::new(items, n_goals, options.common_factor);
    let _ = draws.each(|number, minutes, waiting| {
        let common_factor = draws.common_factor[number];
        run(minutes, waiting, &mut |end| tally.add(number, &draws.columns, common_factor, end));
        ControlFlow::Continue(())
    });
    tally.finish()
}

/// Draws as [`simulate`] does, and counts nothing: `run` gets the minutes of work
/// and the days of waiting of one run after the other, until it breaks off.
pub fn draw_runs<F>(items: &[Uncertain], options: &SimulationOptions, mut run: F)
where
    F: FnMut(&[u32], &[u32]) -> ControlFlow<()>,
{
    let _ = Draws::new(items, options).each(|_, minutes, waiting| run(minutes, waiting));
}

/// All that is drawn.
struct Draws {
    columns: Vec<Column>,
    /// Of each run.
    common_factor: Vec<f64>,
}

impl Draws {
    fn new(items: &[Uncertain], options: &SimulationOptions) -> Self {
        let n_runs = options.n_runs.max(1);
        Draws {
            columns: items.iter().map(|item| Column::draw(item, n_runs, options.seed)).collect(),
            common_factor: common_factors(n_runs, options),
        }
    }

    /// One run after the other: its number, minutes of work and days of waiting.
    fn each(&self, mut run: impl FnMut(usize, &[u32], &[u32]) -> ControlFlow<()>) -> ControlFlow<()> {
        let (mut minutes, mut waiting) = (vec![0; self.columns.len()], vec![0; self.columns.len()]);
        for (number, &common_factor) in self.common_factor.iter().enumerate() {
            let factor = common_factor.exp();
            for (idx, column) in self.columns.iter().enumerate() {
                minutes[idx] = whole(f64::from(column.minutes[number]) * factor);
                waiting[idx] = column.waiting[number];
            }
            run(number, &minutes, &waiting)?;
        }
        ControlFlow::Continue(())
    }
}

/// The draws of one item in all runs.
struct Column {
    minutes: Vec<f32>,
    waiting: Vec<u32>,
    /// Whether there is any waiting.
    is_waiting: bool,
}

impl Column {
    fn draw(item: &Uncertain, n_runs: u32, seed: u64) -> Self {
        let mut stream = RandomStream::new(seed, &item.name);
        let n = n_runs as usize;
        let is_waiting = item.waiting_days.quantile(1.0) > 0.0;
        let (mut minutes, mut waiting) = (Vec::with_capacity(n), vec![0; n]);
        #[expect(clippy::cast_possible_truncation, reason = "seven digits of minutes are enough")]
        minutes.extend((0..n).map(|_| item.minutes.drawn(&mut stream) as f32));
        if is_waiting {
            waiting.fill_with(|| whole(item.waiting_days.drawn(&mut stream)));
        }
        Column { minutes, waiting, is_waiting }
    }
}

fn common_factors(n_runs: u32, options: &SimulationOptions) -> Vec<f64> {
    let mut scores = normal_scores(n_runs as usize);
    let mut stream = RandomStream::new(options.seed, "shared luck");
    // Fisher and Yates.
    for last in (1..scores.len()).rev() {
        let other = stream.below(u32::try_from(last + 1).unwrap_or(u32::MAX));
        scores.swap(last, other);
    }
    scores.iter().map(|score| options.common_factor.mean + options.common_factor.spread * score).collect()
}

/// More minutes than anybody has.
const MINUTES_MAX: f64 = 1e9;

fn whole(value: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to a range")]
    let whole = value.clamp(0.0, MINUTES_MAX).round() as u32;
    whole
}

/// Sums over the runs.
struct Tally<'a> {
    items: &'a [Uncertain],
    finish: Vec<DayCounts>,
    critical: Vec<u32>,
    goals: Vec<DayCounts>,
    work: Vec<Moments>,
    waiting: Vec<Moments>,
    common_factor: Moments,
}

/// Sums from which follow how far an end hangs on something, and where it lies
/// when that is small or large.
#[derive(Clone, Copy, Debug)]
struct Moments {
    /// The fifths begin below and above these.
    bounds: (f64, f64),
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
    low: (f64, f64),
    high: (f64, f64),
}

impl Moments {
    fn within(low: f64, high: f64) -> Self {
        Moments {
            bounds: (low, high),
            n: 0.0,
            x: 0.0,
            y: 0.0,
            xx: 0.0,
            yy: 0.0,
            xy: 0.0,
            low: (0.0, 0.0),
            high: (0.0, 0.0),
        }
    }

    fn of(distribution: &Distribution) -> Self {
        Moments::within(distribution.quantile(0.2), distribution.quantile(0.8))
    }

    fn add(&mut self, x: f64, y: f64) {
        self.n += 1.0;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
        if x <= self.bounds.0 {
            self.low = (self.low.0 + 1.0, self.low.1 + y);
        }
        if x >= self.bounds.1 {
            self.high = (self.high.0 + 1.0, self.high.1 + y);
        }
    }

    /// The squared correlation; zero where either does not vary, and where more
    /// of it makes the end earlier, which is chance.
    fn share(&self) -> f64 {
        let covariance = self.n * self.xy - self.x * self.y;
        let variances = (self.n * self.xx - self.x * self.x) * (self.n * self.yy - self.y * self.y);
        if covariance > 0.0 && variances > 0.0 { covariance * covariance / variances } else { 0.0 }
    }

    fn swing(&self) -> (f64, f64) {
        let all = self.y / self.n.max(1.0);
        let mean = |(n, sum): (f64, f64)| if n > 0.0 { sum / n } else { all };
        (mean(self.low), mean(self.high))
    }
}

/// A standard normal value lies above this a fifth of the time.
const UPPER_FIFTH: f64 = 0.841_621;

impl<'a> Tally<'a> {
    fn new(items: &'a [Uncertain], n_goals: usize, common_factor: CommonFactorDistribution) -> Self {
        let fifth = common_factor.spread * UPPER_FIFTH;
        Tally {
            items,
            finish: vec![DayCounts::default(); items.len()],
            critical: vec![0; items.len()],
            goals: vec![DayCounts::default(); n_goals],
            work: items.iter().map(|item| Moments::of(&item.minutes)).collect(),
            waiting: items.iter().map(|item| Moments::of(&item.waiting_days)).collect(),
            common_factor: Moments::within(common_factor.mean - fifth, common_factor.mean + fifth),
        }
    }

    fn add(&mut self, number: usize, columns: &[Column], common_factor: f64, end: RunEnd<'_>) {
        for (goal, &day) in self.goals.iter_mut().zip(end.goal_finish) {
            goal.add(day);
        }
        for (idx, column) in columns.iter().enumerate() {
            self.finish[idx].add(end.finish[idx]);
            self.critical[idx] += u32::from(end.critical[idx]);
            let day = f64::from(end.goal_finish[self.items[idx].goal]);
            self.work[idx].add(f64::from(column.minutes[number]), day);
            if column.is_waiting {
                self.waiting[idx].add(f64::from(column.waiting[number]), day);
            }
        }
        self.common_factor.add(common_factor, f64::from(end.goal_finish.iter().copied().max().unwrap_or(0)));
    }

    fn finish(self) -> Simulated {
        let shares: Vec<f64> =
            self.work.iter().zip(&self.waiting).map(|(work, wait)| work.share() + wait.share()).collect();
        let total = (shares.iter().sum::<f64>() + self.common_factor.share()).max(f64::MIN_POSITIVE);
        let n_runs = self.common_factor.n.max(1.0);
        let items = self
            .finish
            .into_iter()
            .enumerate()
            .map(|(idx, finish)| ItemOutcome {
                finish,
                criticality: f64::from(self.critical[idx]) / n_runs,
                risk_share: shares[idx] / total,
                swing: if self.waiting[idx].share() > self.work[idx].share() {
                    self.waiting[idx].swing()
                } else {
                    self.work[idx].swing()
                },
            })
            .collect();
        Simulated {
            items,
            goals: self.goals,
            common_factor_swing: self.common_factor.swing(),
            common_factor_share: self.common_factor.share() / total,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, values: &[f64]) -> Uncertain {
        Uncertain {
            name: name.into(),
            minutes: Distribution::of(values.iter().copied()),
            waiting_days: Distribution::exactly(0.0),
            goal: 0,
        }
    }

    /// One after the other, a day for each minute.
    fn chain(items: &[Uncertain], options: &SimulationOptions) -> Simulated {
        simulate(items, 1, options, |minutes, _, tell| {
            let mut day = 0;
            let finish: Vec<u32> = minutes
                .iter()
                .map(|minutes| {
                    day += minutes;
                    day
                })
                .collect();
            tell(RunEnd { finish: &finish, goal_finish: &[day], critical: &vec![true; minutes.len()] });
        })
    }

    const OPTIONS: SimulationOptions = SimulationOptions {
        n_runs: 2_000,
        seed: 7,
        common_factor: CommonFactorDistribution { mean: 0.0, spread: 0.0 },
    };

    #[test]
    fn the_wilder_item_carries_the_risk() {
        let steady: Vec<f64> = (0..100).map(|k| 50.0 + f64::from(k) / 20.0).collect();
        let wild: Vec<f64> = (0..100).map(f64::from).collect();
        let simulated = chain(&[item("a", &steady), item("b", &wild)], &OPTIONS);
        assert!(simulated.items[1].risk_share > 0.9, "{:?}", simulated.items[1].risk_share);
        let (low, high) = simulated.items[1].swing;
        assert!((high - low - 80.0).abs() < 5.0, "{low} {high}");
        let likely = simulated.goals[0].quantile(0.5);
        assert!((98..=106).contains(&likely), "{likely}");
        assert!((simulated.goals[0].chance_by(likely) - 0.5).abs() < 0.03);
    }

    #[test]
    fn same_seed_same_result_and_new_items_leave_the_others_luck() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let one = chain(&[item("a", &values)], &OPTIONS);
        assert_eq!(one, chain(&[item("a", &values)], &OPTIONS));
        let two = chain(&[item("a", &values), item("b", &values)], &OPTIONS);
        assert_eq!(one.items[0].finish, two.items[0].finish);
    }

    #[test]
    fn shared_luck_widens_a_sum() {
        let values: Vec<f64> = (0..100).map(|k| 50.0 + f64::from(k)).collect();
        let items: Vec<Uncertain> = (0..20).map(|n| item(&n.to_string(), &values)).collect();
        let width = |spread: f64| {
            let common_factor = CommonFactorDistribution { mean: 0.0, spread };
            let simulated = chain(&items, &SimulationOptions { common_factor, ..OPTIONS });
            let goal = &simulated.goals[0];
            (goal.quantile(0.9) - goal.quantile(0.1), simulated.common_factor_share)
        };
        let ((alone, none), (together, share)) = (width(0.0), width(0.2));
        assert!(together > 2 * alone, "{alone} {together}");
        assert!(none < 0.01 && share > 0.5, "{none} {share}");
    }

    #[test]
    fn no_runs_and_no_items_are_no_trouble() {
        let simulated = chain(&[], &SimulationOptions { n_runs: 0, ..OPTIONS });
        assert_eq!(simulated.goals[0].quantile(0.5), 0);
        assert_eq!(DayCounts::default().quantile(0.8), 0);
    }
}
