//! `keel check`

mod generated;
mod layout;
mod memory;
mod migrations;
mod outcome;
mod schema;
mod server;

use clap::{Args, ValueEnum};
use evenkeel_model::ObjectId;
use serde_json::{Map, Value, json};

use self::memory::Memory;
use self::outcome::{Check, Outcome};
use crate::command::shared;
use crate::context::Context;
use crate::failure::Failure;
use crate::finding::{Finding, sarif, workflow_commands};
use crate::output::{Page, Report, Status, shown, style};
use crate::redact::redact;

/// Find out whether schema.yaml, the migrations, the generated code and the database say the same
#[derive(Debug, Args)]
#[command(after_help = "Exits with 2 where something was found.")]
pub struct Arguments {
    /// Start no server and read no database; what was left out is said
    #[arg(long = "static")]
    pub without_server: bool,

    /// How findings are printed; json is the same as --output json
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// The JSON document of keel
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub Actions, which show beside the lines of a pull request
    Github,
}

/// What was checked, and what was found.
struct Checked {
    checks: Vec<Check>,
    /// Objects of the database that nothing was said about, each with the reason.
    left_alone: Vec<(ObjectId, shared::Reason)>,
    format: Format,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let file = schema::check(context, !arguments.without_server)?;
    let [layout, generated] = files(context, &file)?;
    let declared = file.declared;
    let (mut left_alone, mut pairs) = (Vec::new(), Vec::new());
    let served = match (&declared, arguments.without_server) {
        (_, true) => vec![
            Check::left_out("replay", "--static starts no server"),
            Check::left_out("drift", "--static reads no database"),
        ],
        (None, false) => vec![
            Check::left_out("replay", "the schema file has to be mended first"),
            Check::left_out("drift", "the schema file has to be mended first"),
        ],
        (Some(declared), false) => {
            let served = server::check(context, declared)?;
            let nobodys = served.unmanaged.into_iter().map(|object| (object, shared::UNMANAGED));
            let unknown = served.unmodelled.into_iter().map(|object| (object, shared::UNMODELLED));
            left_alone = nobodys.chain(unknown).collect();
            pairs = served.pairs;
            served.checks
        }
    };
    let mut checks = vec![file.check, layout, generated, migrations::check(&context.migrations_folder(), &pairs)];
    checks.extend(served);
    shown(Checked { checks, left_alone, format: arguments.format })
}

/// Checks the layout of the schema file and what is generated from it, unless both were good before.
fn files(context: &Context, file: &schema::SchemaFile) -> Result<[Check; 2], Failure> {
    let folder = context.generated_folder();
    let memory = file.declared.as_ref().and_then(|_| Memory::of(context, file.files()));
    if memory.as_ref().is_some_and(Memory::is_known) {
        return Ok([layout::good(file.files()), generated::good(&folder)]);
    }
    let (layout, generated) = std::thread::scope(|scope| {
        let layout = scope.spawn(|| layout::check(file.files(), file.declared.is_none()));
        let generated = generated::check(&folder, file.declared.as_ref());
        (layout.join(), generated)
    });
    let checks = [layout.unwrap_or_else(|panic| std::panic::resume_unwind(panic)), generated?];
    if let Some(memory) = memory
        && checks.iter().all(Check::is_good)
    {
        memory.keep();
    }
    Ok(checks)
}

impl Checked {
    fn findings(&self) -> Vec<Finding> {
        self.checks.iter().flat_map(|check| check.outcome.findings()).cloned().collect()
    }
}

impl Report for Checked {
    fn status(&self) -> Status {
        if self.findings().is_empty() { Status::Done } else { Status::Finding }
    }

    fn text(&self, page: &mut Page) {
        let findings = self.findings();
        match self.format {
            Format::Sarif => page.result_line(format!("{:#}", sarif(&findings))),
            Format::Github => page.result(workflow_commands(&findings)),
            Format::Text | Format::Json => {
                findings.iter().for_each(|finding| page.result_line(redact(&finding.picture())));
            }
        }
        shared::tell_left_alone(page, self.left_alone.iter().map(|(object, reason)| (object, *reason)));
        for check in &self.checks {
            match &check.outcome {
                Outcome::Good(words) => page.did("ok", format_args!("{}: {words}", check.name)),
                Outcome::LeftOut(reason) => page.left("left out", format_args!("{}: {reason}", check.name)),
                Outcome::Found(findings) => {
                    let words = if findings.len() == 1 {
                        "1 finding".to_owned()
                    } else {
                        format!("{} findings", findings.len())
                    };
                    page.failed("found", format_args!("{}: {}", check.name, style::paint(style::NAME, words)));
                }
            }
        }
    }

    fn json(&self) -> Map<String, Value> {
        [
            ("checks".to_owned(), self.checks.iter().map(Check::json).collect()),
            (
                "left_alone".to_owned(),
                self.left_alone
                    .iter()
                    .map(|(object, reason)| json!({"object": object.to_string(), "reason": reason.one}))
                    .collect(),
            ),
            ("findings".to_owned(), self.findings().iter().map(Finding::json).collect()),
        ]
        .into_iter()
        .collect()
    }
}
