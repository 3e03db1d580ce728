//! The state of the session that a migration finds.

use tokio_postgres::Client;

use crate::error::{Doing, Error, ReadOnly};

/// Takes the session back to what it was after connecting, but for the lock that keeps other runs out: one migration's
/// settings, roles, temporary tables, cursors and channels are not the next one's. DISCARD ALL would release the lock and
/// drop the driver's prepared statements. The last settings are what the reading of statements relies on, and that `{a,NULL}` has a null.
const CLEAN: &str = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; CLOSE ALL; UNLISTEN *; DISCARD PLANS; \
                     DISCARD TEMP; DISCARD SEQUENCES; SET standard_conforming_strings = on; \
                     SET array_nulls = on";

/// Lifts what the role or the database has against programs that sit idle, and would end a run that waits for its next try
/// or works long: with the session the lock is gone. Limits on statements and on waiting for locks are a run's own matter.
/// The last one is there since version 17.
const PATIENT: &str = "SET idle_session_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
                       SELECT pg_catalog.set_config(name, '0', false) FROM (VALUES ('transaction_timeout')) AS s(name) \
                       WHERE pg_catalog.current_setting(name, true) IS NOT NULL";

/// Gives the next segment a session in which nothing is left of the one before. The search path, for one, is again what
/// the connection, the role or the database says.
pub(crate) async fn clean(client: &Client) -> Result<(), Error> {
    run(client, &format!("{CLEAN}; {PATIENT}")).await
}

/// Lets the session sit idle and work for as long as a run takes.
pub(crate) async fn be_patient(client: &Client) -> Result<(), Error> {
    run(client, PATIENT).await
}

/// Takes the session back to what it was after connecting, for whoever has it next.
pub(crate) async fn give_back(client: &Client) -> Result<(), Error> {
    run(client, CLEAN).await
}

/// Takes back the role that a migration may have taken on, so that the ledger can be written.
pub(crate) async fn own_role(client: &Client) -> Result<(), Error> {
    run(client, "RESET SESSION AUTHORIZATION; RESET ROLE").await
}

async fn run(client: &Client, sql: &str) -> Result<(), Error> {
    client.batch_execute(sql).await.map_err(|source| Error::server(Doing::CleaningSession, source))
}

/// Finds out whether migrations can run on this server at all, and who runs them.
///
/// # Errors
/// The server is a standby, or the database or role is set to read only.
pub(crate) async fn check(client: &Client) -> Result<String, Error> {
    let failed = |source| Error::server(Doing::LookingAtServer, source);
    let sql = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on', session_user::text, \
               current_setting('application_name'), quote_ident(session_user), quote_ident(current_database()), \
               (SELECT source FROM pg_catalog.pg_settings WHERE name = 'default_transaction_read_only')";
    let row = client.query_typed_one(sql, &[]).await.map_err(failed)?;
    if row.try_get(0).map_err(failed)? {
        return Err(Error::standby());
    }
    if row.try_get(1).map_err(failed)? {
        return Err(Error::read_only(ReadOnly {
            role: row.try_get(4).map_err(failed)?,
            database: row.try_get(5).map_err(failed)?,
            source: row.try_get::<_, Option<String>>(6).map_err(failed)?.unwrap_or_default(),
        }));
    }
    let (user, application): (&str, &str) = (row.try_get(2).map_err(failed)?, row.try_get(3).map_err(failed)?);
    let application = if application.is_empty() { String::new() } else { format!(" through {application}") };
    let host = whoami::hostname().map(|host| format!(" on {host}")).unwrap_or_default();
    Ok(format!("{user}{application}{host}"))
}
