//! A scratch database that is made before it is needed.

use std::thread::JoinHandle;

use tokio::runtime::Builder;
use tokio::sync::oneshot;

use crate::shadow::{Shadow, ShadowError, ShadowSource};

/// A scratch database on its way. It is made by a thread of its own, since the caller's may be busy with what it has read.
pub(super) struct Ahead {
    made: oneshot::Receiver<Result<Shadow, ShadowError>>,
    thread: Option<JoinHandle<()>>,
}

impl Ahead {
    /// Begins to make one.
    pub(super) fn begin(source: ShadowSource) -> Self {
        let (sender, made) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            // Without a runtime nothing is sent, and the caller makes one itself.
            if let Ok(runtime) = Builder::new_current_thread().enable_all().build() {
                // Dropped at once, and the database with it, where nobody waits any more.
                let _unwanted = sender.send(runtime.block_on(Shadow::create(&source)));
            }
        });
        Self { made, thread: Some(thread) }
    }

    /// The database; `None` where none could even be begun.
    ///
    /// # Errors
    /// Where the server makes none.
    pub(super) async fn shadow(mut self) -> Result<Option<Shadow>, ShadowError> {
        (&mut self.made).await.ok().transpose()
    }
}

impl Drop for Ahead {
    /// Waits until the database is dropped again, if nobody has taken it: the process may be about to end.
    fn drop(&mut self) {
        self.made.close();
        drop(self.made.try_recv());
        if let Some(thread) = self.thread.take() {
            // A panic in it has been told.
            let _panicked = thread.join();
        }
    }
}
