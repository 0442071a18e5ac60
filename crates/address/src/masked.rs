use std::ops::Range;

use crate::Address;

/// A text in which addresses show scheme and host only, and the values of keys
/// `password` nothing at all. Each byte that is left out becomes a `*`, so that
/// places in the text stay what they are.
///
/// It is for texts that are shown around a mistake in them.
///
/// ```
/// use backcast_address::masked;
///
/// let text = "from = \"https://cal.example/private-0123\"";
/// assert_eq!(masked(text), "from = \"https://cal.example*************\"");
/// assert_eq!(masked("password = 'x' # y"), "password = *******");
/// ```
#[must_use]
pub fn masked(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for range in hidden_in_addresses(text).into_iter().chain(values_of_passwords(text)) {
        for byte in &mut bytes[range] {
            if *byte != b'\n' {
                *byte = b'*';
            }
        }
    }
    String::from_utf8(bytes).expect("whole characters are replaced by one star for each byte")
}

/// What addresses have beside scheme and host.
fn hidden_in_addresses(text: &str) -> Vec<Range<usize>> {
    let ends_it = |c: char| c.is_whitespace() || "\"'`<>".contains(c);
    let mut hidden = Vec::new();
    for (at, _) in text.match_indices("://") {
        let start = text[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).map_or(0, |at| at + 1);
        // A scheme begins behind whatever else is there, which may be any character.
        let start = (start..=at).find(|&at| text.is_char_boundary(at)).unwrap_or(at);
        let end = text[at..].find(ends_it).map_or(text.len(), |length| at + length);
        let address = Address::new(&text[start..end]);
        if address.is_path() {
            continue;
        }
        let after_scheme = at + "://".len();
        match address.host().and_then(|host| Some((host, text[after_scheme..end].find(host)?))) {
            Some((host, offset)) => {
                // A password may hold the name of the host.
                let offset = text[after_scheme..end].rfind(&format!("@{host}")).map_or(offset, |at| at + 1);
                hidden.push(after_scheme..after_scheme + offset);
                hidden.push(after_scheme + offset + host.len()..end);
            }
            None => hidden.push(after_scheme..end),
        }
    }
    hidden
}

fn values_of_passwords(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let key = line.trim_start().trim_start_matches(['"', '\'']);
        let value = key.strip_prefix("password").map(|rest| rest.trim_start_matches(['"', '\'', ' ', '\t']));
        if let Some(value) = value.and_then(|rest| rest.strip_prefix('=')) {
            ranges.push(at + line.len() - value.trim_start().len()..at + line.len());
        }
        at += line.len();
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_stays_and_places_do() {
        let cases = [
            ("x = 'https://ann:h@db@dav.example/p?q'\ny = 1", "https://*********dav.example****'\ny = 1"),
            ("url = \"postgres://db/x?password=hunter2\"", "\"postgres://db*******************\""),
            ("über://ann geheim", "über://ann geheim"),
            ("see https://ann:p/w@x.example/ and more", "https://*****************/"),
            ("file:///home/ann/a.ics", "file:///home/ann/a.ics"),
            ("password = \"hunter2\"\nname = 'x'", "password = *********\nname = 'x'"),
            ("password_env = \"PASSWORD\"", "password_env = \"PASSWORD\""),
        ];
        for (text, part) in cases {
            let masked = masked(text);
            assert_eq!(masked.len(), text.len());
            let part = part.trim_end_matches('/');
            assert!(masked.contains(part), "{masked} has no {part}");
        }
    }
}
