//! Migration files and their application: lock, ledger, checksums, segments, resuming.

mod checksum;
pub mod file;
mod folder;
mod nearest;
mod picture;
mod version;

pub use checksum::{Checksum, ChecksumError};
pub use file::MigrationFile;
pub use folder::{DOWN, Folder, Migration, UP, read_folder};
pub use version::{Version, VersionError};
