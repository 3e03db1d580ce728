//! Syntax that older versions lack.

use super::Reader;
use crate::declared::Place;

impl Reader<'_> {
    /// Finds syntax that the oldest version of `postgres:` does not have.
    pub(super) fn needs(&mut self, version: u32, place: Place, what: &str) {
        if let Some(oldest) = self.oldest.filter(|oldest| *oldest < version) {
            self.error_with_help(
                "too-new",
                place,
                format!("{what} needs PostgreSQL {version}, and the file is for {oldest} too"),
                format!("leave it out, or raise the oldest version under `postgres:` to {version}"),
            );
        }
    }
}
