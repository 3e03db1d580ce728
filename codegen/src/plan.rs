//! What is to be emitted, with every name and type decided.
//!
//! All that can go wrong goes wrong here, so that emitting cannot.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::declared::{ApplicationColumn, ApplicationTable, Generate};
use evenkeel_model::object::{Column, ColumnValue, Table};
use evenkeel_model::{Declared, Diagnostic, ObjectId, QualifiedName};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::docs;
use crate::names;
use crate::types::{self, Mapped};

mod findings;

use findings::{Findings, Owner};

/// Everything that is emitted, in order: each table with the enums of its columns behind it, then the types of the
/// schema that columns use.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) items: Vec<Item>,
}

/// One thing that is emitted.
pub(crate) enum Item {
    Table(TablePlan),
    Enumeration(EnumerationPlan),
    Composite(CompositePlan),
}

/// A table's struct and constants.
pub(crate) struct TablePlan {
    pub(crate) ident: Ident,
    pub(crate) docs: TokenStream,
    pub(crate) name: QualifiedName,
    pub(crate) columns: Vec<ColumnPlan>,
    pub(crate) primary_key: Vec<String>,
}

/// A column's field and constants.
pub(crate) struct ColumnPlan {
    pub(crate) field: FieldPlan,
    pub(crate) name: String,
    pub(crate) data_type: String,
    pub(crate) nullable: bool,
    pub(crate) written: Written,
    pub(crate) generate: Option<Generate>,
    pub(crate) touch: bool,
}

/// A field of a struct.
pub(crate) struct FieldPlan {
    pub(crate) ident: Ident,
    pub(crate) docs: TokenStream,
    pub(crate) ty: TokenStream,
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
    pub(crate) variants: Vec<(Ident, String)>,
}

/// A composite type's struct.
pub(crate) struct CompositePlan {
    pub(crate) ident: Ident,
    pub(crate) docs: TokenStream,
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
        planner.findings.finish()?;
        Ok(plan)
    }
}

struct Planner<'declared> {
    declared: &'declared Declared,
    findings: Findings<'declared>,
    /// The enum and composite types that columns use.
    used: BTreeSet<QualifiedName>,
}

impl Planner<'_> {
    fn table(&mut self, plan: &mut Plan, source: &Source<'_>, ident: Ident) {
        let id = ObjectId::Table(source.name.clone());
        let help = "give one of them another name with `struct:`";
        self.findings.item(&ident, Owner { id: id.clone(), words: format!("the table {}", source.name) }, help);
        let position = plan.items.len();
        let mut columns = Vec::new();
        let mut fields = BTreeMap::new();
        for (name, column) in &source.table.columns {
            let application = source.application.and_then(|table| table.columns.get(name));
            let id = ObjectId::Column(source.name.clone(), name.clone());
            let Some(field) = names::field(name) else {
                self.findings.impossible(&id, name, "field", "give the column a name with a letter in it");
                continue;
            };
            self.findings.within(&mut fields, &field, Owner { id, words: format!("the column `{name}`") }, "field");
            columns.push(self.column(plan, source, &ident, name, column, application, field));
        }
        let last = self.located(&docs::code(&source.name.to_string()), &id, source.application.map(|table| table.line));
        let table = TablePlan {
            docs: docs::attributes(source.table.comment.as_deref(), &last),
            ident,
            name: source.name.clone(),
            columns,
            primary_key: source.table.primary_key().map(|(_, columns)| columns.to_vec()).unwrap_or_default(),
        };
        plan.items.insert(position, Item::Table(table));
    }

    #[expect(clippy::too_many_arguments, reason = "a column is what its table, the catalog and the file say of it")]
    fn column(
        &mut self,
        plan: &mut Plan,
        source: &Source<'_>,
        table: &Ident,
        name: &str,
        column: &Column,
        application: Option<&ApplicationColumn>,
        field: Ident,
    ) -> ColumnPlan {
        let id = ObjectId::Column(source.name.clone(), name.to_owned());
        let resolved = types::resolve(&self.declared.catalog, &source.name.schema, &column.data_type);
        let values = application.map(|column| column.values.as_slice()).unwrap_or_default();
        let own = match application.and_then(|column| column.rust.as_deref()) {
            Some(rust) => self.named_type(&id, rust),
            None if !values.is_empty() => {
                self.values(plan, table, name, &id, application, values).map(|ident| in_lists(&resolved.mapped, &ident))
            }
            None => None,
        };
        let inner = own.unwrap_or_else(|| self.type_tokens(&resolved.mapped));
        let nullable = !(column.not_null || resolved.not_null);
        let has_default = resolved.has_default || application.is_some_and(|column| column.generate.is_some());
        let written = match &column.value {
            Some(ColumnValue::Generated { .. }) => Written::Never,
            Some(ColumnValue::Identity(identity)) if identity.always => Written::Never,
            Some(_) => Written::Optional,
            None if nullable || has_default => Written::Optional,
            None => Written::Required,
        };
        let last = self.located(&docs::code(&column.data_type), &id, application.map(|column| column.line));
        ColumnPlan {
            field: FieldPlan {
                ident: field,
                docs: docs::attributes(column.comment.as_deref(), &last),
                ty: if nullable { option(&inner) } else { inner },
            },
            name: name.to_owned(),
            data_type: column.data_type.clone(),
            nullable,
            written,
            generate: application.and_then(|column| column.generate),
            touch: application.is_some_and(|column| column.touch),
        }
    }

    /// The type that `rust:` names.
    fn named_type(&mut self, id: &ObjectId, rust: &str) -> Option<TokenStream> {
        match syn::parse_str::<syn::Type>(rust) {
            Ok(ty) => Some(quote!(#ty)),
            Err(error) => {
                self.findings.not_a_type(id, rust, &error.to_string());
                None
            }
        }
    }

    /// Plans the enum of a column with `values:` and names it.
    fn values(
        &mut self,
        plan: &mut Plan,
        table: &Ident,
        name: &str,
        id: &ObjectId,
        application: Option<&ApplicationColumn>,
        values: &[String],
    ) -> Option<Ident> {
        let column = names::upper_camel(name)?;
        let ident = names::identifier(&format!("{}{}", bare(table), bare(&column).trim_start_matches('_')))?;
        let help = "give the column a Rust type of its own with `rust:`";
        self.findings.item(&ident, Owner { id: id.clone(), words: format!("the values of {id}") }, help);
        let variants = self.variants(id, values);
        let last = self.located(&format!("The values of {}", docs::code(&words(id))), id, application.map(|c| c.line));
        let docs = docs::attributes(None, &last);
        plan.items.push(Item::Enumeration(EnumerationPlan { ident: ident.clone(), docs, variants }));
        Some(ident)
    }

    fn variants(&mut self, id: &ObjectId, values: &[String]) -> Vec<(Ident, String)> {
        let mut seen = BTreeMap::new();
        let mut variants = Vec::new();
        for value in values {
            let variant = if value.is_empty() { names::identifier("Empty") } else { names::upper_camel(value) };
            let Some(variant) = variant else {
                self.findings.impossible(id, value, "variant", "give the column a Rust type of its own with `rust:`");
                continue;
            };
            self.findings.within(
                &mut seen,
                &variant,
                Owner { id: id.clone(), words: format!("the value `{value}`") },
                "variant",
            );
            variants.push((variant, value.clone()));
        }
        variants
    }

    /// The type that stands for one of PostgreSQL's, and a note that it is used.
    fn type_tokens(&mut self, mapped: &Mapped) -> TokenStream {
        match mapped {
            Mapped::Known(known) => known.path(),
            Mapped::List(element) => {
                let element = self.type_tokens(element);
                quote!(::std::vec::Vec<#element>)
            }
            Mapped::Enumeration(name) | Mapped::Composite(name) => {
                self.used.insert(name.clone());
                // A name from which no identifier can be made is reported where its type is planned.
                names::upper_camel(&name.name).map_or_else(|| quote!(()), |ident| quote!(#ident))
            }
        }
    }

    /// Plans the enum and composite types that are used, and those that they use in turn.
    fn types(&mut self, plan: &mut Plan) {
        let mut done = BTreeSet::new();
        while let Some(name) = self.used.pop_first() {
            if !done.insert(name.clone()) {
                continue;
            }
            let id = ObjectId::Type(name.clone());
            let Some(ident) = names::upper_camel(&name.name) else {
                let help = "give the columns of this type a Rust type of their own with `rust:`";
                self.findings.impossible(&id, &name.name, "type", help);
                continue;
            };
            let help = "give the columns of this type a Rust type of their own with `rust:`, or the table a `struct:`";
            self.findings.item(&ident, Owner { id: id.clone(), words: format!("the type {name}") }, help);
            let last = self.located(&docs::code(&name.to_string()), &id, None);
            if let Some(declared) = self.declared.catalog.enums.get(&name) {
                let docs = docs::attributes(declared.comment.as_deref(), &last);
                let variants = self.variants(&id, &declared.labels);
                plan.items.push(Item::Enumeration(EnumerationPlan { ident, docs, variants }));
            } else if let Some(declared) = self.declared.catalog.composites.get(&name) {
                let mut seen = BTreeMap::new();
                let mut fields = Vec::new();
                for (field_name, field) in &declared.fields {
                    let Some(field_ident) = names::field(field_name) else {
                        self.findings.impossible(&id, field_name, "field", "give it a name with a letter in it");
                        continue;
                    };
                    let owner = Owner { id: id.clone(), words: format!("the field `{field_name}`") };
                    self.findings.within(&mut seen, &field_ident, owner, "field");
                    let resolved = types::resolve(&self.declared.catalog, &name.schema, &field.data_type);
                    let inner = self.type_tokens(&resolved.mapped);
                    let docs = docs::attributes(field.comment.as_deref(), &docs::code(&field.data_type));
                    fields.push(FieldPlan { ident: field_ident, docs, ty: option(&inner) });
                }
                let docs = docs::attributes(declared.comment.as_deref(), &last);
                plan.items.push(Item::Composite(CompositePlan { ident, docs, fields }));
            }
        }
    }

    /// `words` and where the object stands: "`public.member`, schema.yaml:12".
    fn located(&self, words: &str, id: &ObjectId, line: Option<usize>) -> String {
        match self.findings.position(id, line) {
            Some(position) => format!("{words}, {position}"),
            None => words.to_owned(),
        }
    }
}

/// An identifier's text without `r#`.
fn bare(ident: &Ident) -> String {
    use syn::ext::IdentExt;
    ident.unraw().to_string()
}

/// What a column is called in the documentation of its values: `member.role`.
fn words(id: &ObjectId) -> String {
    match id {
        ObjectId::Column(table, column) => format!("{}.{column}", table.name),
        other => other.to_string(),
    }
}

fn option(inner: &TokenStream) -> TokenStream {
    quote!(::core::option::Option<#inner>)
}

/// `ident` in as many lists as the type is.
fn in_lists(mapped: &Mapped, ident: &Ident) -> TokenStream {
    match mapped {
        Mapped::List(element) => {
            let element = in_lists(element, ident);
            quote!(::std::vec::Vec<#element>)
        }
        _ => quote!(#ident),
    }
}
