//! The program in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder that goes away, and the program in it.
pub struct Project {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

/// How a run of the program ended.
pub struct Run {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    /// One with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let project = Self::empty();
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    /// Sets a variable of the environment; the test's own variables are not handed on.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    /// The program with these arguments, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keel"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        for name in ["PATH", "HOME", "TMPDIR", "LLVM_PROFILE_FILE", "SystemRoot"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.envs(self.variables.iter().cloned());
        command
    }

    /// Runs the program with arguments without spaces, given as one line.
    pub fn keel(&self, line: &str) -> Run {
        self.run(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| self.neutral(&String::from_utf8(bytes).unwrap());
        Run { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// The text without the folder's name.
    fn neutral(&self, text: &str) -> String {
        let folder: &Path = &std::fs::canonicalize(self.folder.path()).unwrap();
        text.replace(&*folder.to_string_lossy(), "[folder]").replace(&*self.folder.path().to_string_lossy(), "[folder]")
    }
}

impl Run {
    /// The one JSON document that it printed.
    pub fn json(&self) -> serde_json::Value {
        assert_eq!(self.stderr, "", "nothing stands beside the document");
        let document: serde_json::Value = serde_json::from_str(&self.stdout).unwrap();
        assert_eq!(document["keel"], 1);
        document
    }

    /// That it ended well.
    pub fn done(self) -> Self {
        assert_eq!(self.status, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let status = self.status.map_or("killed".to_owned(), |status| status.to_string());
        writeln!(formatter, "exit status: {status}")?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                writeln!(formatter, "--- {name}\n{}", text.trim_end_matches('\n'))?;
            }
        }
        Ok(())
    }
}
