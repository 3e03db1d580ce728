//! Expressions.

use sqlparser::ast::{Expr, Ident, InTarget, Query, Value as Literal, ValueWithSpan};

use super::scope::folded;
use super::value::Value;
use super::{Checked, Checker};
use crate::facts::Context;
use crate::text::Placed;
use crate::types::Kind;

impl Checker<'_> {
    /// What an expression is.
    pub(crate) fn value(&mut self, expr: &Expr) -> Checked<Value> {
        match expr {
            Expr::Nested(inner) => self.value(inner),
            Expr::Identifier(ident) => self.plain_column(ident).or_else(|problem| self.word(ident).ok_or(problem)),
            Expr::CompoundIdentifier(parts) => self.compound(parts),
            Expr::CompoundFieldAccess { root, access_chain } => self.access(root, access_chain),
            Expr::Value(value) => self.literal_value(value),
            Expr::TypedString(typed) => {
                let ty = self.data_type(&typed.data_type, expr)?;
                let text = typed.value.value.clone().into_string().unwrap_or_default();
                let literal = Value { literal: Some(text), ..self.unknown() };
                self.coerce(&literal, ty, Context::Explicit, None, expr)?;
                Ok(Value::new(ty, false))
            }
            Expr::Interval(interval) => {
                let value = self.value(&interval.value)?;
                self.expect(&value, "interval", expr)?;
                Ok(Value::new(self.known("interval"), value.nullable))
            }
            Expr::Cast { expr: inner, data_type, format, .. } => {
                self.none(format.as_ref(), expr, "FORMAT in a cast")?;
                self.cast(inner, data_type, expr)
            }
            Expr::Collate { expr: inner, .. } => {
                let value = self.value(inner)?;
                if self.schema.types.is_unknown(value.ty) {
                    self.expect(&value, "text", expr)?;
                    return Ok(Value::new(self.known("text"), value.nullable));
                }
                Ok(value)
            }
            Expr::UnaryOp { op, expr: inner } => self.unary(*op, inner, expr),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, expr),
            Expr::IsNull(inner) | Expr::IsNotNull(inner) => {
                let value = self.value(inner)?;
                self.accept_null(&value);
                Ok(self.boolean(false))
            }
            Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner) => {
                let value = self.value(inner)?;
                self.accept_null(&value);
                self.expect(&value, "bool", inner.as_ref())?;
                Ok(self.boolean(false))
            }
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                self.accept_null(&left);
                self.accept_null(&right);
                self.compare("=", &left, &right, expr)?;
                Ok(self.boolean(false))
            }
            Expr::Between { expr: inner, low, high, .. } => {
                let (value, low, high) = (self.value(inner)?, self.value(low)?, self.value(high)?);
                self.compare(">=", &value, &low, expr)?;
                self.compare("<=", &value, &high, expr)?;
                Ok(self.boolean(value.nullable || low.nullable || high.nullable))
            }
            Expr::In { expr: inner, target, .. } => match target {
                InTarget::List(list) => self.in_list(inner, list, expr),
                InTarget::Subquery(query) => self.in_query(inner, query, expr),
                InTarget::Unnest(_) | InTarget::Table { .. } => Err(self.refused(expr, "this form of IN")),
            },
            Expr::AnyOp { left, compare_op, right, .. } | Expr::AllOp { left, compare_op, right } => {
                self.quantified(left, &compare_op.to_string(), right, expr)
            }
            Expr::Like { negated, any, expr: inner, pattern, escape_char } => {
                let name = if *negated { "!~~" } else { "~~" };
                if *any {
                    return self.quantified(inner, name, pattern, expr);
                }
                self.like(name, inner, pattern, escape_char.as_deref(), expr)
            }
            Expr::ILike { negated, any, expr: inner, pattern, escape_char } => {
                let name = if *negated { "!~~*" } else { "~~*" };
                if *any {
                    return self.quantified(inner, name, pattern, expr);
                }
                self.like(name, inner, pattern, escape_char.as_deref(), expr)
            }
            Expr::SimilarTo { expr: inner, pattern, escape_char, .. } => {
                self.like("~", inner, pattern, escape_char.as_deref(), expr)
            }
            Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref(), expr)
            }
            Expr::Exists { subquery, .. } => {
                self.subquery(subquery)?;
                Ok(self.boolean(false))
            }
            Expr::Subquery(query) => self.scalar_subquery(query),
            Expr::Array(array) => self.array(&array.elem, expr),
            Expr::Tuple(parts) => self.row(parts),
            Expr::Function(function) => self.function(function, expr),
            other => self.special(other),
        }
    }

    /// A value that is a condition.
    pub(crate) fn condition(&mut self, expr: &Expr) -> Checked<Value> {
        let value = self.value(expr)?;
        self.expect(&value, "bool", expr)?;
        Ok(value)
    }

    pub(crate) fn unknown(&self) -> Value {
        Value::new(self.schema.types.unknown(), false)
    }

    pub(crate) fn boolean(&self, nullable: bool) -> Value {
        Value::new(self.known("bool"), nullable)
    }

    /// A word that is a value, where nothing is called so.
    fn word(&self, ident: &Ident) -> Option<Value> {
        let is_word = ident.quote_style.is_none() && ident.value.eq_ignore_ascii_case("current_schema");
        is_word.then(|| Value::new(self.known("name"), true))
    }

    fn literal_value(&mut self, value: &ValueWithSpan) -> Checked<Value> {
        Ok(match &value.value {
            Literal::Null => Value { nullable: true, ..self.unknown() },
            Literal::Boolean(_) => self.boolean(false),
            Literal::Number(number, _) => Value::new(self.known(number_type(number)), false),
            Literal::Placeholder(name) => return self.parameter(name, value),
            Literal::HexStringLiteral(_) | Literal::SingleQuotedByteStringLiteral(_) => {
                Value::new(self.known("bit"), false)
            }
            other => match other.clone().into_string() {
                Some(text) => Value { literal: Some(text), ..self.unknown() },
                None => return Err(self.refused(value, "this kind of constant")),
            },
        })
    }

    fn parameter(&mut self, name: &str, at: &ValueWithSpan) -> Checked<Value> {
        let number = name.strip_prefix('$').and_then(|digits| digits.parse::<usize>().ok());
        let Some(index) = number.filter(|number| (1..=999).contains(number)).map(|number| number - 1) else {
            let error = self.error("unknown-parameter", at, format!("`{name}` is no parameter"));
            return Err(Box::new(error.with_help("parameters are `$1`, `$2` … or `{name}`")));
        };
        while self.parameters.len() <= index {
            self.parameters.push(super::Parameter::default());
        }
        let place = self.text.place(at.placed());
        let accepts_null = self.before.accept_null.contains(&index);
        let Some(parameter) = self.parameters.get_mut(index) else { return Ok(self.unknown()) };
        parameter.place.get_or_insert(place);
        parameter.accepts_null = accepts_null;
        let ty = parameter.ty.unwrap_or_else(|| self.schema.types.unknown());
        let origin = parameter.origin.clone();
        Ok(Value { parameter: Some(index), ..Value::new(ty, accepts_null).with_origin(origin) })
    }

    fn compound(&mut self, parts: &[Ident]) -> Checked<Value> {
        match parts.split_last() {
            Some((last, qualifier)) if !qualifier.is_empty() => self.qualified_column(qualifier, last),
            Some((last, _)) => self.plain_column(last),
            None => Ok(self.unknown()),
        }
    }

    /// Elements of arrays, members of documents, fields of composites.
    fn access(&mut self, root: &Expr, chain: &[sqlparser::ast::AccessExpr]) -> Checked<Value> {
        use sqlparser::ast::{AccessExpr, Subscript};
        let mut value = self.value(root)?;
        for access in chain {
            value = match access {
                AccessExpr::Subscript(subscript) => {
                    let is_json = self.schema.types.name(self.schema.types.base(value.ty)) == "jsonb";
                    let bounds = match subscript {
                        Subscript::Index { index } => vec![index],
                        Subscript::Slice { lower_bound, upper_bound, stride } => {
                            lower_bound.iter().chain(upper_bound).chain(stride).collect()
                        }
                    };
                    let slice = matches!(subscript, Subscript::Slice { .. });
                    for bound in bounds {
                        let index = self.value(bound)?;
                        let text = is_json && index.literal.is_some();
                        self.expect(&index, if text { "text" } else { "int4" }, bound)?;
                    }
                    if is_json {
                        Value::new(value.ty, true)
                    } else if let Some(element) = self.schema.types.element(value.ty) {
                        let origin = if slice { value.origin } else { value.origin.map(|origin| origin.element()) };
                        Value::new(if slice { value.ty } else { element }, true).with_origin(origin)
                    } else {
                        let message = format!("{} takes no subscript", self.printed(value.ty));
                        return Err(Box::new(self.error("wrong-type", root, message)));
                    }
                }
                AccessExpr::Dot(Expr::Identifier(field)) => self.field(&value, field)?,
                AccessExpr::Dot(other) => return Err(self.refused(other, "this form of access")),
            };
        }
        Ok(value)
    }

    pub(crate) fn field(&self, value: &Value, field: &Ident) -> Checked<Value> {
        let info = self.schema.types.info(self.schema.types.base(value.ty));
        let name = folded(field);
        if info.kind == Kind::Composite
            && let Some((_, ty)) = info.fields.iter().find(|(known, _)| *known == name)
        {
            return Ok(Value::new(*ty, true));
        }
        let known: Vec<&str> = info.fields.iter().map(|(known, _)| known.as_str()).collect();
        let message = format!("there is no field `{name}` in {}", self.printed(value.ty));
        Err(Box::new(super::scope::with_nearest(self.error("unknown-column", field, message), &name, &known)))
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[sqlparser::ast::CaseWhen],
        otherwise: Option<&Expr>,
        at: &Expr,
    ) -> Checked<Value> {
        let operand = operand.map(|operand| self.value(operand)).transpose()?;
        let mut results = Vec::new();
        // A result without ELSE comes first, as the server looks at it.
        let otherwise = otherwise.map(|otherwise| self.value(otherwise)).transpose()?;
        for branch in conditions {
            let condition = self.value(&branch.condition)?;
            match &operand {
                Some(operand) => drop(self.compare("=", operand, &condition, &branch.condition)?),
                None => self.expect(&condition, "bool", &branch.condition)?,
            }
            results.push(self.value(&branch.result)?);
        }
        let complete = otherwise.is_some();
        results.splice(0..0, otherwise);
        for result in &results {
            self.accept_null(result);
        }
        let value = self.unify(&results, at)?;
        Ok(Value { nullable: value.nullable || !complete, ..value })
    }

    fn array(&mut self, elements: &[Expr], at: &Expr) -> Checked<Value> {
        let values = elements.iter().map(|element| self.value(element)).collect::<Checked<Vec<_>>>()?;
        if values.is_empty() {
            let error = self.error("undecided-type", at, "nothing says what an empty array is of");
            return Err(Box::new(error.with_help("cast it: `array[]::text[]`")));
        }
        let common = self.unify(&values, at)?;
        // Arrays in an array are one of more dimensions, and of the same type.
        let array =
            self.schema.types.array(common.ty).or_else(|| self.schema.types.element(common.ty).map(|_| common.ty));
        match array {
            Some(array) => {
                let origin = common.origin.map(|origin| origin.in_list());
                Ok(Value::new(array, false).with_holes(common.nullable || common.holes).with_origin(origin))
            }
            None => Err(self.refused(at, "an array of this type")),
        }
    }

    pub(crate) fn row(&mut self, parts: &[Expr]) -> Checked<Value> {
        let parts = parts.iter().map(|part| self.value(part)).collect::<Checked<Vec<_>>>()?;
        Ok(Value { parts: Some(parts), ..Value::new(self.known("record"), false) })
    }

    /// A subquery as one value: no row is NULL.
    fn scalar_subquery(&mut self, query: &Query) -> Checked<Value> {
        let result = self.subquery_result(query)?;
        match result.columns.as_slice() {
            [column] => {
                let nullable = !result.one_row || self.is_nullable(column);
                let column = self.resolved(column.clone())?;
                Ok(Value::new(column.ty, nullable).with_origin(column.origin))
            }
            columns => {
                let message = format!("a subquery as a value gives one column, and this gives {}", columns.len());
                Err(Box::new(self.error("several-columns", query, message)))
            }
        }
    }
}

fn number_type(number: &str) -> &'static str {
    if number.parse::<i32>().is_ok() {
        "int4"
    } else if number.parse::<i64>().is_ok() {
        "int8"
    } else {
        "numeric"
    }
}
