//! Extensions.

use serde::{Deserialize, Serialize};

/// An installed extension: its name is its key in the catalog.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Extension {
    /// The schema that holds its objects; in a declaration, `None` leaves the choice to the server.
    pub schema: Option<String>,
    /// The version a declaration asks for; `None` where any will do. Read from a server it is always present.
    pub version: Option<String>,
    /// The text of COMMENT ON, where it is not the comment that the extension itself brings.
    pub comment: Option<String>,
    /// The comment that the extension itself brings, where a server has told it. Another release of it may bring another
    /// one, so that this makes no difference between two extensions.
    #[serde(skip)]
    pub own_comment: Option<String>,
}

impl PartialEq for Extension {
    fn eq(&self, other: &Self) -> bool {
        let Self { schema, version, comment, own_comment: _ } = self;
        (schema, version, comment) == (&other.schema, &other.version, &other.comment)
    }
}

impl Eq for Extension {}
