//! NOT NULL, and the constraint that is behind it from version 18 on.

use evenkeel_model::name::{make_object_name, quote_identifier};
use evenkeel_model::object::{Column, ColumnValue};
use evenkeel_model::{ObjectId, QualifiedName};

use super::constraint;
use super::context::{Context, temporary_name};
use super::graph::{Node, Rank};
use super::statement::{ColumnAction, LockMode, Phase, Statement};
use super::violations;

/// What a new column needs besides its definition, which cannot say that NOT NULL is not validated.
pub(super) fn unchecked_after_creation(table: &QualifiedName, name: &str, column: &Column) -> Option<Statement> {
    is_unchecked(column).then(|| add_unchecked(table, name, column))
}

/// Whether rows that were there before may have NULL in a column that is NOT NULL.
pub(super) fn is_unchecked(column: &Column) -> bool {
    column.not_null && column.not_null_constraint.as_ref().is_some_and(|constraint| !constraint.validated)
}

/// Whether tables that inherit from this one may have NULL in the column all the same (PostgreSQL 18).
pub(super) fn is_for_one_table(column: &Column) -> bool {
    column.not_null && column.not_null_constraint.as_ref().is_some_and(|constraint| constraint.no_inherit)
}

/// NOT NULL for rows to come (PostgreSQL 18).
pub(super) fn add_unchecked(table: &QualifiedName, name: &str, column: &Column) -> Statement {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    Statement::new(id, format!("ALTER TABLE {table} {} NOT VALID", addition(name, column)))
}

/// The action that makes a column NOT NULL, however many rows there are.
pub(super) fn at_once(name: &str, column: &Column) -> String {
    // SET NOT NULL is for the tables that inherit from this one too.
    if is_for_one_table(column) {
        addition(name, column)
    } else {
        format!("ALTER COLUMN {} SET NOT NULL", quote_identifier(name))
    }
}

fn addition(name: &str, column: &Column) -> String {
    let named = column.not_null_constraint.as_ref();
    let constraint = named.map_or_else(String::new, |named| format!("CONSTRAINT {} ", quote_identifier(&named.name)));
    let inherit = if is_for_one_table(column) { " NO INHERIT" } else { "" };
    format!("ADD {constraint}NOT NULL {}{inherit}", quote_identifier(name))
}

/// `COMMENT ON CONSTRAINT` for the one behind NOT NULL, if the comments differ.
pub(super) fn comment(
    table: &QualifiedName,
    name: &str,
    old: Option<&Column>,
    new: Option<&Column>,
) -> Option<Statement> {
    let comment = |column: Option<&Column>| column?.not_null_constraint.as_ref()?.comment.clone();
    let constraint = name_of(table, name, new?).name;
    let statement = constraint::comment(table, &constraint, comment(old).as_ref(), comment(new).as_ref())?;
    Some(Statement { object: ObjectId::Column(table.clone(), name.to_owned()), ..statement })
}

/// The name of a column's NOT NULL constraint among those of its table: until another one gives it up, the server would
/// make one of its own.
pub(super) fn name_of(table: &QualifiedName, name: &str, column: &Column) -> QualifiedName {
    let default = || make_object_name(&table.name, Some(name), "not_null");
    let name = column.not_null_constraint.as_ref().map_or_else(default, |constraint| constraint.name.clone());
    QualifiedName { schema: table.to_string(), name }
}

/// A column can only become nullable when no primary key and no identity asks for it any more.
pub(super) fn drop(context: &Context<'_>, table: &QualifiedName, name: &str, statement: Statement) -> Node {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let node = Node::new(Rank::Column, vec![statement])
        .needing(id)
        .following(ObjectId::ColumnValue(table.clone(), name.to_owned()));
    let key = context.from.tables.get(table).and_then(|table| table.primary_key());
    match key.filter(|(_, columns)| columns.iter().any(|column| column == name)) {
        Some((key, _)) => node.following(ObjectId::Constraint(table.clone(), key.to_owned())),
        None => node,
    }
}

/// SET NOT NULL scans the table under its strongest lock unless a validated CHECK says that there is no NULL
/// (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL>), so one is
/// added, validated under a weak lock, and dropped when it has served.
pub(super) fn set(context: &Context<'_>, table: &QualifiedName, name: &str, new: &Column) -> Vec<Node> {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let quoted = quote_identifier(name);
    if comes_with_type(context, table, name) {
        let action = at_once(name, new);
        let set = Statement::new(id.clone(), format!("ALTER TABLE {table} {action}"))
            .locking(table, LockMode::AccessExclusive)
            .failing_while(null_in(table, name));
        let (set, check) = violations::of_not_null(context, table, name).of(set);
        let change = ColumnAction { column: name.to_owned(), data_type: None, action };
        let set = Statement { column_actions: vec![change], ..set };
        let node = Node::new(Rank::Constraint, vec![set]).creating(is_not_null(table, name));
        return [node].into_iter().chain(check).collect();
    }
    if is_for_one_table(new) {
        return set_for_one_table(context, table, name, new);
    }
    // A row of NULLs IS NULL and yet a value: asked in this way the server looks at the value alone.
    let condition = if may_be_row(context, &new.data_type) { "IS DISTINCT FROM NULL" } else { "IS NOT NULL" };
    let helper_name = temporary_name(&format!("{}_{name}", table.name), "not_null");
    let helper = ObjectId::Constraint(table.clone(), helper_name.clone());
    let helper_quoted = quote_identifier(&helper_name);
    let add = Statement::new(
        id.clone(),
        format!("ALTER TABLE {table} ADD CONSTRAINT {helper_quoted} CHECK ({quoted} {condition}) NOT VALID"),
    )
    .locking(table, LockMode::AccessExclusive);
    let validate = Statement::new(id.clone(), format!("ALTER TABLE {table} VALIDATE CONSTRAINT {helper_quoted}"))
        .locking(table, LockMode::ShareUpdateExclusive)
        .in_phase(Phase::Validate)
        .failing_while(null_in(table, name));
    let set = Statement::new(id.clone(), format!("ALTER TABLE {table} ALTER COLUMN {quoted} SET NOT NULL"))
        .locking(table, LockMode::AccessExclusive)
        .in_phase(Phase::AfterValidation);
    let drop = Statement::new(id.clone(), format!("ALTER TABLE {table} DROP CONSTRAINT {helper_quoted}"))
        .locking(table, LockMode::AccessExclusive)
        .in_phase(Phase::AfterValidation);
    let begin = Node::new(Rank::Constraint, vec![add]).creating(helper.clone()).needing(id.clone());
    let begin = after_default(begin, table, name, new);
    let (validate, check) = violations::of_not_null(context, table, name).of(validate);
    let nodes = [
        begin,
        Node::new(Rank::Constraint, vec![validate]).altering(helper.clone()).needing(helper.clone()),
        Node::new(Rank::Constraint, vec![set, drop]).needing(helper).creating(is_not_null(table, name)),
    ];
    nodes.into_iter().chain(check).collect()
}

/// NOT NULL of which tables that inherit from this one know nothing cannot be set as above, and need not be: it is added for
/// rows to come, and validated later (PostgreSQL 18).
fn set_for_one_table(context: &Context<'_>, table: &QualifiedName, name: &str, new: &Column) -> Vec<Node> {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let constraint = name_of(table, name, new);
    let added = ObjectId::Constraint(table.clone(), temporary_name(&format!("{}_{name}", table.name), "not_null"));
    let add = add_unchecked(table, name, new).locking(table, LockMode::AccessExclusive);
    let begin = Node::new(Rank::Constraint, vec![add]).creating(added.clone()).needing(id).taking(constraint.clone());
    let (validate, check) = validation(context, table, name, &constraint.name);
    [after_default(begin, table, name, new), validate.needing(added)].into_iter().chain(check).collect()
}

/// From where it stands on rows without a value are refused: a new default comes before.
fn after_default(node: Node, table: &QualifiedName, name: &str, new: &Column) -> Node {
    match new.value {
        Some(ColumnValue::Default(_)) => node.needing(ObjectId::ColumnValue(table.clone(), name.to_owned())),
        _ => node,
    }
}

/// Validates a NOT NULL constraint, and looks at rows before.
fn validation(context: &Context<'_>, table: &QualifiedName, name: &str, constraint: &str) -> (Node, Option<Node>) {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let sql = format!("ALTER TABLE {table} VALIDATE CONSTRAINT {}", quote_identifier(constraint));
    let validate = Statement::new(id.clone(), sql)
        .locking(table, LockMode::ShareUpdateExclusive)
        .in_phase(Phase::Validate)
        .failing_while(null_in(table, name));
    let (validate, check) = violations::of_not_null(context, table, name).of(validate);
    (Node::new(Rank::Constraint, vec![validate]).needing(id).creating(is_not_null(table, name)), check)
}

fn null_in(table: &QualifiedName, name: &str) -> String {
    format!("a row of {table} has NULL in {}", quote_identifier(name))
}

/// Whether a column becomes NOT NULL in the statement that gives it another type, which looks at every row in any case: one
/// that becomes an identity has no default until it is NOT NULL, and is not to be used meanwhile.
pub(super) fn comes_with_type(context: &Context<'_>, table: &QualifiedName, name: &str) -> bool {
    let (old, new) = (context.old_column(table, name), context.new_column(table, name));
    let becomes_identity = old.is_some_and(|old| !old.not_null && matches!(old.value, Some(ColumnValue::Default(_))))
        && new.is_some_and(|new| matches!(new.value, Some(ColumnValue::Identity(_))));
    becomes_identity && context.is_retyped(&ObjectId::Column(table.clone(), name.to_owned()))
}

/// Whether values of the type may be rows: composite types, which extensions and tables bring as well, and domains over
/// them.
pub(super) fn may_be_row(context: &Context<'_>, data_type: &str) -> bool {
    let Some(name) = QualifiedName::parse(data_type).filter(|_| !data_type.ends_with(']')) else {
        return false;
    };
    match context.to.domains.get(&name) {
        Some(domain) => may_be_row(context, &domain.base_type),
        None => !context.to.enums.contains_key(&name),
    }
}

/// The address of the fact that a column has become NOT NULL, for what can only come afterwards.
pub(super) fn is_not_null(table: &QualifiedName, column: &str) -> ObjectId {
    ObjectId::Constraint(table.clone(), temporary_name(&format!("{}_{column}", table.name), "is_not_null"))
}

/// From version 18 on a NOT NULL constraint has a name of its own.
pub(super) fn rename(
    context: &Context<'_>,
    table: &QualifiedName,
    name: &str,
    (old, new): (&Column, &Column),
) -> Vec<Node> {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let (released, taken) = (name_of(table, name, old), name_of(table, name, new));
    let (before, after) = (released.name.clone(), taken.name.clone());
    let mut statements = Vec::new();
    if before != after {
        let sql = format!(
            "ALTER TABLE {table} RENAME CONSTRAINT {} TO {}",
            quote_identifier(&before),
            quote_identifier(&after)
        );
        statements.push(Statement::new(id.clone(), sql).locking(table, LockMode::AccessExclusive));
    }
    let state = |column: &Column| {
        column.not_null_constraint.as_ref().map_or((false, true), |named| (named.no_inherit, named.validated))
    };
    let ((old_inherit, old_valid), (new_inherit, new_valid)) = (state(old), state(new));
    if old_inherit != new_inherit {
        let inherit = if new_inherit { "NO INHERIT" } else { "INHERIT" };
        let sql = format!("ALTER TABLE {table} ALTER CONSTRAINT {} {inherit}", quote_identifier(&after));
        statements.push(Statement::new(id.clone(), sql).locking(table, LockMode::AccessExclusive));
    }
    statements.extend(
        comment(table, name, Some(old), Some(new))
            .map(|comment| comment.locking(table, LockMode::ShareUpdateExclusive)),
    );
    let mut nodes: Vec<_> = (!statements.is_empty())
        .then(|| Node::new(Rank::Constraint, statements).needing(id.clone()).creating(is_not_null(table, name)))
        .map(|node| if before == after { node } else { node.releasing(released).taking(taken) })
        .into_iter()
        .collect();
    if new_valid && !old_valid {
        let (validate, check) = validation(context, table, name, &after);
        nodes.push(validate);
        nodes.extend(check);
    }
    nodes
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use evenkeel_model::Catalog;
    use evenkeel_model::object::NotNullConstraint;

    use super::super::facts::Facts;
    use super::*;

    #[test]
    fn a_validation_depends_on_rows() {
        let constraint =
            |validated| NotNullConstraint { name: "n".to_owned(), no_inherit: false, validated, comment: None };
        let column = |validated| Column {
            not_null: true,
            not_null_constraint: Some(constraint(validated)),
            ..Column::default()
        };
        let (catalog, facts) = (Catalog::default(), Facts::default());
        let (actions, forced) = (BTreeMap::new(), BTreeSet::new());
        let context =
            Context { from: &catalog, to: &catalog, facts: &facts, actions, forced, drop_foreign_keys_apart: false };
        let nodes = rename(&context, &QualifiedName::new("public", "a"), "b", (&column(false), &column(true)));
        let hazards = nodes.iter().flat_map(|node| &node.statements).flat_map(|statement| &statement.hazards);
        let rows: Vec<_> = hazards.flat_map(|hazard| &hazard.rows).map(|rows| rows.condition.as_str()).collect();
        assert_eq!(rows, ["a row of public.a has NULL in b"]);
    }
}
