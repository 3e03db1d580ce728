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

    /// The names in a folder, sorted; hidden ones too.
    pub fn list(&self, path: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(path)).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The folder of the last migration.
    pub fn last_migration(&self) -> String {
        format!("migrations/{}", self.list("migrations").last().unwrap())
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
    /// What it printed, without what differs from run to run: versions of migrations, hashes, times, servers.
    pub fn neutral(&self) -> String {
        neutral(&self.to_string())
    }

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

/// A text without versions of migrations, hashes, durations, versions of PostgreSQL and addresses.
pub fn neutral(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let before_word = !result.chars().next_back().is_some_and(|last| last.is_ascii_alphanumeric());
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if before_word && digits == 14 {
            result.push_str("[version]");
            rest = &rest[digits..];
        } else if let Some(after) = rest.strip_prefix("sha256:") {
            result.push_str("sha256:[hash]");
            rest = after.trim_start_matches(|letter: char| letter.is_ascii_hexdigit());
        } else if let Some(after) = rest.strip_prefix("PostgreSQL ").filter(|after| after.starts_with(char::is_numeric))
        {
            result.push_str("PostgreSQL [major]");
            let number = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
            let minor = number.strip_prefix('.').filter(|minor| minor.starts_with(|one: char| one.is_ascii_digit()));
            rest = minor.map_or(number, |minor| minor.trim_start_matches(|letter: char| letter.is_ascii_digit()));
        } else if before_word && digits > 0 && rest[digits..].starts_with(" ms") {
            result.push_str("[time]");
            rest = &rest[digits..];
        } else if let Some(after) = rest.strip_prefix("keel_test_") {
            result.push_str("[database]");
            rest = after.trim_start_matches(|letter: char| letter.is_ascii_hexdigit() || letter == '_');
        } else if let Some(after) = rest.strip_prefix("keel_role_") {
            result.push_str("[role]");
            rest = after.trim_start_matches(|letter: char| letter.is_ascii_hexdigit() || letter == '_');
        } else if let Some(after) = rest.strip_prefix("127.0.0.1:") {
            result.push_str("[host]");
            rest = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
        } else {
            result.push(character);
            rest = &rest[character.len_utf8()..];
        }
    }
    result
}
