//! What the file says of its Rust.

use super::Reader;
use crate::Diagnostic;
use crate::declared::{Derive, Place, Times};
use crate::language::yaml::Node;

impl Reader<'_> {
    /// `rust`, at the top of the first file.
    pub(super) fn rust(&mut self) {
        let Some(node) = self.setting("rust") else { return };
        if let Some(times) = node.get("times") {
            let known = Times::ALL.into_iter().find(|known| times.text() == Some(known.word()));
            self.declared.rust.times = known.unwrap_or_default();
            self.declared.rust.times_place = Some(times.place);
        }
        self.declared.rust.derive = self.derived(node);
    }

    /// What stands under `derive` and its kin.
    pub(super) fn derived(&mut self, node: &Node) -> Derive {
        let mut paths = |key| self.paths(node.get(key));
        Derive { rows: paths("derive"), new: paths("derive_new"), patch: paths("derive_patch") }
    }

    fn paths(&mut self, node: Option<&Node>) -> Vec<String> {
        let mut derived: Vec<(String, Place)> = Vec::new();
        for member in node.map(Node::one_or_many).unwrap_or_default() {
            let Some(path) = member.text() else { continue };
            if !is_path(path) {
                self.error_with_help(
                    "wrong-derive",
                    member.place,
                    format!("`{path}` is no path of Rust that could be derived"),
                    "write it as it would stand in `#[derive(…)]`: `Hash`, `serde::Serialize`",
                );
            } else if let Some((_, first)) = derived.iter().find(|(known, _)| known == path) {
                let message = format!("`{path}` stands here twice");
                self.findings.push(
                    Diagnostic::error("duplicate-derive", member.place, message)
                        .with_related(*first, "the first")
                        .with_help("keep one of them"),
                );
            } else {
                derived.push((path.to_owned(), member.place));
            }
        }
        derived.into_iter().map(|(path, _)| path).collect()
    }
}

/// Words that Rust keeps for itself, which a path has only behind `r#`; `crate`, `self` and `super` can stand first.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Whether a text is a path: `Hash`, `serde::Serialize`, `::serde::Serialize`, `crate::Export`.
fn is_path(text: &str) -> bool {
    let (mut names, absolute) = match text.strip_prefix("::") {
        Some(rest) => (rest.split("::").peekable(), true),
        None => (text.split("::").peekable(), false),
    };
    if !absolute && names.next_if(|name| matches!(*name, "crate" | "self")).is_some() && names.peek().is_none() {
        return false;
    }
    if !absolute {
        while names.next_if_eq(&"super").is_some() {}
    }
    names.peek().is_some() && names.all(is_name)
}

/// Whether a text is one name of a path.
fn is_name(text: &str) -> bool {
    let never = ["Self", "self", "super", "crate"];
    match text.strip_prefix("r#") {
        Some(name) => is_identifier(name) && !never.contains(&name),
        None => is_identifier(text) && !never.contains(&text) && !KEYWORDS.contains(&text),
    }
}

/// Whether Rust takes the word as an identifier, keywords aside.
pub(super) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|next| next.is_alphanumeric() || next == '_')
        && !name.chars().all(|character| character == '_')
}

#[cfg(test)]
mod tests {
    use super::is_path;

    #[test]
    fn paths_are_told_from_other_text() {
        for path in
            ["Hash", "serde::Serialize", "::serde::Serialize", "crate::a::B", "super::super::A", "self::A", "r#type::A"]
        {
            assert!(is_path(path), "{path}");
        }
        for text in [
            "",
            "::",
            "a::",
            "a b",
            "A<B>",
            "a:b",
            "a.B",
            "1A",
            "crate",
            "super",
            "fn",
            "::crate::A",
            "a::crate::B",
            "Self",
            "_",
            "a::type",
        ] {
            assert!(!is_path(text), "{text}");
        }
    }
}
