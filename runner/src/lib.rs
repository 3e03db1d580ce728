//! Migration files and their application: lock, ledger, checksums, segments, resuming.
//!
//! [`read_folder`] reads a folder of migrations, [`Status`] compares it with what a database says was applied, and a
//! [`Runner`] applies what is pending: one run at a time, each segment recorded in its own transaction, so that a run
//! that was cut off at any moment is carried on by the next. [`execute`] runs a single file without any of that, for
//! databases of one's own.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use evenkeel_runner::{Event, Options, Runner, read_folder};
//!
//! # async fn example(mut client: tokio_postgres::Client) -> Result<(), evenkeel_runner::Error> {
//! let migrations = read_folder(Path::new("migrations"))?;
//! let mut applied = Vec::new();
//! let mut progress = |event: Event<'_>| {
//!     if let Event::MigrationDone { version, .. } = event {
//!         applied.push(version);
//!     }
//! };
//! Runner::new(&mut client, Options::default(), &mut progress).apply(&migrations, None).await?;
//! # Ok(())
//! # }
//! ```

mod checksum;
mod error;
mod execute;
pub mod file;
mod folder;
mod ledger;
mod lock;
mod nearest;
mod options;
mod picture;
mod probe;
mod progress;
mod runner;
mod session;
mod status;
mod version;

pub use checksum::{Checksum, ChecksumError};
pub use error::{Error, StatementFailure, help_with_resources};
pub use execute::{Observer, Step, Unobserved, execute};
pub use file::MigrationFile;
pub use folder::{DOWN, Folder, Migration, NameError, UP, check_name, read_folder};
pub use ledger::{Attempt, LastFailure, LedgerRow, RowState};
pub use lock::Holder;
pub use options::Options;
pub use progress::{Event, Progress, Silent};
pub use runner::{Done, Outcome, Resolution, Runner};
pub use status::{Commute, Entry, EntryState, Fork, HalfApplied, Problem, Status, heads};
pub use version::{Version, VersionError};
