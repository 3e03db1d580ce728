//! What was found good before: the same bytes need not be rendered again by the same program.
//!
//! Rendering the Rust of a schema takes most of the time of `keel check --static`, and in most commits neither the schema
//! nor what is generated from it has changed. What is remembered is one sum over all that the answer depends on, so that
//! it cannot be out of date; where it cannot be read or written, the work is done.

use std::fs;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use evenkeel_engine::server;
use evenkeel_model::declared::SourceFile;
use evenkeel_project::generated;
use evenkeel_runner::Checksum;

use crate::context::Context;

/// Its file in the folder of keel's own.
const NAME: &str = "checked";

/// The sum over the files of a project, and where that of the files that were last found good is kept.
pub struct Memory {
    sum: Checksum,
    project: PathBuf,
}

impl Memory {
    /// For the schema file with what it includes and the generated files as they are now. None where some of them
    /// cannot be read, or the program does not know which it is.
    pub fn of(context: &Context, files: &[SourceFile]) -> Option<Self> {
        let mut bytes = Bytes::default();
        bytes.add(program()?.as_bytes());
        for file in files {
            bytes.add(file.path.as_os_str().as_encoded_bytes());
            bytes.add(file.text.as_bytes());
        }
        let folder = context.generated_folder();
        bytes.add(folder.as_os_str().as_encoded_bytes());
        for name in generated::NAMES {
            bytes.add(&fs::read(folder.join(name)).ok()?);
        }
        Some(Self { sum: Checksum::of(bytes.0), project: context.project_folder() })
    }

    /// Whether these files were found good before.
    pub fn is_known(&self) -> bool {
        let kept = fs::read_to_string(self.project.join(server::FOLDER).join(NAME));
        kept.is_ok_and(|kept| kept.trim().parse() == Ok(self.sum))
    }

    /// Remembers that they are good.
    pub fn keep(&self) {
        if let Ok(folder) = server::make_folder(&self.project) {
            // A folder that nobody may write to makes the next run slower, and no result wrong.
            let _ = fs::write(folder.join(NAME), format!("{}\n", self.sum));
        }
    }
}

/// Texts one behind the other, none of which runs into the next.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn add(&mut self, text: &[u8]) {
        self.0.extend(text.len().to_le_bytes());
        self.0.extend(text);
    }
}

/// The program that runs: another build may render otherwise.
fn program() -> Option<String> {
    let path = std::env::current_exe().ok()?;
    let metadata = fs::metadata(&path).ok()?;
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    Some(format!("{} {} {} {changed}", env!("CARGO_PKG_VERSION"), path.display(), metadata.len()))
}
