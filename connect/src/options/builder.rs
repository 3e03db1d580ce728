//! From parameters, the environment and the defaults to complete options.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio_postgres::Config;

use super::place::SOCKET_FOLDERS;
use super::{ConnectOptions, Roots, SslMode};
use crate::ConnectError;
use crate::environment::Environment;
use crate::password_file::{self, PasswordFile};

/// How long one attempt to reach a host's port may take, where the text does not say.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a server that took the connection may need until a session stands.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// Parameters as they are gathered.
#[derive(Default)]
pub(super) struct Builder {
    /// Those that go to tokio-postgres; a later one replaces an earlier one.
    parameters: Vec<(String, String)>,
    ssl_mode: Option<SslMode>,
    ssl_root: Option<String>,
    passfile: Option<String>,
}

/// What tokio-postgres understands.
const PASSED_ON: [&str; 18] = [
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "load_balance_hosts",
    "options",
    "password",
    "port",
    "sslnegotiation",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

/// What libpq understands and evenkeel does not.
const NOT_SUPPORTED: [&str; 14] = [
    "gsslib",
    "gssdelegation",
    "krbsrvname",
    "passwordcommand",
    "replication",
    "require_auth",
    "requirepeer",
    "service",
    "servicefile",
    "sslcert",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslpassword",
];

impl Builder {
    /// Takes one parameter, which replaces an earlier one of the same name.
    pub(super) fn set(&mut self, key: &str, value: &str) -> Result<(), ConnectError> {
        match key {
            "sslmode" => {
                let mode = SslMode::parse(value).ok_or_else(|| {
                    ConnectError::invalid(format!(
                        "sslmode is \"{value}\"; it is one of disable, allow, prefer, require, verify-ca and verify-full"
                    ))
                })?;
                self.ssl_mode = Some(mode);
            }
            "sslrootcert" => self.ssl_root = Some(value.to_owned()),
            "passfile" => self.passfile = Some(value.to_owned()),
            // libpq's name for what tokio-postgres calls keepalives_retries.
            "keepalives_count" => self.pass_on("keepalives_retries", value)?,
            "fallback_application_name" => {
                if !self.parameters.iter().any(|(key, _)| key == "application_name") {
                    self.pass_on("application_name", value)?;
                }
            }
            "client_encoding" if ["utf8", "utf-8", "auto"].contains(&value.to_ascii_lowercase().as_str()) => {}
            "client_encoding" => {
                return Err(ConnectError::invalid(format!(
                    "client_encoding is \"{value}\"; evenkeel speaks UTF8 alone, so leave it out"
                )));
            }
            "gssencmode" if value != "require" => {}
            "gssencmode" => {
                return Err(ConnectError::invalid("gssencmode=require is not supported; use TLS (sslmode)".to_owned()));
            }
            "sslcompression" if value == "0" => {}
            "sslsni" if value == "1" => {}
            key if PASSED_ON.contains(&key) => self.pass_on(key, value)?,
            key if NOT_SUPPORTED.contains(&key) => {
                return Err(ConnectError::invalid(format!(
                    "the parameter {key} of libpq is not supported; leave it out"
                )));
            }
            key => {
                return Err(ConnectError::invalid(format!(
                    "{key:?} is no parameter of a connection; the usual ones are host, port, user, password, dbname, sslmode, sslrootcert, options and connect_timeout"
                )));
            }
        }
        Ok(())
    }

    fn pass_on(&mut self, key: &str, value: &str) -> Result<(), ConnectError> {
        let wrong = |expected: &str| {
            // The value is not repeated: a password with an unescaped sign in it ends up in the strangest places.
            ConnectError::invalid(format!(
                "{key} is not {expected}; in a URL, the signs : / @ % ? # of a password are written %3A %2F %40 %25 %3F %23"
            ))
        };
        match key {
            "port"
                if !value.split(',').all(|port| port.is_empty() || port.parse::<u16>().is_ok_and(|port| port > 0)) =>
            {
                return Err(wrong("a number from 1 to 65535"));
            }
            "hostaddr" if !value.split(',').all(|address| address.parse::<std::net::IpAddr>().is_ok()) => {
                return Err(wrong("a numeric address such as 10.0.0.7"));
            }
            "connect_timeout" if value.parse::<i64>().is_err() => return Err(wrong("a number of seconds")),
            _ => {}
        }
        self.parameters.retain(|(known, _)| known != key);
        self.parameters.push((key.to_owned(), value.to_owned()));
        Ok(())
    }

    /// Completes what was gathered.
    pub(super) fn build(self, environment: &Environment) -> Result<ConnectOptions, ConnectError> {
        let words: Vec<_> = self
            .parameters
            .iter()
            .map(|(key, value)| format!("{key}='{}'", value.replace('\\', "\\\\").replace('\'', "\\'")))
            .collect();
        let mut config: Config = words.join(" ").parse().map_err(ConnectError::invalid_by)?;
        if config.get_user().is_none() {
            let Some(user) = &environment.system_user else {
                return Err(ConnectError::invalid(
                    "no user is given, and the name of this process's user is unknown; write postgres://user@host/database".to_owned(),
                ));
            };
            config.user(user);
        }
        if config.get_dbname().is_none() {
            let user = config.get_user().unwrap_or_default().to_owned();
            config.dbname(user);
        }
        if config.get_application_name().is_none() {
            config.application_name("keel");
        }
        if config.get_connect_timeout().is_none() && !self.parameters.iter().any(|(key, _)| key == "connect_timeout") {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        settle_hosts(&mut config)?;
        let (ssl_mode, roots) = settle_ssl(self.ssl_mode, self.ssl_root.as_deref(), environment)?;
        let file = self.passfile.map(PathBuf::from).or_else(|| password_file::usual_path(environment.home.as_deref()));
        Ok(ConnectOptions {
            config,
            ssl_mode,
            roots,
            answer_timeout: ANSWER_TIMEOUT,
            password_file: file.map(PasswordFile::new),
        })
    }
}

/// Gives a host where none is given (the socket of a local server, else localhost), a name where only an address is, and
/// compares the numbers of hosts and ports.
fn settle_hosts(config: &mut Config) -> Result<(), ConnectError> {
    if config.get_hosts().is_empty() && !config.get_hostaddrs().is_empty() {
        // TLS asks for a name, and the address is one.
        for address in config.get_hostaddrs().to_vec() {
            config.host(address.to_string());
        }
    }
    if config.get_hosts().is_empty() {
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let folder = SOCKET_FOLDERS.iter().find(|folder| Path::new(folder).join(format!(".s.PGSQL.{port}")).exists());
        config.host(folder.copied().unwrap_or("localhost"));
    }
    let (hosts, addresses, ports) = (config.get_hosts().len(), config.get_hostaddrs().len(), config.get_ports().len());
    if addresses > 0 && addresses != hosts {
        return Err(ConnectError::invalid(format!("{hosts} hosts but {addresses} values of hostaddr; give one each")));
    }
    if ports > 1 && ports != hosts {
        return Err(ConnectError::invalid(format!("{hosts} hosts but {ports} ports; give one for all, or one each")));
    }
    Ok(())
}

/// The mode and the certificates, by libpq's rules: `system` asks for verify-full; a root file in its usual place is
/// used; and where there is one, `require` checks it. Unlike libpq, verify-full without a file trusts the system.
fn settle_ssl(
    mode: Option<SslMode>,
    root: Option<&str>,
    environment: &Environment,
) -> Result<(SslMode, Option<Roots>), ConnectError> {
    if root == Some("system") {
        return match mode {
            None | Some(SslMode::VerifyFull) => Ok((SslMode::VerifyFull, Some(Roots::System))),
            Some(mode) => Err(ConnectError::invalid(format!(
                "sslrootcert=system with sslmode={} would trust any certificate that anybody bought; use sslmode=verify-full",
                mode.as_str()
            ))),
        };
    }
    let usual =
        environment.home.as_ref().map(|home| home.join(".postgresql").join("root.crt")).filter(|path| path.exists());
    let mode = mode.unwrap_or(SslMode::Prefer);
    let roots = root.map(PathBuf::from).or(usual).map(Roots::File);
    match (mode, roots) {
        (SslMode::Disable | SslMode::Allow | SslMode::Prefer, _) => Ok((mode, None)),
        (SslMode::Require, None) => Ok((mode, None)),
        (SslMode::Require, Some(roots)) => Ok((SslMode::VerifyCa, Some(roots))),
        (SslMode::VerifyCa, None) => Err(ConnectError::invalid(
            "sslmode=verify-ca needs the certificate of your authority: add sslrootcert=FILE, or use sslmode=verify-full with the system's authorities".to_owned(),
        )),
        (SslMode::VerifyFull, None) => Ok((mode, Some(Roots::System))),
        (SslMode::VerifyCa | SslMode::VerifyFull, roots) => Ok((mode, roots)),
    }
}
