//! Edits that make the second database of a pair from the first.

use proptest_derive::Arbitrary;

use super::spec::*;

/// One edit; the picks choose among what is there, and where there is nothing, nothing happens.
#[derive(Clone, Debug, Arbitrary)]
pub enum Edit {
    Extensions(u8),
    Schema(Pick, PartEdit<Schema>),
    Enum(Pick, PlaceEdit<Enum>),
    #[proptest(weight = 2)]
    Label(Pick, Pick, PartEdit<Part>),
    MoveLabel(Pick, Pick, Pick),
    Domain(Pick, PlaceEdit<Domain>),
    /// Another base type: a wider or narrower one, mostly.
    #[proptest(weight = 2)]
    DomainType(Pick, Type),
    Check(Pick, Pick, PartEdit<Check>),
    Composite(Pick, PlaceEdit<Composite>),
    Field(Pick, Pick, PartEdit<Field>),
    #[proptest(weight = 2)]
    FieldType(Pick, Pick, Type),
    #[proptest(weight = 2)]
    Sequence(Pick, PlaceEdit<Sequence>),
    #[proptest(weight = 3)]
    Table(Pick, PlaceEdit<Table>),
    TableUnlogged(Pick, bool),
    TableOptions(Pick, u8),
    #[proptest(weight = 6)]
    Column(Pick, Pick, PartEdit<Column>),
    #[proptest(weight = 6)]
    ColumnType(Pick, Pick, Type),
    #[proptest(weight = 4)]
    ColumnValue(Pick, Pick, Value),
    #[proptest(weight = 3)]
    ColumnNotNull(Pick, Pick),
    ColumnStorage(Pick, Pick, u8, u8, u8),
    #[proptest(weight = 6)]
    Constraint(Pick, Pick, PartEdit<Constraint>),
    ConstraintState(Pick, Pick, u8, u8, u8),
    SwapConstraintNames(Pick, Pick, Pick),
    #[proptest(weight = 5)]
    Index(Pick, Pick, PartEdit<Index>),
    SwapIndexNames(Pick, Pick, Pick),
    MoveIndex(Pick, Pick, Pick),
}

/// What happens to an object with a place.
#[derive(Clone, Debug, Arbitrary)]
pub enum PlaceEdit<T> {
    Add(T),
    Drop,
    /// With or without the decision that it is a rename.
    Rename(Name, bool),
    Move(Pick, bool),
    Comment(u8),
    /// All but its place.
    Change(T),
}

/// What happens to a part of an object.
#[derive(Clone, Debug, Arbitrary)]
pub enum PartEdit<T> {
    Add(T),
    Drop,
    Rename(Name, bool),
    Comment(u8),
    Change(T),
}

pub trait Placed: Clone {
    fn place(&mut self) -> &mut Place;
}

pub trait Parted: Clone {
    fn part(&mut self) -> &mut Part;
}

macro_rules! placed {
    ($($name:ident),*) => {$(impl Placed for $name { fn place(&mut self) -> &mut Place { &mut self.place } })*};
}
macro_rules! parted {
    ($($name:ident),*) => {$(impl Parted for $name { fn part(&mut self) -> &mut Part { &mut self.part } })*};
}
placed!(Enum, Domain, Composite, Sequence, Table);
parted!(Schema, Check, Field, Column, Constraint, Index);

impl Parted for Part {
    fn part(&mut self) -> &mut Part {
        self
    }
}

/// The one picked.
fn pick<T>(list: &mut [T], which: Pick) -> Option<&mut T> {
    let count = list.len();
    if count == 0 { None } else { list.get_mut(usize::from(which) % count) }
}

impl<T: Placed> PlaceEdit<T> {
    fn apply(self, list: &mut Vec<T>, which: Pick) {
        let count = list.len();
        match (self, pick(list, which)) {
            (Self::Add(new), _) => list.push(new),
            (Self::Drop, Some(_)) => drop(list.remove(usize::from(which) % count)),
            (Self::Rename(name, decided), Some(old)) => {
                old.place().name = name;
                old.place().id = if decided { old.place().id } else { 0 };
            }
            (Self::Move(schema, decided), Some(old)) => {
                old.place().schema = schema;
                old.place().id = if decided { old.place().id } else { 0 };
            }
            (Self::Comment(comment), Some(old)) => old.place().comment = comment,
            (Self::Change(new), Some(old)) => {
                let place = old.place().clone();
                *old = new;
                *old.place() = place;
            }
            (_, None) => {}
        }
    }
}

impl<T: Parted> PartEdit<T> {
    fn apply(self, list: &mut Vec<T>, which: Pick) {
        let count = list.len();
        match (self, pick(list, which)) {
            (Self::Add(new), _) => list.push(new),
            (Self::Drop, Some(_)) => drop(list.remove(usize::from(which) % count)),
            (Self::Rename(name, decided), Some(old)) => {
                old.part().name = name;
                old.part().id = if decided { old.part().id } else { 0 };
            }
            (Self::Comment(comment), Some(old)) => old.part().comment = comment,
            (Self::Change(new), Some(old)) => {
                let part = old.part().clone();
                *old = new;
                *old.part() = part;
            }
            (_, None) => {}
        }
    }
}

/// Carries the edits out.
pub fn edited(mut database: Database, edits: &[Edit]) -> Database {
    for edit in edits {
        apply(&mut database, edit.clone());
    }
    database.number(10_000)
}

fn apply(database: &mut Database, edit: Edit) {
    let tables = &mut database.tables;
    match edit {
        Edit::Extensions(which) => database.extensions = which,
        Edit::Schema(which, edit) => edit.apply(&mut database.schemas, which),
        Edit::Enum(which, edit) => edit.apply(&mut database.enums, which),
        Edit::Label(which, label, edit) => {
            if let Some(of) = pick(&mut database.enums, which) {
                edit.apply(&mut of.labels, label);
            }
        }
        Edit::MoveLabel(which, from, to) => {
            if let Some(of) = pick(&mut database.enums, which).filter(|of| !of.labels.is_empty()) {
                let count = of.labels.len();
                of.labels.swap(usize::from(from) % count, usize::from(to) % count);
            }
        }
        Edit::Domain(which, edit) => edit.apply(&mut database.domains, which),
        Edit::DomainType(which, of) => {
            if let Some(domain) = pick(&mut database.domains, which) {
                domain.of = of;
            }
        }
        Edit::FieldType(which, field, of) => {
            let composite = pick(&mut database.composites, which);
            if let Some(field) = composite.and_then(|composite| pick(&mut composite.fields, field)) {
                field.of = of;
            }
        }
        Edit::Check(which, check, edit) => {
            if let Some(of) = pick(&mut database.domains, which) {
                edit.apply(&mut of.checks, check);
            }
        }
        Edit::Composite(which, edit) => edit.apply(&mut database.composites, which),
        Edit::Field(which, field, edit) => {
            if let Some(of) = pick(&mut database.composites, which) {
                edit.apply(&mut of.fields, field);
            }
        }
        Edit::Sequence(which, edit) => edit.apply(&mut database.sequences, which),
        Edit::Table(which, edit) => edit.apply(tables, which),
        Edit::MoveIndex(from, which, to) => {
            let moved = pick(tables, from).filter(|table| !table.indexes.is_empty()).map(|table| {
                let count = table.indexes.len();
                table.indexes.remove(usize::from(which) % count)
            });
            if let (Some(index), Some(table)) = (moved, pick(tables, to)) {
                table.indexes.push(index);
            }
        }
        Edit::TableUnlogged(which, unlogged) => with(tables, which, |table| table.unlogged = unlogged),
        Edit::TableOptions(which, options) => with(tables, which, |table| table.options = options),
        Edit::Column(which, part, edit) => with(tables, which, |table| edit.apply(&mut table.columns, part)),
        Edit::ColumnType(which, part, of) => column(tables, which, part, |column| column.of = of),
        Edit::ColumnValue(which, part, value) => column(tables, which, part, |column| column.value = value),
        Edit::ColumnNotNull(which, part) => column(tables, which, part, |column| column.not_null = !column.not_null),
        Edit::ColumnStorage(which, part, collation, storage, compression) => column(tables, which, part, |column| {
            column.collation = collation;
            column.storage = storage;
            column.compression = compression;
        }),
        Edit::Constraint(which, part, edit) => with(tables, which, |table| edit.apply(&mut table.constraints, part)),
        Edit::ConstraintState(which, part, deferrability, valid, options) => with(tables, which, |table| {
            if let Some(constraint) = pick(&mut table.constraints, part) {
                constraint.deferrability = deferrability;
                constraint.valid = valid;
                constraint.options = options;
            }
        }),
        Edit::SwapConstraintNames(which, left, right) => with(tables, which, |table| {
            let count = table.constraints.len().max(1);
            let (left, right) = (usize::from(left) % count, usize::from(right) % count);
            if let (Some(first), Some(second)) = (table.constraints.get(left), table.constraints.get(right)) {
                let names = (first.part.name, second.part.name);
                table.constraints[left].part.name = names.1;
                table.constraints[right].part.name = names.0;
            }
        }),
        Edit::Index(which, part, edit) => with(tables, which, |table| edit.apply(&mut table.indexes, part)),
        Edit::SwapIndexNames(which, left, right) => with(tables, which, |table| {
            let count = table.indexes.len().max(1);
            let (left, right) = (usize::from(left) % count, usize::from(right) % count);
            if let (Some(first), Some(second)) = (table.indexes.get(left), table.indexes.get(right)) {
                let names = (first.part.name, second.part.name);
                table.indexes[left].part.name = names.1;
                table.indexes[right].part.name = names.0;
            }
        }),
    }
}

fn with(tables: &mut [Table], which: Pick, act: impl FnOnce(&mut Table)) {
    if let Some(table) = pick(tables, which) {
        act(table);
    }
}

fn column(tables: &mut [Table], which: Pick, part: Pick, act: impl FnOnce(&mut Column)) {
    with(tables, which, |table| {
        if let Some(column) = pick(&mut table.columns, part) {
            act(column);
        }
    });
}
