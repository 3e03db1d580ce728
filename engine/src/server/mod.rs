//! The servers on which evenkeel works: a URL, the embedded one, a local one of its own.
//!
//! A server of evenkeel's own keeps its data in `.keel/` beside schema.yaml and belongs to the first process that needs it;
//! other processes find its address there and connect to it. It ends with the process that started it, which waits for the
//! others before. Its database is [`DATABASE`].

mod error;
mod project;
mod running;

use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use evenkeel_connect::ConnectOptions;

use self::project::{Folder, Lease, Published, Solitude, Visit};
use self::running::Running;

pub use error::ServerError;
pub use project::{FOLDER, make_folder, reset};

/// The database in which a project lives on a server of evenkeel's own: the one that every cluster has from its start, so
/// that nothing has to be made first. Scratch databases stand beside it.
pub const DATABASE: &str = "postgres";

/// How long to wait for another process that has the right to serve and has not published its address yet.
const PUBLISHED_WITHIN: Duration = Duration::from_secs(60);
/// How often to look.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Which server to work on.
#[expect(clippy::large_enum_variant, reason = "it is made once, and moved once")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerChoice {
    /// The one that a URL names.
    Url(ConnectOptions),
    /// PostgreSQL inside this process (or in the process that has it already).
    Embedded,
    /// One made of the binaries of this machine.
    Local {
        /// The major version that is wanted; the newest of the machine otherwise.
        major: Option<u32>,
    },
}

/// A server, running.
#[derive(Debug)]
pub struct Server {
    options: ConnectOptions,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Given,
    Joined { published: Published, single: bool, _visit: Visit },
    Owned(Box<Owned>),
}

#[derive(Debug)]
struct Owned {
    // Nothing in between, when it is restarted or stopped.
    running: Option<Running>,
    lease: Lease,
}

/// A server of evenkeel's own, of either kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flavor {
    Embedded,
    Local { major: Option<u32> },
}

impl Server {
    /// Starts the server, or finds it running. `extensions` are those that CREATE EXTENSION has to find; the embedded
    /// server has to know them when it starts, others are not asked. A URL is taken as it is: nothing connects yet.
    ///
    /// # Errors
    /// Where the server cannot be started or does not have an extension, where the one that another process runs was started
    /// without an extension, where that process does not answer.
    pub async fn open(
        choice: ServerChoice,
        project_directory: &Path,
        extensions: &[String],
    ) -> Result<Self, ServerError> {
        match choice {
            ServerChoice::Url(options) => Ok(Self { options, kind: Kind::Given }),
            ServerChoice::Embedded => Self::open_own(Flavor::Embedded, project_directory, extensions).await,
            ServerChoice::Local { major } => {
                Self::open_own(Flavor::Local { major }, project_directory, extensions).await
            }
        }
    }

    async fn open_own(flavor: Flavor, project: &Path, extensions: &[String]) -> Result<Self, ServerError> {
        running::check_available(flavor)?;
        let folder = Folder::of(project, flavor)?;
        let start = Instant::now();
        loop {
            if let Some(lease) = folder.try_lease()? {
                // Whatever address stands in the file is of a process that is gone.
                let running = Running::start(flavor, folder.data(), extensions).await?;
                let options = running.options()?;
                lease.publish(&running.publish())?;
                return Ok(Self { options, kind: Kind::Owned(Box::new(Owned { running: Some(running), lease })) });
            }
            match folder.published() {
                Some(published) if published.answers().await => {
                    // The address once more: the process may have stopped, and another serve, before there was a guest.
                    if let Some(visit) = folder.try_visit()?
                        && folder.published().as_ref() == Some(&published)
                    {
                        return Self::join(flavor, published, extensions, visit);
                    }
                    tokio::time::sleep(LOOK_EVERY).await;
                }
                found if start.elapsed() > PUBLISHED_WITHIN => {
                    return Err(ServerError::silent(folder.lock_path(), found.map(|published| published.pid)));
                }
                _ => tokio::time::sleep(LOOK_EVERY).await,
            }
        }
    }

    fn join(flavor: Flavor, published: Published, extensions: &[String], visit: Visit) -> Result<Self, ServerError> {
        let single = flavor == Flavor::Embedded;
        if single {
            check_extensions(&published, extensions)?;
        }
        if let Flavor::Local { major: Some(major) } = flavor
            && published.major() != Some(major)
        {
            return Err(ServerError::other_major(&published, major));
        }
        let options = ConnectOptions::parse(&published.url).map_err(ServerError::address)?;
        Ok(Self { options, kind: Kind::Joined { published, single, _visit: visit } })
    }

    /// How to reach the project's database on it.
    pub fn options(&self) -> &ConnectOptions {
        &self.options
    }

    /// Whether it serves one connection at a time. A second one then waits until the first is closed, for ever where both
    /// are held by one task: hold one at a time, and none between requests.
    pub fn single_connection(&self) -> bool {
        match &self.kind {
            Kind::Given => false,
            Kind::Joined { single, .. } => *single,
            Kind::Owned(owned) => owned.running.as_ref().is_some_and(Running::single_connection),
        }
    }

    /// Whether it is evenkeel's own: a place for development, where pending migrations are applied without asking.
    pub fn is_own(&self) -> bool {
        !matches!(self.kind, Kind::Given)
    }

    /// What it is in a few words, without a password: `the embedded PostgreSQL 17.5 in .keel`.
    pub fn description(&self) -> String {
        match &self.kind {
            Kind::Given => format!("the server at {}", self.options.host_description()),
            Kind::Joined { published, single, .. } => {
                let kind = if *single { "embedded" } else { "local" };
                format!("the {kind} PostgreSQL {} of process {}", published.version, published.pid)
            }
            Kind::Owned(owned) => {
                owned.running.as_ref().map_or_else(|| "a stopped server".to_owned(), Running::description)
            }
        }
    }

    /// Makes sure that CREATE EXTENSION will find these. The embedded server is started anew where it does not know one,
    /// so no connection to it may be open, and other processes that use it are waited for: `waiting` is called where there
    /// are any, so that a person can be told. A server that is not this process's is not restarted. Other servers have what
    /// they have.
    ///
    /// # Errors
    /// Where the embedded server has no such extension, or another process runs it without.
    pub async fn require_extensions(
        &mut self,
        extensions: &[String],
        waiting: impl FnOnce(),
    ) -> Result<(), ServerError> {
        match &mut self.kind {
            Kind::Given => Ok(()),
            Kind::Joined { published, single: true, .. } => check_extensions(published, extensions),
            Kind::Joined { .. } => Ok(()),
            Kind::Owned(owned) => {
                if let Some(running) = &owned.running {
                    // Before it is stopped: it goes on where they are not to be had.
                    running.check_extensions(extensions)?;
                }
                if owned.running.as_ref().is_none_or(|running| running.has_extensions(extensions)) {
                    return Ok(());
                }
                let _alone = owned.alone(waiting).await?;
                let Some(running) = owned.running.take() else { return Ok(()) };
                owned.lease.withdraw();
                let running = running.restart_with(extensions).await?;
                self.options = running.options()?;
                owned.lease.publish(&running.publish())?;
                owned.running = Some(running);
                Ok(())
            }
        }
    }

    /// Stops it where it is this process's own, and waits until it has. Close your connections before. Other processes that
    /// use it are waited for; `waiting` is called where there are any, so that a person can be told.
    ///
    /// # Errors
    /// Where it does not stop. What was committed is safe.
    pub async fn stop(mut self, waiting: impl FnOnce()) -> Result<(), ServerError> {
        if let Kind::Owned(owned) = &mut self.kind {
            // First nobody new, then the end, then the right to serve is free for others.
            let _alone = owned.alone(waiting).await?;
            owned.lease.withdraw();
            if let Some(running) = owned.running.take() {
                running.stop().await?;
            }
        }
        Ok(())
    }
}

impl Owned {
    /// Waits until no other process uses the server, and lets none do so while the result is held.
    async fn alone(&self, waiting: impl FnOnce()) -> Result<Solitude, ServerError> {
        if let Some(alone) = self.lease.try_close()? {
            return Ok(alone);
        }
        waiting();
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            if let Some(alone) = self.lease.try_close()? {
                return Ok(alone);
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Kind::Owned(owned) = &mut self.kind
            && let Some(running) = owned.running.take()
        {
            owned.lease.withdraw();
            running.abandon();
        }
    }
}

fn check_extensions(published: &Published, extensions: &[String]) -> Result<(), ServerError> {
    let missing = extensions.iter().find(|name| *name != "plpgsql" && !published.extensions.contains(name));
    match missing {
        Some(name) => Err(ServerError::missing_extension(name, published.pid)),
        None => Ok(()),
    }
}

impl fmt::Display for Flavor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Embedded => "embedded",
            Self::Local { .. } => "local",
        })
    }
}
