//! The macros `schema!`, a thin shell over evenkeel-codegen, and `migrations!`.

mod expand;
mod input;
mod migrations;

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
    expand::schema(input.into(), &manifest_folder()).into()
}

/// Puts a folder of migrations into the program, as a constant of the type `evenkeel::Migrations`.
///
/// ```text
/// static MIGRATIONS: evenkeel::Migrations = evenkeel::migrations!("migrations");
/// ```
///
/// The path is looked for as that of `schema!`. The crate is built anew when one of the files changes. The compiler cannot
/// be told of a folder, so a migration that is added is seen when something else of the crate changes, such as the schema
/// file that it came from; a `build.rs` with `println!("cargo::rerun-if-changed=migrations")` makes that sure.
#[proc_macro]
pub fn migrations(input: TokenStream) -> TokenStream {
    migrations::migrations(input.into(), &manifest_folder()).into()
}

fn manifest_folder() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default()
}
