//! What `rust:` can name beside a type that values are converted to: another way for them to travel.

use syn::{GenericArgument, PathArguments, PathSegment, Type};

/// How the values of a column travel for which `rust:` names a type.
pub(crate) enum Own<'ty> {
    /// As PostgreSQL writes them: `evenkeel::TextForm`.
    Text,
    /// As a list in which an element can be NULL: `Vec<Option<…>>` with such elements.
    Holes(&'ty Type),
    /// As they would else, and are converted.
    Converted,
}

/// What a type means for a column that is an array or not.
pub(crate) fn own(ty: &Type, is_list: bool) -> Own<'_> {
    if let Type::Path(path) = ty
        && let [first, last] = path.path.segments.iter().collect::<Vec<_>>().as_slice()
        && first.ident == "evenkeel"
        && last.ident == "TextForm"
    {
        return Own::Text;
    }
    match argument(ty, "Vec").and_then(|element| argument(element, "Option")) {
        Some(element) if is_list => Own::Holes(element),
        _ => Own::Converted,
    }
}

/// Whether both are called the same, wherever they are from: `String` and `::std::string::String`.
pub(crate) fn is_called_alike(one: &Type, other: &Type) -> bool {
    match (last(one), last(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// The one type between the angle brackets of a type with this name.
fn argument<'ty>(ty: &'ty Type, name: &str) -> Option<&'ty Type> {
    let segment = last(ty).filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    let mut arguments = arguments.args.iter();
    match (arguments.next(), arguments.next()) {
        (Some(GenericArgument::Type(argument)), None) => Some(argument),
        _ => None,
    }
}

fn last(ty: &Type) -> Option<&PathSegment> {
    if let Type::Path(path) = ty { path.path.segments.last() } else { None }
}
