use backcast_core::{Network, plural};
use backcast_document::read_psplib;
use backcast_host::Source;
#[cfg(feature = "exact")]
use backcast_schedule::network::{ACTIVITIES_MAX, prove};
use backcast_schedule::network::{Found, SearchLimit, search};
use backcast_view::schedule as view;

use super::{Schedule, ScheduleFormat, TimeLimit, used};
use crate::built::INSTALL;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;

/// Schedules that are generated where no budget is named.
const N_SCHEDULES: u32 = 5000;
/// Dead ends of the proof stage where no budget is named: seconds.
const N_CONFLICTS: u64 = 20_000;
/// Schedules before the proof stage where only time is named.
const N_SCHEDULES_BEFORE_PROOF: u32 = 2000;
/// The part of the time after which what is not proved is searched again.
const TIME_TO_PROVE: f64 = 0.8;

pub(super) fn run(command: &Schedule, source: &Source, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let network = read_psplib(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    let mut limit = TimeLimit::new(command, output);
    let found = solve(&network, command, &mut limit);
    limit.end();
    if let Err(violation) = network.check(&found.starts) {
        let message = format!("the schedule that was made breaks a rule: {violation}");
        return Err(Problem::new(Exit::Bug, "schedule_rejected", message, "please report it with the problem file"));
    }
    let seconds = used().as_secs_f64();
    if global.json {
        output.document(&view::Schedule::of_network(&found, seconds, limit.is_hit))?;
    } else if command.format == Some(ScheduleFormat::Starts) {
        output.data(&starts(&found, seconds))?;
    } else {
        output.data(&text(&found, seconds))?;
    }
    if limit.is_hit && command.schedules.is_some() {
        output.note(&format!("the time limit ended the search after {} schedules", found.n_schedules));
    }
    if !cfg!(feature = "exact") && !found.is_proved() && n_conflicts(command) > 0 {
        output.note(&format!("nothing was proved: this backcast was built without the proof stage; {INSTALL}"));
    }
    Ok(Exit::Done)
}

/// Searches, then proves or improves, then searches on with what is left of
/// the budget: within what is named, else within the usual budgets. Schedules
/// alone stand for a search without proof.
fn solve(network: &Network, command: &Schedule, limit: &mut TimeLimit) -> Found {
    let is_timed = command.seconds.is_some();
    let n_conflicts = n_conflicts(command);
    let n_schedules = command.schedules.unwrap_or(if is_timed { u32::MAX } else { N_SCHEDULES });
    if n_conflicts == 0 || !can_be_proved(network) {
        return search(network, SearchLimit { n_schedules, seed: command.seed }, || limit.used());
    }
    // Behind these the proof stage finds what is still to be found.
    let at_first = if is_timed { n_schedules.min(N_SCHEDULES_BEFORE_PROOF) } else { n_schedules };
    let found = search(network, SearchLimit { n_schedules: at_first, seed: command.seed }, || limit.used());
    let found = proved(network, found, n_conflicts, || limit.used() >= if is_timed { TIME_TO_PROVE } else { 1.0 });
    let n_left = n_schedules.saturating_sub(found.n_schedules);
    if found.is_proved() || n_left == 0 || limit.used() >= 1.0 {
        return found;
    }
    // What could not be proved may still be shortened, by another search.
    let again = SearchLimit { n_schedules: n_left, seed: command.seed.wrapping_add(1) };
    let other = search(network, again, || (limit.used() - TIME_TO_PROVE) / (1.0 - TIME_TO_PROVE));
    let n_schedules = found.n_schedules.saturating_add(other.n_schedules);
    let best = if other.makespan < found.makespan { other } else { found };
    Found { n_schedules, ..best }
}

/// Dead ends that the proof stage may meet.
fn n_conflicts(command: &Schedule) -> u64 {
    match command.conflicts {
        Some(named) => named,
        None if command.seconds.is_some() => u64::MAX,
        None if command.schedules.is_some() => 0,
        None => N_CONFLICTS,
    }
}

#[cfg(feature = "exact")]
fn can_be_proved(network: &Network) -> bool {
    network.n_activities() <= ACTIVITIES_MAX
}

#[cfg(feature = "exact")]
fn proved(network: &Network, found: Found, n_conflicts: u64, is_over: impl FnMut() -> bool) -> Found {
    prove(network, found, n_conflicts, is_over)
}

#[cfg(not(feature = "exact"))]
fn can_be_proved(_network: &Network) -> bool {
    false
}

#[cfg(not(feature = "exact"))]
fn proved(_network: &Network, found: Found, _n_conflicts: u64, _is_over: impl FnMut() -> bool) -> Found {
    found
}

/// `makespan,status,cpu_seconds`, then all start times in the order of jobs.
fn starts(found: &Found, seconds: f64) -> String {
    let starts: Vec<String> = found.starts.iter().map(ToString::to_string).collect();
    format!("{},{},{seconds:.6}\n{}\n", found.makespan, view::network_status(found), starts.join(" "))
}

fn text(found: &Found, seconds: f64) -> String {
    let proof = match found.makespan - found.lower_bound {
        0 => "no schedule is shorter".to_owned(),
        gap => format!("at most {} above the shortest", plural(gap as usize, "period")),
    };
    let n = found.n_schedules;
    format!("{} periods, {proof}; {} in {seconds:.2} s\n", found.makespan, plural(n as usize, "schedule"))
}
