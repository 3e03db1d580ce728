//! Constraints of tables and domains.

use std::collections::BTreeMap;

use evenkeel_model::object::{
    Constraint, ConstraintKind, Deferrability, ExclusionElement, ForeignKey, ForeignKeyAction, Key,
};

use super::IntrospectError;
use super::column::Attributes;
use super::comment::Comments;
use super::index::{IndexRow, Indexes};
use super::names::{Names, USER_SCHEMAS, class};
use super::reader::{Fields, FromRow};
use super::relation;

/// A row of `pg_constraint`.
#[derive(Debug)]
pub(super) struct ConstraintRow {
    pub(super) oid: u32,
    pub(super) name: String,
    /// `contype`: `p` primary key, `u` unique, `c` check, `f` foreign key, `x` exclusion, `n` not null.
    pub(super) kind: char,
    deferrable: bool,
    deferred: bool,
    pub(super) validated: bool,
    enforced: bool,
    /// The table, or 0.
    pub(super) table: u32,
    /// The domain, or 0.
    pub(super) domain: u32,
    /// The index behind it, or the one that a foreign key refers to, or 0.
    pub(super) index: u32,
    /// Whether it exists only because a partitioned table or a parent has it.
    pub(super) is_derived: bool,
    pub(super) references: u32,
    on_update: char,
    on_delete: char,
    on_delete_columns: Vec<i16>,
    match_kind: char,
    pub(super) no_inherit: bool,
    period: bool,
    pub(super) columns: Vec<i16>,
    referenced_columns: Vec<i16>,
    operators: Vec<u32>,
    /// The condition of a check, once it has been read.
    pub(super) expression: Option<String>,
}

impl ConstraintRow {
    /// Whether an index of its own stands behind it.
    pub(super) fn owns_index(&self) -> bool {
        matches!(self.kind, 'p' | 'u' | 'x')
    }

    /// The operators of an exclusion constraint.
    pub(super) fn operators(&self) -> &[u32] {
        if self.kind == 'x' { &self.operators } else { &[] }
    }
}

/// The constraints but for those of constraint triggers, which belong to the trigger.
pub(super) fn sql(major: u32) -> String {
    let on_delete_columns = if major >= 15 { "confdelsetcols" } else { "null::int2[]" };
    let (enforced, period) = if major >= 18 { ("conenforced", "conperiod") } else { ("true", "false") };
    format!(
        "select oid, conname::text, contype, condeferrable, condeferred, convalidated, {enforced}, conrelid, contypid,
            conindid, conparentid <> 0, confrelid, confupdtype, confdeltype, {on_delete_columns},
            confmatchtype, connoinherit, {period}, conkey, confkey, conexclop
        from pg_constraint
        where contype <> 't' and connamespace in {USER_SCHEMAS}"
    )
}

/// The conditions of checks.
pub(super) fn checks_sql() -> String {
    format!(
        "select oid, coalesce(pg_get_expr(conbin, conrelid), '')
        from pg_constraint
        where contype = 'c' and connamespace in {USER_SCHEMAS}"
    )
}

impl FromRow for ConstraintRow {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            oid: fields.next()?,
            name: fields.next()?,
            kind: fields.letter()?,
            deferrable: fields.next()?,
            deferred: fields.next()?,
            validated: fields.next()?,
            enforced: fields.next()?,
            table: fields.next()?,
            domain: fields.next()?,
            index: fields.next()?,
            is_derived: fields.next()?,
            references: fields.next()?,
            on_update: fields.letter()?,
            on_delete: fields.letter()?,
            on_delete_columns: fields.list()?,
            match_kind: fields.letter()?,
            no_inherit: fields.next()?,
            period: fields.next()?,
            columns: fields.list()?,
            referenced_columns: fields.list()?,
            operators: fields.list()?,
            expression: None,
        })
    }
}

/// What constraints are made from.
pub(super) struct Sources<'rows> {
    pub(super) names: &'rows Names,
    pub(super) attributes: &'rows Attributes,
    pub(super) indexes: &'rows Indexes,
    pub(super) comments: &'rows Comments,
}

impl Sources<'_> {
    /// The constraint behind a row; `None` for NOT NULL, which belongs to its column, and for what a foreign key to a
    /// partitioned table keeps for each of its partitions.
    ///
    /// # Errors
    /// When the catalog holds a letter that no version we know has.
    pub(super) fn constraint(&self, row: &ConstraintRow) -> Result<Option<Constraint>, IntrospectError> {
        if row.is_derived {
            return Ok(None);
        }
        let index = self.indexes.get(row.index);
        let kind = match (row.kind, index) {
            ('n', _) => return Ok(None),
            ('p', Some(index)) => ConstraintKind::PrimaryKey(self.key(row, index)),
            ('u', Some(index)) => {
                ConstraintKind::Unique { key: self.key(row, index), nulls_not_distinct: index.nulls_not_distinct }
            }
            ('c', _) => ConstraintKind::Check {
                expression: row.expression.clone().unwrap_or_default(),
                no_inherit: row.no_inherit,
            },
            ('f', _) => ConstraintKind::ForeignKey(self.foreign_key(row)?),
            ('x', Some(index)) => self.exclusion(row, index),
            // The index has vanished since the snapshot.
            ('p' | 'u' | 'x', None) => return Ok(None),
            (other, _) => return Err(unknown("contype", other, row)),
        };
        let deferrability = match (row.deferrable, row.deferred) {
            (false, _) => Deferrability::NotDeferrable,
            (true, false) => Deferrability::InitiallyImmediate,
            (true, true) => Deferrability::InitiallyDeferred,
        };
        Ok(Some(Constraint {
            kind,
            deferrability,
            validated: row.validated,
            enforced: row.enforced,
            comment: self.comments.of(class::CONSTRAINT, row.oid),
        }))
    }

    fn key(&self, row: &ConstraintRow, index: &IndexRow) -> Key {
        Key {
            columns: self.attributes.names(row.table, &row.columns),
            include: self.indexes.include(index, self.attributes),
            options: self.options(index),
            without_overlaps: row.period,
        }
    }

    fn options(&self, index: &IndexRow) -> BTreeMap<String, String> {
        self.names.relations.get(&index.oid).map(|found| relation::options(&found.options)).unwrap_or_default()
    }

    fn foreign_key(&self, row: &ConstraintRow) -> Result<ForeignKey, IntrospectError> {
        let Some(references) = self.names.relation(row.references) else {
            return Err(IntrospectError::unknown(
                "referenced table",
                row.references,
                format_args!("constraint {}", row.name),
            ));
        };
        let match_full = match row.match_kind {
            'f' => true,
            's' => false,
            other => return Err(unknown("confmatchtype", other, row)),
        };
        Ok(ForeignKey {
            columns: self.attributes.names(row.table, &row.columns),
            references,
            referenced_columns: self.attributes.names(row.references, &row.referenced_columns),
            on_update: action("confupdtype", row.on_update, row)?,
            on_delete: action("confdeltype", row.on_delete, row)?,
            on_delete_columns: self.attributes.names(row.table, &row.on_delete_columns),
            match_full,
            period: row.period,
        })
    }

    fn exclusion(&self, row: &ConstraintRow, index: &IndexRow) -> ConstraintKind {
        let elements = self.indexes.elements(index, self.names, self.attributes);
        let elements = elements.into_iter().zip(&row.operators).map(|(element, operator)| ExclusionElement {
            element,
            operator: self.names.operators.get(operator).cloned().unwrap_or_default(),
        });
        ConstraintKind::Exclusion {
            method: self.names.relations.get(&index.oid).map(|found| found.method.clone()).unwrap_or_default(),
            elements: elements.collect(),
            include: self.indexes.include(index, self.attributes),
            predicate: index.predicate.clone(),
            options: self.options(index),
        }
    }
}

fn action(what: &'static str, letter: char, row: &ConstraintRow) -> Result<ForeignKeyAction, IntrospectError> {
    Ok(match letter {
        'a' => ForeignKeyAction::NoAction,
        'r' => ForeignKeyAction::Restrict,
        'c' => ForeignKeyAction::Cascade,
        'n' => ForeignKeyAction::SetNull,
        'd' => ForeignKeyAction::SetDefault,
        other => return Err(unknown(what, other, row)),
    })
}

fn unknown(what: &'static str, letter: char, row: &ConstraintRow) -> IntrospectError {
    IntrospectError::unknown(what, letter, format_args!("constraint {}", row.name))
}
