//! The server of this run, and a session on its database.

use std::ops::{Deref, DerefMut};

use evenkeel_connect::{ConnectError, ConnectOptions, Connection};
use evenkeel_engine::server::{Server, ServerChoice, ServerError};

use crate::arguments::OwnServer;
use crate::context::{Context, Target};
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output::Printer;
use crate::schema;

/// A session on the database of this run, with the server where that is keel's own.
pub struct Session {
    connection: Connection,
    server: Server,
    printer: Printer,
}

impl Session {
    /// Starts the server where it is keel's own, and connects. Servers are told of an interruption.
    pub async fn open(context: &Context, interrupts: &Interrupts) -> Result<Self, Failure> {
        let server = open_server(context).await?;
        let origin = context.target()?.origin();
        let connection =
            server.options().connect().await.map_err(|error| connect_failure(&error, origin.as_deref()))?;
        interrupts.cancel(&connection);
        Ok(Self { connection, server, printer: context.printer.clone() })
    }

    /// The server.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Ends the session, then the server where it is this process's own.
    pub async fn close(self) -> Result<(), Failure> {
        self.connection.close().await;
        stop_server(self.server, &self.printer).await
    }
}

impl Deref for Session {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Session {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// The server of this run; nothing connects to it yet.
pub async fn open_server(context: &Context) -> Result<Server, Failure> {
    let choice = match context.target()? {
        Target::Url { url, origin } => {
            let options = ConnectOptions::parse(&url).map_err(|error| connect_failure(&error, Some(&origin)))?;
            ServerChoice::Url(options.with_application_name("keel"))
        }
        Target::Own(OwnServer::Embedded) => ServerChoice::Embedded,
        Target::Own(OwnServer::Local) => ServerChoice::Local { major: None },
    };
    let extensions = if choice == ServerChoice::Embedded { schema::extensions(context) } else { Vec::new() };
    let _spinner = context.printer.progress("starting the server");
    Server::open(choice, &context.project_folder(), &extensions).await.map_err(|error| server_failure(&error))
}

/// Stops the server where it is this process's own. Others that use it are waited for, which is said.
pub async fn stop_server(server: Server, printer: &Printer) -> Result<(), Failure> {
    let waiting = || {
        printer.note("another keel works on the server that this one runs: it runs until the other has finished");
    };
    server.stop(waiting).await.map_err(|error| server_failure(&error))
}

/// Why a server cannot be reached, and where its address came from.
pub fn connect_failure(error: &ConnectError, origin: Option<&str>) -> Failure {
    let code = if error.is_invalid() { "database-url" } else { "connection" };
    let failure = Failure::new(code, error.to_string());
    match origin {
        Some(origin) => failure.with_help(format!("the address comes from {origin}")),
        None => failure,
    }
}

/// Why a server of keel's own cannot be had.
pub fn server_failure(error: &ServerError) -> Failure {
    let code = match error {
        _ if error.is_not_available() => "no-server",
        _ if error.is_busy() => "server-busy",
        _ if error.is_extension() => "extension",
        _ => "server",
    };
    Failure::new(code, error.to_string())
}
