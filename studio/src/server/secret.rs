//! Random words that only their owner knows.

use std::fmt;

use subtle::{Choice, ConstantTimeEq};

/// How many random bytes it has: 256 bits.
const LENGTH: usize = 32;

/// A word of 256 random bits. It is compared in constant time and never shown by accident.
#[derive(Clone)]
pub struct Secret([u8; LENGTH]);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// Where the system has no random bytes.
    pub fn new() -> std::io::Result<Self> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
        Ok(Self(bytes))
    }

    /// As it is sent: in hexadecimal.
    pub fn reveal(&self) -> String {
        use std::fmt::Write as _;
        self.0.iter().fold(String::with_capacity(LENGTH * 2), |mut text, byte| {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Whether a text is this word; how long that takes does not say how much of it is right.
    pub fn is(&self, text: &str) -> bool {
        self.choice(text).into()
    }

    /// The same as a choice that can be combined.
    pub fn choice(&self, text: &str) -> Choice {
        self.reveal().as_bytes().ct_eq(text.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}
