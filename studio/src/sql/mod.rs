//! The person's own SQL.

mod explain;
mod kinds;
mod run;
mod split;

pub use explain::explain;
pub use run::{read, write};
pub use split::split;
