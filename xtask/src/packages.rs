//! Programs of others: whether they are there, and installing them.

use std::process::{Command, Stdio};

use crate::postgres;

/// Installs Debian packages where this process may.
pub(crate) fn install(packages: &[&str]) -> Result<(), String> {
    let wanted = packages.join(", ");
    if !succeeds(Command::new("apt-get").arg("--version")) {
        return Err(format!("{wanted} missing, and there is no apt-get to install it"));
    }
    if !postgres::is_root() {
        return Err(format!("{wanted} missing; install it as root: apt-get install {}", packages.join(" ")));
    }
    println!("installing {wanted}");
    let _ = succeeds(Command::new("apt-get").args(["update", "-qq"]));
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "-qq"]).args(packages).env("DEBIAN_FRONTEND", "noninteractive");
    if succeeds(&mut install) { Ok(()) } else { Err(format!("{wanted} could not be installed")) }
}

pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
