//! One module for each form of output. Everything takes the plan as data and
//! returns text; nothing here decides.

pub(crate) mod style;

pub(crate) mod terminal;
pub(crate) mod why;

pub(crate) mod agenda;
pub(crate) mod anchor;
pub(crate) mod audit;
pub(crate) mod calendar;
pub(crate) mod calibration;
pub(crate) mod check_in;
pub(crate) mod conflicts;
pub(crate) mod diff;
pub(crate) mod facts;
pub(crate) mod history;
pub(crate) mod library;
pub(crate) mod proof;
pub(crate) mod review;
pub(crate) mod status;

pub(crate) mod placing;
pub(crate) mod portfolio;

pub(crate) mod markdown;
