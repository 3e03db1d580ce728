//! From the macro's input to Rust.

use std::path::{Path, PathBuf};

use evenkeel_model::declared::SourceFile;
use evenkeel_model::language::naming::nearest;
use evenkeel_model::language::{self, ReadError, diagnostics};
use evenkeel_model::{Declared, Diagnostic};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::input::Input;

/// Expands `schema!(input)` in the crate whose `Cargo.toml` lies in `folder`.
pub(crate) fn schema(input: TokenStream, folder: &Path) -> TokenStream {
    match syn::parse2::<Input>(input) {
        Ok(input) => file(&input, folder),
        Err(error) => error.into_compile_error(),
    }
}

fn file(input: &Input, folder: &Path) -> TokenStream {
    let written = input.path.value();
    let Some(path) = language::find(&written, folder) else {
        let message = format!(
            "there is no file `{written}` in {} nor in a folder above it that holds a Cargo.toml; `keel init` makes one",
            folder.display()
        );
        return compile_error(input.path.span(), &message);
    };
    let declared = match language::read(&path) {
        Ok((declared, _warnings)) => declared,
        Err(ReadError::Invalid { findings, files, .. }) => {
            return invalid(input.path.span(), &written, &findings, &files);
        }
        Err(error @ ReadError::Unreadable { .. }) => return compile_error(input.path.span(), &error.to_string()),
    };
    if let Some(finding) = declared.rust.missing_feature(cfg!(feature = "chrono"), cfg!(feature = "time")) {
        return invalid(input.path.span(), &written, &[finding], &declared.places.files);
    }
    let result = match &input.names {
        None => evenkeel_codegen::rust(&declared),
        Some(names) => evenkeel_codegen::rust_of(&declared, names),
    };
    match result {
        Ok(items) => {
            let unknown = unknown_names(input, &declared);
            let tracked = track(&declared.places.files);
            quote!(#items #unknown #tracked)
        }
        Err(findings) => invalid(input.path.span(), &written, &findings, &declared.places.files),
    }
}

/// Errors for names that are no table's, each under the name.
fn unknown_names(input: &Input, declared: &Declared) -> TokenStream {
    let known = evenkeel_codegen::struct_names(declared);
    let names = input.names.iter().flatten().filter(|name| !known.contains(&name.to_string()));
    names
        .map(|name| {
            let path = input.path.value();
            let message = match nearest(&name.to_string(), known.iter().map(String::as_str)) {
                Some(near) => format!("no table of {path} has the struct `{name}`: did you mean `{near}`?"),
                None => format!("no table of {path} has the struct `{name}`; it has {}", known.join(", ")),
            };
            compile_error(name.span(), &message)
        })
        .collect()
}

/// All findings as one error, with the lines of the file, and the crate built anew when the file changes.
fn invalid(span: Span, written: &str, findings: &[Diagnostic], files: &[SourceFile]) -> TokenStream {
    let shown: Vec<SourceFile> =
        files.iter().map(|file| SourceFile { path: from_here(&file.path), text: file.text.clone() }).collect();
    let pictures = diagnostics::render_all(findings, &shown, false);
    let error = compile_error(span, &format!("{written} cannot be used\n\n{pictures}"));
    let tracked = track(files);
    quote!(#error #tracked)
}

/// A path as the compiler prints those of source files: relative to where it was started.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}

/// What tells the compiler that the crate depends on the files.
fn track(files: &[SourceFile]) -> TokenStream {
    let paths = files.iter().filter_map(|file| Some(std::path::absolute(&file.path).ok()?.to_str()?.to_owned()));
    quote!(#(const _: &[u8] = ::core::include_bytes!(#paths);)*)
}

fn compile_error(span: Span, message: &str) -> TokenStream {
    quote_spanned!(span=> ::core::compile_error!(#message);)
}

#[cfg(test)]
mod tests;
