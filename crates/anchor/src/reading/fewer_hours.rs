//! Times with fewer hours than usual: what is left of them follows from the hours
//! that other texts name.

use backcast_core::{Away, Fact, Field, Meaning, Unread};
use jiff::civil::Date;

use super::capacity::available_hours;

/// Works out what is left in times for which only a part of the usual hours is
/// named, and takes hours of a while that are fewer than the usual ones for what
/// is left then. `stated` are the hours a week that the goal file has under their
/// own key; without them those of the texts count.
///
/// Returns what has to be asked, as no usual hours are known.
pub(super) fn settle(facts: &mut Vec<Fact>, stated: Option<f64>) -> Vec<Unread> {
    let usual = stated.or_else(|| available_hours(facts).weekly.map(backcast_core::HoursRange::middle));
    let Some(usual) = usual else { return parts_of_unknown(facts) };
    for fact in facts.iter_mut() {
        match &mut fact.meaning {
            Meaning::Away(away) => {
                if let Some(share) = away.share_left {
                    away.hours_left = usual * share;
                }
            }
            Meaning::Capacity(capacity) if capacity.whose.is_none() && capacity.weekly.high < usual => {
                // Hours of an open end are those from then on, and not a while.
                if let Some(days) = capacity.during.filter(|days| days.last < Date::MAX) {
                    let hours_left = capacity.weekly.middle();
                    fact.meaning = Meaning::Away(Away { days, hours_left, share_left: None, reason: None });
                }
            }
            _ => {}
        }
    }
    Vec::new()
}

/// Takes out what is a part of hours that nobody named.
fn parts_of_unknown(facts: &mut Vec<Fact>) -> Vec<Unread> {
    let is_part = |fact: &Fact| matches!(fact.meaning, Meaning::Away(Away { share_left: Some(_), .. }));
    let asked = facts.extract_if(.., |fact| is_part(fact)).map(|fact| {
        let question = format!("How many hours a week are left then: `{}`?", fact.quote.words);
        Unread { quote: fact.quote, question, field: Field::Constraints }
    });
    asked.collect()
}
