use std::sync::Mutex;

use crate::ThinkError;

/// Money that a run may cost; requests that are under way count with the most
/// that they could cost, so that the ceiling is never crossed.
#[derive(Debug, Default)]
pub struct SpendLimit {
    ceiling: Option<u64>,
    spent: Mutex<u64>,
}

impl SpendLimit {
    /// A limit in millionths of a dollar, of which some is
    /// spent already; without a ceiling everything may be spent.
    #[must_use]
    pub fn new(ceiling: Option<u64>, spent: u64) -> Self {
        SpendLimit { ceiling, spent: Mutex::new(spent) }
    }

    /// Whether there is a ceiling.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        self.ceiling.is_some()
    }

    /// Puts money aside for a request.
    #[cfg_attr(not(feature = "providers"), expect(dead_code, reason = "for models over HTTP"))]
    pub(crate) fn reserve(&self, most: u64) -> Result<(), ThinkError> {
        let mut spent = self.spent.lock().expect("nothing panics while it holds the purse");
        if let Some(ceiling) = self.ceiling.filter(|ceiling| spent.saturating_add(most) > *ceiling) {
            return Err(ThinkError::OverBudget { needed: most, left: ceiling.saturating_sub(*spent) });
        }
        *spent += most;
        Ok(())
    }

    /// Puts back what a request did not cost.
    #[cfg_attr(not(feature = "providers"), expect(dead_code, reason = "for models over HTTP"))]
    pub(crate) fn settle(&self, reserved: u64, cost: u64) {
        let mut spent = self.spent.lock().expect("nothing panics while it holds the purse");
        *spent = spent.saturating_sub(reserved).saturating_add(cost);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_under_way_count_with_the_most_they_could_cost() {
        let spend_limit = SpendLimit::new(Some(100), 20);
        spend_limit.reserve(50).expect("there is enough");
        assert_eq!(spend_limit.reserve(40), Err(ThinkError::OverBudget { needed: 40, left: 30 }));
        spend_limit.settle(50, 10);
        spend_limit.reserve(70).expect("what was not needed is back");
        SpendLimit::new(None, u64::MAX / 2).reserve(u64::MAX / 4).expect("no ceiling");
    }
}
