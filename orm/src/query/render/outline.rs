//! What tells the text of a plain `SELECT` from all others.
//!
//! Most statements of a program read tables, without other statements in them, and are said again and again with other values.
//! Their trees are gone through once, for what their text depends on and for the values, and nothing is written where that text
//! is known.

use std::cell::RefCell;
use std::sync::Arc;

use super::Writer;
use super::known::{Key, Known, LONGEST};
use super::piece::{KINDS, Static};
use crate::expression::{Part, Raw};
use crate::query::tree::{Item, Items, Join, Part as Source, SelectTree};
use crate::sql::{Parameter, Parameters, Sql};
use tokio_postgres::types::Type;

thread_local! {
    static TEXTS: RefCell<Known> = RefCell::default();
}

/// The statement of a tree.
pub(in crate::query) fn select(tree: &SelectTree) -> Sql {
    let mut parameters = Parameters::new();
    let mut is_plain = false;
    let known = TEXTS.with_borrow_mut(|known| {
        let mut outline = Outline { tree, key: known.begin(), parameters: &mut parameters };
        is_plain = outline.select().is_some() && outline.key.len() <= LONGEST;
        if is_plain { known.get() } else { None }
    });
    if let Some(text) = known {
        debug_assert_eq!(text.text(), written(tree).text(), "an outline of two texts");
        return Sql::of(text, parameters);
    }
    let sql = written(tree);
    if is_plain {
        TEXTS.with_borrow_mut(|known| known.put(Arc::clone(sql.shared_text())));
    }
    sql
}

fn written(tree: &SelectTree) -> Sql {
    let mut writer = Writer::new();
    writer.select(tree);
    writer.finish()
}

/// An outline while it is taken. What stands in it tells by itself where it ends, so that no two trees have the same one by
/// chance: the number of members stands before each list.
struct Outline<'o> {
    tree: &'o SelectTree,
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
const ALL: u64 = 6;
const FIRST: u64 = 7;

/// Nothing, for what is not plain.
type Plain = Option<()>;

impl Outline<'_> {
    fn select(&mut self) -> Plain {
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
        } = self.tree
        else {
            return None;
        };
        if !(groups.is_empty() && having.is_empty() && along.is_empty()) {
            return None;
        }
        let bounds = usize::from(limit.is_some()) | usize::from(offset.is_some()) << 1;
        self.count(bounds);
        self.count(joins.len());
        self.table(from)?;
        match items {
            Items::All => self.push(ALL, 0, 0),
            Items::First => self.push(FIRST, 0, 0),
            Items::Chosen(items) => {
                self.count(items.len());
                items.iter().try_for_each(|item| self.item(item))?;
            }
        }
        for Join { words, part, on } in joins {
            self.words(words);
            self.table(part)?;
            self.raws(on.as_slice())?;
        }
        self.raws(filters)?;
        self.count(orders.len());
        for order in orders {
            self.words(order.direction());
            self.raw(&order.key)?;
        }
        for number in [limit, offset].into_iter().flatten() {
            self.parameters.push(Parameter::new(*number, Type::INT8));
        }
        Some(())
    }

    fn table(&mut self, part: &Source) -> Plain {
        let Source { source, table, query: None } = part else { return None };
        let position = self.position(*source)?;
        self.push(TABLE, position, Static(*table).place());
        Some(())
    }

    fn item(&mut self, item: &Item) -> Plain {
        match item {
            Item::Table(part) => self.table(part),
            Item::One(raw, read_as) => {
                self.words(read_as);
                self.raw(raw)
            }
        }
    }

    fn raws(&mut self, all: &[Raw]) -> Plain {
        self.count(all.len());
        all.iter().try_for_each(|raw| self.raw(raw))
    }

    fn raw(&mut self, raw: &Raw) -> Plain {
        self.push(RAW, raw.parts.len(), raw.level() as usize);
        for part in &raw.parts {
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
        if self.tree.from.source == source {
            return Some(0);
        }
        self.tree.joins.iter().position(|join| join.part.source == source).map(|position| position + 1)
    }
}
