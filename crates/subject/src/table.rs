//! Reading and writing the tables: little-endian numbers and sorted words.

/// Bytes that are read from the front.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Reader(bytes)
    }

    pub(crate) fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (front, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(front)
    }

    pub(crate) fn number(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.take(4)?.try_into().ok()?)).ok()
    }

    pub(crate) fn floats(&mut self, n: usize) -> Option<Floats<'b>> {
        self.take(n.checked_mul(4)?).map(Floats)
    }

    pub(crate) fn words(&mut self) -> Option<Words<'b>> {
        let n = self.number()?;
        let ends = self.take(n.checked_mul(4)?)?;
        let n_bytes = self.number()?;
        let words = Words { ends, text: std::str::from_utf8(self.take(n_bytes)?).ok()? };
        // What is not in order cannot be searched.
        let is_sorted = (1..n).all(|idx| matches!((words.get(idx - 1), words.get(idx)), (Some(a), Some(b)) if a < b));
        (is_sorted && (n == 0 || words.get(0).is_some())).then_some(words)
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }
}

/// Numbers of a table, where they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Floats<'b>(&'b [u8]);

impl Floats<'_> {
    pub(crate) fn get(&self, idx: usize) -> f32 {
        let bytes = self.0.get(idx * 4..idx * 4 + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0.0, f32::from_le_bytes)
    }
}

/// Sorted words, where they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'b> {
    /// Where each ends in the text, four bytes each.
    ends: &'b [u8],
    text: &'b str,
}

impl<'b> Words<'b> {
    pub(crate) fn len(&self) -> usize {
        self.ends.len() / 4
    }

    fn end(&self, idx: usize) -> Option<usize> {
        let bytes = self.ends.get(idx * 4..idx * 4 + 4)?;
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    }

    pub(crate) fn get(&self, idx: usize) -> Option<&'b str> {
        let start = if idx == 0 { 0 } else { self.end(idx - 1)? };
        self.text.get(start..self.end(idx)?)
    }

    /// The place of a word.
    pub(crate) fn find(&self, word: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.get(middle)?.cmp(word) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

pub(crate) fn put_number(bytes: &mut Vec<u8>, number: usize) {
    bytes.extend(u32::try_from(number).expect("tables are small").to_le_bytes());
}

pub(crate) fn put_floats(bytes: &mut Vec<u8>, floats: impl IntoIterator<Item = f32>) {
    bytes.extend(floats.into_iter().flat_map(f32::to_le_bytes));
}

/// Writes words that are sorted.
pub(crate) fn put_words<'w>(bytes: &mut Vec<u8>, words: impl IntoIterator<Item = &'w str>) {
    let (mut ends, mut text) = (Vec::new(), String::new());
    for word in words {
        text.push_str(word);
        put_number(&mut ends, text.len());
    }
    put_number(bytes, ends.len() / 4);
    bytes.extend(ends);
    put_number(bytes, text.len());
    bytes.extend(text.as_bytes());
}

/// Rounds a row to steps of its own size: the step, and how many of them each
/// number is, at most `most` either way.
pub(crate) fn rounded(row: &[f32], most: i8) -> (f32, Vec<i8>) {
    let largest = row.iter().fold(0.0_f32, |largest, number| largest.max(number.abs()));
    let step = largest / f32::from(most);
    let steps = |number: &f32| if step > 0.0 { (number / step).round() as i8 } else { 0 };
    (step, row.iter().map(steps).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_are() {
        let mut bytes = Vec::new();
        put_words(&mut bytes, ["ask", "bäcker", "zebra"]);
        let words = Reader::new(&bytes).words().expect("sound");
        assert_eq!((words.find("ask"), words.find("bäcker"), words.find("zebra")), (Some(0), Some(1), Some(2)));
        assert_eq!((words.find("a"), words.find("c"), words.find("zz")), (None, None, None));
        for end in 0..bytes.len() {
            assert!(Reader::new(&bytes[..end]).words().is_none(), "cut at {end}");
        }
    }

    #[test]
    fn words_out_of_order_are_refused() {
        let mut bytes = Vec::new();
        put_words(&mut bytes, ["b", "a"]);
        assert!(Reader::new(&bytes).words().is_none());
    }

    #[test]
    fn rows_are_rounded_by_their_largest() {
        assert_eq!(rounded(&[0.0, -7.0, 3.4], 7), (1.0, vec![0, -7, 3]));
        assert_eq!(rounded(&[0.0, 0.0], 7), (0.0, vec![0, 0]));
    }
}
