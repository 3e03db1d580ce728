//! Calls of functions whose arguments are known.

use evenkeel_model::language::naming::nearest;

use super::value::Value;
use super::{Checked, Checker};
use crate::facts::{Context, Function, NEWEST, OLDEST, Total, facts, total};
use crate::resolve::Choice;
use crate::text::Placed;
use crate::types::Type;

/// A function that was chosen, with the types that its polymorphic ones stand for.
pub(crate) struct Chosen {
    pub(crate) function: &'static Function,
    pub(crate) arguments: Vec<Type>,
    pub(crate) result: Type,
}

impl Checker<'_> {
    /// A call of a plain function with arguments in their order.
    pub(crate) fn call(&mut self, name: &str, arguments: &[Value], at: &impl Placed) -> Checked<Value> {
        let chosen = self.chosen(name, arguments, &[], at)?;
        self.take(&chosen, arguments, at)?;
        Ok(self.result(&chosen, arguments))
    }

    /// The function that is meant; `names` are those of the last arguments, where they are given by name.
    pub(crate) fn chosen(
        &mut self,
        name: &str,
        arguments: &[Value],
        names: &[String],
        at: &impl Placed,
    ) -> Checked<Chosen> {
        let given: Vec<Type> = arguments.iter().map(|argument| argument.ty).collect();
        let all = facts().functions(name);
        let mut candidates: Vec<(&'static Function, Vec<Type>)> = Vec::new();
        // Of two that take the same, the one without variadic arguments is meant.
        for variadic in [false, true] {
            for function in all.iter().filter(|function| self.has(function.available)) {
                if let Some(types) = self.declared_arguments(function, given.len(), names, variadic)
                    && !candidates.iter().any(|(_, known)| *known == types)
                {
                    candidates.push((function, types));
                }
            }
        }
        let types: Vec<Vec<Type>> = candidates.iter().map(|(_, types)| types.clone()).collect();
        match self.schema.choose(&given, &types) {
            Choice::One(index) => {
                let Some((function, declared)) = candidates.into_iter().nth(index) else {
                    return Err(self.refused(at, "this call"));
                };
                let (arguments, result) = self.bound(&given, &declared, function.result);
                if self.schema.is_polymorphic(result) {
                    let error = self.error("undecided-type", at, format!("nothing says what `{name}` is called with"));
                    return Err(Box::new(error.with_help("cast an argument: `$1::text`")));
                }
                Ok(Chosen { function, arguments, result })
            }
            choice => Err(self.no_function(choice, name, &given, at)),
        }
    }

    /// The types of a function's arguments where it is called with so many, the last ones by name.
    fn declared_arguments(
        &self,
        function: &Function,
        count: usize,
        names: &[String],
        variadic: bool,
    ) -> Option<Vec<Type>> {
        let declared = &function.arguments;
        if variadic {
            let (last, fixed) = declared.split_last()?;
            if !function.variadic || count <= fixed.len() || !names.is_empty() {
                return None;
            }
            let element = match self.schema.types.name(*last) {
                "any" => *last,
                "anyarray" => self.known("anyelement"),
                "anycompatiblearray" => self.known("anycompatible"),
                _ => self.schema.types.element(*last)?,
            };
            let rest = std::iter::repeat_n(element, count - fixed.len());
            return Some(fixed.iter().copied().chain(rest).collect());
        }
        if function.variadic {
            return None;
        }
        let required = declared.len().saturating_sub(function.defaults);
        if count > declared.len() || (count < required && names.is_empty()) {
            return None;
        }
        let by_position = count - names.len();
        let mut types: Vec<Type> = declared.iter().take(by_position).copied().collect();
        let mut given: Vec<usize> = (0..by_position).collect();
        for name in names {
            let position = function.names.iter().position(|known| known == name)?;
            given.push(position);
            types.push(*declared.get(position)?);
        }
        (0..required).all(|position| given.contains(&position)).then_some(types)
    }

    fn no_function(
        &self,
        choice: Choice,
        name: &str,
        given: &[Type],
        at: &impl Placed,
    ) -> Box<evenkeel_model::Diagnostic> {
        let types: Vec<String> = given.iter().map(|ty| self.printed(*ty)).collect();
        let call = format!("{name}({})", types.join(", "));
        if choice == Choice::Several {
            let error = self.error("ambiguous-function", at, format!("`{call}` could be several functions"));
            return Box::new(error.with_help("say the types of its arguments by casts: `$1::text`"));
        }
        let all = facts().functions(name);
        let error = |message: String| self.error("unknown-function", at, message);
        if all.is_empty() {
            let names: Vec<&str> = facts().function_names().collect();
            let error = error(format!("there is no function `{name}`"));
            return Box::new(match nearest(name, names) {
                Some(near) => error.with_label(format!("did you mean `{near}`?")),
                None => error.with_help(format!(
                    "of a function that the schema file does not know, say the type by a cast: `{name}(…)::text`"
                )),
            });
        }
        let foreign = |one: &Function| !self.schema.has_extension(one.available);
        if let Some(extension) = all.iter().find(|one| foreign(one)).filter(|_| all.iter().all(foreign)) {
            let extension = extension.available.extension;
            let message =
                format!("`{name}` is brought by the extension {extension}, which the schema file does not have");
            return Box::new(error(message).with_help(format!("`extensions: [{extension}]`")));
        }
        let elsewhere = |one: &&Function| !self.has(one.available) && one.arguments.len() == given.len();
        if let Some(versions) = all.iter().filter(elsewhere).find_map(|one| one.available.versions) {
            let (oldest, newest) = self.schema.declared.postgres.unwrap_or(versions);
            let known = match versions {
                (first, NEWEST) => format!("from version {first} on"),
                (OLDEST, last) => format!("up to version {last}"),
                (first, last) => format!("in versions {first} to {last}"),
            };
            let message = format!("`{call}` is known {known}, and the schema file is for {oldest} to {newest}");
            return Box::new(error(message));
        }
        let mut known: Vec<String> =
            all.iter().filter(|one| self.has(one.available)).map(|function| self.signature(function)).collect();
        known.dedup();
        known.truncate(8);
        Box::new(error(format!("there is no function `{call}`")).with_help(format!("there are {}", known.join(", "))))
    }

    fn signature(&self, function: &Function) -> String {
        let types: Vec<String> = function.arguments.iter().map(|ty| self.printed(*ty)).collect();
        format!("{}({})", function.name, types.join(", "))
    }

    /// Makes the arguments what the function takes.
    pub(crate) fn take(&mut self, chosen: &Chosen, arguments: &[Value], at: &impl Placed) -> Checked<()> {
        for (argument, ty) in arguments.iter().zip(&chosen.arguments) {
            self.coerce(argument, *ty, Context::Implicit, None, at)?;
            if !chosen.function.strict {
                self.accept_null(argument);
            }
        }
        Ok(())
    }

    /// What a plain function gives.
    pub(crate) fn result(&self, chosen: &Chosen, arguments: &[Value]) -> Value {
        let nullable = match total(&self.schema.types, chosen.function) {
            Total::Always => false,
            Total::OfValues => arguments.iter().any(|argument| argument.nullable),
            Total::No => true,
        };
        let adds = matches!(chosen.function.name, "array_append" | "array_prepend" | "array_fill" | "array_replace");
        let holes = arguments.iter().any(|argument| argument.holes || (adds && argument.nullable))
            // Its third argument says which text stands for NULL.
            || (chosen.function.name == "string_to_array" && arguments.len() > 2);
        let types = &self.schema.types;
        let is_array = types.element(types.base(chosen.result)).is_some();
        Value::new(chosen.result, nullable).with_holes(is_array && holes)
    }
}
