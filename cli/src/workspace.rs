//! What the engine's jobs need of a run, and how their errors are told.

use evenkeel_engine::server::Server;
use evenkeel_engine::workflow::export::with_transactions;
use evenkeel_engine::workflow::{WorkflowError, Workspace};
use evenkeel_model::Declared;
use serde_json::json;

use crate::context::Context;
use crate::failure::Failure;
use crate::finding::Finding;
use crate::migration;
use crate::output::Printer;
use crate::session::{connect_failure, open_server, stop_server};

/// The code of a failure that is about the loss of data.
pub const DESTRUCTIVE: &str = "destructive";

/// The server of this run with the place where jobs are done.
pub struct Place {
    server: Server,
    workspace: Workspace,
    printer: Printer,
}

impl Place {
    /// Starts the server where it is keel's own. Nothing connects to it yet.
    pub async fn open(context: &Context) -> Result<Self, Failure> {
        let shadow = context.shadow()?.map(|shadow| shadow.options()).transpose()?;
        let server = open_server(context).await?;
        let workspace =
            Workspace { target: server.options().clone(), single_connection: server.single_connection(), shadow };
        Ok(Self { server, workspace, printer: context.printer.clone() })
    }

    /// Where jobs are done.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Whether the server is keel's own.
    pub fn is_own(&self) -> bool {
        self.server.is_own()
    }

    /// Stops the server where it is keel's own.
    pub async fn close(self) -> Result<(), Failure> {
        stop_server(self.server, &self.printer).await
    }
}

/// An error of a job on the run's own database as the user sees it: where that cannot be reached, it is said where its
/// address comes from.
pub fn database_job_failure(error: &WorkflowError, declared: Option<&Declared>, context: &Context) -> Failure {
    match (error, context.target()) {
        (WorkflowError::Connect(error), Ok(target)) => connect_failure(error, target.origin().as_deref()),
        (WorkflowError::Refused(problems), _) => {
            let failure = job_failure(error, declared).with_findings(migration::placed(problems, false, context));
            Failure { causes: Vec::new(), ..failure }
        }
        (WorkflowError::Runner(error), _) => migration::failure_at(error, false, context),
        _ => with_origin(job_failure(error, declared), error, context),
    }
}

/// The failure with where the address of the server for scratch databases comes from, if one is named and that is what it
/// is about.
pub fn with_origin(failure: Failure, error: &WorkflowError, context: &Context) -> Failure {
    let Ok(Some(shadow)) = context.shadow() else { return failure };
    let WorkflowError::Shadow(error) = error else { return failure };
    let origin = format!("the address comes from {}", shadow.origin);
    failure.with_help(match error.help() {
        Some(help) => format!("{origin}; {help}"),
        None => origin,
    })
}

/// An error of a job as the user sees it. `declared` is the schema file that it was about, if it was about one.
pub fn job_failure(error: &WorkflowError, declared: Option<&Declared>) -> Failure {
    if let WorkflowError::Runner(error) = error {
        return migration::failure(error, false);
    }
    let code = match error {
        WorkflowError::Connect(_) => "connection",
        WorkflowError::Introspect(_) => "introspection",
        WorkflowError::Shadow(_) => "shadow",
        WorkflowError::Schema(_) => "schema",
        WorkflowError::Occupied(_) => "occupied",
        WorkflowError::Build(_) => "build",
        WorkflowError::Outside(_) => "outside",
        WorkflowError::Runner(_) | WorkflowError::Replay(_) => "migration",
        WorkflowError::Renames(_) => "rename",
        WorkflowError::Plan(_) | WorkflowError::Conversions(_) => "plan",
        WorkflowError::Proof(_) => "proof",
        WorkflowError::File(_) => "file",
        WorkflowError::Refused(_) => "migrations-refused",
        WorkflowError::Pending(_) => "pending",
        WorkflowError::HalfApplied(_) => "half-applied",
        WorkflowError::Missing(_) => "missing",
        WorkflowError::Drift(_) | WorkflowError::NotMade(_) | WorkflowError::ByHand { .. } => "drift",
        WorkflowError::NoBaseline(_) => "no-baseline",
        WorkflowError::Needs(_) => "unmodelled",
        WorkflowError::Taken(_) => "name-taken",
        WorkflowError::NotMadeByMigrations(_) => "not-made",
        WorkflowError::Inhabited(_) => "inhabited",
        WorkflowError::Destructive(_) => DESTRUCTIVE,
        WorkflowError::Version { .. } | WorkflowError::Elsewhere { .. } => "version",
        WorkflowError::Sql(..) => "sql",
        WorkflowError::ServerWide(_) => "server-wide",
        WorkflowError::Query(_) => "connection-lost",
    };
    let mut failure = Failure::new(code, error.to_string());
    match error {
        WorkflowError::Schema(diagnostics)
        | WorkflowError::Occupied(diagnostics)
        | WorkflowError::Renames(diagnostics)
        | WorkflowError::Conversions(diagnostics) => {
            if let Some(declared) = declared {
                failure = failure.with_findings(Finding::from_diagnostics(diagnostics, &declared.places.files));
            }
        }
        WorkflowError::Drift(words)
        | WorkflowError::NoBaseline(words)
        | WorkflowError::NotMade(words)
        | WorkflowError::ByHand { drift: words, .. } => {
            for line in words {
                failure = failure.with_cause(line.clone());
            }
            if let WorkflowError::ByHand { statements, .. } = error {
                let sql = with_transactions(statements);
                failure.details = Some(Box::new(json!({"sql": sql, "statements": statements})));
            }
        }
        WorkflowError::Needs(pairs) => {
            for (object, needed) in pairs {
                failure = failure.with_cause(format!("{object} needs {needed}"));
            }
        }
        WorkflowError::Destructive(lost) => {
            for (object, words) in lost {
                failure = failure.with_cause(format!("{object}: {words}"));
            }
        }
        WorkflowError::Sql(faults, _) | WorkflowError::ServerWide(faults) => {
            failure.findings = faults.iter().map(|fault| Finding::from_fault(fault).with_code(code)).collect();
        }
        WorkflowError::HalfApplied(half) => {
            failure.message = "a migration is half applied, so nothing was done".to_owned();
            failure.findings = vec![migration::half_applied(half)];
            return failure;
        }
        WorkflowError::Refused(problems) => {
            failure.message = "the migrations have to be mended first".to_owned();
            failure.causes = problems.iter().map(ToString::to_string).collect();
        }
        WorkflowError::Replay(error) if error.is_connection_lost() => {
            failure = Failure::new("connection-lost", "the server went away while the migrations were replayed on it")
                .with_help("look after the server, then run this again");
        }
        WorkflowError::Replay(error) => {
            let inner = migration::failure(error, false);
            failure.causes.push(inner.message);
            failure.causes.extend(inner.causes);
            failure.findings = inner.findings;
            failure.help = inner.help;
            failure.details = inner.details;
        }
        WorkflowError::Shadow(error) if error.is_connect() => {
            failure =
                Failure::new(code, "the server for scratch databases cannot be reached").with_cause(error.to_string());
        }
        // They say all that there is to say themselves.
        WorkflowError::Connect(_) | WorkflowError::Shadow(_) => {}
        other => {
            if let Some(source) = std::error::Error::source(other) {
                failure = failure.with_source(source);
            }
        }
    }
    match error.help() {
        Some(help) => failure.with_help(help),
        None => failure,
    }
}
