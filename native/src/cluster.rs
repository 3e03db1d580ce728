//! The folders of a server, and the cluster in them.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::account::Account;
use crate::{Installation, NativeError};

/// How the folders of temporary servers begin.
const PREFIX: &str = "keel-native-";
/// What a folder holds whose server is gone: with the shell gone too, nobody removed it.
const LEFTOVER_AGE: Duration = Duration::from_secs(600);

/// Where a server's data is.
#[derive(Clone, Copy, Debug)]
pub enum Data<'path> {
    /// In a folder of its own that goes with the server. It writes nothing through to the disk.
    Temporary,
    /// In this folder, where it stays; a cluster is made where there is none yet.
    Directory(&'path Path),
}

/// The folders of a server.
pub(crate) struct Home {
    pub(crate) folder: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) sockets: PathBuf,
    pub(crate) log: PathBuf,
    pub(crate) temporary: Option<PathBuf>,
    pub(crate) socket_folder: Option<TempDir>,
}

impl Home {
    pub(crate) fn make(account: &Account, data: Data<'_>) -> Result<Self, NativeError> {
        remove_leftovers();
        let made = |folder: &Path, error| NativeError::io("making the folder", folder, error);
        let temporary_root = tempfile::env::temp_dir();
        let home = match data {
            Data::Temporary => {
                let folder = TempDir::with_prefix(PREFIX).map_err(|error| made(&temporary_root, error))?.keep();
                Self {
                    data: folder.join("data"),
                    sockets: folder.clone(),
                    log: folder.join("log"),
                    temporary: Some(folder.clone()),
                    socket_folder: None,
                    folder,
                }
            }
            Data::Directory(folder) => {
                fs::create_dir_all(folder).map_err(|error| made(folder, error))?;
                let folder = folder.canonicalize().map_err(|error| made(folder, error))?;
                // A socket's path may have 107 bytes, and a project's folder more.
                let sockets = TempDir::with_prefix("keel-sockets-").map_err(|error| made(&temporary_root, error))?;
                account.own(sockets.path())?;
                Self {
                    data: folder.join("data"),
                    sockets: sockets.path().to_path_buf(),
                    log: folder.join("log"),
                    temporary: None,
                    socket_folder: Some(sockets),
                    folder,
                }
            }
        };
        account.own(&home.folder)?;
        Ok(home)
    }

    fn password_file(&self) -> PathBuf {
        self.folder.join("password")
    }

    /// The superuser's password: made once, kept beside the data, closed to others.
    pub(crate) fn password(&self, account: &Account) -> Result<String, NativeError> {
        let path = self.password_file();
        if let Ok(text) = fs::read_to_string(&path) {
            return Ok(text.trim_end().to_owned());
        }
        let password: String = std::iter::repeat_with(fastrand::alphanumeric).take(24).collect();
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        options
            .open(&path)
            .and_then(|mut file| writeln!(file, "{password}"))
            .map_err(|error| NativeError::io("writing", &path, error))?;
        account.own(&path)?;
        Ok(password)
    }
}

/// Removes what servers left whose shell was killed too: old folders with nobody at the socket.
fn remove_leftovers() {
    let Ok(entries) = fs::read_dir(tempfile::env::temp_dir()) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        if !entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX)) {
            continue;
        }
        let log = entry.path().join("log");
        let quiet = fs::metadata(&log)
            .or_else(|_| entry.metadata())
            .and_then(|metadata| metadata.modified())
            .is_ok_and(|time| time.elapsed().is_ok_and(|age| age > LEFTOVER_AGE));
        if quiet && running_server(&entry.path()).is_none() {
            // Another user's, perhaps: then it stays.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The process of the server that runs on the data in a folder, if one does.
pub fn running_server(folder: &Path) -> Option<u32> {
    let process = read_process(&folder.join("data"))?;
    is_running(process).then(|| process.unsigned_abs())
}

/// Whether there is such a process.
pub(crate) fn is_running(process: i32) -> bool {
    #[cfg(unix)]
    {
        // EPERM says that it is there and another's.
        rustix::process::Pid::from_raw(process)
            .is_some_and(|id| rustix::process::test_kill_process(id) != Err(rustix::io::Errno::SRCH))
    }
    #[cfg(not(unix))]
    {
        let _ = process;
        true
    }
}

/// The process that the data's postmaster.pid names. One that serves nobody but itself, such as initdb's, writes its
/// number negated there (`CreateLockFile` in PostgreSQL's miscinit.c).
fn read_process(data: &Path) -> Option<i32> {
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    text.lines().next()?.trim().parse::<i32>().ok()?.checked_abs()
}

pub(crate) fn make_cluster(installation: &Installation, account: &Account, home: &Home) -> Result<(), NativeError> {
    // Not every system has C.UTF-8 (the one that sorts by code point and knows letters), and all have C.
    let mut last = None;
    for locale in ["C.UTF-8", "C"] {
        let output = initdb(installation, account, home, locale)?;
        if output.status.success() {
            return Ok(());
        }
        last = Some(output);
    }
    let said = last.map(|output| String::from_utf8_lossy(&output.stderr).trim().to_owned()).unwrap_or_default();
    Err(NativeError::start(format!(
        "initdb of PostgreSQL {} failed in {}: {said}",
        installation.version(),
        home.data.display()
    )))
}

fn initdb(installation: &Installation, account: &Account, home: &Home, locale: &str) -> Result<Output, NativeError> {
    let program = installation.bindir().join("initdb");
    account
        .command(&program)
        .arg("-D")
        .arg(&home.data)
        .args(["--username=postgres", "--auth-local=trust", "--auth-host=scram-sha-256"])
        .arg("--pwfile")
        .arg(home.password_file())
        .args(["--encoding=UTF8", "--no-sync"])
        .arg(format!("--locale={locale}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| NativeError::io("running", &program, error))
}

/// A cluster belongs to one major version.
pub(crate) fn check_cluster(installation: &Installation, home: &Home) -> Result<(), NativeError> {
    let path = home.data.join("PG_VERSION");
    let text = fs::read_to_string(&path).map_err(|error| NativeError::io("reading", &path, error))?;
    if text.trim() == installation.major().to_string() {
        return Ok(());
    }
    Err(NativeError::start(format!(
        "the data in {} is of PostgreSQL {}, and the binaries are of {}; use binaries of {}, or remove that folder",
        home.data.display(),
        text.trim(),
        installation.version(),
        text.trim()
    )))
}
