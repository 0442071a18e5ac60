//! Lists of words, written as one text each.

/// Whether a list of words, parted by blanks, has this one.
///
/// A list in one text fits a screen where an array has a line for each word.
/// The lists are short: a look through them costs less than a table would.
pub(super) fn is_in(list: &str, word: &str) -> bool {
    let is_edge = |at: Option<u8>| at.is_none_or(|byte| byte == b' ');
    !word.is_empty()
        && !word.contains(' ')
        && list.match_indices(word).any(|(at, _)| {
            let before = at.checked_sub(1).and_then(|before| list.as_bytes().get(before));
            is_edge(before.copied()) && is_edge(list.as_bytes().get(at + word.len()).copied())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole() {
        assert!(is_in("one two three", "two"));
        for word in ["", "thr", "one two", "TWO"] {
            assert!(!is_in("one two three", word), "{word}");
        }
    }
}
