//! The colours of keel. Streams that are no terminals drop them.

use anstyle::{AnsiColor, Style};
use clap::builder::Styles;

/// What went well: created, applied, unchanged.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What deserves a look.
pub const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// What went wrong.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
/// What to do next.
pub const HELP_LABEL: Style = AnsiColor::Cyan.on_default().bold();
/// Names of objects and files.
pub const NAME: Style = Style::new().bold();
/// What is there for completeness.
pub const DIM: Style = Style::new().dimmed();

/// Help texts.
pub const HELP: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default())
    .error(ERROR)
    .valid(GOOD)
    .invalid(WARNING);

/// The text in a style.
pub fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}
