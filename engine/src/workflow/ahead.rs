//! A scratch database that is made before it is needed.

use std::thread::JoinHandle;

use tokio::runtime::Builder;
use tokio::sync::oneshot;

use crate::shadow::{Shadow, ShadowError, ShadowSource};

/// A scratch database on its way. It is made by a thread of its own, since the caller's may be busy with what it has read.
#[derive(Debug)]
pub struct Ahead {
    source: ShadowSource,
    made: oneshot::Receiver<Result<Shadow, ShadowError>>,
    thread: Option<JoinHandle<()>>,
}

impl Ahead {
    /// Begins to make one.
    pub(super) fn begin(source: ShadowSource) -> Self {
        let (sender, made) = oneshot::channel();
        let place = source.clone();
        let thread = std::thread::spawn(move || {
            // Without a runtime nothing is sent, and the caller makes one itself.
            if let Ok(runtime) = Builder::new_current_thread().enable_all().build() {
                runtime.block_on(make(&place, sender));
            }
        });
        Self { source, made, thread: Some(thread) }
    }

    /// Where it is made.
    pub(super) fn source(&self) -> &ShadowSource {
        &self.source
    }

    /// The database; `None` where none could even be begun.
    ///
    /// # Errors
    /// Where the server makes none.
    pub(super) async fn shadow(mut self) -> Result<Option<Shadow>, ShadowError> {
        (&mut self.made).await.ok().transpose()
    }
}

/// Makes one unless nobody waits for it any more, be it half way.
async fn make(source: &ShadowSource, mut sender: oneshot::Sender<Result<Shadow, ShadowError>>) {
    let made = tokio::select! {
        biased;
        () = sender.closed() => None,
        made = Shadow::create(source) => Some(made),
    };
    if let Some(made) = made {
        // Dropped at once, and the database with it, where the receiver went just now.
        let _unwanted = sender.send(made);
    }
}

impl Drop for Ahead {
    /// Has the server cease to make the database and waits until it is gone, if nobody has taken it: the process may be
    /// about to end.
    fn drop(&mut self) {
        self.made.close();
        drop(self.made.try_recv());
        if let Some(thread) = self.thread.take() {
            // A panic in it has been told.
            let _panicked = thread.join();
        }
    }
}
