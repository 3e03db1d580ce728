//! Why a call of the page was not answered.

use std::fmt;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use evenkeel_connect::ConnectError;

use crate::api::{ErrorBody, ErrorCode, ErrorResponse};

/// An error as the page gets it.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What is said.
    pub body: Box<ErrorBody>,
}

impl Failure {
    /// An error of a kind.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        let body = ErrorBody {
            code,
            message: message.into(),
            detail: None,
            hint: None,
            sqlstate: None,
            position: None,
            constraint: None,
            column: None,
            statement: None,
            edit: None,
        };
        Self { body: Box::new(body) }
    }

    /// The request cannot be understood.
    pub fn request(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Request, message)
    }

    /// The request comes from somewhere else.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Refused, message)
    }

    /// There is no such thing.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotFound, message)
    }

    /// The studio's own fault.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Internal, message)
    }

    /// The same with advice.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.body.hint = Some(hint.into());
        self
    }

    /// The status of the answer.
    fn status(&self) -> StatusCode {
        match self.body.code {
            ErrorCode::Session => StatusCode::UNAUTHORIZED,
            ErrorCode::Refused | ErrorCode::ReadOnly | ErrorCode::Permission => StatusCode::FORBIDDEN,
            ErrorCode::Request => StatusCode::BAD_REQUEST,
            ErrorCode::NotFound => StatusCode::NOT_FOUND,
            ErrorCode::Statement
            | ErrorCode::Cancelled
            | ErrorCode::Timeout
            | ErrorCode::Locked
            | ErrorCode::Project => StatusCode::UNPROCESSABLE_ENTITY,
            ErrorCode::Connection => StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        Self::new(ErrorCode::Connection, error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.body.message)
    }
}

impl std::error::Error for Failure {}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status(), Json(ErrorResponse { error: *self.body })).into_response()
    }
}
