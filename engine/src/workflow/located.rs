//! Errors that only a server finds, shown at their place in the schema file.

use std::collections::BTreeMap;

use evenkeel_model::declared::{Place, Rename, RenamedObject, SqlText};
use evenkeel_model::diagnostic::Severity;
use evenkeel_model::language::quotes;
use evenkeel_model::object::{ColumnValue, OtherKind};
use evenkeel_model::{Catalog, Declared, Diagnostic, ObjectId, QualifiedName};
use evenkeel_runner::help_with_resources;
use tokio_postgres::error::SqlState;

use super::WorkflowError;
use crate::build::BuildError;
use crate::plan::{PlanError, Remark, RenameError, old_name};

/// Where the schema file speaks of what a remark is about: the object itself, under its new name where the file renames
/// it; else what it belongs to; else its schema. Nothing where the file has none of them.
pub fn place_of(remark: &Remark, declared: &Declared) -> Option<Place> {
    let own = renamed(&remark.object, remark.table.as_ref(), declared);
    let owner = remark.table.as_ref().map(|table| renamed(&ObjectId::Table(table.clone()), None, declared));
    let mut candidates = vec![remark.object.clone()];
    candidates.extend(related(&own));
    candidates.insert(1, own);
    candidates.extend(owner);
    let schema = match &remark.object {
        ObjectId::Type(name)
        | ObjectId::Sequence(name)
        | ObjectId::Table(name)
        | ObjectId::Index(name)
        | ObjectId::Column(name, _)
        | ObjectId::ColumnValue(name, _)
        | ObjectId::Constraint(name, _) => Some(ObjectId::Schema(name.schema.clone())),
        ObjectId::Schema(_) | ObjectId::Extension(_) | ObjectId::Other(..) => None,
    };
    candidates.extend(schema);
    candidates.iter().find_map(|candidate| declared.places.objects.get(candidate)).copied()
}

/// What the file calls an object: another name where it is renamed, or what it belongs to is.
fn renamed(object: &ObjectId, table: Option<&QualifiedName>, declared: &Declared) -> ObjectId {
    let to = |is_new: &dyn Fn(&RenamedObject) -> bool, from: &str| {
        declared.renames.iter().find(|rename| rename.from == from && is_new(&rename.object)).map(|one| &one.object)
    };
    let owner_now = |owner: &QualifiedName| {
        let moved = declared.renames.iter().find_map(|rename: &Rename| match &rename.object {
            RenamedObject::Table(new) | RenamedObject::Type(new) if old_name(rename, new) == *owner => Some(new),
            _ => None,
        });
        moved.unwrap_or(owner).clone()
    };
    let column_now = |owner: &QualifiedName, column: &String| {
        let is_column = |new: &RenamedObject| matches!(new, RenamedObject::Column(of, _) | RenamedObject::Field(of, _) if of == owner);
        match to(&is_column, column) {
            Some(RenamedObject::Column(_, new) | RenamedObject::Field(_, new)) => new.clone(),
            _ => column.clone(),
        }
    };
    match object {
        ObjectId::Table(name) => ObjectId::Table(owner_now(name)),
        ObjectId::Type(name) => ObjectId::Type(owner_now(name)),
        ObjectId::Column(owner, column) => {
            let owner = owner_now(owner);
            ObjectId::Column(owner.clone(), column_now(&owner, column))
        }
        ObjectId::ColumnValue(owner, column) => {
            let owner = owner_now(owner);
            ObjectId::ColumnValue(owner.clone(), column_now(&owner, column))
        }
        ObjectId::Constraint(owner, name) => {
            let owner = owner_now(owner);
            let is_one = |new: &RenamedObject| matches!(new, RenamedObject::Constraint(of, _) if *of == owner);
            match to(&is_one, name) {
                Some(RenamedObject::Constraint(_, new)) => ObjectId::Constraint(owner, new.clone()),
                _ => ObjectId::Constraint(owner, name.clone()),
            }
        }
        ObjectId::Index(index) => {
            let owner = table.map(owner_now);
            let is_one = |new: &RenamedObject| matches!(new, RenamedObject::Index(of, _) if Some(of) == owner.as_ref());
            match to(&is_one, &index.name) {
                Some(RenamedObject::Index(of, new)) => ObjectId::Index(of.sibling(new)),
                _ => object.clone(),
            }
        }
        ObjectId::Schema(_) | ObjectId::Extension(_) | ObjectId::Sequence(_) | ObjectId::Other(..) => object.clone(),
    }
}

/// The errors of a build as findings about the schema file, in its order.
pub(super) fn diagnostics(errors: &[BuildError], declared: &Declared) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<_> = errors.iter().map(|error| diagnostic(error, declared)).collect();
    diagnostics.sort_by_key(|diagnostic| diagnostic.place);
    diagnostics
}

/// Renames that cannot be carried out, as findings about the schema file.
pub(super) fn renames(errors: &[RenameError], declared: &Declared) -> Vec<Diagnostic> {
    let found = errors.iter().map(|error| {
        let place = declared.places.rename(error.object(), error.from());
        finding("rename", error.to_string(), place).with_help(error.help())
    });
    found.collect()
}

/// Why there is no plan: where columns are in the way, as findings about the schema file that declares them.
pub(super) fn unplanned(error: PlanError, declared: &Declared) -> WorkflowError {
    let found = error.conversions().into_iter().map(|(error, column)| {
        let place = declared.places.objects.get(&column).copied()?;
        Some(finding("conversion", error.to_string(), Some(place)).with_help(error.help()?))
    });
    match found.collect::<Option<Vec<_>>>() {
        Some(found) if !found.is_empty() => WorkflowError::Conversions(found),
        _ => WorkflowError::Plan(error),
    }
}

/// The tables and sequences of the file whose name the database has for something that the language cannot describe.
pub(super) fn occupied(declared: &Declared, live: &Catalog) -> Vec<Diagnostic> {
    let relations = live.others.keys().filter(|(kind, _)| kind.is_relation());
    let kinds: BTreeMap<&str, OtherKind> = relations.map(|(kind, name)| (name.as_str(), *kind)).collect();
    let found = |object: ObjectId, name: &QualifiedName| {
        let kind = kinds.get(name.to_string().as_str())?;
        let message =
            format!("{object} is a {} in the database, which the language has no words for yet", kind.words());
        let help = "take it out of the file: what the language has no words for is left alone; else drop it in the database first";
        Some(finding("occupied", message, declared.places.objects.get(&object).copied()).with_help(help))
    };
    let tables = declared.catalog.tables.keys().filter_map(|name| found(ObjectId::Table(name.clone()), name));
    let sequences = declared.catalog.sequences.keys().filter_map(|name| found(ObjectId::Sequence(name.clone()), name));
    tables.chain(sequences).collect()
}

fn finding(code: &'static str, message: String, place: Option<Place>) -> Diagnostic {
    Diagnostic { code, severity: Severity::Error, message, place, label: None, related: Vec::new(), help: None }
}

fn diagnostic(error: &BuildError, declared: &Declared) -> Diagnostic {
    let place = place(error, declared);
    let subject = error.object.as_ref().map(ToString::to_string);
    let message = match subject {
        Some(subject) => format!("the server refuses {subject}: {}", error.message),
        None => format!("the server refuses the schema: {}", error.message),
    };
    let mut diagnostic = finding("server", message, place);
    if let Some(column) = generated_within(error, declared) {
        diagnostic.message = format!("a generated column cannot refer to another one, and {column} is generated");
        diagnostic.help = Some("write the expression of that column in its stead".to_owned());
        return diagnostic;
    }
    diagnostic.label = (!error.code.is_empty()).then(|| format!("SQLSTATE {}", error.code));
    let typographic = typographic_quotes(error, declared);
    let lacking = help_with_resources(&SqlState::from_code(&error.code)).map(str::to_owned);
    let said = [typographic, lacking, error.detail.clone(), error.hint.clone()];
    let help: Vec<_> = said.into_iter().flatten().collect();
    if !help.is_empty() {
        diagnostic.help = Some(help.join("; "));
    }
    diagnostic
}

/// That a text of an object's has quotes of a typesetter where SQL takes them for a part of a name, if it is so.
fn typographic_quotes(error: &BuildError, declared: &Declared) -> Option<String> {
    let texts = texts_of(error.object.as_ref()?, declared);
    texts.into_iter().find_map(|(text, _)| quotes::advice(text).filter(|_| error.sql.contains(text)))
}

/// The generated column that another one refers to, where the server says that there is none of that name: it makes
/// generated columns after all others.
fn generated_within<'a>(error: &'a BuildError, declared: &Declared) -> Option<&'a str> {
    let (ObjectId::Column(table, _) | ObjectId::ColumnValue(table, _)) = error.object.as_ref()? else { return None };
    let column = error.message.split('"').nth(1).filter(|_| error.is_missing_object())?;
    let value = declared.catalog.tables.get(table)?.columns.get(column)?.value.as_ref();
    matches!(value, Some(ColumnValue::Generated { .. })).then_some(column)
}

/// The place of an error: a text of the object's where that is all that was refused; a name of its description that the
/// message quotes, or has in it where there is no position; else inside the SQL text that the server's position points into;
/// else at the word of it that the message quotes; else the text as a whole where the object has only one; else the object's.
fn place(error: &BuildError, declared: &Declared) -> Option<Place> {
    let object = error.object.as_ref()?;
    let offset = error.position.and_then(|position| byte_offset(&error.sql, position));
    let candidates = related(object);
    let all = &declared.places.texts;
    let is_near = |owner: &ObjectId| owner == object || candidates.contains(owner) || belongs(owner, object);
    if let Some(whole) = all.iter().find(|text| is_near(&text.object) && text.text == error.sql) {
        return Some(whole.place);
    }
    let quoted = || error.message.split('"').skip(1).step_by(2);
    let mut names = declared.places.names.iter().filter(|name| is_near(&name.object));
    if let Some(name) = names.clone().find(|name| quoted().any(|quoted| quoted == name.text)) {
        return Some(name.place);
    }
    if let Some(offset) = offset {
        for SqlText { text, place, .. } in all.iter().filter(|text| is_near(&text.object)) {
            if let Some(within) = inside(&error.sql, text, offset) {
                return Some(declared.places.word(text, *place, within));
            }
        }
    }
    // Some names the server does not quote: `compression method lz4 not supported`.
    let is_unquoted = |name: &&SqlText| offset.is_none() && whole_word(&error.message, &name.text).is_some();
    if let Some(name) = names.find(is_unquoted) {
        return Some(name.place);
    }
    // ALTER TABLE and CREATE DOMAIN check expressions without a word on where in them an error is.
    let own_texts = texts_of(object, declared);
    for quoted in quoted() {
        for (text, place) in &own_texts {
            if let Some(within) = whole_word(text, quoted) {
                return Some(declared.places.word(text, **place, within));
            }
        }
    }
    let own = |object: &ObjectId| declared.places.objects.get(object).copied();
    match own_texts.as_slice() {
        [(_, place)] if offset.is_none() => Some(**place),
        _ => own(object).or_else(|| candidates.iter().find_map(own)),
    }
}

/// The SQL texts of an object: its own, a column's value's, a type's checks.
fn texts_of<'a>(object: &ObjectId, declared: &'a Declared) -> Vec<(&'a str, &'a Place)> {
    let value_of = |owner: &ObjectId| match (owner, object) {
        (ObjectId::ColumnValue(table, column), ObjectId::Column(other, name)) => table == other && column == name,
        (_, ObjectId::Type(_)) => belongs(owner, object),
        _ => false,
    };
    let own = declared.places.texts.iter().filter(|text| text.object == *object || value_of(&text.object));
    own.map(|text| (text.text.as_str(), &text.place)).collect()
}

/// Where a word stands in a text, and in no other place.
fn whole_word(text: &str, word: &str) -> Option<usize> {
    let part = |character: char| character.is_alphanumeric() || character == '_';
    let mut found = text.match_indices(word).map(|(start, _)| start).filter(|start| {
        let before = text.get(..*start).and_then(|before| before.chars().next_back());
        let after = text.get(start + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    });
    let first = found.next().filter(|_| !word.is_empty())?;
    found.next().is_none().then_some(first)
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
        (ObjectId::ColumnValue(owner, part), ObjectId::Column(name, whole)) => (owner, part) == (name, whole),
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

#[cfg(test)]
mod tests {
    use super::whole_word;

    #[test]
    fn a_word_is_found_where_it_stands_alone_and_once() {
        assert_eq!(whole_word("age > years and old", "age"), Some(0));
        assert_eq!(whole_word("aged > age", "age"), Some(7));
        assert_eq!(whole_word("age > age", "age"), None);
        assert_eq!(whole_word("aged", "age"), None);
        assert_eq!(whole_word("aged", ""), None);
    }
}
