//! What is emitted for a table.

use std::collections::BTreeMap;

use evenkeel_model::ObjectId;
use evenkeel_model::declared::{ApplicationColumn, Derive};
use evenkeel_model::object::{Column, ColumnValue};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use super::findings::Owner;
use super::types::option;
use super::{ColumnPlan, Companions, EnumerationPlan, FieldPlan, Item, Plan, Planner, Source, TablePlan, Written};
use crate::derived::Derived;
use crate::own::{Own, is_called_alike, own};
use crate::types::{self, Known, Mapped};
use crate::{docs, names};

impl Planner<'_> {
    /// Plans a table's struct, and behind it the enums of its columns.
    pub(super) fn table(&mut self, plan: &mut Plan, source: &Source<'_>, ident: Ident) {
        let id = ObjectId::Table(source.name.clone());
        let help = "give one of them another name with `struct:`";
        self.findings.item(&ident, Owner { id: id.clone(), words: format!("the table {}", source.name) }, help);
        let companions = self.companions(source, &ident);
        let position = plan.items.len();
        let mut columns = Vec::new();
        let mut fields = BTreeMap::new();
        for (name, column) in &source.table.columns {
            let application = source.application.and_then(|table| table.columns.get(name));
            let id = ObjectId::Column(source.name.clone(), name.clone());
            let given = application.and_then(|column| column.field.as_deref());
            let Some(field) = given.map_or_else(|| names::field(name), names::identifier) else {
                self.findings.impossible(&id, name, "field", "give it a name with `field:`");
                continue;
            };
            let owner = Owner { id, words: format!("the column `{name}`") };
            let help = "give one of them another name with `field:`";
            self.findings.within(&mut fields, &field, owner, "field", help);
            columns.push(self.column(plan, source, &ident, name, column, application, field));
        }
        let last = self.located(&docs::code(&source.name.to_string()), &id, source.application.map(|table| table.line));
        let table = TablePlan {
            docs: docs::attributes(source.table.comment.as_deref(), &last),
            derived: self.derived(source, |derive| [&derive.rows]),
            derived_new: self.derived(source, |derive| [&derive.new]),
            derived_patch: self.derived(source, |derive| [&derive.patch]),
            ident,
            name: source.name.clone(),
            columns,
            primary_key: source.table.primary_key().map(|(_, columns)| columns.to_vec()).unwrap_or_default(),
            keys: self.keys(source),
            companions,
            relations: Vec::new(),
        };
        plan.items.insert(position, Item::Table(Box::new(table)));
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
        let mut is_own_text = false;
        let named = match application.and_then(|column| column.rust.as_deref()) {
            Some(rust) => self.named_type(&id, rust).map(|ty| {
                let value = self.replaced(&resolved.mapped, &ty);
                is_own_text = matches!(own(&ty, false), Own::Text);
                (quote!(#ty), value)
            }),
            None if !values.is_empty() => self.values(plan, source, table, name, values).map(|ident| {
                let value = quote!(::evenkeel::__private::Enum<#ident>);
                (in_lists(&resolved.mapped, &quote!(#ident)), in_lists(&resolved.mapped, &value))
            }),
            None => None,
        };
        let (inner, value) =
            named.unwrap_or_else(|| (self.type_tokens(&resolved.mapped), self.value_tokens(&resolved.mapped)));
        let is_list = matches!(resolved.mapped, Mapped::List(_));
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
                ty: if nullable { option(&inner) } else { inner.clone() },
                inner,
                value,
            },
            name: name.to_owned(),
            data_type: column.data_type.clone(),
            base: resolved.base.clone(),
            nullable,
            written,
            generate: application.and_then(|column| column.generate),
            touch: application.is_some_and(|column| column.touch),
            untyped: is_own_text || resolved.is_untyped(),
            read_as: match is_own_text {
                true => Some("::text"),
                false => resolved.mapped.is_read_as_text().then_some(if is_list { "::text[]" } else { "::text" }),
            },
        }
    }

    /// Takes the names of the structs beside that of the rows.
    fn companions(&mut self, source: &Source<'_>, ident: &Ident) -> Companions {
        let id = ObjectId::Table(source.name.clone());
        let help = "give one of the tables another name with `struct:`";
        let plain = ident.unraw();
        let mut take = |companion: Ident, what: &str| {
            let words = format!("{what} of the table {}", source.name);
            self.findings.item(&companion, Owner { id: id.clone(), words }, help);
            companion
        };
        Companions {
            columns: take(format_ident!("{plain}Columns"), "the columns"),
            new: take(format_ident!("New{plain}"), "a new row"),
            insert: take(format_ident!("{plain}Insert"), "an insert"),
            patch: take(format_ident!("{plain}Patch"), "a patch"),
        }
    }

    /// What says how the values of a column travel for which `rust:` names a type.
    fn replaced(&mut self, mapped: &Mapped, ty: &syn::Type) -> TokenStream {
        match (own(ty, matches!(mapped, Mapped::List(_))), mapped) {
            (Own::Text, _) => return Known::TextForm.path(self.declared.rust.times),
            (Own::Holes(wanted), Mapped::List(element)) => {
                let plain = self.type_tokens(element);
                let is_plain = syn::parse2(plain).is_ok_and(|plain| is_called_alike(&plain, wanted));
                let element = if is_plain { self.value_tokens(element) } else { self.replaced(element, wanted) };
                return quote!(::std::vec::Vec<::core::option::Option<#element>>);
            }
            _ => {}
        }
        if matches!(mapped, Mapped::Known(Known::Json | Known::JsonText)) {
            return quote!(::evenkeel::__private::Document<#ty>);
        }
        let value = self.value_tokens(mapped);
        quote!(::evenkeel::__private::Replaced<#ty, #value>)
    }

    /// The type that `rust:` names.
    fn named_type(&mut self, id: &ObjectId, rust: &str) -> Option<syn::Type> {
        match syn::parse_str::<syn::Type>(rust) {
            Ok(ty) => Some(ty),
            Err(error) => {
                self.findings.not_a_type(id, rust, &error.to_string());
                None
            }
        }
    }

    /// What something of a table derives besides: what these lists of the file and of the table say.
    fn derived<const COUNT: usize>(&self, source: &Source<'_>, lists: fn(&Derive) -> [&Vec<String>; COUNT]) -> Derived {
        let own = source.application.map(|table| lists(&table.derive));
        Derived::new(lists(&self.declared.rust.derive).into_iter().chain(own.into_iter().flatten()))
    }

    /// Plans the enum of a column with `values:` and names it.
    fn values(
        &mut self,
        plan: &mut Plan,
        source: &Source<'_>,
        table: &Ident,
        name: &str,
        values: &[String],
    ) -> Option<Ident> {
        let id = &ObjectId::Column(source.name.clone(), name.to_owned());
        let application = source.application.and_then(|table| table.columns.get(name));
        let column = names::upper_camel(name)?;
        let ident =
            names::identifier(&format!("{}{}", table.unraw(), column.unraw().to_string().trim_start_matches('_')))?;
        let help = "give the column a Rust type of its own with `rust:`";
        self.findings.item(&ident, Owner { id: id.clone(), words: format!("the values of {id}") }, help);
        let variants = self.variants(id, values);
        let last = self.located(&format!("The values of {}", docs::code(&words(id))), id, application.map(|c| c.line));
        let docs = docs::attributes(None, &last);
        let derived = self.derived(source, Derive::all);
        plan.items.push(Item::Enumeration(EnumerationPlan {
            ident: ident.clone(),
            docs,
            derived,
            sql_type: None,
            variants,
        }));
        Some(ident)
    }
}

/// What a column is called in the documentation of its values: `member.role`.
fn words(id: &ObjectId) -> String {
    match id {
        ObjectId::Column(table, column) => format!("{}.{column}", table.name),
        other => other.to_string(),
    }
}

/// `ty` in as many lists as the type is.
fn in_lists(mapped: &Mapped, ty: &TokenStream) -> TokenStream {
    match mapped {
        Mapped::List(element) => {
            let element = in_lists(element, ty);
            quote!(::std::vec::Vec<#element>)
        }
        _ => ty.clone(),
    }
}
