//! Shorter paths, for the eyes of those who read the text.
//!
//! What the macro emits names absolute paths only, so that nothing around it can change what it means. In a file of its
//! own the names of the standard prelude mean what they always do, unless a table or type has taken one of them. `Result`
//! stays long: many a module has one of its own. What the crate `evenkeel` shows is named where it shows it.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};
use quote::quote;

/// Paths whose last name is in the prelude.
const PRELUDE: &[&[&str]] = &[
    &["core", "clone", "Clone"],
    &["core", "cmp", "Eq"],
    &["core", "cmp", "Ord"],
    &["core", "cmp", "PartialEq"],
    &["core", "cmp", "PartialOrd"],
    &["core", "convert", "Into"],
    &["core", "default", "Default"],
    &["core", "iter", "IntoIterator"],
    &["core", "marker", "Copy"],
    &["core", "marker", "Sized"],
    &["core", "option", "Option"],
    &["std", "string", "String"],
    &["std", "vec", "Vec"],
];

/// Paths of which the prelude has the macro that derives and not the trait.
const DERIVED: &[&[&str]] = &[&["core", "fmt", "Debug"], &["core", "hash", "Hash"]];

/// What the hidden module of the crate `evenkeel` has from other crates, with where the crate shows it.
const OF_OTHERS: &[(&str, &[&str])] = &[
    ("Date", &["jiff", "civil", "Date"]),
    ("DateTime", &["jiff", "civil", "DateTime"]),
    ("Decimal", &["rust_decimal", "Decimal"]),
    ("Json", &["serde_json", "Value"]),
    ("Time", &["jiff", "civil", "Time"]),
    ("Timestamp", &["jiff", "Timestamp"]),
    ("Uuid", &["uuid", "Uuid"]),
];

/// What the hidden module alone has.
const HIDDEN: &[&str] = &["NeedsFilterOrAllRows", "copy_in", "insert_one", "parse", "sql"];

/// Variants that the prelude has.
const VARIANTS: &[&str] = &["None", "Some"];

/// Makes paths shorter.
pub(crate) struct Short {
    /// Names that mean something else here.
    taken: BTreeSet<String>,
}

impl Short {
    /// With these names of the structs and enums that stand in the text.
    pub(crate) fn beside(taken: BTreeSet<String>) -> Self {
        Self { taken }
    }

    /// The tokens with shorter paths.
    pub(crate) fn shorten(&self, tokens: TokenStream) -> TokenStream {
        self.within(tokens, false)
    }

    fn within(&self, tokens: TokenStream, derived: bool) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut short = Vec::with_capacity(tokens.len());
        let mut rest = tokens.as_slice();
        while let Some((first, behind)) = rest.split_first() {
            if is_colon(first) {
                let names = names(rest);
                if !continues_a_path(&short)
                    && let Some((name, length)) = self.path(&names, derived)
                {
                    short.push(TokenTree::Ident(name));
                    rest = rest.get(length..).unwrap_or_default();
                    continue;
                }
                if let Some((path, length)) = shown(&names) {
                    short.extend(path);
                    rest = rest.get(length..).unwrap_or_default();
                    continue;
                }
            }
            match first {
                TokenTree::Group(group) => {
                    let of_derive = group.delimiter() == Delimiter::Parenthesis
                        && matches!(short.last(), Some(TokenTree::Ident(word)) if *word == "derive");
                    let mut shorter = Group::new(group.delimiter(), self.within(group.stream(), of_derive));
                    shorter.set_span(group.span());
                    short.push(TokenTree::Group(shorter));
                }
                other => short.push(other.clone()),
            }
            rest = behind;
        }
        short.into_iter().collect()
    }

    /// The one name for the absolute path of these names, if there is one, and how many tokens it stands for.
    fn path(&self, names: &[&Ident], derived: bool) -> Option<(Ident, usize)> {
        let known = |paths: &[&[&str]]| {
            paths
                .iter()
                .any(|path| names.len() >= path.len() && path.iter().zip(names).all(|(word, name)| *name == word))
        };
        if !(known(PRELUDE) || derived && known(DERIVED)) {
            return None;
        }
        let variant = names.get(3).filter(|name| VARIANTS.iter().any(|variant| **name == variant));
        let (name, length) = variant.map(|name| (*name, 4)).or_else(|| Some((*names.get(2)?, 3)))?;
        (!self.taken.contains(&name.to_string())).then(|| (name.clone(), 3 * length))
    }
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':')
}

/// The names of the absolute path with which the tokens begin, four at most.
fn names(tokens: &[TokenTree]) -> Vec<&Ident> {
    let mut names = Vec::new();
    let mut rest = tokens;
    while let [TokenTree::Punct(first), TokenTree::Punct(second), TokenTree::Ident(name), behind @ ..] = rest
        && first.as_char() == ':'
        && first.spacing() == Spacing::Joint
        && second.as_char() == ':'
        && names.len() < 4
    {
        names.push(name);
        rest = behind;
    }
    names
}

/// The path by which the crate `evenkeel` shows what the absolute path of these names means in its hidden module, and how
/// many tokens that has.
fn shown(names: &[&Ident]) -> Option<(TokenStream, usize)> {
    let [first, hidden, name, ..] = names else { return None };
    if *first != "evenkeel" || *hidden != "__private" || HIDDEN.iter().any(|hidden| *name == hidden) {
        return None;
    }
    let path = match OF_OTHERS.iter().find(|(other, _)| *name == other) {
        Some((_, path)) => path.iter().map(|word| Ident::new(word, name.span())).collect(),
        None => vec![(*name).clone()],
    };
    Some((quote!(::evenkeel #(:: #path)*), 9))
}

/// Words before which a path can begin.
const BEFORE_A_PATH: &[&str] =
    &["as", "break", "dyn", "else", "for", "if", "impl", "in", "match", "move", "mut", "return", "where", "while"];

/// Whether `::` behind these tokens goes on with a path: `crate::core` and `<T>::core` are not absolute.
fn continues_a_path(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Ident(word)] => !BEFORE_A_PATH.iter().any(|known| *word == known),
        // The tip of an arrow is no end of a type.
        [.., TokenTree::Punct(shaft), TokenTree::Punct(tip)] if tip.as_char() == '>' => {
            !(shaft.spacing() == Spacing::Joint && matches!(shaft.as_char(), '-' | '='))
        }
        [.., TokenTree::Punct(end)] => end.as_char() == '>',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_names_unless_these_are_taken() {
        let tokens = quote! {
            #[derive(::core::clone::Clone, ::core::fmt::Debug)]
            struct A(::core::option::Option<::std::vec::Vec<::core::fmt::Debug>>, ::std::net::IpAddr);
            fn a() -> ::core::result::Result<A, ()> {
                f(::core::option::Option::Some(::core::clone::Clone::clone(&a)), crate::core::option::Option)
            }
            type B = ::evenkeel::__private::Col<::evenkeel::__private::Json, ::evenkeel::__private::sql::A>;
        };
        let short = |taken: &[&str]| {
            let short = Short::beside(taken.iter().map(|name| (*name).to_owned()).collect());
            short.shorten(tokens.clone()).to_string()
        };
        let expected = quote! {
            #[derive(Clone, Debug)]
            struct A(Option<Vec<::core::fmt::Debug>>, ::std::net::IpAddr);
            fn a() -> ::core::result::Result<A, ()> {
                f(Some(Clone::clone(&a)), crate::core::option::Option)
            }
            type B = ::evenkeel::Col<::evenkeel::serde_json::Value, ::evenkeel::__private::sql::A>;
        };
        assert_eq!(short(&[]), expected.to_string());
        let expected = quote! {
            #[derive(Clone, ::core::fmt::Debug)]
            struct A(::core::option::Option<Vec<::core::fmt::Debug>>, ::std::net::IpAddr);
            fn a() -> ::core::result::Result<A, ()> {
                f(Some(Clone::clone(&a)), crate::core::option::Option)
            }
            type B = ::evenkeel::Col<::evenkeel::serde_json::Value, ::evenkeel::__private::sql::A>;
        };
        assert_eq!(short(&["Option", "Debug"]), expected.to_string());
    }
}
