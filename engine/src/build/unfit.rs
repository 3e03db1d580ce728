//! Defaults that their type does not take. A server reads a default when its column is made, and finds out what becomes of
//! it when a row is: a domain's conditions, a length that is exceeded, a number that is too large.

use evenkeel_model::object::ColumnValue;
use evenkeel_model::{Catalog, ObjectId, QualifiedName};
use tokio_postgres::Client;

use super::BuildError;

/// How many defaults are evaluated at once; a table has 1600 columns at most.
const BATCH: usize = 500;

/// The defaults whose values are the same for every row and every session, of columns and of domains. A function says itself
/// whether it is one of these; what depends on a session may fail here and nowhere else.
const CONSTANT: &str = "
    WITH found AS (
        SELECT c.relnamespace AS schema, c.relname AS name, a.attname AS part,
            pg_catalog.format_type(a.atttypid, a.atttypmod) AS data_type,
            pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression, d.adbin::pg_catalog.text AS tree
        FROM pg_catalog.pg_attrdef d
        JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
        JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        WHERE c.relkind = 'r' AND a.attgenerated = ''
        UNION ALL
        SELECT t.typnamespace, t.typname, NULL, pg_catalog.format_type(t.oid, NULL),
            pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typdefaultbin::pg_catalog.text
        FROM pg_catalog.pg_type t
        WHERE t.typtype = 'd' AND t.typdefaultbin IS NOT NULL
    )
    SELECT n.nspname::pg_catalog.text, f.name::pg_catalog.text, f.part::pg_catalog.text, f.data_type, f.expression
    FROM found f
    JOIN pg_catalog.pg_namespace n ON n.oid = f.schema
    WHERE f.tree !~ 'SQLVALUEFUNCTION|NEXTVALUEEXPR' AND NOT EXISTS (
        SELECT FROM pg_catalog.regexp_matches(f.tree, ':(op)?funcid ([0-9]+)', 'g') AS called(id)
        JOIN pg_catalog.pg_proc p ON p.oid = called.id[2]::pg_catalog.oid
        WHERE p.provolatile <> 'i')
    ORDER BY 1, 2, 3";

/// A default that can be evaluated.
struct Default {
    object: ObjectId,
    /// Its text as it was declared.
    declared: String,
    data_type: String,
    expression: String,
}

/// What of `wanted`, which was built in the database of `client`, has a default that its type does not take. A transaction has
/// to be open; nothing of this stays in it.
pub async fn unfit_defaults(client: &Client, wanted: &Catalog) -> Result<Vec<BuildError>, tokio_postgres::Error> {
    let mut defaults = Vec::new();
    for row in client.query(CONSTANT, &[]).await? {
        let name = QualifiedName::new(row.try_get::<_, String>(0)?, row.try_get::<_, String>(1)?);
        if let Some((object, declared)) = declared(wanted, &name, row.try_get(2)?) {
            defaults.push(Default { object, declared, data_type: row.try_get(3)?, expression: row.try_get(4)? });
        }
    }
    let mut unfit = Vec::new();
    for batch in defaults.chunks(BATCH) {
        if evaluate(client, batch).await?.is_none() {
            continue;
        }
        for default in batch {
            let refusal = evaluate(client, std::slice::from_ref(default)).await?;
            unfit.extend(
                refusal
                    .filter(is_about_value)
                    .map(|source| BuildError::of_default(&default.object, &default.declared, &source)),
            );
        }
    }
    Ok(unfit)
}

/// The default of a column, or of a domain where there is no column, with its text; nothing where none was declared.
fn declared(wanted: &Catalog, name: &QualifiedName, column: Option<String>) -> Option<(ObjectId, String)> {
    let Some(column) = column else {
        let text = wanted.domains.get(name)?.default.clone()?;
        return Some((ObjectId::Type(name.clone()), text));
    };
    match &wanted.tables.get(name)?.columns.get(&column)?.value {
        Some(ColumnValue::Default(text)) => Some((ObjectId::ColumnValue(name.clone(), column), text.clone())),
        _ => None,
    }
}

/// Makes a row of them. What the server refuses is no error here.
async fn evaluate(
    client: &Client,
    defaults: &[Default],
) -> Result<Option<tokio_postgres::Error>, tokio_postgres::Error> {
    let columns: Vec<String> = defaults
        .iter()
        .enumerate()
        .map(|(number, Default { data_type, expression, .. })| format!("c{number} {data_type} DEFAULT ({expression})"))
        .collect();
    let sql = format!(
        "CREATE TEMPORARY TABLE keel_defaults ({}); INSERT INTO pg_temp.keel_defaults DEFAULT VALUES",
        columns.join(", ")
    );
    client.batch_execute("SAVEPOINT keel_defaults").await?;
    let made = client.batch_execute(&sql).await;
    client.batch_execute("ROLLBACK TO keel_defaults; RELEASE keel_defaults").await?;
    Ok(made.err())
}

/// Whether the server complains of the value: SQLSTATE class 22 (data exception) or 23 (integrity constraint violation). All
/// else may be the fault of a scratch database.
fn is_about_value(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|code| code.code().starts_with("22") || code.code().starts_with("23"))
}
