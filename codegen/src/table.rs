//! A table's struct and constants.

use evenkeel_model::declared::Generate;
use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{ColumnPlan, FieldPlan, TablePlan, Written};

pub(crate) fn emit(plan: &TablePlan) -> TokenStream {
    let TablePlan { ident, docs, name, columns, primary_key } = plan;
    let fields = columns.iter().map(|column| field(&column.field));
    let constants = columns.iter().map(constant);
    let (schema, name) = (&name.schema, &name.name);
    quote! {
        #docs
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[allow(dead_code, non_snake_case)]
        pub struct #ident { #(#fields)* }

        impl ::evenkeel::__private::Table for #ident {
            const META: ::evenkeel::__private::TableMeta = ::evenkeel::__private::TableMeta {
                schema: #schema,
                name: #name,
                columns: &[#(#constants),*],
                primary_key: &[#(#primary_key),*],
            };
        }
    }
}

pub(crate) fn field(plan: &FieldPlan) -> TokenStream {
    let FieldPlan { ident, docs, ty } = plan;
    quote!(#docs pub #ident: #ty,)
}

fn constant(column: &ColumnPlan) -> TokenStream {
    let (name, data_type) = (&column.name, &column.data_type);
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
    quote!(::evenkeel::__private::ColumnMeta::new(#name, #data_type) #nullable #written #generate #touch)
}
