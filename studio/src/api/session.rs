use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// A body with nothing in it: `{}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(type = "Record<string, never>"))]
pub struct Nothing {}

/// `POST /session`: exchanges the one-time token of the address for the cookie and a tab's token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SessionRequest {
    /// The token from the address's fragment.
    pub token: String,
}

/// What `/session` and `/session/tab` give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SessionResponse {
    /// What this tab sends as `X-Keel-Tab` with every call.
    pub tab: String,
}

/// `POST /api/cancel`: ends what another call has running.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CancelRequest {
    /// The name that the page gave that call.
    pub request: String,
}

/// Whether there was anything to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CancelResponse {
    /// Whether the server was asked. False where that call has ended, or the server cannot cancel.
    pub asked: bool,
}

/// `POST /api/unlock`: makes a studio that started read-only writable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct UnlockRequest {
    /// The database's name as the person typed it.
    pub database: String,
}
