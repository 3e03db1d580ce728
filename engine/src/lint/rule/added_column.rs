//! ADD COLUMN with a value that differs from row to row writes the table anew
//! (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>).

use squawk_syntax::ast::{AddColumn, AstNode, CallExpr, Constraint, GeneratedAs};

use crate::lint::alter::Alter;
use crate::lint::name;
use crate::lint::not_valid::NotNull;
use crate::lint::subject::{Form, Found, Step, Subject, text};

/// Functions that give the same value within a statement, or for the same arguments, as far as they stand in defaults.
const STEADY: [&str; 16] = [
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "lower",
    "upper",
    "md5",
    "concat",
    "format",
    "to_char",
    "to_date",
    "to_timestamp",
    "to_jsonb",
    "date_trunc",
    "jsonb_build_object",
    "jsonb_build_array",
    "make_interval",
];

/// Functions that do not.
const VOLATILE: [&str; 8] = [
    "random",
    "gen_random_uuid",
    "uuidv4",
    "uuidv7",
    "uuid_generate_v1",
    "uuid_generate_v4",
    "clock_timestamp",
    "nextval",
];

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    let rewrites = subject.rewrites();
    if rewrites == Some(false) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (number, column) in alter.each::<AddColumn>() {
        let Some(value) = value(&column) else { continue };
        let (may, advice, form) = match value {
            Value::Default(surety) => {
                if surety == Surety::Steady {
                    continue;
                }
                (
                    surety == Surety::Unknown && rewrites.is_none(),
                    "add the column without a default, set the default, which counts for new rows, fill the rows that are \
                     there (in batches where there are many), then set NOT NULL where it has to be",
                    form(&alter, number, &column),
                )
            }
            Value::Serial => (
                false,
                "add a plain column, fill it in batches from a sequence that a default or a trigger uses for new rows, then \
                 set NOT NULL, and OWNED BY for the sequence",
                None,
            ),
            Value::Identity => (
                false,
                "add a plain column, fill it in batches, set NOT NULL, then ADD GENERATED … AS IDENTITY and set its sequence \
                 behind the highest value",
                None,
            ),
            Value::Stored => (
                false,
                "add a plain column that a trigger fills, and fill the rows that are there in batches; on PostgreSQL 18 a \
                 virtual column costs nothing",
                None,
            ),
        };
        let condition = if may { "where a function of the default is volatile, " } else { "" };
        let message = format!(
            "{condition}reads and writes of {} wait until the table and its indexes are written anew",
            alter.table
        );
        found.push(Found::new(message, advice).with_form(form));
    }
    found
}

/// Where the values of a new column come from.
enum Value {
    Default(Surety),
    Serial,
    Identity,
    Stored,
}

/// What is known of a default.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Surety {
    Steady,
    Unknown,
    Volatile,
}

fn value(column: &AddColumn) -> Option<Value> {
    if is_serial(column) {
        return Some(Value::Serial);
    }
    column.constraints().find_map(|constraint| match constraint {
        Constraint::DefaultConstraint(default) => Some(Value::Default(surety(default.syntax()))),
        Constraint::GeneratedConstraint(generated) => match generated.generated_as()? {
            GeneratedAs::GeneratedIdentity(_) => Some(Value::Identity),
            GeneratedAs::GeneratedStored(stored) => {
                let kind = stored.generated_kind().map(|kind| text(&kind));
                // What is said of neither is virtual since PostgreSQL 18, and an error before.
                kind.is_some_and(|kind| kind.eq_ignore_ascii_case("stored")).then_some(Value::Stored)
            }
        },
        _ => None,
    })
}

/// Whether a column is of one of the types that stand for a sequence.
pub(super) fn is_serial(column: &AddColumn) -> bool {
    let name = column.ty().map(|of_type| text(&of_type).to_ascii_lowercase()).unwrap_or_default();
    matches!(name.as_str(), "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8")
}

fn surety(expression: &squawk_syntax::SyntaxNode) -> Surety {
    let mut surety = Surety::Steady;
    for call in expression.descendants().filter_map(CallExpr::cast) {
        let function = call.expr().and_then(|callee| {
            // A schema does not matter: these are PostgreSQL's own, or an extension's.
            name::identifier(text(&callee).rsplit('.').next()?)
        });
        match function {
            Some(function) if STEADY.contains(&function.as_str()) => {}
            Some(function) if VOLATILE.contains(&function.as_str()) => return Surety::Volatile,
            Some(_) => surety = Surety::Unknown,
            // Syntax of its own, such as EXTRACT or COALESCE.
            None => {}
        }
    }
    surety
}

/// The column without a value, its default, the rows, and NOT NULL.
fn form(alter: &Alter, number: usize, column: &AddColumn) -> Option<Form> {
    let name = text(&column.column_name()?);
    let start = column.syntax().text_range().start();
    let mut added = column.syntax().text().to_string();
    let mut default = None;
    let mut required = false;
    let constraints: Vec<Constraint> = column.constraints().collect();
    for constraint in constraints.iter().rev() {
        match constraint {
            Constraint::DefaultConstraint(one) => default = Some(text(&one.expr()?)),
            // Where it has a name of its own, it has to be given that again.
            Constraint::NotNullConstraint(one) if one.constraint_name_clause().is_none() => required = true,
            Constraint::NullConstraint(_) => continue,
            // These look at the rows, or take the column's value to be there.
            _ => return None,
        }
        let range = constraint.syntax().text_range() - start;
        added.replace_range(usize::from(range.start())..usize::from(range.end()), "");
    }
    let mut steps = vec![
        Step::Together(alter.with(added.split_whitespace().collect::<Vec<_>>().join(" "))),
        Step::Together(alter.with(format_args!("ALTER COLUMN {name} SET DEFAULT {}", default?))),
        Step::Apart(format!("UPDATE {} SET {name} = DEFAULT WHERE {name} IS NULL", alter.table_text)),
    ];
    if required {
        let mut not_null = NotNull::of(alter, &[name])?.steps().into_iter();
        // The strong lock that adds it is not to wait until all rows are filled.
        if let Some(Step::Together(add)) = not_null.next() {
            steps.push(Step::Apart(add));
        }
        steps.extend(not_null);
    }
    Some(Form::of_action(number, steps))
}
