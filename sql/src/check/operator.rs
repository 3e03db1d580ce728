//! Operators.

use evenkeel_model::Diagnostic;
use sqlparser::ast::{BinaryOperator, Expr, Query, UnaryOperator};

use super::value::{Origin, Value};
use super::{Checked, Checker};
use crate::facts::{Context, Operator, facts, operator_is_total};
use crate::resolve::Choice;
use crate::types::{Kind, Type};

/// The operators whose operands are of one kind.
const COMPARISONS: &[&str] = &["=", "<>", "<", ">", "<=", ">="];

impl Checker<'_> {
    pub(crate) fn unary(&mut self, op: UnaryOperator, inner: &Expr, at: &Expr) -> Checked<Value> {
        if op == UnaryOperator::Not {
            let value = self.condition(inner)?;
            return Ok(self.boolean(value.nullable));
        }
        let value = self.value(inner)?;
        let name = op.to_string();
        let given = [value.ty];
        let prefix: Vec<&Operator> =
            facts().operators(&name).iter().filter(|one| one.left.is_none() && self.has(one.available)).collect();
        let candidates: Vec<Vec<Type>> = prefix.iter().map(|one| vec![one.right]).collect();
        match (self.schema.choose(&given, &candidates), value.literal.as_ref()) {
            (Choice::One(index), _) => {
                let Some(operator) = prefix.get(index) else { return Ok(value) };
                self.coerce(&value, operator.right, Context::Implicit, None, at)?;
                Ok(Value::new(operator.result, value.nullable))
            }
            (choice, _) => Err(Box::new(self.no_operator(choice, &name, None, &value, at))),
        }
    }

    pub(crate) fn binary(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr, at: &Expr) -> Checked<Value> {
        if matches!(op, BinaryOperator::And | BinaryOperator::Or) {
            let (left, right) = (self.condition(left)?, self.condition(right)?);
            return Ok(self.boolean(left.nullable || right.nullable));
        }
        let name = match op {
            BinaryOperator::PGCustomBinaryOperator(parts) => parts.last().cloned().unwrap_or_default(),
            BinaryOperator::Overlaps => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                let parts: Vec<Value> = left.parts.into_iter().chain(right.parts).flatten().collect();
                return self.call("overlaps", &parts, at);
            }
            other => other.to_string(),
        };
        let (left, right) = (self.value(left)?, self.value(right)?);
        self.compare(&name, &left, &right, at)
    }

    /// An operator between two values, or between two rows of them.
    pub(crate) fn compare(&mut self, name: &str, left: &Value, right: &Value, at: &Expr) -> Checked<Value> {
        match (&left.parts, &right.parts) {
            (Some(lefts), Some(rights)) => {
                if lefts.len() != rights.len() || !COMPARISONS.contains(&name) {
                    return Err(self.refused(at, "this comparison of rows"));
                }
                let mut nullable = false;
                for (left, right) in lefts.iter().zip(rights) {
                    nullable |= self.operator(name, left, right, at)?.nullable;
                }
                Ok(self.boolean(nullable))
            }
            (None, None) => self.operator(name, left, right, at),
            _ => Err(self.refused(at, "a comparison of a row with a value")),
        }
    }

    fn operator(&mut self, name: &str, left: &Value, right: &Value, at: &Expr) -> Checked<Value> {
        let operator = self.find_operator(name, left, right, at)?;
        let (of_left, of_right) = shared_origin(name, left, right);
        let types = [operator.left.unwrap_or(operator.right), operator.right];
        let types = self.bound(&[left.ty, right.ty], &types, operator.result);
        let (Some(to_left), Some(to_right)) = (types.0.first(), types.0.get(1)) else { return Ok(left.clone()) };
        let (as_left, as_right) = (self.met(left, *to_left, right.ty), self.met(right, *to_right, left.ty));
        self.coerce(left, as_left, Context::Implicit, of_left.as_ref(), at)?;
        self.coerce(right, as_right, Context::Implicit, of_right.as_ref(), at)?;
        let total = operator_is_total(&self.schema.types, name, *to_right);
        Ok(Value::new(types.1, left.nullable || right.nullable || !total))
    }

    /// What a value is to be: of the operator's type, but a parameter that meets a composite is one too. The server takes it for
    /// a `record`, unless a cast tells it.
    fn met(&self, value: &Value, target: Type, other: Type) -> Type {
        let types = &self.schema.types;
        let other = types.base(other);
        let is_open = value.parameter.is_some() && types.is_unknown(value.ty) && target == self.known("record");
        if is_open && types.info(other).kind == Kind::Composite { other } else { target }
    }

    /// The types that polymorphic ones stand for; they are known to fit.
    pub(crate) fn bound(&self, given: &[Type], declared: &[Type], result: Type) -> (Vec<Type>, Type) {
        self.schema.bind(given, declared, Some(result)).unwrap_or_else(|| (declared.to_vec(), result))
    }

    fn find_operator(&self, name: &str, left: &Value, right: &Value, at: &Expr) -> Checked<Operator> {
        let types = &self.schema.types;
        let all: Vec<&Operator> =
            facts().operators(name).iter().filter(|one| one.left.is_some() && self.has(one.available)).collect();
        let exact = |left: Type, right: Type| all.iter().find(|one| one.left == Some(left) && one.right == right);
        // An unknown operand is tried as one of the other's type first.
        let (mut first, mut second) = (left.ty, right.ty);
        let guessed = types.is_unknown(first) != types.is_unknown(second);
        if guessed && types.is_unknown(first) {
            first = second;
        } else if guessed {
            second = first;
        }
        let base = types.base(first);
        let found = exact(first, second).or_else(|| if guessed { exact(base, base) } else { None });
        if let Some(found) = found {
            return Ok((*found).clone());
        }
        let candidates: Vec<Vec<Type>> = all.iter().map(|one| vec![one.left.unwrap_or(one.right), one.right]).collect();
        let choice = self.schema.choose(&[left.ty, right.ty], &candidates);
        if let Choice::One(index) = choice
            && let Some(found) = all.get(index)
        {
            return Ok((*found).clone());
        }
        Err(Box::new(self.no_operator(choice, name, Some(left), right, at)))
    }

    fn no_operator(&self, choice: Choice, name: &str, left: Option<&Value>, right: &Value, at: &Expr) -> Diagnostic {
        let operands = match left {
            Some(left) => format!("{} {name} {}", self.printed(left.ty), self.printed(right.ty)),
            None => format!("{name} {}", self.printed(right.ty)),
        };
        if choice == Choice::Several {
            let error = self.error("ambiguous-operator", at, format!("`{operands}` could be several operators"));
            return error.with_help("say the type of what is unknown by a cast: `$1::text`");
        }
        let error = self.error("unknown-operator", at, format!("there is no operator `{operands}`"));
        if left.is_some_and(|left| left.ty != right.ty) {
            error.with_help("cast one side to the type of the other, where that is meant")
        } else {
            error
        }
    }

    pub(crate) fn like(
        &mut self,
        name: &str,
        inner: &Expr,
        pattern: &Expr,
        escape: Option<&Expr>,
        at: &Expr,
    ) -> Checked<Value> {
        let (value, pattern) = (self.value(inner)?, self.value(pattern)?);
        if let Some(escape) = escape {
            let escape_value = self.value(escape)?;
            self.expect(&escape_value, "text", escape)?;
        }
        let matched = self.compare(name, &value, &pattern, at)?;
        Ok(self.boolean(matched.nullable))
    }

    /// `value IN (a, b)`: several that are no columns are made of one type first.
    pub(crate) fn in_list(&mut self, inner: &Expr, list: &[Expr], at: &Expr) -> Checked<Value> {
        let value = self.value(inner)?;
        let mut nullable = value.nullable;
        let items = list.iter().map(|item| self.value(item)).collect::<Checked<Vec<_>>>()?;
        let (loose, columns): (Vec<&Value>, Vec<&Value>) = items.iter().partition(|item| {
            item.parts.is_none() && (item.literal.is_some() || item.parameter.is_some() || item.origin.is_none())
        });
        let mut of_one_type = false;
        if loose.len() > 1 && value.parts.is_none() {
            let types: Vec<Type> = std::iter::once(value.ty).chain(loose.iter().map(|item| item.ty)).collect();
            if let Some(common) = self.schema.common(&types) {
                for item in &loose {
                    self.coerce(item, common, Context::Implicit, value.origin.as_ref(), at)?;
                }
                self.coerce(&value, common, Context::Implicit, None, at)?;
                of_one_type = true;
            }
        }
        for item in columns.iter().chain(if of_one_type { [].iter() } else { loose.iter() }) {
            nullable |= self.compare("=", &value, item, at)?.nullable;
        }
        nullable |= loose.iter().any(|item| item.nullable);
        Ok(self.boolean(nullable))
    }

    pub(crate) fn in_query(&mut self, inner: &Expr, query: &Query, at: &Expr) -> Checked<Value> {
        let value = self.value(inner)?;
        self.against_query("=", &value, query, at)
    }

    /// A value, or a row of them, against the rows of a query.
    fn against_query(&mut self, name: &str, value: &Value, query: &Query, at: &Expr) -> Checked<Value> {
        let columns = self.subquery(query)?;
        let lefts = value.parts.clone().unwrap_or_else(|| vec![value.clone()]);
        if lefts.len() != columns.len() {
            let message = format!("{} and {} columns cannot be compared", lefts.len(), columns.len());
            return Err(Box::new(self.error("several-columns", at, message)));
        }
        let mut nullable = false;
        for (left, column) in lefts.iter().zip(columns) {
            let column = self.resolved(column)?;
            let right = self.value_of(&column);
            nullable |= self.compare(name, left, &right, at)?.nullable;
        }
        Ok(self.boolean(nullable))
    }

    /// `value = ANY (array)` and `value = ALL (array)`.
    pub(crate) fn quantified(&mut self, left: &Expr, name: &str, right: &Expr, at: &Expr) -> Checked<Value> {
        let value = self.value(left)?;
        let mut right = right;
        while let Expr::Nested(inner) = right {
            right = inner;
        }
        if let Expr::Subquery(query) = right {
            return self.against_query(name, &value, query, at);
        }
        let array = self.value(right)?;
        let types = &self.schema.types;
        let element = if types.is_unknown(array.ty) {
            self.unknown()
        } else if let Some(element) = types.element(array.ty) {
            Value::new(element, true).with_origin(array.origin.as_ref().map(Origin::element))
        } else {
            let message = format!("ANY and ALL take an array, and this is of type {}", self.printed(array.ty));
            return Err(Box::new(self.error("wrong-type", right, message)));
        };
        let operator = self.find_operator(name, &value, &element, at)?;
        let (left_type, right_type) = (operator.left.unwrap_or(operator.right), operator.right);
        let (bound, _) = self.bound(&[value.ty, element.ty], &[left_type, right_type], operator.result);
        let (Some(left_type), Some(right_type)) = (bound.first(), bound.get(1)) else { return Ok(value) };
        let left_type = self.met(&value, *left_type, element.ty);
        self.coerce(&value, left_type, Context::Implicit, element.origin.as_ref(), at)?;
        let right_type = self.met(&array, *right_type, value.ty);
        let Some(array_type) = self.schema.types.array(right_type) else {
            return Err(self.refused(at, "an array of this type"));
        };
        self.coerce(&array, array_type, Context::Implicit, value.origin.as_ref().map(Origin::in_list).as_ref(), right)?;
        // An element may be NULL: nothing says of an array that none is.
        Ok(self.boolean(true))
    }
}

/// The columns that each side of a comparison meets in the other.
fn shared_origin(name: &str, left: &Value, right: &Value) -> (Option<Origin>, Option<Origin>) {
    match name {
        "=" | "<>" => (right.origin.clone(), left.origin.clone()),
        "@>" | "<@" | "&&" => {
            let lists = |value: &Value| value.origin.clone().filter(|origin| origin.lists >= 0);
            (lists(right), lists(left))
        }
        _ => (None, None),
    }
}
