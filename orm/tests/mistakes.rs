//! What the compiler says of common mistakes: a `.stderr` beside each. `TRYBUILD=overwrite` writes them anew.

#![allow(missing_docs)]

#[test]
fn mistakes_are_told_in_words_that_help() {
    trybuild::TestCases::new().compile_fail("tests/mistakes/*.rs");
}
