use crate::rule::{Frequency, NthDay, Rule};
use crate::values::stamp;

/// A rule that was read, and what about it was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parsed {
    pub(crate) rule: Rule,
    pub(crate) remarks: Vec<String>,
}

/// Reads the value of an RRULE. Parts that say nothing sensible are left out
/// and remarked upon; without a frequency there is no rule.
///
/// # Errors
///
/// Returns what is wrong if no rule can be made of it.
pub(crate) fn parse(text: &str) -> Result<Parsed, String> {
    let mut remarks = Vec::new();
    let text = text.trim().trim_end_matches(';');
    let text = text.strip_prefix("RRULE:").unwrap_or(text);
    let mut parts: Vec<(String, &str)> = Vec::new();
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        match part.split_once('=') {
            Some((name, value)) => parts.push((name.trim().to_ascii_uppercase(), value.trim())),
            None => remarks.push(format!("`{part}` says nothing: it was left out")),
        }
    }
    let frequency = parts.iter().find(|(name, _)| name == "FREQ").map(|&(_, value)| value);
    let frequency = frequency.ok_or("the rule says not how often")?;
    let mut rule = Rule::every(frequency_of(frequency).ok_or_else(|| format!("`{frequency}` is no frequency"))?);
    for (name, value) in &parts {
        if let Err(remark) = read_part(&mut rule, name, value) {
            remarks.push(remark);
        }
    }
    Ok(Parsed { rule, remarks })
}

fn read_part(rule: &mut Rule, name: &str, value: &str) -> Result<(), String> {
    let wrong = || format!("`{name}={value}` is not understood: it was left out");
    match name {
        "FREQ" => {}
        "INTERVAL" => rule.interval = value.parse().ok().filter(|&interval| interval > 0).ok_or_else(wrong)?,
        "COUNT" => rule.count = Some(value.parse().map_err(|_| wrong())?),
        "UNTIL" => rule.until = Some(stamp(value).ok_or_else(wrong)?),
        "WKST" => rule.week_start = weekday(value).ok_or_else(wrong)?,
        "BYSECOND" => rule.seconds = numbers(value, |&second: &u32| second <= 60, wrong)?,
        "BYMINUTE" => rule.minutes = numbers(value, |&minute: &u32| minute < 60, wrong)?,
        "BYHOUR" => rule.hours = numbers(value, |&hour: &u32| hour < 24, wrong)?,
        "BYMONTH" => rule.months = numbers(value, |month: &u32| (1..=12).contains(month), wrong)?,
        "BYMONTHDAY" => rule.month_days = numbers(value, |day: &i32| (1..=31).contains(&day.abs()), wrong)?,
        "BYYEARDAY" => rule.year_days = numbers(value, |day: &i32| (1..=366).contains(&day.abs()), wrong)?,
        "BYWEEKNO" => rule.weeks = numbers(value, |week: &i32| (1..=53).contains(&week.abs()), wrong)?,
        "BYSETPOS" => rule.positions = numbers(value, |&position: &i32| position != 0, wrong)?,
        "BYDAY" | "BYWEEKDAY" => {
            let days: Vec<NthDay> = list(value).filter_map(nth_day).collect();
            if days.is_empty() {
                return Err(wrong());
            }
            rule.weekdays = days;
        }
        "RSCALE" if value.eq_ignore_ascii_case("GREGORIAN") => {}
        name if name.starts_with("X-") => {}
        _ => return Err(wrong()),
    }
    Ok(())
}

fn list(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|one| !one.is_empty())
}

/// Numbers in order, each once, those outside the range left out.
fn numbers<N: std::str::FromStr + Ord>(
    value: &str,
    sensible: impl Fn(&N) -> bool,
    wrong: impl Fn() -> String,
) -> Result<Vec<N>, String> {
    let read = |one: &str| one.trim_start_matches('+').parse().ok();
    let mut numbers: Vec<N> = list(value).filter_map(read).filter(sensible).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.is_empty() { Err(wrong()) } else { Ok(numbers) }
}

fn frequency_of(text: &str) -> Option<Frequency> {
    Some(match text.to_ascii_uppercase().as_str() {
        "SECONDLY" => Frequency::Secondly,
        "MINUTELY" => Frequency::Minutely,
        "HOURLY" => Frequency::Hourly,
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => return None,
    })
}

/// Reads `MO`, `2TU`, `-1FR`.
fn nth_day(text: &str) -> Option<NthDay> {
    let at = text.find(|char: char| char.is_ascii_alphabetic())?;
    let (number, day) = text.split_at(at);
    let nth = if number.is_empty() { 0 } else { number.trim_start_matches('+').parse().ok()? };
    (-53..=53).contains(&nth).then_some(())?;
    Some(NthDay { nth, weekday: weekday(day)? })
}

fn weekday(text: &str) -> Option<u8> {
    const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let text = text.trim().to_ascii_uppercase();
    // Some write the whole name.
    let at = NAMES.iter().position(|name| text.starts_with(name))?;
    u8::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensible_parts_are_kept_and_the_rest_is_named() {
        let parsed =
            parse("freq=monthly;BYDAY=-1fr,+2MO, 99XX;BYMONTHDAY=0,31,-1,31;INTERVAL=0;NONSENSE").expect("a rule");
        let days: Vec<(i32, u8)> = parsed.rule.weekdays.iter().map(|day| (day.nth, day.weekday)).collect();
        assert_eq!(days, [(-1, 4), (2, 0)]);
        assert_eq!(parsed.rule.month_days, [-1, 31]);
        assert_eq!(parsed.rule.interval, 1);
        assert_eq!(parsed.remarks.len(), 2);
    }

    #[test]
    fn no_rule_without_frequency() {
        assert!(parse("COUNT=3").is_err());
        assert!(parse("FREQ=SOMETIMES").is_err());
        assert!(parse("").is_err());
    }
}
