//! As much of PostgreSQL's protocol as tells one message from the next.
//!
//! The forms are those of "Message Formats" in PostgreSQL's manual: a message is a letter, its length in four bytes, those
//! included, and the rest; what opens a connection has no letter.

use std::io;

/// The codes that stand where a startup message has its version.
const CANCEL_REQUEST: u32 = 80_877_102;
const SSL_REQUEST: u32 = 80_877_103;
const GSS_ENCRYPTION_REQUEST: u32 = 80_877_104;

/// The message by which a client takes its leave.
pub(super) const TERMINATE: &[u8] = &[TERMINATE_LETTER, 0, 0, 0, 4];
pub(super) const TERMINATE_LETTER: u8 = b'X';

/// Longer than any startup message that a server takes, in bytes.
const STARTUP_LIMIT: usize = 10_000;

/// What opens a connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Startup {
    /// TLS or GSS is asked for.
    Encryption,
    /// Another session's statement is to be cancelled.
    Cancel,
    /// A session is asked for, by this message.
    Session(Vec<u8>),
}

/// What a client has said and nobody has taken yet.
#[derive(Debug, Default)]
pub(super) struct Requests {
    bytes: Vec<u8>,
}

impl Requests {
    /// It says more.
    pub(super) fn push(&mut self, more: &[u8]) {
        self.bytes.extend_from_slice(more);
    }

    /// Takes the message that opens a connection, where it is there as a whole.
    pub(super) fn startup(&mut self) -> io::Result<Option<Startup>> {
        let Some(length) = number(&self.bytes, 0) else { return Ok(None) };
        let length = length as usize;
        if !(8..=STARTUP_LIMIT).contains(&length) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let (Some(code), true) = (number(&self.bytes, 4), self.bytes.len() >= length) else { return Ok(None) };
        let message = self.bytes.drain(..length).collect();
        Ok(Some(match code {
            CANCEL_REQUEST => Startup::Cancel,
            SSL_REQUEST | GSS_ENCRYPTION_REQUEST => Startup::Encryption,
            _ => Startup::Session(message),
        }))
    }

    /// Takes the messages that are there as a whole, and whether the client takes its leave after them. The message by which
    /// it does is none of them. `each` is told the letter of each.
    pub(super) fn take_whole(&mut self, mut each: impl FnMut(u8)) -> (Vec<u8>, bool) {
        let (mut end, mut leaves) = (0, false);
        while let Some((letter, next)) = frame(&self.bytes, end)
            && next <= self.bytes.len()
        {
            leaves = letter == TERMINATE_LETTER;
            if leaves {
                break;
            }
            each(letter);
            end = next;
        }
        let rest = self.bytes.split_off(end);
        (std::mem::replace(&mut self.bytes, rest), leaves)
    }
}

/// Follows what the server says, as it comes, in pieces of any length.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// The head of a message of which not all is there.
    head: Vec<u8>,
    /// How many bytes of a message are still to come.
    rest: usize,
}

impl Answers {
    /// Takes a piece. `each` is told the letter of each message whose head is there.
    pub(super) fn take(&mut self, mut piece: &[u8], mut each: impl FnMut(u8)) {
        loop {
            let passed = self.rest.min(piece.len());
            self.rest -= passed;
            piece = piece.get(passed..).unwrap_or_default();
            let missing = (5 - self.head.len()).min(piece.len());
            self.head.extend_from_slice(piece.get(..missing).unwrap_or_default());
            piece = piece.get(missing..).unwrap_or_default();
            let Some((letter, end)) = frame(&self.head, 0) else { return };
            self.head.clear();
            self.rest = end - 5;
            each(letter);
        }
    }
}

/// The letter of the message that starts at a place, and where it ends, were all of it there.
fn frame(bytes: &[u8], start: usize) -> Option<(u8, usize)> {
    let letter = *bytes.get(start)?;
    let length = number(bytes, start + 1)? as usize;
    // A length counts itself; what says less is no message, and the server will say so.
    Some((letter, start + 1 + length.max(4)))
}

fn number(bytes: &[u8], start: usize) -> Option<u32> {
    let bytes = bytes.get(start..start + 4)?;
    bytes.try_into().ok().map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(letter: u8, body: &[u8]) -> Vec<u8> {
        let mut message = vec![letter];
        message.extend_from_slice(&u32::try_from(body.len() + 4).unwrap_or(u32::MAX).to_be_bytes());
        message.extend_from_slice(body);
        message
    }

    #[test]
    fn whole_messages_are_taken_however_they_come() {
        let said = [message(b'Q', b"SELECT 1\0"), message(b'S', b"")].concat();
        let all = [&said[..], TERMINATE].concat();
        for size in 1..=all.len() {
            let mut requests = Requests::default();
            let (mut taken, mut letters, mut left) = (Vec::new(), Vec::new(), false);
            for piece in all.chunks(size) {
                assert!(!left, "in pieces of {size}");
                requests.push(piece);
                let (whole, leaves) = requests.take_whole(|letter| letters.push(letter));
                taken.extend(whole);
                left = leaves;
            }
            assert!(left, "in pieces of {size}");
            assert_eq!(taken, said, "in pieces of {size}");
            assert_eq!(letters, b"QS", "in pieces of {size}");
        }
    }

    #[test]
    fn a_message_that_is_not_whole_stays() {
        let mut requests = Requests::default();
        requests.push(&message(b'Q', b"SELECT 1\0"));
        requests.push(b"Q\0\0\0\x10SELE");
        assert_eq!(requests.take_whole(|_| {}), (message(b'Q', b"SELECT 1\0"), false));
        assert_eq!(requests.take_whole(|letter| panic!("{letter}")), (Vec::new(), false));
    }

    #[test]
    fn openings_are_told_apart() {
        let mut requests = Requests::default();
        requests.push(&[0, 0, 0, 8, 4, 210, 22]);
        assert_eq!(requests.startup().ok(), Some(None));
        requests.push(&[47]);
        assert_eq!(requests.startup().ok(), Some(Some(Startup::Encryption)));
        let session = [0, 0, 0, 9, 0, 3, 0, 0, 0];
        requests.push(&session);
        assert_eq!(requests.startup().ok(), Some(Some(Startup::Session(session.to_vec()))));
        requests.push(b"GET / HTTP/1.1");
        assert!(requests.startup().is_err());
    }

    #[test]
    fn letters_are_seen_in_pieces_of_any_length() {
        let said =
            [message(b'T', &[b'G'; 300]), message(b'G', &[0, 0, 0]), message(b'C', b"COPY 0\0"), message(b'Z', b"I")];
        let said = said.concat();
        for size in 1..=said.len() {
            let (mut answers, mut letters) = (Answers::default(), Vec::new());
            said.chunks(size).for_each(|piece| answers.take(piece, |letter| letters.push(letter)));
            assert_eq!(letters, b"TGCZ", "in pieces of {size}");
        }
    }
}
