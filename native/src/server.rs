//! Running a server, for as long as this process runs.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::account::Account;
use crate::cluster::{Home, check_cluster, is_running, make_cluster};
use crate::{Data, Installation, NativeError};

/// How long a server may take to be ready.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// How long a server may take to stop.
const STOPPED_WITHIN: Duration = Duration::from_secs(60);

/// Runs the server and waits on the pipe that is its standard input: when that closes, the server is told to stop. A
/// server that ends by itself leaves its files until then, so that its log can be read.
/// Arguments: the signal, the temporary folder to remove afterwards or nothing, the log, then the server's command line.
const KEEPER: &str = r#"
signal=$1 temporary=$2 log=$3
shift 3
exec 3<&0
"$@" >>"$log" 2>&1 </dev/null 3<&- &
server=$!
echo "$server"
exec >/dev/null
( while read -r line <&3; do :; done; kill -s "$signal" "$server" 2>/dev/null ) &
wait "$server"
while read -r line <&3; do :; done
if [ -n "$temporary" ]; then rm -rf "$temporary"; fi
"#;

/// A running server, which ends with this process or when it is dropped.
#[derive(Debug)]
pub struct NativeServer {
    keeper: Child,
    // Closing it stops the server.
    pipe: Option<ChildStdin>,
    sockets: PathBuf,
    port: u16,
    password: String,
    version: String,
    major: u32,
    account: Account,
    log: PathBuf,
    // Sockets of a persistent server; a temporary one's folder is removed by the shell that outlives us.
    socket_folder: Option<TempDir>,
}

impl NativeServer {
    /// Makes a cluster where there is none, starts a server on it and waits until it takes connections. The superuser is
    /// `postgres`: by the socket without a password (its folder is closed to others), on 127.0.0.1 with one.
    ///
    /// It blocks for about a second.
    ///
    /// # Errors
    /// Where this process is root and finds no account for the server, where files cannot be made, where the server does not
    /// start (the error has the end of its log).
    pub fn start(installation: &Installation, data: Data<'_>, settings: &[(&str, &str)]) -> Result<Self, NativeError> {
        if !cfg!(unix) {
            return Err(NativeError::not_found(
                "native servers are not supported on this system yet; use a database URL or the embedded server"
                    .to_owned(),
            ));
        }
        let account = Account::choose()?;
        let mut attempt = 0;
        loop {
            attempt += 1;
            match Self::start_once(installation, &account, data, settings) {
                // Somebody else was given the port between our asking and the server's.
                Err(error) if attempt < 3 && error.to_string().contains("could not bind") => {}
                outcome => return outcome,
            }
        }
    }

    fn start_once(
        installation: &Installation,
        account: &Account,
        data: Data<'_>,
        settings: &[(&str, &str)],
    ) -> Result<Self, NativeError> {
        let home = Home::make(account, data)?;
        let started = account
            .check(&installation.bindir().join("postgres"), &home.folder)
            .and_then(|()| home.password(account))
            .and_then(|password| {
                if !home.data.join("PG_VERSION").exists() {
                    make_cluster(installation, account, &home)?;
                }
                check_cluster(installation, &home)?;
                let (keeper, pipe, port) = run(installation, account, &home, settings)?;
                Ok((password, keeper, pipe, port))
            });
        match started {
            Ok((password, keeper, pipe, port)) => Ok(Self {
                keeper,
                pipe: Some(pipe),
                sockets: home.sockets,
                port,
                password,
                version: installation.version().to_owned(),
                major: installation.major(),
                account: account.clone(),
                log: home.log,
                socket_folder: home.socket_folder,
            }),
            Err(error) => {
                if let Some(folder) = home.temporary {
                    // Where the shell got as far as to run, it has removed it.
                    let _ = fs::remove_dir_all(folder);
                }
                Err(error)
            }
        }
    }

    /// The URL of a database by the socket, which needs no password.
    pub fn url(&self, database: &str) -> String {
        let folder = self.sockets.display().to_string().replace('%', "%25").replace('/', "%2F").replace(' ', "%20");
        format!("postgres://postgres@{folder}:{}/{database}", self.port)
    }

    /// The URL of a database on 127.0.0.1, with the password in it.
    pub fn tcp_url(&self, database: &str) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// The port on 127.0.0.1, which is part of the socket's name too.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder of the socket.
    pub fn socket_directory(&self) -> &Path {
        &self.sockets
    }

    /// The server's version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The server's major version.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The account that the server runs under where it is not this process's own, as it is for root.
    pub fn runs_as(&self) -> Option<&str> {
        self.account.name()
    }

    /// Where the server writes its log.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Stops the server (ending what sessions it has) and waits until it has; a temporary one's data is removed.
    ///
    /// # Errors
    /// Where it does not stop within a minute.
    pub fn stop(mut self) -> Result<(), NativeError> {
        self.end()
    }

    fn end(&mut self) -> Result<(), NativeError> {
        drop(self.pipe.take());
        let start = Instant::now();
        while start.elapsed() < STOPPED_WITHIN {
            match self.keeper.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(5)),
                Ok(Some(_)) => return Ok(()),
                Err(error) => return Err(NativeError::start(format!("the server's end cannot be awaited: {error}"))),
            }
        }
        Err(NativeError::start(format!(
            "the server has not stopped within {} seconds; its log is {}",
            STOPPED_WITHIN.as_secs(),
            self.log.display()
        )))
    }
}

impl Drop for NativeServer {
    fn drop(&mut self) {
        if self.pipe.is_some() {
            // Nobody is left to hear of an error; the shell goes on stopping it.
            let _ = self.end();
        }
        drop(self.socket_folder.take());
    }
}

fn run(
    installation: &Installation,
    account: &Account,
    home: &Home,
    settings: &[(&str, &str)],
) -> Result<(Child, ChildStdin, u16), NativeError> {
    let port = free_port().map_err(|error| NativeError::start(format!("no port of 127.0.0.1 is free: {error}")))?;
    // A temporary server is stopped without a word to its files.
    let signal = if home.temporary.is_some() { "QUIT" } else { "INT" };
    let mut command = account.command("/bin/sh");
    command.args(["-c", KEEPER, "sh", signal]);
    command.arg(home.temporary.as_deref().unwrap_or(Path::new(""))).arg(&home.log);
    command.arg(installation.bindir().join("postgres")).arg("-D").arg(&home.data).arg("-k").arg(&home.sockets);
    let mut all: Vec<(&str, String)> = vec![
        ("listen_addresses", "127.0.0.1".to_owned()),
        ("port", port.to_string()),
        ("logging_collector", "off".to_owned()),
        ("timezone", "UTC".to_owned()),
    ];
    if home.temporary.is_some() {
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
            all.push((setting, "off".to_owned()));
        }
    }
    all.extend(settings.iter().map(|(name, value)| (*name, (*value).to_owned())));
    for (name, value) in all {
        command.arg("-c").arg(format!("{name}={value}"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        // Out of reach of the terminal's Ctrl-C: the server goes when we go, not before.
        command.process_group(0);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let failed = |error| NativeError::io("starting the server's shell for", &home.data, error);
    let mut keeper = command.spawn().map_err(failed)?;
    let (Some(pipe), Some(output)) = (keeper.stdin.take(), keeper.stdout.take()) else {
        return Err(NativeError::start("the server's shell has no pipes".to_owned()));
    };
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).map_err(failed)?;
    let process: Option<i32> = line.trim().parse().ok();
    let start = Instant::now();
    while start.elapsed() < READY_WITHIN {
        if is_ready(&home.data, process) {
            return Ok((keeper, pipe, port));
        }
        if !process.is_some_and(is_running) {
            break;
        }
        thread::sleep(Duration::from_millis(5));
    }
    // Before the pipe closes, since the shell then removes what is temporary.
    let log = log_tail(&home.log);
    drop(pipe);
    let _ = keeper.wait();
    Err(NativeError::start(format!(
        "PostgreSQL {} did not start in {}: {log}",
        installation.version(),
        home.data.display()
    )))
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Whether the server has written that it takes connections: the eighth line of its postmaster.pid.
fn is_ready(data: &Path, process: Option<i32>) -> bool {
    let Ok(text) = fs::read_to_string(data.join("postmaster.pid")) else {
        return false;
    };
    let mut lines = text.lines();
    let owner: Option<i32> = lines.next().and_then(|line| line.trim().parse().ok());
    owner.is_some() && owner == process && lines.nth(6).is_some_and(|status| status.trim() == "ready")
}

fn log_tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let tail = lines.iter().skip(lines.len().saturating_sub(5)).copied().collect::<Vec<_>>().join("; ");
    if tail.is_empty() { format!("it wrote nothing to its log {}", log.display()) } else { tail }
}
