//! Values that become values of another type unasked, or because they are asked to.

use evenkeel_model::Diagnostic;
use evenkeel_model::language::naming::nearest;

use super::value::{Origin, Value};
use super::{Checked, Checker};
use crate::facts::Context;
use crate::text::Placed;
use crate::types::{Kind, Type};

impl Checker<'_> {
    /// Makes a value one of this type, as it happens unasked in this context; `origin` is the column that it meets.
    pub(crate) fn coerce(
        &mut self,
        value: &Value,
        target: Type,
        context: Context,
        origin: Option<&Origin>,
        at: &impl Placed,
    ) -> Checked<()> {
        if self.schema.types.is_unknown(target) || self.schema.is_polymorphic(target) || self.known("any") == target {
            return Ok(());
        }
        if let Some(index) = value.parameter.filter(|_| self.schema.types.is_unknown(value.ty)) {
            return self.decide(index, target, origin, at);
        }
        if let Some(literal) = &value.literal {
            return self.literal(literal, target, origin, at);
        }
        if let Some(parts) = &value.parts {
            return self.coerce_row(value, parts, target, context, at);
        }
        if self.schema.casts(value.ty, target, context) {
            return Ok(());
        }
        Err(Box::new(self.mismatch(value, target, at)))
    }

    /// Makes a row of values one of a composite type: each becomes what its field is.
    fn coerce_row(
        &mut self,
        value: &Value,
        parts: &[Value],
        target: Type,
        context: Context,
        at: &impl Placed,
    ) -> Checked<()> {
        let info = self.schema.types.info(self.schema.types.base(target));
        let fields: Vec<Type> = info.fields.iter().map(|(_, ty)| *ty).collect();
        if info.kind != Kind::Composite || fields.len() != parts.len() {
            let fits = self.schema.casts(value.ty, target, context) && info.kind != Kind::Composite;
            return if fits { Ok(()) } else { Err(Box::new(self.mismatch(value, target, at))) };
        }
        for (part, field) in parts.iter().zip(fields) {
            self.accept_null(part);
            self.coerce(part, field, context, None, at)?;
        }
        Ok(())
    }

    /// That a value has another type.
    pub(crate) fn mismatch(&self, value: &Value, target: Type, at: &impl Placed) -> Diagnostic {
        let (is, expected) = (self.printed(value.ty), self.printed(target));
        let error = self.error("wrong-type", at, format!("this is of type {is}, and {expected} was expected"));
        if self.schema.casts(value.ty, target, Context::Explicit) {
            error.with_help(format!("where that is meant, cast it: `(…)::{expected}`"))
        } else {
            error
        }
    }

    /// Gives a parameter its type, where it has none yet.
    fn decide(&mut self, index: usize, target: Type, origin: Option<&Origin>, at: &impl Placed) -> Checked<()> {
        let Some(parameter) = self.parameters.get_mut(index) else { return Ok(()) };
        let known = *parameter.ty.get_or_insert(target);
        if known == target {
            parameter.origin = parameter.origin.take().or_else(|| origin.cloned());
            return Ok(());
        }
        let (known, target) = (self.printed(known), self.printed(target));
        let name = self.text.parameter_name(index);
        let message = format!("{name} is of type {known} elsewhere, and of type {target} here");
        let help = format!("cast it at one of the places: `{name}::{known}`");
        Err(Box::new(self.error("inconsistent-parameter", at, message).with_help(help)))
    }

    /// Says that NULL means something where a parameter stands.
    pub(crate) fn accept_null(&mut self, value: &Value) {
        if let Some(index) = value.parameter {
            self.learnt.accept_null.insert(index);
        }
    }

    /// Checks a literal against the values of the type or of the column that it meets.
    fn literal(&self, literal: &str, target: Type, origin: Option<&Origin>, at: &impl Placed) -> Checked<()> {
        let info = self.schema.types.info(self.schema.types.base(target));
        let (values, of): (Vec<String>, String) = if info.kind == Kind::Enum {
            let labels = info.declared.as_ref().and_then(|name| self.schema.declared.catalog.enums.get(name));
            (labels.map(|declared| declared.labels.clone()).unwrap_or_default(), self.printed(target))
        } else if let Some(origin) = origin.filter(|origin| origin.lists == 0) {
            let column = self.schema.tables.get(&origin.table).and_then(|table| table.column(&origin.column));
            let values = column.map(|column| column.values.clone()).unwrap_or_default();
            (values, format!("{}.{}", origin.table.name, origin.column))
        } else {
            return self.scalar_literal(literal, target, at);
        };
        if values.is_empty() || values.iter().any(|value| value == literal) {
            return Ok(());
        }
        let error = self.error("unknown-value", at, format!("`{literal}` is no value of {of}"));
        Err(Box::new(match nearest(literal, values.iter().map(String::as_str)) {
            Some(near) => error.with_label(format!("did you mean `{near}`?")),
            None => error.with_help(format!("its values are {}", values.join(", "))),
        }))
    }

    /// Refuses what can be no number.
    fn scalar_literal(&self, literal: &str, target: Type, at: &impl Placed) -> Checked<()> {
        let text = literal.trim();
        let wrong = match self.schema.types.name(self.schema.types.base(target)) {
            "int2" | "int4" | "int8" => !text.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit()),
            "bool" => {
                let lower = text.to_lowercase();
                !lower.is_empty()
                    && !["true", "false", "yes", "no", "on", "off", "1", "0"]
                        .iter()
                        .any(|word| word.starts_with(&lower))
            }
            _ => false,
        };
        if wrong {
            let expected = self.printed(target);
            return Err(Box::new(self.error("wrong-literal", at, format!("`{literal}` is no {expected}"))));
        }
        Ok(())
    }

    /// Makes several values of one type, as in `CASE` or `UNION`, and says which.
    pub(crate) fn unify<'v>(
        &mut self,
        values: impl IntoIterator<Item = &'v Value> + Clone,
        at: &impl Placed,
    ) -> Checked<Value> {
        let types: Vec<Type> = values.clone().into_iter().map(|value| value.ty).collect();
        let Some(common) = self.schema.common(&types) else {
            let mut names: Vec<String> = types.iter().map(|ty| self.printed(*ty)).collect();
            names.dedup();
            let message = format!("these values have no type in common: {}", names.join(", "));
            return Err(Box::new(self.error("no-common-type", at, message)));
        };
        let mut origins =
            values.clone().into_iter().filter(|value| value.literal.is_none() && value.parameter.is_none());
        let first = origins.next().and_then(|value| value.origin.clone());
        let origin = first.filter(|first| origins.all(|value| value.origin.as_ref() == Some(first)));
        let (mut nullable, mut holes) = (false, false);
        for value in values {
            nullable |= value.nullable;
            holes |= value.holes;
            self.coerce(value, common, Context::Implicit, origin.as_ref(), at)?;
        }
        Ok(Value::new(common, nullable).with_holes(holes).with_origin(origin))
    }

    /// Makes a value one of a type that no column gives: a condition, a number of rows.
    pub(crate) fn expect(&mut self, value: &Value, name: &str, at: &impl Placed) -> Checked<()> {
        let target = self.known(name);
        self.coerce(value, target, Context::Assignment, None, at)
    }
}
