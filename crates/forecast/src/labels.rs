//! Names as numbers, so that histories compare them fast.

use std::collections::HashMap;

/// Gives each name a number, the same one for the same name.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    numbers: HashMap<String, u32>,
}

/// What sort of work something is: the whole name, and the part before the
/// first `/` of it, which related sorts share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Category {
    whole: u32,
    family: u32,
}

impl Labels {
    /// The number of a name.
    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The category with this name, such as `writing` or `development/bug`.
    pub fn category(&mut self, name: &str) -> Category {
        let family = name.split('/').next().unwrap_or(name);
        Category { whole: self.number(name), family: self.number(family) }
    }
}

impl Category {
    /// Whether it is the very same category.
    #[must_use]
    pub fn is(self, other: Category) -> bool {
        self.whole == other.whole
    }

    /// Whether both are of one family.
    #[must_use]
    pub fn is_kin_of(self, other: Category) -> bool {
        self.family == other.family
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_end_at_the_slash() {
        let mut labels = Labels::default();
        let (bug, feature, other) =
            (labels.category("dev/bug"), labels.category("dev/feature"), labels.category("ops/bug"));
        assert!(bug.is_kin_of(feature) && !bug.is(feature));
        assert!(!bug.is_kin_of(other));
        assert!(bug.is(labels.category("dev/bug")));
    }
}
