//! What of a reading is planned with.

use backcast_core::{
    BusyRange, Circumstances, DateRole, DatedFact, Fact, FactId, Facts, Goal, HoursRange, Meaning, Reading, StateKind,
    TextId, Understood, WeeklyHours, plus_days,
};

use crate::reading::{amounts, hours_of, text_of};

/// Facts that are planned with: numbers, dates, hours, days of the week.
pub(crate) fn facts_of(reading: &Reading, goal: &Goal, circumstances: &Circumstances) -> Facts {
    let hours = hours_of(reading);
    let pace = hours.weekly.or_else(|| hours.periods.last().map(|(_, weekly)| *weekly));
    Facts {
        amounts: amounts(&reading.facts),
        dates: reading
            .facts
            .iter()
            .filter_map(|fact| {
                let text = text_of(goal, circumstances, fact.quote.text)?.to_owned();
                match &fact.meaning {
                    Meaning::WorldDate(date) => Some(DatedFact { from: date.days.first, to: date.days.last, text }),
                    Meaning::Away(away) => Some(DatedFact { from: away.days.first, to: away.days.last, text }),
                    _ => None,
                }
            })
            .collect(),
        pace: pace.map(in_the_middle),
        weekdays: hours.weekdays,
        session_max: reading.session_max,
        team_size: reading.team_size.unwrap_or(1),
        understood: understood(reading),
    }
}

/// What was understood, for people: names and dates that are only spoken of
/// shape nothing.
fn understood(reading: &Reading) -> Vec<Understood> {
    let counts = |fact: &Fact| match &fact.meaning {
        // What bounds the work is no history, even where nothing was made of it.
        Meaning::WorldDate(date) => date.role != DateRole::Mention || matches!(fact.quote.text, TextId::Constraint(_)),
        Meaning::Name => false,
        _ => true,
    };
    let facts = reading.facts.iter().enumerate().filter(|(_, fact)| counts(fact));
    // What was so once is history: nothing has to follow from it.
    let is_history = |meaning: &Meaning| matches!(meaning, Meaning::State(state) if state.kind == StateKind::Was);
    let understood = facts.map(|(idx, fact)| Understood {
        fact: (!is_history(&fact.meaning)).then(|| FactId::at(idx)),
        ..Understood::new(fact.quote.words.clone(), fact.meaning.to_string())
    });
    understood.collect()
}

/// Days with other hours than usual that the texts name: days off, and periods
/// with hours of their own. Those that a table of the file covers already, day
/// for day, are left out.
#[must_use]
pub fn busy_of(reading: &Reading, stated: &[BusyRange]) -> Vec<BusyRange> {
    let away = reading.away().map(|(fact, away)| BusyRange {
        from: away.days.first,
        to: away.days.last,
        reason: Some(fact.quote.words.clone()),
        left: WeeklyHours::from_hours_per_week(away.hours_left),
    });
    let hours = hours_of(reading);
    // Without hours for always, the last period is what holds from then on.
    let n_periods = hours.periods.len() - usize::from(hours.weekly.is_none() && !hours.periods.is_empty());
    let periods = hours.periods.iter().take(n_periods).filter(|(days, _)| days.last < plus_days(days.first, 3650));
    let periods = periods.map(|(days, weekly)| BusyRange {
        from: days.first,
        to: days.last,
        reason: Some(format!("{weekly} hours a week")),
        left: in_the_middle(*weekly),
    });
    let is_stated = |range: &BusyRange| stated.iter().any(|one| one.from <= range.from && range.to <= one.to);
    away.chain(periods).filter(|range| !is_stated(range)).collect()
}

fn in_the_middle(hours: HoursRange) -> WeeklyHours {
    WeeklyHours::from_hours_per_week(hours.middle())
}

#[cfg(test)]
mod tests {
    use backcast_core::{Conventions, Effort};
    use jiff::civil::date;

    use super::*;
    use crate::read;

    fn facts(constraints: &[&str], team: Option<&str>) -> Facts {
        let goal = crate::test_goal::goal("A goal");
        let circumstances = Circumstances {
            constraints: constraints.iter().map(ToString::to_string).collect(),
            team: team.map(str::to_owned),
            ..Circumstances::default()
        };
        let reading = read(&goal, &circumstances, date(2026, 11, 30), Conventions::default());
        facts_of(&reading, &goal, &circumstances)
    }

    fn hours(constraint: &str) -> Option<f64> {
        facts(&[constraint], None).pace.map(WeeklyHours::hours_per_week)
    }

    #[test]
    fn sessions_times_days() {
        assert_eq!(hours("45 minutes on 4 mornings per week"), Some(3.0));
        assert_eq!(hours("2 hours on weekday mornings, nothing at weekends"), Some(10.0));
        assert_eq!(hours("One hour every evening, tired after work"), Some(7.0));
        assert_eq!(hours("30 minutes on the train each way, three days a week"), Some(3.0));
    }

    #[test]
    fn plain_hours_and_ranges() {
        assert_eq!(hours("5 to 8 hours a week around the current job"), Some(6.5));
        assert_eq!(hours("45 hours a week together after support duty"), Some(45.0));
        assert_eq!(hours("Guests are only free at weekends"), None);
        for text in ["8 hours/week", "Time: 8h/week", "8 hrs per week", "8 h weekly", "8h a week in the evenings"] {
            assert_eq!(hours(text), Some(8.0), "{text}");
        }
        for text in ["Hours per week: 8", "**Hours per week:** about 6-10", "Weekly hours: 6 to 10"] {
            assert_eq!(hours(text), Some(8.0), "{text}");
        }
        assert_eq!(hours("Hours per week: not known"), None);
        assert_eq!(hours("back after 3h"), None);
    }

    /// Hours reach over days off, and not into the money of the next sentence.
    #[test]
    fn hours_take_no_words_of_later_sentences() {
        let facts = facts(&["Saturdays mostly, maybe 4 hrs. away 12-26 June. 300 quid tops"], None);
        assert_eq!(facts.pace.map(WeeklyHours::hours_per_week), Some(4.0));
        assert!(facts.amounts.iter().any(|amount| (amount.value - 300.0).abs() < 1e-9), "{:?}", facts.amounts);
    }

    #[test]
    fn hours_of_a_while_are_hours() {
        assert_eq!(hours("ten hours a week until summer"), Some(10.0));
        assert_eq!(hours("6 hours a week until July, then 10"), Some(10.0));
    }

    #[test]
    fn hours_of_a_team_count_for_all() {
        let team = |text: &str| facts(&[], Some(text)).pace.map(WeeklyHours::hours_per_week);
        assert_eq!(team("two developers, 45 hours a week together"), Some(45.0));
        assert_eq!(team("two developers at 25 hours each"), Some(50.0));
        assert_eq!(team("me and a friend who helps, 3 hours a week at most"), None);
        assert_eq!(team("two musician friends, free on most Sundays"), None);
    }

    #[test]
    fn weekends_can_be_excluded() {
        assert_eq!(facts(&["nothing at weekends"], None).weekdays.len(), 5);
        assert_eq!(facts(&["not on Fridays"], None).weekdays.len(), 6);
        assert_eq!(facts(&["Evenings and Sunday mornings"], None).weekdays.len(), 7);
    }

    #[test]
    fn session_limit_is_the_longest_named_one() {
        assert_eq!(facts(&["45 minutes on 4 mornings"], None).session_max, Some(Effort::from_minutes(45)));
        assert_eq!(facts(&["45 minutes on 4 mornings", "Saturday"], None).session_max, None);
    }
}
