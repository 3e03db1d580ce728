//! The database as a whole: what the side bar, the diagram and the editor need to know.

mod completion;
mod diagram;
mod overview;

pub use completion::completion;
pub use diagram::diagram;
pub use overview::{Found, overview};

use std::collections::BTreeMap;

/// The groups of tables in the schema file, by schema and name.
pub type Groups = BTreeMap<(String, String), String>;
