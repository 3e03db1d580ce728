//! What was applied and is no more in the folder because another migration stands for it: the table `keel.superseded`, which
//! is made when the first row goes there. Nothing reads it but people.

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::store::write;
use crate::error::{Doing, Error};
use crate::version::Version;

const CREATE: &str = "
CREATE TABLE IF NOT EXISTS keel.superseded (
    version text NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    parent text,
    started_at timestamptz,
    finished_at timestamptz,
    applied_by text NOT NULL,
    tool_version text NOT NULL,
    superseded_at timestamptz NOT NULL,
    superseded_by text NOT NULL
);
COMMENT ON TABLE keel.superseded IS 'Migrations that were applied to this database and for which others stand now'
";

/// Moves rows out of the ledger, within the caller's transaction.
pub(crate) async fn supersede(client: &Client, versions: &[Version], by: &str) -> Result<(), Error> {
    client.batch_execute(CREATE).await.map_err(|source| Error::server(Doing::WritingLedger, source))?;
    let versions: Vec<String> = versions.iter().map(Version::to_string).collect();
    let sql = "WITH gone AS (DELETE FROM keel.migrations WHERE version = ANY ($1) RETURNING *) \
               INSERT INTO keel.superseded (version, name, checksum, parent, started_at, finished_at, applied_by, \
                   tool_version, superseded_at, superseded_by) \
               SELECT version, name, checksum, parent, started_at, finished_at, applied_by, tool_version, \
                   clock_timestamp(), $2 FROM gone ORDER BY version COLLATE \"C\"";
    write(client, sql, &[(&versions, Type::TEXT_ARRAY), (&by, Type::TEXT)]).await?;
    Ok(())
}
