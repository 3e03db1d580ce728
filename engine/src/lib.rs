//! Introspection, difference, plan and proof, and the servers on which they happen.

pub mod introspect;
pub mod server;
pub mod shadow;
