//! One file as one step.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// Replaces a file or makes it, as one step: whoever reads it meanwhile, or after the machine stopped half way, finds
/// the old text or the new one and nothing between.
///
/// # Errors
/// Where its folder takes no file.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let target = target(path);
    aside(&target, text.as_bytes())?.persist(&target)?;
    Ok(())
}

/// The file itself. A link stays one: what it leads to is replaced.
pub(crate) fn target(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// A file of this content beside another, which it can take the place of.
pub(crate) fn aside(target: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".keel-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What the mask of the user leaves of it is what any new file gets.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    if let Ok(old) = fs::metadata(target) {
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
}
