//! Adding calendars to the file that names them, and taking them out; what a
//! person wrote there stays as it is.

use std::path::Path;

use backcast_address::Address;
use backcast_document::{
    ADDRESSES_SHARED, Access, CALENDARS_TEMPLATE, CalendarSource, CalendarTarget, CalendarsDocument, read_calendars,
};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, value};

use crate::copy::Copy;
use crate::error::CalendarError;

/// The text of the file with one more calendar; without a text, that of the
/// commented file.
///
/// # Errors
///
/// Returns an error if the name is taken, if the text cannot be changed, or if
/// the entry is one that would not be read.
pub fn add_source(
    name: &str,
    text: Option<&str>,
    known: &CalendarsDocument,
    new: &CalendarSource,
) -> Result<String, CalendarError> {
    if known.sources.iter().any(|source| source.name == new.name) {
        return Err(CalendarError::Taken(new.name.clone()));
    }
    let text = text.unwrap_or(CALENDARS_TEMPLATE);
    parse(name, text)?;
    let mut table = Table::new();
    table["name"] = value(&new.name);
    table["from"] = value(new.from.reveal());
    table["role"] = value(new.role.as_str());
    if let Some(zone) = new.zone.as_ref().and_then(|zone| zone.iana_name()) {
        table["zone"] = value(zone);
    }
    add_access(&mut table, &new.access);
    // At the end of the text: what a person wrote there comes before it.
    readable(name, format!("{}\n\n[[calendar]]\n{table}", text.trim_end()))
}

/// The text of the file without a calendar.
///
/// # Errors
///
/// Returns an error if there is no such calendar, or the text cannot be
/// changed.
pub fn remove_source(name: &str, text: &str, unwanted: &str) -> Result<String, CalendarError> {
    let mut document = parse(name, text)?;
    let list = tables(name, &mut document)?;
    let Some(at) = list.iter().position(|table| is_called(table, unwanted)) else {
        return Err(CalendarError::Unknown(unwanted.to_owned()));
    };
    // Comments above an entry may speak of the whole file: they stay.
    let prefix =
        |table: &Table| table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned();
    let comments = list.get(at).map(prefix).unwrap_or_default();
    list.remove(at);
    match list.get_mut(at) {
        Some(next) => {
            let own = prefix(next);
            next.decor_mut().set_prefix(format!("{comments}{own}"));
        }
        None => {
            let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
            document.set_trailing(format!("{comments}{trailing}"));
        }
    }
    Ok(document.to_string())
}

/// The text of the file with another server to keep plans in step with.
///
/// # Errors
///
/// Returns an error if the text cannot be changed.
pub fn set_target(name: &str, text: Option<&str>, target: &CalendarTarget) -> Result<String, CalendarError> {
    let mut document = parse(name, text.unwrap_or(CALENDARS_TEMPLATE))?;
    document.remove("target");
    let mut table = Table::new();
    table["url"] = value(target.url.reveal());
    if let Some(collection) = &target.collection {
        table["collection"] = value(collection);
    }
    add_access(&mut table, &target.access);
    readable(name, format!("{}\n\n[target]\n{table}", document.to_string().trim_end()))
}

/// The text of the file with another address for a calendar, and another way to
/// get in; without a name, for the server that plans are kept in step with. All
/// else stays as it is.
///
/// # Errors
///
/// Returns an error if there is no such entry, or the text cannot be changed.
pub fn change_access(
    name: &str,
    text: &str,
    calendar: Option<&str>,
    address: &Address,
    access: &Access,
) -> Result<String, CalendarError> {
    let mut document = parse(name, text)?;
    let unknown = || CalendarError::Unknown(calendar.unwrap_or("target").to_owned());
    let (table, key): (&mut dyn TableLike, &str) = match calendar {
        Some(wanted) => (
            tables(name, &mut document)?.iter_mut().find(|table| is_called(table, wanted)).ok_or_else(unknown)?,
            "from",
        ),
        None => (document.get_mut("target").and_then(Item::as_table_like_mut).ok_or_else(unknown)?, "url"),
    };
    table.insert(key, value(address.reveal()));
    let mut stated = Table::new();
    add_access(&mut stated, access);
    for (key, item) in stated {
        table.insert(&key, item);
    }
    readable(name, document.to_string())
}

/// A text that is about to be written, if it is one that would be read.
fn readable(name: &str, text: String) -> Result<String, CalendarError> {
    match read_calendars(name, &text) {
        Ok(_) => Ok(text),
        // It will be written for nobody else to read.
        Err(mistakes) => Err(CalendarError::Unsound(mistakes.without(ADDRESSES_SHARED))),
    }
}

fn is_called(table: &Table, name: &str) -> bool {
    table.get("name").and_then(Item::as_str).is_some_and(|own| own.trim() == name)
}

/// How to get in, as far as that is stated.
fn add_access(table: &mut Table, access: &Access) {
    let texts = [
        ("user", &access.user),
        ("password_env", &access.password_env),
        ("password_file", &access.password_file),
        ("password_command", &access.password_command),
        ("ca", &access.ca),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            table[key] = value(text);
        }
    }
    if access.allow_http {
        table["allow_http"] = value(true);
    }
}

/// Takes away what is kept of a calendar.
pub fn forget_copy(source: &CalendarSource, cache: &Path) {
    Copy::of(source, cache).forget();
}

fn parse(name: &str, text: &str) -> Result<DocumentMut, CalendarError> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| CalendarError::Unchangeable(name.to_owned(), error.message().to_owned()))
}

fn tables<'d>(name: &str, document: &'d mut DocumentMut) -> Result<&'d mut ArrayOfTables, CalendarError> {
    let list = document.entry("calendar").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let odd = || CalendarError::Unchangeable(name.to_owned(), "`calendar` is no list of tables".to_owned());
    list.as_array_of_tables_mut().ok_or_else(odd)
}

#[cfg(test)]
mod tests {
    use backcast_document::CalendarRole;

    use super::*;

    fn source(name: &str) -> CalendarSource {
        CalendarSource {
            name: name.into(),
            from: "https://example.org/a.ics".into(),
            role: CalendarRole::Travel,
            zone: jiff::tz::TimeZone::get("Europe/Berlin").ok(),
            access: Access { user: Some("ann".into()), password_command: Some("pass x".into()), ..Access::default() },
        }
    }

    #[test]
    fn what_is_added_is_read_back_and_can_be_taken_out_again() {
        let none = CalendarsDocument::default();
        let first = add_source("x", None, &none, &source("work")).expect("added");
        let (read, _) = read_calendars("x", &first).expect("sound");
        assert_eq!(read.sources, [source("work")]);
        assert!(matches!(add_source("x", Some(&first), &read, &source("work")), Err(CalendarError::Taken(_))));
        let both = add_source("x", Some(&first), &read, &source("home")).expect("added");
        let without = remove_source("x", &both, "work").expect("taken out");
        let (read, _) = read_calendars("x", &without).expect("sound");
        assert_eq!(read.sources, [source("home")]);
        assert!(without.contains("# buffer_before = 0"), "comments stay");
        assert!(matches!(remove_source("x", &without, "work"), Err(CalendarError::Unknown(_))));
    }

    #[test]
    fn what_would_not_be_read_is_not_written() {
        let none = CalendarsDocument::default();
        let unnamed = CalendarSource { name: " ".into(), ..source("work") };
        assert!(matches!(add_source("x", None, &none, &unnamed), Err(CalendarError::Unsound(_))));
        let added = add_source("x", None, &none, &source("work")).expect("added");
        let target = CalendarTarget {
            url: "https://ann:hunter2@example.org/".into(),
            collection: None,
            access: Access::default(),
        };
        let text = set_target("x", Some(&added), &target).expect("it can be read");
        assert!(read_calendars("x", &text).is_ok());
    }

    #[test]
    fn a_password_is_taken_out_where_it_stands_and_the_rest_stays() {
        let text = "# mine\n[[calendar]]\nname = 'work'\nfrom = 'https://ann:hunter2@example.org/a.ics' # feed\n\
            role = 'travel'\n\n[target]\nurl = 'https://bob:secret@example.org/'\n";
        let access = |user: &str| Access {
            user: Some(user.into()),
            password_file: Some("/passwords/1".into()),
            ..Access::default()
        };
        let address = "https://ann@example.org/a.ics".into();
        let text = change_access("x", text, Some("work"), &address, &access("ann")).expect("changed");
        let text =
            change_access("x", &text, None, &"https://bob@example.org/".into(), &access("bob")).expect("changed");
        let (read, _) = read_calendars("x", &text).expect("sound");
        assert_eq!((&read.sources[0].from, &read.sources[0].access), (&address, &access("ann")));
        assert_eq!(read.sources[0].role, CalendarRole::Travel);
        assert_eq!(read.target.expect("there").access, access("bob"));
        assert!(text.starts_with("# mine") && !text.contains("hunter2") && !text.contains("secret"), "{text}");
        assert!(matches!(
            change_access("x", &text, Some("home"), &address, &access("ann")),
            Err(CalendarError::Unknown(_))
        ));
    }
}
