//! The judgement of one pair, by a real server.

use std::borrow::Cow;
use std::collections::BTreeMap;

use evenkeel_engine::diff::{KnownNames, with_names_of};
use evenkeel_engine::introspect::settled;
use evenkeel_engine::plan::{Facts, Plan, PlanError, Renames, Statement, conversions_needed, plan, resolve_renames};
use evenkeel_engine::proof::Proof;
use evenkeel_engine::workflow::conversions;
use evenkeel_model::declared::Rename;
use evenkeel_model::name::quote_identifier;
use evenkeel_model::{Catalog, Declared, QualifiedName};
use evenkeel_test_support::pg_dump;
use tokio_postgres::Client;

use crate::bench::{Bench, Side};
use crate::generated::{self, Given};
use crate::locks::Locks;
use crate::render::{Rendered, renames};
use crate::rows;
use crate::types::sample;
use crate::whole::Whole;

/// How a pair is judged.
#[derive(Clone, Copy, Debug)]
pub struct Means {
    /// Whether dumps are compared.
    pub dumps: bool,
    /// Whether the migration is one that was generated with its proof, instead of a plan alone.
    pub proof: bool,
}

/// What became of a pair.
#[derive(Debug)]
pub enum Verdict {
    /// There and back; with what the proof saw, where one was made.
    Held(Option<Box<Proof>>),
    /// The planner said clearly why there is no plan.
    Refused(String),
}

/// What failed, with the case that shows it.
#[derive(Debug)]
pub struct Failure {
    pub words: String,
    pub before: String,
    pub after: String,
}

/// Plans the way from one database to the other and back, and looks what the server makes of it.
pub async fn judge(bench: &mut Bench, from: &Rendered, to: &Rendered, means: Means) -> Result<Verdict, Failure> {
    let major = bench.server.major;
    let mut case = (from.catalog.clone(), to.catalog.clone());
    let verdict = way(bench, from, to, means, &mut case).await;
    verdict.map_err(|words| Failure { words, before: script(&case.0, major), after: script(&case.1, major) })
}

async fn way(
    bench: &mut Bench,
    from: &Rendered,
    to: &Rendered,
    means: Means,
    case: &mut (Catalog, Catalog),
) -> Result<Verdict, String> {
    let major = bench.server.major;
    let (first, second) = bench.sides().await;
    let original = first.made(&from.catalog, major).await.map_err(|error| format!("before: {error}"))?;
    let wanted = second.made(&to.catalog, major).await.map_err(|error| format!("after: {error}"))?;

    let (decisions, renames) = resolved(renames(from, to), &original, major);
    let known = means.proof.then(|| KnownNames::of_renames(&decisions));
    run(&first.connection, &renames.forward).await.map_err(|error| format!("renames: {error}"))?;
    let start = if renames.forward.is_empty() { original.clone() } else { first.catalog().await };
    *case = (if means.proof { original.clone() } else { start.clone() }, wanted.clone());
    rows::fill(&first.connection, &start, &wanted).await;

    let mut pairs = conversions_needed(&start, &wanted);
    pairs.extend(conversions_needed(&wanted, &start));
    let conversions = conversions(&*first.connection, pairs).await.unwrap();
    let facts = Facts { major, conversions, ..Facts::default() };
    let (up, using) = match decided(&start, &wanted, &facts)? {
        Ok(plan) => plan,
        Err(reason) => return Ok(Verdict::Refused(reason)),
    };
    let generated = if means.proof {
        run(&first.connection, &renames.backward).await.map_err(|error| format!("renames taken back: {error}"))?;
        let url = first.database.url();
        Some(generated::migration(&Given { url, original: &original, to, decisions, using, major }).await?)
    } else {
        None
    };
    let before = rows::counts(&first.connection).await;
    let whole = Whole::between(&start, &wanted);
    let whole = if std::env::var_os("EVENKEEL_KEYS").is_some() { whole.with_keys(&start, &wanted) } else { whole };
    match &generated {
        Some(migration) => generated::apply(&first.connection, &migration.up, "up").await?,
        None => apply(&first.connection, &up, &whole).await.map_err(|error| format!("up: {error}"))?,
    }
    let there = arrived(first, &wanted, &facts, known.as_ref())
        .await
        .map_err(|error| format!("up: {error}\nafter\n{}", shown(&up)))?;
    let after = rows::counts(&first.connection).await;
    for (table, count) in &before {
        if after.get(table).is_some_and(|after| after != count) {
            return Err(format!("rows were lost: {count} became {:?}\n{}", after.get(table), shown(&up)));
        }
    }
    // Names that nobody chose are no difference, and in dumps all the same.
    if means.dumps
        && there.hash() == wanted.hash()
        && let (Some(there), Some(direct)) =
            (pg_dump(&first.database.url()).await, pg_dump(&second.database.url()).await)
        && sorted(&there) != sorted(&direct)
    {
        return Err(format!("the dumps differ:\n{there}\n---- built directly\n{direct}"));
    }

    let facts = Facts { back: true, ..facts };
    let back = plan(&there, &start, &facts);
    match generated.as_ref().map(|migration| &migration.down) {
        Some(Some(down)) => generated::apply(&first.connection, down, "down").await?,
        Some(None) if back.is_ok() => return Err("no way back was generated, and there is one".to_owned()),
        _ => {
            let down = match decided(&there, &start, &facts)? {
                Ok((plan, _)) => plan,
                Err(reason) => return Ok(Verdict::Refused(format!("back: {reason}"))),
            };
            apply(&first.connection, &down, &whole).await.map_err(|error| format!("down: {error}"))?;
            let planned = |error| format!("down: {error}\nafter\n{}", shown(&down));
            arrived(first, &start, &facts, None).await.map_err(planned)?;
            run(&first.connection, &renames.backward).await.map_err(|error| format!("renames taken back: {error}"))?;
        }
    }
    arrived(first, &original, &facts, known.as_ref()).await.map_err(|error| format!("all the way back: {error}"))?;
    Ok(Verdict::Held(generated.and_then(|migration| migration.proof)))
}

/// What a person says of how values of one type become those of another, by table and column.
pub type Using = BTreeMap<(QualifiedName, String), String>;

/// A plan, with the decisions that the planner asks a person for: how values of one type become those of another.
fn decided(from: &Catalog, to: &Catalog, facts: &Facts) -> Result<Result<(Plan, Using), String>, String> {
    let mut facts = facts.clone();
    loop {
        let planned = plan(from, to, &facts).map_err(|error| match error {
            PlanError::Conversions(errors) => errors.into_iter().next().unwrap(),
            other => other,
        });
        match planned {
            Ok(plan) => return Ok(Ok((plan, facts.using))),
            Err(PlanError::NoConversion { table, column, .. }) => {
                let new = &to.tables[&*table].columns[&*column].data_type;
                // Every value becomes the same one, whatever it is: that is right for rows of any type.
                let quoted = quote_identifier(&column);
                let using = match sample(to, from, new, 1) {
                    Some(value) => format!("CASE WHEN {quoted} IS NOT NULL THEN {value} END"),
                    None => format!("{quoted}::text::{new}"),
                };
                facts.using.insert((*table, column.into()), using);
            }
            Err(error @ PlanError::NoFieldConversion { .. }) => return Ok(Err(error.to_string())),
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Renames whose old and new object both exist are decisions that a person has to take back.
fn resolved(mut renames: Vec<Rename>, catalog: &Catalog, major: u32) -> (Vec<Rename>, Renames) {
    loop {
        match resolve_renames(&renames, catalog, major) {
            Ok(resolved) => return (renames, resolved),
            Err(errors) => {
                let blocked = |rename: &Rename| errors.iter().any(|error| error.from() == rename.from);
                let count = renames.len();
                renames.retain(|rename| !blocked(rename));
                assert!(renames.len() < count, "no rename is the one that is blocked: {errors:?}");
            }
        }
    }
}

async fn run(client: &Client, statements: &[Statement]) -> Result<(), String> {
    for statement in statements {
        client
            .batch_execute(&statement.sql)
            .await
            .map_err(|error| format!("{}\n{}", message(&error), statement.sql))?;
    }
    Ok(())
}

fn message(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(
        || error.to_string(),
        |error| format!("{} {} {:?}", error.code().code(), error.message(), error.detail()),
    )
}

/// Runs each phase in a transaction of its own, and what has to run outside of any alone. What a transaction leaves is
/// whole.
async fn apply(client: &Client, plan: &Plan, whole: &Whole) -> Result<(), String> {
    let mut locks = Locks::watch(client).await;
    let mut open = None;
    for statement in &plan.statements {
        if open.is_some() && (open != Some(statement.phase) || statement.probe.is_some()) {
            client.batch_execute("COMMIT").await.map_err(|error| format!("{} in\n{}", message(&error), shown(plan)))?;
            whole.check(client).await.map_err(|words| format!("{words} in\n{}", shown(plan)))?;
            open = None;
        }
        if open.is_none() && statement.probe.is_none() {
            client.batch_execute("BEGIN").await.unwrap();
            locks.begin();
            open = Some(statement.phase);
        }
        let sql = &statement.sql;
        client.batch_execute(sql).await.map_err(|error| format!("{}\n{sql}\nin\n{}", message(&error), shown(plan)))?;
        if statement.probe.is_none() {
            locks.check(client, statement).await.map_err(|error| format!("{error}\nin\n{}", shown(plan)))?;
        }
    }
    if open.is_some() {
        client.batch_execute("COMMIT").await.map_err(|error| format!("{} in\n{}", message(&error), shown(plan)))?;
    }
    Ok(())
}

/// The catalog that is there, which is the one wanted; with known names, but for those of NOT NULL constraints that nobody chose,
/// which a generated migration leaves as they are.
async fn arrived(
    side: &mut Side,
    wanted: &Catalog,
    facts: &Facts,
    known: Option<&KnownNames>,
) -> Result<Catalog, String> {
    let there = side.catalog().await;
    let wanted = match known {
        Some(known) => with_names_of(wanted, &there, known),
        None => Cow::Borrowed(wanted),
    };
    let left = plan(&there, &wanted, facts).map_err(|error| error.to_string())?;
    if !left.changes.is_empty() {
        return Err(format!("still to do:\n{}{:#?}", shown(&left), left.changes));
    }
    if there.hash() != wanted.hash() {
        return Err("nothing to plan, yet the catalogs differ".to_owned());
    }
    Ok(there)
}

fn shown(plan: &Plan) -> String {
    let line = |statement: &Statement| {
        let alone = if statement.probe.is_some() { " alone" } else { "" };
        format!("/* {:?}{alone} */ {};\n", statement.phase, statement.sql)
    };
    plan.statements.iter().map(line).collect()
}

/// The order of pg_dump's statements follows names and, between those, the order of creation.
fn sorted(dump: &str) -> Vec<String> {
    // One of the two may have been made of texts that the server printed, and prints them as it reads them again.
    let mut lines: Vec<_> = dump.lines().map(|line| settled(line.to_owned())).collect();
    lines.sort_unstable();
    lines
}

/// The SQL that makes a catalog.
fn script(catalog: &Catalog, major: u32) -> String {
    let facts = Facts { major, exclusive: true, ..Facts::default() };
    match from_nothing(catalog, &facts) {
        Ok(plan) => plan.statements.iter().map(|statement| format!("{};\n", statement.sql)).collect(),
        Err(error) => error.to_string(),
    }
}

/// The plan that makes a catalog.
pub fn from_nothing(catalog: &Catalog, facts: &Facts) -> Result<Plan, PlanError> {
    let mut empty = Declared::default().catalog;
    empty.schemas.insert("public".to_owned(), Default::default());
    plan(&empty, catalog, facts)
}
