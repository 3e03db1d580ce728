//! Sequences, and what identity columns say of theirs.

use super::yaml::{Map, Yaml};
use super::{Writer, add, add_comment, add_flag, left_out};
use crate::QualifiedName;
use crate::object::{Sequence, SequenceOptions};

impl Writer<'_> {
    /// The sequences that are not said by a column, by name.
    pub(super) fn sequences(&self) -> Map {
        let sequences = self.catalog.sequences.iter();
        sequences.filter_map(|(name, sequence)| self.keyed_sequence(name, sequence)).collect()
    }

    /// A sequence with its key, unless a column says it or its owner is not in the file.
    pub(super) fn keyed_sequence(&self, name: &QualifiedName, sequence: &Sequence) -> Option<(String, Yaml)> {
        if !left_out::has_owner(self.catalog, sequence) || self.is_serial_sequence(name) {
            return None;
        }
        let key = self.keys.sequence(name)?;
        let mut entry = key.entries();
        add_comment(&mut entry, sequence.comment.as_ref());
        let data_type = &sequence.options.data_type;
        add(&mut entry, "type", (data_type != "bigint").then(|| Yaml::text(data_type)));
        entry.extend(options(&sequence.options));
        let owner = sequence.owned_by.as_ref().and_then(|(table, column)| {
            let (table, column) = (&self.keys.table(table)?.key, self.keys.key(column));
            Some(if self.keys.is_clear(table, &column) {
                Yaml::text(format!("{table}.{column}"))
            } else {
                let parts = [("table", table.clone()), ("column", column)];
                Yaml::Flow(parts.map(|(key, value)| (key.to_owned(), Yaml::text(value))).into_iter().collect())
            })
        });
        add(&mut entry, "owned_by", owner);
        add_flag(&mut entry, "unlogged", sequence.unlogged);
        Some((key.key.clone(), Yaml::Flow(entry)))
    }
}

/// What a sequence says beyond what PostgreSQL gives one of its type.
pub(super) fn options(options: &SequenceOptions) -> Map {
    let usual = SequenceOptions::defaults(&options.data_type, options.increment);
    // The first value follows from the bounds.
    let usual_start = if options.increment < 0 { options.max_value } else { options.min_value };
    let mut entry = Map::new();
    for (key, value, usual) in [
        ("start", options.start, usual_start),
        ("increment", options.increment, 1),
        ("min", options.min_value, usual.min_value),
        ("max", options.max_value, usual.max_value),
        ("cache", options.cache, 1),
    ] {
        add(&mut entry, key, (value != usual).then(|| Yaml::number(value)));
    }
    add_flag(&mut entry, "cycle", options.cycle);
    entry
}
