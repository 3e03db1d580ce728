//! Under whose account a server runs. PostgreSQL refuses to run as root.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::NativeError;

/// Accounts that a server may run under where this process is root, the best first.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// The account of a server's processes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Account {
    /// That of this process.
    Own,
    /// Another, since this process is root.
    Other { name: String, user: u32, group: u32 },
}

impl Account {
    /// This process's own account, or an unprivileged one where it is root.
    pub(crate) fn choose() -> Result<Self, NativeError> {
        if !is_root() {
            return Ok(Self::Own);
        }
        for name in UNPRIVILEGED {
            if let (Some(user), Some(group)) = (id(&["-u", name]), id(&["-g", name])) {
                return Ok(Self::Other { name: name.to_owned(), user, group });
            }
        }
        Err(NativeError::account(
            "PostgreSQL refuses to run as root, and this machine has no user postgres or nobody to run it as; run keel as another user".to_owned(),
        ))
    }

    /// The other account's name.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Own => None,
            Self::Other { name, .. } => Some(name),
        }
    }

    /// A command that runs under this account.
    #[cfg_attr(not(unix), expect(unused_mut, unused_variables))]
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            if let Self::Other { user, group, .. } = self {
                // As root, setting the user also drops root's supplementary groups.
                command.uid(*user).gid(*group);
            }
        }
        // A working folder that every account may enter.
        command.current_dir("/");
        command
    }

    /// Gives a file or folder to the account.
    pub(crate) fn own(&self, path: &Path) -> Result<(), NativeError> {
        #[cfg(unix)]
        if let Self::Other { user, group, .. } = self {
            return std::os::unix::fs::chown(path, Some(*user), Some(*group))
                .map_err(|error| NativeError::io("giving to the server's user", path, error));
        }
        let _ = path;
        Ok(())
    }

    /// Makes sure that the account may run the server's binary and enter the folder of the data.
    pub(crate) fn check(&self, server: &Path, folder: &Path) -> Result<(), NativeError> {
        let Self::Other { name, .. } = self else {
            return Ok(());
        };
        let runs = self.command(server).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !runs.is_ok_and(|status| status.success()) {
            return Err(NativeError::account(format!(
                "PostgreSQL refuses to run as root, and the user {name} may not run {}; make it and the folders above readable, or run keel as another user",
                server.display()
            )));
        }
        let enters = self
            .command("/bin/sh")
            .args(["-c", "cd \"$1\" && test -w .", "sh"])
            .arg(folder)
            .stderr(Stdio::null())
            .status();
        if !enters.is_ok_and(|status| status.success()) {
            return Err(NativeError::account(format!(
                "PostgreSQL refuses to run as root, and the user {name} may not enter {}; run keel as another user, or let others enter the folders above",
                folder.display()
            )));
        }
        Ok(())
    }
}

fn is_root() -> bool {
    #[cfg(unix)]
    return rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    return false;
}

fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
