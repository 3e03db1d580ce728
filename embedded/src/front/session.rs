//! How far the server is with what a client has asked, so that leave is taken of it when it listens.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::message::TERMINATE_LETTER;

/// One session, seen from both of its ways.
#[derive(Debug)]
pub(super) struct Session {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    /// What was asked that ReadyForQuery answers, and the ends of COPY, as far as the server has not come to them: the
    /// letters of their messages.
    asked: VecDeque<u8>,
    /// Whether something was asked since for which no answer was asked yet.
    unsynced: bool,
    /// Whether the server waits for a client's COPY.
    copies: bool,
    ended: bool,
}

/// What is to be said to the server that nobody speaks to any more.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Last {
    /// The end of the COPY in which it is.
    GiveUpCopy,
    /// That an answer to all that was said is asked for.
    Sync,
    /// Good-bye.
    Terminate,
    /// Nothing: it has gone itself.
    Nothing,
}

impl Session {
    /// One that has asked to be let in, which is answered like a query.
    pub(super) fn new() -> Self {
        let state = State { asked: VecDeque::from([b'Q']), unsynced: false, copies: false, ended: false };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A message is about to be handed in.
    pub(super) fn asks(&self, letter: u8) {
        let mut state = self.state();
        match letter {
            // Within COPY the server passes over it.
            b'S' if state.copies && !state.ends_copy() => state.unsynced = false,
            // One that comes after its COPY has failed is passed over as well.
            b'c' | b'f' if !state.copies && !state.unsynced && state.asked.is_empty() => {}
            // Query, FunctionCall, Sync; CopyDone, CopyFail.
            b'Q' | b'F' | b'S' | b'c' | b'f' => {
                state.unsynced &= !matches!(letter, b'Q' | b'F' | b'S');
                state.asked.push_back(letter);
            }
            // CopyData, and an answer that lets the client in.
            b'd' | b'p' | TERMINATE_LETTER => {}
            _ => state.unsynced = true,
        }
    }

    /// A message has come from the server.
    pub(super) fn answers(&self, letter: u8) {
        let mut state = self.state();
        match letter {
            // CopyInResponse and CopyBothResponse.
            b'G' | b'W' => {
                state.copies = true;
                let end = state.asked.iter().position(|letter| is_end_of_copy(*letter)).unwrap_or(state.asked.len());
                let mut position = 0;
                state.asked.retain(|letter| {
                    position += 1;
                    *letter != b'S' || position > end
                });
            }
            // CommandComplete and ErrorResponse.
            b'C' | b'E' if state.copies => {
                state.copies = false;
                if let Some(end) = state.asked.iter().position(|letter| is_end_of_copy(*letter)) {
                    state.asked.remove(end);
                }
            }
            // ReadyForQuery.
            b'Z' => {
                state.copies = false;
                let answered = state.asked.iter().position(|letter| !is_end_of_copy(*letter));
                state.asked.drain(..answered.map_or(0, |answered| answered + 1));
            }
            _ => return,
        }
        self.changed.notify_all();
    }

    /// The server has ended it.
    pub(super) fn end(&self) {
        self.state().ended = true;
        self.changed.notify_all();
    }

    /// Waits until something is to be said to the server, of whom nothing else is asked, and takes it as said.
    pub(super) fn last(&self) -> Last {
        let mut state = self.state();
        loop {
            if state.ended {
                return Last::Nothing;
            }
            if state.copies && !state.ends_copy() {
                state.asked.extend([b'f', b'S']);
                state.unsynced = false;
                return Last::GiveUpCopy;
            }
            if state.unsynced {
                state.asked.push_back(b'S');
                state.unsynced = false;
                return Last::Sync;
            }
            if !state.copies && state.asked.iter().all(|letter| is_end_of_copy(*letter)) {
                return Last::Terminate;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl State {
    /// Whether the end of a COPY is on its way to the server.
    fn ends_copy(&self) -> bool {
        self.asked.iter().any(|letter| is_end_of_copy(*letter))
    }
}

/// CopyDone and CopyFail.
fn is_end_of_copy(letter: u8) -> bool {
    matches!(letter, b'c' | b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is to be said after this, `>` being what the client says and `<` what the server does.
    fn after(said: &str) -> Last {
        let session = Session::new();
        session.answers(b'Z');
        let mut from_client = true;
        for letter in said.bytes() {
            match letter {
                b'>' => from_client = true,
                b'<' => from_client = false,
                letter if from_client => session.asks(letter),
                letter => session.answers(letter),
            }
        }
        session.last()
    }

    #[test]
    fn leave_is_taken_when_all_is_answered() {
        for said in
            [">Q<CZ", ">QQ<CZCZ", ">PBES<12CZ", ">PBES<12G>dc<C>S<Z", ">Q<G>dc<CZ", ">PBES<12G>dcS<CZ", ">PBES<EZ"]
        {
            assert_eq!(after(said), Last::Terminate, "{said}");
        }
        // A COPY that the server refuses half way needs no end.
        assert_eq!(after(">Q<G>d<EZ"), Last::Terminate);
        assert_eq!(after(">Q<G>d<EZ>dc"), Last::Terminate);
        assert_eq!(after(">Q<G>d<EZ>dcQ<G"), Last::GiveUpCopy);
    }

    #[test]
    fn a_copy_that_nobody_ends_is_given_up() {
        for said in [">Q<G", ">Q<G>d", ">QQ<CZG", ">PBES<12G>d", ">PBE<12G", ">Q<G>c<CG"] {
            assert_eq!(after(said), Last::GiveUpCopy, "{said}");
        }
        let session = Session::new();
        "ZG".bytes().for_each(|letter| session.answers(letter));
        assert_eq!(session.last(), Last::GiveUpCopy);
        "EZ".bytes().for_each(|letter| session.answers(letter));
        assert_eq!(session.last(), Last::Terminate);
    }

    #[test]
    fn an_answer_is_asked_for_before() {
        assert_eq!(after(">PB<12"), Last::Sync);
        assert_eq!(after(">Q<CZ>H"), Last::Sync);
    }

    #[test]
    fn leave_waits_for_answers() {
        for (said, answers, wanted) in [
            (">Q", "G", Last::GiveUpCopy),
            (">Q", "CZ", Last::Terminate),
            (">PBES", "12G", Last::GiveUpCopy),
            (">Q<G>dc", "CZ", Last::Terminate),
        ] {
            let session = Session::new();
            session.answers(b'Z');
            let mut ways = said.split(['>', '<']);
            ways.next();
            for (number, way) in ways.enumerate() {
                way.bytes()
                    .for_each(|letter| if number % 2 == 0 { session.asks(letter) } else { session.answers(letter) });
            }
            std::thread::scope(|scope| {
                let waiting = scope.spawn(|| session.last());
                std::thread::sleep(std::time::Duration::from_millis(20));
                assert!(!waiting.is_finished(), "{said}");
                answers.bytes().for_each(|letter| session.answers(letter));
                assert_eq!(waiting.join().ok(), Some(wanted), "{said}");
            });
        }
        let session = Session::new();
        session.end();
        assert_eq!(session.last(), Last::Nothing);
    }
}
