//! Where the schema file of a crate is.

use std::path::{Path, PathBuf};

/// The file of that name in `folder`, which holds the crate's `Cargo.toml`, or in the nearest folder above it that holds a
/// `Cargo.toml` and the file.
pub fn find(written: &str, folder: &Path) -> Option<PathBuf> {
    let own = folder.join(written);
    let above = folder.ancestors().skip(1).filter(|above| above.join("Cargo.toml").is_file());
    [own].into_iter().chain(above.map(|above| above.join(written))).find(|path| path.is_file())
}
