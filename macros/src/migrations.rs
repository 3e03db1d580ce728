//! From a folder of migrations to a constant that holds them.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;

/// Expands `migrations!("folder")` in the crate whose `Cargo.toml` lies in `folder`.
pub(crate) fn migrations(input: TokenStream, folder: &Path) -> TokenStream {
    let written = match syn::parse2::<LitStr>(input) {
        Ok(written) => written,
        Err(error) => {
            let message = "expected the path of a folder of migrations: `migrations!(\"migrations\")`";
            return compile_error(error.span(), message);
        }
    };
    match find(&written.value(), folder).and_then(|path| constant(&path)) {
        Ok(tokens) => tokens,
        Err(problem) => compile_error(written.span(), &problem),
    }
}

/// The folder of that name in `folder`, or in the nearest folder above it that holds a `Cargo.toml` and the folder.
fn find(written: &str, folder: &Path) -> Result<PathBuf, String> {
    let above = folder.ancestors().skip(1).filter(|above| above.join("Cargo.toml").is_file());
    let all = [folder.join(written)].into_iter().chain(above.map(|above| above.join(written)));
    all.into_iter().find(|path| path.is_dir()).ok_or_else(|| {
        format!(
            "there is no folder `{written}` in {} nor in a folder above it that holds a Cargo.toml; `keel gen` makes it",
            folder.display()
        )
    })
}

/// The constant with the files of a folder's migrations, in order of their names, which begin with the time.
fn constant(folder: &Path) -> Result<TokenStream, String> {
    let folder = std::path::absolute(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let files =
        entries(&folder)?.into_iter().filter_map(|path| files(&path).transpose()).collect::<Result<Vec<_>, _>>()?;
    let folder = text(&folder)?;
    Ok(quote! {
        ::evenkeel::Migrations::new(#folder, &[#(#files),*])
    })
}

/// One migration, or nothing where the folder has something else.
fn files(path: &Path) -> Result<Option<TokenStream>, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let up = path.join("up.sql");
    let is_migration = path.is_dir() && (name.starts_with(|first: char| first.is_ascii_digit()) || up.exists());
    if !is_migration {
        if name.to_ascii_lowercase().ends_with(".sql") {
            return Err(format!("{}: SQL beside the folders of migrations, where nothing runs it", path.display()));
        }
        return Ok(None);
    }
    if !up.is_file() {
        return Err(format!("{}: a migration without `up.sql`", path.display()));
    }
    let (up, down) = (text(&up)?, path.join("down.sql"));
    let down = if down.is_file() {
        let down = text(&down)?;
        quote!(::core::option::Option::Some(::core::include_str!(#down)))
    } else {
        quote!(::core::option::Option::None)
    };
    Ok(Some(quote! {
        ::evenkeel::MigrationFiles { name: #name, up: ::core::include_str!(#up), down: #down }
    }))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let read =
        || fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>();
    let mut entries = read().map_err(|error| format!("{}: {error}", folder.display()))?;
    entries.sort();
    Ok(entries)
}

fn text(path: &Path) -> Result<&str, String> {
    path.to_str().ok_or_else(|| format!("{}: the path is no text", path.display()))
}

fn compile_error(span: Span, message: &str) -> TokenStream {
    quote_spanned!(span=> ::core::compile_error!(#message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(files: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = folder.path().join("migrations").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let tokens = migrations(quote!("migrations"), folder.path()).to_string();
        tokens.replace(&folder.path().display().to_string(), "…")
    }

    #[test]
    fn the_files_are_named_in_order_and_others_passed_over() {
        let tokens = expanded(&[
            ("20261102000000_second/up.sql", ""),
            ("20261101000000_first/up.sql", ""),
            ("20261101000000_first/down.sql", ""),
            ("README.md", ""),
        ]);
        let first = "name : \"20261101000000_first\" , up : :: core :: include_str ! (\"…/migrations/20261101000000_first/up.sql\") , \
                     down : :: core :: option :: Option :: Some (:: core :: include_str ! (\"…/migrations/20261101000000_first/down.sql\"))";
        let second = tokens.find("20261102000000_second").unwrap();
        assert!(tokens.find(first).is_some_and(|place| place < second), "{tokens}");
        assert!(tokens.ends_with("down : :: core :: option :: Option :: None }])"), "{tokens}");
        assert!(!tokens.contains("README"));
    }

    #[test]
    fn what_is_no_folder_of_migrations_is_told() {
        assert!(expanded(&[]).contains("there is no folder `migrations`"));
        assert!(expanded(&[("lost.sql", "")]).contains("where nothing runs it"));
        assert!(expanded(&[("20261101000000_first/down.sql", "")]).contains("a migration without `up.sql`"));
        let number = migrations(quote!(7), Path::new("/")).to_string();
        assert!(number.contains("expected the path of a folder of migrations"), "{number}");
    }
}
