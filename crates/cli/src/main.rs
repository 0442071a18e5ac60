//! tmp
fn main() {
    let f = std::env::args().nth(2).unwrap();
    let text = std::fs::read_to_string(&f).unwrap();
    let today = jiff::civil::date(2026, 1, 1);
    let doc = backcast_document::read_goal(&f, &text, jiff::civil::date(2020, 1, 1)).unwrap();
    let lib = backcast_app::Library::embedded();
    match backcast_app::propose(doc.portfolio, today, &lib, &Default::default()) {
        Ok(plan) => print!("{}", backcast_document::PlanRecord::from_plan(&plan).to_json()),
        Err(e) => {
            eprintln!("{e:?}");
            std::process::exit(70)
        }
    }
}
