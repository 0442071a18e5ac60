//! The parts of a destination: what has to be true one by one.

/// Shorter clauses say too little by themselves.
const N_WORDS_MIN: usize = 3;
/// So many parts at most; further clauses stay with the last.
const N_PARTS_MAX: usize = 4;
const SEPARATORS: [&str; 5] = [". ", "; ", ": ", ", ", " and "];

/// The clauses of a destination in their order: "A dog lives with us and stays
/// alone for two hours" has two. A short clause stays with the one before it;
/// a destination that cannot be divided is its only part.
pub(crate) fn parts(destination: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = destination.trim().trim_end_matches('.');
    let mut joint = "";
    while !rest.is_empty() {
        let cut = SEPARATORS.iter().filter_map(|separator| Some((rest.find(separator)?, *separator))).min();
        let (clause, behind, separator) = match cut {
            Some((at, separator)) => (&rest[..at], &rest[at + separator.len()..], separator),
            None => (rest, "", ""),
        };
        let is_short = clause.split_whitespace().count() < N_WORDS_MIN;
        let is_full = parts.len() >= N_PARTS_MAX;
        match parts.last_mut().filter(|last| is_short || is_full || last.split_whitespace().count() < N_WORDS_MIN) {
            Some(last) => *last = format!("{last}{joint}{clause}"),
            None => parts.push(clause.to_owned()),
        }
        (rest, joint) = (behind, separator);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(destination: &str, expected: &[&str]) {
        assert_eq!(parts(destination), expected);
    }

    #[test]
    fn clauses_that_say_something_are_parts() {
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
    fn nothing_is_lost_behind_the_last_part() {
        let many = "the a b, the c d, the e f, the g h, the i j, the k l";
        assert_eq!(parts(many).len(), 4);
        assert_eq!(parts(many).join(", "), many);
    }
}
