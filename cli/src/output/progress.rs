//! A sign of life on a terminal, for what takes longer than a second.

use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How long something may take before it is worth a word.
const PATIENCE: Duration = Duration::from_secs(1);

/// A spinner that shows after a second and goes when this value does.
#[derive(Debug)]
pub struct Progress {
    worker: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts one. `wanted` is whether the user wants to hear of it at all.
    pub fn start(wanted: bool, words: &'static str) -> Self {
        if !wanted || !std::io::stderr().is_terminal() {
            return Self { worker: None };
        }
        let (ended, end) = mpsc::channel::<()>();
        let worker = std::thread::spawn(move || {
            if end.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::new_spinner().with_message(words);
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            // It ends with an error when the sender is dropped, which is the only way it ends.
            let _ended = end.recv();
            bar.finish_and_clear();
        });
        Self { worker: Some((ended, worker)) }
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
