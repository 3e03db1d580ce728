//! The body of a call.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// A body that is a JSON document, and says so: a form of another site cannot.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.split(';').next().unwrap_or_default().trim() != "application/json" {
            return Err(Failure::request("the body of a call is application/json"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
                Failure::request(format!("more than {} MiB were sent at once", super::LARGEST_BODY >> 20))
            } else {
                Failure::request(error.body_text())
            }
        })?;
        let read = serde_json::from_slice(&bytes).map_err(|error| Failure::request(format!("the body: {error}")))?;
        Ok(Self(read))
    }
}
