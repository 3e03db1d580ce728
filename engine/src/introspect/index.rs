//! Indexes, those behind constraints too.

use std::collections::BTreeMap;

use evenkeel_model::object::{Index, IndexElement, IndexKey, OperatorClass};
use rustc_hash::FxHashMap;

use super::column::{Attribute, Attributes};
use super::comment::Comments;
use super::index_text::{self, IndexText};
use super::names::{Names, USER_SCHEMAS, class};
use super::reader::{Fields, FromRow};
use super::relation::{self, Relation};

/// A row of `pg_index`.
#[derive(Debug)]
pub(super) struct IndexRow {
    pub(super) oid: u32,
    pub(super) table: u32,
    /// How many of the columns are key parts; the others ride along.
    key_parts: usize,
    unique: bool,
    pub(super) nulls_not_distinct: bool,
    valid: bool,
    /// Column numbers, 0 for an expression.
    columns: Vec<i16>,
    collations: Vec<u32>,
    classes: Vec<u32>,
    /// Bit 1: descending, bit 2: nulls first.
    directions: Vec<i16>,
    /// The condition of a partial index, once it has been read.
    pub(super) predicate: Option<String>,
}

/// The indexes but for those being dropped at this moment.
pub(super) fn sql(major: u32) -> String {
    let nulls_not_distinct = if major >= 15 { "i.indnullsnotdistinct" } else { "false" };
    format!(
        "select i.indexrelid, i.indrelid, i.indnkeyatts, i.indisunique, {nulls_not_distinct}, i.indisvalid, i.indkey,
            i.indcollation, i.indclass, i.indoption
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indislive and c.relnamespace in {USER_SCHEMAS}"
    )
}

/// The conditions of partial indexes.
pub(super) fn predicates_sql() -> String {
    format!(
        "select i.indexrelid, coalesce(pg_get_expr(i.indpred, i.indrelid), '')
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indpred is not null and i.indislive and c.relnamespace in {USER_SCHEMAS}"
    )
}

impl FromRow for IndexRow {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            oid: fields.next()?,
            table: fields.next()?,
            key_parts: usize::from(fields.next::<i16>()?.cast_unsigned()),
            unique: fields.next()?,
            nulls_not_distinct: fields.next()?,
            valid: fields.next()?,
            columns: fields.list()?,
            collations: fields.list()?,
            classes: fields.list()?,
            directions: fields.list()?,
            predicate: None,
        })
    }
}

/// A row of `pg_opclass`.
#[derive(Debug)]
pub(super) struct ClassRow {
    oid: u32,
    name: evenkeel_model::QualifiedName,
    method: u32,
    input: u32,
    is_default: bool,
}

/// All operator classes, the server's own too: a few hundred.
pub(super) const CLASSES: &str = "
    select o.oid, n.nspname::text, o.opcname::text, o.opcmethod, o.opcintype, o.opcdefault
    from pg_opclass o join pg_namespace n on n.oid = o.opcnamespace";

impl FromRow for ClassRow {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            oid: fields.next()?,
            name: evenkeel_model::QualifiedName::new(fields.next::<String>()?, fields.next::<String>()?),
            method: fields.next()?,
            input: fields.next()?,
            is_default: fields.next()?,
        })
    }
}

/// The operator classes, and which are defaults.
pub(super) struct Classes {
    rows: FxHashMap<u32, ClassRow>,
    /// The default classes by access method and type.
    defaults: FxHashMap<(u32, u32), u32>,
}

/// `character varying`, whose values the classes of `text` take.
const VARCHAR: u32 = 1043;
const TEXT: u32 = 25;
/// The types that stand for all arrays, enums, ranges, multiranges and composite types.
const POLYMORPHIC: [u32; 5] = [2277, 3500, 3831, 4537, 2249];

impl Classes {
    pub(super) fn new(rows: Vec<ClassRow>) -> Self {
        let defaults = rows.iter().filter(|row| row.is_default).map(|row| ((row.method, row.input), row.oid)).collect();
        Self { rows: rows.into_iter().map(|row| (row.oid, row)).collect(), defaults }
    }

    /// Whether the class is the one the server would choose for a column of this type; `None` where only the server
    /// can say.
    fn is_default(&self, class: u32, type_oid: u32, names: &Names) -> Option<bool> {
        let row = self.rows.get(&class)?;
        let mut base = type_oid;
        while let Some(domain) = names.types.get(&base).filter(|found| found.kind == 'd') {
            base = domain.base;
        }
        if let Some(default) = self.defaults.get(&(row.method, base)) {
            return Some(*default == class);
        }
        if !row.is_default {
            return Some(false);
        }
        // No class is made for this very type. That this one takes it is certain, since the index stands; that no
        // other default class does too is certain only in these cases.
        (POLYMORPHIC.contains(&row.input) || (base == VARCHAR && row.input == TEXT)).then_some(true)
    }
}

/// The indexes of a database.
pub(super) struct Indexes {
    rows: BTreeMap<u32, IndexRow>,
    classes: Classes,
    /// What the server prints for indexes that the catalog's columns alone do not decide.
    texts: FxHashMap<u32, IndexText>,
}

impl Indexes {
    pub(super) fn new(rows: Vec<IndexRow>, classes: Classes) -> Self {
        Self { rows: rows.into_iter().map(|row| (row.oid, row)).collect(), classes, texts: FxHashMap::default() }
    }

    /// Takes the conditions of partial indexes.
    pub(super) fn learn_predicates(&mut self, texts: Vec<(u32, String)>) {
        for (oid, text) in texts {
            if let Some(row) = self.rows.get_mut(&oid) {
                row.predicate = Some(text);
            }
        }
    }

    /// Takes what the server printed for indexes.
    pub(super) fn learn(&mut self, texts: Vec<index_text::Row>) {
        self.texts.extend(texts.into_iter().map(|row| (row.oid, IndexText::new(row))));
    }

    pub(super) fn get(&self, oid: u32) -> Option<&IndexRow> {
        self.rows.get(&oid)
    }

    /// All indexes by identifier.
    pub(super) fn all(&self) -> impl Iterator<Item = &IndexRow> {
        self.rows.values()
    }

    /// The indexes on columns of which only the server's text says whether an operator class is the default one.
    pub(super) fn undecided(&self, names: &Names, attributes: &Attributes) -> Vec<u32> {
        let undecided = self.rows.values().filter(|row| {
            row.key_columns().enumerate().any(|(position, column)| {
                let class = row.classes.get(position).copied().unwrap_or_default();
                attributes
                    .get(row.table, column)
                    .is_some_and(|attribute| self.classes.is_default(class, attribute.type_oid, names).is_none())
            })
        });
        undecided.map(|row| row.oid).collect()
    }

    /// The collations that elements of indexes name.
    pub(super) fn collations(&self) -> impl Iterator<Item = u32> {
        self.rows.values().flat_map(|row| row.collations.iter().copied())
    }

    /// The columns that ride along.
    pub(super) fn include(&self, row: &IndexRow, attributes: &Attributes) -> Vec<String> {
        attributes.names(row.table, row.columns.get(row.key_parts..).unwrap_or_default())
    }

    /// The key parts.
    pub(super) fn elements(&self, row: &IndexRow, names: &Names, attributes: &Attributes) -> Vec<IndexElement> {
        let text = self.texts.get(&row.oid);
        row.key_columns()
            .enumerate()
            .map(|(position, column)| {
                let printed = text.and_then(|text| text.element(position));
                let column = attributes.get(row.table, column);
                let key = match (column, printed) {
                    (Some(column), _) => IndexKey::Column(column.name.clone()),
                    (None, Some(printed)) => IndexKey::Expression(printed.key.clone()),
                    // The index has vanished since the snapshot.
                    (None, None) => IndexKey::Expression(String::new()),
                };
                let direction = row.directions.get(position).copied().unwrap_or_default();
                IndexElement {
                    key,
                    collation: self.collation(row, position, column, names),
                    operator_class: self.operator_class(row, position, column, names, attributes),
                    descending: direction & 1 != 0,
                    nulls_first: direction & 2 != 0,
                }
            })
            .collect()
    }

    fn collation(
        &self,
        row: &IndexRow,
        position: usize,
        column: Option<&Attribute>,
        names: &Names,
    ) -> Option<evenkeel_model::QualifiedName> {
        let collation = *row.collations.get(position)?;
        let is_own = match column {
            Some(column) => collation != column.collation,
            None => self.texts.get(&row.oid)?.element(position)?.has_collation,
        };
        if is_own { names.collations.get(&collation).cloned() } else { None }
    }

    fn operator_class(
        &self,
        row: &IndexRow,
        position: usize,
        column: Option<&Attribute>,
        names: &Names,
        attributes: &Attributes,
    ) -> Option<OperatorClass> {
        let class = *row.classes.get(position)?;
        let number = i16::try_from(position + 1).ok()?;
        let options = attributes.get(row.oid, number).map(|own| relation::options(&own.options)).unwrap_or_default();
        let decided = column.and_then(|column| self.classes.is_default(class, column.type_oid, names));
        let is_default = decided.unwrap_or_else(|| {
            let printed = self.texts.get(&row.oid).and_then(|text| text.element(position));
            printed.is_none_or(|printed| !printed.has_class)
        });
        if is_default && options.is_empty() {
            return None;
        }
        Some(OperatorClass { name: self.classes.rows.get(&class)?.name.clone(), options })
    }

    /// The index behind a row.
    pub(super) fn index(
        &self,
        row: &IndexRow,
        relation: &Relation,
        names: &Names,
        attributes: &Attributes,
        comments: &Comments,
    ) -> Index {
        Index {
            method: relation.method.clone(),
            unique: row.unique,
            nulls_not_distinct: row.nulls_not_distinct,
            elements: self.elements(row, names, attributes),
            include: self.include(row, attributes),
            predicate: row.predicate.clone(),
            options: relation::options(&relation.options),
            valid: row.valid,
            comment: comments.of(class::RELATION, row.oid),
        }
    }
}

impl IndexRow {
    fn key_columns(&self) -> impl Iterator<Item = i16> {
        self.columns.iter().take(self.key_parts).copied()
    }
}
