//! That sessions are set to read only, and where that comes from.

/// Where a session's `default_transaction_read_only` comes from. Somebody chose it as a protection, so it is never turned
/// off on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadOnly {
    /// The source of the setting, in the words of `pg_settings`.
    pub source: String,
    /// The role of the session, quoted where needed.
    pub role: String,
    /// Its database, quoted where needed.
    pub database: String,
}

impl ReadOnly {
    /// What is so, and who said it.
    pub(super) fn message(&self) -> String {
        let Self { source, role, database } = self;
        let place = match source.as_str() {
            "client" => "by the connection itself (PGOPTIONS, or `options` in its URL)".to_owned(),
            "user" => format!("for the role {role}"),
            "database" => format!("for the database {database}"),
            "database user" => format!("for the role {role} in the database {database}"),
            "global" => "for all roles".to_owned(),
            "configuration file" | "command line" | "environment variable" => {
                "in the server's configuration".to_owned()
            }
            _ => "for this session".to_owned(),
        };
        format!("this session may only read: default_transaction_read_only is set {place}")
    }

    /// How to come to a session that may write.
    pub(super) fn help(&self) -> String {
        let Self { source, role, database } = self;
        const RESET: &str = "RESET default_transaction_read_only";
        match source.as_str() {
            "client" => "take it out of there for this run, if changes are meant".to_owned(),
            "user" => {
                format!("connect with a role that may change it, or let this one with `ALTER ROLE {role} {RESET}`")
            }
            "database" => format!(
                "if changes are meant, take it back with `ALTER DATABASE {database} {RESET}`, or let one role with `ALTER ROLE \
                 {role} IN DATABASE {database} SET default_transaction_read_only = off`"
            ),
            "database user" => format!(
                "connect with a role that may change it, or let this one with `ALTER ROLE {role} IN DATABASE {database} {RESET}`"
            ),
            _ => format!(
                "if changes are meant, let a role with `ALTER ROLE {role} IN DATABASE {database} SET \
                 default_transaction_read_only = off`"
            ),
        }
    }
}
