//! Adding calendars to the file that names them, and taking them out; what a
//! person wrote there stays as it is.

use std::path::Path;

use backcast_document::{Access, CALENDARS_TEMPLATE, CalendarSource, CalendarTarget, CalendarsDocument};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::copy::Copy;
use crate::error::CalendarError;

/// The text of the file with one more calendar; without a text, that of the
/// commented file.
///
/// # Errors
///
/// Returns an error if the name is taken, or the text cannot be changed.
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
    table["from"] = value(&new.from);
    table["role"] = value(new.role.as_str());
    if let Some(zone) = new.zone.as_ref().and_then(|zone| zone.iana_name()) {
        table["zone"] = value(zone);
    }
    add_access(&mut table, &new.access);
    // At the end of the text: what a person wrote there comes before it.
    Ok(format!("{}\n\n[[calendar]]\n{table}", text.trim_end()))
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
    let is_it = |table: &Table| table.get("name").and_then(Item::as_str).is_some_and(|name| name.trim() == unwanted);
    let Some(at) = list.iter().position(is_it) else { return Err(CalendarError::Unknown(unwanted.to_owned())) };
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
    table["url"] = value(&target.url);
    if let Some(collection) = &target.collection {
        table["collection"] = value(collection);
    }
    add_access(&mut table, &target.access);
    Ok(format!("{}\n\n[target]\n{table}", document.to_string().trim_end()))
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
    use backcast_document::{Access, CalendarRole, read_calendars};

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
}
