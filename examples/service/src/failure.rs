//! From errors to answers.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use evenkeel::Error;
use serde::Serialize;

/// What a request gets that cannot be served: a status, and a sentence.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    message: String,
}

/// The body of the answer.
#[derive(Serialize)]
struct Body {
    error: String,
}

impl Failure {
    /// An answer with this status.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

/// An error shows no values of parameters or rows, so its text can go to the client.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let status = if error.is_not_found() {
            StatusCode::NOT_FOUND
        } else if error.is_invalid_cursor() {
            StatusCode::BAD_REQUEST
        } else if error.is_unique_violation() {
            StatusCode::CONFLICT
        } else if error.is_check_violation() || error.is_foreign_key_violation() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else if error.is_retryable() || error.is_connection_lost() || error.is_deadline() {
            // The pool is exhausted, the server restarts: it may go well a moment later.
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        };
        Self::new(status, error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, Json(Body { error: self.message })).into_response()
    }
}
