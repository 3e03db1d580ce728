//! The catalog of a PostgreSQL database as plain types, and the schema language that declares one.
//!
//! Everything here is pure: no server, no asynchronous code. [`Catalog`] is what a database holds, whether it was read
//! from a server or declared in a file; [`Declared`] is a schema file after reading: a catalog whose SQL texts are as
//! a person wrote them, the decisions that only a person can make (renames, conversions, scope), and where in the file
//! each object stands.

pub mod catalog;
pub mod declared;
pub mod dependency;
pub mod diagnostic;
pub mod format;
pub mod language;
pub mod name;
pub mod object;
pub mod printed_type;
pub mod write;

pub use catalog::Catalog;
pub use declared::Declared;
pub use dependency::{Dependencies, ObjectId};
pub use diagnostic::Diagnostic;
pub use name::QualifiedName;
