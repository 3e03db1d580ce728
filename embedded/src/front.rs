//! The door of the server: it takes every client at once, and lets one after the other in.
//!
//! The server itself serves one connection, keeps further ones in the system's queue and ends, with all that wait there,
//! where a client goes away in a way that it did not expect: without reading its answer, within COPY, within a message. So
//! clients meet this door. It asks a client for its startup message, lets it wait for its turn, hands on whole messages
//! only, and takes leave of the server in the client's name when the client does not.

mod message;
mod queue;
mod session;

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use self::message::{Answers, Requests, Startup, TERMINATE};
use self::queue::Queue;
use self::session::{Last, Session};

pub(crate) use self::queue::Turn;

/// How much is read at a time, in bytes.
const CHUNK: usize = 64 * 1024;

/// What a client that is gone leaves unsaid: the end of the messages before.
const SYNC: &[u8] = b"S\0\0\0\x04";
/// The same within COPY.
const GIVE_UP_COPY: &[u8] = b"f\0\0\0\x13client is gone\0S\0\0\0\x04";

/// The door, open.
pub(crate) struct Front {
    port: u16,
    queue: Arc<Queue>,
    closing: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Front {
    /// Opens the door of the server behind `server`, on a port of 127.0.0.1 that the system chooses.
    pub(crate) fn open(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let (queue, closing) = (Arc::new(Queue::default()), Arc::new(AtomicBool::new(false)));
        let listening = {
            let (queue, closing) = (Arc::clone(&queue), Arc::clone(&closing));
            thread::Builder::new()
                .name("keel-front".to_owned())
                .spawn(move || listen(&listener, server, &queue, &closing))?
        };
        Ok(Self { port, queue, closing, listening: Some(listening) })
    }

    /// The port that clients connect to.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Waits until nobody is served, and lets nobody in while the turn is held.
    pub(crate) fn turn(&self) -> Turn {
        self.queue.turn()
    }

    /// Takes no more clients, and waits until those that have come are served.
    fn close(&mut self) {
        let Some(listening) = self.listening.take() else { return };
        self.closing.store(true, Ordering::SeqCst);
        // It listens until somebody comes. Where nobody can, nobody is let in either.
        if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
            let _ = listening.join();
        }
        self.queue.wait_until_empty();
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.close();
    }
}

fn listen(listener: &TcpListener, server: SocketAddr, queue: &Arc<Queue>, closing: &AtomicBool) {
    for client in listener.incoming() {
        if closing.load(Ordering::SeqCst) {
            return;
        }
        // One that is gone before it is taken is nobody's loss.
        let Ok(client) = client else { continue };
        let place = queue.enter();
        // Where there is no thread for it, it is hung up on.
        let _ = thread::Builder::new().name("keel-client".to_owned()).spawn(move || {
            // What goes wrong on the way is the client's end, which it sees.
            let _ = serve(client, server, &place);
        });
    }
}

/// Serves one client: from its startup message to the end of its session.
fn serve(mut client: TcpStream, server: SocketAddr, place: &queue::Place) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut requests = Requests::default();
    let startup = loop {
        match requests.startup()? {
            Some(Startup::Encryption) => client.write_all(b"N")?,
            // Nothing can be cancelled: the server has no ear while it works.
            Some(Startup::Cancel) => return Ok(()),
            Some(Startup::Session(message)) => break message,
            None if !read_more(&mut client, &mut requests)? => return Ok(()),
            None => {}
        }
    };
    let turn = place.turn();
    if is_gone(&client)? {
        return Ok(());
    }
    let served = hand_on(&client, server, &startup, requests);
    drop(turn);
    served
}

/// Hands messages on, both ways, until the server has ended the session.
fn hand_on(client: &TcpStream, server: SocketAddr, startup: &[u8], requests: Requests) -> io::Result<()> {
    let mut server = TcpStream::connect(server)?;
    server.set_nodelay(true)?;
    server.write_all(startup)?;
    let session = Arc::new(Session::new());
    {
        let (client, server, session) = (client.try_clone()?, server.try_clone()?, Arc::clone(&session));
        thread::Builder::new().name("keel-requests".to_owned()).spawn(move || {
            // An end of the session shows on the other way.
            let _ = hand_in(client, server, requests, &session);
        })?;
    }
    let mut client = client;
    let mut answers = Answers::default();
    let mut chunk = vec![0; CHUNK];
    let mut listens = true;
    loop {
        let read = match server.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        let answer = chunk.get(..read).unwrap_or_default();
        answers.take(answer, |letter| session.answers(letter));
        // The server speaks to its end, whether or not somebody listens: hung up on, it would end for everybody.
        listens = listens && client.write_all(answer).is_ok();
    }
    session.end();
    // The client still has what was said, then sees the end; its own hanging up ends the other way.
    client.shutdown(Shutdown::Write).or(Ok(()))
}

/// Hands a client's requests in, message by message, and takes leave for it.
fn hand_in(mut client: TcpStream, mut server: TcpStream, mut requests: Requests, session: &Session) -> io::Result<()> {
    loop {
        let (whole, leaves) = requests.take_whole(|letter| session.asks(letter));
        server.write_all(&whole)?;
        if leaves || !matches!(read_more(&mut client, &mut requests), Ok(true)) {
            break;
        }
    }
    // Leave taken within COPY would be taken for data, and the server would end: not before all is answered is it known
    // that none begins.
    loop {
        match session.last() {
            Last::GiveUpCopy => server.write_all(GIVE_UP_COPY)?,
            Last::Sync => server.write_all(SYNC)?,
            Last::Terminate => return server.write_all(TERMINATE),
            Last::Nothing => return Ok(()),
        }
    }
}

/// Whether a client has hung up while it waited.
fn is_gone(client: &TcpStream) -> io::Result<bool> {
    client.set_nonblocking(true)?;
    let heard = client.peek(&mut [0]);
    client.set_nonblocking(false)?;
    match heard {
        Ok(read) => Ok(read == 0),
        Err(error) => Ok(error.kind() != io::ErrorKind::WouldBlock),
    }
}

/// Reads what a client says next. False where it has hung up.
fn read_more(client: &mut TcpStream, requests: &mut Requests) -> io::Result<bool> {
    let mut chunk = [0; CHUNK];
    loop {
        match client.read(&mut chunk) {
            Ok(0) => return Ok(false),
            Ok(read) => {
                requests.push(chunk.get(..read).unwrap_or_default());
                return Ok(true);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
