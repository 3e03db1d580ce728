//! A sign of life on a terminal, for what takes longer than a second.

use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long something may take before it is worth a word.
const PATIENCE: Duration = Duration::from_secs(1);

/// A spinner that shows after a second and goes when this value does.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    worker: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts one. `wanted` is whether the user wants to hear of it at all.
    pub fn start(wanted: bool, words: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_message(words);
        if !wanted || !std::io::stderr().is_terminal() {
            return Self { bar, worker: None };
        }
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        let (ended, end) = mpsc::channel::<()>();
        let shown = bar.clone();
        let worker = std::thread::spawn(move || {
            // Nothing is ever sent: the channel ends when the spinner does.
            if end.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(Duration::from_millis(100));
                let _ended = end.recv();
                shown.finish_and_clear();
            }
        });
        Self { bar, worker: Some((ended, worker)) }
    }

    /// Says what is going on now.
    pub fn say(&self, words: String) {
        self.bar.set_message(words);
    }

    /// The bar itself, around which others print.
    pub(super) fn bar(&self) -> ProgressBar {
        self.bar.clone()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((ended, worker)) = self.worker.take() {
            drop(ended);
            // A spinner that failed is no reason to fail.
            let _spinner = worker.join();
        }
    }
}
