//! Extensions.

use serde::{Deserialize, Serialize};

/// An installed extension: its name is its key in the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// The schema that holds its objects; in a declaration, `None` leaves the choice to the server.
    pub schema: Option<String>,
    /// The version a declaration asks for; `None` where any will do. Read from a server it is always present.
    pub version: Option<String>,
    /// The text of COMMENT ON, where it is not the comment that the extension itself brings.
    pub comment: Option<String>,
}
