use crate::diagnostic::{Diagnostics, Place};
use crate::text::lines::Lines;
use crate::text::property::Property;

/// A component with its properties and the components in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Component<'a> {
    /// Its name in capitals.
    pub(crate) name: String,
    /// Number of the line on which it begins.
    pub(crate) line: u32,
    pub(crate) properties: Vec<Property<'a>>,
    pub(crate) children: Vec<Component<'a>>,
}

impl<'a> Component<'a> {
    /// The first property with this name.
    pub(crate) fn property(&self, name: &str) -> Option<&Property<'a>> {
        self.properties.iter().find(|property| property.is(name))
    }
}

/// A part of a calendar file.
#[derive(Clone, Debug)]
pub(crate) enum Item<'a> {
    /// A VCALENDAR begins.
    Calendar,
    /// A property of the calendar itself.
    Property(Property<'a>),
    /// A component directly within the calendar.
    Component(Component<'a>),
}

/// Components within components beyond this depth are passed over.
const DEPTH_MAX: usize = 6;

/// These never stand within each other: where one begins, whichever was open
/// has lost its end.
const SIDE_BY_SIDE: [&str; 7] = ["VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY", "VCALENDAR"];

/// Reads the parts of a file in their order, each as soon as it is complete.
/// Nothing is an error: what cannot be used is noted and passed over.
pub(crate) fn for_each_item<'a>(
    bytes: &'a [u8],
    diagnostics: &mut Diagnostics,
    mut take: impl FnMut(Item<'a>, &mut Diagnostics),
) {
    let mut open: Vec<Component<'a>> = Vec::new();
    let mut too_deep = 0usize;
    for line in Lines::new(bytes) {
        let number = line.number;
        if line.recoded {
            let message = "is not UTF-8: it was read as Windows-1252";
            diagnostics.note("not_utf8", Place::line(number), message.to_owned());
        }
        let Some(property) = Property::parse(line) else {
            let inside = open.last().map(|component| component.name.as_str());
            let place = Place { line: Some(number), component: inside, uid: None };
            diagnostics.note("line_unreadable", place, "is no property: it was left out".to_owned());
            continue;
        };
        if property.is("BEGIN") {
            let name = property.value().to_ascii_uppercase();
            if SIDE_BY_SIDE.contains(&name.as_str()) {
                while let Some(unended) = open.pop() {
                    note_unended(&unended, number, diagnostics);
                    close(unended, &mut open, &mut take, diagnostics);
                }
                too_deep = 0;
            }
            if name == "VCALENDAR" {
                take(Item::Calendar, diagnostics);
            } else if open.len() >= DEPTH_MAX {
                too_deep += 1;
            } else {
                open.push(Component { name, line: number, ..Component::default() });
            }
        } else if property.is("END") {
            if too_deep > 0 {
                too_deep -= 1;
                continue;
            }
            let name = property.value().to_ascii_uppercase();
            match open.iter().rposition(|component| component.name == name) {
                Some(at) => {
                    while open.len() > at + 1 {
                        let unended = open.pop().expect("there are more than `at`");
                        note_unended(&unended, number, diagnostics);
                        close(unended, &mut open, &mut take, diagnostics);
                    }
                    let ended = open.pop().expect("it was found");
                    close(ended, &mut open, &mut take, diagnostics);
                }
                None if name == "VCALENDAR" => {
                    while let Some(unended) = open.pop() {
                        note_unended(&unended, number, diagnostics);
                        close(unended, &mut open, &mut take, diagnostics);
                    }
                }
                None => {
                    let message = format!("ends {name}, which is not open: it was left out");
                    diagnostics.note("end_unmatched", Place::line(number), message);
                }
            }
        } else if too_deep > 0 {
            // Belongs to a component that is passed over.
        } else if let Some(component) = open.last_mut() {
            component.properties.push(property);
        } else {
            take(Item::Property(property), diagnostics);
        }
    }
    while let Some(unended) = open.pop() {
        let message = format!("{} has no end: what there is of it was read", unended.name);
        diagnostics.note("end_missing", place_of(&unended), message);
        close(unended, &mut open, &mut take, diagnostics);
    }
}

fn close<'a>(
    component: Component<'a>,
    open: &mut [Component<'a>],
    take: &mut impl FnMut(Item<'a>, &mut Diagnostics),
    diagnostics: &mut Diagnostics,
) {
    match open.last_mut() {
        Some(parent) => parent.children.push(component),
        None => take(Item::Component(component), diagnostics),
    }
}

fn note_unended(component: &Component<'_>, line: u32, diagnostics: &mut Diagnostics) {
    let message = format!("{} has no end before line {line}: what there is of it was read", component.name);
    diagnostics.note("end_missing", place_of(component), message);
}

fn place_of<'c>(component: &'c Component<'_>) -> Place<'c> {
    Place {
        line: Some(component.line),
        component: Some(&component.name),
        uid: component.property("UID").map(Property::value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        let mut seen = Vec::new();
        for_each_item(text.as_bytes(), &mut diagnostics, |item, _| {
            if let Item::Component(component) = item {
                let inner: Vec<&str> = component.children.iter().map(|child| child.name.as_str()).collect();
                seen.push(format!("{} {} [{}]", component.name, component.properties.len(), inner.join(" ")));
            }
        });
        assert_eq!(seen, expected);
        diagnostics
    }

    #[test]
    fn sound_files_leave_nothing_to_say() {
        let text = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:vevent\nUID:1\nBEGIN:VALARM\nACTION:DISPLAY\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n";
        assert!(check(text, &["VEVENT 1 [VALARM]"]).is_empty());
    }

    #[test]
    fn lost_ends_lose_no_component() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nBEGIN:VEVENT\nUID:3\n";
        let diagnostics = check(text, &["VEVENT 1 [VALARM]", "VEVENT 1 []", "VEVENT 1 []"]);
        assert_eq!(diagnostics.len(), 3);
    }

    #[test]
    fn stray_ends_and_prose_are_left_out() {
        let text = "END:VALARM\nBEGIN:VEVENT\nthis is prose\nUID:1\nEND:VTODO\nEND:VEVENT\n";
        assert_eq!(check(text, &["VEVENT 1 []"]).len(), 3);
    }

    #[test]
    fn deep_nesting_is_passed_over() {
        let mut text = "BEGIN:VEVENT\n".to_owned() + &"BEGIN:X\n".repeat(50_000);
        text += &"END:X\n".repeat(50_000);
        text += "UID:1\nEND:VEVENT\n";
        check(&text, &["VEVENT 1 [X]"]);
    }
}
