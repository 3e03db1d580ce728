//! What is told while migrations run.

use evenkeel_runner::{Event, Progress};

use crate::output::{Printer, Progress as Spinner};

/// Tells of a run as it goes on.
pub struct Watch<'a> {
    printer: &'a Printer,
    spinner: Spinner,
}

impl<'a> Watch<'a> {
    /// Somebody who tells.
    pub fn new(printer: &'a Printer) -> Self {
        Self { printer, spinner: printer.progress("looking at the database") }
    }
}

impl Progress for Watch<'_> {
    fn report(&mut self, event: Event<'_>) {
        match event {
            Event::WaitingForLock { holder, waited } => {
                let who = holder.map_or_else(|| "another run".to_owned(), |holder| format!("another run ({holder})"));
                self.printer.note(&format!("waiting for {who} to give the lock back, {} s so far", waited.as_secs()));
            }
            Event::StatementStarted { version, segment, number, of, .. } => {
                self.spinner.say(format!("{version}: segment {segment}, statement {number} of {of}"));
            }
            Event::Retry { version, segment, attempt, of, delay, reason } => {
                self.printer.note(&format!(
                    "{version}: segment {segment} was rolled back ({reason}); try {attempt} of {of} follows in {} ms",
                    delay.as_millis()
                ));
            }
            Event::FoundDone { version, segment } => {
                self.printer.note(&format!("{version}: an earlier run did segment {segment} before it was cut off"));
            }
            Event::InvalidIndexDropped { index } => {
                self.printer.note(&format!("the invalid index {index} that a failed build left was dropped"));
            }
            // What was done is told at the end, in one list.
            _ => {}
        }
    }
}
