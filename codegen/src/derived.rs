//! What structs and enums derive besides, as the file says.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

/// What every struct of rows, of new rows and of a composite type derives by itself.
pub(crate) const OF_STRUCTS: &[&str] = &["Clone", "Debug", "PartialEq"];

/// What every struct of patches derives by itself.
pub(crate) const OF_PATCHES: &[&str] = &["Clone", "Debug", "Default", "PartialEq"];

/// What every enum derives by itself, and what none can, since no variant comes first.
pub(crate) const OF_ENUMS: &[&str] =
    &["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];

/// The paths of what is derived besides.
pub(crate) struct Derived(Vec<syn::Path>);

impl Derived {
    /// What several lists say together. The reader of the file has refused what is no path.
    pub(crate) fn new<'list>(lists: impl IntoIterator<Item = &'list Vec<String>>) -> Self {
        let mut seen = BTreeSet::new();
        let written = lists.into_iter().flatten().filter(|path| seen.insert(path.as_str()));
        Self(written.filter_map(|path| syn::parse_str(path).ok()).collect())
    }

    /// The paths but for those of the standard library that are derived already, each behind a comma.
    pub(crate) fn beside(&self, own: &[&str]) -> TokenStream {
        let paths = self.0.iter().filter(|path| !standard(path).is_some_and(|name| own.contains(&name.as_str())));
        quote!(#(, #paths)*)
    }

    /// Whether serde's traits are among them: then an enum's variants are called there as in the database.
    pub(crate) fn has_serde(&self) -> bool {
        self.0.iter().any(|path| {
            let mut names = path.segments.iter().rev().map(|segment| segment.ident.to_string());
            let is_trait = names.next().is_some_and(|name| name == "Serialize" || name == "Deserialize");
            is_trait && names.next().is_none_or(|name| name == "serde")
        })
    }
}

/// The name of a trait of the standard library, for a path that is that trait's: `Hash`, `std::hash::Hash`.
fn standard(path: &syn::Path) -> Option<String> {
    let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    match names.as_slice() {
        [name] => Some(name.clone()),
        [first, _, name] if first == "std" || first == "core" => Some(name.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(paths: &[&str]) -> Derived {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        Derived::new([&paths, &paths])
    }

    #[test]
    fn what_is_derived_already_is_left_out() {
        let both = derived(&["Hash", "std::clone::Clone", "::core::cmp::Eq", "serde::Serialize", "my::Debug"]);
        assert_eq!(
            both.beside(OF_STRUCTS).to_string(),
            quote!(, Hash, ::core::cmp::Eq, serde::Serialize, my::Debug).to_string()
        );
        assert_eq!(both.beside(OF_ENUMS).to_string(), quote!(, serde::Serialize, my::Debug).to_string());
    }

    #[test]
    fn serde_is_known_by_its_traits() {
        for path in ["serde::Serialize", "::serde::Deserialize", "Serialize", "my::serde::Serialize"] {
            assert!(derived(&[path]).has_serde(), "{path}");
        }
        for path in ["rkyv::Serialize", "serde::Hash", "Hash"] {
            assert!(!derived(&[path]).has_serde(), "{path}");
        }
    }
}
