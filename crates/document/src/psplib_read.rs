use backcast_core::{Activity, Network, NetworkError};

use crate::{Mistakes, PLAN_BYTES_MAX};

/// Reads a single-mode instance of PSPLIB (`.sm`, as ProGen writes it), given
/// its name (for messages) and text. Jobs are counted from 0, source and sink
/// included.
///
/// Source: Kolisch and Sprecher, "PSPLIB – a project scheduling problem
/// library" (1996).
///
/// # Errors
///
/// Returns an error if a section is missing, a line has no numbers where they
/// belong, jobs are not counted through, or if the jobs make no network.
pub fn read_psplib(name: &str, text: &str) -> Result<Network, Mistakes> {
    let mut mistakes = Mistakes::new(name, if text.len() > PLAN_BYTES_MAX { "" } else { text });
    let fix = "a single-mode file of PSPLIB has the sections PRECEDENCE RELATIONS, REQUESTS/DURATIONS and \
               RESOURCEAVAILABILITIES";
    let network = if text.len() > PLAN_BYTES_MAX { Err("the file is too large".to_owned()) } else { network(text) };
    network.map_err(|message| {
        mistakes.error("psplib_form", "", 0..0, message, fix);
        mistakes
    })
}

fn network(text: &str) -> Result<Network, String> {
    let mut activities: Vec<Activity> = Vec::new();
    for (number, row) in rows(text, "PRECEDENCE RELATIONS", 1)?.iter().enumerate() {
        let [job, modes, n_successors, successors @ ..] = row.as_slice() else {
            return Err(format!("job {} has no successors' count", number + 1));
        };
        if *job != number as u64 + 1 {
            return Err(format!("job {job} stands in the place of {}", number + 1));
        }
        if *modes != 1 {
            return Err(format!("job {job} has {modes} modes; only one is supported"));
        }
        if *n_successors != successors.len() as u64 {
            return Err(format!("job {job} names {} successors and counts {n_successors}", successors.len()));
        }
        let successors = successors.iter().map(|&job| index(job)).collect::<Result<_, _>>()?;
        activities.push(Activity { successors, ..Activity::default() });
    }
    let requests = rows(text, "REQUESTS/DURATIONS", 2)?;
    if requests.len() != activities.len() {
        return Err(format!("{} jobs have successors and {} have durations", activities.len(), requests.len()));
    }
    for (activity, row) in activities.iter_mut().zip(&requests) {
        let [_, _, duration, demands @ ..] = row.as_slice() else {
            return Err("a job has no duration".into());
        };
        activity.duration = small(*duration)?;
        activity.demands = demands.iter().map(|&demand| small(demand)).collect::<Result<_, _>>()?;
    }
    let capacities = rows(text, "RESOURCEAVAILABILITIES", 1)?;
    let capacities: Vec<u32> =
        capacities.first().into_iter().flatten().map(|&capacity| small(capacity)).collect::<Result<_, _>>()?;
    Network::new(&activities, &capacities).map_err(|error: NetworkError| error.to_string())
}

/// The rows of numbers in a section, after so many lines of headings.
fn rows(text: &str, section: &str, n_headings: usize) -> Result<Vec<Vec<u64>>, String> {
    let mut lines = text.lines().skip_while(|line| !line.trim_start().starts_with(section));
    lines.next().ok_or_else(|| format!("the section {section} is missing"))?;
    lines
        .skip(n_headings)
        .take_while(|line| !line.starts_with('*'))
        .filter(|line| !line.trim().is_empty() && !line.starts_with('-'))
        .map(|line| {
            let numbers: Result<Vec<u64>, _> = line.split_whitespace().map(str::parse).collect();
            numbers.map_err(|_| format!("\"{}\" in {section} holds more than numbers", line.trim()))
        })
        .collect()
}

/// Jobs are counted from 1 in the file.
fn index(job: u64) -> Result<usize, String> {
    usize::try_from(job).ok().and_then(|job| job.checked_sub(1)).ok_or_else(|| format!("there is no job {job}"))
}

fn small(number: u64) -> Result<u32, String> {
    u32::try_from(number).map_err(|_| format!("{number} is too large"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "\
jobs (incl. supersource/sink ):  4\n\
horizon                       :  9\n\
****\n\
PRECEDENCE RELATIONS:\n\
jobnr.    #modes  #successors   successors\n\
   1        1          2           2   3\n\
   2        1          1           4\n\
   3        1          1           4\n\
   4        1          0\n\
****\n\
REQUESTS/DURATIONS:\n\
jobnr. mode duration  R 1  R 2\n\
------\n\
  1      1     0       0    0\n\
  2      1     5       3    0\n\
  3      1     4       2    1\n\
  4      1     0       0    0\n\
****\n\
RESOURCEAVAILABILITIES:\n\
  R 1  R 2\n\
    4    1\n\
****\n";

    #[test]
    fn jobs_become_activities() {
        let network = read_psplib("small.sm", SMALL).expect("sound");
        assert_eq!(network.n_activities(), 4);
        assert_eq!(network.capacities(), [4, 1]);
        assert_eq!((network.duration(1), network.demands(2)), (5, &[2, 1][..]));
        assert_eq!(network.successors(0), [1, 2]);
    }

    #[test]
    fn broken_files_are_refused() {
        for (from, to) in [
            ("PRECEDENCE", "PRECEDING"),
            ("3        1          1           4", "3        2          1           4"),
            ("2        1          1           4", "2        1          1           9"),
            ("2        1          1           4", "2        1          2           4"),
            ("2        1          1           4", "2        1          1           1"),
            ("5       3    0", "5       5    0"),
            ("5       3    0", "5       x    0"),
        ] {
            assert!(SMALL.contains(from), "{from}");
            assert!(read_psplib("small.sm", &SMALL.replace(from, to)).is_err(), "{to}");
        }
        assert!(read_psplib("small.sm", "").is_err());
    }
}
