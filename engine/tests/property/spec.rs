//! What a random database is made of: small numbers that every renderer can make sense of, so that any of them can be
//! shrunk on its own and anything can be left out.

use proptest::collection::vec;
use proptest::prelude::any;
use proptest_derive::Arbitrary;

/// Chooses one of what is there, whatever its number.
pub type Pick = u8;

/// What an object is known by across edits, unlike its name.
pub type Id = u16;

/// A name: see [`super::names`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Arbitrary)]
pub struct Name(pub u16);

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Database {
    pub extensions: u8,
    #[proptest(strategy = "vec(any::<Schema>(), 0..3)")]
    pub schemas: Vec<Schema>,
    #[proptest(strategy = "vec(any::<Enum>(), 0..3)")]
    pub enums: Vec<Enum>,
    #[proptest(strategy = "vec(any::<Domain>(), 0..3)")]
    pub domains: Vec<Domain>,
    #[proptest(strategy = "vec(any::<Composite>(), 0..4)")]
    pub composites: Vec<Composite>,
    #[proptest(strategy = "vec(any::<Sequence>(), 0..3)")]
    pub sequences: Vec<Sequence>,
    #[proptest(strategy = "vec(any::<Table>(), 0..5)")]
    pub tables: Vec<Table>,
}

/// An object's place in the database.
#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Place {
    #[proptest(value = "0")]
    pub id: Id,
    pub name: Name,
    pub schema: Pick,
    pub comment: u8,
}

/// A part's place in its object.
#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Part {
    #[proptest(value = "0")]
    pub id: Id,
    pub name: Name,
    pub comment: u8,
}

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Schema {
    pub part: Part,
}

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Enum {
    pub place: Place,
    #[proptest(strategy = "vec(any::<Part>(), 1..5)")]
    pub labels: Vec<Part>,
}

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Domain {
    pub place: Place,
    pub of: Type,
    pub collation: u8,
    pub not_null: bool,
    pub default: bool,
    #[proptest(strategy = "vec(any::<Check>(), 0..3)")]
    pub checks: Vec<Check>,
}

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Check {
    pub part: Part,
    pub condition: u8,
    pub valid: u8,
}

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Composite {
    pub place: Place,
    #[proptest(strategy = "vec(any::<Field>(), 1..4)")]
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Field {
    pub part: Part,
    pub of: Type,
    pub collation: u8,
}

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Sequence {
    pub place: Place,
    pub counts: Counts,
    pub unlogged: bool,
    /// The table and column that own it, if the first is even.
    pub owner: (u8, Pick, Pick),
}

/// What a sequence counts.
#[derive(Clone, Copy, Debug, Default, Arbitrary)]
pub struct Counts {
    pub of: u8,
    pub step: u8,
    pub bounds: u8,
    pub start: u8,
    pub cache: bool,
    pub cycle: bool,
}

/// A type, of its kind the one picked.
#[derive(Clone, Copy, Debug, Default, Arbitrary)]
pub enum Type {
    /// Numbers and texts, which can become one another.
    #[default]
    #[proptest(weight = 6)]
    Plain,
    #[proptest(weight = 12)]
    Convertible(u8),
    #[proptest(weight = 6)]
    Other(u8),
    #[proptest(weight = 4)]
    Array(u8),
    #[proptest(weight = 4)]
    Enum(Pick, bool),
    #[proptest(weight = 4)]
    Domain(Pick, bool),
    #[proptest(weight = 4)]
    Composite(Pick, bool),
}

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Table {
    pub place: Place,
    pub unlogged: bool,
    pub options: u8,
    #[proptest(strategy = "vec(any::<Column>(), 0..6)")]
    pub columns: Vec<Column>,
    #[proptest(strategy = "vec(any::<Constraint>(), 0..5)")]
    pub constraints: Vec<Constraint>,
    #[proptest(strategy = "vec(any::<Index>(), 0..3)")]
    pub indexes: Vec<Index>,
}

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Column {
    pub part: Part,
    pub of: Type,
    pub not_null: bool,
    pub value: Value,
    pub collation: u8,
    pub storage: u8,
    pub compression: u8,
}

/// Where a column's values come from.
#[derive(Clone, Copy, Debug, Default, Arbitrary)]
pub enum Value {
    #[default]
    #[proptest(weight = 6)]
    None,
    #[proptest(weight = 4)]
    Default(u8),
    #[proptest(weight = 2)]
    Identity { always: bool, counts: Counts, named: bool },
    #[proptest(weight = 2)]
    Serial { counts: Counts },
    #[proptest(weight = 1)]
    Next(Pick),
    #[proptest(weight = 3)]
    Generated { of: Pick, expression: u8, virtually: bool },
}

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Constraint {
    pub part: Part,
    pub kind: Kind,
    #[proptest(strategy = "vec(any::<Pick>(), 1..4)")]
    pub columns: Vec<Pick>,
    pub deferrability: u8,
    pub valid: u8,
    pub options: u8,
    pub include: u8,
}

#[derive(Clone, Copy, Debug, Default, Arbitrary)]
pub enum Kind {
    #[default]
    #[proptest(weight = 3)]
    PrimaryKey,
    #[proptest(weight = 3)]
    Unique { nulls_not_distinct: bool },
    #[proptest(weight = 3)]
    Check { condition: u8, no_inherit: bool },
    #[proptest(weight = 6)]
    ForeignKey { table: Pick, key: Pick, on_update: u8, on_delete: u8, some_columns: bool, match_full: bool },
    #[proptest(weight = 1)]
    Exclusion { condition: u8 },
}

#[derive(Clone, Debug, Default, Arbitrary)]
pub struct Index {
    pub part: Part,
    pub method: u8,
    pub unique: bool,
    pub nulls_not_distinct: bool,
    #[proptest(strategy = "vec(any::<Element>(), 1..3)")]
    pub elements: Vec<Element>,
    pub include: u8,
    pub predicate: u8,
    pub options: u8,
}

#[derive(Clone, Copy, Debug, Default, Arbitrary)]
pub struct Element {
    pub column: Pick,
    pub expression: u8,
    pub collation: u8,
    pub class: bool,
    pub order: u8,
}

impl Database {
    /// Gives every object that has none an address of its own, from `first` on.
    pub fn number(mut self, first: Id) -> Self {
        let mut next = first;
        let mut give = |id: &mut Id| {
            if *id == 0 {
                next += 1;
                *id = next;
            }
        };
        self.schemas.iter_mut().for_each(|schema| give(&mut schema.part.id));
        for of in &mut self.enums {
            give(&mut of.place.id);
            of.labels.iter_mut().for_each(|label| give(&mut label.id));
        }
        for of in &mut self.domains {
            give(&mut of.place.id);
            of.checks.iter_mut().for_each(|check| give(&mut check.part.id));
        }
        for of in &mut self.composites {
            give(&mut of.place.id);
            of.fields.iter_mut().for_each(|field| give(&mut field.part.id));
        }
        self.sequences.iter_mut().for_each(|of| give(&mut of.place.id));
        for table in &mut self.tables {
            give(&mut table.place.id);
            table.columns.iter_mut().for_each(|of| give(&mut of.part.id));
            table.constraints.iter_mut().for_each(|of| give(&mut of.part.id));
            table.indexes.iter_mut().for_each(|of| give(&mut of.part.id));
        }
        self
    }
}
