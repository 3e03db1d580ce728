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
    /// Whether it is an enum of the application's, or a list of them: a struct of one's own says which.
    pub is_enumeration: bool,
    /// What it is in Rust, without the `Option` of what may be NULL.
    pub rust: TokenStream,
    /// Whether it may be NULL.
    pub nullable: bool,
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
    if !text.captures().is_empty() && has_number(written, text.sql()) {
        let error = text.error("capture", 0, 0, "a statement has either `{name}` or `$1`, not both");
        return Err(Box::new(error));
    }
    let findings = crate::check::check(schema, &text, statement)?;
    let parameters = findings
        .parameters
        .iter()
        .enumerate()
        .map(|(index, parameter)| rust::parameter(schema, &text, index, parameter))
        .collect::<Result<_, _>>()?;
    let columns = findings.columns.map(|columns| rust::columns(schema, &text, &columns)).transpose()?;
    Ok(Statement { sql: text.sql().to_owned(), parameters, columns })
}

/// Whether the text that was written has a `$1` that no capture became.
fn has_number(written: &str, sql: &str) -> bool {
    let numbers = |text: &str| text.matches('$').count();
    let captures = sql.bytes().zip(written.bytes()).filter(|(sent, given)| *sent == b'$' && *given == b'{').count();
    numbers(sql) > captures
        && sql
            .bytes()
            .zip(written.bytes().zip(written.bytes().skip(1)))
            .any(|(_, (first, second))| first == b'$' && second.is_ascii_digit())
}
