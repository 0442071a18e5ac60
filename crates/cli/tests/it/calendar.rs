//! Calendars as their users meet them.
