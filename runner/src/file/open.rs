//! A statement whose end has not been seen.

use evenkeel_lexer::{Token, TokenKind};

use super::statement::Words;

/// A statement from its first token on.
pub(super) struct Open {
    pub start: usize,
    /// The end of its last token that is no space and no comment.
    pub end: usize,
    pub words: Words,
    parentheses: usize,
    /// How deep in BEGIN ATOMIC … END, counting CASE … END.
    bodies: usize,
    after_word: bool,
}

impl Open {
    /// One that begins at a token.
    pub fn new(token: Token) -> Self {
        let (start, end) = (token.start, token.end);
        Self { start, end, words: Words::default(), parentheses: 0, bodies: 0, after_word: false }
    }

    /// Whether a semicolon ends it here.
    pub fn may_end(&self) -> bool {
        self.parentheses + self.bodies == 0
    }

    /// Adds a token that is no space and no comment; `text` is its text.
    pub fn add(&mut self, token: Token, text: &str) {
        self.end = token.end;
        match token.kind {
            TokenKind::Open => self.parentheses += 1,
            TokenKind::Close => self.parentheses = self.parentheses.saturating_sub(1),
            TokenKind::Word => {
                let routine = self.parentheses == 0 && self.words.creates_routine();
                if routine && self.bodies > 0 && text.eq_ignore_ascii_case("case") {
                    self.bodies += 1;
                } else if routine && text.eq_ignore_ascii_case("end") {
                    self.bodies = self.bodies.saturating_sub(1);
                } else if routine && text.eq_ignore_ascii_case("atomic") && self.words.last_is("begin") {
                    self.bodies += 1;
                }
                self.words.push(text, self.after_word);
            }
            _ => {}
        }
        self.after_word = token.kind == TokenKind::Word;
    }
}
