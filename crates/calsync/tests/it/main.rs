//! What holds for calendars in and out as a whole.

mod send;
