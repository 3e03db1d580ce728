//! The scratch database of a job. One serves several of its steps, since making one takes longer than most of them.

use evenkeel_connect::Connection;
use evenkeel_model::Catalog;
use tokio_postgres::Client;

use super::ahead::Ahead;
use super::{WorkflowError, connect};
use crate::build::{BuildError, Built, build};
use crate::introspect::introspect;
use crate::shadow::{Shadow, ShadowSource};

/// A scratch database that is made when the first step needs it, and made anew when a step finds it used up.
pub(super) struct Scratch<'a> {
    source: &'a ShadowSource,
    open: Option<Open>,
    /// One that is being made before it is needed.
    ahead: Option<Ahead>,
}

struct Open {
    // Goes first: some servers drop a database only when nobody is connected to anything.
    connection: Connection,
    shadow: Shadow,
    /// What an empty database holds.
    present: Catalog,
    content: Content,
}

enum Content {
    Empty,
    /// The state from which plans start.
    Start(Built),
    /// A part of it, or more than it.
    Used,
}

impl<'a> Scratch<'a> {
    /// Does a job with a scratch database and drops it, whatever came of it. The first may be on its way already.
    pub(super) async fn with<T>(
        source: &'a ShadowSource,
        ahead: Option<Ahead>,
        job: impl AsyncFnOnce(&mut Self) -> Result<T, WorkflowError>,
    ) -> Result<T, WorkflowError> {
        let mut scratch = Self { source, open: None, ahead };
        let result = job(&mut scratch).await;
        let closed = scratch.close().await;
        let value = result?;
        closed?;
        Ok(value)
    }

    /// Has the first one made while the caller goes on, for a job that is sure to need it.
    pub(super) fn begin(&mut self) {
        // The caller may need the only connection meanwhile.
        if !self.source.single_connection() && self.open.is_none() && self.ahead.is_none() {
            self.ahead = Some(Ahead::begin(self.source.clone()));
        }
    }

    /// Where it is made.
    pub(super) fn source(&self) -> &'a ShadowSource {
        self.source
    }

    /// Does something with the empty database in a transaction that is rolled back, so that it is empty afterwards too.
    /// It is told what an empty database holds, and the server's major version.
    pub(super) async fn in_passing<T>(
        &mut self,
        work: impl AsyncFnOnce(&Client, &Catalog, u32) -> Result<T, WorkflowError>,
    ) -> Result<T, WorkflowError> {
        let Open { connection, present, .. } = self.empty().await?;
        connection.batch_execute("BEGIN").await?;
        let result = work(connection, present, connection.server_major()).await;
        let undone = connection.batch_execute("ROLLBACK").await;
        let value = result?;
        undone?;
        Ok(value)
    }

    /// The database with the state in it from which plans start, which is built where it is not there yet. Nothing in
    /// it may be changed for good.
    pub(super) async fn start(
        &mut self,
        from: &Catalog,
        major: u32,
        refused: fn(Vec<BuildError>) -> WorkflowError,
    ) -> Result<(&mut Connection, Built), WorkflowError> {
        let built = match &self.open {
            Some(Open { content: Content::Start(built), .. }) => Some(built.clone()),
            _ => None,
        };
        if let Some(built) = built {
            return Ok((&mut self.open().await?.connection, built));
        }
        let open = self.empty().await?;
        open.content = Content::Used;
        let built = build(&open.connection, &open.present, from, &[], major).await.map_err(refused)?;
        open.content = Content::Start(built.clone());
        Ok((&mut open.connection, built))
    }

    /// The same for a plan that is carried out there: the database does not serve again.
    pub(super) async fn start_for_good(
        &mut self,
        from: &Catalog,
        major: u32,
        refused: fn(Vec<BuildError>) -> WorkflowError,
    ) -> Result<(&mut Connection, Built), WorkflowError> {
        let (_, built) = self.start(from, major, refused).await?;
        let open = self.open().await?;
        open.content = Content::Used;
        Ok((&mut open.connection, built))
    }

    async fn empty(&mut self) -> Result<&mut Open, WorkflowError> {
        if self.open.as_ref().is_some_and(|open| !matches!(open.content, Content::Empty)) {
            self.close().await?;
        }
        self.open().await
    }

    /// The database as it is, or an empty one.
    async fn open(&mut self) -> Result<&mut Open, WorkflowError> {
        let open = match self.open.take() {
            Some(open) => open,
            None => {
                let begun = match self.ahead.take() {
                    Some(ahead) => ahead.shadow().await?,
                    None => None,
                };
                let shadow = match begun {
                    Some(shadow) => shadow,
                    None => Shadow::create(self.source).await?,
                };
                Open::new(shadow, self.source).await?
            }
        };
        Ok(self.open.insert(open))
    }

    async fn close(&mut self) -> Result<(), WorkflowError> {
        if let Some(Open { connection, shadow, .. }) = self.open.take() {
            connection.close().await;
            shadow.drop().await?;
        }
        self.ahead = None;
        Ok(())
    }
}

impl Open {
    async fn new(shadow: Shadow, source: &ShadowSource) -> Result<Self, WorkflowError> {
        let (shadow, mut connection) = connect(shadow, source).await?;
        match introspect(&mut connection).await {
            Ok(found) => Ok(Self { connection, shadow, present: found.catalog, content: Content::Empty }),
            Err(error) => {
                connection.close().await;
                shadow.drop().await?;
                Err(error.into())
            }
        }
    }
}
