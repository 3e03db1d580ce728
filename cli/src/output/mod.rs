//! How results, warnings and errors are printed: text for people, or one JSON document.
//!
//! Results go to standard output, everything that is said about the way there to standard error.

mod json;
mod printer;
mod progress;
pub mod question;
mod report;
pub mod style;

pub use printer::Printer;
pub use progress::Progress;
pub use report::{Page, Report, Status, shown};
