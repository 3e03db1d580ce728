//! How an application says what pool it wants.

use std::num::NonZeroUsize;
use std::time::Duration;

use evenkeel_connect::ConnectOptions;

use super::Db;
use super::settings::Settings;
use crate::error::Error;

/// A [`Db`] to be: where it is, and how it behaves.
///
/// ```no_run
/// # async fn example() -> Result<(), evenkeel::Error> {
/// use std::time::Duration;
///
/// let db = evenkeel::Db::builder("postgres://app@db.example.org/app?sslmode=verify-full")
///     .max_connections(30)
///     .statement_timeout(Duration::from_secs(5))
///     .connect()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "it connects when it is told to"]
pub struct DbBuilder {
    url: Result<String, String>,
    replicas: Vec<String>,
    application_name: Option<String>,
    pub(super) settings: Settings,
}

impl DbBuilder {
    /// A pool on the database that this URL or these `key=value` words name. What they leave out comes from the variables
    /// of libpq (PGHOST, PGUSER, PGPASSWORD …) and `~/.pgpass`.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: Ok(url.into()), replicas: Vec::new(), application_name: None, settings: Settings::default() }
    }

    /// A pool as the environment says: `DATABASE_URL`, `DATABASE_REPLICA_URLS` (with spaces between),
    /// `DATABASE_MAX_CONNECTIONS`, `DATABASE_TRANSACTION_POOLER` (`true` or `false`), and in seconds
    /// `DATABASE_IDLE_TIMEOUT`, `DATABASE_CONNECT_TIMEOUT`, `DATABASE_ACQUIRE_TIMEOUT` and `DATABASE_STATEMENT_TIMEOUT`.
    ///
    /// # Errors
    /// A variable is not what it has to be. That `DATABASE_URL` is missing is told when it connects, unless a URL is given.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    pub(super) fn from_variables(get: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let mut builder = Self::new("");
        builder.url = get("DATABASE_URL").ok_or_else(|| {
            "the environment variable DATABASE_URL is not set; set it to postgres://user@host/database".to_owned()
        });
        if let Some(urls) = get("DATABASE_REPLICA_URLS") {
            builder.replicas = urls.split_whitespace().map(str::to_owned).collect();
        }
        if let Some(number) = read(&get, "DATABASE_MAX_CONNECTIONS", "a number from 1", |text| {
            text.parse().ok().filter(|number| *number > 0)
        })? {
            builder.settings.max_connections = number;
        }
        if let Some(pooler) = read(&get, "DATABASE_TRANSACTION_POOLER", "true or false", |text| text.parse().ok())? {
            builder.settings.transaction_pooler = pooler;
        }
        let seconds =
            |name| read(&get, name, "a number of seconds", |text| Duration::try_from_secs_f64(text.parse().ok()?).ok());
        if let Some(limit) = seconds("DATABASE_IDLE_TIMEOUT")? {
            builder.settings.idle_timeout = limit;
        }
        if let Some(limit) = seconds("DATABASE_CONNECT_TIMEOUT")? {
            builder.settings.connect_timeout = limit;
        }
        if let Some(limit) = seconds("DATABASE_ACQUIRE_TIMEOUT")? {
            builder.settings.acquire_timeout = limit;
        }
        builder.settings.statement_timeout = seconds("DATABASE_STATEMENT_TIMEOUT")?;
        Ok(builder)
    }

    /// The database, in place of what the environment says.
    pub fn url(self, url: impl Into<String>) -> Self {
        Self { url: Ok(url.into()), ..self }
    }

    /// One more server to read from, with a pool of its own of the same size: see [`Db::reader`].
    pub fn replica(mut self, url: impl Into<String>) -> Self {
        self.replicas.push(url.into());
        self
    }

    /// The name by which the sessions are known on the server (`application_name`).
    pub fn application_name(self, name: impl Into<String>) -> Self {
        Self { application_name: Some(name.into()), ..self }
    }

    /// The most sessions at a time; 10 otherwise, and never less than 1.
    pub fn max_connections(mut self, number: usize) -> Self {
        self.settings.max_connections = number.max(1);
        self
    }

    /// How long a session may be idle until it is closed; 20 seconds otherwise.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.settings.idle_timeout = limit;
        self
    }

    /// How long the opening of a session may take; 10 seconds otherwise.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.settings.connect_timeout = limit;
        self
    }

    /// How long to wait for a session when all are in use; 10 seconds otherwise.
    pub fn acquire_timeout(mut self, limit: Duration) -> Self {
        self.settings.acquire_timeout = limit;
        self
    }

    /// How long a statement may take until it is cancelled; otherwise what the server says, which is no limit by default. Zero is
    /// no limit, whatever the server says.
    pub fn statement_timeout(mut self, limit: Duration) -> Self {
        self.settings.statement_timeout = Some(limit);
        self
    }

    /// After how much idle time a session is asked for a sign of life before it is used; 5 seconds otherwise. A session
    /// whose end was seen is never used, whatever is said here.
    pub fn health_check_after(mut self, idle: Duration) -> Self {
        self.settings.check_after = idle;
        self
    }

    /// Whether there is a pooler in between that may give each transaction another session, such as PgBouncer with
    /// `pool_mode = transaction`. Then nothing is prepared on the server, the statement timeout is kept on this side, and
    /// what needs a session of its own (LISTEN, COPY, locks of a session, migrations) is refused.
    pub fn transaction_pooler(mut self, pooler: bool) -> Self {
        self.settings.transaction_pooler = pooler;
        self
    }

    /// How many statements a session keeps prepared; 256 otherwise. The one used longest ago goes first.
    pub fn prepared_statements(mut self, number: NonZeroUsize) -> Self {
        self.settings.prepared_statements = number;
        self
    }

    /// From which duration on a statement is told as a warning; otherwise all are told at the level DEBUG.
    pub fn slow_statement(mut self, duration: Duration) -> Self {
        self.settings.slow_statement = Some(duration);
        self
    }

    /// Makes the pool and opens its first session, so that a wrong address or password is found now.
    ///
    /// # Errors
    /// The URL cannot be read, or no session can be opened.
    pub async fn connect(self) -> Result<Db, Error> {
        let db = self.connect_lazily()?;
        db.ping().await?;
        Ok(db)
    }

    /// Makes the pool; the first session is opened when it is needed.
    ///
    /// # Errors
    /// The URL cannot be read. It has to be called inside of a tokio runtime.
    pub fn connect_lazily(self) -> Result<Db, Error> {
        let url = self.url.as_ref().map_err(Error::invalid)?;
        let options = self.options(url)?;
        let replicas = self.replicas.iter().map(|url| self.options(url)).collect::<Result<_, _>>()?;
        Db::open(options, replicas, self.settings)
    }

    fn options(&self, url: &str) -> Result<ConnectOptions, Error> {
        let options = ConnectOptions::parse(url)?.with_answer_timeout(self.settings.connect_timeout);
        Ok(match &self.application_name {
            Some(name) => options.with_application_name(name),
            None => options,
        })
    }
}

/// The value of a variable, if it is set.
fn read<T>(
    get: &impl Fn(&str) -> Option<String>,
    name: &str,
    expected: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Error> {
    let Some(text) = get(name) else {
        return Ok(None);
    };
    match parse(text.trim()) {
        Some(value) => Ok(Some(value)),
        None => Err(Error::invalid(format!("the environment variable {name} is \"{text}\"; it takes {expected}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<DbBuilder, Error> {
        DbBuilder::from_variables(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_fills_in_what_is_set() {
        let builder = of(&[
            ("DATABASE_URL", "postgres://ada@localhost/app"),
            ("DATABASE_MAX_CONNECTIONS", "3"),
            ("DATABASE_STATEMENT_TIMEOUT", "1.5"),
            ("DATABASE_TRANSACTION_POOLER", "true"),
        ])
        .unwrap();
        assert_eq!(builder.settings.max_connections, 3);
        assert_eq!(builder.settings.statement_timeout, Some(Duration::from_millis(1500)));
        assert_eq!(builder.settings.own_deadline(), Some(Duration::from_millis(1500)));
        assert_eq!(builder.settings.idle_timeout, Duration::from_secs(20));
    }

    #[test]
    fn what_the_environment_has_wrong_is_told() {
        let error = of(&[("DATABASE_MAX_CONNECTIONS", "0")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the environment variable DATABASE_MAX_CONNECTIONS is \"0\"; it takes a number from 1"
        );
        let missing = of(&[]).unwrap().connect_lazily().unwrap_err();
        assert!(missing.to_string().starts_with("the environment variable DATABASE_URL is not set"), "{missing}");
    }
}
