//! What is emitted for a table.

mod columns;
mod functions;
mod relation;
mod write;

use evenkeel_model::declared::Generate;
use proc_macro2::TokenStream;
use quote::quote;

use crate::derived::OF_STRUCTS;
use crate::plan::{ColumnPlan, FieldPlan, TablePlan, Written};

pub(crate) fn emit(plan: &TablePlan) -> TokenStream {
    let parts = [row(plan), columns::emit(plan), table(plan), functions::emit(plan), write::emit(plan)];
    parts.into_iter().collect()
}

/// The struct of the rows.
fn row(plan: &TablePlan) -> TokenStream {
    let TablePlan { ident, docs, derived, columns, .. } = plan;
    let derived = derived.beside(OF_STRUCTS);
    let fields = columns.iter().map(|column| field(&column.field));
    quote! {
        #docs
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq #derived)]
        #[allow(dead_code, non_snake_case)]
        pub struct #ident { #(#fields)* }
    }
}

/// What the table is called, what its columns are and how they are read.
fn table(plan: &TablePlan) -> TokenStream {
    let TablePlan { ident, name, columns, primary_key, companions, .. } = plan;
    let constants = columns.iter().map(constant);
    let (rust, schema, name) = (ident.to_string(), &name.schema, &name.name);
    let columns_struct = &companions.columns;
    let places = columns::places(plan);
    let fields = columns.iter().map(|column| {
        let FieldPlan { ident, value, .. } = &column.field;
        let get = if column.nullable { quote!(optional) } else { quote!(get) };
        quote!(#ident: row.#get::<#value>()?,)
    });
    quote! {
        impl ::evenkeel::__private::Table for #ident {
            const META: ::evenkeel::__private::TableMeta = ::evenkeel::__private::TableMeta {
                rust: #rust,
                schema: #schema,
                name: #name,
                columns: &[#(#constants),*],
                primary_key: &[#(#primary_key),*],
            };
            type Columns<J: ::evenkeel::__private::Nullability, W: ::evenkeel::__private::CanBeSet> = #columns_struct<J, W>;
            fn columns<J: ::evenkeel::__private::Nullability, W: ::evenkeel::__private::CanBeSet>(
                place: ::evenkeel::__private::Place,
            ) -> #columns_struct<J, W> {
                #columns_struct { #places }
            }
            fn read(
                row: &mut ::evenkeel::__private::RowReader<'_>,
            ) -> ::core::result::Result<Self, ::evenkeel::__private::ValueError> {
                ::core::result::Result::Ok(Self { #(#fields)* })
            }
        }
    }
}

pub(crate) fn field(plan: &FieldPlan) -> TokenStream {
    let FieldPlan { ident, docs, ty, .. } = plan;
    quote!(#docs pub #ident: #ty,)
}

fn constant(column: &ColumnPlan) -> TokenStream {
    let (name, data_type) = (&column.name, &column.data_type);
    let base = column.base.as_ref().map(|base| quote!(.upon(#base)));
    let nullable = column.nullable.then(|| quote!(.nullable()));
    let written = match column.written {
        Written::Required => None,
        Written::Optional => Some(quote!(.optional())),
        Written::Never => Some(quote!(.never_written())),
    };
    let generate = column.generate.map(|generate| match generate {
        Generate::Ulid => quote!(.generate(::evenkeel::__private::Generate::Ulid)),
        Generate::Nanoid => quote!(.generate(::evenkeel::__private::Generate::Nanoid)),
        Generate::UuidV7 => quote!(.generate(::evenkeel::__private::Generate::UuidV7)),
    });
    let touch = column.touch.then(|| quote!(.touch()));
    let untyped = column.untyped.then(|| quote!(.untyped()));
    let read_as = column.read_as.map(|read_as| quote!(.read_as(#read_as)));
    quote! {
        ::evenkeel::__private::ColumnMeta::new(#name, #data_type)
            #base #nullable #written #generate #touch #untyped #read_as
    }
}
