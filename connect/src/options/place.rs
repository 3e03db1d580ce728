//! One place where a server may listen.

use std::path::{Path, PathBuf};

/// The folders in which servers make their sockets by default.
pub(super) const SOCKET_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// Where a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Tcp { host: String, port: u16 },
    Socket { folder: PathBuf, port: u16 },
}

impl Place {
    /// Its port; a socket has one in its name.
    pub(crate) fn port(&self) -> u16 {
        match self {
            Self::Tcp { port, .. } | Self::Socket { port, .. } => *port,
        }
    }

    /// As the parameter `host` has it.
    pub(super) fn host(&self) -> String {
        match self {
            Self::Tcp { host, .. } => host.clone(),
            Self::Socket { folder, .. } => folder.display().to_string(),
        }
    }

    /// In words.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Tcp { host, port } if host.contains(':') => format!("[{host}]:{port}"),
            Self::Tcp { host, port } => format!("{host}:{port}"),
            Self::Socket { folder, port } => format!("socket {}", folder.join(format!(".s.PGSQL.{port}")).display()),
        }
    }

    /// What the first field of the password file stands for: a socket in a default folder is `localhost` there.
    pub(super) fn password_file_host(&self) -> String {
        match self {
            Self::Socket { folder, .. } if SOCKET_FOLDERS.iter().any(|usual| folder == Path::new(usual)) => {
                "localhost".to_owned()
            }
            _ => self.host(),
        }
    }
}
