//! Files of the project.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::failure::Failure;

/// Reads a file of text.
pub fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))
}

/// The schema file cannot be read.
pub fn no_schema(path: &Path, error: &std::io::Error) -> Failure {
    let failure = Failure::file("read", path, error);
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            failure.with_help("`keel init` starts a project, and --schema names a file that is elsewhere")
        }
        _ => failure,
    }
}

/// Replaces a file or makes it, as one step: whoever reads it meanwhile, or after the machine stopped half way, finds
/// the old text or the new one and nothing between.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| Failure::file("write", path, error);
    // A link stays one: what it leads to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".keel-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What the mask of the user leaves of it is what any new file gets.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(|error| failed(&error))?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(|error| failed(&error))?;
    if let Ok(old) = fs::metadata(&target) {
        file.as_file().set_permissions(old.permissions()).map_err(|error| failed(&error))?;
    }
    file.persist(&target).map_err(|error| failed(&error.error))?;
    Ok(())
}
