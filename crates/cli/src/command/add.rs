use std::path::PathBuf;

use backcast_app::repository::{AddAs, Added, AddedWhat, NewGoalFile};
use backcast_core::plural;
use backcast_view::goals as view;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use crate::exit::Exit;
use crate::global::Global;
use crate::input::GoalForm;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::with_store;
use crate::{complete, input};

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// A goal file or a text (`-` reads standard input), or the goal itself in a
    /// sentence.
    #[arg(value_name = "FILE|TEXT")]
    pub(crate) file: PathBuf,
    /// Keep it as a new goal, whatever came from this file before.
    #[arg(long)]
    pub(crate) new: bool,
    /// Keep it as a new version of this goal.
    #[arg(long, value_name = "GOAL", conflicts_with = "new", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) update: Option<String>,
}

pub(crate) fn run(command: &Add, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let given =
            input::read_given(&command.file, session.workspace.clock(), session.workspace.conventions(), global)?;
        let document = input::parse_goal(&given.source, session.workspace.clock(), output)?;
        let is_file = matches!(given.form, GoalForm::File | GoalForm::Text);
        let path = is_file.then(|| session.configured.path_from_root(&command.file));
        let how = match &command.update {
            Some(goal) => AddAs::VersionOf(session.named(Some(goal)).await?.goal_file),
            None if command.new => AddAs::New,
            None => AddAs::BySource,
        };
        let file = NewGoalFile { text: &given.source.text, goal_file: &document.goal_file, source: path.as_deref() };
        let added = session.workspace.add(&file, &how, &rand::random).await?;
        if global.json {
            output.document(&view::Added::from(&added))?;
        } else {
            output.data(&text(&added))?;
            let has_plan = session.workspace.stored(&added.id).await?.ledger.standing().is_some();
            let next = match added.what {
                AddedWhat::Revised if has_plan => format!("plan it anew: backcast plan {} --anew", added.id),
                _ if has_plan => format!("its plan: backcast plan {}", added.id),
                _ => format!("plan it: backcast plan {}", added.id),
            };
            output.note(&next);
        }
        Ok(Exit::Done)
    })
}

fn text(added: &Added) -> String {
    let what = match added.what {
        AddedWhat::New => "added".to_owned(),
        AddedWhat::Revised => format!("version {} kept", added.revision),
        AddedWhat::Unchanged => "unchanged".to_owned(),
    };
    let mut text = String::new();
    for (id, title) in &added.goals {
        text.push_str(&format!("{id}  {title} ({what})\n"));
    }
    if added.goals.len() > 1 {
        text.push_str(&format!("{}  {} that share their hours\n", added.id, plural(added.goals.len(), "goal")));
    }
    text
}
