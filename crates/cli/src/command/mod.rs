//! One module for each command, or for a few that share their way.

pub(crate) mod add;
pub(crate) mod agenda;
pub(crate) mod anchor;
pub(crate) mod audit;
pub(crate) mod calibrate;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod conflicts;
pub(crate) mod decide;
pub(crate) mod diff;
pub(crate) mod doctor;
pub(crate) mod drift;
pub(crate) mod edit;
pub(crate) mod forecast;
pub(crate) mod goals;
pub(crate) mod history;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod plan;
pub(crate) mod playbook;
pub(crate) mod review;
pub(crate) mod schedule;
pub(crate) mod show;
pub(crate) mod status;
pub(crate) mod track;
pub(crate) mod transfer;
