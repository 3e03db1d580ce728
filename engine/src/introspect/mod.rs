//! From a live database to a catalog.
//!
//! A database is read within one transaction and one snapshot, by a fixed number of queries whatever it holds. They
//! ask for the raw columns of the system catalogs and are all in flight at once; names are put in place of object
//! identifiers here, and the server is asked to print SQL only where an expression stands. The settings that change
//! what it prints are pinned, so that catalogs read in different sessions can be compared.

mod column;
mod comment;
mod composite;
mod constraint;
mod dependency;
mod domain;
mod enum_type;
mod error;
mod extension;
mod index;
mod index_text;
mod names;
mod other;
mod reader;
mod relation;
mod resolve;
mod rows;
mod schema;
mod scope;
mod sequence;
mod server;
mod settled;
mod table;
mod texts;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::{OtherKind, OtherObject};
use evenkeel_model::{Catalog, Dependencies, ObjectId, QualifiedName};
use tokio_postgres::{Client, GenericClient, IsolationLevel};

pub use error::IntrospectError;
pub(crate) use scope::keep;
pub use scope::{Restricted, restrict};
pub use server::{DatabaseCollation, NEWEST_MAJOR, OLDEST_MAJOR, ServerInfo};
pub use settled::settled;

use reader::Reader;
use resolve::Resolver;
use rows::Rows;
use texts::Texts;

/// A database as it was found.
#[derive(Clone, Debug)]
pub struct Introspected {
    /// Its objects.
    pub catalog: Catalog,
    /// The server that holds it.
    pub server: ServerInfo,
    /// How many queries it took: the same number for every database.
    pub queries: usize,
}

/// Reads the database to which `client` is connected, in a transaction of its own that changes nothing.
///
/// # Errors
/// When a query fails, when the server's version is not one that can be read, or when its catalog says something that
/// this program does not know.
pub async fn introspect(client: &mut Client) -> Result<Introspected, IntrospectError> {
    let failed = |source| IntrospectError::query("opening a transaction to read the database", source);
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await
        .map_err(failed)?;
    let found = introspect_within(&transaction).await?;
    transaction.commit().await.map_err(failed)?;
    Ok(found)
}

/// Reads the database within a transaction that the caller has opened, with what that transaction has changed.
///
/// The transaction should be at isolation level REPEATABLE READ, or nothing else may change the database meanwhile:
/// the queries have to see one state. Its settings are as before afterwards.
///
/// # Errors
/// As [`introspect`], and when no transaction is open.
pub async fn introspect_within(transaction: &impl GenericClient) -> Result<Introspected, IntrospectError> {
    let reader = Reader::new(transaction);
    let pinned = server::pin(&reader).await?;
    let server = server::identify(&reader).await?;
    let ((mut rows, known), texts) = tokio::try_join!(read(&reader, server.major()), Texts::read(&reader))?;
    pinned.restore(&reader).await?;
    let queries = reader.queries();
    rows.learn(texts);
    Ok(Introspected { catalog: assemble(&rows, known)?, server, queries })
}

/// What is known of a database before its texts are.
struct Known {
    others: BTreeMap<(OtherKind, String), OtherObject>,
    dependencies: Dependencies,
    children: BTreeMap<QualifiedName, BTreeSet<ObjectId>>,
}

/// Reads the rows and finds what needs what, which takes a while in a large database: the server prints texts meanwhile,
/// and can only while the connection takes them.
async fn read<C: GenericClient>(reader: &Reader<'_, C>, major: u32) -> Result<(Rows, Known), IntrospectError> {
    let rows = Rows::read(reader, major).await?;
    let find = move || {
        let mut resolver = Resolver::new(&rows);
        let (others, more) = other::others(&rows, &mut resolver);
        let dependencies = dependency::dependencies(&rows, &resolver, &more);
        let children = dependency::children(&rows, &resolver);
        (rows, Known { others, dependencies, children })
    };
    apart(find).await
}

/// What long work comes to that other tasks must not wait for, the connection among them.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, IntrospectError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => IntrospectError::ended(),
    })
}

/// Makes the catalog of the rows.
fn assemble(rows: &Rows, known: Known) -> Result<Catalog, IntrospectError> {
    let Rows { names, attributes, constraints, indexes, sequences, comments, .. } = rows;
    let tables = table::Sources { names, attributes, sequences, constraints, indexes, comments };
    Ok(Catalog {
        schemas: schema::schemas(names, comments),
        extensions: extension::extensions(&rows.extensions, comments),
        enums: enum_type::enums(names, &rows.labels, comments),
        domains: domain::domains(names, constraints, comments),
        composites: composite::composites(names, attributes, comments),
        sequences: sequences.objects(names, attributes, comments),
        tables: tables.tables()?,
        dependencies: known.dependencies,
        others: known.others,
        children: known.children,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn long_work_lets_the_connection_go_on() {
        let (answer, answered) = mpsc::channel();
        tokio::spawn(async move { answer.send(()) });
        let heard = apart(move || answered.recv_timeout(Duration::from_secs(30))).await;
        assert!(heard.is_ok_and(|heard| heard.is_ok()));
    }
}
