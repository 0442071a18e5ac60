//! Nothing that is read makes the readers panic.

use backcast_core::audit::audit;
use backcast_document::{read_dossier, read_goal};
use jiff::civil::date;
use proptest::prelude::*;

/// Pieces of goal files in any order, so that more than the first character
/// is looked at.
fn toml_pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("title = \"x\"\n".to_owned()),
        Just("title = 3\n".to_owned()),
        Just("deadline = 2025-02-30\n".to_owned()),
        Just("deadline = \"tomorrow\"\n".to_owned()),
        Just("hours_per_week = -1e400\n".to_owned()),
        Just("hours_per_week = nan\n".to_owned()),
        Just("[[busy]]\nfrom = 9999-12-31\nto = 0001-01-01\n".to_owned()),
        Just("[[busy]]\n[busy]\n".to_owned()),
        Just("goals = []\n[[goals]]\n".to_owned()),
        Just("[repo]\nfiles = {}\n".to_owned()),
        Just("[repo.verification]\nlevel = \"moon\"\n".to_owned()),
        "\\PC{0,40}\n",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        Just("2025-06-01".into()),
        Just("9999-12-31".into()),
        Just("M1".into()),
        "\\PC{0,12}".prop_map(Into::into),
    ];
    let keys = prop::sample::select(vec![
        "milestones",
        "id",
        "name",
        "depends_on",
        "lags",
        "on",
        "days",
        "start",
        "due",
        "effort_hours",
        "files",
        "success_criteria",
        "today",
        "deadline",
        "forecast",
        "likely",
        "waiting_days",
        "parallel",
    ]);
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::vec((keys.clone(), inner), 0..8).prop_map(|entries| {
                serde_json::Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn goal_reader_never_panics(text in toml_pieces()) {
        if let Err(mistakes) = read_goal("goal.toml", &text, date(2025, 6, 2)) {
            for mistake in mistakes.iter() {
                let _ = mistake.line_and_column();
                prop_assert!(!mistake.fix.is_empty());
            }
        }
    }

    #[test]
    fn plan_reader_and_audit_never_panic(value in json()) {
        if let Ok((dossier, _)) = read_dossier("plan.json", &value.to_string()) {
            let _ = audit(&dossier);
        }
    }
}
