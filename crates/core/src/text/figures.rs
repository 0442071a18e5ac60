//! Figures as people read them.

/// "7", "3.5", "20,000": thousands are grouped from five digits on.
#[must_use]
pub fn grouped(number: f64) -> String {
    let plain = format!("{number}");
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), String::new()), |(w, r)| (w, format!(".{r}")));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && whole.len() > 4 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_from_five_digits_on() {
        assert_eq!([3.5, 7.0, 1500.0, 20_000.0].map(grouped), ["3.5", "7", "1500", "20,000"]);
    }
}
