//! From trees to SQL: the one place where statements become text.

mod change;
mod insert;
mod select;

use std::borrow::Cow;

use tokio_postgres::types::Type;

use super::assign::Assignment;
use super::tree::{EXCLUDED, Item, Part as Source};
use crate::expression::{Level, Order, Part, Raw};
use crate::sql::{Parameter, Sql};
use crate::table::TableMeta;

/// A statement while it is written.
pub(super) struct Writer {
    text: String,
    parameters: Vec<Parameter>,
    /// What the tables that take part are called, by their numbers.
    names: Vec<(u32, Cow<'static, str>)>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { text: String::with_capacity(256), parameters: Vec::new(), names: vec![(EXCLUDED, "excluded".into())] }
    }

    pub(super) fn finish(self) -> Sql {
        Sql::new(self.text, self.parameters)
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A name in quotes.
    fn name(&mut self, name: &str) {
        self.text.push('"');
        if name.contains('"') {
            self.text.push_str(&name.replace('"', "\"\""));
        } else {
            self.text.push_str(name);
        }
        self.text.push('"');
    }

    /// Gives a table a name that no other in the statement has: its own, or one with a number behind it.
    fn enter(&mut self, source: Source) {
        let own = source.table.name;
        let is_taken = |name: &str| self.names.iter().any(|(_, taken)| taken == name);
        let mut name = Cow::Borrowed(own);
        let mut number = 2;
        while is_taken(&name) {
            name = format!("{own}_{number}").into();
            number += 1;
        }
        self.names.push((source.source, name));
    }

    fn name_of(&self, source: u32) -> Cow<'static, str> {
        let found = self.names.iter().rev().find(|(number, _)| *number == source);
        // A column of a table that takes no part: the server will say so.
        found.map_or(Cow::Borrowed("?"), |(_, name)| name.clone())
    }

    /// `schema.table`, and what it is called here where that is something else.
    fn table(&mut self, source: Source) {
        let TableMeta { schema, name, .. } = source.table;
        self.name(schema);
        self.push(".");
        self.name(name);
        let here = self.name_of(source.source);
        if here != *name {
            self.push(" AS ");
            self.name(&here);
        }
    }

    fn column(&mut self, source: u32, column: &str) {
        let table = self.name_of(source);
        self.name(&table);
        self.push(".");
        self.name(column);
    }

    fn parameter(&mut self, parameter: Parameter) {
        self.parameters.push(parameter);
        self.push("$");
        self.push(&self.parameters.len().to_string());
    }

    fn number(&mut self, number: i64) {
        self.parameter(Parameter::new(number, Type::INT8));
    }

    fn raw(&mut self, raw: &Raw) {
        for part in &raw.parts {
            match part {
                Part::Text(text) => self.push(text),
                Part::Column(at) => self.column(at.source, at.meta().name),
                Part::Parameter(parameter) => self.parameter(parameter.clone()),
                Part::Query(tree) => {
                    self.push("(");
                    self.select(tree);
                    self.push(")");
                }
            }
        }
    }

    /// What stands between separators.
    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, separator: &str, mut write: impl FnMut(&mut Self, T)) {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.push(separator);
            }
            write(self, item);
        }
    }

    /// ` WHERE a AND b`, or nothing.
    fn conditions(&mut self, words: &str, conditions: &[Raw]) {
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

    fn orders(&mut self, words: &str, orders: &[Order]) {
        if !orders.is_empty() {
            self.push(words);
            self.list(orders, ", ", |writer, order| {
                writer.raw(&order.key);
                writer.push(order.direction());
            });
        }
    }

    fn items(&mut self, items: &[Item]) {
        self.list(items, ", ", |writer, item| match item {
            Item::Table(source) => writer.list(source.table.columns, ", ", |writer, column| {
                writer.column(source.source, column.name);
                writer.push(column.read_as);
            }),
            // What is read in another form is put in parentheses, for the form binds tightly.
            Item::One(raw, read_as) if !read_as.is_empty() && !raw.is_at_least(Level::Atom) => {
                writer.push("(");
                writer.raw(raw);
                writer.push(")");
                writer.push(read_as);
            }
            Item::One(raw, read_as) => {
                writer.raw(raw);
                writer.push(read_as);
            }
        });
    }

    fn returning(&mut self, items: &[Item]) {
        if !items.is_empty() {
            self.push(" RETURNING ");
            self.items(items);
        }
    }

    /// `a = 1, b = 2`. Columns that an update touches and that are not set become the present time.
    fn assignments(&mut self, target: Source, assignments: &[Assignment]) {
        let columns = target.table.columns;
        let is_set = |index: usize| assignments.iter().any(|each| usize::from(each.at.index) == index);
        let touched = columns.iter().enumerate().filter(|(index, column)| column.touch && !is_set(*index));
        self.list(assignments, ", ", |writer, each| {
            if each.at.source == target.source || each.at.source == EXCLUDED {
                writer.name(each.at.meta().name);
            } else {
                // The server says that the target has no such column.
                writer.column(each.at.source, each.at.meta().name);
            }
            writer.push(" = ");
            writer.raw(&each.value);
        });
        for (_, column) in touched.filter(|_| !assignments.is_empty()) {
            self.push(", ");
            self.name(column.name);
            self.push(" = now()");
        }
    }
}
