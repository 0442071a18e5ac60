//! `backcast --help`: the commands below their headings, as the definition of
//! the command line has them. clap knows headings for options only.

use clap::Subcommand;
use clap::builder::CommandExt;

/// Begins a part of the list: stands at the first command of that part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heading(pub(crate) &'static str);

impl CommandExt for Heading {}

/// What the list says of a command, where the first sentence of its own help is
/// too long or says it otherwise.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Summary(pub(crate) &'static str);

impl CommandExt for Summary {}

/// Returns the template of the help with the list of commands in their order.
/// Hidden commands are left out; `help`, which clap adds itself, comes last.
pub(crate) fn template<C: Subcommand>() -> String {
    let program = C::augment_subcommands(clap::Command::new("backcast"));
    let mut list = String::new();
    for command in program.get_subcommands().filter(|command| !command.is_hide_set()) {
        if let Some(Heading(heading)) = command.get() {
            list.push_str(&format!("{}{heading}:\n", if list.is_empty() { "" } else { "\n" }));
        }
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let summary = command.get().map_or(about.trim_end_matches('.'), |Summary(summary)| summary);
        list.push_str(&line(command.get_name(), summary));
    }
    list.push_str(&line("help", "Print this, or the help of a command"));
    format!("{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{list}\nOptions:\n{{options}}{{after-help}}")
}

fn line(name: &str, summary: &str) -> String {
    format!("  {name:<13}{summary}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Subcommand)]
    enum Few {
        /// Do the first thing. It takes a while.
        #[command(add = Heading("First"), add = Summary("Do it"))]
        Alpha,
        /// Do another thing.
        Beta,
        #[command(hide = true)]
        Gamma,
        /// Do the last thing.
        #[command(add = Heading("Last"))]
        Delta,
    }

    #[test]
    fn commands_stand_below_their_headings_in_their_order() {
        let template = template::<Few>();
        let list = "\n\nFirst:\n  alpha        Do it\n  beta         Do another thing\n\n\
                    Last:\n  delta        Do the last thing\n  help         Print this";
        assert!(template.contains(list), "{template}");
        assert!(!template.contains("gamma"));
    }
}
