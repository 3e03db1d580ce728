//! From the macro's input to Rust, or to what is wrong with it.

use std::path::{Path, PathBuf};

use evenkeel_model::Diagnostic;
use evenkeel_model::declared::SourceFile;
use evenkeel_model::diagnostic::Severity;
use evenkeel_model::language::{self, ReadError, diagnostics};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;
use syn::spanned::Spanned;

use crate::cache;
use crate::emit;
use crate::input::Input;

/// What the schema file is called where no other is named.
const SCHEMA: &str = "schema.yaml";

/// Expands `sql!(input)` in the crate whose `Cargo.toml` lies in `folder`.
pub(crate) fn sql(input: TokenStream, folder: &Path) -> TokenStream {
    match syn::parse2::<Input>(input) {
        Ok(input) => statement(&input, folder),
        Err(error) => error.into_compile_error(),
    }
}

fn statement(input: &Input, folder: &Path) -> TokenStream {
    let written = input.schema.as_ref().map_or_else(|| SCHEMA.to_owned(), LitStr::value);
    let span = input.schema.as_ref().unwrap_or(&input.sql).span();
    let Some(path) = language::find(&written, folder) else {
        let message = format!(
            "there is no file `{written}` in {} nor in a folder above it that holds a Cargo.toml; `keel init` makes one",
            folder.display()
        );
        return compile_error(span, &message);
    };
    let schema = match cache::schema(&path) {
        Ok(schema) => schema,
        Err(ReadError::Invalid { findings, files, .. }) => return invalid(span, &written, &findings, &files),
        Err(error @ ReadError::Unreadable { .. }) => return compile_error(span, &error.to_string()),
    };
    let declared = schema.declared();
    if let Some(finding) = declared.rust.missing_feature(cfg!(feature = "chrono"), cfg!(feature = "time")) {
        return invalid(span, &written, &[finding], &declared.places.files);
    }
    let tracked = track(&declared.places.files);
    let body = match evenkeel_sql::check(&schema, &input.sql.value()) {
        Ok(statement) => emit::statement(input, &statement).unwrap_or_else(|error| error.into_compile_error()),
        Err(finding) => wrong(&input.sql, &written, &finding),
    };
    quote!({ #tracked #body })
}

/// What is wrong with the schema file, in a line: each statement of the crate says it, and `schema!` shows the lines of the file.
fn invalid(span: Span, written: &str, findings: &[Diagnostic], files: &[SourceFile]) -> TokenStream {
    let error = compile_error(span, &format!("{written} cannot be used: {}", in_a_line(findings, files)));
    let tracked = track(files);
    quote!({ #tracked #error })
}

/// The first error with its place, and how many more there are.
fn in_a_line(findings: &[Diagnostic], files: &[SourceFile]) -> String {
    let mut errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let Some(first) = errors.next() else { return String::new() };
    let mut words = String::new();
    if let Some(place) = first.place
        && let Some(file) = files.get(place.file)
    {
        let (line, column) = diagnostics::line_and_column(&file.text, place.start);
        words = format!("{}:{line}:{column}: ", from_here(&file.path).display());
    }
    words.push_str(&first.message);
    if let Some(help) = &first.help {
        words.push_str(&format!("; {help}"));
    }
    match errors.count() {
        0 => {}
        1 => words.push_str(" (and 1 more error)"),
        more => words.push_str(&format!(" (and {more} more errors)")),
    }
    words
}

/// What is wrong, with a picture of the statement, at the place in the literal where the compiler has one for it.
fn wrong(sql: &LitStr, schema: &str, finding: &Diagnostic) -> TokenStream {
    let text = sql.value();
    let file = SourceFile { path: PathBuf::from("sql"), text };
    let picture = diagnostics::render(finding, &[file], false);
    let span = place(sql, finding).unwrap_or_else(|| sql.span());
    compile_error(span, &format!("this statement does not fit {schema}\n\n{picture}"))
}

/// The part of the literal: only some compilers tell, and only where the literal is the text as it is.
fn place(sql: &LitStr, finding: &Diagnostic) -> Option<Span> {
    let place = finding.place?;
    let token = sql.token();
    let written = token.to_string();
    let start = written.find(&sql.value())?;
    token.subspan(start + place.start..start + place.end)
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
    quote_spanned!(span=> ::core::compile_error!(#message))
}

/// Where the argument of this position stands, or the statement where there is none.
pub(crate) fn argument_span(arguments: &[syn::Expr], index: usize, sql: &LitStr) -> Span {
    arguments.get(index).map_or_else(|| sql.span(), Spanned::span)
}
