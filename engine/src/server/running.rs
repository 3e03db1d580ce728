//! A server of evenkeel's own, of either kind, while it runs.

use std::path::Path;
#[cfg(feature = "embedded")]
use std::path::PathBuf;

use evenkeel_connect::ConnectOptions;
use evenkeel_native::{Data, Installation, NativeServer};

use super::project::Published;
use super::{DATABASE, Flavor, ServerError};

/// A server that this process runs.
#[derive(Debug)]
pub(super) enum Running {
    Native(NativeServer),
    #[cfg(feature = "embedded")]
    Embedded {
        server: evenkeel_embedded::EmbeddedServer,
        directory: PathBuf,
    },
}

/// Whether this build has such a server at all.
pub(super) fn check_available(flavor: Flavor) -> Result<(), ServerError> {
    match flavor {
        #[cfg(not(feature = "embedded"))]
        Flavor::Embedded => Err(ServerError::not_built_in()),
        _ => Ok(()),
    }
}

impl Running {
    /// Starts one on a folder.
    pub(super) async fn start(flavor: Flavor, directory: &Path, extensions: &[String]) -> Result<Self, ServerError> {
        match flavor {
            #[cfg(feature = "embedded")]
            Flavor::Embedded => Self::start_embedded(directory.to_path_buf(), extensions.to_vec()).await,
            #[cfg(not(feature = "embedded"))]
            Flavor::Embedded => {
                let _ = extensions;
                Err(ServerError::not_built_in())
            }
            Flavor::Local { major } => {
                let directory = directory.to_path_buf();
                let started = tokio::task::spawn_blocking(move || {
                    let installation = Installation::choose(major.or_else(|| cluster_major(&directory)))?;
                    NativeServer::start(&installation, Data::Directory(&directory), &[])
                });
                let started = started.await.map_err(|_| ServerError::ended("starting"))?;
                started.map(Self::Native).map_err(ServerError::native)
            }
        }
    }

    #[cfg(feature = "embedded")]
    async fn start_embedded(directory: PathBuf, extensions: Vec<String>) -> Result<Self, ServerError> {
        let folder = directory.clone();
        let started =
            tokio::task::spawn_blocking(move || evenkeel_embedded::EmbeddedServer::start(Some(&folder), &extensions));
        let started = started.await.map_err(|_| ServerError::ended("starting"))?;
        started.map(|server| Self::Embedded { server, directory }).map_err(ServerError::embedded)
    }

    /// The project's database on it.
    pub(super) fn options(&self) -> Result<ConnectOptions, ServerError> {
        ConnectOptions::parse(&self.url()).map_err(ServerError::address)
    }

    fn url(&self) -> String {
        match self {
            Self::Native(server) => server.url(DATABASE),
            #[cfg(feature = "embedded")]
            Self::Embedded { server, .. } => server.url(),
        }
    }

    /// What others have to know.
    pub(super) fn publish(&self) -> Published {
        let (version, extensions) = match self {
            Self::Native(server) => (server.version().to_owned(), Vec::new()),
            #[cfg(feature = "embedded")]
            Self::Embedded { server, .. } => {
                (evenkeel_embedded::POSTGRES_VERSION.to_owned(), server.extensions().to_vec())
            }
        };
        Published { pid: std::process::id(), url: self.url(), version, extensions }
    }

    pub(super) fn single_connection(&self) -> bool {
        match self {
            Self::Native(_) => false,
            #[cfg(feature = "embedded")]
            Self::Embedded { .. } => true,
        }
    }

    pub(super) fn description(&self) -> String {
        match self {
            Self::Native(server) => match server.runs_as() {
                Some(account) => format!("a local PostgreSQL {}, run as the user {account}", server.version()),
                None => format!("a local PostgreSQL {}", server.version()),
            },
            #[cfg(feature = "embedded")]
            Self::Embedded { .. } => format!("the embedded PostgreSQL {}", evenkeel_embedded::POSTGRES_VERSION),
        }
    }

    /// Whether CREATE EXTENSION may find all of these. Of a native server only the server knows.
    #[cfg_attr(not(feature = "embedded"), expect(unused_variables))]
    pub(super) fn has_extensions(&self, extensions: &[String]) -> bool {
        match self {
            Self::Native(_) => true,
            #[cfg(feature = "embedded")]
            Self::Embedded { server, .. } => {
                extensions.iter().all(|name| name == "plpgsql" || server.extensions().contains(name))
            }
        }
    }

    /// Whether it could be started with these.
    #[cfg_attr(not(feature = "embedded"), expect(unused_variables, clippy::unnecessary_wraps))]
    pub(super) fn check_extensions(&self, extensions: &[String]) -> Result<(), ServerError> {
        match self {
            Self::Native(_) => Ok(()),
            #[cfg(feature = "embedded")]
            Self::Embedded { .. } => evenkeel_embedded::check_extensions(extensions).map_err(ServerError::embedded),
        }
    }

    /// The same server started anew with more extensions.
    #[cfg_attr(not(feature = "embedded"), expect(unused_variables, clippy::unused_async))]
    pub(super) async fn restart_with(self, extensions: &[String]) -> Result<Self, ServerError> {
        match self {
            Self::Native(server) => Ok(Self::Native(server)),
            #[cfg(feature = "embedded")]
            Self::Embedded { server, directory } => {
                let mut all = server.extensions().to_vec();
                all.extend_from_slice(extensions);
                Self::Embedded { server, directory: directory.clone() }.stop().await?;
                Self::start_embedded(directory, all).await
            }
        }
    }

    /// Stops it and waits.
    pub(super) async fn stop(self) -> Result<(), ServerError> {
        let stopped = tokio::task::spawn_blocking(move || match self {
            Self::Native(server) => server.stop().map_err(ServerError::native),
            #[cfg(feature = "embedded")]
            Self::Embedded { server, .. } => server.stop().map_err(ServerError::embedded),
        });
        stopped.await.map_err(|_| ServerError::ended("stopping"))?
    }

    /// Lets it end without waiting: where nobody can wait (a panic, a forgotten stop), waiting for a connection that this
    /// very thread holds would never end.
    pub(super) fn abandon(self) {
        match self {
            // It ends its sessions by itself.
            Self::Native(server) => drop(server),
            #[cfg(feature = "embedded")]
            Self::Embedded { server, .. } => drop(std::thread::spawn(move || drop(server))),
        }
    }
}

/// The major version of the cluster that a folder has already.
fn cluster_major(directory: &Path) -> Option<u32> {
    std::fs::read_to_string(directory.join("data").join("PG_VERSION")).ok()?.trim().parse().ok()
}
