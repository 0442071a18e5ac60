//! Calendars on servers (CalDAV, RFC 4791).

mod client;
mod collection;
mod discovery;
mod xml;

pub use client::{DavClient, DavError, Precondition, Written};
pub use collection::{Listing, Member};
pub use discovery::{Collection, Found};
