//! What the library takes goals for.

mod subjects;
