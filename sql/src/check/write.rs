//! INSERT, UPDATE and DELETE.

use sqlparser::ast::{
    Assignment, AssignmentTarget, ConflictTarget, Delete, Expr, FromTable, Ident, Insert, ObjectName, OnConflict,
    OnConflictAction, OnInsert, SetExpr, TableFactor, TableObject, TableWithJoins, Update, UpdateTableFromKind,
};

use super::from::idents;
use super::scope::{Relation, Source, folded, with_nearest};
use super::value::{Column, Origin, Value};
use super::{Checked, Checker};
use crate::facts::Context;
use crate::schema::{Table, TableColumn};
use crate::text::At;

/// A column that is written to.
struct Target {
    name: String,
    ty: crate::types::Type,
    nullable: bool,
    origin: Option<Origin>,
}

impl<'a> Checker<'a> {
    pub(crate) fn insert(&mut self, insert: &Insert) -> Checked<Option<Vec<Column>>> {
        self.none(insert.assignments.first(), insert, "INSERT … SET")?;
        self.none(insert.partitioned.as_ref(), insert, "PARTITION")?;
        self.none(insert.or.as_ref(), insert, "INSERT OR")?;
        self.none(insert.output.as_ref(), insert, "OUTPUT")?;
        self.none(insert.insert_alias.as_ref(), insert, "an alias behind VALUES")?;
        let TableObject::TableName(name) = &insert.table else { return Err(self.refused(insert, "this target")) };
        let table = self.target_table(name)?;
        let alias = insert.table_alias.as_ref().map(|alias| folded(&alias.alias));
        self.depth += 1;
        let with = insert.source.as_ref().and_then(|source| source.with.as_ref());
        let result = self.with(with, |checker| checker.insert_into(insert, table, alias));
        self.depth -= 1;
        result
    }

    fn insert_into(
        &mut self,
        insert: &Insert,
        table: &'a Table,
        alias: Option<String>,
    ) -> Checked<Option<Vec<Column>>> {
        let names: Vec<Ident> =
            insert.columns.iter().filter_map(|name| idents(name).last().copied().cloned()).collect();
        let columns: Vec<&TableColumn> = if names.is_empty() {
            table.columns.iter().collect()
        } else {
            names.iter().map(|name| self.writable(table, name, insert.overriding.is_some())).collect::<Checked<_>>()?
        };
        let given = match &insert.source {
            Some(source) => self.insert_rows(source, table, &columns, &names, insert)?,
            None => 0,
        };
        let written: Vec<&str> = columns.iter().take(given).map(|column| column.name.as_str()).collect();
        let missing = |column: &&TableColumn| {
            !column.nullable && !column.has_default && !column.generated && !written.contains(&column.name.as_str())
        };
        let missing: Vec<&str> = table.columns.iter().filter(missing).map(|column| column.name.as_str()).collect();
        if !missing.is_empty() {
            let message = format!("a row of {} needs a value for {}", table.name.name, missing.join(", "));
            let error = self.error("missing-column", &insert.table_name_for_error(), message);
            return Err(Box::new(error.with_help(self.why_needed(table, &missing))));
        }
        let own = self.target_relation(table, alias);
        self.open();
        let result = self.conflict_and_returning(insert, table, own);
        self.scopes.pop();
        result
    }

    /// Why a row needs values for these columns.
    fn why_needed(&self, table: &Table, missing: &[&str]) -> String {
        let application = self.schema.declared.application.get(&table.name);
        let is_made = |name: &&&str| {
            application.and_then(|table| table.columns.get(**name)).is_some_and(|column| column.generate.is_some())
        };
        match missing.iter().find(is_made) {
            Some(name) => format!("the application makes `{name}`, and the database has no default for it"),
            None => "what is NOT NULL and has no default in the database is given with each row".to_owned(),
        }
    }

    fn conflict_and_returning(
        &mut self,
        insert: &Insert,
        table: &'a Table,
        own: Relation,
    ) -> Checked<Option<Vec<Column>>> {
        let excluded = Relation { alias: "excluded".to_owned(), schema: None, ..own.clone() };
        self.see(Source::of(own));
        match &insert.on {
            Some(OnInsert::OnConflict(conflict)) => self.conflict(conflict, table, excluded)?,
            Some(_) => return Err(self.refused(insert, "ON DUPLICATE KEY")),
            None => {}
        }
        insert.returning.as_ref().map(|items| self.returning(items)).transpose()
    }

    fn see(&mut self, source: Source) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.source = std::mem::take(&mut scope.source).and(source);
        }
    }

    /// The rows that are written, and how many values each has.
    fn insert_rows(
        &mut self,
        source: &sqlparser::ast::Query,
        table: &Table,
        columns: &[&TableColumn],
        names: &[Ident],
        insert: &Insert,
    ) -> Checked<usize> {
        let target = |column: &TableColumn| target(table, column);
        if let SetExpr::Values(values) = source.body.as_ref() {
            let mut least = columns.len();
            for row in &values.rows {
                self.counts(row.content.len(), columns.len(), names, row.content.first(), insert)?;
                least = least.min(row.content.len());
                for (expr, column) in row.content.iter().zip(columns) {
                    self.assign(expr, &target(column))?;
                }
            }
            return Ok(least);
        }
        let result = self.without_siblings(|checker| {
            let query = sqlparser::ast::Query { with: None, ..source.clone() };
            checker.subquery(&query)
        })?;
        let at = At(result.first().map_or_else(sqlparser::tokenizer::Span::empty, |column| column.place));
        self.counts(result.len(), columns.len(), names, None::<&Expr>, insert)?;
        for (column, target_column) in result.iter().zip(columns) {
            let value = self.value_of(column);
            let at = At(if column.place == sqlparser::tokenizer::Span::empty() { at.0 } else { column.place });
            self.write_value(&value, &target(target_column), &at)?;
        }
        Ok(result.len())
    }

    fn counts(&self, given: usize, wanted: usize, names: &[Ident], at: Option<&Expr>, insert: &Insert) -> Checked<()> {
        let fits = given == wanted || (names.is_empty() && given < wanted);
        if fits {
            return Ok(());
        }
        let message = format!("{given} values for {wanted} columns");
        Err(Box::new(match at {
            Some(at) => self.error("several-columns", at, message),
            None => self.error("several-columns", &insert.table_name_for_error(), message),
        }))
    }

    fn conflict(&mut self, conflict: &OnConflict, table: &'a Table, excluded: Relation) -> Checked<()> {
        match &conflict.conflict_target {
            Some(ConflictTarget::Columns { columns, predicate }) => {
                let names: Vec<String> = columns.iter().map(folded).collect();
                for column in columns {
                    self.table_column(table, column)?;
                }
                if let Some(predicate) = predicate {
                    self.condition(predicate)?;
                }
                let fits = |(unique, whole): &(Vec<String>, bool)| {
                    (*whole || predicate.is_some())
                        && unique.len() == names.len()
                        && unique.iter().all(|name| names.contains(name))
                };
                if !table.unique.iter().any(fits) {
                    return Err(Box::new(self.no_key(table, &names, columns)));
                }
            }
            Some(ConflictTarget::OnConstraint(name)) => {
                let wanted = idents(name).last().map(|last| folded(last)).unwrap_or_default();
                if !table.constraints.contains(&wanted) {
                    let message = format!("{} has no constraint `{wanted}`", table.name.name);
                    let known: Vec<&str> = table.constraints.iter().map(String::as_str).collect();
                    let error = self.error("unknown-constraint", name, message);
                    return Err(Box::new(with_nearest(error, &wanted, &known)));
                }
            }
            None => {}
        }
        if let OnConflictAction::DoUpdate(update) = &conflict.action {
            let own = self.scopes.last().map(|scope| scope.source.clone()).unwrap_or_default();
            // The columns that are found without a table's name are the row's own.
            let seen =
                Source { relations: own.relations.into_iter().chain([excluded]).collect(), visible: own.visible };
            self.within(seen, |checker| {
                checker.assignments(&update.assignments, table)?;
                if let Some(condition) = &update.selection {
                    checker.condition(condition)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn no_key(&self, table: &Table, names: &[String], columns: &[Ident]) -> evenkeel_model::Diagnostic {
        let message = format!("no key of {} is of exactly these columns: {}", table.name.name, names.join(", "));
        let at = columns.first().map_or_else(sqlparser::tokenizer::Span::empty, |first| first.span);
        let keys: Vec<String> = table
            .unique
            .iter()
            .map(|(columns, whole)| {
                let columns = format!("({})", columns.join(", "));
                if *whole { columns } else { format!("{columns} where …, which must be written too") }
            })
            .collect();
        self.error("unknown-key", &At(at), message).with_help(format!("its keys are {}", keys.join(", ")))
    }

    pub(crate) fn update(&mut self, update: &Update) -> Checked<Option<Vec<Column>>> {
        self.none(update.order_by.first(), update, "ORDER BY in UPDATE")?;
        self.none(update.limit.as_ref(), update, "LIMIT in UPDATE")?;
        self.none(update.output.as_ref(), update, "OUTPUT")?;
        self.none(update.or.as_ref(), update, "UPDATE OR")?;
        let (table, own) = self.written_table(&update.table)?;
        let from: &[TableWithJoins] = match &update.from {
            Some(UpdateTableFromKind::AfterSet(tables)) => tables,
            Some(UpdateTableFromKind::BeforeSet(_)) => return Err(self.refused(update, "FROM before SET")),
            None => &[],
        };
        self.depth += 1;
        self.open();
        let result = self.update_in_scope(update, table, own, from);
        self.scopes.pop();
        self.depth -= 1;
        result
    }

    fn update_in_scope(
        &mut self,
        update: &Update,
        table: &'a Table,
        own: Relation,
        from: &[TableWithJoins],
    ) -> Checked<Option<Vec<Column>>> {
        let ids: Vec<u32> = own.columns.iter().map(|column| column.id).collect();
        self.see(Source::of(own));
        self.add_from(from)?;
        // As the server does, results come before the condition, and what is written behind both.
        let mut returning = None;
        if let Some(condition) = &update.selection {
            self.condition(condition)?;
            self.narrow(condition);
        }
        if let Some(items) = &update.returning {
            returning = Some(self.returning(items)?);
        }
        self.assignments(&update.assignments, table)?;
        // What is written, by the statement or by a trigger, may be NULL afterwards, whatever the condition says of it before.
        for id in ids {
            self.learnt.narrowed.remove(&id);
        }
        Ok(returning)
    }

    pub(crate) fn delete(&mut self, delete: &Delete) -> Checked<Option<Vec<Column>>> {
        self.none(delete.tables.first(), delete, "several tables in DELETE")?;
        self.none(delete.order_by.first(), delete, "ORDER BY in DELETE")?;
        self.none(delete.limit.as_ref(), delete, "LIMIT in DELETE")?;
        self.none(delete.output.as_ref(), delete, "OUTPUT")?;
        let (FromTable::WithFromKeyword(tables) | FromTable::WithoutKeyword(tables)) = &delete.from;
        let [written] = tables.as_slice() else { return Err(self.refused(delete, "several tables in DELETE")) };
        let (_, own) = self.written_table(written)?;
        self.depth += 1;
        self.open();
        let result = self.delete_in_scope(delete, own);
        self.scopes.pop();
        self.depth -= 1;
        result
    }

    fn delete_in_scope(&mut self, delete: &Delete, own: Relation) -> Checked<Option<Vec<Column>>> {
        self.see(Source::of(own));
        self.add_from(delete.using.as_deref().unwrap_or_default())?;
        if let Some(condition) = &delete.selection {
            self.condition(condition)?;
            self.narrow(condition);
        }
        delete.returning.as_ref().map(|items| self.returning(items)).transpose()
    }

    fn returning(&mut self, items: &[sqlparser::ast::SelectItem]) -> Checked<Vec<Column>> {
        let columns = self.items(items)?;
        columns.into_iter().map(|column| self.resolved(column)).collect()
    }

    /// The table that UPDATE or DELETE is of.
    fn written_table(&mut self, written: &TableWithJoins) -> Checked<(&'a Table, Relation)> {
        let TableFactor::Table { name, alias, args: None, .. } = &written.relation else {
            return Err(self.refused(&written.relation, "this target"));
        };
        self.none(written.joins.first().map(|join| &join.relation), written, "a join as the target")?;
        let table = self.target_table(name)?;
        let alias = alias.as_ref().map(|alias| folded(&alias.name));
        Ok((table, self.target_relation(table, alias)))
    }

    fn target_table(&self, name: &ObjectName) -> Checked<&'a Table> {
        let name = self.schema_table(name)?.name.clone();
        match self.schema.tables.get(&name) {
            Some(table) => Ok(table),
            None => Err(self.refused(&At(sqlparser::tokenizer::Span::empty()), "this table")),
        }
    }

    fn target_relation(&mut self, table: &Table, alias: Option<String>) -> Relation {
        let columns = self.table_columns(table);
        let columns = self.own(columns);
        let schema = alias.is_none().then(|| table.name.schema.clone());
        let row = self.schema.types.named(&table.name.to_string());
        let alias = alias.unwrap_or_else(|| table.name.name.clone());
        Relation { alias, schema, columns, row, table: Some(table.name.clone()) }
    }

    /// `SET a = 1, (b, c) = (2, 3)`.
    fn assignments(&mut self, assignments: &[Assignment], table: &'a Table) -> Checked<()> {
        for assignment in assignments {
            match &assignment.target {
                AssignmentTarget::ColumnName(name) => {
                    let target = self.assigned(name, table)?;
                    self.assign(&assignment.value, &target)?;
                }
                AssignmentTarget::Tuple(names) => {
                    let targets = names.iter().map(|name| self.assigned(name, table)).collect::<Checked<Vec<_>>>()?;
                    self.assign_row(&assignment.value, &targets)?;
                }
            }
        }
        Ok(())
    }

    fn assign_row(&mut self, value: &Expr, targets: &[Target]) -> Checked<()> {
        let wrong = |checker: &Self, count: usize| {
            let message = format!("{count} values for {} columns", targets.len());
            Box::new(checker.error("several-columns", value, message))
        };
        match value {
            Expr::Tuple(parts) if parts.len() == targets.len() => {
                parts.iter().zip(targets).try_for_each(|(part, target)| self.assign(part, target))
            }
            Expr::Tuple(parts) => Err(wrong(self, parts.len())),
            Expr::Subquery(query) => {
                let columns = self.subquery(query)?;
                if columns.len() != targets.len() {
                    return Err(wrong(self, columns.len()));
                }
                for (column, target) in columns.iter().zip(targets) {
                    let value = self.value_of(column);
                    self.write_value(&value, target, &At(column.place))?;
                }
                Ok(())
            }
            other => Err(self.refused(other, "this value for several columns")),
        }
    }

    fn assigned(&self, name: &ObjectName, table: &'a Table) -> Checked<Target> {
        match idents(name).as_slice() {
            [only] => Ok(target(table, self.writable(table, only, false)?)),
            [column, field] => {
                // A field of a composite, which may be NULL whatever the column is.
                let column = self.writable(table, column, false)?;
                let value = self.field(&Value::new(column.ty, false), field)?;
                Ok(Target { name: folded(field), ty: value.ty, nullable: true, origin: None })
            }
            _ => Err(self.refused(name, "a name of several parts behind SET")),
        }
    }

    /// Writes an expression into a column.
    fn assign(&mut self, expr: &Expr, target: &Target) -> Checked<()> {
        if is_default(expr) {
            return Ok(());
        }
        let value = self.value(expr)?;
        self.write_value(&value, target, expr)
    }

    fn write_value(&mut self, value: &Value, target: &Target, at: &impl crate::text::Placed) -> Checked<()> {
        if target.nullable {
            self.accept_null(value);
        }
        let is_null = self.schema.types.is_unknown(value.ty) && value.nullable && value.parameter.is_none();
        if is_null && !target.nullable {
            let message = format!("`{}` is NOT NULL", target.name);
            return Err(Box::new(self.error("null", at, message)));
        }
        self.coerce(value, target.ty, Context::Assignment, target.origin.as_ref(), at)
    }

    fn table_column<'t>(&self, table: &'t Table, ident: &Ident) -> Checked<&'t TableColumn> {
        let name = folded(ident);
        if let Some(column) = table.column(&name) {
            return Ok(column);
        }
        let known: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let message = format!("there is no column `{name}` in {}", table.name.name);
        Err(Box::new(with_nearest(self.error("unknown-column", ident, message), &name, &known)))
    }

    fn writable<'t>(&self, table: &'t Table, ident: &Ident, overriding: bool) -> Checked<&'t TableColumn> {
        let column = self.table_column(table, ident)?;
        if column.generated && !overriding {
            let message = format!("only the server writes `{}`", column.name);
            return Err(Box::new(self.error("generated-column", ident, message).with_help("leave it out")));
        }
        Ok(column)
    }
}

fn target(table: &Table, column: &TableColumn) -> Target {
    Target {
        name: column.name.clone(),
        ty: column.ty,
        nullable: column.nullable,
        origin: column.special.then(|| Origin { table: table.name.clone(), column: column.name.clone(), lists: 0 }),
    }
}

/// `DEFAULT` where a value stands.
fn is_default(expr: &Expr) -> bool {
    matches!(expr, Expr::Identifier(ident) if ident.quote_style.is_none() && ident.value.eq_ignore_ascii_case("default"))
}

/// Where an INSERT names its table.
trait TableName {
    fn table_name_for_error(&self) -> At;
}

impl TableName for Insert {
    fn table_name_for_error(&self) -> At {
        At(crate::text::Placed::placed(&self.table))
    }
}
