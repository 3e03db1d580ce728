//! One scratch database.

use std::fmt;
use std::time::Duration;

use evenkeel_connect::{ConnectOptions, Connection};
use evenkeel_model::name::quote_identifier;
use tokio_postgres::error::SqlState;

use super::leftover::{drop_leftovers, new_name};
use super::source::APPLICATION_NAME;
use super::{ShadowError, ShadowSource};

/// How long the last resort waits for a connection.
const DROP_WITHIN: Duration = Duration::from_secs(5);

/// A scratch database. [`Self::drop`] it where you can wait; one that is only dropped as a value (an error, a panic) is
/// removed too, as far as the server answers within seconds, and what a killed process leaves is found by a later run.
pub struct Shadow {
    source: ShadowSource,
    name: String,
    options: ConnectOptions,
    /// The process of the server that was asked to make it, until it has answered.
    maker: Option<i32>,
    dropped: bool,
}

impl Shadow {
    /// Makes an empty database like the target, from template0. What dead runs left behind is dropped on the way.
    ///
    /// # Errors
    /// Where the server cannot be reached or makes none.
    pub async fn create(source: &ShadowSource) -> Result<Self, ShadowError> {
        let name = new_name();
        let target = &source.target;
        let connection = source.maintenance.connect().await.map_err(ShadowError::connect)?;
        drop_leftovers(&connection).await;
        // From here on there may be one, also where nobody waits for it to the end.
        let mut shadow = Self::armed(source, name.clone(), process_of(&connection).await?);
        let mut made = connection.batch_execute(&target.create_statement(&name, true)).await;
        // Another machine may not have that locale of its operating system; it decides how text sorts, not how it prints.
        let no_locale = made.as_ref().is_err_and(is_about_locale);
        if no_locale && source.is_foreign() {
            made = connection.batch_execute(&target.create_statement(&name, false)).await;
        }
        connection.close().await;
        match made {
            Ok(()) => {
                shadow.maker = None;
                Ok(shadow)
            }
            Err(error) => {
                shadow.forget();
                Err(ShadowError::query("making a scratch database", error))
            }
        }
    }

    /// Makes a second database with the same content. Nobody may be connected to this one.
    ///
    /// # Errors
    /// Where somebody is connected to it, or the server makes no copy.
    pub async fn copy(&self) -> Result<Self, ShadowError> {
        let name = new_name();
        let statement =
            format!("CREATE DATABASE {} TEMPLATE {}", quote_identifier(&name), quote_identifier(&self.name));
        let connection = self.source.maintenance.connect().await.map_err(ShadowError::connect)?;
        let mut copy = Self::armed(&self.source, name, process_of(&connection).await?);
        let made = connection.batch_execute(&statement).await;
        connection.close().await;
        match made {
            Ok(()) => {
                copy.maker = None;
                Ok(copy)
            }
            Err(error) => {
                copy.forget();
                Err(ShadowError::query("copying a scratch database", error))
            }
        }
    }

    fn armed(source: &ShadowSource, name: String, maker: i32) -> Self {
        let options = source.maintenance.with_database(&name);
        Self { source: source.clone(), name, options, maker: Some(maker), dropped: false }
    }

    /// How to reach it.
    pub fn options(&self) -> &ConnectOptions {
        &self.options
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether its server serves one connection at a time.
    pub fn single_connection(&self) -> bool {
        self.source.single_connection()
    }

    /// Where it is, in a few words.
    pub fn description(&self) -> String {
        self.source.description()
    }

    /// Drops the database, ending sessions in it.
    ///
    /// # Errors
    /// Where the server cannot be reached or refuses; a later run then drops it.
    pub async fn drop(mut self) -> Result<(), ShadowError> {
        execute(&self.source.maintenance, &self.drop_statement(), "dropping a scratch database").await?;
        // Only now: whoever waits for this may cease to, before the server has heard of it.
        self.dropped = true;
        Ok(())
    }

    /// There is nothing to drop.
    fn forget(mut self) {
        self.dropped = true;
    }

    /// Ends a session that is still making or dropping the database: whoever waited for it does so no more, and the server
    /// would go on. The one that makes it may not have read the statement yet, so it is known by its process. Waits for
    /// its end, in milliseconds; with a server of one connection there is none but this.
    fn end_statement(&self) -> String {
        format!(
            "SELECT pg_catalog.pg_terminate_backend(a.pid, {}) FROM pg_catalog.pg_stat_activity a \
             WHERE a.pid <> pg_catalog.pg_backend_pid() AND (\
             a.pid = {} AND a.application_name = '{APPLICATION_NAME}' \
             OR a.state = 'active' AND pg_catalog.strpos(a.query, '{}') > 0)",
            DROP_WITHIN.as_millis(),
            self.maker.unwrap_or_default(),
            self.name
        )
    }

    fn drop_statement(&self) -> String {
        format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quote_identifier(&self.name))
    }
}

impl Drop for Shadow {
    fn drop(&mut self) {
        if self.dropped {
            return;
        }
        let maintenance = self.source.maintenance.with_answer_timeout(DROP_WITHIN);
        let (end, drop) = (self.end_statement(), self.drop_statement());
        // This thread may run a runtime, and may not run another.
        let thread = std::thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
                return;
            };
            // A later run finds it where this one cannot drop it.
            let _ = runtime.block_on(async {
                execute(&maintenance, &end, "ending a session").await?;
                execute(&maintenance, &drop, "dropping a scratch database").await
            });
        });
        let _ = thread.join();
    }
}

/// Runs one statement in a session of its own.
async fn execute(options: &ConnectOptions, statement: &str, doing: &str) -> Result<(), ShadowError> {
    let connection = options.connect().await.map_err(ShadowError::connect)?;
    let done = connection.batch_execute(statement).await;
    connection.close().await;
    done.map_err(|error| ShadowError::query(doing, error))
}

/// The server's process of a session.
async fn process_of(connection: &Connection) -> Result<i32, ShadowError> {
    let doing = |error| ShadowError::query("asking for the session's process", error);
    connection.query_one("SELECT pg_catalog.pg_backend_pid()", &[]).await.and_then(|row| row.try_get(0)).map_err(doing)
}

fn is_about_locale(error: &tokio_postgres::Error) -> bool {
    // "invalid LC_COLLATE locale name: …" has the SQLSTATE of a wrong object type.
    let codes = [SqlState::WRONG_OBJECT_TYPE, SqlState::INVALID_PARAMETER_VALUE];
    error.as_db_error().is_some_and(|refusal| codes.contains(refusal.code()) && refusal.message().contains("locale"))
}

impl fmt::Debug for Shadow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shadow").field("name", &self.name).field("source", &self.source).finish_non_exhaustive()
    }
}
