//! Texts of statements that were made before.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::sql::Text;

/// How many texts each thread keeps of a kind. A program that says more statements than these makes texts anew.
const KEPT: usize = 1024;

/// What is longer than this is made anew each time: those are statements whose length depends on how many values there are.
pub(super) const LONGEST: usize = 256;

/// What tells a statement from all others, by members that are compared whole.
pub(super) type Key = Vec<[u64; 2]>;

/// Texts by what tells their statements apart.
#[derive(Default)]
pub(super) struct Known {
    texts: HashMap<Box<[u64]>, Arc<Text>, RandomState>,
    /// That of the statement that is looked for.
    key: Key,
}

impl Known {
    /// The room for what tells the next statement apart.
    pub(super) fn begin(&mut self) -> &mut Key {
        self.key.clear();
        &mut self.key
    }

    /// The text of the statement that was begun last.
    pub(super) fn get(&self) -> Option<Arc<Text>> {
        self.texts.get(self.key.as_flattened()).cloned()
    }

    /// Keeps the text of the statement that was begun last.
    pub(super) fn put(&mut self, text: Arc<Text>) {
        if self.texts.len() >= KEPT {
            self.texts.clear();
        }
        self.texts.insert(self.key.as_flattened().into(), text);
    }
}
