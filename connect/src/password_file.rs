//! The password file: `host:port:database:user:password` lines, the first that fits wins.

use std::fs;
use std::path::{Path, PathBuf};

/// A password file, read when a password is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PasswordFile {
    path: PathBuf,
}

/// Where libpq looks for one.
pub(crate) fn usual_path(home: Option<&Path>) -> Option<PathBuf> {
    if cfg!(windows) {
        let folder = std::env::var_os("APPDATA")?;
        return Some(PathBuf::from(folder).join("postgresql").join("pgpass.conf"));
    }
    home.map(|home| home.join(".pgpass"))
}

impl PasswordFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The password for a role of a database at a host, if the file may be used and has one.
    pub(crate) fn password(&self, host: &str, port: u16, database: &str, user: &str) -> Option<String> {
        if self.problem().is_some() {
            return None;
        }
        let content = fs::read(&self.path).ok()?;
        let content = String::from_utf8_lossy(&content);
        find(&content, [host, &port.to_string(), database, user])
    }

    /// Why the file is there and yet not used.
    pub(crate) fn problem(&self) -> Option<String> {
        let metadata = fs::metadata(&self.path).ok()?;
        let path = self.path.display();
        if !metadata.is_file() {
            return Some(format!("the password file {path} is not used, since it is no plain file"));
        }
        if readable_by_others(&metadata) {
            return Some(format!("the password file {path} is not used, since others may read it: chmod 0600 {path}"));
        }
        if let Err(error) = fs::File::open(&self.path) {
            return Some(format!("the password file {path} cannot be read: {error}"));
        }
        None
    }
}

#[cfg(unix)]
fn readable_by_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn readable_by_others(_metadata: &fs::Metadata) -> bool {
    false
}

fn find(content: &str, wanted: [&str; 4]) -> Option<String> {
    content.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut rest = line;
        for value in wanted {
            let (field, after) = take_field(rest)?;
            if field.raw != "*" && field.text != value {
                return None;
            }
            rest = after?;
        }
        // The password ends at the line's end or at an unescaped colon, as in libpq.
        let (password, _) = take_field(rest)?;
        Some(password.text)
    })
}

struct Field<'line> {
    raw: &'line str,
    text: String,
}

/// One field with its escapes resolved, and what follows its colon, if there is one.
fn take_field(line: &str) -> Option<(Field<'_>, Option<&str>)> {
    let mut text = String::new();
    let mut letters = line.char_indices();
    while let Some((index, letter)) = letters.next() {
        match letter {
            '\\' => text.extend(letters.next().map(|(_, escaped)| escaped)),
            ':' => {
                let (raw, after) = line.split_at_checked(index)?;
                return Some((Field { raw, text }, after.strip_prefix(':')));
            }
            letter => text.push(letter),
        }
    }
    Some((Field { raw: line, text }, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_fits_wins() {
        let content = "# a comment\n\
                       nonsense\n\
                       h:5432:app:ada:first\n\
                       *:*:app:ada:second\r\n\
                       \\:\\:1:5432:a\\:b:ada:with\\:colon\\\\slash\n\
                       \\*:*:*:*:star\n\
                       *:*:*:bob:not:all\n";
        let find = |host, port, database, user| find(content, [host, port, database, user]);
        assert_eq!(find("h", "5432", "app", "ada").as_deref(), Some("first"));
        assert_eq!(find("other", "5433", "app", "ada").as_deref(), Some("second"));
        assert_eq!(find("::1", "5432", "a:b", "ada").as_deref(), Some("with:colon\\slash"));
        assert_eq!(find("*", "1", "x", "y").as_deref(), Some("star"));
        assert_eq!(find("h", "1", "x", "bob").as_deref(), Some("not"));
        assert_eq!(find("h", "1", "x", "eve"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_not_used_and_says_so() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pgpass");
        let file = PasswordFile::new(path.clone());
        assert_eq!(file.problem(), None);
        assert_eq!(file.password("h", 5432, "app", "ada"), None);
        fs::write(&path, "*:*:*:*:word\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(file.password("h", 5432, "app", "ada"), None);
        assert!(file.problem().unwrap().contains("chmod 0600"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(file.password("h", 5432, "app", "ada").as_deref(), Some("word"));
    }
}
