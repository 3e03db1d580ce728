//! Names as the server reads them.

use evenkeel_model::QualifiedName;
use evenkeel_runner::file::ObjectName;
use squawk_syntax::SyntaxKind;
use squawk_syntax::ast::AstNode;

/// A single name.
pub(super) fn single(node: &impl AstNode) -> Option<String> {
    match parts(node)?.as_slice() {
        [name] => Some(name.clone()),
        _ => None,
    }
}

/// A name with its schema. One that is written without stands for `public`: it is compared with others of one file.
pub(super) fn qualified(node: &impl AstNode) -> Option<QualifiedName> {
    match parts(node)?.as_slice() {
        [name] => Some(QualifiedName::new("public", name.clone())),
        [schema, name] => Some(QualifiedName::new(schema.clone(), name.clone())),
        _ => None,
    }
}

/// A name as a probe looks for it: without a schema where none is written.
pub(super) fn object(node: &impl AstNode) -> Option<ObjectName> {
    match parts(node)?.as_slice() {
        [name] => Some(ObjectName { schema: None, name: name.clone() }),
        [schema, name] => Some(ObjectName::new(schema.clone(), name.clone())),
        _ => None,
    }
}

fn parts(node: &impl AstNode) -> Option<Vec<String>> {
    let tokens = node.syntax().descendants_with_tokens().filter_map(|element| element.into_token());
    tokens
        .filter(|token| !matches!(token.kind(), SyntaxKind::WHITESPACE | SyntaxKind::COMMENT | SyntaxKind::DOT))
        .map(|token| identifier(token.text()))
        .collect()
}

/// A name is folded unless it stands in quotes. Nothing for one with Unicode escapes.
pub(super) fn identifier(text: &str) -> Option<String> {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted.strip_suffix('"').map(|name| name.replace("\"\"", "\""));
    }
    (!text.contains('"')).then(|| text.to_ascii_lowercase())
}
