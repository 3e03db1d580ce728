//! What the commands do, end to end: the stages put together, one file a job.
//!
//! A server of evenkeel's own may serve one connection at a time, so none is ever held while another is opened.

mod ahead;
mod alone;
pub mod baseline;
mod cluster;
mod conversions;
pub mod desired;
pub mod difference;
pub mod drift;
mod elsewhere;
pub mod error;
pub mod export;
mod folder_name;
pub mod generate;
mod located;
mod mentions;
pub mod observe;
pub mod order;
pub mod outside;
pub mod push;
pub mod replay;
mod scratch;
pub mod sides;
pub mod sql_file;
mod subset;
mod unfinished;
pub mod verify;
mod way;

use evenkeel_connect::{ConnectOptions, Connection};
use evenkeel_model::declared::Scope;
use evenkeel_model::{Catalog, Declared, ObjectId};
use evenkeel_runner::{HalfApplied, Migration, Runner, Silent, Status};

pub use self::ahead::Ahead;
pub use self::conversions::conversions;
pub use self::error::WorkflowError;
pub use self::located::place_of;
use self::unfinished::Unfinished;
pub(crate) use crate::introspect::keep;
use crate::introspect::{ServerInfo, introspect};
use crate::shadow::{Shadow, ShadowSource, Target};

/// Where the work is done.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The database that is looked at or changed.
    pub target: ConnectOptions,
    /// Whether its server serves one connection at a time.
    pub single_connection: bool,
    /// The server for scratch databases that the user chose, if one was chosen.
    pub shadow: Option<ConnectOptions>,
}

/// How much is built on scratch databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything.
    Full,
    /// What the plan touches, with all that needs it, the keys to which it refers, and everything that is no table.
    Touched,
}

impl Extent {
    /// The number of tables from which on only what is touched is built, unless the user says otherwise.
    pub const TABLES: usize = 200;

    /// What was asked for, else what suits a catalog of this size.
    pub fn or_by_size(asked: Option<Self>, catalog: &Catalog) -> Self {
        let by_size = if catalog.tables.len() < Self::TABLES { Self::Full } else { Self::Touched };
        asked.unwrap_or(by_size)
    }
}

/// A database as it was found.
#[derive(Clone, Debug)]
pub struct Live {
    /// Everything that it holds.
    pub catalog: Catalog,
    /// Its server.
    pub server: ServerInfo,
    /// What a scratch database has to be like.
    pub target: Target,
}

impl Workspace {
    /// Reads the target database.
    ///
    /// # Errors
    /// Where it cannot be reached or read.
    pub async fn live(&self) -> Result<Live, WorkflowError> {
        Ok(self.read(|_| ()).await?.0)
    }

    /// The same for a job that is likely to need a scratch database: where the target's own server makes them, one is made
    /// while the target is read.
    ///
    /// # Errors
    /// As [`Self::live`].
    pub async fn live_and_scratch(&self) -> Result<(Live, Option<Ahead>), WorkflowError> {
        self.read(|target| {
            let source = match self.shadow {
                None if !self.single_connection => ShadowSource::of_target(target, &self.target),
                _ => None,
            };
            source.map(Ahead::begin)
        })
        .await
    }

    async fn read<T>(&self, begin: impl FnOnce(&Target) -> T) -> Result<(Live, T), WorkflowError> {
        self.on_target(async |connection| {
            let target = Target::read(connection).await?;
            let begun = begin(&target);
            let found = introspect(connection).await?;
            Ok((Live { catalog: found.catalog, server: found.server, target }, begun))
        })
        .await
    }

    /// Does something in a session on the target, and ends it. Where the caller drops it half way, the server is asked to
    /// cancel what it runs there: it would not notice that nobody listens before it is done.
    ///
    /// # Errors
    /// Where the target cannot be reached, and those of the work.
    pub async fn on_target<T>(
        &self,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T, WorkflowError>,
    ) -> Result<T, WorkflowError> {
        let mut connection = self.target.connect().await?;
        let unfinished = Unfinished::of(&connection);
        let result = work(&mut connection).await;
        unfinished.finished();
        connection.close().await;
        result
    }

    /// Compares the migrations with the target's ledger.
    ///
    /// # Errors
    /// Where the target cannot be reached, or has no ledger that can be read.
    pub async fn status(
        &self,
        migrations: &[Migration],
        options: evenkeel_runner::Options,
    ) -> Result<Status, WorkflowError> {
        self.on_target(async |connection| {
            let mut silent = Silent;
            Ok(Runner::new(connection, options, &mut silent).status(migrations).await?)
        })
        .await
    }

    /// The migration that is half applied to the target, if one is.
    ///
    /// # Errors
    /// As [`Self::status`].
    pub async fn half_applied(&self, migrations: &[Migration]) -> Result<Option<HalfApplied>, WorkflowError> {
        Ok(self.status(migrations, evenkeel_runner::Options::default()).await?.half_applied(migrations))
    }

    /// Finds a place for scratch databases that are like the target, with these extensions.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn scratch(&self, target: &Target, extensions: &[String]) -> Result<ShadowSource, WorkflowError> {
        let own = Some((&self.target, self.single_connection));
        Ok(ShadowSource::choose(&target.clone().needing(extensions), self.shadow.as_ref(), own).await?)
    }
}

/// That a server's version is none that the file is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongVersion {
    /// Which versions they are, in words.
    pub words: String,
    /// What to do about it.
    pub help: String,
}

/// That a server's version is none that the file is for, if that is so.
pub fn wrong_version(declared: &Declared, major: u32) -> Option<WrongVersion> {
    let (oldest, newest) = declared.postgres.filter(|(oldest, newest)| !(oldest..=newest).contains(&&major))?;
    let versions = if oldest == newest { oldest.to_string() } else { format!("{oldest} to {newest}") };
    let words =
        format!("the schema file is for PostgreSQL {versions} (`postgres:`), and the server is PostgreSQL {major}");
    let help = format!(
        "name a database of PostgreSQL {versions} with --database-url; where the file is for {major} too, write \
         `postgres: [{}, {}]` in it",
        oldest.min(major),
        newest.max(major)
    );
    Some(WrongVersion { words, help })
}

/// Refuses a server whose version the file is not for.
fn check_version(declared: &Declared, major: u32) -> Result<(), WorkflowError> {
    match wrong_version(declared, major) {
        Some(WrongVersion { words, help }) => Err(WorkflowError::Version { words, help }),
        None => Ok(()),
    }
}

/// Does something with an empty scratch database and drops it, whatever came of it.
pub(crate) async fn on_scratch<T>(
    source: &ShadowSource,
    work: impl AsyncFnOnce(&mut Connection) -> Result<T, WorkflowError>,
) -> Result<T, WorkflowError> {
    let (shadow, mut connection) = connect(Shadow::create(source).await?, source).await?;
    let result = work(&mut connection).await;
    connection.close().await;
    let dropped = shadow.drop().await;
    let value = result?;
    dropped?;
    Ok(value)
}

/// A scratch database with a session in it, and with what the source says that it holds from the start; it is dropped where
/// there can be none.
async fn connect(shadow: Shadow, source: &ShadowSource) -> Result<(Shadow, Connection), WorkflowError> {
    let error = match shadow.options().connect().await {
        Ok(mut connection) => match outside::build_in(&mut connection, source.outside()).await {
            Ok(()) => return Ok((shadow, connection)),
            Err(error) => {
                connection.close().await;
                error
            }
        },
        Err(error) => error.into(),
    };
    shadow.drop().await?;
    Err(error)
}

/// The objects of a catalog that are no part of others.
pub(crate) fn top_level(catalog: &Catalog) -> impl Iterator<Item = ObjectId> {
    let types = catalog.enums.keys().chain(catalog.domains.keys()).chain(catalog.composites.keys());
    catalog
        .schemas
        .keys()
        .map(|name| ObjectId::Schema(name.clone()))
        .chain(catalog.extensions.keys().map(|name| ObjectId::Extension(name.clone())))
        .chain(types.map(|name| ObjectId::Type(name.clone())))
        .chain(catalog.sequences.keys().map(|name| ObjectId::Sequence(name.clone())))
        .chain(catalog.tables.keys().map(|name| ObjectId::Table(name.clone())))
}

/// The scope of a whole database.
pub fn everything() -> Scope {
    Scope { manage: vec![evenkeel_model::declared::Pattern::parse("*.*")], ..Scope::default() }
}
