//! What can go wrong on the way to a session, said so that a person can act on it.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use tokio_postgres::error::{DbError, SqlState};

use crate::ConnectOptions;

/// Why a connection text cannot be used, or why a server cannot be reached or refuses. Its text names host, port, role and
/// database, says what is wrong and what to do, and never holds a password.
pub struct ConnectError {
    kind: Kind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Invalid,
    Refused,
    UnknownHost,
    Timeout,
    Tls,
    WrongPassword,
    MissingPassword,
    NotAllowed,
    NoSuchDatabase,
    NoSuchRole,
    TooManyConnections,
    NotReady,
    Lost,
    Other,
}

impl ConnectError {
    pub(crate) fn invalid(problem: String) -> Self {
        Self { kind: Kind::Invalid, message: format!("the database URL cannot be used: {problem}"), source: None }
    }

    /// tokio-postgres's own complaint about a value; its text names the parameter and not the value.
    pub(crate) fn invalid_by(error: tokio_postgres::Error) -> Self {
        let problem = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        Self { source: Some(Box::new(error)), ..Self::invalid(problem) }
    }

    pub(crate) fn by_variable(mut self, variable: &str) -> Self {
        self.message = format!("{} (from the environment variable {variable})", self.message);
        self
    }

    pub(crate) fn timeout(options: &ConnectOptions) -> Self {
        let message = format!(
            "{}: the server took the connection and did not answer for {} seconds; it may be overloaded, no PostgreSQL at all, or serve one connection at a time that another program holds",
            heading(options),
            options.answer_timeout.as_secs()
        );
        Self { kind: Kind::Timeout, message, source: None }
    }

    /// It could not be reached, and a moment later it could, or the other way round.
    pub(crate) fn unsteady(options: &ConnectOptions) -> Self {
        let message = format!("{}: it comes and goes; try again in a moment", heading(options));
        Self { kind: Kind::NotReady, message, source: None }
    }

    pub(crate) fn certificates(options: &ConnectOptions, problem: &str) -> Self {
        Self { kind: Kind::Tls, message: format!("{}: {problem}", heading(options)), source: None }
    }

    pub(crate) fn lost(options: &ConnectOptions, error: tokio_postgres::Error) -> Self {
        Self { kind: Kind::Lost, message: Self::loss_message(options, &error), source: Some(Box::new(error)) }
    }

    pub(crate) fn loss_message(options: &ConnectOptions, error: &tokio_postgres::Error) -> String {
        format!(
            "the connection to {} (database \"{}\") was lost: {}",
            options.host_description(),
            options.database(),
            reason(error)
        )
    }

    pub(crate) fn cancel(options: &ConnectOptions, error: tokio_postgres::Error) -> Self {
        let message = format!("the request to cancel did not reach {}: {}", options.host_description(), reason(&error));
        Self { kind: Kind::Other, message, source: Some(Box::new(error)) }
    }

    /// Sorts an error of an attempt to connect.
    pub(crate) fn connect(options: &ConnectOptions, error: tokio_postgres::Error) -> Self {
        let (kind, problem) = match error.as_db_error() {
            Some(refusal) => explain_refusal(options, refusal),
            None => explain_failure(options, &error),
        };
        Self { kind, message: format!("{}: {problem}", heading(options)), source: Some(Box::new(error)) }
    }

    /// Whether the connection text cannot be read or asks for what is not supported.
    pub fn is_invalid(&self) -> bool {
        self.kind == Kind::Invalid
    }

    /// Whether nothing listens at the host and port.
    pub fn is_refused(&self) -> bool {
        self.kind == Kind::Refused
    }

    /// Whether the host's name has no address.
    pub fn is_unknown_host(&self) -> bool {
        self.kind == Kind::UnknownHost
    }

    /// Whether nobody answered in time.
    pub fn is_timeout(&self) -> bool {
        self.kind == Kind::Timeout
    }

    /// Whether encryption failed: the server has none, or its certificate is not trusted.
    pub fn is_tls(&self) -> bool {
        self.kind == Kind::Tls
    }

    /// Whether the password is wrong or missing.
    pub fn is_wrong_password(&self) -> bool {
        matches!(self.kind, Kind::WrongPassword | Kind::MissingPassword)
    }

    /// Whether the server has no database of this name.
    pub fn is_no_such_database(&self) -> bool {
        self.kind == Kind::NoSuchDatabase
    }

    /// Whether the server has no role of this name.
    pub fn is_no_such_role(&self) -> bool {
        self.kind == Kind::NoSuchRole
    }

    /// Whether the role may not connect: no CONNECT privilege, no LOGIN, or no line in pg_hba.conf.
    pub fn is_permission(&self) -> bool {
        self.kind == Kind::NotAllowed
    }

    /// Whether every connection of the server, database or role is taken.
    pub fn is_too_many_connections(&self) -> bool {
        self.kind == Kind::TooManyConnections
    }

    /// Whether the server is starting up or shutting down: a moment later it may be different.
    pub fn is_not_ready(&self) -> bool {
        self.kind == Kind::NotReady
    }

    /// Whether a session that stood has ended.
    pub fn is_lost(&self) -> bool {
        self.kind == Kind::Lost
    }

    /// The server's own words, where it was the server that refused.
    pub fn as_db_error(&self) -> Option<&DbError> {
        self.source.as_deref()?.downcast_ref::<tokio_postgres::Error>()?.as_db_error()
    }
}

fn heading(options: &ConnectOptions) -> String {
    format!(
        "cannot connect to {} as \"{}\", database \"{}\"",
        options.host_description(),
        options.user(),
        options.database()
    )
}

fn explain_refusal(options: &ConnectOptions, refusal: &DbError) -> (Kind, String) {
    let words = refusal.message();
    match refusal.code() {
        &SqlState::INVALID_PASSWORD => {
            (Kind::WrongPassword, format!("the password is wrong{}", where_to_put_the_password(options)))
        }
        &SqlState::INVALID_CATALOG_NAME => (
            Kind::NoSuchDatabase,
            format!("there is no such database; create it (createdb), or name another at the end of the URL ({words})"),
        ),
        &SqlState::INVALID_AUTHORIZATION_SPECIFICATION if words.contains("does not exist") => (
            Kind::NoSuchRole,
            format!("the server has no such role; create it (createuser), or name another in the URL ({words})"),
        ),
        &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => (
            Kind::NotAllowed,
            format!(
                "the server lets this role not in: {words}; look at the role's LOGIN, at sslmode and at the server's pg_hba.conf"
            ),
        ),
        &SqlState::INSUFFICIENT_PRIVILEGE => (
            Kind::NotAllowed,
            format!("the role may not connect to this database: {words}; GRANT CONNECT ON DATABASE lets it"),
        ),
        &SqlState::TOO_MANY_CONNECTIONS => {
            (Kind::TooManyConnections, format!("every connection is taken ({words}); end one, or raise the limit"))
        }
        &SqlState::CANNOT_CONNECT_NOW | &SqlState::ADMIN_SHUTDOWN => {
            (Kind::NotReady, format!("the server is not ready: {words}; try again in a moment"))
        }
        code => (Kind::Other, format!("the server refuses: {words} (SQLSTATE {})", code.code())),
    }
}

fn explain_failure(options: &ConnectOptions, error: &tokio_postgres::Error) -> (Kind, String) {
    let words = error.to_string();
    let reason = reason(error);
    // tokio-postgres keeps its kinds to itself; the first line of its text is the only mark.
    if words.contains("TLS handshake") {
        return (Kind::Tls, format!("encryption failed: {reason}{}", what_to_do_about_tls(options, &reason)));
    }
    if reason.contains("password missing") || reason.contains("password not set") {
        return (
            Kind::MissingPassword,
            format!("the server asks for a password and none is given{}", where_to_put_the_password(options)),
        );
    }
    if let Some(cause) = error.source().and_then(|cause| cause.downcast_ref::<io::Error>()) {
        match cause.kind() {
            io::ErrorKind::ConnectionRefused => {
                return (Kind::Refused, "nothing listens there; start the server, or look at host and port".to_owned());
            }
            io::ErrorKind::NotFound => {
                return (
                    Kind::Refused,
                    "there is no such socket; start the server, or look at host and port".to_owned(),
                );
            }
            io::ErrorKind::TimedOut => {
                return (
                    Kind::Timeout,
                    "the host does not answer; look at host and port, and at firewalls between".to_owned(),
                );
            }
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => {
                return (Kind::NotReady, hung_up(&reason));
            }
            io::ErrorKind::PermissionDenied => {
                return (Kind::NotAllowed, format!("this process may not connect: {cause}"));
            }
            _ if cause.to_string().contains("lookup address") || cause.to_string().contains("resolve any") => {
                return (Kind::UnknownHost, format!("the host's name has no address ({cause}); look at its spelling"));
            }
            _ => {}
        }
    }
    if error.is_closed() {
        return (Kind::NotReady, hung_up(&reason));
    }
    (Kind::Other, reason)
}

fn hung_up(reason: &str) -> String {
    format!(
        "the server hung up before the session stood ({reason}); it may be starting or stopping: try again in a moment"
    )
}

fn where_to_put_the_password(options: &ConnectOptions) -> String {
    let mut text = "; give the right one in PGPASSWORD, in ~/.pgpass or in the URL".to_owned();
    if let Some(problem) = options.password_file_problem() {
        text.push_str("; ");
        text.push_str(&problem);
    }
    text
}

fn what_to_do_about_tls(options: &ConnectOptions, reason: &str) -> &'static str {
    if reason.contains("does not support TLS") {
        return "; turn it on there (ssl = on), or, where the network is trusted, use sslmode=prefer";
    }
    match (options.ssl_mode(), reason.contains("NotValidForName") || reason.contains("not valid for name")) {
        (_, true) => "; the certificate is for another name: use the name that it has as host, or sslmode=verify-ca",
        (crate::SslMode::VerifyCa | crate::SslMode::VerifyFull, false) => {
            "; name the file of the authority that signed the server's certificate: sslrootcert=FILE"
        }
        _ => "",
    }
}

/// The error and its causes in one line, without repeating.
fn reason(error: &tokio_postgres::Error) -> String {
    let mut cause: Option<&(dyn StdError + 'static)> = error.source();
    let Some(first) = cause else {
        return error.to_string();
    };
    let mut text = first.to_string();
    cause = first.source();
    while let Some(error) = cause {
        let words = error.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        cause = error.source();
    }
    text
}

impl fmt::Display for ConnectError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl fmt::Debug for ConnectError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ConnectError")
            .field("kind", &self.kind)
            .field("message", &self.message)
            .field("source", &self.source)
            .finish()
    }
}

impl StdError for ConnectError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
