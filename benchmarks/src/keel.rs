//! The program that is measured.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{command, report};

/// The checkout that this program was built from.
const CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The `keel` program.
#[derive(Clone, Debug)]
pub struct Keel {
    program: PathBuf,
}

impl Keel {
    /// The one that is named, or one built from the checkout.
    ///
    /// # Errors
    /// Where there is none or it does not build.
    pub async fn find(named: Option<&Path>) -> Result<Self> {
        let program = match named {
            Some(program) => program.canonicalize().with_context(|| format!("{}", program.display()))?,
            None => build().await?,
        };
        Ok(Self { program })
    }

    /// Where it is.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The folder of the reference schema.
    pub fn checkout() -> &'static Path {
        Path::new(CHECKOUT)
    }

    /// It, in a folder, with nothing from the environment that would change what it does.
    pub fn command<const N: usize>(&self, folder: &Path, arguments: [&str; N]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(folder).env_remove("DATABASE_URL").args(arguments);
        command
    }
}

/// Builds it as a release without the embedded server, which no measured command uses with a database given.
async fn build() -> Result<PathBuf> {
    report::say("building keel");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(CHECKOUT);
    command.args(["build", "--release", "--package", "evenkeel-cli", "--no-default-features"]);
    command.args(["--message-format", "json-render-diagnostics"]);
    let messages = command::output(command).await?;
    messages.lines().find_map(built).context("cargo built keel and did not say where")
}

/// The program that a message of cargo's tells of.
fn built(message: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    let is_keel = message.pointer("/target/name")? == "keel";
    is_keel.then(|| message.get("executable")?.as_str().map(PathBuf::from)).flatten()
}

#[cfg(test)]
mod tests {
    #[test]
    fn cargos_message_names_the_program() {
        let message = r#"{"reason":"compiler-artifact","target":{"name":"keel"},"executable":"/a/keel"}"#;
        assert_eq!(super::built(message), Some("/a/keel".into()));
        assert_eq!(super::built(&message.replace("\"keel\"", "\"evenkeel\"")), None);
        assert_eq!(super::built("text"), None);
    }
}
