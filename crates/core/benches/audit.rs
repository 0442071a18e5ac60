//! The audit of a plan far larger than any person's.

use backcast_core::audit::{Dossier, Entry, audit};
use backcast_core::{Dependency, Effort, MilestoneId};
use jiff::civil::date;

fn main() {
    divan::main();
}

/// Every milestone depends on five before it; all have dates and criteria.
fn dossier(n: usize) -> Dossier {
    let first = date(2025, 1, 1);
    let day = |idx: usize| backcast_core::plus_days(first, i32::try_from(idx).expect("small"));
    let entries = (0..n)
        .map(|idx| Entry {
            criteria: vec![format!("{idx} pages written"), "Contract signed by both sides".into()],
            depends_on: (1..=5)
                .filter(|back| *back <= idx)
                .map(|back| Dependency { on: MilestoneId::new(format!("M{}", idx - back)), lag_days: 0 })
                .collect(),
            effort: Some(Effort::from_hours(1.0)),
            start: Some(day(idx)),
            due: Some(day(idx + 1)),
            ..Entry::new(format!("M{idx}"), format!("State number {idx}"))
        })
        .collect();
    Dossier { entries, today: Some(first), allow_many: true, ..Dossier::default() }
}

#[divan::bench(args = [10, 1_000, 10_000])]
fn audit_plan(bencher: divan::Bencher<'_, '_>, n: usize) {
    let dossier = dossier(n);
    bencher.bench(|| audit(&dossier));
}
