//! Columns of tables, and fields of composite types.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::name::make_object_name;
use evenkeel_model::object::{Column, ColumnValue, Compression, GeneratedKind, Identity, NotNullConstraint, Storage};
use rustc_hash::FxHashMap;

use super::IntrospectError;
use super::comment::Comments;
use super::constraint::ConstraintRow;
use super::dependency::Address;
use super::names::{Names, USER_SCHEMAS, class};
use super::reader::{Fields, FromRow};
use super::relation::Relation;
use super::sequence::Sequences;

/// A row of `pg_attribute` that is a living column, field or, where it has settings of its own, part of an index.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) relation: u32,
    pub(super) number: i16,
    pub(super) name: String,
    pub(super) type_oid: u32,
    /// The type modifier: length, precision and the like, or -1.
    modifier: i32,
    pub(super) collation: u32,
    pub(super) not_null: bool,
    identity: char,
    pub(super) generated: char,
    storage: char,
    compression: char,
    /// Options of the column, or parameters of the operator class in an index.
    pub(super) options: Vec<String>,
    /// Whether it has options, privileges or a statistics target.
    pub(super) is_special: bool,
}

/// The columns of tables and fields of composite types, and of other relations those with something of their own.
pub(super) fn sql() -> String {
    format!(
        "select a.attrelid, a.attnum, a.attname::text, a.atttypid, a.atttypmod, a.attcollation, a.attnotnull,
            a.attidentity, a.attgenerated, a.attstorage, a.attcompression, a.attoptions,
            a.attoptions is not null or a.attacl is not null or coalesce(a.attstattarget, -1) >= 0
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace in {USER_SCHEMAS} and a.attnum > 0 and not a.attisdropped
            and (c.relkind in ('r', 'p', 'f', 'c')
                or a.attoptions is not null or a.attacl is not null or a.attstattarget >= 0)"
    )
}

impl FromRow for Attribute {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            relation: fields.next()?,
            number: fields.next()?,
            name: fields.next()?,
            type_oid: fields.next()?,
            modifier: fields.next()?,
            collation: fields.next()?,
            not_null: fields.next()?,
            identity: fields.letter()?,
            generated: fields.letter()?,
            storage: fields.letter()?,
            compression: fields.letter()?,
            options: fields.list()?,
            is_special: fields.next()?,
        })
    }
}

/// A type with its modifier: far fewer than there are columns.
pub(super) struct ColumnType {
    key: (u32, i32),
    text: String,
    collation: u32,
    storage: char,
}

/// The types in `$1` with the modifiers in `$2`.
pub(super) const TYPES: &str = "
    select t.oid, u.modifier, format_type(t.oid, u.modifier), t.typcollation, t.typstorage
    from unnest($1, $2) u(oid, modifier) join pg_type t on t.oid = u.oid";

impl FromRow for ColumnType {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            key: (fields.next()?, fields.next()?),
            text: fields.next()?,
            collation: fields.next()?,
            storage: fields.letter()?,
        })
    }
}

/// A row of `pg_attrdef`: a column has a default or generation expression.
pub(super) struct DefaultRow {
    pub(super) oid: u32,
    pub(super) relation: u32,
    pub(super) column: i16,
}

pub(super) const DEFAULTS: &str = "select oid, adrelid, adnum from pg_attrdef where adrelid >= 16384";

impl FromRow for DefaultRow {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self { oid: fields.next()?, relation: fields.next()?, column: fields.next()? })
    }
}

/// The expressions, empty where the table has vanished since the snapshot. Only those of generated columns speak of
/// other columns; without a table to look them up in, the server prints the others in a third of the time.
pub(super) const DEFAULT_TEXTS: &str = "
    select oid, coalesce(pg_get_expr(adbin,
        case when (adrelid, adnum) in (select attrelid, attnum from pg_attribute where attgenerated <> '') then adrelid
            else 0::oid end), '')
    from pg_attrdef
    where adrelid >= 16384";

/// The columns of all relations.
pub(super) struct Attributes {
    rows: BTreeMap<(u32, i16), Attribute>,
    types: FxHashMap<(u32, i32), ColumnType>,
    /// The rows of `pg_attrdef` by table and column.
    defaults: FxHashMap<(u32, i16), u32>,
    /// The expressions in them.
    expressions: FxHashMap<u32, String>,
}

impl Attributes {
    pub(super) fn new(rows: Vec<Attribute>, defaults: &[DefaultRow]) -> Self {
        let defaults = defaults.iter().map(|row| ((row.relation, row.column), row.oid));
        Self {
            rows: rows.into_iter().map(|row| ((row.relation, row.number), row)).collect(),
            types: FxHashMap::default(),
            defaults: defaults.collect(),
            expressions: FxHashMap::default(),
        }
    }

    /// The types of all columns and their modifiers, each pair once.
    pub(super) fn types(&self) -> (Vec<u32>, Vec<i32>) {
        let distinct: BTreeSet<_> = self.rows.values().map(|row| (row.type_oid, row.modifier)).collect();
        distinct.into_iter().unzip()
    }

    /// Takes the expressions of defaults.
    pub(super) fn learn_expressions(&mut self, texts: Vec<(u32, String)>) {
        self.expressions = texts.into_iter().collect();
    }

    /// Takes what the server says of [`Attributes::types`].
    pub(super) fn learn(&mut self, types: Vec<ColumnType>) {
        self.types = types.into_iter().map(|row| (row.key, row)).collect();
    }

    fn type_of(&self, attribute: &Attribute) -> Option<&ColumnType> {
        self.types.get(&(attribute.type_oid, attribute.modifier))
    }

    /// The type of a column as SQL text.
    pub(super) fn data_type(&self, attribute: &Attribute) -> String {
        self.type_of(attribute).map(|found| found.text.clone()).unwrap_or_default()
    }

    /// The collation of a column, where it is not that of its type.
    pub(super) fn own_collation(&self, attribute: &Attribute) -> Option<u32> {
        Some(attribute.collation)
            .filter(|collation| self.type_of(attribute).is_some_and(|of| of.collation != *collation))
    }

    /// The storage of a column as the catalog's letter, where it is not that of its type.
    fn own_storage(&self, attribute: &Attribute) -> Option<char> {
        Some(attribute.storage).filter(|storage| self.type_of(attribute).is_some_and(|of| of.storage != *storage))
    }

    /// The row of `pg_attrdef` for the column at an address.
    pub(super) fn default_of(&self, column: Address) -> Option<u32> {
        let number = i16::try_from(column.column).ok()?;
        self.defaults.get(&(column.oid, number)).copied()
    }

    /// A column by its number.
    pub(super) fn get(&self, relation: u32, number: i16) -> Option<&Attribute> {
        self.rows.get(&(relation, number))
    }

    /// The columns of a relation in their order.
    pub(super) fn of(&self, relation: u32) -> impl Iterator<Item = &Attribute> {
        self.rows.range((relation, i16::MIN)..=(relation, i16::MAX)).map(|(_, attribute)| attribute)
    }

    /// The columns of all relations.
    pub(super) fn all(&self) -> impl Iterator<Item = &Attribute> {
        self.rows.values()
    }

    /// The names of columns by number.
    pub(super) fn names(&self, relation: u32, numbers: &[i16]) -> Vec<String> {
        numbers.iter().filter_map(|number| Some(self.get(relation, *number)?.name.clone())).collect()
    }

    /// The default or generation expression of a column.
    pub(super) fn expression(&self, attribute: &Attribute) -> Option<&str> {
        self.expressions.get(self.defaults.get(&(attribute.relation, attribute.number))?).map(String::as_str)
    }
}

/// What columns are made from.
pub(super) struct Sources<'rows> {
    pub(super) names: &'rows Names,
    pub(super) attributes: &'rows Attributes,
    pub(super) sequences: &'rows Sequences,
    pub(super) comments: &'rows Comments,
    /// The NOT NULL constraints by table and column, from version 18 on.
    pub(super) not_nulls: BTreeMap<(u32, i16), &'rows ConstraintRow>,
}

impl Sources<'_> {
    /// The column behind `attribute` of `table`.
    ///
    /// # Errors
    /// When the catalog holds a letter that no version we know has.
    pub(super) fn column(&self, table: &Relation, attribute: &Attribute) -> Result<Column, IntrospectError> {
        Ok(Column {
            data_type: self.attributes.data_type(attribute),
            collation: self
                .attributes
                .own_collation(attribute)
                .and_then(|oid| self.names.collations.get(&oid))
                .cloned(),
            not_null: attribute.not_null,
            not_null_constraint: self.not_null_constraint(table, attribute),
            value: self.value(attribute)?,
            storage: self.attributes.own_storage(attribute).map(|letter| storage(letter, attribute)).transpose()?,
            compression: compression(attribute)?,
            comment: self.comments.of_column(class::RELATION, table.oid, i32::from(attribute.number)),
        })
    }

    /// The NOT NULL constraint, where it is not what the server makes by itself.
    fn not_null_constraint(&self, table: &Relation, attribute: &Attribute) -> Option<NotNullConstraint> {
        let row = self.not_nulls.get(&(attribute.relation, attribute.number))?;
        let usual = make_object_name(&table.name, Some(&attribute.name), "not_null");
        let comment = self.comments.of(class::CONSTRAINT, row.oid);
        (row.name != usual || row.no_inherit || !row.validated || comment.is_some()).then(|| NotNullConstraint {
            name: row.name.clone(),
            no_inherit: row.no_inherit,
            validated: row.validated,
            comment,
        })
    }

    fn value(&self, attribute: &Attribute) -> Result<Option<ColumnValue>, IntrospectError> {
        let expression = self.attributes.expression(attribute).map(str::to_owned);
        let kind = match attribute.generated {
            '\0' => None,
            's' => Some(GeneratedKind::Stored),
            'v' => Some(GeneratedKind::Virtual),
            other => return Err(unknown("attgenerated", other, attribute)),
        };
        if let Some(kind) = kind {
            return Ok(expression.map(|expression| ColumnValue::Generated { expression, kind }));
        }
        let always = match attribute.identity {
            '\0' => return Ok(expression.map(ColumnValue::Default)),
            'a' => true,
            'd' => false,
            other => return Err(unknown("attidentity", other, attribute)),
        };
        let identity = self.sequences.identity(attribute.relation, attribute.number);
        Ok(identity.and_then(|(sequence, options)| {
            let sequence = self.names.relations.get(&sequence)?.name.clone();
            Some(ColumnValue::Identity(Identity { always, sequence, options: options.clone() }))
        }))
    }
}

fn storage(letter: char, attribute: &Attribute) -> Result<Storage, IntrospectError> {
    Ok(match letter {
        'p' => Storage::Plain,
        'e' => Storage::External,
        'm' => Storage::Main,
        'x' => Storage::Extended,
        other => return Err(unknown("attstorage", other, attribute)),
    })
}

fn compression(attribute: &Attribute) -> Result<Option<Compression>, IntrospectError> {
    Ok(Some(match attribute.compression {
        '\0' => return Ok(None),
        'p' => Compression::Pglz,
        'l' => Compression::Lz4,
        other => return Err(unknown("attcompression", other, attribute)),
    }))
}

fn unknown(what: &'static str, letter: char, attribute: &Attribute) -> IntrospectError {
    IntrospectError::unknown(what, letter, format_args!("column {}", attribute.name))
}
