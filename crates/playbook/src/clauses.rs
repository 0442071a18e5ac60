//! The clauses of a destination: what has to be true one by one.

/// Shorter clauses say too little by themselves.
const N_WORDS_MIN: usize = 3;
/// So many at most; further ones stay with the last.
const N_CLAUSES_MAX: usize = 4;
const SEPARATORS: [&str; 5] = [". ", "; ", ": ", ", ", " and "];

/// The clauses of a destination in their order: "A dog lives with us and stays
/// alone for two hours" has two. A short clause stays with the one before it;
/// a destination that cannot be divided is its only clause.
#[must_use]
pub fn clauses(destination: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = destination.trim().trim_end_matches('.');
    let mut joint = "";
    while !rest.is_empty() {
        let cut = SEPARATORS.iter().filter_map(|separator| Some((rest.find(separator)?, *separator))).min();
        let (clause, behind, separator) = match cut {
            Some((at, separator)) => (&rest[..at], &rest[at + separator.len()..], separator),
            None => (rest, "", ""),
        };
        let is_short = clause.split_whitespace().count() < N_WORDS_MIN;
        let is_full = found.len() >= N_CLAUSES_MAX;
        match found.last_mut().filter(|last| is_short || is_full || last.split_whitespace().count() < N_WORDS_MIN) {
            Some(last) => *last = format!("{last}{joint}{clause}"),
            None => found.push(clause.to_owned()),
        }
        (rest, joint) = (behind, separator);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(destination: &str, expected: &[&str]) {
        assert_eq!(clauses(destination), expected);
    }

    #[test]
    fn clauses_that_say_something_stand_alone() {
        check(
            "A dog lives with us and stays alone for two hours.",
            &["A dog lives with us", "stays alone for two hours"],
        );
        check("Swim, ride and run", &["Swim, ride and run"]);
        check(
            "One installation serves all customers, 30 of them",
            &["One installation serves all customers", "30 of them"],
        );
        check("Sold", &["Sold"]);
        check("", &[]);
    }

    #[test]
    fn nothing_is_lost_behind_the_last_one() {
        let many = "the a b, the c d, the e f, the g h, the i j, the k l";
        assert_eq!(clauses(many).len(), 4);
        assert_eq!(clauses(many).join(", "), many);
    }
}
