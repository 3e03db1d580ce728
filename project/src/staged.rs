//! Several files as one step.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::replace::{aside, target};
use crate::{ProjectError, replace};

/// Files and folders that are whole, but not in their places yet: [`Self::commit`] puts them there. Dropped before that,
/// they are gone, and the folders that were made for them.
#[derive(Debug, Default)]
pub(crate) struct Staged {
    // Goes first, since it lies in the folders.
    items: Vec<Item>,
    made: MadeFolders,
}

#[derive(Debug)]
enum Item {
    File {
        path: PathBuf,
        target: PathBuf,
        new: NamedTempFile,
        /// What it takes the place of, kept so that putting it back needs no room on the disk.
        old: Option<NamedTempFile>,
    },
    Folder {
        path: PathBuf,
        new: TempDir,
    },
}

/// What was put in its place, so that it can be taken back.
enum Placed {
    File { target: PathBuf, old: Option<NamedTempFile> },
    Folder { path: PathBuf },
}

/// Folders that were not there before, outermost first.
#[derive(Debug, Default)]
struct MadeFolders(Vec<PathBuf>);

impl Staged {
    /// Adds a file that is to be made or replaced.
    pub(crate) fn file(&mut self, path: &Path, text: &str) -> Result<(), ProjectError> {
        if let Some(folder) = path.parent() {
            self.made.make(folder)?;
        }
        let failed = |error| ProjectError::file("write", path)(error);
        let target = target(path);
        let old = match fs::read(&target) {
            Ok(content) => Some(aside(&target, &content).map_err(failed)?),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        let new = aside(&target, text.as_bytes()).map_err(failed)?;
        self.items.push(Item::File { path: path.to_owned(), target, new, old });
        Ok(())
    }

    /// Adds a folder that is to be made, with its files.
    pub(crate) fn folder(&mut self, path: &Path, files: &[(&str, &str)]) -> Result<(), ProjectError> {
        let parent = path.parent().unwrap_or(Path::new(""));
        self.made.make(parent)?;
        let place = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        let mut builder = Builder::new();
        builder.prefix(".keel-");
        let new = builder.tempdir_in(place).map_err(ProjectError::file("make a folder in", parent))?;
        for (name, text) in files {
            // The draft's own name says nothing to anybody.
            let failed = |error| ProjectError::file("write", &path.join(name))(error);
            replace(&new.path().join(name), text).map_err(failed)?;
        }
        self.items.push(Item::Folder { path: path.to_owned(), new });
        Ok(())
    }

    /// Puts everything in its place, in the order in which it was added. Where one cannot be put there, those before it
    /// are taken back.
    pub(crate) fn commit(self) -> Result<(), ProjectError> {
        let Self { items, made } = self;
        let mut placed = Vec::new();
        for item in items {
            match item.place() {
                Ok(one) => placed.push(one),
                Err(error) => {
                    placed.into_iter().rev().for_each(Placed::take_back);
                    return Err(error);
                }
            }
        }
        made.keep();
        Ok(())
    }
}

impl Item {
    fn place(self) -> Result<Placed, ProjectError> {
        match self {
            Self::File { path, target, new, old } => {
                new.persist(&target).map_err(|error| ProjectError::file("write", &path)(error.error))?;
                Ok(Placed::File { target, old })
            }
            Self::Folder { path, new } => {
                fs::rename(new.path(), &path).map_err(ProjectError::file("make the folder", &path))?;
                // It has moved: there is nothing left to remove.
                let _moved = new.keep();
                Ok(Placed::Folder { path })
            }
        }
    }
}

impl Placed {
    /// As far as the disk lets it: it is the cause of the trouble, and has been told.
    fn take_back(self) {
        let _ = match self {
            Self::File { target, old: Some(old) } => old.persist(&target).map(drop).map_err(|error| error.error),
            Self::File { target, old: None } => fs::remove_file(target),
            Self::Folder { path } => fs::remove_dir_all(path),
        };
    }
}

impl MadeFolders {
    fn make(&mut self, folder: &Path) -> Result<(), ProjectError> {
        let missing: Vec<_> = folder
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .map(Path::to_owned)
            .collect();
        fs::create_dir_all(folder).map_err(ProjectError::file("make the folder", folder))?;
        self.0.extend(missing.into_iter().rev());
        Ok(())
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for MadeFolders {
    /// A folder in which somebody else has put something meanwhile stays.
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn all_of_it_is_written() {
        let root = tempfile::tempdir().unwrap();
        let (file, folder) = (root.path().join("a/b/file"), root.path().join("c/folder"));
        let mut staged = Staged::default();
        staged.file(&file, "new").unwrap();
        staged.folder(&folder, &[("up", "u"), ("down", "d")]).unwrap();
        assert!(!file.exists() && !folder.exists(), "nothing is there before it is whole");
        staged.commit().unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(names(&root.path().join("a/b")), ["file"]);
        assert_eq!(names(&root.path().join("c")), ["folder"]);
        assert_eq!(names(&folder), ["down", "up"]);
    }

    #[test]
    fn or_nothing_is() {
        let root = tempfile::tempdir().unwrap();
        let (old, new) = (root.path().join("old"), root.path().join("made/for/it"));
        fs::write(&old, "as it was").unwrap();
        let taken = root.path().join("taken");
        let mut staged = Staged::default();
        staged.file(&old, "changed").unwrap();
        staged.file(&new, "new").unwrap();
        staged.folder(&taken, &[("up", "u")]).unwrap();
        // Somebody else makes it meanwhile.
        fs::create_dir(&taken).unwrap();
        fs::write(taken.join("theirs"), "").unwrap();
        let error = staged.commit().unwrap_err();
        assert!(error.to_string().starts_with("cannot make the folder"), "{error}");
        assert_eq!(fs::read_to_string(&old).unwrap(), "as it was");
        assert_eq!(names(root.path()), ["old", "taken"]);
        assert_eq!(names(&taken), ["theirs"]);
    }

    #[test]
    fn what_is_not_committed_leaves_no_trace() {
        let root = tempfile::tempdir().unwrap();
        let mut staged = Staged::default();
        staged.folder(&root.path().join("a/b/folder"), &[("up", "u")]).unwrap();
        drop(staged);
        assert!(names(root.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_is_for_everyone_and_a_link_stays_one() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let (file, link, folder) = (root.path().join("file"), root.path().join("link"), root.path().join("folder"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let usual = root.path().join("usual");
        fs::create_dir(&usual).unwrap();
        let mut staged = Staged::default();
        staged.file(&link, "new").unwrap();
        staged.folder(&folder, &[]).unwrap();
        staged.commit().unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o640);
        assert_eq!(mode(&folder), mode(&usual));
    }
}
