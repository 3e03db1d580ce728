//! Keys whose index is built before they are added.

use evenkeel_model::name::{make_object_name, quote_identifier};
use evenkeel_runner::file::Probe;
use squawk_syntax::ast::{AstNode, ConstraintNameClause, ConstraintOption, IndexParameters};

use super::alter::Alter;
use super::name;
use super::subject::{Step, text};

/// A primary key or a unique constraint.
pub(super) struct Key {
    /// `PRIMARY KEY` or `UNIQUE`.
    pub words: &'static str,
    /// Its name where one is given.
    pub name: Option<ConstraintNameClause>,
    /// Its columns and what else its index has.
    pub parameters: IndexParameters,
    /// When it is checked.
    pub options: Vec<ConstraintOption>,
}

impl Key {
    /// Its columns, each as the file writes it.
    pub fn columns(&self) -> Option<Vec<String>> {
        Some(self.parameters.column_list()?.column_name_refs().map(|column| text(&column)).collect())
    }

    /// What to do: this, unless it is a key over periods, which cannot be made of an index that is there.
    pub fn advice(&self, usual: &'static str) -> &'static str {
        match self.parameters.column_list().and_then(|columns| columns.without_overlaps()) {
            Some(_) => "there is no safer form: add it while the table is new or small, or when nobody uses it",
            None => usual,
        }
    }

    /// The index outside of a transaction, then the key that takes it over.
    pub fn steps(&self, alter: &Alter) -> Option<Vec<Step>> {
        let columns = self.parameters.column_list()?;
        // Of a table that may not be there no index can be made, and this kind is no plain index.
        if alter.if_exists || columns.without_overlaps().is_some() {
            return None;
        }
        let name = match &self.name {
            Some(clause) => text(&clause.constraint_name()?),
            None => quote_identifier(&self.default_name(alter)?),
        };
        let parts = [
            Some(text(&columns)),
            self.parameters.constraint_include_clause().map(|part| text(&part)),
            self.parameters.nulls_distinct_option().map(|part| text(&part)),
            self.parameters.with_params().map(|part| text(&part)),
            self.parameters
                .constraint_index_tablespace()
                .and_then(|part| Some(format!("TABLESPACE {}", text(&part.tablespace_ref()?)))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let index = format!("CREATE UNIQUE INDEX CONCURRENTLY {name} ON {} {}", alter.table_text, parts.join(" "));
        let options: String = self.options.iter().map(|option| format!(" {}", text(option))).collect();
        let add = format!("ADD CONSTRAINT {name} {} USING INDEX {name}{options}", self.words);
        let probe = Probe::ValidIndex(alter.index(&name::identifier(&name)?));
        Some(vec![Step::Alone(index, Some(probe)), Step::Apart(alter.with(add))])
    }

    /// The name that the server would give it.
    fn default_name(&self, alter: &Alter) -> Option<String> {
        if self.words == "PRIMARY KEY" {
            return Some(make_object_name(&alter.table.name, None, "pkey"));
        }
        // Columns that are only included are in the name too.
        let included = self.parameters.constraint_include_clause();
        if included.is_some() {
            return None;
        }
        let columns: Option<Vec<_>> = self.columns()?.iter().map(|column| name::identifier(column)).collect();
        Some(make_object_name(&alter.table.name, Some(&columns?.join("_")), "key"))
    }
}

/// The options of a constraint.
pub(super) fn options(constraint: &impl AstNode) -> Vec<ConstraintOption> {
    constraint.syntax().children().filter_map(ConstraintOption::cast).collect()
}
