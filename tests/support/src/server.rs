//! The server on which a test process works.

use std::io::Write as _;
use std::sync::OnceLock;

use evenkeel_connect::ConnectOptions;
use evenkeel_native::{Data, Installation, NativeServer};

/// The environment variable with the URL of a superuser's maintenance database.
pub const URL_VARIABLE: &str = "EVENKEEL_TEST_URL";

/// The environment variable that chooses the kind of server, `embedded` or `native`, whatever else there is.
pub const KIND_VARIABLE: &str = "EVENKEEL_TEST_SERVER";

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
    Embedded {
        server: evenkeel_embedded::EmbeddedServer,
        _keeper: Keeper,
    },
}

/// Removes the embedded server's folder when this process has ended: the server lives as long as the process, so nothing
/// in it can.
#[cfg(feature = "embedded")]
#[derive(Debug)]
struct Keeper {
    // Its standard input closes with this process, however that ends.
    _shell: std::process::Child,
}

#[cfg(feature = "embedded")]
impl Keeper {
    fn of(folder: &std::path::Path) -> std::io::Result<Self> {
        use std::process::{Command, Stdio};
        let script = r#"trap '' HUP INT TERM; while read -r line; do :; done; rm -rf "$1""#;
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh"]).arg(folder).current_dir("/");
        let shell = shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { _shell: shell })
    }
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
        let kind = Choice::read()?;
        if kind == Choice::Embedded {
            return Self::embedded(&format!("{KIND_VARIABLE} asks for the embedded server"));
        }
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
            Err(problem) if kind == Choice::Native => {
                Err(format!("{KIND_VARIABLE} asks for a native server: {problem}"))
            }
            Err(problem) => Self::embedded(&problem.to_string()),
        }
    }

    #[cfg(feature = "embedded")]
    fn embedded(_problem: &str) -> Result<Self, String> {
        let extensions: Vec<_> =
            ["citext", "hstore", "ltree", "pg_trgm", "btree_gist", "vector"].map(str::to_owned).into();
        let folder = std::env::temp_dir().join(format!("keel-test-{}-{:08x}", std::process::id(), fastrand::u32(..)));
        let keeper = Keeper::of(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let server = evenkeel_embedded::EmbeddedServer::start(Some(&folder), &extensions);
        let server = server.map_err(|error| error.to_string())?;
        let options = ConnectOptions::parse(&server.url()).map_err(|error| error.to_string())?;
        Ok(Self { options, kind: Kind::Embedded { server, _keeper: keeper } })
    }

    #[cfg(not(feature = "embedded"))]
    fn embedded(problem: &str) -> Result<Self, String> {
        Err(format!(
            "NO SERVER FOR THE TESTS: {problem}. Set {URL_VARIABLE} to the URL of a superuser's maintenance database, install PostgreSQL's server binaries, or run the tests with the feature `embedded`"
        ))
    }

    /// How to reach its maintenance database.
    pub fn options(&self) -> &ConnectOptions {
        &self.options
    }

    /// Whether it serves several connections at a time. Where it does not, that the test is left out is said aloud: call
    /// it in a test that needs several, and return.
    pub fn several_connections(&self) -> bool {
        if self.single_connection() {
            left_out("it needs several connections, and the embedded server has one");
        }
        !self.single_connection()
    }

    /// Whether it serves one connection at a time: a test then closes each before it opens the next.
    pub fn single_connection(&self) -> bool {
        match self.kind {
            Kind::Given | Kind::Native(_) => false,
            #[cfg(feature = "embedded")]
            Kind::Embedded { .. } => true,
        }
    }

    #[cfg(feature = "embedded")]
    pub(crate) fn embedded_server(&self) -> Option<&evenkeel_embedded::EmbeddedServer> {
        match &self.kind {
            Kind::Embedded { server, .. } => Some(server),
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
            Kind::Embedded { .. } => {
                format!("the embedded PostgreSQL {}, one test at a time", evenkeel_embedded::POSTGRES_VERSION)
            }
        }
    }
}

/// What the environment asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Any,
    Embedded,
    Native,
}

impl Choice {
    fn read() -> Result<Self, String> {
        match std::env::var(KIND_VARIABLE).unwrap_or_default().as_str() {
            "" => Ok(Self::Any),
            "embedded" => Ok(Self::Embedded),
            "native" => Ok(Self::Native),
            other => Err(format!("{KIND_VARIABLE} is `embedded` or `native`, not `{other}`")),
        }
    }
}

/// Says aloud, past the capture of the test harness, that the test of this thread is left out, and why.
pub fn left_out(reason: &str) {
    let thread = std::thread::current();
    let line = format!("LEFT OUT: {}: {reason}\n", thread.name().unwrap_or("a test"));
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// The server binaries of this machine that tests may use, or nothing, said aloud with what is left out, where there are
/// none or the environment asks for the embedded server.
pub fn native_installation() -> Option<Installation> {
    if Choice::read() == Ok(Choice::Embedded) {
        left_out(&format!("it needs a native server, and {KIND_VARIABLE} asks for the embedded one"));
        return None;
    }
    match Installation::choose(None) {
        Ok(installation) => Some(installation),
        Err(problem) => {
            left_out(&format!("it needs a native server: {problem}"));
            None
        }
    }
}

/// A native server of this test's own with settings of its own (`ssl`, `max_connections`), or nothing, said aloud, where
/// [`native_installation`] gives nothing.
///
/// # Panics
/// Where there are binaries and the server does not start.
pub fn native_server_with(settings: &[(&str, &str)]) -> Option<NativeServer> {
    match NativeServer::start(&native_installation()?, Data::Temporary, settings) {
        Ok(server) => Some(server),
        Err(problem) => panic!("{problem}"),
    }
}
