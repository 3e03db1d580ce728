//! `keel`.

fn main() {}
