//! Finding a place for scratch databases.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{fmt, mem};

use evenkeel_connect::{ConnectOptions, Connection};
use evenkeel_model::Catalog;
use evenkeel_model::name::quote_identifier;
use evenkeel_native::{Data, Installation, NativeServer};

use super::database::connect;
use super::reason::{self, Reason};
#[cfg(feature = "embedded")]
use super::target::Provider;
use super::{ShadowError, Target};
use crate::build::Defaults;

/// What sessions that make and drop scratch databases call themselves.
pub(super) const APPLICATION_NAME: &str = "keel shadow";

/// A place where scratch databases can be made that are like the target.
#[derive(Clone)]
pub struct ShadowSource {
    pub(super) maintenance: ConnectOptions,
    pub(super) target: Target,
    place: Place,
    /// Whether it is the target's own server, be it named as another.
    on_target: bool,
    single: bool,
    /// What its databases hold from the start.
    outside: Arc<Catalog>,
    /// The defaults that the target has.
    defaults: Arc<Defaults>,
    // A server that is here for the shadows only lives as long as they do.
    held: Option<Arc<Held>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Given,
    TargetServer,
    #[cfg(feature = "embedded")]
    Embedded,
    Native,
}

/// A server of the shadows' own.
enum Held {
    Native {
        _server: NativeServer,
    },
    #[cfg(feature = "embedded")]
    Embedded {
        server: Option<evenkeel_embedded::EmbeddedServer>,
    },
}

/// A candidate that was turned down: what it is, and why.
type Refusal = (String, String);

impl ShadowSource {
    /// The first place that serves: the server that `given` (`--shadow`) names, where the answer is final; else the target's
    /// own server; else the embedded server; else a temporary server of this machine's binaries. `own` is the target's own
    /// server with whether it serves one connection at a time: where it does, close every connection to it first.
    ///
    /// # Errors
    /// Where the given server does not qualify, or none does: the error says why each does not.
    pub async fn choose(
        target: &Target,
        given: Option<&ConnectOptions>,
        own: Option<(&ConnectOptions, bool)>,
    ) -> Result<Self, ShadowError> {
        if let Some(options) = given {
            let (reasons, same) = qualify(target, options, false).await?;
            if !reasons.is_empty() {
                return Err(ShadowError::given(target, &options.host_description(), &reasons));
            }
            return Ok(Self { on_target: same, ..Self::new(target, options, Place::Given, false, None) });
        }
        let mut tried: Vec<Refusal> = Vec::new();
        if let Some((options, single)) = own {
            let (reasons, _) = qualify(target, options, true).await?;
            if reasons.is_empty() {
                return Ok(Self::new(target, options, Place::TargetServer, single, None));
            }
            tried.push((format!("the target's own server at {}", options.host_description()), reason::words(&reasons)));
        }
        match Self::embedded(target).await {
            Ok(source) => return Ok(source),
            Err(reason) => tried.push(("the embedded server".to_owned(), reason)),
        }
        match Self::native(target).await {
            Ok(source) => return Ok(source),
            Err(reason) => tried.push(("a server of this machine's binaries".to_owned(), reason)),
        }
        Err(ShadowError::none_qualifies(target, &tried))
    }

    /// The target's own server, where it serves more than one connection, if databases may be made there: known without
    /// asking. What a file's extensions need, CREATE EXTENSION answers there.
    pub(crate) fn of_target(target: &Target, own: &ConnectOptions) -> Option<Self> {
        (target.may_create && !target.standby).then(|| Self::new(target, own, Place::TargetServer, false, None))
    }

    /// The same place for databases that hold this from the start: what the target has outside of what is looked at, as far
    /// as that is needed.
    #[must_use]
    pub(crate) fn holding(mut self, outside: Arc<Catalog>) -> Self {
        self.outside = outside;
        self
    }

    /// The same place beside a target that has these defaults.
    #[must_use]
    pub(crate) fn beside(mut self, defaults: Arc<Defaults>) -> Self {
        self.defaults = defaults;
        self
    }

    /// The defaults that the target has, as far as that is known.
    pub(crate) fn defaults(&self) -> &Defaults {
        &self.defaults
    }

    /// What its databases hold from the start.
    pub(crate) fn outside(&self) -> &Arc<Catalog> {
        &self.outside
    }

    /// A place on another major version than the target's: a temporary server of this machine's binaries, else the embedded
    /// server. What such a server prints can be compared with what it prints alone.
    ///
    /// # Errors
    /// Why this machine has none, in words.
    pub async fn of_other_major(target: &Target, major: u32) -> Result<Self, String> {
        let other = target.of_major(major);
        match Self::native(&other).await {
            Err(reason) if !Self::embeds(major) => Err(reason),
            Err(native) => Self::embedded(&other)
                .await
                .map_err(|embedded| format!("{native}; the embedded server does not serve either: {embedded}")),
            found => found,
        }
    }

    #[cfg(feature = "embedded")]
    fn embeds(major: u32) -> bool {
        major == evenkeel_embedded::POSTGRES_MAJOR
    }

    #[cfg(not(feature = "embedded"))]
    fn embeds(_major: u32) -> bool {
        false
    }

    fn new(target: &Target, options: &ConnectOptions, place: Place, single: bool, held: Option<Held>) -> Self {
        Self {
            maintenance: options.with_application_name(APPLICATION_NAME),
            target: target.clone(),
            place,
            on_target: place == Place::TargetServer,
            single,
            outside: Arc::default(),
            defaults: Arc::default(),
            held: held.map(Arc::new),
        }
    }

    #[cfg(feature = "embedded")]
    async fn embedded(target: &Target) -> Result<Self, String> {
        use evenkeel_embedded::{EmbeddedServer, POSTGRES_MAJOR, POSTGRES_VERSION, check_extensions};
        if target.major != POSTGRES_MAJOR {
            return Err(format!("it is PostgreSQL {POSTGRES_VERSION}"));
        }
        if target.provider == Provider::Icu {
            return Err("it has no ICU".to_owned());
        }
        check_extensions(&target.extensions).map_err(|error| error.to_string())?;
        let extensions = target.extensions.clone();
        let started = tokio::task::spawn_blocking(move || EmbeddedServer::start(None, &extensions)).await;
        let server = started.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        let options = ConnectOptions::parse(&server.url()).map_err(|error| error.to_string())?;
        give_roles(target, &options).await.map_err(|error| error.to_string())?;
        Ok(Self::new(target, &options, Place::Embedded, true, Some(Held::Embedded { server: Some(server) })))
    }

    #[cfg(not(feature = "embedded"))]
    #[expect(clippy::unused_async, reason = "it waits where the embedded server is built in")]
    async fn embedded(_target: &Target) -> Result<Self, String> {
        Err("this keel was built without it".to_owned())
    }

    async fn native(target: &Target) -> Result<Self, String> {
        let major = target.major;
        let started = tokio::task::spawn_blocking(move || {
            let installation = Installation::choose(Some(major))?;
            NativeServer::start(&installation, Data::Temporary, &[])
        });
        let server = started.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        let options = ConnectOptions::parse(&server.url("postgres")).map_err(|error| error.to_string())?;
        give_roles(target, &options).await.map_err(|error| error.to_string())?;
        let (reasons, _) = qualify(target, &options, false).await.map_err(|error| error.to_string())?;
        if !reasons.is_empty() {
            return Err(reason::words(&reasons));
        }
        Ok(Self::new(target, &options, Place::Native, false, Some(Held::Native { _server: server })))
    }

    /// Whether it serves one connection at a time.
    pub fn single_connection(&self) -> bool {
        self.single
    }

    /// Another server like the target's, where one can be started here.
    pub(crate) async fn apart(&self) -> Option<Self> {
        Self::choose(&self.target, None, None).await.ok()
    }

    /// Whether it is the target's own server: what is made there beside scratch databases stays.
    pub(crate) fn is_on_target(&self) -> bool {
        self.on_target
    }

    /// Whether it is another server than the target's, which may not have the target's locale.
    pub(super) fn is_foreign(&self) -> bool {
        self.place != Place::TargetServer
    }

    /// What it is in a few words: `a scratch database on the target's own server`.
    pub fn description(&self) -> String {
        match self.place {
            Place::Given => format!("a scratch database on {}", self.maintenance.host_description()),
            Place::TargetServer => "a scratch database on the target's own server".to_owned(),
            #[cfg(feature = "embedded")]
            Place::Embedded => "a scratch database on an embedded server".to_owned(),
            Place::Native => {
                format!("a scratch database on a temporary PostgreSQL {} of this machine", self.target.major)
            }
        }
    }
}

/// Gives a server that goes with its scratch databases the roles of the target's, which migrations may grant rights to, or
/// make owners. Nobody logs in there by them.
async fn give_roles(target: &Target, options: &ConnectOptions) -> Result<(), ShadowError> {
    let connection = connect(&options.with_application_name(APPLICATION_NAME)).await?;
    let given = async {
        let sql = "SELECT wanted FROM pg_catalog.unnest($1::text[]) wanted
            WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = wanted)";
        let rows = connection.query(sql, &[&target.roles]).await?;
        let mut sql = String::new();
        for row in &rows {
            sql.push_str(&format!("CREATE ROLE {};", quote_identifier(row.try_get(0)?)));
        }
        connection.batch_execute(&sql).await
    };
    let given = given.await;
    connection.close().await;
    given.map_err(|error| ShadowError::query("making the target's roles", error))
}

/// Why a server does not serve as shadow, nothing where it does; and whether it is the target's.
async fn qualify(target: &Target, options: &ConnectOptions, own: bool) -> Result<(Vec<Reason>, bool), ShadowError> {
    let connection = options.with_application_name(APPLICATION_NAME).connect().await.map_err(ShadowError::connect)?;
    let found = async {
        let found = Target::read(&connection).await?;
        let same = !target.started.is_empty() && found.started == target.started;
        // What the target has, its server has. What the file asks for in addition, CREATE EXTENSION answers.
        let (has_icu, missing) = if own { (true, Vec::new()) } else { offers(target, &connection).await? };
        Ok((Reason::all(target, &found, has_icu, missing), same))
    };
    let found = found.await;
    connection.close().await;
    found
}

/// Whether a server has ICU, and which of the target's extensions it does not offer.
async fn offers(target: &Target, connection: &Connection) -> Result<(bool, Vec<String>), ShadowError> {
    let sql = "SELECT EXISTS (SELECT FROM pg_catalog.pg_collation WHERE collprovider = 'i'),
        ARRAY(SELECT wanted FROM pg_catalog.unnest($1::text[]) wanted
            WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_available_extensions a WHERE a.name = wanted))";
    let failed = |error| ShadowError::query("asking for extensions and collations", error);
    let row = connection.query_one(sql, &[&target.extensions]).await.map_err(failed)?;
    Ok((row.try_get(0).map_err(failed)?, row.try_get(1).map_err(failed)?))
}

/// The threads that end servers which nobody holds any more.
static ENDING: Mutex<Vec<JoinHandle<()>>> = Mutex::new(Vec::new());

/// How long a program waits for them at its end: one that waits for a connection that somebody keeps would wait for ever.
const ENDED_WITHIN: Duration = Duration::from_secs(10);

/// Waits until the servers that were started for scratch databases have ended and their folders are gone. A program calls it
/// before it ends, when it has closed its connections: else a server is cut off, and its folder stays.
pub fn wait_for_servers() {
    let threads = mem::take(&mut *ENDING.lock().unwrap_or_else(PoisonError::into_inner));
    let begun = Instant::now();
    for thread in threads {
        while !thread.is_finished() && begun.elapsed() < ENDED_WITHIN {
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        match self {
            Self::Native { .. } => {}
            // It waits for the open connection, which the dropping thread itself may hold.
            #[cfg(feature = "embedded")]
            Self::Embedded { server } => {
                let server = server.take();
                let thread = thread::spawn(move || drop(server));
                ENDING.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
            }
        }
    }
}

impl fmt::Debug for ShadowSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ShadowSource")
            .field("place", &self.place)
            .field("on_target", &self.on_target)
            .field("maintenance", &self.maintenance)
            .field("target", &self.target)
            .field("held", &self.held.is_some())
            .finish_non_exhaustive()
    }
}
