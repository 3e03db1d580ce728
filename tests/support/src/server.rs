//! The server on which a test process works.

use std::io::Write as _;
use std::sync::OnceLock;

use evenkeel_connect::ConnectOptions;
use evenkeel_native::{Data, Installation, NativeServer};

/// The environment variable with the URL of a superuser's maintenance database.
pub const URL_VARIABLE: &str = "EVENKEEL_TEST_URL";

/// The server of this test process. It is found or started at the first use and ends with the process.
#[derive(Debug)]
pub struct TestServer {
    options: ConnectOptions,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Given,
    // Kept for the process's whole life: its pipe closes when the process ends, and it stops then.
    Native(NativeServer),
    #[cfg(feature = "embedded")]
    Embedded(evenkeel_embedded::EmbeddedServer),
}

impl TestServer {
    /// The server of this process.
    ///
    /// # Panics
    /// Where there is none: the message says how to give one.
    pub fn get() -> &'static Self {
        static SERVER: OnceLock<Result<TestServer, String>> = OnceLock::new();
        let server = SERVER.get_or_init(|| {
            let found = Self::find();
            // Past the capture of the test harness: which server was used belongs to the result.
            let line = match &found {
                Ok(server) => format!("tests run on {}\n", server.description()),
                Err(problem) => format!("{problem}\n"),
            };
            let _ = std::io::stderr().write_all(line.as_bytes());
            found
        });
        match server {
            Ok(server) => server,
            Err(problem) => panic!("{problem}"),
        }
    }

    fn find() -> Result<Self, String> {
        if let Some(url) = std::env::var(URL_VARIABLE).ok().filter(|url| !url.is_empty()) {
            let options = ConnectOptions::parse(&url).map_err(|error| format!("{URL_VARIABLE}: {error}"))?;
            return Ok(Self { options, kind: Kind::Given });
        }
        let native = Installation::choose(None).and_then(|installation| {
            NativeServer::start(&installation, Data::Temporary, &[("max_connections", "200")])
        });
        match native {
            Ok(server) => {
                let options = ConnectOptions::parse(&server.url("postgres")).map_err(|error| error.to_string())?;
                Ok(Self { options, kind: Kind::Native(server) })
            }
            Err(problem) => Self::embedded(&problem.to_string()),
        }
    }

    #[cfg(feature = "embedded")]
    fn embedded(_problem: &str) -> Result<Self, String> {
        let extensions: Vec<_> =
            ["citext", "hstore", "ltree", "pg_trgm", "btree_gist", "vector"].map(str::to_owned).into();
        let server = evenkeel_embedded::EmbeddedServer::start(None, &extensions).map_err(|error| error.to_string())?;
        let options = ConnectOptions::parse(&server.url()).map_err(|error| error.to_string())?;
        Ok(Self { options, kind: Kind::Embedded(server) })
    }

    #[cfg(not(feature = "embedded"))]
    fn embedded(problem: &str) -> Result<Self, String> {
        Err(format!(
            "NO SERVER FOR THE TESTS: {URL_VARIABLE} is not set; {problem}. Set {URL_VARIABLE} to the URL of a superuser's maintenance database, install PostgreSQL's server binaries, or run the tests with the feature `embedded`"
        ))
    }

    /// How to reach its maintenance database.
    pub fn options(&self) -> &ConnectOptions {
        &self.options
    }

    /// Whether it serves one connection at a time: a test then closes each before it opens the next.
    pub fn single_connection(&self) -> bool {
        match self.kind {
            Kind::Given | Kind::Native(_) => false,
            #[cfg(feature = "embedded")]
            Kind::Embedded(_) => true,
        }
    }

    #[cfg(feature = "embedded")]
    pub(crate) fn embedded_server(&self) -> Option<&evenkeel_embedded::EmbeddedServer> {
        match &self.kind {
            Kind::Embedded(server) => Some(server),
            Kind::Given | Kind::Native(_) => None,
        }
    }

    fn description(&self) -> String {
        match &self.kind {
            Kind::Given => format!("the server of {URL_VARIABLE}, {}", self.options),
            Kind::Native(server) => match server.runs_as() {
                Some(account) => format!("a native PostgreSQL {}, run as the user {account}", server.version()),
                None => format!("a native PostgreSQL {}", server.version()),
            },
            #[cfg(feature = "embedded")]
            Kind::Embedded(_) => {
                format!("the embedded PostgreSQL {}, one test at a time", evenkeel_embedded::POSTGRES_VERSION)
            }
        }
    }
}

/// A native server of this test's own with settings of its own (`ssl`, `max_connections`), or nothing, said aloud, where
/// this machine has no binaries.
///
/// # Panics
/// Where it has binaries and the server does not start.
pub fn native_server_with(settings: &[(&str, &str)]) -> Option<NativeServer> {
    let installation = match Installation::choose(None) {
        Ok(installation) => installation,
        Err(problem) => {
            let line = format!("A TEST THAT NEEDS A NATIVE SERVER DID NOT RUN: {problem}\n");
            let _ = std::io::stderr().write_all(line.as_bytes());
            return None;
        }
    };
    match NativeServer::start(&installation, Data::Temporary, settings) {
        Ok(server) => Some(server),
        Err(problem) => panic!("{problem}"),
    }
}
