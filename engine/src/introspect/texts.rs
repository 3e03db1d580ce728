//! What the server has to print: expressions, which no client can read as the catalogs hold them.
//!
//! Printing is most of a server's work in a large database, and nothing but the objects themselves waits for it: it
//! goes on while names are put in place of identifiers here.

use tokio_postgres::GenericClient;

use super::reader::Reader;
use super::settled::settled;
use super::{IntrospectError, column, constraint, index, index_text};

/// SQL texts by the row that they belong to.
pub(super) struct Texts {
    /// Of `pg_attrdef`: defaults and generation expressions.
    pub(super) defaults: Vec<(u32, String)>,
    /// Of `pg_constraint`: the conditions of checks.
    pub(super) checks: Vec<(u32, String)>,
    /// Of `pg_index`: the conditions of partial indexes.
    pub(super) predicates: Vec<(u32, String)>,
    /// Of `pg_index`: those on expressions.
    pub(super) indexes: Vec<index_text::Row>,
}

impl Texts {
    /// Reads all texts. The first query fills the time in which the client makes the questions that follow from the
    /// first round; the others come behind those.
    ///
    /// # Errors
    /// When a query fails.
    pub(super) async fn read<C: GenericClient>(reader: &Reader<'_, C>) -> Result<Self, IntrospectError> {
        let settle = |(row, text): (u32, String)| (row, settled(text));
        let defaults: Vec<(u32, String)> =
            reader.rows("reading the expressions of defaults", column::DEFAULT_TEXTS).await?;
        let (checks, predicates) = (constraint::checks_sql(), index::predicates_sql());
        let (checks, predicates, indexes) = tokio::try_join!(
            reader.rows("reading the conditions of constraints", &checks),
            reader.rows("reading the conditions of indexes", &predicates),
            reader.rows("reading the texts of indexes on expressions", index_text::OF_EXPRESSIONS),
        )?;
        let settle_all = |texts: Vec<(u32, String)>| texts.into_iter().map(settle).collect();
        let [defaults, checks, predicates] = [defaults, checks, predicates].map(settle_all);
        Ok(Self { defaults, checks, predicates, indexes })
    }
}
