//! Whether a scratch database may be made.

use evenkeel_connect::ConnectOptions;
use evenkeel_engine::workflow::Workspace;

use crate::api::ErrorCode;
use crate::failure::Failure;

/// When a server was started, to the microsecond: no two servers say the same.
const STARTED: &str = "SELECT extract(epoch FROM pg_catalog.pg_postmaster_start_time())::pg_catalog.text";

/// Where scratch databases may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// On the target's own server too.
    Everywhere,
    /// On others alone: writing is not unlocked, and on the target's own server nothing is made.
    NotOnTarget,
}

/// Lets a job make scratch databases.
///
/// # Errors
/// Where they would be on the target's own server, and nothing is to be made there.
pub async fn check(workspace: &Workspace, reach: Reach) -> Result<(), Failure> {
    if reach == Reach::Everywhere {
        return Ok(());
    }
    let message = match &workspace.shadow {
        None => "this takes a scratch database, and while the studio is read-only nothing is made on the server",
        Some(shadow) if is_same_server(&workspace.target, shadow).await? => {
            "this takes a scratch database, and the shadow is on the server on which nothing is made while the studio is \
             read-only"
        }
        Some(_) => return Ok(()),
    };
    Err(Failure::new(ErrorCode::ReadOnly, message).with_hint(
        "type the database's name to unlock writing, or name another server for scratch databases: `shadow` in keel.toml, or \
         --shadow",
    ))
}

/// Whether two addresses, however they are written, lead to one server.
async fn is_same_server(target: &ConnectOptions, shadow: &ConnectOptions) -> Result<bool, Failure> {
    Ok(started(target).await? == started(shadow).await?)
}

async fn started(options: &ConnectOptions) -> Result<String, Failure> {
    let connection = options.connect().await?;
    let found = connection.query_one(STARTED, &[]).await.and_then(|row| row.try_get(0));
    connection.close().await;
    found.map_err(|error| {
        let message = format!("{} does not say which server it is: {error}", options.host_description());
        Failure::new(ErrorCode::Connection, message)
    })
}
