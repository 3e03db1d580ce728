//! From trees to SQL: the one place where statements become text.

mod change;
mod insert;
mod known;
mod name;
mod outline;
mod piece;
mod select;
mod source;

use smallvec::SmallVec;
use tokio_postgres::types::Type;

use super::assign::Assignment;
use super::tree::{EXCLUDED, Item, Items, Part as Source, SelectTree};
use crate::expression::{Level, Order, Part, Raw};
use crate::sql::{Parameter, Parameters, Sql};
pub(crate) use name::Name;
use name::Words;
pub(super) use outline::{insert, select};
use piece::Piece;
use source::{Common, Entered};

/// A statement while it is written.
pub(super) struct Writer {
    pieces: Vec<Piece>,
    parameters: Parameters,
    /// What takes part in the statement that is written now.
    entered: SmallVec<[Entered; 4]>,
    /// What all that takes part somewhere is called.
    names: SmallVec<[Name; 4]>,
    /// What stands in `WITH`.
    common: Vec<Common>,
    is_recursive: bool,
    /// Whether what is written now is a part of another statement, which reads values as they are.
    is_nested: bool,
    /// Whether a parameter that is equal to one before is that one: the server takes expressions for the same only then, and a
    /// key to group by has to be the same as what is selected.
    shares_parameters: bool,
    /// What the server need not be asked about.
    mistake: Option<String>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self {
            pieces: piece::room(),
            parameters: Parameters::new(),
            entered: SmallVec::new(),
            names: SmallVec::new(),
            common: Vec::new(),
            is_recursive: false,
            is_nested: false,
            shares_parameters: false,
            mistake: None,
        }
    }

    pub(super) fn finish(mut self) -> Sql {
        if let Some(mut with) = self.with() {
            with.append(&mut self.pieces);
            self.pieces = with;
        }
        self.pieces.extend(self.names.iter().copied().map(Piece::Name));
        let text = piece::text(&self.pieces, self.names.len());
        piece::leave(self.pieces);
        Sql::of(text, self.parameters).mistaken(self.mistake)
    }

    fn push(&mut self, words: &'static str) {
        self.pieces.push(Piece::Words(Words(words)));
    }

    /// A name in quotes.
    fn name(&mut self, name: Name) {
        self.pieces.push(Piece::Name(name));
    }

    fn parameter(&mut self, parameter: Parameter) {
        self.parameters.push(parameter);
        self.pieces.push(Piece::Parameter(u32::try_from(self.parameters.len()).unwrap_or(u32::MAX)));
    }

    /// The number of a parameter before that is equal, where it can stand for both.
    fn shared(&self, parameter: &Parameter) -> Option<u32> {
        if !self.shares_parameters {
            return None;
        }
        let position = self.parameters.iter().position(|other| other.is_same(parameter))?;
        u32::try_from(position + 1).ok()
    }

    fn number(&mut self, number: i64) {
        self.parameter(Parameter::new(number, Type::INT8));
    }

    fn raw(&mut self, raw: &Raw) {
        for part in raw.parts.as_slice() {
            match part {
                Part::Text(text) => self.push(text),
                Part::Column(at) => self.column_at(*at),
                Part::Parameter(parameter) => match self.shared(parameter) {
                    Some(number) => self.pieces.push(Piece::Parameter(number)),
                    None => self.parameter(parameter.clone()),
                },
                Part::Query(tree) => self.nested(|writer| writer.select(tree)),
            }
        }
    }

    /// What stands between separators.
    fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        separator: &'static str,
        mut write: impl FnMut(&mut Self, T),
    ) {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.push(separator);
            }
            write(self, item);
        }
    }

    /// ` WHERE a AND b`, or nothing.
    fn conditions(&mut self, words: &'static str, conditions: &[Raw]) {
        if conditions.is_empty() {
            return;
        }
        self.push(words);
        self.list(conditions, " AND ", |writer, condition| {
            let alone = conditions.len() == 1 || condition.is_at_least(Level::And);
            if !alone {
                writer.push("(");
            }
            writer.raw(condition);
            if !alone {
                writer.push(")");
            }
        });
    }

    fn orders(&mut self, words: &'static str, orders: &[Order]) {
        if !orders.is_empty() {
            self.push(words);
            self.list(orders, ", ", |writer, order| {
                writer.raw(&order.key);
                writer.push(order.direction());
            });
        }
    }

    /// The columns that a `SELECT` gives.
    fn selected(&mut self, tree: &SelectTree) {
        match &tree.items {
            Items::All => {
                self.columns_of(&tree.from);
                for join in &tree.joins {
                    self.push(", ");
                    self.columns_of(&join.part);
                }
            }
            Items::First => self.columns_of(&tree.from),
            Items::Chosen(items) => self.items(items),
        }
    }

    fn items(&mut self, items: &[Item]) {
        self.list(items, ", ", |writer, item| match item {
            Item::Table(part) => writer.columns_of(part),
            // What is read in another form is put in parentheses, for the form binds tightly.
            Item::One(raw, read_as) if !read_as.is_empty() && !writer.is_nested && !raw.is_at_least(Level::Atom) => {
                writer.push("(");
                writer.raw(raw);
                writer.push(")");
                writer.read_as(read_as);
            }
            Item::One(raw, read_as) => {
                writer.raw(raw);
                writer.read_as(read_as);
            }
        });
    }

    fn read_as(&mut self, read_as: &'static str) {
        if !self.is_nested && !read_as.is_empty() {
            self.push(read_as);
        }
    }

    fn returning(&mut self, items: &[Item]) {
        if !items.is_empty() {
            self.push(" RETURNING ");
            self.items(items);
        }
    }

    /// `a = 1, b = 2`. Columns that an update touches and that are not set become the present time.
    fn assignments(&mut self, target: &Source, assignments: &[Assignment]) {
        let columns = target.table.columns;
        let is_set = |index: usize| assignments.iter().any(|each| usize::from(each.at.index) == index);
        let touched = columns.iter().enumerate().filter(|(index, column)| column.touch && !is_set(*index));
        self.list(assignments, ", ", |writer, each| {
            if each.at.source == target.source || each.at.source == EXCLUDED {
                writer.name(Name::own(each.at.meta().name));
            } else {
                let (column, of) = (each.at.meta().name, target.table.rust);
                writer.mistake = Some(format!(
                    "a statement that changes {of} sets the column {column} of another table, which it only reads"
                ));
                writer.column_at(each.at);
            }
            writer.push(" = ");
            // What is computed of parameters without a type is a text, which not every column takes.
            if each.at.meta().untyped && each.value.is_computed() {
                writer.push("CAST(");
                writer.raw(&each.value);
                writer.push(" AS ");
                writer.push(each.at.meta().cast_as());
                writer.push(")");
            } else {
                writer.raw(&each.value);
            }
        });
        for (_, column) in touched.filter(|_| !assignments.is_empty()) {
            self.push(", ");
            self.name(Name::own(column.name));
            self.push(" = now()");
        }
    }
}
