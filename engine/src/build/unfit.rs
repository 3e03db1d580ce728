//! Defaults that their type does not take. A server reads a default when its column is made, and finds out what becomes of
//! it when a row is: a domain's conditions, a length that is exceeded, a number that is too large.

use std::collections::BTreeMap;

use evenkeel_model::object::ColumnValue;
use evenkeel_model::{Catalog, ObjectId, QualifiedName};
use tokio_postgres::Client;

use super::BuildError;

/// How many defaults are evaluated at once; a table has 1600 columns at most.
const BATCH: usize = 500;

/// The defaults whose values are the same for every row and every session, of columns and of domains. A function says itself
/// whether it is one of these; what depends on a session may fail here and nowhere else. The same holds of the conditions that
/// the types of the values have, which may look at rows that a scratch database does not have.
const CONSTANT: &str = "
    WITH RECURSIVE found AS (
        SELECT c.relnamespace AS schema, c.relname AS name, a.attname AS part,
            a.atttypid AS type, pg_catalog.format_type(a.atttypid, a.atttypmod) AS data_type,
            pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression, d.adbin::pg_catalog.text AS tree
        FROM pg_catalog.pg_attrdef d
        JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
        JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        WHERE c.relkind = 'r' AND a.attgenerated = ''
        UNION ALL
        SELECT t.typnamespace, t.typname, NULL, t.oid, pg_catalog.format_type(t.oid, NULL),
            pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typdefaultbin::pg_catalog.text
        FROM pg_catalog.pg_type t
        WHERE t.typtype = 'd' AND t.typdefaultbin IS NOT NULL
    ), parts AS (
        SELECT type AS whole, type AS part FROM found
        UNION
        SELECT p.whole, within.oid
        FROM parts p
        JOIN pg_catalog.pg_type y ON y.oid = p.part
        CROSS JOIN LATERAL (
            SELECT y.typbasetype WHERE y.typtype = 'd'
            UNION ALL SELECT y.typelem WHERE y.typcategory = 'A' AND y.typelem <> 0
            UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE y.oid IN (r.rngtypid, r.rngmultitypid)
            UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
                WHERE y.typtype = 'c' AND a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        ) AS within (oid)
    ), trees AS (
        SELECT schema, name, part, tree FROM found
        UNION ALL
        SELECT f.schema, f.name, f.part, c.conbin::pg_catalog.text
        FROM found f
        JOIN parts p ON p.whole = f.type
        JOIN pg_catalog.pg_constraint c ON c.contypid = p.part AND c.conbin IS NOT NULL
    )
    SELECT n.nspname::pg_catalog.text, f.name::pg_catalog.text, f.part::pg_catalog.text, f.data_type, f.expression
    FROM found f
    JOIN pg_catalog.pg_namespace n ON n.oid = f.schema
    WHERE NOT EXISTS (
        SELECT FROM trees t
        WHERE t.schema = f.schema AND t.name = f.name AND t.part IS NOT DISTINCT FROM f.part
            AND (t.tree ~ 'SQLVALUEFUNCTION|NEXTVALUEEXPR' OR EXISTS (
                SELECT FROM pg_catalog.regexp_matches(t.tree, ':(op)?funcid ([0-9]+)', 'g') AS called(id)
                JOIN pg_catalog.pg_proc p ON p.oid = called.id[2]::pg_catalog.oid
                WHERE p.provolatile <> 'i')))
    ORDER BY 1, 2, 3";

/// Defaults, of columns and of domains.
pub type Defaults = BTreeMap<ObjectId, Taken>;

/// A default that a server has taken, with what it could have refused it for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    text: String,
    data_type: String,
    conditions: BTreeMap<QualifiedName, Conditions>,
}

/// What a domain is made of and asks of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Conditions {
    base_type: String,
    not_null: bool,
    checks: Vec<(String, bool)>,
}

/// The defaults in a catalog that was read from a server.
pub fn defaults(catalog: &Catalog) -> Defaults {
    let taken = |text: &String, data_type: String| {
        let mut conditions = BTreeMap::new();
        conditions_of(catalog, &data_type, &mut conditions);
        Taken { text: text.clone(), data_type, conditions }
    };
    let columns = catalog.tables.iter().flat_map(|(table, definition)| {
        definition.columns.iter().filter_map(|(name, column)| match &column.value {
            Some(ColumnValue::Default(text)) => {
                let object = ObjectId::ColumnValue(table.clone(), name.clone());
                Some((object, taken(text, column.data_type.clone())))
            }
            _ => None,
        })
    });
    let domains = catalog.domains.iter().filter_map(|(name, domain)| {
        Some((ObjectId::Type(name.clone()), taken(domain.default.as_ref()?, name.to_string())))
    });
    columns.chain(domains).collect()
}

/// Collects the conditions of all domains that a type is made of.
fn conditions_of(catalog: &Catalog, data_type: &str, found: &mut BTreeMap<QualifiedName, Conditions>) {
    let Some(name) = QualifiedName::parse(data_type.trim_end_matches("[]")) else { return };
    if let Some(domain) = catalog.domains.get(&name) {
        let checks = domain.checks.values().map(|check| (check.expression.clone(), check.validated)).collect();
        let (base_type, not_null) = (domain.base_type.clone(), domain.not_null);
        if found.insert(name, Conditions { base_type, not_null, checks }).is_none() {
            conditions_of(catalog, &domain.base_type, found);
        }
    } else if let Some(composite) = catalog.composites.get(&name) {
        for field in composite.fields.values() {
            conditions_of(catalog, &field.data_type, found);
        }
    }
}

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
