//! Calls as they are written: plain functions, aggregates, window functions, and what only looks like one.

use sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments, ObjectName, ObjectNamePart,
};

use super::scope::folded;
use super::value::Value;
use super::{Checked, Checker};
use crate::facts::{FunctionKind, Total, facts, total};

/// Words that are values, and look like calls without parentheses.
const WORDS: &[(&str, &str)] = &[
    ("current_catalog", "name"),
    ("current_date", "date"),
    ("current_role", "name"),
    ("current_time", "timetz"),
    ("current_timestamp", "timestamptz"),
    ("current_user", "name"),
    ("localtime", "time"),
    ("localtimestamp", "timestamp"),
    ("session_user", "name"),
    ("user", "name"),
];

/// Functions that only a grammar of their own calls.
const NO_CALLS: &[&str] = &[
    "bit",
    "extract",
    "interval",
    "normalize",
    "numeric",
    "position",
    "system_user",
    "time",
    "timestamp",
    "xmlexists",
];

/// What stands between the parentheses.
pub(crate) struct Arguments {
    pub(crate) values: Vec<Value>,
    /// The names of the last ones.
    pub(crate) names: Vec<String>,
}

impl Checker<'_> {
    pub(crate) fn function(&mut self, function: &Function, at: &Expr) -> Checked<Value> {
        let name = self.function_name(&function.name)?;
        if !matches!(function.parameters, FunctionArguments::None) || function.uses_odbc_syntax {
            return Err(self.refused(at, "this form of call"));
        }
        let list = match &function.args {
            FunctionArguments::None => {
                let word = WORDS.iter().find(|(word, _)| *word == name);
                return match word {
                    Some((_, ty)) => Ok(Value::new(self.known(ty), false)),
                    None => self.call(&name, &[], at),
                };
            }
            FunctionArguments::Subquery(query) if name == "array" => return self.array_of(query, at),
            FunctionArguments::Subquery(query) => {
                let value = self.value(&Expr::Subquery(query.clone()))?;
                return self.call(&name, &[value], at);
            }
            FunctionArguments::List(list) => list,
        };
        let precision = list.args.len() <= 1 && (name.starts_with("current_time") || name.starts_with("localtime"));
        if let Some((_, ty)) = WORDS.iter().find(|(word, _)| *word == name && precision) {
            return Ok(Value::new(self.known(ty), false));
        }
        if NO_CALLS.contains(&name.as_str()) {
            let message = format!("`{name}` is a word of SQL, and cannot be called so");
            return Err(Box::new(self.error("wrong-call", at, message)));
        }
        let mut values = self.arguments(&list.args, at)?;
        for clause in &list.clauses {
            match clause {
                FunctionArgumentClause::OrderBy(order) => {
                    for one in order {
                        self.value(&one.expr)?;
                    }
                }
                _ => return Err(self.refused(at, "this clause in a call")),
            }
        }
        for one in &function.within_group {
            values.values.push(self.value(&one.expr)?);
        }
        if let Some(filter) = &function.filter {
            self.condition(filter)?;
        }
        if let Some(over) = &function.over {
            self.window(over, at)?;
        }
        if let Some(value) = self.construct(&name, &values.values, at)? {
            return Ok(value);
        }
        let chosen = self.chosen(&name, &values.values, &values.names, at)?;
        let plain = chosen.function.kind == FunctionKind::Plain;
        if plain && (function.filter.is_some() || function.over.is_some() || list.duplicate_treatment.is_some()) {
            let message = format!("`{name}` is no aggregate");
            return Err(Box::new(self.error("wrong-call", at, message)));
        }
        if chosen.function.kind == FunctionKind::Window && function.over.is_none() {
            let message = format!("`{name}` is a window function, and needs OVER");
            return Err(Box::new(self.error("wrong-call", at, message).with_help(format!("`{name}(…) over ()`"))));
        }
        self.take(&chosen, &values.values, at)?;
        if chosen.function.returns_set {
            self.grouping(|grouping| grouping.sets = true);
        }
        if plain {
            return Ok(self.result(&chosen, &values.values));
        }
        Ok(self.over_rows(function, &chosen, &values.values))
    }

    /// What an aggregate or a window function gives.
    fn over_rows(&mut self, function: &Function, chosen: &super::call::Chosen, values: &[Value]) -> Value {
        let windowed = function.over.is_some();
        let empty = function.over.as_ref().is_some_and(|over| self.may_be_empty(over));
        let filled = if windowed { !empty } else { self.grouping(|grouping| grouping.aggregates = true).filled };
        let every = filled && function.filter.is_none();
        // `array_agg` and its kin take NULL for a value as any other.
        let takes_null = matches!(
            chosen.function.name,
            "array_agg" | "json_agg" | "jsonb_agg" | "json_object_agg" | "jsonb_object_agg"
        );
        let value_is_null = values.first().is_some_and(|value| value.nullable) && !takes_null;
        let nullable = match total(&self.schema.types, chosen.function) {
            Total::Always => false,
            Total::OfValues => !every || value_is_null || !function.within_group.is_empty(),
            Total::No => true,
        };
        let unchanged = ["max", "min", "first_value", "last_value", "lag", "lead", "nth_value"];
        let first = values.first().and_then(|value| value.origin.clone());
        let origin = match chosen.function.name {
            name if unchanged.contains(&name) => first,
            "array_agg" => first.map(|origin| origin.in_list()),
            _ => None,
        };
        let holes = match chosen.function.name {
            "array_agg" => values.first().is_some_and(|value| value.nullable || value.holes),
            name if unchanged.contains(&name) => values.iter().any(|value| value.holes),
            _ => false,
        };
        Value::new(chosen.result, nullable).with_holes(holes).with_origin(origin)
    }

    /// What looks like a call and is none.
    fn construct(&mut self, name: &str, values: &[Value], at: &Expr) -> Checked<Option<Value>> {
        let value = match name {
            "coalesce" => {
                values.iter().for_each(|value| self.accept_null(value));
                let value = self.unify(values, at)?;
                Value { nullable: values.iter().all(|value| value.nullable), ..value }
            }
            "greatest" | "least" => {
                let value = self.unify(values, at)?;
                Value { nullable: values.iter().all(|value| value.nullable), ..value }
            }
            "nullif" => {
                let [left, right] = values else {
                    return Err(Box::new(self.error("wrong-call", at, "NULLIF takes two values")));
                };
                self.compare("=", left, right, at)?;
                let text = self.known("text");
                let ty = if self.schema.types.is_unknown(left.ty) { text } else { left.ty };
                Value::new(ty, true).with_origin(left.origin.clone())
            }
            "grouping" => Value::new(self.known("int4"), false),
            "row" => Value { parts: Some(values.to_vec()), ..Value::new(self.known("record"), false) },
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    pub(crate) fn arguments(&mut self, list: &[FunctionArg], at: &impl crate::text::Placed) -> Checked<Arguments> {
        let mut arguments = Arguments { values: Vec::new(), names: Vec::new() };
        for argument in list {
            let (name, argument) = match argument {
                FunctionArg::Unnamed(argument) => (None, argument),
                FunctionArg::Named { name, arg, .. } => (Some(folded(name)), arg),
                FunctionArg::ExprNamed { name: Expr::Identifier(name), arg, .. } => (Some(folded(name)), arg),
                FunctionArg::ExprNamed { .. } => return Err(self.refused(at, "this form of argument")),
            };
            match argument {
                FunctionArgExpr::Expr(expr) => {
                    arguments.values.push(self.value(expr)?);
                    arguments.names.extend(name);
                }
                // count(*)
                FunctionArgExpr::Wildcard => {}
                _ => return Err(self.refused(at, "this form of argument")),
            }
        }
        Ok(arguments)
    }

    /// A function's own name; a schema in front of it must be PostgreSQL's.
    pub(crate) fn function_name(&self, name: &ObjectName) -> Checked<String> {
        let parts: Vec<String> = name
            .0
            .iter()
            .filter_map(|part| match part {
                ObjectNamePart::Identifier(ident) => Some(folded(ident)),
                ObjectNamePart::Function(_) => None,
            })
            .collect();
        match parts.as_slice() {
            [only] => Ok(only.clone()),
            [schema, last] if schema == "pg_catalog" => Ok(last.clone()),
            _ => {
                let shown = parts.join(".");
                let error =
                    self.error("unknown-function", name, format!("the schema file knows no function `{shown}`"));
                Err(Box::new(error.with_help(format!("say its type by a cast: `{shown}(…)::text`"))))
            }
        }
    }

    /// Whether a call is of a function that nothing here knows, and that is not merely misspelt.
    pub(crate) fn is_foreign(&self, name: &ObjectName) -> bool {
        match self.function_name(name) {
            Err(_) => true,
            Ok(name) => {
                facts().functions(&name).is_empty()
                    && !WORDS.iter().any(|(word, _)| *word == name)
                    && !["coalesce", "greatest", "least", "nullif", "grouping", "row", "array"].contains(&name.as_str())
                    && evenkeel_model::language::naming::nearest(&name, facts().function_names()).is_none()
            }
        }
    }
}
