//! What the statements of a file did before the one that is looked at.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::QualifiedName;
use squawk_syntax::SyntaxKind;
use squawk_syntax::ast::{AlterColumnOption, AlterTable, AlterTableAction, AstNode, CheckConstraint, Constraint, Stmt};

use super::name;
use super::not_valid::is_unchecked;

/// What a file did so far.
#[derive(Debug, Default)]
pub(super) struct History {
    tables: BTreeSet<QualifiedName>,
    indexes: BTreeSet<QualifiedName>,
    /// The columns that constraints keep from being NULL, by the constraint, and whether all rows were looked at.
    not_null: BTreeMap<(QualifiedName, String), (String, bool)>,
}

impl History {
    /// Whether the file made the table.
    pub fn is_new(&self, table: &QualifiedName) -> bool {
        self.tables.contains(table)
    }

    /// Whether the file made the index.
    pub fn is_new_index(&self, index: &QualifiedName) -> bool {
        self.indexes.contains(index)
    }

    /// Whether the server knows from a constraint of this file that no row has NULL there.
    pub fn is_proved_not_null(&self, table: &QualifiedName, column: &str) -> bool {
        self.not_null.iter().any(|((of, _), (on, validated))| of == table && on == column && *validated)
    }

    /// Takes the next statement.
    pub fn take(&mut self, statement: &Stmt) {
        match statement {
            // One that may have been there is not new.
            Stmt::CreateTable(made) if made.if_not_exists().is_none() => {
                self.tables.extend(made.table_name().as_ref().and_then(name::qualified));
            }
            Stmt::CreateTableAs(made) if made.if_not_exists().is_none() => {
                self.tables.extend(made.table_name().as_ref().and_then(name::qualified));
            }
            Stmt::DropTable(dropped) => {
                for table in dropped.table_name_refs().filter_map(|table| name::qualified(&table)) {
                    self.tables.remove(&table);
                }
            }
            Stmt::CreateIndex(made) => self.index(made),
            Stmt::AlterTable(altered) => self.alter(altered),
            _ => {}
        }
    }

    fn index(&mut self, made: &squawk_syntax::ast::CreateIndex) {
        let Some(index) = made.index().as_ref().and_then(name::single) else { return };
        let table = made.table_relation_name().and_then(|table| name::qualified(&table.table_name_ref()?));
        if made.if_not_exists().is_none()
            && let Some(table) = table
        {
            self.indexes.insert(QualifiedName::new(table.schema, index));
        }
    }

    fn alter(&mut self, altered: &AlterTable) {
        let table = altered.table_relation_name().and_then(|table| name::qualified(&table.table_name_ref()?));
        let Some(table) = table else { return };
        for action in altered.actions() {
            match action {
                AlterTableAction::TableRenameTo(renamed) if self.tables.remove(&table) => {
                    let new = renamed.table_name().as_ref().and_then(name::single);
                    self.tables.extend(new.map(|new| QualifiedName::new(table.schema.clone(), new)));
                }
                AlterTableAction::SetSchema(moved) if self.tables.remove(&table) => {
                    let schema = moved.schema_ref().as_ref().and_then(name::single);
                    self.tables.extend(schema.map(|schema| QualifiedName::new(schema, table.name.clone())));
                }
                AlterTableAction::AddConstraint(added) => {
                    if let Some((constraint, column, validated)) = added.constraint().as_ref().and_then(not_null) {
                        self.not_null.insert((table.clone(), constraint), (column, validated));
                    }
                }
                AlterTableAction::ValidateConstraint(validated) => {
                    let constraint = validated.constraint_name_ref().as_ref().and_then(name::single);
                    if let Some(known) = constraint.and_then(|name| self.not_null.get_mut(&(table.clone(), name))) {
                        known.1 = true;
                    }
                }
                AlterTableAction::DropConstraint(dropped) => {
                    if let Some(constraint) = dropped.constraint_name_ref().as_ref().and_then(name::single) {
                        self.not_null.remove(&(table.clone(), constraint));
                    }
                }
                AlterTableAction::AlterColumn(column) => {
                    if let (Some(AlterColumnOption::SetNotNull(_)), Some(name)) =
                        (column.option(), column.column_name_ref().as_ref().and_then(name::single))
                    {
                        // By a name that no constraint can have: it goes with none.
                        self.not_null.insert((table.clone(), format!("\0{name}")), (name, true));
                    }
                }
                _ => {}
            }
        }
    }
}

/// A constraint that keeps NULL out of one column: its name, the column, and whether it was validated when it was added.
fn not_null(constraint: &Constraint) -> Option<(String, String, bool)> {
    let (name, column) = match constraint {
        Constraint::CheckConstraint(check) => (check.constraint_name_clause(), column_of(check)?),
        Constraint::NotNullConstraint(not_null) => {
            (not_null.constraint_name_clause(), name::single(&not_null.column_name_ref()?)?)
        }
        _ => return None,
    };
    let name = name::single(&name?.constraint_name()?)?;
    Some((name, column, !is_unchecked(constraint.syntax())))
}

/// The column of `CHECK (column IS NOT NULL)`.
fn column_of(check: &CheckConstraint) -> Option<String> {
    let expression = check.expr()?;
    let tokens = expression.syntax().descendants_with_tokens().filter_map(|element| element.into_token());
    let words: Vec<String> = tokens
        .filter(|token| {
            let kind = token.kind();
            !matches!(kind, SyntaxKind::WHITESPACE | SyntaxKind::COMMENT | SyntaxKind::L_PAREN | SyntaxKind::R_PAREN)
        })
        .map(|token| token.text().to_owned())
        .collect();
    let [column, rest @ ..] = words.as_slice() else { return None };
    // The second is how a composite value is said to be there, whatever its fields.
    let tests = ["is not null", "is distinct from null"];
    let rest = rest.join(" ");
    if tests.iter().any(|test| rest.eq_ignore_ascii_case(test)) { name::identifier(column) } else { None }
}
