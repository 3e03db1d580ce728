//! The macro sql!
