//! Nothing that is read makes the readers panic.

use backcast_core::audit::audit;
use backcast_core::compare;
use backcast_document::{
    ChangeRecord, HistoryFormat, PlanRecord, plan_hash_holds, plan_text, read_batch_lines, read_calibration, read_day,
    read_dossier, read_effort, read_export, read_goal, read_history, read_plan, read_plan_text, read_progress,
    read_settings, read_task_lines,
};
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

/// A plan whose milestones have at least dates, with anything else in it.
fn plan_like() -> impl Strategy<Value = serde_json::Value> {
    let day = prop::sample::select(vec!["2026-03-02", "2026-03-09", "0001-01-01", "9999-12-31", "soon", ""]);
    let placed =
        prop::sample::select(vec!["after M1 and 3 days of waiting", "after ", "hours go to M2 first", "by_hand", "x"]);
    let milestone = (day.clone(), day, placed, any::<f64>(), prop::collection::vec("M[1-4]", 0..3), "\\PC{0,9}")
        .prop_map(|(start, due, placed, hours, after, name)| {
            serde_json::json!({
                "id": name, "name": name, "start": start, "due": due, "placed": placed, "effort_hours": hours,
                "depends_on": after, "success_criteria": [name], "risk": name,
            })
        });
    prop::collection::vec(milestone, 0..5).prop_map(|milestones| serde_json::json!({ "milestones": milestones }))
}

fn settings_pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "week_start = 'mon'\n",
        "week_start = 3\n",
        "hours_per_week = 1e400\n",
        "hours_per_week = nan\n",
        "time_zone = '../../etc/passwd'\n",
        "[working_hours]\nmon = '24:00-00:00'\n",
        "[working_hours]\nsun = ['-:', 3]\n",
        "working_hours = []\n",
        "planner = 'moon'\n",
        "database = {}\n",
        "= = =\n",
    ]);
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
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

    #[test]
    fn whatever_is_read_as_a_plan_can_be_written_compared_and_edited(value in plan_like()) {
        let _ = plan_hash_holds(&value.to_string());
        if let Ok(plan) = read_plan("plan.json", &value.to_string()) {
            prop_assert!(compare(&plan, &plan).is_empty());
            let again = read_plan("plan.json", &PlanRecord::from_plan(&plan).to_json());
            prop_assert!(again.is_ok_and(|again| compare(&plan, &again).milestones.is_empty()));
            let _ = read_plan_text("plan.toml", &plan_text(&plan, "x"));
        }
    }

    #[test]
    fn records_of_other_programs_never_panic(value in json(), text in "\\PC{0,60}") {
        let _ = ChangeRecord::from_json(&value.to_string());
        let _ = read_export("export.json", &value.to_string());
        for text in [text.as_str(), &value.to_string()] {
            let _ = read_settings("config.toml", text);
            let _ = read_plan_text("plan.toml", text);
        }
    }

    #[test]
    fn days_and_durations_never_panic(text in "[0-9a-zA-Z :.,+-]{0,16}", year in 1i16..9999) {
        let _ = read_day(&text, date(year, 2, 28));
        if let Ok(effort) = read_effort(&text) {
            prop_assert!(effort.minutes() > 0);
        }
    }

    #[test]
    fn settings_of_any_sort_are_read_or_refused(text in settings_pieces()) {
        if let Err(mistakes) = read_settings("config.toml", &text) {
            prop_assert!(mistakes.iter().all(|mistake| !mistake.fix.is_empty()));
        }
    }

    #[test]
    fn progress_files_never_panic(text in toml_pieces(), more in "\\PC{0,60}") {
        let _ = read_progress("p.toml", &text);
        let pieces = "as_of = 2025-02-01\n[[done]]\nid = 'M1'\non = '2025-13-01'\n[[behind]]\nid = 3\npercent = 1e300\n";
        let _ = read_progress("p.toml", &format!("{pieces}{more}"));
    }

    #[test]
    fn finished_work_never_panics(text in "\\PC{0,80}(\n\\PC{0,60}){0,4}", value in json()) {
        for format in HistoryFormat::ALL {
            let _ = read_history("x", &text, format);
            let _ = read_history("x", &value.to_string(), format);
            let org = format!("* DONE {text}\n:Effort: {text}\nCLOCK: [{text}] => {text}\n| Headline | Time |\n| {text} |");
            let _ = read_history("x", &org, format);
        }
        let _ = HistoryFormat::recognize(&text, &text);
    }

    #[test]
    fn tables_and_looks_never_panic(text in "\\PC{0,80}(\n\\PC{0,60}){0,4}", value in json()) {
        let header = "item_id,person_id,seq,start_at,done_at,estimate_hours,actual_hours,size\n";
        let _ = read_task_lines("t.csv", &format!("{header}{text}"));
        let _ = read_batch_lines("t.csv", &format!("{header}{text}"));
        let _ = read_calibration("look", &value.to_string());
    }
}
