//! The files that evenkeel writes into a project: the folder of a migration, and what is generated from the schema file.
//!
//! [`Folders::write`] leaves what a job of [`evenkeel_engine::workflow::generate`] came to: all of its files or none.
//! [`generated`] says what the generated files should be, which is how they are found to be stale.

pub mod error;
pub mod generated;
mod replace;
mod staged;

use std::path::{Path, PathBuf};

use evenkeel_engine::workflow::export::export;
use evenkeel_engine::workflow::generate::Generated;
use evenkeel_model::Declared;
use evenkeel_runner::{DOWN, UP, Version};

pub use self::error::ProjectError;
pub use self::replace::replace;
use self::staged::Staged;

/// The folders that are written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// That of the migrations.
    pub migrations: PathBuf,
    /// That of what is generated from the schema file.
    pub generated: PathBuf,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The generated files that were not what they should be.
    pub generated: Vec<PathBuf>,
    /// The folder of the migration, where there was anything to migrate.
    pub migration: Option<PathBuf>,
}

impl Folders {
    /// Writes the migration, if there is one, and the generated files that are not fresh.
    ///
    /// # Errors
    /// Where the schema has no Rust or no SQL, or a file cannot be written; everything is then as it was.
    pub fn write(&self, declared: &Declared, generated: &Generated) -> Result<Written, ProjectError> {
        let sql = export(&generated.desired, generated.major).map_err(|error| ProjectError::Sql(Box::new(error)))?;
        let mut stale = generated::stale(&self.generated, declared)?;
        stale.extend(generated::stale_sql(&self.generated, &sql)?);
        let mut staged = Staged::default();
        for file in &stale {
            staged.file(&file.path, &file.text)?;
        }
        // The migration comes last: where the machine stops before it, the next run starts over.
        let migration = match &generated.migration {
            Some(new) => {
                Some(self.stage_migration(&mut staged, new.version, &new.name, &new.up, new.down.as_deref())?)
            }
            None => None,
        };
        staged.commit()?;
        Ok(Written { generated: stale.into_iter().map(|file| file.path).collect(), migration })
    }

    /// Writes the folder of a migration as one step; gives its path.
    ///
    /// # Errors
    /// Where it cannot be written; there is none of it then.
    pub fn write_migration(
        &self,
        version: Version,
        name: &str,
        up: &str,
        down: Option<&str>,
    ) -> Result<PathBuf, ProjectError> {
        let mut staged = Staged::default();
        let folder = self.stage_migration(&mut staged, version, name, up, down)?;
        staged.commit()?;
        Ok(folder)
    }

    fn stage_migration(
        &self,
        staged: &mut Staged,
        version: Version,
        name: &str,
        up: &str,
        down: Option<&str>,
    ) -> Result<PathBuf, ProjectError> {
        let folder = self.migrations.join(format!("{version}_{name}"));
        let files = [(UP, Some(up)), (DOWN, down)];
        let files: Vec<_> = files.into_iter().filter_map(|(name, text)| Some((name, text?))).collect();
        staged.folder(&folder, &files)?;
        Ok(folder)
    }
}

/// Writes the generated files that come from the schema file alone and are not fresh, as one step; gives their paths.
///
/// # Errors
/// As [`Folders::write`].
pub fn write_without_server(folder: &Path, declared: &Declared) -> Result<Vec<PathBuf>, ProjectError> {
    let stale = generated::stale(folder, declared)?;
    let mut staged = Staged::default();
    for file in &stale {
        staged.file(&file.path, &file.text)?;
    }
    staged.commit()?;
    Ok(stale.into_iter().map(|file| file.path).collect())
}
