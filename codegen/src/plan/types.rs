//! What is emitted for the types of the schema that columns use.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::CompositeType;
use evenkeel_model::{ObjectId, QualifiedName};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::findings::Owner;
use super::{CompositePlan, EnumerationPlan, FieldPlan, Item, Plan, Planner};
use crate::derived::Derived;
use crate::types::{self, Mapped};
use crate::{docs, names};

impl Planner<'_> {
    /// A variant for each value.
    pub(super) fn variants(&mut self, id: &ObjectId, values: &[String]) -> Vec<(Ident, String)> {
        let help = match id {
            ObjectId::Type(_) => "give the columns of this type a Rust type of their own with `rust:`",
            _ => "give the column a Rust type of its own with `rust:`",
        };
        let mut seen = BTreeMap::new();
        let mut variants = Vec::new();
        for value in values {
            let Some(variant) = names::variant(value) else {
                self.findings.impossible(id, value, "variant", help);
                continue;
            };
            let owner = Owner { id: id.clone(), words: format!("the value `{value}`") };
            self.findings.within(&mut seen, &variant, owner, "variant", help);
            variants.push((variant, value.clone()));
        }
        variants
    }

    /// The type that stands for one of PostgreSQL's, and a note that it is used.
    pub(super) fn type_tokens(&mut self, mapped: &Mapped) -> TokenStream {
        match mapped {
            Mapped::Known(known) => known.path(self.declared.rust.times),
            Mapped::Range(over) => types::range(*over, self.declared.rust.times),
            Mapped::Multirange(over) => types::multirange(*over, self.declared.rust.times),
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

    /// What says how the values of a type travel.
    pub(super) fn value_tokens(&self, mapped: &Mapped) -> TokenStream {
        match mapped {
            Mapped::Known(known) => known.path(self.declared.rust.times),
            Mapped::Range(over) => types::range(*over, self.declared.rust.times),
            Mapped::Multirange(over) => types::multirange(*over, self.declared.rust.times),
            Mapped::List(element) => {
                let element = self.value_tokens(element);
                quote!(::std::vec::Vec<#element>)
            }
            Mapped::Enumeration(name) => {
                let ident = names::upper_camel(&name.name);
                quote!(::evenkeel::__private::Enum<#ident>)
            }
            Mapped::Composite(name) => {
                let ident = names::upper_camel(&name.name);
                quote!(::evenkeel::__private::Record<#ident>)
            }
        }
    }

    /// Plans the enum and composite types that are used, and those that they use in turn.
    pub(super) fn types(&mut self, plan: &mut Plan) {
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
                let sql_type = Some(name.to_string());
                let derived = Derived::new(self.declared.rust.derive.all());
                plan.items.push(Item::Enumeration(EnumerationPlan { ident, docs, derived, sql_type, variants }));
            } else if let Some(declared) = self.declared.catalog.composites.get(&name) {
                let fields = self.fields(&name, declared);
                let sql_type = name.to_string();
                let docs = docs::attributes(declared.comment.as_deref(), &last);
                let derived = Derived::new(self.declared.rust.derive.all());
                plan.items.push(Item::Composite(CompositePlan { ident, docs, derived, sql_type, fields }));
            }
        }
    }

    /// A field for each field of a composite type.
    fn fields(&mut self, name: &QualifiedName, composite: &CompositeType) -> Vec<FieldPlan> {
        let mut seen = BTreeMap::new();
        let mut fields = Vec::new();
        for (field_name, field) in &composite.fields {
            let id = ObjectId::Column(name.clone(), field_name.clone());
            let Some(ident) = names::field(field_name) else {
                self.findings.impossible(&id, field_name, "field", "give it a name with a letter in it");
                continue;
            };
            let owner = Owner { id: id.clone(), words: format!("the field `{field_name}`") };
            self.findings.within(&mut seen, &ident, owner, "field", "rename one of them");
            let resolved = types::resolve(&self.declared.catalog, &name.schema, &field.data_type);
            let inner = self.type_tokens(&resolved.mapped);
            let value = self.value_tokens(&resolved.mapped);
            let last = self.located(&docs::code(&field.data_type), &id, None);
            fields.push(FieldPlan {
                ident,
                docs: docs::attributes(field.comment.as_deref(), &last),
                ty: option(&inner),
                inner,
                value,
            });
        }
        fields
    }
}

/// An `Option` of a type.
pub(super) fn option(inner: &TokenStream) -> TokenStream {
    quote!(::core::option::Option<#inner>)
}
