//! Reading from replicas.

use std::sync::atomic::Ordering;

use super::Db;
use super::hold::Hold;
use super::run::Holder;
use crate::error::Error;

/// Runs statements on the replicas of a [`Db`], one after the other in turn.
#[derive(Clone, Debug)]
pub struct Reader {
    db: Db,
}

impl Db {
    /// What reads from the replicas that the builder was given, and from the database itself where there are none or none
    /// answers. A replica may lag behind: what was just written may not be there yet.
    ///
    /// It refuses to write, wherever it reads from: on the sessions with replicas transactions are read only by default, and
    /// each statement that runs on the database itself or behind a pooler has a transaction of its own that is read only.
    pub fn reader(&self) -> Reader {
        Reader { db: self.clone() }
    }
}

impl Holder for Reader {
    async fn hold(&self) -> Result<Hold<'_>, Error> {
        let replicas = &self.db.inner.replicas;
        let first = self.db.inner.turn.fetch_add(1, Ordering::Relaxed);
        for number in 0..replicas.len() {
            let Some(sessions) = replicas.get(first.wrapping_add(number) % replicas.len()) else {
                continue;
            };
            match sessions.lease().await {
                Ok(lease) if sessions.settings().reads_by_default() => return Ok(Hold::Own(lease)),
                Ok(lease) => return Ok(Hold::Reading(lease)),
                Err(error) if error.connect_error().is_some() || error.is_deadline() => {
                    tracing::warn!(target: "evenkeel::replica", replica = %sessions.options(), %error, "a replica gives no session");
                }
                Err(error) => return Err(error),
            }
        }
        self.db.lease().await.map(Hold::Reading)
    }
}
