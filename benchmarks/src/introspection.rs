//! Introspection alone, as a process of its own: it starts cold each time, as pg_dump does.

use std::process::Command;

use anyhow::Result;
use evenkeel_connect::ConnectOptions;
use evenkeel_engine::introspect::introspect;

use crate::scene::Scene;

/// Where the URL of the database comes from; a password in an argument could be read by all.
const URL_VARIABLE: &str = "EVENKEEL_BENCHMARK_URL";

/// This program, as it reads a database once.
///
/// # Errors
/// Where this program cannot be found again.
pub fn command(scene: &Scene) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("introspect").env(URL_VARIABLE, scene.url());
    Ok(command)
}

/// Connects, reads the database and ends.
///
/// # Errors
/// Where there is none or it cannot be read.
pub async fn read() -> Result<()> {
    let mut connection = ConnectOptions::parse(&std::env::var(URL_VARIABLE)?)?.connect().await?;
    introspect(&mut connection).await?;
    connection.close().await;
    Ok(())
}
