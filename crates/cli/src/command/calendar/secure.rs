//! Passwords that stand in addresses, moved into files that nobody else reads.

use backcast_address::Address;
use backcast_calsync::change_access;
use backcast_document::{Access, CalendarTarget};
use backcast_host::Calendars;

use crate::calendars;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;

/// An address without its password, and how to get in all the same.
#[derive(Debug)]
pub(super) struct Secured {
    pub(super) address: Address,
    pub(super) access: Access,
    /// What is to be written into the file that the access names.
    password: Option<String>,
}

/// The name of the password file of the server that plans are kept in step with.
pub(super) const OF_TARGET: &str = "server of plans";

/// Takes name and password out of an address. The password goes into a file of
/// its own, unless it is said where it is; nothing is written yet.
pub(super) fn secured(address: &Address, access: &Access, name: &str, calendars: &Calendars) -> Secured {
    let (bare, mut access) = (address.without_password(), access.clone());
    let Some(login) = address.login() else { return Secured { address: bare, access, password: None } };
    access.user.get_or_insert(login.user);
    let is_named = access.password_env.is_some() || access.password_file.is_some() || access.password_command.is_some();
    let password = login.password.filter(|_| !is_named);
    if password.is_some() {
        access.password_file = Some(calendars.password_file(name).display().to_string());
    }
    Secured { address: bare, access, password }
}

impl Secured {
    /// A target as it is to be written down.
    pub(super) fn target(&self, target: &CalendarTarget) -> CalendarTarget {
        CalendarTarget { url: self.address.clone(), access: self.access.clone(), ..target.clone() }
    }

    /// Writes the password into its file, and says so.
    pub(super) fn write(&self, output: &Output) -> Result<(), Problem> {
        let (Some(password), Some(file)) = (&self.password, &self.access.password_file) else { return Ok(()) };
        output.private_file(file.as_ref(), &format!("{password}\n"))?;
        output.note(&format!(
            "the password was taken out of the address of {}; it is in that file, which only you can read",
            self.address
        ));
        Ok(())
    }
}

pub(crate) fn run(global: &Global, output: &Output) -> Result<Exit, Problem> {
    let calendars = calendars::load_quietly(global)?;
    let Some(mut text) = calendars.text.clone() else {
        output.note("there is no list of calendars yet: nothing to do");
        return Ok(Exit::Done);
    };
    let file = calendars.path.display().to_string();
    let sources = calendars.document.sources.iter();
    let sources = sources.map(|source| (Some(source.name.as_str()), &source.from, &source.access));
    let target = calendars.document.target.iter().map(|target| (None, &target.url, &target.access));
    for (name, address, access) in sources.chain(target) {
        if address.login().is_some_and(|login| login.password.is_some()) {
            let secured = secured(address, access, name.unwrap_or(OF_TARGET), &calendars);
            secured.write(output)?;
            text = change_access(&file, &text, name, &secured.address, &secured.access)?;
        }
    }
    output.private_file(&calendars.path, &text)?;
    Ok(Exit::Done)
}
