use std::borrow::Cow;

use roxmltree::{Document, Node, ParsingOptions};

/// The name spaces of WebDAV, CalDAV and their common additions.
pub(super) const DAV: &str = "DAV:";
pub(super) const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";
pub(super) const RADICALE: &str = "http://radicale.org/ns/";
pub(super) const CALENDAR_SERVER: &str = "http://calendarserver.org/ns/";

/// A multistatus answer (RFC 4918, section 13).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Multistatus {
    pub(super) responses: Vec<DavResponse>,
    /// Characters that XML 1.0 forbids: they were left out.
    pub(super) n_forbidden: usize,
    /// RFC 6578.
    pub(super) sync_token: Option<String>,
}

/// What is said of one resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DavResponse {
    /// Its address as it is written, percent-encoded.
    pub(super) href: String,
    /// A status of the whole; 404 where it is gone.
    pub(super) status: Option<u16>,
    pub(super) properties: Vec<DavProperty>,
    /// Why properties are missing that were asked for: the first such status.
    pub(super) missing: Option<u16>,
}

/// A property that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DavProperty {
    pub(super) name: (String, String),
    pub(super) text: String,
    /// The addresses in it.
    pub(super) hrefs: Vec<String>,
    /// Names of the elements in it, each with its attribute `name`.
    pub(super) elements: Vec<(String, String, Option<String>)>,
}

impl DavResponse {
    pub(super) fn property(&self, namespace: &str, name: &str) -> Option<&DavProperty> {
        self.properties.iter().find(|property| property.name.0 == namespace && property.name.1 == name)
    }

    pub(super) fn text(&self, namespace: &str, name: &str) -> Option<&str> {
        self.property(namespace, name).map(|property| property.text.as_str())
    }
}

/// Reads a multistatus; nothing if the text is none.
pub(super) fn multistatus(text: &str) -> Option<Multistatus> {
    let options = ParsingOptions { nodes_limit: 2_000_000, ..ParsingOptions::default() };
    let n_forbidden = text.chars().filter(|char| is_forbidden(*char)).count();
    // One odd character in one title would hide the whole calendar.
    let text = if n_forbidden == 0 { Cow::Borrowed(text) } else { text.replace(is_forbidden, "").into() };
    let document = Document::parse_with_options(text.trim_start_matches('\u{feff}').trim_start(), options).ok()?;
    let root = document.root_element();
    if !is(root, DAV, "multistatus") {
        return None;
    }
    let responses = children(root, DAV, "response").map(response).collect();
    let sync_token = children(root, DAV, "sync-token").next().map(text_of);
    Some(Multistatus { responses, sync_token, n_forbidden })
}

/// Whether XML 1.0 has no such character (section 2.2).
fn is_forbidden(char: char) -> bool {
    matches!(char, '\0'..'\t' | '\u{b}' | '\u{c}' | '\u{e}'..' ' | '\u{fffe}' | '\u{ffff}')
}

fn response(node: Node<'_, '_>) -> DavResponse {
    let (mut properties, mut missing) = (Vec::new(), None);
    for propstat in children(node, DAV, "propstat") {
        let status = children(propstat, DAV, "status").next().and_then(|node| status_of(&text_of(node)));
        if status.is_none_or(|status| (200..300).contains(&status)) {
            let found = children(propstat, DAV, "prop").flat_map(|prop| prop.children().filter(Node::is_element));
            properties.extend(found.map(property));
        } else {
            missing = missing.or(status);
        }
    }
    DavResponse {
        href: children(node, DAV, "href").next().map(text_of).unwrap_or_default(),
        status: children(node, DAV, "status").next().and_then(|node| status_of(&text_of(node))),
        properties,
        missing,
    }
}

fn property(node: Node<'_, '_>) -> DavProperty {
    let name = |node: Node<'_, '_>| {
        (node.tag_name().namespace().unwrap_or_default().to_owned(), node.tag_name().name().to_owned())
    };
    let inner = || node.descendants().skip(1).filter(Node::is_element);
    DavProperty {
        name: name(node),
        text: text_of(node),
        hrefs: inner().filter(|node| is(*node, DAV, "href")).map(text_of).collect(),
        elements: inner()
            .map(|node| {
                let (namespace, local) = name(node);
                (namespace, local, node.attribute("name").map(str::to_owned))
            })
            .collect(),
    }
}

fn children<'a, 'i>(node: Node<'a, 'i>, namespace: &'a str, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| is(*child, namespace, name))
}

fn is(node: Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name && node.tag_name().namespace() == Some(namespace)
}

fn text_of(node: Node<'_, '_>) -> String {
    let text: String = node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
    text.trim().to_owned()
}

/// The number in "HTTP/1.1 404 Not Found".
fn status_of(line: &str) -> Option<u16> {
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The body of a PROPFIND for some properties.
pub(super) fn propfind(properties: &[(&str, &str)]) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?><D:propfind {NAMESPACES}><D:prop>{}</D:prop></D:propfind>"#,
        names(properties)
    )
}

/// The body of a report that asks what has changed (RFC 6578).
pub(super) fn sync_collection(token: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?><D:sync-collection {NAMESPACES}><D:sync-token>{}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"#,
        escaped(token)
    )
}

/// The body of a report that asks for resources by their addresses.
pub(super) fn multiget<'h>(hrefs: impl Iterator<Item = &'h str>) -> String {
    let hrefs: String = hrefs.map(|href| format!("<D:href>{}</D:href>", escaped(href))).collect();
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?><C:calendar-multiget {NAMESPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>{hrefs}</C:calendar-multiget>"#
    )
}

/// The body of a MKCALENDAR that sets nothing but the name.
pub(super) fn mkcalendar_plain(display_name: &str) -> String {
    mkcalendar_with(&format!("<D:displayname>{}</D:displayname>", escaped(display_name)))
}

/// The body of a MKCALENDAR.
pub(super) fn mkcalendar(display_name: &str, description: &str, color: &str) -> String {
    mkcalendar_with(&format!(
        "<D:displayname>{}</D:displayname><C:calendar-description>{}</C:calendar-description><A:calendar-color>{}</A:calendar-color>",
        escaped(display_name),
        escaped(description),
        escaped(color)
    ))
}

fn mkcalendar_with(properties: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?><C:mkcalendar {NAMESPACES}><D:set><D:prop>{properties}</D:prop></D:set></C:mkcalendar>"#
    )
}

const NAMESPACES: &str = r#"xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/" xmlns:R="http://radicale.org/ns/""#;

fn names(properties: &[(&str, &str)]) -> String {
    let prefix = |namespace: &str| match namespace {
        CALDAV => "C",
        CALENDAR_SERVER => "CS",
        RADICALE => "R",
        _ => "D",
    };
    properties.iter().map(|(namespace, name)| format!("<{}:{name}/>", prefix(namespace))).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_whatever_prefixes_they_use() {
        let text = r#"<?xml version="1.0"?>
            <multistatus xmlns="DAV:" xmlns:x="urn:ietf:params:xml:ns:caldav">
              <response><href>/a%20b/1.ics</href>
                <propstat><prop><getetag>"1"</getetag><x:calendar-data>BEGIN:VCALENDAR &amp; more</x:calendar-data></prop><status>HTTP/1.1 200 OK</status></propstat>
                <propstat><prop><displayname/></prop><status>HTTP/1.1 404 Not Found</status></propstat>
              </response>
              <response><href>/a/2.ics</href><status>HTTP/1.1 404 Not Found</status></response>
              <sync-token>data:,7</sync-token>
            </multistatus>"#;
        let found = multistatus(text).expect("a multistatus");
        assert_eq!(found.sync_token.as_deref(), Some("data:,7"));
        assert_eq!(found.responses[0].href, "/a%20b/1.ics");
        assert_eq!(found.responses[0].text(DAV, "getetag"), Some("\"1\""));
        assert_eq!(found.responses[0].text(CALDAV, "calendar-data"), Some("BEGIN:VCALENDAR & more"));
        assert_eq!(found.responses[0].property(DAV, "displayname"), None);
        assert_eq!(found.responses[1].status, Some(404));
    }

    #[test]
    fn characters_that_xml_forbids_are_left_out_and_counted() {
        let text = "<multistatus xmlns=\"DAV:\"><response><href>/a/\u{b}1\t.ics\u{15}</href></response></multistatus>";
        let found = multistatus(text).expect("a multistatus");
        assert_eq!((found.responses[0].href.as_str(), found.n_forbidden), ("/a/1\t.ics", 2));
    }

    #[test]
    fn properties_that_are_missing_say_why() {
        let text = r#"<multistatus xmlns="DAV:"><response><href>/a</href>
            <propstat><prop><getetag/></prop><status>HTTP/1.1 403 Forbidden</status></propstat></response></multistatus>"#;
        assert_eq!(multistatus(text).expect("a multistatus").responses[0].missing, Some(403));
    }

    #[test]
    fn other_texts_are_none() {
        for text in ["", "<html/>", "BEGIN:VCALENDAR", "<a>", "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>"] {
            assert_eq!(multistatus(text), None, "{text}");
        }
    }

    #[test]
    fn what_we_send_is_sound() {
        for text in [
            propfind(&[(DAV, "getetag"), (CALDAV, "calendar-home-set")]),
            sync_collection("a&b"),
            multiget(["/x<y"].into_iter()),
            mkcalendar("Plans & more", "Made & kept", "#123456"),
            mkcalendar_plain("Plans & more"),
        ] {
            assert!(Document::parse(&text).is_ok(), "{text}");
        }
    }
}
