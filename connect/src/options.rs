//! How to reach a database: what a connection text says, completed from the environment as libpq does.

mod builder;
mod place;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::Host;

use self::builder::Builder;
pub(crate) use self::place::Place;
use crate::environment::Environment;
use crate::password_file::PasswordFile;
use crate::{ConnectError, parse};

/// Whether a connection is encrypted, and what is asked of the server's certificate: libpq's `sslmode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SslMode {
    /// Never encrypted.
    Disable,
    /// Encrypted only where the server refuses anything else.
    Allow,
    /// Encrypted where the server can.
    Prefer,
    /// Encrypted; whoever answers is believed.
    Require,
    /// Encrypted, with a certificate that a trusted authority signed.
    VerifyCa,
    /// The same, and the certificate names the host.
    VerifyFull,
}

impl SslMode {
    /// The word for it in a connection text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Disable, Self::Allow, Self::Prefer, Self::Require, Self::VerifyCa, Self::VerifyFull]
            .into_iter()
            .find(|mode| mode.as_str() == text)
    }
}

/// Which certificates a server's certificate may go back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Roots {
    /// Those that the operating system trusts.
    System,
    /// Those in a PEM file.
    File(PathBuf),
}

/// How to reach one database of one server (or of the first of several hosts that answers).
///
/// [`fmt::Display`] and [`fmt::Debug`] write the URL without the password.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectOptions {
    pub(crate) config: Config,
    pub(crate) ssl_mode: SslMode,
    pub(crate) roots: Option<Roots>,
    pub(crate) answer_timeout: Duration,
    password_file: Option<PasswordFile>,
}

impl ConnectOptions {
    /// Reads a URL (`postgres://ada@host:5432/app?sslmode=require`) or `key=value` words (`host=/tmp dbname=app`), in every
    /// form of libpq that is supported. What it leaves out comes from the environment as in libpq (PGHOST, PGPORT, PGUSER,
    /// PGDATABASE, PGPASSWORD, PGPASSFILE, PGSSLMODE, PGSSLROOTCERT, PGOPTIONS, PGAPPNAME, PGCONNECT_TIMEOUT …), and then
    /// from libpq's defaults. A password that nobody gives is looked for in `~/.pgpass` when the connection is made.
    ///
    /// # Errors
    /// Where the text cannot be read, or asks for what is not supported. The error never repeats a password.
    pub fn parse(text: &str) -> Result<Self, ConnectError> {
        Self::parse_with(text, &Environment::of_process())
    }

    pub(crate) fn parse_with(text: &str, environment: &Environment) -> Result<Self, ConnectError> {
        let mut builder = Builder::default();
        let given = parse::split(text)?;
        for (variable, parameter, value) in environment.parameters() {
            // A variable that the text overrides may hold nonsense.
            let overridden = given.iter().any(|(key, _)| key == parameter)
                // An address belongs to its host.
                || (parameter == "hostaddr" && given.iter().any(|(key, _)| key == "host"));
            if !overridden {
                builder.set(parameter, value).map_err(|error| error.by_variable(variable))?;
            }
        }
        for (key, value) in &given {
            builder.set(key, value)?;
        }
        builder.build(environment)
    }

    /// The same for another database of the same server.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        let mut changed = self.clone();
        changed.config.dbname(name);
        changed
    }

    /// The same under another role, with its password.
    #[must_use]
    pub fn with_user(&self, user: &str, password: Option<&str>) -> Self {
        let mut changed = self.clone();
        let mut config = rebuilt_without_credentials(&self.config);
        config.user(user);
        if let Some(password) = password {
            config.password(password);
        }
        changed.config = config;
        changed
    }

    /// The same with another `application_name`, by which the session is known on the server; `keel` otherwise.
    #[must_use]
    pub fn with_application_name(&self, name: &str) -> Self {
        let mut changed = self.clone();
        changed.config.application_name(name);
        changed
    }

    /// Whether the connection text or PGOPTIONS asks for settings of its sessions.
    pub fn has_settings(&self) -> bool {
        self.config.get_options().is_some_and(|options| !options.trim().is_empty())
    }

    /// The same with sessions that begin with these settings and go back to them with RESET, whatever the connection text,
    /// PGOPTIONS, the role or the database asks for.
    #[must_use]
    pub fn with_settings<'a>(&self, settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut options = self.config.get_options().unwrap_or_default().to_owned();
        for (name, value) in settings {
            // Of two values for one setting the server takes the later.
            options.push_str(" -c ");
            for letter in name.chars().chain(['=']).chain(value.chars()) {
                if letter.is_ascii_whitespace() || letter == '\\' {
                    options.push('\\');
                }
                options.push(letter);
            }
        }
        let mut changed = self.clone();
        changed.config.options(options.trim_start());
        changed
    }

    /// The same with another limit for the time from the first byte until the session stands (60 seconds otherwise). A
    /// server with a single connection lets others wait until it is free: that wait counts.
    #[must_use]
    pub fn with_answer_timeout(&self, limit: Duration) -> Self {
        Self { answer_timeout: limit, ..self.clone() }
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        self.config.get_dbname().unwrap_or_default()
    }

    /// The role's name.
    pub fn user(&self) -> &str {
        self.config.get_user().unwrap_or_default()
    }

    /// What is asked of encryption.
    pub fn ssl_mode(&self) -> SslMode {
        self.ssl_mode
    }

    /// Host and port in words, without user and database: `db.example.org:5432`, `socket /tmp/.s.PGSQL.5432`, several
    /// with commas.
    pub fn host_description(&self) -> String {
        self.places().iter().map(Place::describe).collect::<Vec<_>>().join(", ")
    }

    /// Whether every host is this machine: a socket, `localhost` or a loopback address.
    pub fn is_local(&self) -> bool {
        self.places().iter().all(|place| match place {
            Place::Socket { .. } => true,
            Place::Tcp { host, .. } => {
                host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
            }
        })
    }

    /// The URL without the password, which stands as `***` where there is one: for people, not to connect with.
    pub fn redacted(&self) -> String {
        let password = self.config.get_password().map(|_| "***");
        self.write_url(password)
    }

    /// The URL with the password in it, for handing to another program. Never print it: see [`Self::redacted`].
    pub fn url_with_password(&self) -> String {
        let password = self.password().map(|password| String::from_utf8_lossy(&password).into_owned());
        self.write_url(password.as_deref().map(encode).as_deref())
    }

    /// The variables by which a program of PostgreSQL (psql, pg_dump) reaches the same database; the password is among
    /// them, so that it is not on a command line where others can read it.
    pub fn libpq_environment(&self) -> Vec<(&'static str, String)> {
        let places = self.places();
        let hosts: Vec<_> = places.iter().map(Place::host).collect();
        let ports: Vec<_> = places.iter().map(|place| place.port().to_string()).collect();
        let mut variables = vec![
            ("PGHOST", hosts.join(",")),
            ("PGPORT", ports.join(",")),
            ("PGUSER", self.user().to_owned()),
            ("PGDATABASE", self.database().to_owned()),
            ("PGSSLMODE", self.ssl_mode.as_str().to_owned()),
        ];
        match &self.roots {
            Some(Roots::System) => variables.push(("PGSSLROOTCERT", "system".to_owned())),
            Some(Roots::File(path)) => variables.push(("PGSSLROOTCERT", path.display().to_string())),
            None => {}
        }
        if let Some(password) = self.password() {
            variables.push(("PGPASSWORD", String::from_utf8_lossy(&password).into_owned()));
        }
        if let Some(options) = self.config.get_options() {
            variables.push(("PGOPTIONS", options.to_owned()));
        }
        variables
    }

    /// The password that was given, or that the password file has for the first host that it knows.
    pub(crate) fn password(&self) -> Option<Vec<u8>> {
        if let Some(password) = self.config.get_password() {
            return Some(password.to_vec());
        }
        let file = self.password_file.as_ref()?;
        self.places().iter().find_map(|place| {
            let host = place.password_file_host();
            file.password(&host, place.port(), self.database(), self.user()).map(String::into_bytes)
        })
    }

    /// Why the password file was passed over, if it was.
    pub(crate) fn password_file_problem(&self) -> Option<String> {
        self.password_file.as_ref().and_then(PasswordFile::problem)
    }

    pub(crate) fn places(&self) -> Vec<Place> {
        let hosts = self.config.get_hosts();
        let addresses = self.config.get_hostaddrs();
        let ports = self.config.get_ports();
        (0..hosts.len().max(addresses.len()))
            .map(|index| {
                let port = ports.get(index).or(ports.first()).copied().unwrap_or(5432);
                match (hosts.get(index), addresses.get(index)) {
                    (Some(Host::Tcp(host)), _) => Place::Tcp { host: host.clone(), port },
                    #[cfg(unix)]
                    (Some(Host::Unix(folder)), _) => Place::Socket { folder: folder.clone(), port },
                    (None, Some(address)) => Place::Tcp { host: address.to_string(), port },
                    (None, None) => Place::Tcp { host: "localhost".to_owned(), port },
                }
            })
            .collect()
    }

    fn write_url(&self, password: Option<&str>) -> String {
        let places = self.places();
        let hosts: Vec<_> = places
            .iter()
            .map(|place| match place {
                Place::Tcp { host, port } if host.contains(':') => format!("[{host}]:{port}"),
                Place::Tcp { host, port } => format!("{host}:{port}"),
                Place::Socket { folder, port } => format!("{}:{port}", encode(&folder.display().to_string())),
            })
            .collect();
        let mut url = format!("postgres://{}", encode(self.user()));
        if let Some(password) = password {
            url.push(':');
            url.push_str(password);
        }
        url.push('@');
        url.push_str(&hosts.join(","));
        url.push('/');
        url.push_str(&encode(self.database()));
        let mut query = Vec::new();
        if self.ssl_mode != SslMode::Prefer {
            query.push(format!("sslmode={}", self.ssl_mode.as_str()));
        }
        match &self.roots {
            Some(Roots::System) => query.push("sslrootcert=system".to_owned()),
            Some(Roots::File(path)) => query.push(format!("sslrootcert={}", encode(&path.display().to_string()))),
            None => {}
        }
        if let Some(options) = self.config.get_options() {
            query.push(format!("options={}", encode(options)));
        }
        if !query.is_empty() {
            url.push('?');
            url.push_str(&query.join("&"));
        }
        url
    }
}

impl FromStr for ConnectOptions {
    type Err = ConnectError;

    fn from_str(text: &str) -> Result<Self, ConnectError> {
        Self::parse(text)
    }
}

impl fmt::Display for ConnectOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.redacted())
    }
}

impl fmt::Debug for ConnectOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ConnectOptions({})", self.redacted())
    }
}

/// A copy without user and password, which [`Config`] cannot forget.
fn rebuilt_without_credentials(config: &Config) -> Config {
    let mut copy = Config::new();
    for host in config.get_hosts() {
        match host {
            Host::Tcp(host) => copy.host(host.as_str()),
            #[cfg(unix)]
            Host::Unix(folder) => copy.host_path(folder),
        };
    }
    for address in config.get_hostaddrs() {
        copy.hostaddr(*address);
    }
    for port in config.get_ports() {
        copy.port(*port);
    }
    if let Some(name) = config.get_dbname() {
        copy.dbname(name);
    }
    if let Some(options) = config.get_options() {
        copy.options(options);
    }
    if let Some(name) = config.get_application_name() {
        copy.application_name(name);
    }
    if let Some(limit) = config.get_connect_timeout() {
        copy.connect_timeout(*limit);
    }
    if let Some(limit) = config.get_tcp_user_timeout() {
        copy.tcp_user_timeout(*limit);
    }
    copy.keepalives(config.get_keepalives()).keepalives_idle(config.get_keepalives_idle());
    if let Some(interval) = config.get_keepalives_interval() {
        copy.keepalives_interval(interval);
    }
    if let Some(retries) = config.get_keepalives_retries() {
        copy.keepalives_retries(retries);
    }
    copy.ssl_negotiation(config.get_ssl_negotiation())
        .target_session_attrs(config.get_target_session_attrs())
        .channel_binding(config.get_channel_binding())
        .load_balance_hosts(config.get_load_balance_hosts());
    copy
}

/// Percent-encodes all but what may stand anywhere in a URL.
fn encode(text: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(text, KEPT).to_string()
}

#[cfg(test)]
mod tests;
