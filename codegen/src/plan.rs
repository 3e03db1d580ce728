//! What is to be emitted, with every name and type decided.
//!
//! All that can go wrong goes wrong here, so that emitting cannot.

use std::collections::BTreeSet;

use evenkeel_model::declared::{ApplicationTable, Generate};
use evenkeel_model::object::Table;
use evenkeel_model::{Declared, Diagnostic, ObjectId, QualifiedName};
use proc_macro2::{Ident, TokenStream};

use crate::derived::Derived;
use crate::names;

mod findings;
mod key;
mod relation;
mod table;
mod types;

use findings::Findings;

/// Everything that is emitted, in order: each table with the enums of its columns behind it, then the types of the
/// schema that columns use.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) items: Vec<Item>,
}

/// One thing that is emitted.
pub(crate) enum Item {
    Table(Box<TablePlan>),
    Enumeration(EnumerationPlan),
    Composite(CompositePlan),
}

impl Item {
    fn as_table(&self) -> Option<&TablePlan> {
        if let Self::Table(table) = self { Some(table) } else { None }
    }

    fn as_table_mut(&mut self) -> Option<&mut TablePlan> {
        if let Self::Table(table) = self { Some(table) } else { None }
    }
}

/// A table's structs and constants.
pub(crate) struct TablePlan {
    pub(crate) ident: Ident,
    pub(crate) companions: Companions,
    pub(crate) docs: TokenStream,
    pub(crate) derived: Derived,
    pub(crate) derived_new: Derived,
    pub(crate) derived_patch: Derived,
    pub(crate) name: QualifiedName,
    pub(crate) columns: Vec<ColumnPlan>,
    pub(crate) primary_key: Vec<String>,
    pub(crate) keys: Vec<KeyPlan>,
    pub(crate) relations: Vec<RelationPlan>,
}

/// The names of the structs beside that of the rows.
pub(crate) struct Companions {
    /// The columns, as queries name them.
    pub(crate) columns: Ident,
    /// A row to insert, with what it must be given.
    pub(crate) new: Ident,
    /// The same with more.
    pub(crate) insert: Ident,
    /// What columns become.
    pub(crate) patch: Ident,
}

/// A constant for a constraint or unique index.
pub(crate) struct KeyPlan {
    pub(crate) ident: Ident,
    pub(crate) docs: TokenStream,
    pub(crate) name: String,
    /// What stands behind ON CONFLICT, where it can.
    pub(crate) target: Option<String>,
}

/// A constant for the rows of another table that belong to a row.
pub(crate) struct RelationPlan {
    /// Its name, once it is decided.
    pub(crate) ident: Option<Ident>,
    /// The foreign key by which they do.
    pub(crate) key: String,
    /// What it can be called, the best first.
    pub(crate) names: Vec<String>,
    pub(crate) docs: TokenStream,
    /// The struct of the other table.
    pub(crate) to: Ident,
    pub(crate) multiplicity: Multiplicity,
    pub(crate) columns: Vec<RelatedColumn>,
}

/// How many rows belong to one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Multiplicity {
    One,
    Maybe,
    Many,
}

/// A column of a relation on both of its sides.
pub(crate) struct RelatedColumn {
    /// The field of the row that is there, and whether it is an `Option`.
    pub(crate) here: (Ident, bool),
    /// The same of the rows that belong to it.
    pub(crate) there: (Ident, bool),
    /// The places of the column in the table of the row that is there, and in that of these.
    pub(crate) own: usize,
    pub(crate) index: usize,
    /// What says how its values travel.
    pub(crate) value: TokenStream,
}

impl RelatedColumn {
    fn new((own, here): (usize, &ColumnPlan), (index, there): (usize, &ColumnPlan)) -> Self {
        let side = |column: &ColumnPlan| (column.field.ident.clone(), column.nullable);
        Self { here: side(here), there: side(there), own, index, value: there.field.value.clone() }
    }
}

/// A column's field and constants.
pub(crate) struct ColumnPlan {
    pub(crate) field: FieldPlan,
    pub(crate) name: String,
    pub(crate) data_type: String,
    /// What the domain that it is of is made of, where that has a length or the like.
    pub(crate) base: Option<String>,
    pub(crate) nullable: bool,
    pub(crate) written: Written,
    pub(crate) generate: Option<Generate>,
    pub(crate) touch: bool,
    /// Whether parameters travel as text whose type the server infers.
    pub(crate) untyped: bool,
    /// What stands behind the column where it is read.
    pub(crate) read_as: Option<&'static str>,
}

/// A field of a struct.
pub(crate) struct FieldPlan {
    pub(crate) ident: Ident,
    pub(crate) docs: TokenStream,
    pub(crate) ty: TokenStream,
    /// The type of the values in Rust, without `Option`.
    pub(crate) inner: TokenStream,
    /// What says how the values travel: `evenkeel::Value`.
    pub(crate) value: TokenStream,
}

/// Whether a new row must, may or cannot be given a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    Required,
    Optional,
    Never,
}

/// An enum, of a column's values or of an enum type.
pub(crate) struct EnumerationPlan {
    pub(crate) ident: Ident,
    pub(crate) docs: TokenStream,
    pub(crate) derived: Derived,
    /// The type in SQL; none where the database holds the values as text.
    pub(crate) sql_type: Option<String>,
    pub(crate) variants: Vec<(Ident, String)>,
}

/// A composite type's struct.
pub(crate) struct CompositePlan {
    pub(crate) ident: Ident,
    pub(crate) docs: TokenStream,
    pub(crate) derived: Derived,
    /// The type in SQL.
    pub(crate) sql_type: String,
    pub(crate) fields: Vec<FieldPlan>,
}

/// A table as it is declared.
pub(crate) struct Source<'declared> {
    pub(crate) name: &'declared QualifiedName,
    pub(crate) table: &'declared Table,
    pub(crate) application: Option<&'declared ApplicationTable>,
}

impl Source<'_> {
    /// The struct's name, if there can be one.
    pub(crate) fn ident(&self) -> Option<Ident> {
        match self.application {
            Some(application) if !application.struct_name.is_empty() => names::identifier(&application.struct_name),
            _ => names::upper_camel(&self.name.name),
        }
    }
}

/// The tables in the order of the file; those that only the catalog knows come last.
pub(crate) fn tables(declared: &Declared) -> Vec<Source<'_>> {
    let in_file = declared.application.iter().filter_map(|(name, application)| {
        let (name, table) = declared.catalog.tables.get_key_value(name)?;
        Some(Source { name, table, application: Some(application) })
    });
    let others = declared
        .catalog
        .tables
        .iter()
        .filter(|(name, _)| !declared.application.contains_key(*name))
        .map(|(name, table)| Source { name, table, application: None });
    in_file.chain(others).collect()
}

impl Plan {
    /// Decides everything for all tables, or for those whose structs have the names of `selection`.
    pub(crate) fn new(declared: &Declared, selection: Option<&[Ident]>) -> Result<Self, Vec<Diagnostic>> {
        let mut planner = Planner { declared, findings: Findings::new(declared), used: BTreeSet::new() };
        let mut plan = Self::default();
        for source in tables(declared) {
            let ident = match (source.ident(), selection) {
                (Some(ident), None) => ident,
                (Some(ident), Some(selection)) => match selection.iter().find(|selected| **selected == ident) {
                    Some(selected) => selected.clone(),
                    None => continue,
                },
                (None, Some(_)) => continue,
                (None, None) => {
                    let id = ObjectId::Table(source.name.clone());
                    planner.findings.impossible(&id, &source.name.name, "struct", "give it a name with `struct:`");
                    continue;
                }
            };
            planner.table(&mut plan, &source, ident);
        }
        planner.types(&mut plan);
        plan.relate(&declared.catalog);
        planner.findings.finish()?;
        Ok(plan)
    }

    /// The names of all structs and enums.
    pub(crate) fn type_names(&self) -> BTreeSet<String> {
        let names = self.items.iter().flat_map(|item| match item {
            Item::Table(table) => {
                let Companions { columns, new, insert, patch } = &table.companions;
                vec![&table.ident, columns, new, insert, patch]
            }
            Item::Enumeration(enumeration) => vec![&enumeration.ident],
            Item::Composite(composite) => vec![&composite.ident],
        });
        names.map(ToString::to_string).collect()
    }
}

struct Planner<'declared> {
    declared: &'declared Declared,
    findings: Findings<'declared>,
    /// The enum and composite types that columns use.
    used: BTreeSet<QualifiedName>,
}

impl Planner<'_> {
    /// `words` and where the object stands: "`public.member`, schema.yaml:12".
    fn located(&self, words: &str, id: &ObjectId, line: Option<usize>) -> String {
        match self.findings.position(id, line) {
            Some(position) => format!("{words}, {position}"),
            None => words.to_owned(),
        }
    }
}
