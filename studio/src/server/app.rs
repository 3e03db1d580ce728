//! What all calls share.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Settings;
use crate::api::{ErrorCode, OverviewResponse, ReadOnlyReason};
use crate::audit::Audit;
use crate::catalog::{self, Found};
use crate::database::{Database, Mode};
use crate::failure::Failure;
use crate::project::{Applying, Project, Reach};

/// The studio of one database.
#[derive(Debug)]
pub struct App {
    pub database: Arc<Database>,
    pub audit: Audit,
    pub project: Option<Project>,
    /// The migrations that are being applied, whichever page asked for it.
    pub applying: Applying,
    folder: Option<PathBuf>,
    environment: Option<String>,
    /// Whether writing has to be unlocked.
    pub guarded: bool,
    unlocked: AtomicBool,
}

impl App {
    pub fn new(settings: Settings) -> Self {
        let guarded = settings.is_guarded();
        Self {
            audit: Audit::new(settings.audit, &settings.options, settings.environment.clone()),
            database: Database::new(settings.options, settings.single_connection, settings.statement_limit),
            project: settings.project,
            applying: Applying::default(),
            folder: settings.folder,
            environment: settings.environment,
            guarded,
            unlocked: AtomicBool::new(false),
        }
    }

    /// Whether the guard keeps it from writing.
    pub fn is_locked(&self) -> bool {
        self.guarded && !self.unlocked.load(Ordering::SeqCst)
    }

    /// Where scratch databases may be made.
    pub fn reach(&self) -> Reach {
        if self.is_locked() { Reach::NotOnTarget } else { Reach::Everywhere }
    }

    /// Lets nothing write that is guarded.
    ///
    /// # Errors
    /// Where it is guarded and not unlocked.
    pub fn check_writable(&self) -> Result<(), Failure> {
        if self.is_locked() {
            return Err(Failure::new(ErrorCode::ReadOnly, "the studio is read-only")
                .with_hint("type the database's name to unlock it"));
        }
        Ok(())
    }

    /// Whether this is the database's name.
    ///
    /// # Errors
    /// Where it is not.
    pub fn check_name(&self, typed: &str) -> Result<(), Failure> {
        if typed == self.database.options().database() {
            Ok(())
        } else {
            Err(Failure::new(ErrorCode::ReadOnly, "this is not the database's name"))
        }
    }

    /// Makes it writable.
    ///
    /// # Errors
    /// Where the name is another, or the log cannot be written.
    pub fn unlock(&self, typed: &str) -> Result<(), Failure> {
        self.check_name(typed)?;
        self.audit.write("unlock", &[], "done")?;
        self.unlocked.store(true, Ordering::SeqCst);
        Ok(())
    }

    /// Makes it read-only again.
    pub fn lock(&self) {
        self.unlocked.store(false, Ordering::SeqCst);
        // It is no less locked where the log cannot be written.
        let _ = self.audit.write("lock", &[], "done");
    }

    /// The database as the page shows it.
    ///
    /// # Errors
    /// Where the server does not answer.
    pub async fn overview(&self) -> Result<OverviewResponse, Failure> {
        let groups = crate::project::groups(self.project.as_ref()).await;
        let mut session = self.database.session(None, Mode::Read).await?;
        let found = catalog::overview(&mut session, &groups).await;
        let found: Found = session.end_with(found).await?;
        let read_only = if found.standby {
            Some(ReadOnlyReason::Standby)
        } else if !found.may_write {
            // No name that is typed unlocks what the role may not do.
            Some(ReadOnlyReason::Role)
        } else if self.is_locked() {
            Some(ReadOnlyReason::Guarded)
        } else {
            found.default_read_only.then_some(ReadOnlyReason::DefaultReadOnly)
        };
        let single_connection = self.database.single_connection();
        let host = self.database.options().host_description();
        let place = self.folder.as_ref().map_or_else(|| host.clone(), |folder| folder.display().to_string());
        Ok(OverviewResponse {
            identity: format!("{place}/{}", found.database),
            database: found.database,
            role: found.role,
            host,
            server_version: found.server_version,
            environment: self.environment.clone(),
            production: self.guarded,
            writable: read_only.is_none(),
            read_only,
            unlockable: read_only == Some(ReadOnlyReason::Guarded),
            single_connection,
            cancellable: !single_connection,
            statement_limit: self.database.limit().map(|limit| u32::try_from(limit.as_millis()).unwrap_or(u32::MAX)),
            project: self.project.is_some(),
            schemas: found.schemas,
            relations: found.relations,
        })
    }
}
