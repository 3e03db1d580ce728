//! Asynchronous work, and its end by Ctrl-C.

use std::future::Future;

use crate::failure::Failure;

/// Runs the work on a runtime made for it. Ctrl-C (or being asked to end) drops the work where it waits, which rolls
/// back what was not committed; then `clean_up` drops what would be left behind on servers. A second Ctrl-C ends the
/// process at once.
pub fn run<T>(work: impl Future<Output = Result<T, Failure>>, clean_up: impl AsyncFnOnce()) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::new("runtime", "cannot start the asynchronous runtime").with_cause(error.to_string())
    })?;
    runtime.block_on(async {
        let outcome = tokio::select! {
            biased;
            () = asked_to_end() => Err(Failure::interrupted()),
            outcome = work => outcome,
        };
        if outcome.as_ref().is_err_and(Failure::is_interruption) {
            tokio::select! {
                biased;
                () = asked_to_end() => std::process::exit(130),
                () = clean_up() => {}
            }
        }
        outcome
    })
}

/// Ends when the process is asked to end. Where signals cannot be had it never does: then the system ends the process.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
