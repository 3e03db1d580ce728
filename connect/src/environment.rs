//! What libpq takes from the environment, gathered in one place so that tests can give their own.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The variables and folders that stand in for what a connection text leaves out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    variables: BTreeMap<String, String>,
    /// The home folder, where `.pgpass` and `.postgresql/root.crt` are.
    pub(crate) home: Option<PathBuf>,
    /// The name of the user who runs this process.
    pub(crate) system_user: Option<String>,
}

/// A variable of libpq and the parameter that it stands for.
const PARAMETERS: [(&str, &str); 14] = [
    ("PGAPPNAME", "application_name"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGDATABASE", "dbname"),
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGOPTIONS", "options"),
    ("PGPASSFILE", "passfile"),
    ("PGPASSWORD", "password"),
    ("PGPORT", "port"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
    ("PGUSER", "user"),
];

impl Environment {
    /// The environment of this process. A variable that is empty or not text counts as not set, as in libpq.
    pub(crate) fn of_process() -> Self {
        let variables = PARAMETERS
            .iter()
            .filter_map(|(variable, _)| Some(((*variable).to_owned(), std::env::var(variable).ok()?)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        Self { variables, home: std::env::home_dir(), system_user: whoami::username().ok() }
    }

    /// An environment with these variables and nothing else.
    #[cfg(test)]
    pub(crate) fn of(variables: &[(&str, &str)]) -> Self {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { variables, home: None, system_user: Some("ada".to_owned()) }
    }

    /// The parameters that the environment sets, each with the variable that set it.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&'static str, &'static str, &str)> {
        PARAMETERS.iter().filter_map(|(variable, parameter)| {
            self.variables.get(*variable).map(|value| (*variable, *parameter, value.as_str()))
        })
    }
}
