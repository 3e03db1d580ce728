//! What rows look like once labels of enum types have their new names.

use std::collections::BTreeMap;

use evenkeel_model::name::quote_literal;
use evenkeel_model::{Catalog, QualifiedName};
use tokio_postgres::Client;

use super::snapshot::{self, Snapshot};
use crate::plan::Origins;

/// The rows as they have to be after renames of labels, wherever values hold such a label; nothing where there are no
/// renames. The server names the labels itself, in a transaction that is taken back.
pub(super) async fn snapshot(
    client: &Client,
    from: &Catalog,
    origins: &Origins,
) -> Result<Option<Snapshot>, tokio_postgres::Error> {
    let mut renames: BTreeMap<&QualifiedName, Vec<(&str, &str)>> = BTreeMap::new();
    for (name, before, now) in origins.relabelled() {
        renames.entry(name).or_default().push((before, now));
    }
    let statements: Vec<_> = renames.into_iter().flat_map(|(name, labels)| statements(from, name, &labels)).collect();
    if statements.is_empty() {
        return Ok(None);
    }
    client.batch_execute("BEGIN").await?;
    client.batch_execute(&statements.join(";\n")).await?;
    let taken = snapshot::take(client).await?;
    client.batch_execute("ROLLBACK").await?;
    Ok(Some(taken))
}

/// Gives labels their new names by way of names that nothing has, since one may take another's.
fn statements(from: &Catalog, name: &QualifiedName, renames: &[(&str, &str)]) -> Vec<String> {
    let Some(definition) = from.enums.get(name) else {
        return Vec::new();
    };
    let rename = |from: &str, to: &str| {
        format!("ALTER TYPE {name} RENAME VALUE {} TO {}", quote_literal(from), quote_literal(to))
    };
    let is_taken = |label: &str| definition.labels.iter().any(|other| other == label);
    let moves: Vec<_> = renames.iter().filter(|(before, _)| is_taken(before)).collect();
    // A label that goes may have a name that another one gets.
    let goes = |now: &str| is_taken(now) && !moves.iter().any(|(before, _)| *before == now);
    let away = moves.iter().map(|(_, now)| *now).filter(|now| goes(now));
    let place = |number: usize| format!("keel:{number}");
    let away: Vec<_> = away.enumerate().map(|(number, label)| rename(label, &place(moves.len() + number))).collect();
    let out = moves.iter().enumerate().map(|(number, (before, _))| rename(before, &place(number)));
    let back = moves.iter().enumerate().map(|(number, (_, now))| rename(&place(number), now));
    away.into_iter().chain(out).chain(back).collect()
}
