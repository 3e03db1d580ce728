//! The apply that runs, or ran last: what it told, for every page that asks, whenever that is.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use futures_util::{Stream, stream};
use tokio::sync::watch;

use crate::api::{ApplyEvent, ErrorCode};
use crate::failure::Failure;

/// What is known of applies: of one at a time, since the studio runs no second one beside it.
#[derive(Debug, Default)]
pub struct Applying {
    last: Mutex<Option<Arc<Run>>>,
}

/// One apply.
#[derive(Debug)]
pub struct Run {
    /// The name that the page gave it, by which it is cancelled.
    request: String,
    begun: Instant,
    told: watch::Sender<Vec<ApplyEvent>>,
}

/// By which an apply tells how far it is. Dropped without a last word, it says that nobody knows.
#[derive(Debug)]
pub struct Teller(Arc<Run>);

impl Applying {
    /// An apply begins.
    ///
    /// # Errors
    /// Where one runs.
    pub fn begin(&self, request: &str) -> Result<Teller, Failure> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref().is_some_and(|run| !is_over(&run.told.borrow())) {
            return Err(Failure::new(ErrorCode::Project, "the studio is applying migrations already")
                .with_hint("the view of migrations shows how far it is"));
        }
        let run =
            Arc::new(Run { request: request.to_owned(), begun: Instant::now(), told: watch::Sender::new(Vec::new()) });
        *last = Some(Arc::clone(&run));
        Ok(Teller(run))
    }

    /// The one that runs, or ran last.
    pub fn last(&self) -> Option<Arc<Run>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Teller {
    /// The apply.
    pub fn run(&self) -> Arc<Run> {
        Arc::clone(&self.0)
    }

    /// Tells all who listen, and those who will.
    pub fn tell(&self, event: ApplyEvent) {
        self.0.told.send_modify(|told| told.push(event));
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        if !is_over(&self.0.told.borrow()) {
            let failure = Failure::internal("the applying ended early, and nobody knows why");
            self.tell(ApplyEvent::Failed { error: *failure.body });
        }
    }
}

fn is_over(told: &[ApplyEvent]) -> bool {
    matches!(told.last(), Some(ApplyEvent::Done { .. } | ApplyEvent::Failed { .. }))
}

/// What an apply has told so far, and then what it tells, up to its end.
pub fn follow(run: &Run) -> impl Stream<Item = ApplyEvent> + use<> {
    let milliseconds = u64::try_from(run.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let told = run.told.subscribe();
    let over = is_over(&told.borrow());
    let begun = ApplyEvent::Begun { request: run.request.clone(), milliseconds, over };
    stream::unfold((Some(begun), told, 0), async |(begun, mut told, seen)| {
        if let Some(begun) = begun {
            return Some((begun, (None, told, seen)));
        }
        loop {
            let (event, over) = {
                let told = told.borrow_and_update();
                (told.get(seen).cloned(), is_over(&told))
            };
            if let Some(event) = event {
                return Some((event, (None, told, seen + 1)));
            }
            if over || told.changed().await.is_err() {
                return None;
            }
        }
    })
}
