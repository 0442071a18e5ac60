use crate::diagnostic::Diagnostics;
use crate::text::component::{Component, Item as Part, for_each_item};
use crate::write::{CalendarText, Item};

/// Properties that are ours to say; all others are somebody else's.
const OURS: [&str; 17] = [
    "UID",
    "DTSTAMP",
    "LAST-MODIFIED",
    "SEQUENCE",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "EXDATE",
    "SUMMARY",
    "DESCRIPTION",
    "TRANSP",
    "STATUS",
    "RELATED-TO",
    "URL",
    "X-BACKCAST-ID",
    "DUE",
];

/// The text of a resource that says what an item says now and keeps what
/// others added to it: properties that we do not know, categories, reminders
/// and what they were answered with, replaced occurrences.
#[must_use]
pub fn rewritten(theirs: &str, item: &Item) -> String {
    let mut parts: Vec<Component<'_>> = Vec::new();
    for_each_item(theirs.as_bytes(), &mut Diagnostics::default(), |part, _| {
        if let Part::Component(component) = part {
            parts.push(component);
        }
    });
    let is_item = |component: &Component<'_>| {
        component.name == item.component()
            && component.property("RECURRENCE-ID").is_none()
            && component.property("UID").is_some_and(|property| property.value() == item.uid)
    };
    let Some(theirs) = parts.iter().find(|part| is_item(part)) else { return item.to_resource() };
    let mut text = CalendarText::default();
    let ours = item.to_resource();
    let (head, rest) = ours.split_once(&format!("BEGIN:{}\r\n", item.component())).unwrap_or((&ours, ""));
    text.append(head);
    for zone in parts.iter().filter(|part| part.name == "VTIMEZONE" && !head.contains("BEGIN:VTIMEZONE")) {
        write(zone, &mut text);
    }
    text.raw("BEGIN", item.component());
    // What we say of it, without the reminder: theirs stand, also where they
    // took ours away.
    let said = rest.split("BEGIN:VALARM").next().unwrap_or_default();
    let said = said.split("END:V").next().unwrap_or_default();
    let has_categories = theirs.property("CATEGORIES").is_some();
    for line in unfolded(said).filter(|line| !(has_categories && line.starts_with("CATEGORIES"))) {
        text.line(&line);
    }
    let is_ours = |name: &str| OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours));
    for property in theirs.properties.iter().filter(|property| !is_ours(property.name())) {
        text.line(property.text());
    }
    for child in &theirs.children {
        write(child, &mut text);
    }
    text.raw("END", item.component());
    for other in parts.iter().filter(|part| part.name == item.component() && !is_item(part)) {
        write(other, &mut text);
    }
    text.raw("END", "VCALENDAR");
    text.into_string()
}

/// The lines of a text that we wrote, folds undone.
fn unfolded(text: &str) -> impl Iterator<Item = String> {
    let whole = text.replace("\r\n ", "");
    whole.split("\r\n").filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<String>>().into_iter()
}

fn write(component: &Component<'_>, text: &mut CalendarText) {
    text.raw("BEGIN", &component.name);
    for property in &component.properties {
        text.line(property.text());
    }
    for child in &component.children {
        write(child, text);
    }
    text.raw("END", &component.name);
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::sync::{Meaning, MeaningTime, RemoteChange, remote_changes};
    use crate::{ItemTime, Window};

    fn item() -> Item {
        Item {
            uid: "1@backcast".into(),
            id: "book/M1/1".into(),
            title: "Write chapter one, and a long title that needs folding because it is long".into(),
            description: "Work on M1".into(),
            time: ItemTime::Block {
                start: "2027-03-01T17:00:00Z".parse().expect("an instant"),
                end: "2027-03-01T19:00:00Z".parse().expect("an instant"),
            },
            categories: vec!["backcast".into()],
            related: Vec::new(),
            url: None,
            sequence: 3,
            changed_at: "2026-11-26T02:00:00Z".parse().expect("an instant"),
            cancelled: false,
            alarm_minutes: Some(5),
            state: "s".into(),
        }
    }

    fn meaning(text: &str) -> Meaning {
        Meaning::of(text, "1@backcast", &TimeZone::UTC).expect("it speaks of it")
    }

    #[test]
    fn bytes_differ_and_the_meaning_stays() {
        let ours = item().to_resource();
        let theirs = ours
            .replace("DTEND:20270301T190000Z", "DURATION:PT120M")
            .replace("DTSTART:20270301T170000Z", "DTSTART;TZID=Europe/Berlin:20270301T180000")
            .replace("\r\n", "\n");
        assert_eq!(meaning(&ours), meaning(&theirs));
        assert!(remote_changes(&meaning(&ours), Some(&meaning(&theirs))).is_empty());
    }

    #[test]
    fn what_others_added_stays() {
        let theirs = item().to_resource().replace(
            "BEGIN:VALARM",
            "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\r\nCOLOR:red\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT1H\r\nACKNOWLEDGED:20270301T150000Z\r\nEND:VALARM\r\nBEGIN:VALARM",
        );
        let mut later = item();
        later.time = ItemTime::Block {
            start: "2027-03-02T17:00:00Z".parse().expect("an instant"),
            end: "2027-03-02T18:00:00Z".parse().expect("an instant"),
        };
        later.sequence = 4;
        let text = rewritten(&theirs, &later);
        for kept in [
            "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
            "COLOR:red",
            "ACKNOWLEDGED:20270301T150000Z",
            "TRIGGER:-PT5M",
        ] {
            assert_eq!(text.matches(kept).count(), 1, "{kept}\n{text}");
        }
        assert!(text.contains("SEQUENCE:4") && !text.contains("SEQUENCE:3"), "{text}");
        assert_eq!(meaning(&text), meaning(&later.to_resource()));
        assert!(text.lines().all(|line| line.len() <= 75));
        assert_eq!(rewritten(&text, &later), text, "written again, it stays the same");
    }

    #[test]
    fn what_others_did_is_seen() {
        let before = meaning(&item().to_resource());
        let moved = meaning(&item().to_resource().replace("T190000Z", "T200000Z"));
        assert!(matches!(
            remote_changes(&before, Some(&moved)).as_slice(),
            [RemoteChange::Moved { to: MeaningTime::Once(Window { .. }), .. }]
        ));
        let renamed = meaning(&item().to_resource().replace("SUMMARY:Write", "SUMMARY:Type"));
        assert!(matches!(remote_changes(&before, Some(&renamed)).as_slice(), [RemoteChange::Retitled(_)]));
        let cancelled = meaning(&item().to_resource().replace("CONFIRMED", "CANCELLED"));
        assert_eq!(remote_changes(&before, Some(&cancelled)), [RemoteChange::Deleted]);
        assert_eq!(remote_changes(&before, None), [RemoteChange::Deleted]);
    }
}
