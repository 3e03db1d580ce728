//! A statement that was checked.

use evenkeel_model::Diagnostic;
use proc_macro2::{Ident, TokenStream};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

use crate::rust::{self, Told};
use crate::schema::Schema;
use crate::text::Text;

/// What a statement takes and gives.
#[derive(Debug)]
pub struct Statement {
    /// The text for the server.
    pub sql: String,
    /// The parameters in the order of their numbers.
    pub parameters: Vec<Parameter>,
    /// The columns of its rows; `None` where it gives none.
    pub columns: Option<Vec<Output>>,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// The variable that it captures.
    pub capture: Option<String>,
    /// Its type, as the server prints it.
    pub data_type: String,
    /// What the server is told of its type.
    pub told: Told,
    /// Whether the server has to be told its type by a cast.
    pub(crate) needs_cast: bool,
    /// What stands for it in Rust, in the words of `evenkeel::__private::sql`.
    pub value: TokenStream,
    /// Whether NULL means something where it stands, so that an `Option` is taken.
    pub accepts_null: bool,
}

/// A column of the result.
#[derive(Debug)]
pub struct Output {
    /// What the server calls it.
    pub name: String,
    /// The field that holds it.
    pub field: Ident,
    /// Its type, as the server prints it.
    pub data_type: String,
    /// What reads it, in the words of `evenkeel::__private::sql`.
    pub value: TokenStream,
    /// Whether it is a type of the application's, or a list of such: a struct of one's own says which.
    pub own: Option<Own>,
    /// What it is in Rust, without the `Option` of what may be NULL.
    pub rust: TokenStream,
    /// Whether it may be NULL.
    pub nullable: bool,
}

/// A kind of type that is the application's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// An enum, of an enum type or of a column's values.
    Enumeration,
    /// The struct of a composite type.
    Composite,
}

/// Checks a statement, in which `{name}` or `$1` stands for a parameter.
///
/// # Errors
/// What is wrong with it, with a place in the text. What cannot be decided is an error too.
pub fn check(schema: &Schema, written: &str) -> Result<Statement, Box<Diagnostic>> {
    let text = Text::new(written)?;
    let statements =
        Parser::new(&PostgreSqlDialect {}).try_with_sql(text.parsed()).and_then(|mut parser| parser.parse_statements());
    let statements = statements.map_err(|error| Box::new(text.syntax(&error.to_string())))?;
    let [statement] = statements.as_slice() else {
        let end = text.sql().len();
        return Err(Box::new(text.error("syntax", 0, end, format!("{} statements instead of one", statements.len()))));
    };
    if !text.captures().is_empty() && text.is_numbered() {
        let error = text.error("capture", 0, 0, "a statement has either `{name}` or `$1`, not both");
        return Err(Box::new(error));
    }
    let findings = crate::check::check(schema, &text, statement)?;
    let parameters = findings
        .parameters
        .iter()
        .enumerate()
        .map(|(index, parameter)| rust::parameter(schema, &text, index, parameter))
        .collect::<Vec<_>>();
    let columns = findings.columns.map(|columns| rust::columns(schema, &text, &columns)).transpose()?;
    let casts = |number: usize| {
        let parameter = parameters.get(number.checked_sub(1)?)?;
        parameter.needs_cast.then_some(parameter.data_type.as_str())
    };
    Ok(Statement { sql: text.with_casts(casts), parameters, columns })
}
