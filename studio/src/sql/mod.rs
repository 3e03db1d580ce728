//! The person's own SQL.

mod explain;
mod kinds;
mod run;
mod split;
mod whole;

pub use explain::explain;
pub use run::{read, write};
pub use split::split;
pub use whole::{further, reading, value};
