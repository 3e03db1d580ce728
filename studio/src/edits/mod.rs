//! Changes of rows: what would be run, and running it.

mod commit;
mod statement;

pub use commit::commit;
pub use statement::preview;
