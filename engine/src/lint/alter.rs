//! ALTER TABLE, taken apart.

use evenkeel_model::QualifiedName;
use evenkeel_runner::file::ObjectName;
use squawk_syntax::ast::{AlterTable, AlterTableAction, AstNode};

use super::name;
use super::subject::text;

/// An ALTER TABLE of one table.
pub(super) struct Alter {
    /// The table.
    pub table: QualifiedName,
    /// The table as the file writes it.
    pub table_text: String,
    /// The schema as the file writes it, in a name that a probe looks for.
    schema: Option<String>,
    /// All before the first action: `ALTER TABLE ONLY public.a`.
    pub head: String,
    /// Whether the table need not be there.
    pub if_exists: bool,
    /// What is done to it.
    pub actions: Vec<AlterTableAction>,
}

impl Alter {
    pub fn of(statement: &str, parsed: &AlterTable) -> Option<Self> {
        let table = parsed.table_relation_name()?.table_name_ref()?;
        let actions: Vec<_> = parsed.actions().collect();
        let start: usize = actions.first()?.syntax().text_range().start().into();
        Some(Self {
            schema: name::object(&table)?.schema,
            table: name::qualified(&table)?,
            table_text: text(&table),
            head: statement.get(..start)?.trim_end().to_owned(),
            if_exists: parsed.if_exists().is_some(),
            actions,
        })
    }

    /// The statement with another action.
    pub fn with(&self, action: impl std::fmt::Display) -> String {
        format!("{} {action}", self.head)
    }

    /// An index of the table, as a probe looks for it.
    pub fn index(&self, index: &str) -> ObjectName {
        ObjectName { schema: self.schema.clone(), name: index.to_owned() }
    }

    /// The actions of one kind, by number.
    pub fn each<T: AstNode>(&self) -> impl Iterator<Item = (usize, T)> {
        self.actions.iter().enumerate().filter_map(|(number, action)| Some((number, T::cast(action.syntax().clone())?)))
    }
}
