//! Casts, and functions with a grammar of their own.

use evenkeel_model::language::naming::nearest;
use sqlparser::ast::{CeilFloorKind, DataType, Expr, FunctionArguments, TrimWhereField};

use super::value::Value;
use super::{Checked, Checker};
use crate::facts::Context;
use crate::text::Placed;
use crate::types::Type;

/// The parts that even an infinite point in time has.
const FOR_INFINITE: &[&str] = &["century", "decade", "epoch", "isoyear", "julian", "millennium", "year"];

impl Checker<'_> {
    pub(crate) fn special(&mut self, expr: &Expr) -> Checked<Value> {
        match expr {
            Expr::AtTimeZone { timestamp, time_zone } => {
                let (timestamp, zone) = (self.value(timestamp)?, self.value(time_zone)?);
                self.call("timezone", &[zone, timestamp], expr)
            }
            Expr::Extract { field, expr: inner, .. } => {
                let name = field.to_string().to_lowercase();
                let field = Value { literal: Some(name.clone()), ..self.unknown() };
                let value = self.value(inner)?;
                let part = self.call("extract", &[field, value.clone()], expr)?;
                // All others are NULL for what is infinite.
                let nullable = value.nullable || !FOR_INFINITE.contains(&name.as_str());
                Ok(Value { nullable, ..part })
            }
            Expr::Ceil { expr: inner, field } => self.rounded("ceil", inner, field, expr),
            Expr::Floor { expr: inner, field } => self.rounded("floor", inner, field, expr),
            Expr::Position { expr: inner, r#in } => {
                let (part, whole) = (self.value(inner)?, self.value(r#in)?);
                self.call("position", &[whole, part], expr)
            }
            Expr::Substring { expr: inner, substring_from, substring_for, shorthand, .. } => {
                let mut values = vec![self.value(inner)?];
                if substring_from.is_none() && substring_for.is_some() {
                    values.push(Value::new(self.known("int4"), false));
                }
                for part in substring_from.iter().chain(substring_for) {
                    values.push(self.value(part)?);
                }
                self.call(if *shorthand { "substr" } else { "substring" }, &values, expr)
            }
            Expr::Trim { trim_where, trim_what, expr: inner, trim_characters } => {
                let name = match trim_where {
                    None | Some(TrimWhereField::Both) => "btrim",
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                };
                let mut values = vec![self.value(inner)?];
                for part in trim_what.as_deref().into_iter().chain(trim_characters.iter().flatten()) {
                    values.push(self.value(part)?);
                }
                self.call(name, &values, expr)
            }
            Expr::Overlay { expr: inner, overlay_what, overlay_from, overlay_for } => {
                let mut values = vec![self.value(inner)?];
                for part in [Some(overlay_what), Some(overlay_from), overlay_for.as_ref()].into_iter().flatten() {
                    values.push(self.value(part)?);
                }
                self.call("overlay", &values, expr)
            }
            other => Err(self.refused(other, "this kind of expression")),
        }
    }

    fn rounded(&mut self, name: &str, inner: &Expr, field: &CeilFloorKind, at: &Expr) -> Checked<Value> {
        match field {
            CeilFloorKind::DateTimeField(sqlparser::ast::DateTimeField::NoDateTime) => {
                let value = self.value(inner)?;
                self.call(name, &[value], at)
            }
            _ => Err(self.refused(at, "this form of rounding")),
        }
    }

    pub(crate) fn cast(&mut self, inner: &Expr, data_type: &DataType, at: &Expr) -> Checked<Value> {
        let ty = self.data_type(data_type, at)?;
        if let Some(value) = self.foreign_call(inner, ty)? {
            return Ok(value);
        }
        if let Expr::Array(array) = inner
            && array.elem.is_empty()
        {
            return Ok(Value::new(ty, false));
        }
        let value = self.value(inner)?;
        self.accept_null(&value);
        self.coerce(&value, ty, Context::Explicit, None, at)?;
        let types = &self.schema.types;
        // A JSON null becomes NULL, on some versions.
        let from_json = types.name(types.base(value.ty)) == "jsonb" && types.info(types.base(ty)).category != 'S';
        let from_json = from_json && !matches!(types.name(types.base(ty)), "json" | "jsonb");
        let origin = value.origin.filter(|_| value.ty == ty && value.parameter.is_none());
        Ok(Value::new(ty, value.nullable || from_json).with_origin(origin))
    }

    /// A call of a function that only the database knows: the cast around it says what it gives.
    fn foreign_call(&mut self, inner: &Expr, ty: Type) -> Checked<Option<Value>> {
        let mut call = inner;
        while let Expr::Nested(inner) = call {
            call = inner;
        }
        let Expr::Function(function) = call else { return Ok(None) };
        let FunctionArguments::List(list) = &function.args else { return Ok(None) };
        if !self.is_foreign(&function.name) || function.over.is_some() {
            return Ok(None);
        }
        for argument in self.arguments(&list.args, call)?.values {
            self.accept_null(&argument);
        }
        Ok(Some(Value::new(ty, true)))
    }

    /// A type as it is written.
    pub(crate) fn data_type(&self, data_type: &DataType, at: &impl Placed) -> Checked<Type> {
        let text = data_type.to_string();
        if let Some(ty) = self.schema.type_named(&text, "public") {
            let extension = self.schema.types.info(ty).extension;
            if !extension.is_empty() && !self.schema.declared.catalog.extensions.contains_key(extension) {
                let message = format!("the type `{text}` is brought by the extension {extension}");
                let error = self.error("unknown-type", at, message);
                return Err(Box::new(error.with_help(format!("`extensions: [{extension}]` in the schema file"))));
            }
            return Ok(ty);
        }
        let error = self.error("unknown-type", at, format!("there is no type `{text}`"));
        let declared = &self.schema.declared.catalog;
        let known: Vec<&str> = declared
            .enums
            .keys()
            .chain(declared.domains.keys())
            .chain(declared.composites.keys())
            .map(|n| n.name.as_str())
            .collect();
        Err(Box::new(
            match nearest(
                &text.to_lowercase(),
                known.into_iter().chain([
                    "integer",
                    "bigint",
                    "text",
                    "boolean",
                    "numeric",
                    "timestamptz",
                    "jsonb",
                    "uuid",
                    "date",
                ]),
            ) {
                Some(near) => error.with_label(format!("did you mean `{near}`?")),
                None => error,
            },
        ))
    }
}
