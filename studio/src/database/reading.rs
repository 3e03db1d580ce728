//! A result of any size, read a few rows at a time.

use super::Session;
use crate::api::Cell;
use crate::failure::Failure;
use crate::wire::{Field, Output};

/// How many rows are read at a time at most.
const MOST_ROWS: u32 = 500;

/// About how many bytes are read at a time: of large rows fewer are read.
const ABOUT_BYTES: usize = 1 << 20;

/// A statement that is run as its rows are read.
pub struct Reading {
    session: Session,
    sql: String,
    /// How many rows are read next.
    step: u32,
    is_done: bool,
}

impl Reading {
    /// Makes a statement ready in the transaction that is open; its columns are none where it gives no rows. The session
    /// is over where that fails.
    ///
    /// # Errors
    /// Where the server refuses the statement.
    pub async fn open(
        mut session: Session,
        sql: String,
        parameters: &[Option<&str>],
    ) -> Result<(Self, Option<Vec<Field>>), Failure> {
        match session.open(&sql, parameters).await {
            Ok(output) => Ok((Self { session, sql, step: 1, is_done: false }, output.columns)),
            Err(failure) => session.end_with(Err(failure)).await,
        }
    }

    /// The session, for what else is asked meanwhile.
    pub fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Reads the next rows, of each value as many bytes as `cell` at most. There are none left where it gives nothing.
    ///
    /// # Errors
    /// Where the server gives no more, or takes too long for these.
    pub async fn next(&mut self, cell: usize) -> Result<Option<Vec<Vec<Cell>>>, Failure> {
        self.at_most(MOST_ROWS, cell).await
    }

    /// The same for so many rows at most.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub async fn at_most(&mut self, most: u32, cell: usize) -> Result<Option<Vec<Vec<Cell>>>, Failure> {
        if self.is_done {
            return Ok(None);
        }
        let Output { rows, more_rows, .. } = self.session.fetch(&self.sql, self.step.min(most), cell).await?;
        self.is_done = !more_rows;
        let bytes: usize = rows.iter().flatten().map(|cell| cell.text.as_ref().map_or(0, String::len)).sum();
        let fitting = ABOUT_BYTES / (bytes / rows.len().max(1)).max(1);
        // From what a few rows are like nobody knows what more of them are: so it grows step by step.
        self.step = u32::try_from(fitting).unwrap_or(MOST_ROWS).min(self.step.saturating_mul(4)).clamp(1, MOST_ROWS);
        Ok(Some(rows))
    }

    /// Passes over so many rows. Whether there are as many.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub async fn skip(&mut self, rows: u32) -> Result<bool, Failure> {
        let mut left = rows;
        while left > 0 && !self.is_done {
            let Output { rows, more_rows, .. } = self.session.fetch(&self.sql, left.min(MOST_ROWS), 0).await?;
            self.is_done = !more_rows;
            left = left.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        }
        Ok(left == 0)
    }

    /// Reads the next row, where there is one, of each value as many bytes as `cell` at most.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub async fn one(&mut self, cell: usize) -> Result<Option<Vec<Cell>>, Failure> {
        Ok(self.at_most(1, cell).await?.and_then(|rows| rows.into_iter().next()))
    }

    /// Ends the session.
    pub async fn end(self) {
        self.session.end().await;
    }
}
