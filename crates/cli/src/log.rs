//! What is done, line by line on stderr, for whoever asks: `--log` or the
//! variable `BACKCAST_LOG`.
//!
//! Only our own crates are heard, whatever is asked for. Libraries below them
//! write addresses, statements and whole messages into their logs, and in these
//! are the words of goals, passwords and keys.

use std::io;

use clap::ArgMatches;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::fmt::time::Uptime;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::exit::Exit;
use crate::global::Global;
use crate::problem::Problem;

/// Says what is logged where no option does.
const VARIABLE: &str = "BACKCAST_LOG";
/// All of our crates begin like this, and no other does.
const OWN: &str = "backcast";
/// The parts that say what they do, with the crate that each of them is.
const PARTS: [(&str, &str); 7] = [
    ("app", "backcast_app"),
    ("calendar", "backcast_calsync"),
    ("command", "backcast_cli"),
    ("mcp", "backcast_mcp"),
    ("model", "backcast_model"),
    ("retry", "backcast_retry"),
    ("store", "backcast_store"),
];
const LEVELS: [(&str, LevelFilter); 6] = [
    ("error", LevelFilter::ERROR),
    ("warn", LevelFilter::WARN),
    ("info", LevelFilter::INFO),
    ("debug", LevelFilter::DEBUG),
    ("trace", LevelFilter::TRACE),
    ("off", LevelFilter::OFF),
];

/// Begins to log what the command line asks for, else the variable; whether
/// anything is logged. Without either nothing is set up, and spans cost a look
/// at one number.
pub(crate) fn begin(global: &Global) -> Result<bool, Problem> {
    let of_variable = || global.environment.variable(VARIABLE).map(|text| (format!("the variable {VARIABLE}"), text));
    let of_option = global.log_level.as_deref().map(|text| ("`--log`".to_owned(), text));
    let Some((named_by, text)) = of_option.or_else(of_variable).filter(|(_, text)| !text.trim().is_empty()) else {
        return Ok(false);
    };
    let targets = targets(text).map_err(|unknown| refused(&named_by, &unknown))?;
    // Colors are not compiled in, so that there is nothing to turn off; times
    // count from now. A log that cannot be written stops nobody.
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(false)
        .with_timer(Uptime::default())
        .with_span_events(FmtSpan::CLOSE)
        .log_internal_errors(false);
    let subscriber = tracing_subscriber::registry().with(targets).with(lines);
    // There is one already where a program calls this twice: it stays.
    Ok(tracing::subscriber::set_global_default(subscriber).is_ok())
}

fn refused(named_by: &str, unknown: &Unknown) -> Problem {
    let message = match unknown {
        Unknown::Level(level) => format!("{named_by} asks for the level `{level}`, which is none"),
        Unknown::Part(part) => format!("{named_by} asks for the part `{part}`, which is none"),
    };
    let names = |names: Vec<&str>| names.join(", ");
    let fix = format!(
        "name a level ({}), for everything or for a part ({}): `--log info` or `--log info,store=debug`",
        names(LEVELS.map(|(name, _)| name).to_vec()),
        names(PARTS.map(|(name, _)| name).to_vec())
    );
    Problem::new(Exit::Usage, "log_unknown", message, fix)
}

/// What of a directive is not known.
#[derive(Debug, PartialEq, Eq)]
enum Unknown {
    Level(String),
    Part(String),
}

/// The levels that a text asks for: `debug`, `store=debug`, or several with
/// commas between them, of which the more precise one counts. A part may be
/// named as its crate, too, with modules: `backcast_store::pool=trace`.
fn targets(text: &str) -> Result<Targets, Unknown> {
    let mut targets = Targets::new();
    for directive in text.split(',').map(str::trim).filter(|directive| !directive.is_empty()) {
        targets = match directive.split_once('=') {
            None => targets.with_target(OWN, level(directive)?),
            Some((part, name)) => targets.with_target(target(part.trim())?, level(name.trim())?),
        };
    }
    Ok(targets)
}

fn level(name: &str) -> Result<LevelFilter, Unknown> {
    let known = LEVELS.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    known.map(|(_, level)| level).ok_or_else(|| Unknown::Level(name.to_owned()))
}

fn target(name: &str) -> Result<&str, Unknown> {
    let (part, is_whole) = name.split_once("::").map_or((name, true), |(part, _)| (part, false));
    let known = PARTS.into_iter().find(|(short, of_crate)| *of_crate == part || is_whole && *short == part);
    match known {
        Some((_, of_crate)) => Ok(if is_whole { of_crate } else { name }),
        None => Err(Unknown::Part(name.to_owned())),
    }
}

/// The names of the command and of those below it: `calendar sync`. Nothing of
/// its arguments, which hold the words of goals.
pub(crate) fn command_name(matches: &ArgMatches) -> String {
    let below = |matches: &ArgMatches| matches.subcommand().map(|(name, below)| (name.to_owned(), below.clone()));
    let levels = std::iter::successors(below(matches), |(_, matches)| below(matches));
    levels.map(|(name, _)| name).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[track_caller]
    fn check(text: &str, target: &str, level: Option<Level>) {
        let targets = targets(text).expect("it is known");
        let levels = [Level::ERROR, Level::WARN, Level::INFO, Level::DEBUG, Level::TRACE];
        let most = levels.into_iter().rfind(|level| targets.would_enable(target, level));
        assert_eq!(most, level, "{text}: {target}");
    }

    #[test]
    fn a_level_is_for_all_of_our_crates_and_no_others() {
        check("debug", "backcast_store::log", Some(Level::DEBUG));
        check("DEBUG", "backcast_cli", Some(Level::DEBUG));
        for foreign in ["sqlx::query", "hyper_util::client", "rmcp::service", "genai", "reqwest"] {
            check("trace", foreign, None);
            check("trace,store=trace", foreign, None);
        }
    }

    #[test]
    fn the_more_precise_directive_counts() {
        check("info,store=trace", "backcast_store::pool", Some(Level::TRACE));
        check("store=trace, info", "backcast_model::http", Some(Level::INFO));
        check("store=debug", "backcast_model::http", None);
        check("info,store=off", "backcast_store", None);
        check("backcast_store=trace,info", "backcast_store::log", Some(Level::TRACE));
        check("store=info,backcast_store::pool=trace", "backcast_store::pool", Some(Level::TRACE));
        check("store=info,backcast_store::pool=trace", "backcast_store::log", Some(Level::INFO));
        check("calendar=debug", "backcast_calsync::load", Some(Level::DEBUG));
    }

    #[test]
    fn what_is_not_known_is_named() {
        let level = |name: &str| Err(Unknown::Level(name.to_owned()));
        let part = |name: &str| Err(Unknown::Part(name.to_owned()));
        let cases = [
            ("loud", level("loud")),
            ("store", level("store")),
            ("store=", level("")),
            ("store=loud", level("loud")),
            ("info,shop=debug", part("shop")),
            ("sqlx=trace", part("sqlx")),
            ("backcast_storage=trace", part("backcast_storage")),
            ("store::pool=trace", part("store::pool")),
            ("=debug", part("")),
        ];
        for (text, expected) in cases {
            assert_eq!(targets(text).map(drop), expected, "{text}");
        }
        assert!(targets(" , ").is_ok_and(|targets| targets.iter().next().is_none()));
    }
}
