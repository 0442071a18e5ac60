//! What milestones cost, and what may be spent.

use super::{Around, Limit, MoneyBudget};
use crate::Plan;

pub(super) fn budgets(plan: &Plan, around: &Around) -> Vec<MoneyBudget> {
    let mut budgets: Vec<MoneyBudget> = Vec::new();
    for cost in plan.milestones.iter().filter_map(|planned| planned.milestone.cost.as_ref()) {
        let currency = cost.currency.as_deref().map(code);
        match budgets.iter_mut().find(|one| one.currency == currency) {
            Some(one) => one.wanted += cost.amount,
            None => budgets.push(MoneyBudget { currency, wanted: cost.amount, there: None }),
        }
    }
    for budget in &mut budgets {
        // The least counts where several amounts are said.
        let same = around.limits.iter().filter(|limit| limit.currency.as_deref().map(code) == budget.currency);
        budget.there = same.map(|limit| limit.amount).min_by(f64::total_cmp);
    }
    budgets
}

/// "EUR" for "€", "euro" and "eur".
fn code(currency: &str) -> String {
    match currency.trim().to_lowercase().as_str() {
        "€" | "euro" | "euros" | "eur" => "EUR".into(),
        "$" | "dollar" | "dollars" | "usd" => "USD".into(),
        "£" | "pound" | "pounds" | "gbp" => "GBP".into(),
        other => other.to_uppercase(),
    }
}

/// The amount of a text that is nothing but one: "800 EUR", "€3,000", "3k USD".
pub(super) fn plain_amount(text: &str) -> Option<Limit> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[from..];
    let until = from + rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let mut amount: f64 = text[from..until].replace(',', "").trim_end_matches('.').parse().ok()?;
    let (before, mut behind) = (text[..from].trim(), text[until..].trim());
    // "3k", not "500 kr".
    if let Some(rest) = behind.strip_prefix(['k', 'K']).filter(|rest| !rest.starts_with(char::is_alphabetic)) {
        amount *= 1000.0;
        behind = rest.trim();
    }
    let is_word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphabetic() || "€$£".contains(c));
    let currency = match (before, behind) {
        ("", "") => None,
        ("", word) | (word, "") if is_word(word) => Some(code(word)),
        _ => return None,
    };
    Some(Limit { amount, currency })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_amounts_are_read() {
        let read = |text: &str| plain_amount(text).map(|limit| (limit.amount, limit.currency));
        assert_eq!(read("800 EUR"), Some((800.0, Some("EUR".into()))));
        assert_eq!(read("€3,000"), Some((3000.0, Some("EUR".into()))));
        assert_eq!(read("3k USD"), Some((3000.0, Some("USD".into()))));
        assert_eq!(read("500"), Some((500.0, None)));
        assert_eq!(read("500 kr"), Some((500.0, Some("KR".into()))));
        for text in ["100 EUR a month", "about 300 EUR", "none", "200 to 300 EUR"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
