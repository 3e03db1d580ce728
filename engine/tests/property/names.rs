//! Names that make trouble.

use evenkeel_model::name::{MAX_IDENTIFIER_BYTES, clip};

use super::spec::Name;

const WORDS: [&str; 30] = [
    "a",
    "b",
    "c",
    "id",
    "user",
    "Group",
    "select",
    "ünï",
    "with space",
    "quo\"te",
    "tick's",
    "back\\slash",
    "a.b",
    "$1",
    "1st",
    "CamelCase",
    "per%cent",
    "semi;colon",
    "--remark",
    "{brace}",
    "tab\tbed",
    "new\nline",
    "Ω",
    "p,q",
    "(r)",
    "😀",
    "__keel_old",
    "a_b",
    "value",
    "TABLE",
];

impl Name {
    /// The name: a word with, from the second round on, a number; every seventh is as long as a name can be.
    pub fn text(self) -> String {
        let number = usize::from(self.0);
        let word = WORDS[number % WORDS.len()];
        let round = number / WORDS.len() % 8;
        let suffix = if round == 0 { String::new() } else { round.to_string() };
        if number % 7 == 6 {
            // Longer than the server takes: it cuts such a name, and so does the model.
            let long = format!("{suffix}{word}").repeat(64);
            clip(&long, MAX_IDENTIFIER_BYTES).to_owned()
        } else {
            format!("{word}{suffix}")
        }
    }
}

/// A comment, or none.
pub fn comment(number: u8) -> Option<String> {
    const TEXTS: [&str; 6] = ["plain", "it's", "two\nlines", "back\\slash", "$ -- /* */", "Ünïcode 😀"];
    (number % 3 == 1).then(|| TEXTS[usize::from(number / 3) % TEXTS.len()].to_owned())
}
