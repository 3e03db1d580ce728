//! What the server said, as the page gets it.

use evenkeel_connect::ConnectOptions;

use crate::api::ErrorCode;
use crate::failure::Failure;
use crate::wire::{ServerMessage, WireError};

/// An error in a statement.
pub fn of(error: WireError, sql: &str, options: &ConnectOptions) -> Failure {
    match error {
        WireError::Server(message) => statement(*message, sql),
        WireError::Lost(reason) => Failure::new(
            ErrorCode::Connection,
            format!("the connection to {} was lost: {reason}", options.host_description()),
        ),
    }
}

fn statement(message: ServerMessage, sql: &str) -> Failure {
    let code = match message.code.as_str() {
        "42501" => ErrorCode::Permission,
        "25006" => ErrorCode::ReadOnly,
        "55P03" => ErrorCode::Locked,
        code if code.starts_with("08") || code.starts_with("57P") => ErrorCode::Connection,
        _ => ErrorCode::Statement,
    };
    let mut failure = Failure::new(code, message.message);
    // Which parameter of the studio's own statement it was helps nobody.
    let context = message.context.filter(|context| !context.contains("unnamed portal"));
    failure.body.detail = message.detail.or(context);
    failure.body.hint = message.hint;
    failure.body.position = message.position.and_then(|position| offset(sql, position));
    failure.body.sqlstate = Some(message.code);
    failure.body.column = message.column;
    failure.body.constraint = message.constraint;
    failure
}

/// The offset in UTF-16 code units of a character that is counted from 1.
pub fn offset(sql: &str, character: u32) -> Option<u32> {
    let before = usize::try_from(character).ok()?.checked_sub(1)?;
    let units: usize = sql.chars().take(before).map(char::len_utf16).sum();
    u32::try_from(units).ok()
}
