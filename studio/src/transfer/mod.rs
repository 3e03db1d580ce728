//! Rows out of the database as a file, and into it.

mod csv;
mod export;
mod format;
mod import;
mod value;

pub use export::{export, export_sql};
pub use import::import;
pub use value::{sql_value, value};
