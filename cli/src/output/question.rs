//! Questions to a person.

use std::io::IsTerminal;

use dialoguer::Confirm;

use super::Printer;
use crate::failure::Failure;

/// Whether there is a person to ask: both ends are terminals, what is printed is for people, and this is no CI.
pub fn can_ask(printer: &Printer) -> bool {
    printer.is_text()
        && std::io::stdin().is_terminal()
        && std::io::stderr().is_terminal()
        && std::env::var_os("CI").is_none_or(|value| value.is_empty() || value == "false" || value == "0")
}

/// Asks for a yes; no is the default.
pub fn confirm(words: &str) -> Result<bool, Failure> {
    Confirm::new().with_prompt(words).default(false).interact().map_err(|dialoguer::Error::IO(error)| {
        match error.kind() {
            std::io::ErrorKind::Interrupted => Failure::interrupted(),
            _ => Failure::new("terminal", "cannot ask on this terminal").with_cause(error.to_string()),
        }
    })
}
