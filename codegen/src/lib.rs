//! From a declared schema to Rust tokens.
