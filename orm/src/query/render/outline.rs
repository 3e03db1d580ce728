//! What tells the text of a plain `SELECT` or `INSERT` from all others.
//!
//! Most statements of a program are about tables, without other statements in them, and are said again and again with other values.
//! Their trees are gone through once, for what their text depends on and for the values, and nothing is written where that text
//! is known.

use std::cell::RefCell;
use std::sync::Arc;

use super::Writer;
use super::known::{Key, Known, LONGEST};
use super::piece::{KINDS, Static};
use crate::expression::{Part, Raw};
use crate::query::tree::{Conflict, InsertTree, Item, Items, Join, Part as Source, SelectTree};
use crate::query::values::Cells;
use crate::sql::{Parameter, Parameters, Sql};
use tokio_postgres::types::Type;

thread_local! {
    static TEXTS: RefCell<Known> = RefCell::default();
}

/// The statement of a `SELECT`.
pub(in crate::query) fn select(tree: &SelectTree) -> Sql {
    statement(Parts::Select(tree), |outline| outline.select(tree), |writer| writer.select(tree))
}

/// The statement of an `INSERT`.
pub(in crate::query) fn insert(tree: &InsertTree) -> Sql {
    let rows = tree.generated();
    statement(Parts::Insert(tree), |outline| outline.insert(tree, &rows), |writer| writer.insert(tree))
}

fn statement(parts: Parts<'_>, outline: impl FnOnce(&mut Outline<'_>) -> Plain, write: impl Fn(&mut Writer)) -> Sql {
    let written = || {
        let mut writer = Writer::new();
        write(&mut writer);
        writer.finish()
    };
    let mut parameters = Parameters::new();
    let mut is_plain = false;
    let known = TEXTS.with_borrow_mut(|known| {
        let key = known.begin();
        is_plain = outline(&mut Outline { parts, key, parameters: &mut parameters }).is_some() && key.len() <= LONGEST;
        if is_plain { known.get() } else { None }
    });
    if let Some(text) = known {
        debug_assert_eq!(text.text(), written().text(), "an outline of two texts");
        return Sql::of(text, parameters);
    }
    let sql = written();
    if is_plain {
        TEXTS.with_borrow_mut(|known| known.put(Arc::clone(sql.shared_text())));
    }
    sql
}

/// What takes part in a statement.
#[derive(Clone, Copy)]
enum Parts<'o> {
    Select(&'o SelectTree),
    Insert(&'o InsertTree),
}

/// An outline while it is taken. What stands in it tells by itself where it ends, so that no two trees have the same one by
/// chance: the number of members stands before each list.
struct Outline<'o> {
    parts: Parts<'o>,
    key: &'o mut Key,
    parameters: &'o mut Parameters,
}

/// Kinds of members of an outline: words of SQL, how many members a list has, and so on.
const WORDS: u64 = 0;
const COUNT: u64 = 1;
const TABLE: u64 = 2;
const COLUMN: u64 = 3;
const PARAMETER: u64 = 4;
const RAW: u64 = 5;
const SELECT: u64 = 6;
const INSERT: u64 = 7;
const GIVEN: u64 = 8;

/// Nothing, for what is not plain.
type Plain = Option<()>;

impl Outline<'_> {
    fn select(&mut self, tree: &SelectTree) -> Plain {
        // All fields are named, so that a new one is not forgotten here.
        let SelectTree {
            distinct: None,
            items,
            from,
            joins,
            filters,
            groups,
            having,
            orders,
            limit,
            offset,
            lock: None,
            lock_of: _,
            lock_wait: _,
            along,
        } = tree
        else {
            return None;
        };
        if !(groups.is_empty() && having.is_empty() && along.is_empty()) {
            return None;
        }
        // Of more than fit in ten bits each, the outline is too long anyway.
        if filters.len().max(orders.len()) > LONGEST {
            return None;
        }
        let bounds = usize::from(limit.is_some()) | usize::from(offset.is_some()) << 1;
        let (selected, items): (usize, &[Item]) = match items {
            Items::All => (0, &[]),
            Items::First => (1, &[]),
            Items::Chosen(items) => (2, items),
        };
        self.push(SELECT, bounds | selected << 2 | joins.len() << 4, filters.len() << 10 | orders.len());
        self.table(from, 0)?;
        if selected == 2 {
            self.items(items)?;
        }
        for Join { words, part, on } in joins {
            self.words(words);
            self.table(part, on.iter().len())?;
            on.iter().try_for_each(|on| self.raw(on, 0))?;
        }
        filters.iter().try_for_each(|filter| self.raw(filter, 0))?;
        orders.iter().try_for_each(|order| self.raw(&order.key, order.number()))?;
        for number in [limit, offset].into_iter().flatten() {
            self.parameters.push(Parameter::new(*number, Type::INT8));
        }
        Some(())
    }

    /// A table with a number of what stands behind it.
    fn table(&mut self, part: &Source, number: usize) -> Plain {
        let Source { source, table, query: None } = part else { return None };
        let position = self.position(*source)?;
        self.push(TABLE, position << 1 | number, Static(*table).place());
        Some(())
    }

    fn insert(&mut self, tree: &InsertTree, rows: &Arc<Cells>) -> Plain {
        let InsertTree { into, rows: _, query: None, sets, conflict, returning, along } = tree else { return None };
        if !(sets.is_empty() && along.is_empty()) || rows.rows() == 0 {
            return None;
        }
        let is_one = rows.rows() == 1;
        self.push(INSERT, usize::from(is_one), 0);
        self.table(into, 0)?;
        for index in (0..into.table.columns.len()).filter(|index| rows.is_set(*index)) {
            if is_one {
                self.push(GIVEN, index, 0);
                self.parameters.push(rows.parameter(0, index)?);
            } else if rows.is_set_in_all(index) {
                let form = rows.form(index)?;
                self.push(GIVEN, index, usize::from(form.is_text));
                self.parameters.push(Cells::list(rows, index, &form));
            } else {
                return None;
            }
        }
        if !is_one && self.parameters.is_empty() {
            return None;
        }
        match conflict {
            None => self.count(0),
            Some(Conflict { target, update: None, filters: _ }) => {
                self.count(1);
                self.words(target.unwrap_or_default());
            }
            Some(_) => return None,
        }
        self.items(returning)
    }

    fn items(&mut self, items: &[Item]) -> Plain {
        self.count(items.len());
        for item in items {
            match item {
                Item::Table(part) => self.table(part, 0)?,
                Item::One(raw, read_as) => {
                    self.words(read_as);
                    self.raw(raw, 0)?;
                }
            }
        }
        Some(())
    }

    /// An expression with a number of what stands behind it.
    fn raw(&mut self, raw: &Raw, number: usize) -> Plain {
        self.push(RAW, raw.parts.len(), raw.level() as usize | number << 8);
        for part in raw.parts.as_slice() {
            match part {
                Part::Text(text) => self.words(text),
                Part::Column(at) => {
                    let position = self.position(at.source)?;
                    self.push(COLUMN, position, Static(at.meta()).place());
                }
                Part::Parameter(parameter) => {
                    self.push(PARAMETER, 0, 0);
                    self.parameters.push(parameter.clone());
                }
                Part::Query(_) => return None,
            }
        }
        Some(())
    }

    fn words(&mut self, words: &'static str) {
        self.push(WORDS, words.len(), words.as_ptr().addr());
    }

    fn count(&mut self, number: usize) {
        self.push(COUNT, number, 0);
    }

    #[inline]
    fn push(&mut self, kind: u64, number: usize, place: usize) {
        self.key.push([(number as u64) << KINDS | kind, place as u64]);
    }

    /// Where what takes part under this number stands among all that does.
    fn position(&self, source: u32) -> Option<usize> {
        match self.parts {
            Parts::Select(tree) if tree.from.source == source => Some(0),
            Parts::Select(tree) => {
                tree.joins.iter().position(|join| join.part.source == source).map(|position| position + 1)
            }
            Parts::Insert(tree) => (tree.into.source == source).then_some(0),
        }
    }
}
