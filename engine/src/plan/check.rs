//! What is asked of the rows before anything else happens: whether they are in the way of something that comes when much
//! of the plan is done and committed.
//!
//! Who asks speaks of the names at the start of the plan, before any rename. What cannot be asked is said at the
//! statement that may fail.

use std::collections::BTreeSet;

use evenkeel_model::name::{dollar_quote, quote_identifier, quote_literal};
use evenkeel_model::object::{Column, ColumnValue, OtherKind};
use evenkeel_model::{ObjectId, QualifiedName};

use super::context::Context;
use super::facts::{has_default_of_domain, refuses_null};
use super::graph::{Node, Rank};
use super::not_null;
use super::statement::{HazardKind, LockMode, Phase, Rows, Stands, Statement, Unasked};
use super::transaction::{Transaction, transactions};

/// What can be known of rows before a plan begins.
pub(super) enum Foresight {
    /// They are asked.
    Asked(Box<Node>),
    /// None of those that are there can be in the way.
    Needless,
    /// They cannot be asked.
    Unasked(Unasked),
}

impl Foresight {
    /// The check for a statement that fails where rows are in the way, which says so where there is none.
    pub(super) fn of(self, statement: Statement) -> (Statement, Option<Node>) {
        match self {
            Self::Asked(check) => (statement, Some(*check)),
            Self::Needless => (statement, None),
            Self::Unasked(reason) => (statement.unasked(reason), None),
        }
    }
}

impl From<Result<Node, Unasked>> for Foresight {
    fn from(result: Result<Node, Unasked>) -> Self {
        match result {
            Ok(check) => Self::Asked(Box::new(check)),
            Err(reason) => Self::Unasked(reason),
        }
    }
}

/// A question to the rows.
pub(super) struct Question {
    /// The object whose statement would fail.
    pub id: ObjectId,
    /// The tables that are read, by their names at the start.
    pub tables: Vec<QualifiedName>,
    /// The one of them whose rows others need, so that those that row level security hides would seem to be missing.
    pub whole: Option<QualifiedName>,
    /// The name of the SQLSTATE with which PostgreSQL would refuse.
    pub condition: &'static str,
    /// The rows that are in the way: a query from its FROM on.
    pub rows: String,
    /// Whether they are counted; else the first one is enough.
    pub counted: bool,
    /// What they are, a sentence without a full stop.
    pub message: String,
    /// The query that finds them.
    pub find: String,
    /// What the header says.
    pub hazard: String,
}

impl Question {
    /// The statement that fails where there is such a row.
    ///
    /// # Errors
    /// Where the role that migrates has not the language in which that is said.
    pub(super) fn node(self, context: &Context<'_>) -> Result<Node, Unasked> {
        if context.facts.without_plpgsql {
            return Err(Unasked::Speechless);
        }
        let Self { id, tables, whole, condition, rows, counted, message, find, hazard } = self;
        let hint = quote_literal(&format!("find them with {find}"));
        // In PL/pgSQL these are variables, of which a column may have the name.
        let is_ambiguous = rows.contains("found") || counted && rows.contains("broken");
        let columns_first = if is_ambiguous { "#variable_conflict use_column\n" } else { "" };
        let hidden = hidden(context, &tables, altered(context, &id));
        let unseen = unseen(whole.iter().chain(hidden.iter().filter(|table| whole.as_ref() != Some(*table))));
        let (declared, begin, message) = if counted {
            let begin = format!("    SELECT pg_catalog.count(*) INTO broken {rows};\n    IF broken > 0 THEN");
            let message = format!("{} || broken", quote_literal(&format!("{message}: ")));
            ("DECLARE\n    broken bigint;\n", begin, message)
        } else {
            ("", format!("    IF EXISTS (SELECT {rows}) THEN"), quote_literal(&message))
        };
        let body = format!(
            "
{columns_first}{declared}BEGIN
{unseen}{begin}
        RAISE EXCEPTION USING ERRCODE = '{condition}',
            MESSAGE = {message},
            HINT = {hint};
    END IF;
{MAY_NOT_READ}END
"
        );
        let statement = Statement::new(id, block("check", &body)).in_phase(Phase::Check);
        let statement =
            tables.iter().fold(statement, |statement, table| statement.locking(table, LockMode::AccessShare));
        let looked = Rows { stands: Some(Stands::Untouched), hidden, ..Rows::of(hazard) };
        let object = statement.object.clone();
        let statement = statement.failing(object, looked);
        Ok(Node::new(Rank::Prerequisite, vec![statement]))
    }
}

/// The end of a block that asks rows: where the role that migrates may not read them, the statement itself finds those that
/// are in its way. A foreign key, for one, may refer to a table of which it may read nothing.
pub(super) const MAY_NOT_READ: &str = "EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
";

/// The table that is altered by the statement which rows are in the way of, by its name at the start.
fn altered<'a>(context: &'a Context<'a>, id: &'a ObjectId) -> Option<&'a QualifiedName> {
    let table = match id {
        ObjectId::Column(table, _) | ObjectId::ColumnValue(table, _) | ObjectId::Constraint(table, _) => table,
        ObjectId::Index(name) => context.new_index(name)?.0,
        _ => return None,
    };
    Names::of(context, table).map(|names| names.table)
}

/// The tables, by their names at the start, of which row security may hide rows from the role that migrates. Who alters one owns
/// it, and sees all of it unless row security is forced; whose the others are is not known.
pub(super) fn hidden(
    context: &Context<'_>,
    tables: &[QualifiedName],
    altered: Option<&QualifiedName>,
) -> Vec<QualifiedName> {
    let may_hide = |table: &&QualifiedName| {
        let identity = table.to_string();
        let id = ObjectId::Other(OtherKind::RowSecurity, identity.clone());
        let known = [&context.facts.bystanders, &context.from.dependencies];
        if known.iter().all(|dependencies| dependencies.needed_by(&id).next().is_none()) {
            return false;
        }
        // That of a table outside of what is looked at has no text here.
        let definition = context.from.others.get(&(OtherKind::RowSecurity, identity));
        let says = |word: &str| {
            let definition = definition.and_then(|found| found.definition.as_deref());
            definition.is_none_or(|text| text.contains(&format!(" {word} ROW LEVEL SECURITY")))
        };
        says("ENABLE") && (says("FORCE") || altered != Some(*table))
    };
    tables.iter().filter(may_hide).cloned().collect()
}

/// The beginning of a block that asks rows: where some of them are hidden from the role that migrates, the rest say nothing, and
/// a policy may even fail without what sessions of an application set.
pub(super) fn unseen<'a>(tables: impl Iterator<Item = &'a QualifiedName>) -> String {
    let guard = |table: &QualifiedName| {
        let name = quote_literal(&table.to_string());
        format!("    IF pg_catalog.row_security_active({name}) THEN\n        RETURN;\n    END IF;\n")
    };
    tables.map(guard).collect()
}

/// A statement of this code.
pub(super) fn block(tag: &str, body: &str) -> String {
    let quote = dollar_quote(tag, body);
    format!("DO {quote}{body}{quote}")
}

/// Whether a column is there before the plan and its values stay as they are.
pub(super) fn column_stands(context: &Context<'_>, table: &QualifiedName, column: &str) -> Result<(), Unasked> {
    let id = ObjectId::Column(table.clone(), column.to_owned());
    let value = ObjectId::ColumnValue(table.clone(), column.to_owned());
    let is_generated = context
        .new_column(table, column)
        .is_some_and(|column| matches!(column.value, Some(ColumnValue::Generated { .. })));
    let changes = context.column_goes(table, column)
        || context.is_retyped(&id)
        || is_generated && context.action(&value).is_some();
    if context.old_column(table, column).is_some() && !changes { Ok(()) } else { Err(Unasked::NewValues) }
}

/// Whether a column takes another type and is nothing else but that.
pub(super) fn is_retyped_in_place(context: &Context<'_>, table: &QualifiedName, column: &str) -> bool {
    let has_expression = |column: Option<&Column>| {
        column.is_some_and(|column| matches!(column.value, Some(ColumnValue::Generated { .. })))
    };
    let (old, new) = (context.old_column(table, column), context.new_column(table, column));
    context.is_retyped(&ObjectId::Column(table.clone(), column.to_owned()))
        && !has_expression(old)
        && !has_expression(new)
}

/// Whether a column comes with the plan and holds nothing but NULL in the rows that are there.
pub(super) fn comes_empty(context: &Context<'_>, table: &QualifiedName, column: &str) -> bool {
    context.old_column(table, column).is_none()
        && context.new_column(table, column).is_some_and(|column| {
            let data_type = &column.data_type;
            let may_be_null = !column.not_null && !refuses_null(context.to, data_type);
            column.value.is_none() && may_be_null && !has_default_of_domain(context.to, data_type)
        })
}

/// Whether all that an object needs is there before the plan and stays as it is, so that what is asked now is what the
/// object will find.
pub(super) fn stands(context: &Context<'_>, id: &ObjectId) -> Result<(), Unasked> {
    for needed in context.to.dependencies.needed_by(id) {
        match needed {
            ObjectId::Column(table, column) => column_stands(context, table, column)?,
            ObjectId::Table(_) | ObjectId::Schema(_) => {}
            _ if context.action(needed).is_some() => return Err(Unasked::Changes),
            _ => {}
        }
    }
    Ok(())
}

/// The condition that a value is not NULL. A row of NULLs IS NULL and yet a value: asked by what it is distinct from, the
/// server looks at the value alone.
pub(super) fn has_value(context: &Context<'_>, data_type: Option<&str>, value: &str) -> String {
    let may_be_row = data_type.is_none_or(|data_type| not_null::may_be_row(context, data_type));
    format!("{value} {}", if may_be_row { "IS DISTINCT FROM NULL" } else { "IS NOT NULL" })
}

/// The condition that a value is NULL.
pub(super) fn has_none(context: &Context<'_>, data_type: Option<&str>, value: &str) -> String {
    let may_be_row = data_type.is_none_or(|data_type| not_null::may_be_row(context, data_type));
    format!("{value} {}", if may_be_row { "IS NOT DISTINCT FROM NULL" } else { "IS NULL" })
}

/// What a table and its columns are called before the plan.
pub(super) struct Names<'a> {
    context: &'a Context<'a>,
    now: &'a QualifiedName,
    /// The table's name at the start.
    pub table: &'a QualifiedName,
}

impl<'a> Names<'a> {
    /// Nothing where the table was not there.
    pub(super) fn of(context: &'a Context<'a>, now: &'a QualifiedName) -> Option<Self> {
        let table = match &context.facts.origins {
            Some(origins) => origins.table(now)?,
            None => context.from.tables.get_key_value(now)?.0,
        };
        Some(Self { context, now, table })
    }

    /// What a column was called; nothing where another one had this name.
    pub(super) fn column<'b>(&'b self, now: &'b str) -> Option<&'b str> {
        match &self.context.facts.origins {
            Some(origins) => origins.column(self.table, now),
            None => Some(now),
        }
    }

    pub(super) fn may_be_null(&self, column: &str) -> bool {
        self.context.old_column(self.now, column).is_none_or(|column| !column.not_null)
    }

    /// What stands behind FROM, so that the expressions of an object hold, which have the names that come. `further` is
    /// what else is selected there, and `only` leaves out the rows of inheritance children.
    pub(super) fn source(
        &self,
        id: &ObjectId,
        expressions: &[&str],
        further: &[&str],
        only: bool,
    ) -> Result<String, Unasked> {
        let table = if only { format!("ONLY {}", self.table) } else { self.table.to_string() };
        let dependencies = &self.context.to.dependencies;
        let direct: BTreeSet<&ObjectId> = dependencies.needed_by(id).collect();
        // The type of a column may be named too, or a label that it has.
        let of_columns = direct.iter().filter(|needed| matches!(needed, ObjectId::Column(..)));
        let of_columns: Vec<_> = of_columns.flat_map(|column| dependencies.needed_by(column)).collect();
        let mut named = direct.iter().copied().chain(of_columns);
        let is_part = |needed: &ObjectId| matches!(needed, ObjectId::Column(..) | ObjectId::Table(_));
        if named.clone().any(|needed| !is_part(needed) && self.context.action(needed).is_some()) {
            return Err(Unasked::Changes);
        }
        let Some(origins) = &self.context.facts.origins else {
            return Ok(table);
        };
        if named.any(|needed| origins.is_renamed(needed)) || origins.renames_schemas() {
            return Err(Unasked::Names);
        }
        let mut columns = direct.iter().filter_map(|needed| match needed {
            ObjectId::Column(table, column) if table == self.now => Some(column.as_str()),
            _ => None,
        });
        // A table that is named as a value is known by the name that comes.
        let is_moved = self.table != self.now;
        if is_moved && expressions.iter().any(|text| text.contains("regclass")) {
            return Err(Unasked::Names);
        }
        let renamed = |column: &str| self.column(column) != Some(column);
        let alias = quote_identifier(&self.now.name);
        if !columns.clone().any(renamed) {
            // A whole row is called as its table is.
            return Ok(if self.table.name == self.now.name { table } else { format!("{table} AS {alias}") });
        }
        // A whole row, and what every table has, are not to be had by another name.
        if expressions.iter().any(|text| text.contains(".*") || text.contains("tableoid")) {
            return Err(Unasked::Names);
        }
        let own: Vec<String> = further.iter().map(ToString::to_string).collect();
        let selected = columns.try_fold(own, |mut selected, now| {
            let before = self.column(now)?;
            let (old, new) = (quote_identifier(before), quote_identifier(now));
            selected.push(if old == new { old } else { format!("{old} AS {new}") });
            Some(selected)
        });
        let selected = selected.ok_or(Unasked::Names)?.join(", ");
        Ok(format!("(SELECT {selected} FROM {table}) AS {alias}"))
    }
}

/// Leaves out what need not be asked, since nothing is committed before the statement that fails and says why; and says of those
/// that may fail later, and cannot be asked, that what comes before them stays.
pub(crate) fn settled(mut statements: Vec<Statement>) -> Vec<Statement> {
    let is_check = |statement: &Statement| statement.phase == Phase::Check;
    let checks = statements.iter().take_while(|statement| is_check(statement)).count();
    let (_, changing) = statements.split_at(checks);
    // A statement outside of a transaction may leave something behind when it fails.
    let at_once = match transactions(changing).first() {
        Some(Transaction::Together(first)) => first.len(),
        _ => 0,
    };
    let failing = |statements: &[Statement]| -> BTreeSet<ObjectId> {
        let hazards = statements.iter().flat_map(|statement| &statement.hazards);
        let fails = hazards.filter(|hazard| hazard.kind == HazardKind::DependsOnData);
        fails.map(|hazard| hazard.object.clone()).collect()
    };
    let (first, after) = changing.split_at(at_once);
    let (first, later) = (failing(first), failing(after));
    let undone = statements.iter_mut().take(checks + at_once).flat_map(|statement| &mut statement.hazards);
    for hazard in undone {
        hazard.know(|rows| rows.unasked = None);
    }
    let (_, changing) = statements.split_at(checks);
    // What all happens in the first transaction may as well be looked at in it: it is taken back as a whole.
    let opening = changing.first().filter(|_| at_once > 0).map(|statement| statement.phase);
    let after = changing.iter().skip(at_once).map(|statement| statement.object.clone());
    let waiting: BTreeSet<ObjectId> = after.chain(later.iter().cloned()).collect();
    statements.retain(|statement| {
        let is_told_at_once = first.contains(&statement.object) && !later.contains(&statement.object);
        !is_check(statement) || !is_told_at_once
    });
    if let Some(phase) = opening
        && !statements.iter().any(|statement| is_check(statement) && waiting.contains(&statement.object))
    {
        for statement in statements.iter_mut().filter(|statement| is_check(statement)) {
            statement.phase = phase;
        }
    }
    statements
}

/// Says once that rows may be in the way, where they are asked in advance: only those that come in between can still be
/// when the statement runs.
pub(crate) fn said_once(statements: &mut [Statement]) {
    let is_check = |statement: &Statement| statement.phase == Phase::Check;
    let asked: BTreeSet<ObjectId> =
        statements.iter().filter(|one| is_check(one)).map(|one| one.object.clone()).collect();
    for statement in statements.iter_mut().filter(|one| !is_check(one)) {
        statement.hazards.retain(|hazard| hazard.kind != HazardKind::DependsOnData || !asked.contains(&hazard.object));
    }
}

#[cfg(test)]
mod tests {
    use super::super::statement::Hazard;
    use super::*;

    #[test]
    fn what_is_not_asked_is_said_of_a_statement_that_changes_several_columns() {
        let column = |name: &str| ObjectId::Column(QualifiedName::new("public", "t"), name.to_owned());
        let rows = |condition: &str, unasked| Rows { unasked, ..Rows::of(condition) };
        let check = Statement::new(column("a"), "").in_phase(Phase::Check).failing_while("a row has NULL in a");
        let both = Statement::new(column("a"), "")
            .failing_while("a row has NULL in a")
            .failing(column("x"), rows("a row has NULL in x", Some(Unasked::NewValues)));
        let label = Statement::new(ObjectId::Type(QualifiedName::new("public", "s")), "").in_phase(Phase::EnumLabels);
        let mut statements = settled(vec![check.clone(), label, both]);
        assert_eq!(statements.first(), Some(&check));
        said_once(&mut statements);
        let told: Vec<_> = statements.iter().flat_map(|statement| &statement.hazards).map(Hazard::line).collect();
        assert_eq!(told.len(), 2);
        assert!(told.last().is_some_and(|last| last.contains("NULL in x; that is not asked in advance")), "{told:?}");
    }
}
