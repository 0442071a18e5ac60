//! What is due to be looked at, and why.

use backcast_app::calibrate::due::Due;
use backcast_view::calibrate as view;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::{bold, dim, indented, item, long_day};
use crate::session::with_store;

pub(super) fn run(global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let under_way = output.under_way("looking at every plan that holds".into());
        let all = session.workspace.due().await?;
        drop(under_way);
        if global.json {
            output.document(&view::Due::from(all.as_slice()))?;
        } else {
            output.data(&text(&all, output.width()))?;
        }
        Ok(Exit::Done)
    })
}

fn text(all: &[Due], width: usize) -> String {
    if all.is_empty() {
        return "No plan holds that has something left: backcast goals\n".into();
    }
    let mut text = String::new();
    for one in all.iter().filter(|one| !one.triggers.is_empty()) {
        text.push_str(&format!("{}\n", bold(&format!("{} · {}", one.id, one.title))));
        for trigger in &one.triggers {
            text.push_str(&item("·", &trigger.to_string(), 2, width));
        }
        text.push_str(&indented(&format!("backcast calibrate {}", one.id), 4, width));
    }
    for one in all.iter().filter(|one| one.triggers.is_empty()) {
        let line =
            format!("{}: not due before {} (last looked at on {})", one.id, long_day(one.next), long_day(one.last));
        text.push_str(&dim(indented(&line, 0, width).trim_end()));
        text.push('\n');
    }
    text
}
