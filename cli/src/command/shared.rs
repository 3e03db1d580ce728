//! Arguments that several commands have.

use clap::ValueEnum;

/// What is refused unless it is permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Allow {
    /// Dropping what holds data, and types that hold less than before
    Destructive,
}

/// Why an object is left alone that is nobody's.
pub const UNMANAGED: &str = "no migration made it and the schema file does not name it";

/// Why an object is left alone that is known by its name only.
pub const UNMODELLED: &str = "the schema language cannot describe it yet";

/// What a proof builds on its scratch database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProofExtent {
    /// The whole schema
    Full,
    /// What the plan touches, with what it depends on and what depends on it
    Touched,
}
