/// Returns a count with its noun: "1 goal", "3 goals", "2 open criteria".
///
/// The one way to say a number of things. Besides the plural with an s it knows
/// the irregular nouns that backcast counts; other letters are left as they are.
#[must_use]
pub fn plural(n: usize, noun: &str) -> String {
    const IRREGULAR: [(&str, &str); 2] = [("criterion", "criteria"), ("person", "people")];
    if n == 1 {
        return format!("1 {noun}");
    }
    let irregular = IRREGULAR.iter().find_map(|(one, many)| Some((noun.strip_suffix(one)?, many)));
    match irregular {
        Some((before, many)) => format!("{n} {before}{many}"),
        None => format!("{n} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_one() {
        assert_eq!([0, 1, 2].map(|n| plural(n, "conflict")), ["0 conflicts", "1 conflict", "2 conflicts"]);
    }

    #[test]
    fn irregular_nouns_keep_what_stands_before_them() {
        assert_eq!([1, 2].map(|n| plural(n, "person")), ["1 person", "2 people"]);
        assert_eq!([1, 2].map(|n| plural(n, "open criterion")), ["1 open criterion", "2 open criteria"]);
    }
}
