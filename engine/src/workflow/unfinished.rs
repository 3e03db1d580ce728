//! What a session runs when the job that it is for is dropped.

use std::time::Duration;

use evenkeel_connect::{CancelToken, Connection};

/// How long the server may take to hear it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Work in a session that has not come to its end. Dropped, it has the server cancel what the session runs.
pub(super) struct Unfinished(Option<CancelToken>);

impl Unfinished {
    pub(super) fn of(connection: &Connection) -> Self {
        Self(Some(connection.cancel_token()))
    }

    /// It has come to its end, whichever.
    pub(super) fn finished(mut self) {
        self.0 = None;
    }
}

impl Drop for Unfinished {
    /// Waits until the server has heard it: the process may be about to end.
    fn drop(&mut self) {
        let Some(token) = self.0.take() else { return };
        // This thread may run a runtime, and may not run another.
        let thread = std::thread::spawn(move || {
            if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() {
                // A server that cannot be reached rolls back when it finds the connection gone.
                let _unheard = runtime.block_on(async { tokio::time::timeout(PATIENCE, token.cancel()).await });
            }
        });
        let _panicked = thread.join();
    }
}
