//! Columns of tables that are there before and after.

use std::collections::BTreeSet;

use evenkeel_model::name::{make_object_name, quote_identifier};
use evenkeel_model::object::{Column, ColumnValue, ConstraintKind, GeneratedKind, Storage};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::column_value;
use super::comment;
use super::constraint;
use super::context::{Context, temporary_name};
use super::conversion;
use super::graph::{Node, Rank};
use super::position;
use super::statement::{HazardKind, LockMode, Phase, Statement};
use super::table::has_toast_options;
use super::toast;
use crate::diff::{Action, Attribute};

/// Adds, alters, drops or replaces a column.
pub(super) fn nodes(context: &Context<'_>, table: &QualifiedName, name: &str, action: &Action) -> Vec<Node> {
    let (old, new) = (context.old_column(table, name), context.new_column(table, name));
    match (action, old, new) {
        (Action::Create, _, Some(new)) => add(context, table, name, new),
        (Action::Drop, Some(old), _) => vec![drop(context, table, name, old)],
        (Action::Replace, Some(old), Some(new)) => {
            [drop(context, table, name, old)].into_iter().chain(add(context, table, name, new)).collect()
        }
        (Action::Alter(attributes), Some(old), Some(new)) => alter(context, table, name, old, new, attributes),
        _ => Vec::new(),
    }
}

/// A column as CREATE TABLE and ADD COLUMN write it.
pub(super) fn definition(table: &QualifiedName, name: &str, column: &Column) -> String {
    let mut sql = format!("{} {}", quote_identifier(name), column.data_type);
    if let Some(compression) = column.compression {
        sql.push_str(&format!(" COMPRESSION {}", compression.as_sql()));
    }
    if let Some(collation) = &column.collation {
        sql.push_str(&format!(" COLLATE {collation}"));
    }
    if column.not_null && !is_unchecked(column) {
        match &column.not_null_constraint {
            Some(named) => {
                let inherit = if named.no_inherit { " NO INHERIT" } else { "" };
                sql.push_str(&format!(" CONSTRAINT {} NOT NULL{inherit}", quote_identifier(&named.name)));
            }
            None => sql.push_str(" NOT NULL"),
        }
    }
    if let Some(value) = &column.value {
        sql.push_str(&format!(" {}", column_value::clause(table, name, value)));
    }
    sql
}

/// What a new column needs besides its definition: SET STORAGE stands in CREATE TABLE only since version 16, and NOT NULL
/// that is not validated never does.
pub(super) fn attributes_after_creation(table: &QualifiedName, name: &str, column: &Column) -> Vec<Statement> {
    let storage = column.storage.map(|storage| set_storage(table, name, storage.as_sql()));
    storage.into_iter().chain(unchecked_after_creation(table, name, column)).collect()
}

fn unchecked_after_creation(table: &QualifiedName, name: &str, column: &Column) -> Option<Statement> {
    is_unchecked(column).then(|| add_unchecked_not_null(table, name, column))
}

/// Whether rows that were there before may have NULL in a column that is NOT NULL.
fn is_unchecked(column: &Column) -> bool {
    column.not_null && column.not_null_constraint.as_ref().is_some_and(|constraint| !constraint.validated)
}

/// NOT NULL for rows to come (PostgreSQL 18).
fn add_unchecked_not_null(table: &QualifiedName, name: &str, column: &Column) -> Statement {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let named = column.not_null_constraint.as_ref();
    let constraint = named.map_or_else(String::new, |named| format!("CONSTRAINT {} ", quote_identifier(&named.name)));
    let inherit = if named.is_some_and(|named| named.no_inherit) { " NO INHERIT" } else { "" };
    let quoted = quote_identifier(name);
    Statement::new(id, format!("ALTER TABLE {table} ADD {constraint}NOT NULL {quoted}{inherit} NOT VALID"))
}

/// `COMMENT ON COLUMN`, if the comments differ.
pub(super) fn comment(
    table: &QualifiedName,
    name: &str,
    old: Option<&String>,
    new: Option<&String>,
) -> Option<Statement> {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    comment::change(&id, &format!("COLUMN {table}.{}", quote_identifier(name)), old, new)
}

/// The type's own way of storing.
pub(super) fn own_storage(catalog: &Catalog, data_type: &str) -> &'static str {
    if let Some(name) = QualifiedName::parse(data_type) {
        if catalog.enums.contains_key(&name) {
            return "PLAIN";
        }
        if let Some(domain) = catalog.domains.get(&name) {
            return own_storage(catalog, &domain.base_type);
        }
    }
    match data_type.split(['(', '[']).next().unwrap_or_default() {
        _ if data_type.ends_with(']') => "EXTENDED",
        "numeric" | "inet" | "cidr" => "MAIN",
        "smallint" | "integer" | "bigint" | "real" | "double precision" | "boolean" | "uuid" | "date" | "money"
        | "oid" | "interval" | "name" | "macaddr" | "macaddr8" | "point" | "line" | "lseg" | "box" | "circle"
        | "pg_lsn" | "\"char\"" => "PLAIN",
        other if other.starts_with("time") || other.starts_with("reg") => "PLAIN",
        _ => "EXTENDED",
    }
}

pub(super) fn set_storage(table: &QualifiedName, name: &str, storage: &str) -> Statement {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    Statement::new(id, format!("ALTER TABLE {table} ALTER COLUMN {} SET STORAGE {storage}", quote_identifier(name)))
}

fn add(context: &Context<'_>, table: &QualifiedName, name: &str, new: &Column) -> Vec<Node> {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let sql = format!("ALTER TABLE {table} ADD COLUMN {}", definition(table, name, new));
    let mut statement = Statement::new(id.clone(), sql).locking(table, LockMode::AccessExclusive);
    match &new.value {
        None if new.not_null => {
            statement = statement.with_hazard(
                HazardKind::DependsOnData,
                format!(
                    "fails, and changes nothing, while {table} has rows: they would have no value; give the \
                         column a default, or make it nullable first and fill it"
                ),
            );
        }
        Some(ColumnValue::Identity(_)) => statement = statement.rewriting(table),
        Some(ColumnValue::Generated { kind, .. }) => {
            if *kind == GeneratedKind::Stored {
                statement = statement.rewriting(table);
            }
            if new.not_null {
                statement = statement.with_hazard(
                    HazardKind::DependsOnData,
                    "fails, and changes nothing, while the expression is NULL for a row",
                );
            }
        }
        _ => {}
    }
    let lock = |statement: Statement| statement.locking(table, LockMode::AccessExclusive);
    let mut statements =
        if statement.rewrites.is_empty() { vec![statement] } else { toast::keeping_options(context, table, statement) };
    statements.extend(unchecked_after_creation(table, name, new).map(lock));
    statements.extend(
        comment(table, name, None, new.comment.as_ref())
            .map(|comment| comment.locking(table, LockMode::ShareUpdateExclusive)),
    );
    let node = Node::new(Rank::Column, statements)
        .creating(id)
        .creating(ObjectId::ColumnValue(table.clone(), name.to_owned()));
    let node = if new.not_null { node.taking(not_null_name(table, name, new)) } else { node };
    let node = identity_sequence(table, new).into_iter().fold(node, Node::taking);
    let storage = new.storage.map(|storage| store(context, table, name, storage.as_sql()));
    [node].into_iter().chain(storage).collect()
}

/// The address of the fact that a column may be stored outside of its row, where it was told so.
pub(super) fn leaves_row(table: &QualifiedName, name: &str) -> ObjectId {
    ObjectId::Constraint(table.clone(), temporary_name(name, "storage"))
}

/// Stores the column in this way.
fn store(context: &Context<'_>, table: &QualifiedName, name: &str, storage: &str) -> Node {
    let statement = set_storage(table, name, storage).locking(table, LockMode::AccessExclusive);
    let node = Node::new(Rank::Column, vec![statement]).needing(ObjectId::Column(table.clone(), name.to_owned()));
    if storage != Storage::Plain.as_sql() {
        return node.creating(leaves_row(table, name));
    }
    // While other columns change, the table may owe its TOAST table to this one.
    let columns = context.to.tables.get(table).into_iter().flat_map(|table| table.columns.keys());
    columns.fold(node.needing(has_toast_options(table)), |node, column| {
        node.needing(ObjectId::Column(table.clone(), column.clone()))
    })
}

/// The name of a column's NOT NULL constraint among those of its table: until another one gives it up, the server would
/// make one of its own.
fn not_null_name(table: &QualifiedName, name: &str, column: &Column) -> QualifiedName {
    let default = || make_object_name(&table.name, Some(name), "not_null");
    let name = column.not_null_constraint.as_ref().map_or_else(default, |constraint| constraint.name.clone());
    QualifiedName { schema: table.to_string(), name }
}

/// The name of the sequence behind an identity column, which is one among the relations of the schema.
pub(super) fn identity_sequence(table: &QualifiedName, column: &Column) -> Option<QualifiedName> {
    match &column.value {
        Some(ColumnValue::Identity(identity)) => Some(table.sibling(&identity.sequence)),
        _ => None,
    }
}

/// `DROP COLUMN`, with which go the constraints and indexes of the table that name the column, and its sequence.
fn drop(context: &Context<'_>, table: &QualifiedName, name: &str, old: &Column) -> Node {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let sql = format!("ALTER TABLE {table} DROP COLUMN {}", quote_identifier(name));
    let mut statement = Statement::new(id.clone(), sql).locking(table, LockMode::AccessExclusive);
    if !matches!(old.value, Some(ColumnValue::Generated { .. })) {
        let words = format!("the values of {table}.{} are gone", quote_identifier(name));
        statement = statement.with_hazard(HazardKind::Destructive, words);
    }
    let value = ObjectId::ColumnValue(table.clone(), name.to_owned());
    let mut node = Node::new(Rank::DropColumn, Vec::new()).dropping(id.clone()).dropping(value);
    node = identity_sequence(table, old).into_iter().fold(node, Node::releasing);
    if old.not_null {
        node = node.releasing(not_null_name(table, name, old));
    }
    for gone in implied_drops(context, table, name) {
        if let ObjectId::Constraint(_, constraint) = &gone {
            match context.old_constraint(table, constraint).map(|constraint| &constraint.kind) {
                Some(ConstraintKind::ForeignKey(key)) if context.was_there(&key.references) => {
                    statement = statement.locking(&key.references, LockMode::AccessExclusive);
                }
                Some(kind) if constraint::has_index(kind) => node = node.releasing(table.sibling(constraint)),
                _ => {}
            }
        }
        if let ObjectId::Index(index) = &gone {
            node = node.releasing(index.clone());
        }
        node = node.dropping(gone);
    }
    for (sequence, definition) in &context.from.sequences {
        let owned =
            definition.owned_by.as_ref().is_some_and(|(owner, column)| (owner, column.as_str()) == (table, name));
        if owned && !context.to.sequences.contains_key(sequence) {
            node = node.dropping(ObjectId::Sequence(sequence.clone()));
            if !position::steps_aside(context, sequence) {
                node = node.releasing(sequence.clone());
            }
        }
    }
    node.statements.push(statement);
    node
}

/// The constraints and indexes of the table that go for good with the column.
fn implied_drops(context: &Context<'_>, table: &QualifiedName, name: &str) -> Vec<ObjectId> {
    let column = ObjectId::Column(table.clone(), name.to_owned());
    context
        .from
        .dependencies
        .iter()
        .filter(|(dependent, needed)| {
            **needed == column && carrier(context, table, dependent).is_some_and(|carrier| carrier == name)
        })
        .map(|(dependent, _)| dependent.clone())
        .collect()
}

/// Whether a constraint or index goes with a column that goes, so that no statement of its own is needed.
pub(super) fn goes_with_column(context: &Context<'_>, table: &QualifiedName, object: &ObjectId) -> bool {
    carrier(context, table, object).is_some()
}

/// The column with which a constraint or index of the table goes for good. What names several columns that go, and a
/// foreign key whose referenced key goes as well, is dropped by itself, for each of them would have to be the first. So is
/// what a column that takes another type would have to be fitted to until then.
fn carrier<'a>(context: &'a Context<'_>, table: &QualifiedName, object: &ObjectId) -> Option<&'a str> {
    let of_table = match object {
        ObjectId::Constraint(owner, _) => owner == table,
        ObjectId::Index(_) => true,
        _ => false,
    };
    if !of_table || !context.is_dropped(object) || context.needs_retyped(object) {
        return None;
    }
    let mut carrier = None;
    for needed in context.from.dependencies.needed_by(object) {
        match needed {
            ObjectId::Column(owner, column) if context.column_goes(owner, column) => {
                let another = carrier.replace(column.as_str()).is_some();
                if another || owner != table {
                    return None;
                }
            }
            ObjectId::Constraint(..) | ObjectId::Index(_)
                if context.is_dropped(needed) || context.is_replaced(needed) =>
            {
                return None;
            }
            _ => {}
        }
    }
    carrier
}

fn alter(
    context: &Context<'_>,
    table: &QualifiedName,
    name: &str,
    old: &Column,
    new: &Column,
    attributes: &BTreeSet<Attribute>,
) -> Vec<Node> {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let quoted = quote_identifier(name);
    let alter = |sql: String| {
        Statement::new(id.clone(), format!("ALTER TABLE {table} ALTER COLUMN {quoted} {sql}"))
            .locking(table, LockMode::AccessExclusive)
    };
    let mut nodes = Vec::new();
    let retyped = attributes.contains(&Attribute::DataType);
    if retyped {
        let retype = conversion::retype(context, table, name, old, new);
        let retype = toast::keeping_options(context, table, retype);
        nodes.push(Node::new(Rank::Column, retype).altering(id.clone()));
    }
    // A column of another type is stored and compressed as that type is by itself.
    if new.storage.is_some() && retyped || attributes.contains(&Attribute::Storage) && !retyped {
        let own = || match context.facts.major {
            // There is a word for it.
            16.. => "DEFAULT",
            _ => own_storage(context.to, &new.data_type),
        };
        let storage = new.storage.map_or_else(own, |storage| storage.as_sql());
        nodes.push(store(context, table, name, storage));
    }
    let mut statements = Vec::new();
    if new.compression.is_some() && retyped || attributes.contains(&Attribute::Compression) && !retyped {
        let compression = new.compression.map_or("default", |compression| compression.as_sql());
        statements.push(alter(format!("SET COMPRESSION {compression}")));
    }
    statements.extend(
        comment(table, name, old.comment.as_ref(), new.comment.as_ref())
            .map(|comment| comment.locking(table, LockMode::ShareUpdateExclusive)),
    );
    if !statements.is_empty() {
        nodes.push(Node::new(Rank::Column, statements).needing(id.clone()));
    }
    if attributes.contains(&Attribute::NotNull) && !new.not_null {
        nodes.push(drop_not_null(context, table, name, alter("DROP NOT NULL".to_owned())));
    }
    if attributes.contains(&Attribute::NotNull) && is_unchecked(new) {
        let add = add_unchecked_not_null(table, name, new).locking(table, LockMode::AccessExclusive);
        nodes.push(Node::new(Rank::Constraint, vec![add]).needing(id.clone()).creating(is_not_null(table, name)));
    } else if attributes.contains(&Attribute::NotNull) && new.not_null {
        if context.is_live(table) {
            nodes.extend(set_not_null(context, table, name, new));
        } else {
            nodes.push(
                Node::new(Rank::Constraint, vec![alter("SET NOT NULL".to_owned())])
                    .needing(id.clone())
                    .creating(is_not_null(table, name)),
            );
        }
    }
    if attributes.contains(&Attribute::NotNullConstraint) && is_unchecked(new) && !is_unchecked(old) {
        let add = add_unchecked_not_null(table, name, new).locking(table, LockMode::AccessExclusive);
        nodes.push(drop_not_null(context, table, name, alter("DROP NOT NULL".to_owned())));
        if let Some(node) = nodes.last_mut() {
            node.statements.push(add);
        }
    } else if attributes.contains(&Attribute::NotNullConstraint) {
        nodes.extend(rename_not_null(table, name, old, new));
    }
    let comes = attributes.contains(&Attribute::NotNull) && new.not_null && !is_unchecked(new);
    if comes && new.not_null_constraint.is_some() {
        // It has come into being under the name that the server makes.
        let made = Column { not_null_constraint: None, ..new.clone() };
        let after = |mut node: Node| {
            for statement in &mut node.statements {
                statement.phase = if context.is_live(table) { Phase::AfterValidation } else { Phase::Main };
            }
            node.needing(is_not_null(table, name))
        };
        nodes.extend(rename_not_null(table, name, &made, new).into_iter().map(after));
    }
    nodes
}

/// A column can only become nullable when no primary key and no identity asks for it any more.
fn drop_not_null(context: &Context<'_>, table: &QualifiedName, name: &str, statement: Statement) -> Node {
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
fn set_not_null(context: &Context<'_>, table: &QualifiedName, name: &str, new: &Column) -> Vec<Node> {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let quoted = quote_identifier(name);
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
        .with_hazard(HazardKind::DependsOnData, format!("fails while a row of {table} has NULL in {quoted}"));
    let set = Statement::new(id.clone(), format!("ALTER TABLE {table} ALTER COLUMN {quoted} SET NOT NULL"))
        .locking(table, LockMode::AccessExclusive)
        .in_phase(Phase::AfterValidation);
    let drop = Statement::new(id.clone(), format!("ALTER TABLE {table} DROP CONSTRAINT {helper_quoted}"))
        .locking(table, LockMode::AccessExclusive)
        .in_phase(Phase::AfterValidation);
    let mut begin = Node::new(Rank::Constraint, vec![add]).creating(helper.clone()).needing(id.clone());
    if matches!(new.value, Some(ColumnValue::Default(_))) {
        // From here on rows without a value are refused: a new default comes before.
        begin = begin.needing(ObjectId::ColumnValue(table.clone(), name.to_owned()));
    }
    vec![
        begin,
        Node::new(Rank::Constraint, vec![validate]).altering(helper.clone()).needing(helper.clone()),
        Node::new(Rank::Constraint, vec![set, drop]).needing(helper).creating(is_not_null(table, name)),
    ]
}

/// Whether values of the type may be rows: composite types, which extensions and tables bring as well, and domains over
/// them.
fn may_be_row(context: &Context<'_>, data_type: &str) -> bool {
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
fn rename_not_null(table: &QualifiedName, name: &str, old: &Column, new: &Column) -> Vec<Node> {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let (released, taken) = (not_null_name(table, name, old), not_null_name(table, name, new));
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
    let mut nodes: Vec<_> = (!statements.is_empty())
        .then(|| Node::new(Rank::Constraint, statements).needing(id.clone()).creating(is_not_null(table, name)))
        .map(|node| if before == after { node } else { node.releasing(released).taking(taken) })
        .into_iter()
        .collect();
    if new_valid && !old_valid {
        let sql = format!("ALTER TABLE {table} VALIDATE CONSTRAINT {}", quote_identifier(&after));
        let validate =
            Statement::new(id.clone(), sql).locking(table, LockMode::ShareUpdateExclusive).in_phase(Phase::Validate);
        nodes.push(Node::new(Rank::Constraint, vec![validate]).needing(id).creating(is_not_null(table, name)));
    }
    nodes
}
