//! The extensions that are bundled with the embedded server.

use pglite_oxide::extensions::{self, Extension};

use crate::EmbeddedError;

/// The names of the extensions that the embedded server can be started with, as CREATE EXTENSION takes them, sorted.
pub fn available_extensions() -> Vec<&'static str> {
    let mut names: Vec<_> = extensions::ALL.iter().map(|extension| extension.sql_name()).collect();
    names.sort_unstable();
    names
}

/// Whether the embedded server can be started with these.
///
/// # Errors
/// Where one is not bundled: it is named.
pub fn check_extensions(names: &[String]) -> Result<(), EmbeddedError> {
    find(names).map(drop)
}

/// The bundled extensions of these names. `plpgsql` is part of every server and needs no module.
pub(crate) fn find(names: &[String]) -> Result<Vec<Extension>, EmbeddedError> {
    names
        .iter()
        .filter(|name| *name != "plpgsql")
        .map(|name| extensions::by_sql_name(name).ok_or_else(|| EmbeddedError::unknown_extension(name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_usual_extensions() {
        let names = available_extensions();
        for name in ["citext", "pg_trgm", "hstore", "ltree", "vector", "btree_gist"] {
            assert!(names.contains(&name), "{name} is missing from {names:?}");
        }
    }

    #[test]
    fn an_unknown_extension_is_named_with_what_to_do() {
        let error = find(&["postgis".to_owned()]).unwrap_err();
        assert!(error.is_unknown_extension());
        let text = error.to_string();
        assert!(text.starts_with("the embedded server has no extension \"postgis\"; it has "), "{text}");
        assert!(text.ends_with("Use --server local or a database URL of a server that has it"), "{text}");
    }

    #[test]
    fn plpgsql_needs_no_module() {
        assert!(find(&["plpgsql".to_owned()]).unwrap().is_empty());
    }
}
