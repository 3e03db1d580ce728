//! One scratch database.

use std::fmt;
use std::time::Duration;

use evenkeel_connect::{ConnectOptions, Connection};
use evenkeel_model::name::{quote_identifier, quote_literal};
use tokio_postgres::error::SqlState;

use super::leftover::{drop_leftovers, new_name};
use super::source::APPLICATION_NAME;
use super::{ShadowError, ShadowSource, Target};

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
        let connection = connect(&source.maintenance).await?;
        drop_leftovers(&connection).await;
        // From here on there may be one, also where nobody waits for it to the end.
        let mut shadow = Self::armed(source, name.clone(), process_of(&connection).await?);
        let mut made = connection.batch_execute(&target.create_statement(&name, true)).await;
        // Another machine may not have that locale of its operating system; it decides how text sorts, not how it prints.
        let no_locale = made.as_ref().is_err_and(is_about_locale);
        if no_locale && source.is_foreign() {
            made = connection.batch_execute(&target.create_statement(&name, false)).await;
        }
        let made = shadow.settle(made, &connection).await;
        connection.close().await;
        made.map_err(|error| ShadowError::query("making a scratch database", error))?;
        Ok(shadow)
    }

    /// Makes a second database with the same content. Nobody may be connected to this one.
    ///
    /// # Errors
    /// Where somebody is connected to it, or the server makes no copy.
    pub async fn copy(&self) -> Result<Self, ShadowError> {
        let name = new_name();
        let statement =
            format!("CREATE DATABASE {} TEMPLATE {}", quote_identifier(&name), quote_identifier(&self.name));
        let connection = connect(&self.source.maintenance).await?;
        let mut copy = Self::armed(&self.source, name.clone(), process_of(&connection).await?);
        let made = connection.batch_execute(&statement).await;
        let made = copy.settle(made, &connection).await;
        connection.close().await;
        made.map_err(|error| ShadowError::query("copying a scratch database", error))?;
        Ok(copy)
    }

    fn armed(source: &ShadowSource, name: String, maker: i32) -> Self {
        let options = source.maintenance.with_database(&name);
        Self { source: source.clone(), name, options, maker: Some(maker), dropped: false }
    }

    /// Gives the database, once the server has answered whether it made it, settings for its sessions: by the role, and by
    /// the connection where that asks for others or the role may not have its own.
    async fn settle(
        &mut self,
        made: Result<(), tokio_postgres::Error>,
        connection: &Connection,
    ) -> Result<(), tokio_postgres::Error> {
        self.maker = None;
        self.dropped = made.is_err();
        made?;
        let target = &self.source.target;
        let given = give_settings(connection, &self.name, target).await?;
        if !given || self.options.has_settings() {
            let path = [("search_path", target.search_path.as_str())];
            self.options = self.options.with_settings(settings(target).into_iter().chain(path));
        }
        Ok(())
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

/// What limits a session of the role or the database has for its programs, and would end work of ours half way. Version 17
/// has one more.
const LIMITS: [&str; 5] = [
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "idle_session_timeout",
    "transaction_timeout",
];

/// A session in which databases are made and dropped, as long as that takes.
pub(super) async fn connect(options: &ConnectOptions) -> Result<Connection, ShadowError> {
    let connection = options.connect().await.map_err(ShadowError::connect)?;
    let limits = LIMITS.map(|name| format!("'{name}'")).join(", ");
    let sql = format!(
        "SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.unnest(ARRAY[{limits}]) AS s(name)
            WHERE pg_catalog.current_setting(name, true) IS NOT NULL; SET default_transaction_read_only = off"
    );
    let set = connection.batch_execute(&sql).await;
    match set {
        Ok(()) => Ok(connection),
        Err(error) => {
            connection.close().await;
            Err(ShadowError::query("setting up a session", error))
        }
    }
}

/// What else of a session of the role or the database would keep work of ours from its end, or change what statements mean
/// or what is read.
const PLAIN: [(&str, &str); 7] = [
    ("default_transaction_read_only", "off"),
    ("default_transaction_isolation", "read committed"),
    ("default_transaction_deferrable", "off"),
    ("row_security", "on"),
    ("standard_conforming_strings", "on"),
    ("array_nulls", "on"),
    ("quote_all_identifiers", "off"),
];

/// The settings of sessions in a scratch database, but for the search path: no limits, no ban on writing, and values that
/// are read as in the target.
fn settings(target: &Target) -> Vec<(&str, &str)> {
    let limits = LIMITS.into_iter().filter(|name| *name != "transaction_timeout" || target.major >= 17);
    let of_target = target.settings.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    limits.map(|name| (name, "0")).chain(PLAIN).chain(of_target).collect()
}

/// Gives all sessions in a scratch database, after RESET ALL too, settings that are fit for it, whatever the role has, and
/// names that mean what they mean in the target. They go with the database. Tells whether the role may do so.
async fn give_settings(connection: &Connection, name: &str, target: &Target) -> Result<bool, tokio_postgres::Error> {
    let mut sql = format!("SELECT pg_catalog.set_config('search_path', {}, false)", quote_literal(&target.search_path));
    let mut set = |setting: &str| {
        let name = quote_identifier(name);
        sql.push_str(&format!("; ALTER ROLE SESSION_USER IN DATABASE {name} SET {setting}"));
    };
    set("search_path FROM CURRENT");
    for (setting, value) in settings(target) {
        set(&format!("{setting} = {}", quote_literal(value)));
    }
    match connection.batch_execute(&sql).await {
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => Ok(false),
        given => given.map(|()| true),
    }
}

/// Runs one statement in a session of its own.
async fn execute(options: &ConnectOptions, statement: &str, doing: &str) -> Result<(), ShadowError> {
    let connection = connect(options).await?;
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
