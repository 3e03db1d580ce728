//! Rows out of the database as a file, and into it.

mod csv;
mod export;
mod format;
mod import;
mod value;

pub use export::export;
pub use import::import;
pub use value::value;
