//! Errors that only a server finds, shown at their place in the schema file.

use evenkeel_model::declared::Place;
use evenkeel_model::{Declared, Diagnostic, ObjectId};

use crate::build::BuildError;

/// The errors of a build as findings about the schema file.
pub(super) fn diagnostics(errors: &[BuildError], declared: &Declared) -> Vec<Diagnostic> {
    errors.iter().map(|error| diagnostic(error, declared)).collect()
}

fn diagnostic(error: &BuildError, declared: &Declared) -> Diagnostic {
    let place = place(error, declared);
    let subject = error.object.as_ref().map(ToString::to_string);
    let message = match subject {
        Some(subject) => format!("the server refuses {subject}: {}", error.message),
        None => format!("the server refuses the schema: {}", error.message),
    };
    let mut diagnostic = Diagnostic {
        code: "server",
        severity: evenkeel_model::diagnostic::Severity::Error,
        message,
        place,
        label: (!error.code.is_empty()).then(|| format!("SQLSTATE {}", error.code)),
        related: Vec::new(),
        help: None,
    };
    let help: Vec<_> = [&error.detail, &error.hint].into_iter().flatten().cloned().collect();
    if !help.is_empty() {
        diagnostic.help = Some(help.join("; "));
    }
    diagnostic
}

/// The place of an error: inside the SQL text that the server's position points into, else the object's.
fn place(error: &BuildError, declared: &Declared) -> Option<Place> {
    let object = error.object.as_ref()?;
    let offset = error.position.and_then(|position| byte_offset(&error.sql, position));
    let candidates = related(object);
    let texts = declared
        .places
        .texts
        .iter()
        .filter(|(owner, _)| *owner == object || candidates.contains(owner) || belongs(owner, object))
        .flat_map(|(_, texts)| texts);
    if let Some(offset) = offset {
        for (text, place) in texts {
            if let Some(within) = inside(&error.sql, text, offset) {
                let start = (place.start + within).min(place.end.saturating_sub(1)).max(place.start);
                return Some(Place { file: place.file, start, end: word_end(declared, place, start) });
            }
        }
    }
    let own = |object: &ObjectId| declared.places.objects.get(object).copied();
    own(object).or_else(|| candidates.iter().find_map(own))
}

/// The objects that stand for one in the file when it does not stand there itself.
fn related(object: &ObjectId) -> Vec<ObjectId> {
    match object {
        ObjectId::ColumnValue(table, column) => {
            vec![ObjectId::Column(table.clone(), column.clone()), ObjectId::Table(table.clone())]
        }
        ObjectId::Column(owner, _) | ObjectId::Constraint(owner, _) => {
            vec![ObjectId::Table(owner.clone()), ObjectId::Type(owner.clone())]
        }
        _ => Vec::new(),
    }
}

/// Whether an object is part of a table or type.
fn belongs(part: &ObjectId, whole: &ObjectId) -> bool {
    match (part, whole) {
        (
            ObjectId::Column(owner, _) | ObjectId::ColumnValue(owner, _) | ObjectId::Constraint(owner, _),
            ObjectId::Table(name) | ObjectId::Type(name),
        ) => owner == name,
        _ => false,
    }
}

/// Where in `text` a byte of `sql` lies, if one occurrence of the text covers it.
fn inside(sql: &str, text: &str, offset: usize) -> Option<usize> {
    if text.is_empty() {
        return None;
    }
    sql.match_indices(text)
        .map(|(start, _)| start)
        .find(|start| (*start..=start + text.len()).contains(&offset))
        .map(|start| offset - start)
}

/// The byte at which the character of this number, from 1, begins.
fn byte_offset(sql: &str, position: usize) -> Option<usize> {
    sql.char_indices().map(|(offset, _)| offset).chain([sql.len()]).nth(position.checked_sub(1)?)
}

/// The end of the word that begins at `start`.
fn word_end(declared: &Declared, place: &Place, start: usize) -> usize {
    let rest = declared.places.files.get(place.file).and_then(|file| file.text.get(start..place.end)).unwrap_or("");
    let length = rest.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(rest.len());
    start + length.max(1)
}
