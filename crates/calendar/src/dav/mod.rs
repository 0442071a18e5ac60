//! Calendars on servers (CalDAV, RFC 4791).

mod client;
mod collection;
mod discovery;
mod href;
mod xml;

pub use client::{DavClient, DavError, Precondition, Written};
pub use collection::{Listing, Member, Missing, Resource, Resources};
pub use discovery::{Collection, Found};
