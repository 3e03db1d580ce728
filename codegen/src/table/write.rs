//! The structs of rows to insert and of patches.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use crate::derived::{OF_PATCHES, OF_STRUCTS};
use crate::plan::{ColumnPlan, FieldPlan, TablePlan, Written};

/// What setters cannot be called, for the struct has such methods.
const METHODS: [&str; 3] = ["insert", "on_conflict", "on_conflict_do_nothing"];

pub(super) fn emit(plan: &TablePlan) -> TokenStream {
    [new(plan), insert(plan), patch(plan)].into_iter().collect()
}

/// A column with its place in the table.
type Placed<'plan> = (Literal, &'plan ColumnPlan);

fn columns(plan: &TablePlan, is_wanted: impl Fn(Written) -> bool) -> Vec<Placed<'_>> {
    let placed = plan.columns.iter().enumerate().filter(|(_, column)| is_wanted(column.written));
    placed.map(|(index, column)| (Literal::usize_unsuffixed(index), column)).collect()
}

/// The row with what it must be given, and setters for the rest.
fn new(plan: &TablePlan) -> TokenStream {
    let TablePlan { ident: row, companions, .. } = plan;
    let (new, insert) = (&companions.new, &companions.insert);
    let derived = plan.derived_new.beside(OF_STRUCTS);
    let required = columns(plan, |written| written == Written::Required);
    let fields = required.iter().map(|(_, column)| super::field(&column.field));
    let sets = required.iter().map(|(index, column)| {
        let FieldPlan { ident, value, .. } = &column.field;
        quote!(values.set::<#value>(#index, ::core::option::Option::Some(self.#ident));)
    });
    let values = values(sets);
    let setters = columns(plan, |written| written == Written::Optional).into_iter().map(|(_, column)| {
        let (setter, given, docs) = (setter_name(column), given(column), &column.field.docs);
        quote! {
            #docs
            pub fn #setter(self, value: #given) -> #insert {
                #insert(::evenkeel::__private::NewRow::into_values(self)).#setter(value)
            }
        }
    });
    let methods = methods(row);
    let docs = format!(" A row to insert into the table of [`{row}`], with what it must be given");
    quote! {
        #[doc = #docs]
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq #derived)]
        #[allow(dead_code, non_snake_case)]
        pub struct #new { #(#fields)* }

        impl ::evenkeel::__private::NewRow for #new {
            type Table = #row;
            fn into_values(self) -> ::evenkeel::__private::Values<#row> {
                #values
            }
        }

        #[allow(dead_code, non_snake_case)]
        impl #new {
            #(#setters)*
            #methods
        }
    }
}

/// The same with more than it must be given.
fn insert(plan: &TablePlan) -> TokenStream {
    let TablePlan { ident: row, companions, .. } = plan;
    let optional = columns(plan, |written| written == Written::Optional);
    if optional.is_empty() {
        return TokenStream::new();
    }
    let insert = &companions.insert;
    let setters = optional.into_iter().map(|(index, column)| {
        let (setter, given, docs) = (setter_name(column), given(column), &column.field.docs);
        let value = &column.field.value;
        let set = if column.nullable {
            quote!(give::<#value>(#index, value))
        } else {
            let into = is_text(column).then(|| quote!(.into()));
            quote!(set::<#value>(#index, ::core::option::Option::Some(value #into)))
        };
        quote! {
            #docs
            pub fn #setter(mut self, value: #given) -> Self {
                self.0.#set;
                self
            }
        }
    });
    let methods = methods(row);
    let docs = format!(" A row to insert into the table of [`{row}`], with more than it must be given");
    quote! {
        #[doc = #docs]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #[must_use = "the row is not inserted yet"]
        pub struct #insert(::evenkeel::__private::Values<#row>);

        impl ::evenkeel::__private::NewRow for #insert {
            type Table = #row;
            fn into_values(self) -> ::evenkeel::__private::Values<#row> {
                self.0
            }
        }

        #[allow(dead_code, non_snake_case)]
        impl #insert {
            #(#setters)*
            #methods
        }
    }
}

/// What columns become, those that have a value.
fn patch(plan: &TablePlan) -> TokenStream {
    let TablePlan { ident: row, companions, .. } = plan;
    let patch = &companions.patch;
    let written = columns(plan, |written| written != Written::Never);
    let derived = plan.derived_patch.beside(OF_PATCHES);
    // What is left out stays as it is, and `null` is NULL.
    let serde = plan.derived_patch.has_serde().then(|| {
        quote!(#[serde(
            default,
            deserialize_with = "::evenkeel::__private::given",
            skip_serializing_if = "::core::option::Option::is_none"
        )])
    });
    let fields = written.iter().map(|(_, column)| {
        let FieldPlan { ident, docs, ty, .. } = &column.field;
        quote!(#docs #serde pub #ident: ::core::option::Option<#ty>,)
    });
    let sets = written.iter().map(|(index, column)| {
        let FieldPlan { ident, value, .. } = &column.field;
        let some = (!column.nullable).then(|| quote!(.map(::core::option::Option::Some)));
        quote!(values.set_if::<#value>(#index, self.#ident #some);)
    });
    let values = values(sets);
    let null = if written.iter().any(|(_, column)| column.nullable) { "; `Some(None)` is NULL" } else { "" };
    let docs = format!(" What columns of the table of [`{row}`] become: those that are `Some`{null}");
    quote! {
        #[doc = #docs]
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::default::Default, ::core::cmp::PartialEq #derived)]
        #[allow(dead_code, non_snake_case)]
        pub struct #patch { #(#fields)* }

        impl ::evenkeel::__private::Patch for #patch {
            type Table = #row;
            fn into_values(self) -> ::evenkeel::__private::Values<#row> {
                #values
            }
        }
    }
}

/// The values that these statements set.
fn values(sets: impl Iterator<Item = TokenStream>) -> TokenStream {
    let sets: Vec<TokenStream> = sets.collect();
    let new = quote!(::evenkeel::__private::Values::new());
    if sets.is_empty() { new } else { quote!(let mut values = #new; #(#sets)* values) }
}

/// What a row to insert can do. An `async fn` for each table would take the compiler longer than all else of it.
fn methods(row: &Ident) -> TokenStream {
    quote! {
        /// Inserts the row and reads it as it is then.
        pub fn insert<'on, E: ::evenkeel::__private::Executor + ?::core::marker::Sized>(
            self,
            on: &'on E,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<#row, ::evenkeel::__private::Error>,
        > + use<'on, E> {
            ::evenkeel::__private::insert_one(self, on)
        }

        /// Says what is done where a row with this key is there already.
        pub fn on_conflict(
            self,
            key: ::evenkeel::__private::UniqueKey<#row>,
        ) -> ::evenkeel::__private::OnConflict<#row> {
            #row::insert(self).on_conflict(key)
        }

        /// Leaves the row out where it is in conflict with one that is there, by whatever key.
        pub fn on_conflict_do_nothing(self) -> ::evenkeel::__private::Insert<#row> {
            #row::insert(self).on_conflict_do_nothing()
        }
    }
}

/// What a setter takes.
fn given(column: &ColumnPlan) -> TokenStream {
    let inner = &column.field.inner;
    if column.nullable {
        quote!(impl ::evenkeel::__private::Given<#inner>)
    } else if is_text(column) {
        quote!(impl ::core::convert::Into<#inner>)
    } else {
        inner.clone()
    }
}

/// Whether a value is a `String`, which other texts become.
fn is_text(column: &ColumnPlan) -> bool {
    column.field.inner.to_string() == quote!(::std::string::String).to_string()
}

fn setter_name(column: &ColumnPlan) -> Ident {
    let ident = &column.field.ident;
    if METHODS.contains(&ident.unraw().to_string().as_str()) { format_ident!("{ident}_") } else { ident.clone() }
}
