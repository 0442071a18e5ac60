/// Returns a count with its noun: "1 goal", "3 goals", "0 goals".
///
/// For nouns that take an s; there is one way to say a number of things.
#[must_use]
pub fn plural(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_one() {
        assert_eq!([0, 1, 2].map(|n| plural(n, "conflict")), ["0 conflicts", "1 conflict", "2 conflicts"]);
    }
}
