//! The constants and functions of a table's struct.

use proc_macro2::TokenStream;
use quote::quote;

use super::relation;
use crate::plan::{ColumnPlan, KeyPlan, TablePlan};

pub(super) fn emit(plan: &TablePlan) -> TokenStream {
    let ident = &plan.ident;
    let keys = plan.keys.iter().map(|key| constant(plan, key));
    let relations = plan.relations.iter().filter_map(relation::constant);
    let find = find(plan);
    quote! {
        #[allow(dead_code)]
        impl #ident {
            #(#keys)*
            #(#relations)*

            /// Reads rows: all of them, until the query says more.
            pub fn select() -> ::evenkeel::__private::Select<Self> {
                ::evenkeel::__private::Select::from_table()
            }

            #find

            /// Inserts one row.
            pub fn insert(
                row: impl ::evenkeel::__private::NewRow<Table = Self>,
            ) -> ::evenkeel::__private::Insert<Self> {
                ::evenkeel::__private::Insert::new([row])
            }

            /// Inserts rows, in one statement.
            pub fn insert_many<R: ::evenkeel::__private::NewRow<Table = Self>>(
                rows: impl ::core::iter::IntoIterator<Item = R>,
            ) -> ::evenkeel::__private::Insert<Self> {
                ::evenkeel::__private::Insert::new(rows)
            }

            /// Copies rows in, from an iterator or a stream of them, in constant memory. All give values for the same columns,
            /// and nothing is copied where one is refused.
            pub fn copy_in<
                'on,
                E: ::evenkeel::__private::Executor + ?::core::marker::Sized,
                R: ::evenkeel::__private::NewRow<Table = Self>,
                I: ::evenkeel::__private::CopyRows<R, M>,
                M,
            >(
                on: &'on E,
                rows: I,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<u64, ::evenkeel::__private::Error>,
            > + use<'on, E, R, I, M> {
                ::evenkeel::__private::copy_in(rows, on)
            }

            /// Changes rows: those that `filter` or `all_rows` means.
            pub fn update() -> ::evenkeel::__private::Update<Self, ::evenkeel::__private::NeedsFilterOrAllRows> {
                ::evenkeel::__private::Update::new()
            }

            /// Deletes rows: those that `filter` or `all_rows` means.
            pub fn delete() -> ::evenkeel::__private::Delete<Self, ::evenkeel::__private::NeedsFilterOrAllRows> {
                ::evenkeel::__private::Delete::new()
            }
        }
    }
}

fn constant(plan: &TablePlan, key: &KeyPlan) -> TokenStream {
    let KeyPlan { ident, docs, name, target } = key;
    let (schema, table) = (&plan.name.schema, &plan.name.name);
    let new = quote!(::evenkeel::__private::Key::new(#schema, #table, #name));
    match target {
        Some(target) => quote! {
            #docs
            pub const #ident: ::evenkeel::__private::UniqueKey<Self> =
                ::evenkeel::__private::UniqueKey::new(#new, #target);
        },
        None => quote! {
            #docs
            pub const #ident: ::evenkeel::__private::Key = #new;
        },
    }
}

/// The query for the row with a primary key, where there is one.
fn find(plan: &TablePlan) -> Option<TokenStream> {
    let column = |name: &String| plan.columns.iter().find(|column| column.name == *name);
    let key: Vec<&ColumnPlan> = plan.primary_key.iter().map(column).collect::<Option<_>>()?;
    let (first, others) = key.split_first()?;
    let (first, others) = (&first.field.ident, others.iter().map(|column| &column.field.ident));
    let arguments = key.iter().map(|column| {
        let (ident, value) = (&column.field.ident, &column.field.value);
        quote!(#ident: impl ::evenkeel::__private::IntoExpr<#value, ::evenkeel::__private::NotNull>)
    });
    Some(quote! {
        /// Reads the row with this primary key.
        pub fn find(#(#arguments),*) -> ::evenkeel::__private::Select<Self> {
            Self::select().unique().filter(|__row| __row.#first.eq(#first) #(.and(__row.#others.eq(#others)))*)
        }
    })
}
