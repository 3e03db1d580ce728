//! Asynchronous work, and its end by Ctrl-C.

use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use evenkeel_connect::{CancelToken, Connection};

use crate::failure::Failure;

/// How long servers may take to hear that their statements are wanted no more.
const PATIENCE: Duration = Duration::from_secs(5);

/// What has to be told of an interruption.
#[derive(Default)]
pub struct Interrupts {
    sessions: Mutex<Vec<CancelToken>>,
}

impl Interrupts {
    /// Has the server cancel what this session runs when the user interrupts: without a word, a server notices that
    /// nobody listens any more only when it is done, and an index on a large table takes hours.
    pub fn cancel(&self, connection: &Connection) {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).push(connection.cancel_token());
    }

    async fn cancel_all(&self) {
        let sessions = std::mem::take(&mut *self.sessions.lock().unwrap_or_else(PoisonError::into_inner));
        for session in sessions {
            // A server that cannot be reached cannot be told; it rolls back when it finds the connection gone.
            let _unheard = tokio::time::timeout(PATIENCE, session.cancel()).await;
        }
    }
}

/// Runs the work on a runtime made for it. Ctrl-C, or being asked to end, cancels what servers run for it and drops it
/// where it waits, which closes its connections, so that what was not committed is rolled back. A second Ctrl-C ends the
/// process at once.
pub fn run<T>(work: impl AsyncFnOnce(&Interrupts) -> Result<T, Failure>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::new("runtime", "cannot start the asynchronous runtime").with_cause(error.to_string())
    })?;
    let outcome = runtime.block_on(async {
        let interrupts = Interrupts::default();
        {
            let mut work = pin!(work(&interrupts));
            tokio::select! {
                biased;
                () = asked_to_end() => {}
                outcome = &mut work => return outcome,
            }
            tokio::select! {
                biased;
                () = asked_to_end() => std::process::exit(130),
                () = interrupts.cancel_all() => {}
            }
        }
        Err(Failure::interrupted())
    });
    // Not waiting for threads that wait for an answer at the terminal.
    runtime.shutdown_background();
    outcome
}

/// Runs what goes on until the user ends it: being asked to end is its end, and no interruption; the work is told by the
/// future that it gets. Asked a second time, the process ends at once.
pub fn until_asked<T>(work: impl AsyncFnOnce(Asked) -> Result<T, Failure>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::new("runtime", "cannot start the asynchronous runtime").with_cause(error.to_string())
    })?;
    let outcome = runtime.block_on(async {
        // From now on, and not only when the work waits for it.
        let mut signals = Signals::listen();
        work(Box::pin(async move {
            signals.asked_to_end().await;
            tokio::spawn(async move {
                signals.asked_to_end().await;
                std::process::exit(130);
            });
        }))
        .await
    });
    runtime.shutdown_background();
    outcome
}

/// Ends when the user asks for it.
pub type Asked = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Ends when the process is asked to end.
async fn asked_to_end() {
    Signals::listen().asked_to_end().await;
}

/// The signals by which a process is asked to end, heard since this was made.
struct Signals {
    #[cfg(unix)]
    heard: Option<[tokio::signal::unix::Signal; 2]>,
}

impl Signals {
    fn listen() -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let heard = [signal(SignalKind::interrupt()), signal(SignalKind::terminate())];
            let [interrupt, terminate] = heard.map(Result::ok);
            Self { heard: interrupt.zip(terminate).map(<[_; 2]>::from) }
        }
        #[cfg(not(unix))]
        Self {}
    }

    /// Ends when the process is asked to end. Where signals cannot be had it never does: then the system ends the process.
    async fn asked_to_end(&mut self) {
        #[cfg(unix)]
        match &mut self.heard {
            Some([interrupt, terminate]) => {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
            }
            None => std::future::pending().await,
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
