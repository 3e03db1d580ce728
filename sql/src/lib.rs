//! SQL checked.
