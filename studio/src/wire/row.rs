//! Rows as they come, without holding more of a value than is wanted.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::api::Cell;

/// Reads a row; of values that are longer than `limit` bytes the beginning.
pub async fn read(stream: &mut (impl AsyncRead + Unpin), length: usize, limit: usize) -> io::Result<Vec<Cell>> {
    let mut left = length;
    take(&mut left, 2)?;
    let count = usize::try_from(stream.read_i16().await?).map_err(|_| nonsense())?;
    let mut cells = Vec::with_capacity(count);
    for _ in 0..count {
        take(&mut left, 4)?;
        let length = stream.read_i32().await?;
        let Ok(length) = usize::try_from(length) else {
            cells.push(Cell { text: None, cut: None });
            continue;
        };
        take(&mut left, length)?;
        cells.push(cell(stream, length, limit).await?);
    }
    if left > 0 { Err(nonsense()) } else { Ok(cells) }
}

/// Passes over so many bytes.
pub async fn skip(stream: &mut (impl AsyncRead + Unpin), length: usize) -> io::Result<()> {
    let mut rest = stream.take(length as u64);
    let passed = tokio::io::copy(&mut rest, &mut tokio::io::sink()).await?;
    if passed == length as u64 { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

async fn cell(stream: &mut (impl AsyncRead + Unpin), length: usize, limit: usize) -> io::Result<Cell> {
    let kept = length.min(limit);
    let mut bytes = vec![0; kept];
    stream.read_exact(&mut bytes).await?;
    skip(stream, length - kept).await?;
    let cut = kept < length;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // A character that was cut in two, and a server whose text is no UTF-8 (SQL_ASCII).
        Err(error) if cut && error.utf8_error().error_len().is_none() => {
            let end = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(end);
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    Ok(Cell { text: Some(text), cut: cut.then_some(length as u64) })
}

fn take(left: &mut usize, length: usize) -> io::Result<()> {
    *left = left.checked_sub(length).ok_or_else(nonsense)?;
    Ok(())
}

fn nonsense() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the server sent a row that is none")
}
