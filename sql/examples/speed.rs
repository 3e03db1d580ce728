//! How long the checker takes: the facts once a process, the schema file once for each, then each statement.
//!
//! ```text
//! cargo run -p evenkeel-sql --example speed
//! ```

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use evenkeel_sql::Schema;

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    (work(), start.elapsed())
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (read, reading) = timed(|| evenkeel_model::language::read(&root.join("schema.yaml")).unwrap());
    let (schema, making) = timed(|| Schema::new(read.0));
    let text = ["select.sql", "write.sql"]
        .map(|file| fs::read_to_string(root.join("sql/tests/corpus").join(file)).unwrap())
        .concat();
    let statements: Vec<&str> = text.split(";\n").filter(|statement| !statement.trim().is_empty()).collect();
    let (failed, checking) =
        timed(|| statements.iter().filter(|sql| evenkeel_sql::check(&schema, sql).is_err()).count());
    println!("schema.yaml read in {reading:?}; made ready, with the facts, in {making:?}");
    println!("{} statements checked in {checking:?}, {failed} of them refused", statements.len());
}
