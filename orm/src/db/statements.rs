//! The statements that a session has prepared.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use tokio_postgres::Statement;
use tokio_postgres::types::Oid;

use crate::sql::{Sql, Text};

/// Prepared statements by their text. The one used longest ago goes first, and is closed on the server then.
pub(super) struct Statements(Mutex<LruCache<Arc<Text>, Prepared>>);

struct Prepared {
    statement: Statement,
    /// The types that it was prepared with, which may be unknown ones that the server inferred.
    declared: Box<[Oid]>,
}

impl Statements {
    pub(super) fn new(capacity: NonZeroUsize) -> Self {
        Self(Mutex::new(LruCache::new(capacity)))
    }

    pub(super) fn get(&self, sql: &Sql) -> Option<Statement> {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let prepared = cache.get(sql.shared_text())?;
        let types = sql.parameters().iter().map(|parameter| parameter.data_type().oid());
        types.eq(prepared.declared.iter().copied()).then(|| prepared.statement.clone())
    }

    pub(super) fn put(&self, sql: &Sql, statement: Statement) {
        let declared = sql.parameters().iter().map(|parameter| parameter.data_type().oid()).collect();
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cache.put(Arc::clone(sql.shared_text()), Prepared { statement, declared });
    }

    pub(super) fn forget(&self, sql: &Sql) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop(sql.shared_text());
    }
}
