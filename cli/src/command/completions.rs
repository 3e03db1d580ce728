//! `keel completions`

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use serde_json::{Map, Value};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Page, Report, shown};

/// Print a shell's completions of keel
#[derive(Debug, Args)]
#[command(after_help = "Example: keel completions bash > ~/.local/share/bash-completion/completions/keel")]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

struct Completions {
    shell: Shell,
    script: String,
}

pub fn run(arguments: &Arguments, _context: &Context) -> Result<Box<dyn Report>, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut crate::arguments::Arguments::command(), "keel", &mut script);
    shown(Completions { shell: arguments.shell, script: String::from_utf8_lossy(&script).into_owned() })
}

impl Report for Completions {
    fn text(&self, page: &mut Page) {
        page.result(&self.script);
    }

    fn json(&self) -> Map<String, Value> {
        [("shell".to_owned(), self.shell.to_string().into()), ("script".to_owned(), self.script.as_str().into())]
            .into_iter()
            .collect()
    }
}
