//! The macro `schema!`, a thin shell over evenkeel-codegen.

mod expand;
mod input;

use std::path::PathBuf;

use proc_macro::TokenStream;

/// Makes the Rust of a schema file: a struct for the rows of each table, an enum for each column that takes one of a
/// few values, and what the tables and columns are called.
///
/// ```text
/// evenkeel::schema!("schema.yaml");
/// evenkeel::schema!("schema.yaml"; User, Member);
/// ```
///
/// The path is relative to the folder of the crate's `Cargo.toml`; where there is no such file, the folders above it
/// that hold a `Cargo.toml` are looked at, up to the workspace's. With names of structs behind it, only these tables
/// and the types that their columns use are made, and an editor jumps to the names.
///
/// The crate is built anew when the file, or one that it includes, changes. What is wrong in the file is an error of
/// the compiler that shows the lines of the file, all findings at once.
#[proc_macro]
pub fn schema(input: TokenStream) -> TokenStream {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    expand::schema(input.into(), &folder).into()
}
