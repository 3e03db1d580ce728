//! What a plan has to know of the server and of the decisions in the schema file.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::Column;
use evenkeel_model::{Catalog, Dependencies, ObjectId, QualifiedName};

use super::rename::Origins;
use crate::diff::after_moves;

/// What is known besides the two catalogs.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The server's major version.
    pub major: u32,
    /// Whether nobody else uses the database, so that the direct form of every change will do.
    pub exclusive: bool,
    /// How values of one type become values of another, for the pairs of types (as SQL text) that
    /// [`conversions_needed`] names. A pair that is not there converts automatically.
    pub conversions: BTreeMap<(String, String), Conversion>,
    /// Whether the role that migrates cannot write blocks in PL/pgSQL, since that is not there or not for it.
    pub without_plpgsql: bool,
    /// `using:` expressions of the schema file, by table and column.
    pub using: BTreeMap<(QualifiedName, String), String>,
    /// Whether this is the way back from a state that has been wanted, so that values have been made of those that come.
    pub back: bool,
    /// What things are called before renames that are to be carried out between the checks of the plan and all else.
    pub origins: Option<Origins>,
    /// Tables that are beside what is looked at. They may be made of partitions: what is known of them is what foreign keys
    /// need.
    pub outside: BTreeSet<QualifiedName>,
    /// What is in neither catalog and needs which of their objects, or is known by name only: it can be neither dropped
    /// nor rebuilt.
    pub bystanders: Dependencies,
    /// What inherits from which table, and so changes with its columns: it is known by name only.
    pub children: BTreeMap<QualifiedName, BTreeSet<ObjectId>>,
}

/// The pairs of types between which columns and fields of composite types change, so that a server can be asked for
/// [`Facts::conversions`].
pub fn conversions_needed(from: &Catalog, to: &Catalog) -> Vec<(String, String)> {
    let mut pairs = BTreeSet::new();
    let from = after_moves(from, to);
    let from = from.as_ref();
    let mut ask = |old: &str, new: &str| pairs.extend(pair(from, to, old, new));
    for (table, old) in &from.tables {
        for (column, old) in &old.columns {
            if let Some(new) = to.tables.get(table).and_then(|new| new.columns.get(column)) {
                ask(&old.data_type, &new.data_type);
            }
        }
    }
    for (composite, old) in &from.composites {
        for (field, old) in &old.fields {
            if let Some(new) = to.composites.get(composite).and_then(|new| new.fields.get(field)) {
                ask(&old.data_type, &new.data_type);
            }
        }
    }
    // In lists of lists, of which each is a value of a domain.
    for (domain, old) in &from.domains {
        if let Some(new) = to.domains.get(domain) {
            ask(&old.base_type, &new.base_type);
        }
    }
    pairs.into_iter().collect()
}

/// What values of both types are made of, where that differs.
fn pair(from: &Catalog, to: &Catalog, old: &str, new: &str) -> Option<(String, String)> {
    if old == new && from.domains.is_empty() && to.domains.is_empty() {
        return None;
    }
    let (old, new) = (basis(from, old), basis(to, new));
    (old != new).then_some((old, new))
}

/// Whether a column of this type that has no default of its own gets one from its domain, or from one that this is made of.
pub(super) fn has_default_of_domain(catalog: &Catalog, data_type: &str) -> bool {
    let domain = QualifiedName::parse(data_type).and_then(|name| catalog.domains.get(&name));
    domain.is_some_and(|domain| domain.default.is_some() || has_default_of_domain(catalog, &domain.base_type))
}

/// Whether a column of this type takes no NULL, since its domain does not, or one that this is made of.
pub(super) fn refuses_null(catalog: &Catalog, data_type: &str) -> bool {
    let domain = QualifiedName::parse(data_type).and_then(|name| catalog.domains.get(&name));
    domain.is_some_and(|domain| domain.not_null || refuses_null(catalog, &domain.base_type))
}

/// Whether a column needs a value and has none by itself, so that it cannot be added where there are rows.
pub(crate) fn needs_value(catalog: &Catalog, column: &Column) -> bool {
    let is_checked = column.not_null_constraint.as_ref().is_none_or(|constraint| constraint.validated);
    let needs = column.not_null && is_checked || refuses_null(catalog, &column.data_type);
    needs && column.value.is_none() && !has_default_of_domain(catalog, &column.data_type)
}

/// The type that a domain is made of, whose casts it shares: the server that is asked may have another domain of that
/// name, or none yet.
pub(crate) fn basis(catalog: &Catalog, data_type: &str) -> String {
    let domain = |name: &str| QualifiedName::parse(name).and_then(|name| catalog.domains.get(&name));
    if let Some(domain) = domain(data_type) {
        return basis(catalog, &domain.base_type);
    }
    let of_elements = data_type.strip_suffix("[]").and_then(domain).map(|domain| basis(catalog, &domain.base_type));
    match of_elements {
        // A list of lists, each one value of a domain, has no casts of its own.
        Some(element) if !element.ends_with("[]") => format!("{element}[]"),
        _ => data_type.to_owned(),
    }
}

/// How values of one type become values of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// ALTER COLUMN … TYPE does it by itself.
    Automatic,
    /// It needs `USING column::type`.
    Explicit,
    /// It needs `USING column::text::type`: there is no cast but the one through text.
    ThroughText,
    /// It needs `USING column::type`, where that is the text that the type has printed, which is read in every session as the
    /// same value. What comes of other text may depend on the session, so that a person has to say how.
    Reread,
    /// There is no way that PostgreSQL takes by itself: a person has to say how.
    Impossible(Obstacle),
}

/// Why PostgreSQL does not make values of one type of those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// There is no cast.
    #[error("PostgreSQL knows no cast between them")]
    NoCast,
    /// There is a cast, and no way to it: what PostgreSQL makes of the values' text is something else.
    #[error("PostgreSQL takes the rows in a list through their text, which is not read as the cast makes it")]
    InList,
    /// It is refused for every value, since all of the old type have another length than those of the new one.
    #[error("PostgreSQL takes no value that has another length, unless a cast is written that cuts it or fills it up")]
    Length,
    /// There is a cast, and what comes of it is another value in another session.
    #[error(
        "what comes of it depends on the TimeZone of the session that migrates, so the zone has to be named, as in \
         `using: <column> AT TIME ZONE 'UTC'`"
    )]
    TimeZone,
    /// There is a cast, and what comes of it, or whether anything does, depends on the session in another way.
    #[error(
        "what comes of it depends on settings of the session that migrates (DateStyle, TimeZone, IntervalStyle, \
         lc_monetary, xmloption, search_path), so it has to be said how, by a function with a format or in a zone that is \
         named"
    )]
    Session,
}
