//! Pictures of the example goals and of small figures.

use backcast_core::{DateForecast, Outlook, Plan};
use backcast_document::read_goal;
use backcast_draw::{PlanPicture, Theme, chart, svg};
use backcast_engine::calibrate::pictures::{BurnUp, Fan, Tornado};
use backcast_engine::track_record::LevelRecord;
use backcast_engine::{Options, propose};
use backcast_playbook::Library;
use jiff::civil::{Date, date};
use roxmltree::Document;

fn planned(name: &str) -> Plan {
    let path = format!("{}/../../examples/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("an example");
    let today = date(2026, 1, 5);
    let document = read_goal(name, &text, today).expect("a goal");
    propose(document.goal_file, today, &Library::embedded(), &Options::default()).expect("a plan")
}

/// Texts of a picture, after its XML has been read and its numbers checked.
fn texts(picture: &str) -> Vec<String> {
    assert!(!picture.contains("NaN") && !picture.contains("=\"inf"), "{picture}");
    let document = Document::parse(picture).expect("well-formed XML");
    document.descendants().filter_map(|node| node.text()).map(ToOwned::to_owned).collect()
}

fn end(p50: Date, p80: Date) -> DateForecast {
    DateForecast { p10: p50, p50, p80, p90: p80 }
}

fn two_calibrations() -> Fan {
    let day = |day| date(2026, 6, day);
    Fan {
        calibrations: vec![(day(1), end(day(20), day(25))), (day(8), end(day(22), day(28)))],
        deadlines: vec![None, Some(day(24))],
    }
}

fn half_done() -> BurnUp {
    let day = |day| date(2026, 6, day);
    BurnUp {
        whole: 20.0,
        planned: vec![(day(1), 0.0), (day(20), 20.0)],
        actual: vec![(day(1), 0.0), (day(10), 10.0)],
        cone: vec![(day(10), day(10), 10.0), (day(21), day(26), 20.0)],
        deadline: Some(day(24)),
    }
}

fn two_rows() -> Tornado {
    let day = |day| date(2026, 6, day);
    let rows = vec![
        ("M2 <Draft> & notes".to_owned(), 0.7, (day(10), day(28))),
        ("Luck that all share".to_owned(), 0.3, (day(14), day(22))),
    ];
    Tornado { rows, middle: day(18) }
}

#[test]
fn a_plan_names_every_milestone_in_bars_and_graph() {
    let plan = planned("search-service");
    for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
        let picture = svg::plan(&plan, PlanPicture::Both, theme);
        let texts = texts(&picture);
        assert!(plan.milestones.len() > 5);
        for planned in &plan.milestones {
            let id = planned.milestone.id.as_str();
            assert!(texts.iter().any(|text| text == id), "{id} in the bars");
            assert!(texts.iter().any(|text| text.starts_with(&format!("{id} ·"))), "{id} in the graph");
        }
        assert_eq!(picture.contains("prefers-color-scheme"), theme == Theme::Auto);
    }
}

#[test]
fn a_part_of_a_plan_holds_only_that_part() {
    let plan = planned("half-marathon");
    let (bars, graph) =
        (svg::plan(&plan, PlanPicture::Gantt, Theme::Light), svg::plan(&plan, PlanPicture::Graph, Theme::Light));
    assert!(bars.contains("critical chain") && !bars.contains("class=\"node"));
    assert!(!graph.contains("critical chain") && graph.contains("class=\"node"));
}

#[test]
fn a_plan_without_milestones_has_its_heading_alone() {
    let mut plan = planned("half-marathon");
    plan.milestones.clear();
    let picture = svg::plan(&plan, PlanPicture::Both, Theme::Auto);
    assert!(texts(&picture).contains(&plan.title));
    assert!(!picture.contains("class=\"bar"));
    assert_eq!(chart::gantt(&plan, 80), "");
}

#[test]
fn bars_in_characters_fit_the_columns() {
    let plan = planned("two-goals");
    for width in [60, 80, 120] {
        let text = chart::gantt(&plan, width);
        assert_eq!(text.lines().count(), plan.milestones.len() + 2, "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= width), "{width}: {text}");
    }
}

#[test]
fn what_is_drawn_of_a_look_is_escaped_and_finite() {
    let (fan, burn_up, tornado) = (two_calibrations(), half_done(), two_rows());
    let pictures = [
        svg::fan(&fan, "A & <b>", Outlook::OnTrack, Theme::Auto),
        svg::burn_up(&burn_up, "A & <b>", Outlook::Recoverable, Theme::Light),
        svg::tornado(&tornado, "A & <b>", Outlook::Unreachable, Theme::Dark),
    ];
    for picture in &pictures {
        let texts = texts(picture);
        assert!(texts.len() > 8 && texts.iter().any(|text| text == "A & <b>"), "{texts:?}");
    }
    assert!(texts(&pictures[2]).iter().any(|text| text == "M2 <Draft> & notes"));
    for chart in [chart::fan(&fan, 70), chart::burn_up(&burn_up, 70), chart::tornado(&tornado, 70)] {
        assert!(!chart.heading.is_empty() && chart.body.lines().count() > 2, "{chart:?}");
        assert!(chart.body.lines().all(|line| line.chars().count() <= 70), "{}", chart.body);
    }
}

#[test]
fn nothing_to_draw_is_no_chart() {
    let nothing = Fan { calibrations: Vec::new(), deadlines: Vec::new() };
    assert_eq!(chart::fan(&nothing, 80), chart::Chart::default());
    let flat = BurnUp { planned: Vec::new(), actual: Vec::new(), cone: Vec::new(), ..half_done() };
    assert_eq!(chart::burn_up(&flat, 80), chart::Chart::default());
    assert!(!texts(&svg::fan(&nothing, "Nothing", Outlook::OnTrack, Theme::Auto)).is_empty());
}

#[test]
fn levels_say_by_how_much_they_are_off() {
    let levels = [
        LevelRecord { stated: 0.5, held: 0.52, held_below: 0.48, n: 50 },
        LevelRecord { stated: 0.8, held: 0.6, held_below: 0.6, n: 50 },
    ];
    let text = chart::levels(&levels, 80);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].contains("P50") && lines[0].ends_with("held"), "{text}");
    assert!(lines[1].contains("P80") && lines[1].ends_with("off by 20 points"), "{text}");
    assert!(
        texts(&svg::levels(&levels, "Track record", Theme::Light)).iter().any(|text| text == "P80 held in 60 % of 50")
    );
}
