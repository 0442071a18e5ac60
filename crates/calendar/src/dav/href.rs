use url::Url;

use crate::dav::discovery::Collection;

/// The address of a member as its collection writes it; nothing for the
/// collection itself and for folders.
///
/// Servers write the way to a calendar in more than one form (`@` or `%40`,
/// another host behind a proxy, none at all), so only what comes after it
/// counts. Where it is not recognized, that is the last part.
pub(super) fn address(collection: &Collection, href: &str) -> Option<Url> {
    let path = without_host(href.trim());
    if path.ends_with('/') {
        return None;
    }
    let own = segments(collection.url.path());
    let of_member = segments(path);
    let begins_alike = own.iter().zip(&of_member).all(|(own, other)| decoded(own) == decoded(other));
    if begins_alike && of_member.len() == own.len() && path.starts_with('/') {
        return None;
    }
    let is_below = begins_alike && of_member.len() > own.len() && path.starts_with('/');
    let name = if is_below { of_member[own.len()..].join("/") } else { (*of_member.last()?).to_owned() };
    collection.url.join(&format!("./{name}")).ok()
}

/// The path in an address: behind a proxy, servers may name a host that nobody
/// else reaches.
pub(super) fn without_host(href: &str) -> &str {
    match href.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => rest.find('/').map_or("", |at| &rest[at..]),
        _ => href,
    }
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

/// A path with what is percent-encoded in it as bytes (RFC 3986, section 2.1).
pub(super) fn decoded(path: &str) -> Vec<u8> {
    let bytes = path.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let pair = if bytes[at] == b'%' { digit(at + 1).zip(digit(at + 2)) } else { None };
        match pair.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(href: &str, expected: Option<&str>) {
        let url = "https://dav.example.org/cal/ann%40home/plans/".parse().expect("an address");
        let collection = Collection::at(url);
        let found = address(&collection, href).map(|url| url.path().to_owned());
        assert_eq!(found.as_deref(), expected, "{href}");
    }

    #[test]
    fn hrefs_are_read_relative_to_their_collection() {
        let own = Some("/cal/ann%40home/plans/a.ics");
        check("/cal/ann%40home/plans/a.ics", own);
        check("/cal/ann@home/plans/a.ics", own);
        check("http://internal:8080/cal/ann@home/plans/a.ics", own);
        check("a.ics", own);
        check("/other/prefix/a.ics", own);
        check("/cal/ann@home/plans/folder/a.ics", Some("/cal/ann%40home/plans/folder/a.ics"));
        check("/cal/ann@home/plans/a%2Fb.ics", Some("/cal/ann%40home/plans/a%2Fb.ics"));
        for none in ["/cal/ann@home/plans/", "/cal/ann@home/plans", "/cal/ann@home/plans/folder/", "/", ""] {
            check(none, None);
        }
    }

    #[test]
    fn whatever_letters_are_encoded_a_path_is_the_same() {
        assert_eq!(decoded("/a%2Db/%C3%A4"), "/a-b/ä".as_bytes());
        assert_eq!(decoded("/100%/%zz%4"), b"/100%/%zz%4");
    }
}
