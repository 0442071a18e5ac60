//! The proof of a plan as a person reads it.

use std::fmt::Write as _;

use backcast_core::proof::{Fixed, FixedDate, Hanging, HeldBy, Load, MilestoneProof, MoneyBudget, Proof};
use backcast_core::text::plain_line;
use backcast_core::{Effort, plural};
use jiff::civil::Date;

use super::{counted_days, day, percent};

/// What is said under one label: sentences, or lines that stay as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofPart {
    /// Of what.
    pub label: &'static str,
    /// Sentences, each a paragraph of its own.
    pub sentences: Vec<String>,
    /// Lines of a table, at most 76 columns wide.
    pub table: Vec<String>,
}

/// "57 of 63 hours until "Race" on 14 Sep; 49 of 51 until "Entry" on 7 Jul. No week over
/// 3.4 h.": nothing where no hours are known or nothing is fixed on the way.
#[must_use]
pub fn proof_in_short(proof: &Proof, today: Date) -> Option<String> {
    let [on_the_way @ .., end] = proof.budgets.as_slice() else { return None };
    // Of the tightest on the way; the end is known already.
    let left = |budget: &&backcast_core::proof::HoursBudget| {
        budget.there.minutes().cast_signed() - budget.likely.minutes().cast_signed()
    };
    let tightest = on_the_way.iter().filter(|budget| budget.likely > Effort::ZERO).min_by_key(left)?;
    let peak = peak(proof).unwrap_or_default();
    Some(format!(
        "{} of {} hours until {}; {} of {} until {}. {peak}",
        figure(end.likely),
        figure(end.there),
        named(&end.date, today),
        figure(tightest.likely),
        figure(tightest.there),
        named(&tightest.date, today),
    ))
}

/// The whole proof, part by part; parts without anything to say are left out.
#[must_use]
pub fn proof_parts(proof: &Proof, today: Date) -> Vec<ProofPart> {
    let part = |label, sentences| ProofPart { label, sentences, table: Vec::new() };
    let findings = proof.findings.iter().map(|finding| format!("{}; {}", capital(&finding.message), finding.fix));
    let mut weeks = part("Week by week", weeks(proof, today));
    weeks.table = months(proof);
    let mut milestones = part("Milestones", Vec::new());
    milestones.table = milestone_table(proof, today);
    let parts = [
        part("Hours", budgets(proof, today)),
        weeks,
        milestones,
        part("Others", proof.others.iter().map(|one| hanging(one, today)).collect()),
        part("Money", proof.money.iter().map(money).collect()),
        part("To look at", findings.collect()),
    ];
    parts.into_iter().filter(|part| !(part.sentences.is_empty() && part.table.is_empty())).collect()
}

/// The proof as plain text, for packets.
#[must_use]
pub fn proof_text(proof: &Proof, today: Date) -> String {
    let mut text = String::new();
    for part in proof_parts(proof, today) {
        let _ = writeln!(text, "{}:", part.label);
        for line in part.sentences.iter().chain(&part.table) {
            let _ = writeln!(text, "  {}", plain_line(line));
        }
    }
    text
}

/// "57", "7.5": one decimal below ten.
fn figure(effort: Effort) -> String {
    if effort.hours() >= 10.0 { format!("{:.0}", effort.hours()) } else { tenths(effort) }
}

fn tenths(effort: Effort) -> String {
    format!("{}", (effort.hours() * 10.0).round() / 10.0)
}

/// Names longer than this are told by their id.
const NAME_CHARS: usize = 32;

/// "the deadline, 14 Sep", "\"Race day\" on 14 Sep"
fn named(date: &FixedDate, today: Date) -> String {
    let on = day(date.on, today);
    match &date.why {
        Fixed::Deadline(None) => format!("the deadline, {on}"),
        Fixed::Deadline(Some(goal)) => format!("the deadline of {}, {on}", plain_line(goal)),
        Fixed::Event(id, name) => format!("{} on {on}", short_name(id.as_str(), name)),
        Fixed::Window(id, name) => format!("the last day of {}, {on}", short_name(id.as_str(), name)),
    }
}

/// The first words of a name, as far as its first stop; its id where they are long.
fn short_name(id: &str, name: &str) -> String {
    let name = plain_line(name);
    let first = name.split([':', ';', ',', '(']).next().unwrap_or_default().trim();
    if first.is_empty() || first.chars().count() > NAME_CHARS { id.to_owned() } else { format!("\"{first}\" ({id})") }
}

fn budgets(proof: &Proof, today: Date) -> Vec<String> {
    proof
        .budgets
        .iter()
        .map(|budget| {
            let slow = if budget.slow > budget.likely {
                format!("; {} if it goes slowly", figure(budget.slow))
            } else {
                String::new()
            };
            let missing = if budget.likely > budget.there {
                format!(": {} too many", figure(budget.likely.saturating_sub(budget.there)))
            } else {
                String::new()
            };
            let (likely, there) = (figure(budget.likely), figure(budget.there));
            format!("{likely} of {there} hours until {}{missing}{slow}.", named(&budget.date, today))
        })
        .collect()
}

/// "No week over 3.4 h."
fn peak(proof: &Proof) -> Option<String> {
    proof.peak().map(|week| format!("No week over {} h.", tenths(week.wanted)))
}

/// A week wants more than it has from an hour and a tenth more on.
fn is_over(load: &Load) -> bool {
    load.there.is_some_and(|there| load.wanted.hours() > there.hours() * 1.1 + 1.0)
}

fn weeks(proof: &Proof, today: Date) -> Vec<String> {
    let Some(busiest) = proof.peak() else { return Vec::new() };
    let there = busiest.there.map(|there| format!(" of {}", tenths(there))).unwrap_or_default();
    let over = proof.weeks.iter().filter(|week| is_over(week)).count();
    let mut line = format!(
        "No week over {} h{there} (the busiest is that of {}).",
        tenths(busiest.wanted),
        day(busiest.from, today)
    );
    if over > 0 {
        let _ = write!(line, " {} more than there is.", if over == 1 { "1 week wants" } else { "Some weeks want" });
    }
    let is_idle = |week: &&Load| {
        week.wanted.hours() < 0.1 && week.events == Effort::ZERO && week.there.is_some_and(|there| there.hours() >= 1.0)
    };
    let end = proof.weeks.iter().rposition(|week| week.wanted > Effort::ZERO).map_or(0, |last| last + 1);
    let n_idle = proof.weeks[..end].iter().filter(is_idle).count();
    if n_idle > 0 {
        let has = if n_idle == 1 { "has" } else { "have" };
        let _ = write!(line, " {} on the way {has} nothing to do.", plural(n_idle, "week"));
    }
    vec![line]
}

/// Weeks from empty to full.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One line for each month, with a sign for each week that begins in it.
fn months(proof: &Proof) -> Vec<String> {
    let most = proof.weeks.iter().map(|week| week.wanted.max(week.there.unwrap_or_default())).max().unwrap_or_default();
    let sign = |week: &Load| -> char {
        let share = week.wanted.hours() / most.hours().max(1e-9);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 7")]
        let height = (share * 8.0).ceil().clamp(1.0, 8.0) as usize - 1;
        match week {
            _ if is_over(week) => '!',
            _ if week.wanted.minutes() >= 5 => BARS[height],
            _ if week.there.is_some_and(|there| there.hours() < 0.5) => '░',
            _ => '·',
        }
    };
    let mut lines = vec![format!("{:<10}{:>8}{:>8}{:>8}   {}", "", "wanted", "there", "free", "week by week")];
    for month in &proof.months {
        let begins = |week: &&Load| month.from <= week.from && week.from <= month.to;
        let signs: String = proof.weeks.iter().filter(begins).map(sign).collect();
        let hours =
            |effort: Option<Effort>| effort.map_or_else(|| "?".to_owned(), |effort| format!("{:.1}", effort.hours()));
        lines.push(format!(
            "{:<10}{:>8}{:>8}{:>8}   {signs}",
            month.from.strftime("%b %Y").to_string(),
            hours(Some(month.wanted)),
            hours(month.there),
            hours(month.free())
        ));
    }
    let all: String = lines.iter().skip(1).map(String::as_str).collect();
    let legend = [('!', "! more than there is"), ('░', "░ no hours"), ('·', "· nothing to do")];
    let legend: Vec<&str> = legend.iter().filter(|(sign, _)| all.contains(*sign)).map(|(_, text)| *text).collect();
    if !legend.is_empty() {
        lines.push(format!("{:<10}{}", "", legend.join("   ")));
    }
    lines
}

fn milestone_table(proof: &Proof, today: Date) -> Vec<String> {
    if proof.milestones.is_empty() {
        return Vec::new();
    }
    let has_chance = proof.milestones.iter().any(|one| one.chance.is_some());
    let chance = |text: &str| if has_chance { format!("{text:>8}") } else { String::new() };
    let mut lines =
        vec![format!("{:<6}{:>9}{}  {:<24}{:>8}  {}", "", "may slip", chance("chance"), "until", "set days", "starts")];
    for one in &proof.milestones {
        let slip = match one.slack_days {
            Some(days @ ..0) => format!("{} late", -days),
            Some(days) => format!("{days} d"),
            None => "–".into(),
        };
        let until = one.until.as_ref().map_or_else(|| "no fixed date".into(), |date| short(date, today));
        let waiting = if one.waiting_share > 0.0 { percent(one.waiting_share) } else { "–".into() };
        let shown = chance(&one.chance.map_or_else(|| "–".into(), percent));
        lines.push(format!("{:<6}{slip:>9}{shown}  {until:<24}{waiting:>8}  {}", one.id.as_str(), starts(one)));
    }
    if proof.milestones.iter().any(|one| one.waiting_share > 0.0) {
        lines.push(format!("{:<6}set days: the share of its way that no hours of work shorten", ""));
    }
    lines
}

/// "M8, 14 Sep"
fn short(date: &FixedDate, today: Date) -> String {
    let on = day(date.on, today);
    match &date.why {
        Fixed::Event(id, _) | Fixed::Window(id, _) => format!("{id}, {on}"),
        Fixed::Deadline(_) => format!("deadline, {on}"),
    }
}

fn starts(one: &MilestoneProof) -> String {
    match &one.held_by {
        HeldBy::FirstDay => "at once".into(),
        HeldBy::After(id, 0) => format!("after {id}"),
        HeldBy::After(id, days) => format!("{days} d after {id}"),
        HeldBy::Window => "on its day".into(),
        HeldBy::WhatFollows => "before what follows".into(),
        HeldBy::Hours => "once hours are free".into(),
        HeldBy::Nothing => "later than it could".into(),
    }
}

fn hanging(one: &Hanging, today: Date) -> String {
    let mut line = capital(&plain_line(&one.what));
    if let Some(id) = &one.milestone {
        let _ = write!(line, " ({id})");
    }
    let mut facts = Vec::new();
    if let Some(usual) = one.usual_days {
        let slow =
            one.slow_days.filter(|slow| *slow > usual).map(|slow| format!(", {slow} if slow")).unwrap_or_default();
        facts.push(format!("usually {}{slow}", counted_days(i32::try_from(usual).unwrap_or(i32::MAX))));
    }
    facts.extend(one.start.map(|start| format!("from {}", day(start, today))));
    facts.extend(one.slack_days.map(|slack| match slack {
        ..0 => format!("{} too late as it is", counted_days(-slack)),
        _ => format!("may come {} late", counted_days(slack)),
    }));
    if facts.is_empty() { format!("{line}.") } else { format!("{line}: {}.", facts.join("; ")) }
}

fn money(money: &MoneyBudget) -> String {
    let currency = money.currency.as_deref().map(|currency| format!(" {}", plain_line(currency))).unwrap_or_default();
    match money.there {
        Some(there) => format!("{} of {there}{currency}.", money.wanted),
        None => format!("{}{currency} in all; the goal does not say what there is.", money.wanted),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use backcast_core::MilestoneId;
    use backcast_core::proof::HoursBudget;
    use jiff::civil::date;

    use super::*;

    fn budget(on: Date, why: Fixed, likely: f64, there: f64) -> HoursBudget {
        let likely = Effort::from_hours(likely);
        HoursBudget {
            date: FixedDate { on, why },
            likely,
            slow: likely + Effort::from_hours(8.0),
            there: Effort::from_hours(there),
        }
    }

    fn week(from: Date, wanted: f64, there: f64) -> Load {
        Load {
            from,
            to: backcast_core::plus_days(from, 6),
            wanted: Effort::from_hours(wanted),
            events: Effort::ZERO,
            there: Some(Effort::from_hours(there)),
            n_away: 0,
        }
    }

    fn proof() -> Proof {
        let trip = Fixed::Window(MilestoneId::new("M3"), "Long run of 8 miles done, before the trip".into());
        let race = Fixed::Event(MilestoneId::new("M8"), "Race, under 2:15".into());
        let weeks = vec![
            week(date(2025, 6, 30), 3.4, 3.5),
            week(date(2025, 7, 7), 0.0, 0.0),
            week(date(2025, 7, 14), 0.0, 3.5),
            week(date(2025, 7, 21), 2.0, 3.5),
        ];
        let months = vec![Load { to: date(2025, 7, 31), ..week(date(2025, 7, 1), 5.4, 10.5) }];
        let milestone = MilestoneProof {
            id: MilestoneId::new("M3"),
            slack_days: Some(-3),
            until: Some(FixedDate { on: date(2025, 7, 7), why: trip.clone() }),
            held_by: HeldBy::After(MilestoneId::new("M2"), 14),
            waiting_share: 0.4,
            chance: Some(0.62),
        };
        Proof {
            budgets: vec![budget(date(2025, 7, 7), trip, 49.0, 51.0), budget(date(2025, 9, 14), race, 57.0, 63.0)],
            months,
            weeks,
            milestones: vec![milestone],
            ..Proof::default()
        }
    }

    #[test]
    fn in_short_it_is_one_sentence_where_something_is_fixed_on_the_way() {
        let today = date(2025, 5, 5);
        assert_eq!(
            proof_in_short(&proof(), today).as_deref(),
            Some(
                "57 of 63 hours until \"Race\" (M8) on 14 Sep; 49 of 51 until the last day of \"Long run of 8 miles done\" \
                 (M3), 7 Jul. No week over 3.4 h."
            )
        );
        let mut only_the_end = proof();
        only_the_end.budgets.remove(0);
        assert_eq!(proof_in_short(&only_the_end, today), None);
    }

    #[test]
    fn tables_fit_a_narrow_terminal_and_a_chance_has_its_column() {
        let text = proof_text(&proof(), date(2025, 5, 5));
        assert!(text.lines().filter(|line| line.contains("M2")).all(|line| line.chars().count() <= 78), "{text}");
        assert!(text.contains("3 late    62 %  M3, 7 Jul                   40 %  14 d after M2"), "{text}");
        assert!(text.contains("Jul 2025       5.4    10.5     5.1   ░·▅"), "{text}");
        assert!(text.contains("1 week on the way has nothing to do."), "{text}");
    }
}
