//! The checker: from a parsed statement to the types of its parameters and results.

mod call;
mod coerce;
mod cte;
mod expression;
mod from;
mod function;
mod grouping;
mod join;
mod narrow;
mod operator;
mod output;
mod query;
mod scope;
mod select;
mod special;
mod value;
mod window;
mod write;

use std::collections::BTreeSet;

use evenkeel_model::Diagnostic;
use sqlparser::ast::Statement;

use crate::facts::Available;
use crate::schema::Schema;
use crate::text::{Placed, Text};
use crate::types::Type;

pub(crate) use output::NAMELESS;
pub(crate) use value::{Column, Origin};

use cte::Cte;
use scope::Scope;

/// What the checker found, or why it stopped.
pub(crate) type Checked<T> = Result<T, Box<Diagnostic>>;

/// What a statement takes and gives.
pub(crate) struct Findings {
    pub(crate) parameters: Vec<Parameter>,
    /// The columns of its rows; `None` where it gives none.
    pub(crate) columns: Option<Vec<Column>>,
}

/// A parameter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameter {
    pub(crate) ty: Option<Type>,
    pub(crate) origin: Option<Origin>,
    /// Whether NULL means something where it stands.
    pub(crate) accepts_null: bool,
    /// Where it stands first.
    pub(crate) place: Option<(usize, usize)>,
}

/// What one reading of a statement learns that the next one needs: both read the same, in the same order.
#[derive(Clone, Default)]
pub(crate) struct Learnt {
    /// The parameters that take NULL.
    accept_null: BTreeSet<usize>,
    /// The columns that a condition lets be no NULL.
    narrowed: BTreeSet<u32>,
    /// The outer joins whose missing rows a condition leaves out.
    matched: BTreeSet<u32>,
}

/// The checker of one statement.
pub(crate) struct Checker<'a> {
    schema: &'a Schema,
    text: &'a Text,
    parameters: Vec<Parameter>,
    scopes: Vec<Scope>,
    ctes: Vec<Cte>,
    depth: usize,
    next_id: u32,
    before: Learnt,
    learnt: Learnt,
}

/// Checks a statement.
pub(crate) fn check(schema: &Schema, text: &Text, statement: &Statement) -> Checked<Findings> {
    let mut before = Learnt::default();
    let mut first = Checker::new(schema, text, before);
    first.statement(statement)?;
    before = first.learnt;
    let mut second = Checker::new(schema, text, before);
    let columns = second.statement(statement)?;
    second.finish(columns)
}

impl<'a> Checker<'a> {
    fn new(schema: &'a Schema, text: &'a Text, before: Learnt) -> Self {
        Self {
            schema,
            text,
            parameters: Vec::new(),
            scopes: Vec::new(),
            ctes: Vec::new(),
            depth: 0,
            next_id: 0,
            before,
            learnt: Learnt::default(),
        }
    }

    fn finish(self, columns: Option<Vec<Column>>) -> Checked<Findings> {
        for (index, parameter) in self.parameters.iter().enumerate() {
            let name = self.text.parameter_name(index);
            if parameter.place.is_none() {
                let (start, end) = (self.text.sql().len(), self.text.sql().len());
                let error =
                    self.text.error("unused-parameter", start, end, format!("the parameter {name} is not used"));
                return Err(Box::new(error.with_help("parameters are numbered from $1 without a gap")));
            }
            if parameter.ty.is_none() {
                let (start, end) = parameter.place.unwrap_or_default();
                let error =
                    self.text.error("undecided-parameter", start, end, format!("nothing says what type {name} has"));
                return Err(Box::new(error.with_help(format!("say it by a cast: `{name}::text`"))));
            }
        }
        Ok(Findings { parameters: self.parameters, columns })
    }

    fn statement(&mut self, statement: &Statement) -> Checked<Option<Vec<Column>>> {
        match statement {
            Statement::Query(query) => self.query_statement(query),
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            other => Err(self.refused(other, "this kind of statement")),
        }
    }

    fn fresh(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    /// An error at a part of the statement.
    fn error(&self, code: &'static str, at: &impl Placed, message: impl Into<String>) -> Diagnostic {
        let (start, end) = self.text.place(at.placed());
        self.text.error(code, start, end, message)
    }

    /// That a part of the statement is beyond what is known here.
    fn refused(&self, at: &impl Placed, what: &str) -> Box<Diagnostic> {
        let help = "run the statement as an `evenkeel::Sql`, whose text nobody checks";
        Box::new(self.error("unsupported", at, format!("`sql!` does not know {what}")).with_help(help))
    }

    /// Refuses a part of the statement where it is there.
    fn none<T>(&self, part: Option<&T>, at: &impl Placed, what: &str) -> Checked<()> {
        if part.is_some() { Err(self.refused(at, what)) } else { Ok(()) }
    }

    fn known(&self, name: &str) -> Type {
        self.schema.types.known(name)
    }

    fn printed(&self, ty: Type) -> String {
        let name = self.schema.types.printed(ty);
        name.strip_prefix("public.").unwrap_or(name).to_owned()
    }

    fn has(&self, available: Available) -> bool {
        self.schema.has(available)
    }
}
