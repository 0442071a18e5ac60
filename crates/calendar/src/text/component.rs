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
    take: impl FnMut(Item<'a>, &mut Diagnostics),
) {
    let mut nesting = Nesting { open: Vec::new(), too_deep: 0, take, diagnostics };
    for line in Lines::new(bytes) {
        let number = line.number;
        if line.recoded {
            let message = "is not UTF-8: it was read as Windows-1252";
            nesting.diagnostics.note("not_utf8", Place::line(number), message.to_owned());
        }
        match Property::parse(line) {
            Some(property) if property.is("BEGIN") => nesting.begin(&property),
            Some(property) if property.is("END") => nesting.end(&property),
            Some(property) => nesting.property(property),
            None => {
                let inside = nesting.open.last().map(|component| component.name.as_str());
                let place = Place { line: Some(number), component: inside, uid: None };
                nesting.diagnostics.note("line_unreadable", place, "is no property: it was left out".to_owned());
            }
        }
    }
    nesting.close_down_to(0, None);
}

/// The components that are open while a file is read.
struct Nesting<'d, 'a, T> {
    /// From the outermost to the innermost.
    open: Vec<Component<'a>>,
    /// How many more are open that are passed over.
    too_deep: usize,
    take: T,
    diagnostics: &'d mut Diagnostics,
}

impl<'a, T: FnMut(Item<'a>, &mut Diagnostics)> Nesting<'_, 'a, T> {
    fn begin(&mut self, begin: &Property<'a>) {
        let name = begin.value().to_ascii_uppercase();
        if SIDE_BY_SIDE.contains(&name.as_str()) {
            self.close_down_to(0, Some(begin.line));
            self.too_deep = 0;
        }
        if name == "VCALENDAR" {
            (self.take)(Item::Calendar, self.diagnostics);
        } else if self.open.len() >= DEPTH_MAX {
            self.too_deep += 1;
        } else {
            self.open.push(Component { name, line: begin.line, ..Component::default() });
        }
    }

    fn end(&mut self, end: &Property<'a>) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let name = end.value().to_ascii_uppercase();
        if let Some(at) = self.open.iter().rposition(|component| component.name == name) {
            self.close_down_to(at + 1, Some(end.line));
            self.close();
        } else if name == "VCALENDAR" {
            self.close_down_to(0, Some(end.line));
        } else {
            let message = format!("ends {name}, which is not open: it was left out");
            self.diagnostics.note("end_unmatched", Place::line(end.line), message);
        }
    }

    fn property(&mut self, property: Property<'a>) {
        if self.too_deep > 0 {
            return; // It belongs to a component that is passed over.
        }
        match self.open.last_mut() {
            Some(component) => component.properties.push(property),
            None => (self.take)(Item::Property(property), self.diagnostics),
        }
    }

    /// Closes components that have lost their end, until so many are open.
    fn close_down_to(&mut self, n_open: usize, before: Option<u32>) {
        while self.open.len() > n_open {
            let unended = self.open.last().expect("more are open than shall be");
            let place = Place {
                line: Some(unended.line),
                component: Some(&unended.name),
                uid: unended.property("UID").map(Property::value),
            };
            let before = before.map(|line| format!(" before line {line}")).unwrap_or_default();
            let message = format!("has no end{before}: what there is of it was read");
            self.diagnostics.note("end_missing", place, message);
            self.close();
        }
    }

    /// Closes the innermost component.
    fn close(&mut self) {
        let Some(component) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(component),
            None => (self.take)(Item::Component(component), self.diagnostics),
        }
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
