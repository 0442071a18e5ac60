//! One module for each command.

pub(crate) mod anchor;
pub(crate) mod audit;
pub(crate) mod completions;
pub(crate) mod init;
pub(crate) mod plan;
pub(crate) mod playbook;
