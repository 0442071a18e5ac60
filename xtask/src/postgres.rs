//! A PostgreSQL server of its own for the tests, thrown away afterwards.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running server; dropping it stops it and removes its files.
pub(crate) struct Cluster {
    /// Address without a database.
    pub(crate) url: String,
    programs: PathBuf,
    folder: PathBuf,
    as_root: bool,
}

/// The system user that Debian's package makes; the server refuses to run as
/// root.
const USER: &str = "postgres";

impl Cluster {
    /// Makes and starts a server that listens on this machine only.
    pub(crate) fn start() -> Result<Self, String> {
        let programs = programs().ok_or("no PostgreSQL server is installed (Debian package postgresql)")?;
        let as_root = is_root();
        let folder = std::env::temp_dir().join(format!("backcast-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        if as_root {
            run(Command::new("chown").arg(USER).arg(&folder))?;
        }
        let port = free_port()?;
        let cluster = Cluster { url: format!("postgres://{USER}@127.0.0.1:{port}"), programs, folder, as_root };
        let data = cluster.folder.join("data");
        let data = data.to_str().ok_or("the temporary folder has an odd name")?;
        cluster.program("initdb", &["-D", data, "-U", USER, "--auth=trust", "--locale=C.UTF-8", "--no-sync"])?;
        // What is thrown away needs no disk that survives a power cut.
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=200"
        );
        let log = cluster.folder.join("log");
        let log = log.to_str().ok_or("the temporary folder has an odd name")?;
        cluster.program("pg_ctl", &["start", "-w", "-s", "-D", data, "-l", log, "-o", &options])?;
        Ok(cluster)
    }

    fn program(&self, name: &str, arguments: &[&str]) -> Result<(), String> {
        let path = self.programs.join(name);
        let mut command = if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", USER, "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        run(command.args(arguments).current_dir(&self.folder))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        let _ = self.program("pg_ctl", &["stop", "-s", "-m", "immediate", "-D", &data.display().to_string()]);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Where the server's programs are: the newest of Debian's versions, else
/// wherever the path leads.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let newest = versions
        .filter(|folder| folder.join("bin/initdb").is_file())
        .max_by_key(|folder| folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()).unwrap_or(0));
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
    };
    newest.map(|folder| folder.join("bin")).or_else(on_path)
}

/// Whether a server is installed.
pub(crate) fn is_installed() -> bool {
    programs().is_some()
}

pub(crate) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("no free port: {error}"))
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = Path::new(command.get_program()).display().to_string();
    // A server that inherits our pipes would keep whoever reads them waiting.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{name}` ended with {status}")),
        Err(error) => Err(format!("`{name}` does not start: {error}")),
    }
}
