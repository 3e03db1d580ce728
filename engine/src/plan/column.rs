//! Columns of tables that are there before and after.

use std::collections::BTreeSet;

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{Column, ColumnValue, ConstraintKind, GeneratedKind, Storage};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::column_value;
use super::comment;
use super::context::{Context, temporary_name};
use super::conversion;
use super::facts::{Conversion, needs_value};
use super::graph::{Node, Rank};
use super::keeps;
use super::not_null;
use super::position;
use super::statement::{HazardKind, LockMode, Phase, Statement, Unasked};
use super::successor;
use super::table::has_toast_options;
use super::toast;
use super::violations;
use crate::diff::{Action, Attribute};

/// Adds, alters, drops or replaces a column.
pub(super) fn nodes(context: &Context<'_>, table: &QualifiedName, name: &str, action: &Action) -> Vec<Node> {
    let (old, new) = (context.old_column(table, name), context.new_column(table, name));
    match (action, old, new) {
        (Action::Create, _, Some(new)) => add(context, table, name, new, None),
        (Action::Drop, Some(old), _) => vec![drop(context, table, name, old, is_plain(old))],
        (Action::Replace, Some(old), Some(new)) => {
            let id = ObjectId::Column(table.clone(), name.to_owned());
            let computed = computed(context, table, name, (old, new));
            // Values that were computed are lost where what comes neither computes nor takes them.
            let loses = is_plain(old) || is_plain(new) && computed.is_none();
            let [gone, come] = [vec![drop(context, table, name, old, loses)], add(context, table, name, new, computed)];
            // Rows are looked at before.
            let bundled = |node: Node| if node.phase() == Phase::Check { node } else { node.bundled(id.clone()) };
            gone.into_iter().chain(come).map(bundled).collect()
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
    if column.not_null && !not_null::is_unchecked(column) {
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
    let unchecked = not_null::unchecked_after_creation(table, name, column);
    storage.into_iter().chain(unchecked).chain(not_null::comment(table, name, None, Some(column))).collect()
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

/// The expression of a virtual column whose values a plain one is to have. DROP EXPRESSION takes a stored one alone
/// (<https://www.postgresql.org/docs/18/sql-altertable.html>). Nothing where the new type does not take its values as they
/// are, or the expression can no longer be written, since what it reads changes as well.
fn computed<'a>(
    context: &Context<'a>,
    table: &QualifiedName,
    name: &str,
    (old, new): (&'a Column, &Column),
) -> Option<&'a String> {
    let Some(ColumnValue::Generated { expression, kind: GeneratedKind::Virtual }) = &old.value else { return None };
    let becomes_plain = matches!(new.value, None | Some(ColumnValue::Default(_)));
    let column = ObjectId::Column(table.clone(), name.to_owned());
    let value = ObjectId::ColumnValue(table.clone(), name.to_owned());
    let is_kept = |need: &ObjectId| match need {
        ObjectId::Column(table, name) => {
            // A generated one that is read later is plain before; one that goes is there until then.
            match (context.old_column(table, name), context.new_column(table, name)) {
                (Some(old), Some(new)) => {
                    let is_the_same = (&old.data_type, &old.collation) == (&new.data_type, &new.collation);
                    is_the_same && is_plain(old) && is_plain(new)
                }
                (old, _) => old.is_some_and(is_plain),
            }
        }
        ObjectId::Type(name) => {
            context.from.enums.get(name) == context.to.enums.get(name)
                && context.from.domains.get(name) == context.to.domains.get(name)
                && context.from.composites.get(name) == context.to.composites.get(name)
        }
        _ => true,
    };
    let mut needed = [&column, &value].into_iter().flat_map(|need| context.from.dependencies.needed_by(need));
    // What an assignment makes of a value without a loss.
    let is_assigned =
        matches!(conversion::conversion(context, &old.data_type, &new.data_type), Ok(Conversion::Automatic))
            && keeps::keeps(context, &old.data_type, &new.data_type);
    let becomes_same = old.data_type == new.data_type || is_assigned;
    (becomes_plain && becomes_same && needed.all(|need| *need == column || is_kept(need))).then_some(expression)
}

/// Adds a column. With `computed`, rows get the values of that expression: it is added as a stored one, which then stays
/// what it is.
fn add(context: &Context<'_>, table: &QualifiedName, name: &str, new: &Column, computed: Option<&String>) -> Vec<Node> {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let stored = computed.map(|expression| {
        let value = ColumnValue::Generated { expression: expression.clone(), kind: GeneratedKind::Stored };
        Column { value: Some(value), ..new.clone() }
    });
    let made = stored.as_ref().unwrap_or(new);
    let sql = format!("ALTER TABLE {table} ADD COLUMN {}", definition(table, name, made));
    let mut statement = Statement::new(id.clone(), sql).locking(table, LockMode::AccessExclusive);
    let mut check = None;
    match &made.value {
        None if needs_value(context.to, new) => {
            statement = statement.failing_while(format!(
                "{table} has rows: they would have no value; give the column a default, or make it nullable first and \
                 fill it"
            ));
            if context.is_live(table) {
                (statement, check) = violations::of_new_column(context, table, name).of(statement);
            }
        }
        Some(ColumnValue::Identity(_)) => statement = statement.rewriting(table),
        Some(ColumnValue::Generated { kind, .. }) => {
            if *kind == GeneratedKind::Stored {
                statement = statement.rewriting(table);
            }
            // Values that could not be NULL before are not NULL now.
            let old = context.old_column(table, name).filter(|_| computed.is_some());
            let is_sure = old.is_some_and(|old| old.not_null && !not_null::is_unchecked(old));
            if new.not_null && !is_sure {
                statement = statement.failing_while("the expression is NULL for a row").unasked(Unasked::NewValues);
            }
        }
        _ => {}
    }
    let lock = |statement: Statement| statement.locking(table, LockMode::AccessExclusive);
    let mut statements =
        if statement.rewrites.is_empty() { vec![statement] } else { toast::keeping_options(context, table, statement) };
    if computed.is_some() {
        let alter = format!("ALTER TABLE {table} ALTER COLUMN {}", quote_identifier(name));
        let default = match &new.value {
            Some(ColumnValue::Default(expression)) => Some(format!("{alter} SET DEFAULT {expression}")),
            _ => None,
        };
        let after = [format!("{alter} DROP EXPRESSION")].into_iter().chain(default);
        statements.extend(after.map(|sql| lock(Statement::new(id.clone(), sql))));
    }
    statements.extend(not_null::unchecked_after_creation(table, name, new).map(lock));
    statements.extend(
        comment(table, name, None, new.comment.as_ref())
            .into_iter()
            .chain(not_null::comment(table, name, None, Some(new)))
            .map(|comment| comment.locking(table, LockMode::ShareUpdateExclusive)),
    );
    let node = Node::new(Rank::Column, statements)
        .creating(id)
        .creating(ObjectId::ColumnValue(table.clone(), name.to_owned()));
    let node = if new.not_null { node.taking(not_null::name_of(table, name, new)) } else { node };
    let node = identity_sequence(table, new).into_iter().fold(node, Node::taking);
    let node = super::column_value::reading(context, table, name, node);
    let storage = new.storage.map(|storage| store(context, table, name, storage.as_sql()));
    [node].into_iter().chain(storage).chain(check).collect()
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

/// The name of the sequence behind an identity column, which is one among the relations of the schema.
pub(super) fn identity_sequence(table: &QualifiedName, column: &Column) -> Option<QualifiedName> {
    match &column.value {
        Some(ColumnValue::Identity(identity)) => Some(table.sibling(&identity.sequence)),
        _ => None,
    }
}

/// `DROP COLUMN`, with which go the constraints and indexes of the table that name the column, and its sequence.
fn is_plain(column: &Column) -> bool {
    !matches!(column.value, Some(ColumnValue::Generated { .. }))
}

fn drop(context: &Context<'_>, table: &QualifiedName, name: &str, old: &Column, loses: bool) -> Node {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let sql = format!("ALTER TABLE {table} DROP COLUMN {}", quote_identifier(name));
    let mut statement = Statement::new(id.clone(), sql).locking(table, LockMode::AccessExclusive);
    if loses {
        let words = format!("the values of {table}.{} are gone", quote_identifier(name));
        statement = statement.with_hazard(HazardKind::Destructive, words);
    }
    let value = ObjectId::ColumnValue(table.clone(), name.to_owned());
    let mut node = Node::new(Rank::DropColumn, Vec::new()).dropping(id.clone()).dropping(value);
    node = identity_sequence(table, old).into_iter().fold(node, Node::releasing);
    if old.not_null {
        node = node.releasing(not_null::name_of(table, name, old));
    }
    for gone in implied_drops(context, table, name) {
        if let ObjectId::Constraint(_, constraint) = &gone {
            match context.old_constraint(table, constraint).map(|constraint| &constraint.kind) {
                Some(ConstraintKind::ForeignKey(key)) if context.was_there(&key.references) => {
                    statement = statement.locking(&key.references, LockMode::AccessExclusive);
                }
                Some(kind) if kind.has_index() => node = node.releasing(table.sibling(constraint)),
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
            let id = ObjectId::Sequence(sequence.clone());
            node = node.dropping(id.clone());
            node = match position::steps_aside(context, sequence) {
                true => node.bundled(id),
                false => node.releasing(sequence.clone()),
            };
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
/// a key that another one comes for, and what a column that takes another type would have to be fitted to until then.
fn carrier<'a>(context: &'a Context<'_>, table: &QualifiedName, object: &ObjectId) -> Option<&'a str> {
    let of_table = match object {
        ObjectId::Constraint(owner, _) => owner == table,
        ObjectId::Index(_) => true,
        _ => false,
    };
    if !of_table || !context.is_dropped(object) || context.needs_retyped(object) {
        return None;
    }
    if let ObjectId::Constraint(_, name) = object
        && successor::of(context, table, name).is_some()
    {
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
        let statement = alter("DROP NOT NULL".to_owned()).with_hazard(
            HazardKind::BreaksClients,
            "it may be NULL from then on, for which programs that read it may not be prepared",
        );
        nodes.push(not_null::drop(context, table, name, statement));
    }
    if attributes.contains(&Attribute::NotNull) && not_null::is_unchecked(new) {
        let add = not_null::add_unchecked(table, name, new).locking(table, LockMode::AccessExclusive);
        let add = [add].into_iter().chain(not_null::comment(table, name, None, Some(new))).collect();
        nodes.push(Node::new(Rank::Constraint, add).needing(id.clone()).creating(not_null::is_not_null(table, name)));
    } else if attributes.contains(&Attribute::NotNull) && new.not_null {
        if context.is_live(table) {
            nodes.extend(not_null::set(context, table, name, new));
        } else {
            let at_once = Statement::new(id.clone(), format!("ALTER TABLE {table} {}", not_null::at_once(name, new)))
                .locking(table, LockMode::AccessExclusive);
            nodes.push(
                Node::new(Rank::Constraint, vec![at_once])
                    .needing(id.clone())
                    .creating(not_null::is_not_null(table, name)),
            );
        }
    }
    if attributes.contains(&Attribute::NotNullConstraint) && not_null::is_unchecked(new) && !not_null::is_unchecked(old)
    {
        let add = not_null::add_unchecked(table, name, new).locking(table, LockMode::AccessExclusive);
        nodes.push(not_null::drop(context, table, name, alter("DROP NOT NULL".to_owned())));
        if let Some(node) = nodes.last_mut() {
            node.statements.push(add);
            node.statements.extend(not_null::comment(table, name, None, Some(new)));
        }
    } else if attributes.contains(&Attribute::NotNullConstraint) {
        nodes.extend(not_null::rename(context, table, name, (old, new)));
    }
    let comes = attributes.contains(&Attribute::NotNull) && new.not_null && !not_null::is_unchecked(new);
    if comes && new.not_null_constraint.is_some() {
        let mut made = new.clone();
        match &mut made.not_null_constraint {
            Some(constraint) if constraint.no_inherit => constraint.comment = None,
            // It has come into being under the name that the server makes.
            constraint => *constraint = None,
        }
        let after = |mut node: Node| {
            for statement in &mut node.statements {
                let waits = context.is_live(table) && !not_null::comes_with_type(context, table, name);
                statement.phase = if waits { Phase::AfterValidation } else { Phase::Main };
            }
            node.needing(not_null::is_not_null(table, name))
        };
        nodes.extend(not_null::rename(context, table, name, (&made, new)).into_iter().map(after));
    }
    nodes
}
