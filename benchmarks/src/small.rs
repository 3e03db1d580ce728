//! What needs no database: it is done many times a day, so it must not be felt.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::Result;

use crate::keel::Keel;
use crate::measure::Runs;
use crate::report;

/// How often each is measured: it is short, and what else the machine does weighs more.
const ROUNDS: usize = 21;

/// Where keel keeps what it found good, so that it need not look again.
const REMEMBERED: &str = ".keel/checked";

/// The runs of each.
#[derive(Clone, Debug, Default)]
pub struct Small {
    /// `keel --version`.
    pub version: Runs,
    /// `keel check --static` on the reference schema, of which it knows nothing.
    pub first_check: Runs,
    /// The same once it was found good.
    pub check: Runs,
}

/// Measures each in turn, after a round that does not count.
///
/// # Errors
/// Where one of them fails.
pub async fn measure(keel: &Keel) -> Result<Small> {
    report::say("the short commands");
    round(&mut Small::default(), keel).await?;
    let mut small = Small::default();
    for _ in 0..ROUNDS {
        round(&mut small, keel).await?;
    }
    Ok(small)
}

async fn round(small: &mut Small, keel: &Keel) -> Result<()> {
    let checkout = Keel::checkout();
    small.version.run(keel.command(checkout, ["--version"]), &[0]).await?;
    forget(&checkout.join(REMEMBERED))?;
    // What it finds in the checkout is not what is measured.
    small.first_check.run(keel.command(checkout, ["check", "--static"]), &[0, 2]).await?;
    small.check.run(keel.command(checkout, ["check", "--static"]), &[0, 2]).await
}

fn forget(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
