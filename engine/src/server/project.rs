//! The folder `.keel/` beside schema.yaml: the data of evenkeel's own servers, who serves them, and where.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use evenkeel_connect::ConnectOptions;
use serde::{Deserialize, Serialize};

use super::{Flavor, LOOK_EVERY, ServerError};

/// The folder's name.
pub const FOLDER: &str = ".keel";

/// How long a server may take to accept a connection when somebody asks whether it is there.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// How long a lock that was given back may be held by a copy of its file.
const GIVEN_BACK_WITHIN: Duration = Duration::from_secs(2);

/// What the process that serves tells others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Published {
    /// That process.
    pub(super) pid: u32,
    /// The project's database on its server.
    pub(super) url: String,
    /// The server's version.
    pub(super) version: String,
    /// The extensions that the embedded server was started with.
    pub(super) extensions: Vec<String>,
}

impl Published {
    pub(super) fn major(&self) -> Option<u32> {
        self.version.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
    }

    /// Whether somebody accepts connections there. No session is asked for: where there is only one, it may be taken.
    pub(super) async fn answers(&self) -> bool {
        let Ok(options) = ConnectOptions::parse(&self.url) else {
            return false;
        };
        tokio::time::timeout(ANSWER_WITHIN, options.is_listening()).await.unwrap_or(false)
    }
}

/// Makes `.keel/` in a project's folder, with a `.gitignore` that keeps all of it out of Git, and gives its path.
///
/// # Errors
/// Where one of them cannot be written.
pub fn make_folder(project: &Path) -> Result<PathBuf, ServerError> {
    let folder = project.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|error| ServerError::files("making the folder", &folder, error))?;
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        fs::write(&ignore, "*\n").map_err(|error| ServerError::files("writing", &ignore, error))?;
    }
    Ok(folder)
}

/// The files of one kind of server within `.keel/`.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    data: PathBuf,
    lock: PathBuf,
    guests: PathBuf,
    address: PathBuf,
}

impl Folder {
    /// The files for a project's folder; `.keel/` is made.
    pub(super) fn of(project: &Path, flavor: Flavor) -> Result<Self, ServerError> {
        Ok(Self::within(&make_folder(project)?, flavor))
    }

    fn within(folder: &Path, flavor: Flavor) -> Self {
        // The usual server has the plain name.
        let stem = match flavor {
            Flavor::Embedded => "server",
            Flavor::Local { .. } => "local",
        };
        Self {
            data: folder.join(flavor.to_string()),
            lock: folder.join(format!("{stem}.lock")),
            guests: folder.join(format!("{stem}.guests")),
            address: folder.join(format!("{stem}.json")),
        }
    }

    /// Where the server's data is.
    pub(super) fn data(&self) -> &Path {
        &self.data
    }

    /// The file whose lock is the right to serve.
    pub(super) fn lock_path(&self) -> &Path {
        &self.lock
    }

    /// Takes the right to serve, unless somebody has it. The operating system takes it back when the process ends, however
    /// it ends, so it is never stale.
    pub(super) fn try_lease(&self) -> Result<Option<Lease>, ServerError> {
        let lock = lock(&self.lock, File::try_lock)?;
        Ok(lock.map(|lock| Lease { _lock: lock, guests: self.guests.clone(), address: self.address.clone() }))
    }

    /// The same, and waits a moment where nobody says that he serves. A lock that was given back may still be held by a child
    /// that this or another process starts: it has a copy of every open file until it runs its program.
    fn lease_soon(&self) -> Result<Option<Lease>, ServerError> {
        let start = Instant::now();
        loop {
            let lease = self.try_lease()?;
            if lease.is_some() || self.published().is_some() || start.elapsed() > GIVEN_BACK_WITHIN {
                return Ok(lease);
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }

    /// Becomes a guest of the process that serves, unless it is stopping: it goes on for as long as it has one.
    pub(super) fn try_visit(&self) -> Result<Option<Visit>, ServerError> {
        Ok(lock(&self.guests, File::try_lock_shared)?.map(|lock| Visit { _lock: lock }))
    }

    /// What the serving process has written, if it has. Half a file counts as none: it is being written.
    pub(super) fn published(&self) -> Option<Published> {
        serde_json::from_slice(&fs::read(&self.address).ok()?).ok()
    }
}

/// Takes a lock in a file, which is made, unless somebody has one that does not go with it.
fn lock(path: &Path, take: fn(&File) -> Result<(), TryLockError>) -> Result<Option<File>, ServerError> {
    let failed = |error| ServerError::files("locking", path, error);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
    match take(&file) {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Being a guest of the process that serves, until it is dropped.
#[derive(Debug)]
pub(super) struct Visit {
    _lock: File,
}

/// That nobody is a guest, nor becomes one, until it is dropped.
#[derive(Debug)]
pub(super) struct Solitude {
    _lock: File,
}

/// The right to serve a project, held until it is dropped.
#[derive(Debug)]
pub(super) struct Lease {
    _lock: File,
    guests: PathBuf,
    address: PathBuf,
}

impl Lease {
    /// Tells others where the server is.
    pub(super) fn publish(&self, published: &Published) -> Result<(), ServerError> {
        let failed = |error| ServerError::files("writing", &self.address, error);
        let text = serde_json::to_vec_pretty(published).map_err(|error| failed(error.into()))?;
        // Whole or not at all.
        let draft = self.address.with_extension("draft");
        fs::write(&draft, text).map_err(failed)?;
        fs::rename(&draft, &self.address).map_err(failed)
    }

    /// Closes the door, unless somebody is a guest.
    pub(super) fn try_close(&self) -> Result<Option<Solitude>, ServerError> {
        Ok(lock(&self.guests, File::try_lock)?.map(|lock| Solitude { _lock: lock }))
    }

    /// Tells others no more.
    pub(super) fn withdraw(&self) {
        // Where it stays, the lock still says that nobody serves.
        let _ = fs::remove_file(&self.address);
    }
}

/// Removes the data of evenkeel's own servers of a project. True where there was any.
///
/// # Errors
/// Where a process serves it: nothing is removed then. Where files cannot be removed.
pub fn reset(project_directory: &Path) -> Result<bool, ServerError> {
    let folder = project_directory.join(FOLDER);
    if !folder.exists() {
        return Ok(false);
    }
    // Both before the first is removed, and both held until the last is.
    let mut leases = Vec::new();
    for flavor in [Flavor::Embedded, Flavor::Local { major: None }] {
        let files = Folder::within(&folder, flavor);
        let Some(lease) = files.lease_soon()? else {
            return Err(ServerError::served(&files.data, files.published().map(|published| published.pid)));
        };
        if let Some(pid) = evenkeel_native::running_server(&files.data) {
            return Err(ServerError::served(&files.data, Some(pid)));
        }
        leases.push((files, lease));
    }
    let mut removed = false;
    for (files, lease) in &leases {
        if files.data.exists() {
            fs::remove_dir_all(&files.data).map_err(|error| ServerError::files("removing", &files.data, error))?;
            removed = true;
        }
        lease.withdraw();
    }
    Ok(removed)
}
