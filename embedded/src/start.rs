//! Starting the server so that its extensions are there and none is created.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use pglite_oxide::extensions::Extension;
use pglite_oxide::{PgliteServer, PgliteServerBuilder};

use crate::{EmbeddedError, MAINTENANCE_DATABASE, USER};

/// No database has this name, since the server refuses to make one: it is longer than a name can be.
const NO_DATABASE: &str = "keel asks for a database that is not there so that extensions are loaded and none is made";

/// The server keeps so much of its files in its memory, and clears all of it for each database that it opens: with 128 MB,
/// the library's own choice, that would be half of what a short command waits for. What is not there comes from the files.
const SHARED_BUFFERS: &str = "16MB";

/// How long the lock of a server that has ended may be held by a copy of its file, and how often to look.
const GIVEN_BACK_WITHIN: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Starts the server and returns it with its address.
///
/// A server that is started with extensions creates them in every database that a client connects to, in pg_catalog. So
/// a first server is started with them only to unpack their files and to load their modules, which stay with the
/// process; asking it for a database that is not there does both and creates nothing. The second server is the one
/// that serves.
pub(crate) fn start(directory: &Path, extensions: &[Extension]) -> Result<(PgliteServer, SocketAddr), EmbeddedError> {
    let failed = |error| EmbeddedError::start(directory, error);
    if !extensions.is_empty() {
        let loader = start_soon(directory, |builder| builder.extensions(extensions.iter().copied()))?;
        let address = address(&loader).map_err(failed)?;
        ask_in_vain(address).map_err(|error| EmbeddedError::prepare(directory, error))?;
        loader.shutdown().map_err(failed)?;
    }
    let server = start_soon(directory, |builder| builder.username(USER).database(MAINTENANCE_DATABASE))?;
    let address = address(&server).map_err(failed)?;
    Ok((server, address))
}

/// Starts one, and waits a moment where its data is in use: the lock of a server that has just ended may still be held by a
/// child that this or another process starts, which has a copy of every open file until it runs its program.
fn start_soon(
    directory: &Path,
    choose: impl Fn(PgliteServerBuilder) -> PgliteServerBuilder,
) -> Result<PgliteServer, EmbeddedError> {
    let start = Instant::now();
    loop {
        let builder = PgliteServer::builder().path(directory).postgres_config("shared_buffers", SHARED_BUFFERS);
        let error = match choose(builder).start() {
            Ok(server) => return Ok(server),
            Err(error) => EmbeddedError::start(directory, error),
        };
        if !error.is_in_use() || start.elapsed() > GIVEN_BACK_WITHIN {
            return Err(error);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

fn address(server: &PgliteServer) -> anyhow::Result<SocketAddr> {
    server.tcp_addr().ok_or_else(|| anyhow::anyhow!("the server has no TCP address"))
}

/// Sends a startup message for a database that is not there and reads until the server hangs up.
fn ask_in_vain(address: SocketAddr) -> std::io::Result<()> {
    let mut parameters = Vec::new();
    for word in ["user", USER, "database", NO_DATABASE] {
        parameters.extend_from_slice(word.as_bytes());
        parameters.push(0);
    }
    parameters.push(0);
    let length = u32::try_from(parameters.len() + 8).map_err(std::io::Error::other)?;
    let mut message = length.to_be_bytes().to_vec();
    // The version of the protocol: 3.0.
    message.extend_from_slice(&0x0003_0000_u32.to_be_bytes());
    message.extend_from_slice(&parameters);
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    stream.write_all(&message)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(())
}
