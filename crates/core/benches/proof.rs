//! The proof of plans from a person's to far larger ones.

use backcast_core::proof::{Around, prove};
use backcast_core::{
    Dependency, DraftMilestone, Effort, EffortRange, Feasibility, GoalKind, MilestoneId, PlacementReason, Plan,
    PlannedMilestone, Verdict, Weekdays, WeeklyHours, WorkWeek, plus_days,
};
use jiff::civil::date;

fn main() {
    divan::main();
}

/// Milestones over two years, three side by side, each after one of three before.
fn plan(n: usize) -> Plan {
    let today = date(2026, 1, 5);
    let day = |at: usize| plus_days(today, i32::try_from(at * 700 / n).expect("small"));
    let planned = |at: usize| PlannedMilestone {
        milestone: DraftMilestone {
            id: MilestoneId::new(format!("M{at}")),
            name: format!("State {at}"),
            criteria: vec![format!("{at} pages written"), "signed by 1 June".into()],
            depends_on: at
                .checked_sub(3)
                .map(|on| Dependency { on: MilestoneId::new(format!("M{on}")), lag_days: 2 })
                .into_iter()
                .collect(),
            effort: EffortRange::exactly(Effort::from_hours(500.0 / 50.0)),
            ..DraftMilestone::default()
        },
        start: day(at),
        due: day(at + 2),
        due_earliest: day(at),
        due_latest: day(at + 2),
        slack_days: 0,
        critical: false,
        reason: PlacementReason::FirstDay,
        moved: None,
    };
    Plan {
        title: "Plan".into(),
        kind: GoalKind::Project,
        today,
        deadline: None,
        goals: Vec::new(),
        several: false,
        questions: Vec::new(),
        assumptions: Vec::new(),
        starting_state: Vec::new(),
        sources: Vec::new(),
        feasibility: Feasibility {
            verdict: Verdict::Tight,
            chance: None,
            needed: None,
            available: None,
            pace_enough: None,
            buffer: None,
            reasons: Vec::new(),
            levers: Vec::new(),
        },
        forecast: None,
        milestones: (0..n).map(planned).collect(),
        busy_conflicts: Vec::new(),
        goal_conflicts: Vec::new(),
        reviews: Vec::new(),
        findings: Vec::new(),
        proposer: None,
        ways_out: Vec::new(),
        outside: Vec::new(),
        fact_uses: Vec::new(),
    }
}

#[divan::bench(args = [10, 50, 150, 1_000])]
fn prove_plan(bencher: divan::Bencher<'_, '_>, n: usize) {
    let plan = plan(n);
    let weekly = WorkWeek { pace: WeeklyHours::from_hours_per_week(6.0), days: Weekdays::default() };
    let deadlines = vec![(None, date(2027, 12, 31))];
    let around = Around { weekly: Some(weekly), deadlines, ..Around::default() };
    bencher.bench(|| prove(&plan, &around, None));
}
