//! Introspection, difference, plan and proof, and the servers on which they happen.
//!
//! Data goes one way: a catalog is read ([`introspect`]) or built from a declaration on a scratch database ([`shadow`]),
//! two catalogs are compared ([`diff`]), the difference is planned ([`plan`]), and the plan is proved on a server before
//! anyone reads it. Migrations that people write are looked at too ([`lint`]).

pub mod build;
pub mod diff;
pub mod draft;
pub mod introspect;
pub mod lint;
pub mod plan;
pub mod proof;
pub mod server;
pub mod shadow;
mod words;
pub mod workflow;
