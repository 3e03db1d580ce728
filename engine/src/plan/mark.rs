//! What an index is marked as for its table: its replica identity, and the one that CLUSTER takes. The model knows these
//! by name only, and they would go in silence with an index that is replaced.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{Column, OtherKind};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::context::Context;
use super::error::PlanError;
use super::graph::{Node, Rank};
use super::statement::{HazardKind, LockMode, Statement};

/// What an index is marked as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    ReplicaIdentity,
    Clustering,
}

impl Role {
    fn of(kind: OtherKind) -> Option<Self> {
        match kind {
            OtherKind::ReplicaIdentity => Some(Self::ReplicaIdentity),
            OtherKind::ClusterMark => Some(Self::Clustering),
            _ => None,
        }
    }

    /// The text by which the mark was read from the server, up to the name of the index.
    fn found_as(self, table: &QualifiedName) -> String {
        match self {
            Self::ReplicaIdentity => format!("ALTER TABLE ONLY {table} REPLICA IDENTITY USING INDEX "),
            Self::Clustering => format!("ALTER TABLE {table} CLUSTER ON "),
        }
    }

    fn sql(self, table: &QualifiedName, index: &str) -> String {
        let index = quote_identifier(index);
        match self {
            Self::ReplicaIdentity => format!("ALTER TABLE {table} REPLICA IDENTITY USING INDEX {index}"),
            Self::Clustering => format!("ALTER TABLE {table} CLUSTER ON {index}"),
        }
    }

    fn lock(self) -> LockMode {
        match self {
            Self::ReplicaIdentity => LockMode::AccessExclusive,
            Self::Clustering => LockMode::ShareUpdateExclusive,
        }
    }
}

/// An index that is marked: the index itself, or the constraint that owns it.
struct Mark<'a> {
    role: Role,
    table: &'a QualifiedName,
    name: &'a str,
    object: ObjectId,
}

fn marks(catalog: &Catalog) -> impl Iterator<Item = Mark<'_>> {
    catalog.others.iter().filter_map(|((kind, _), other)| {
        let role = Role::of(*kind)?;
        let (table, definition) = catalog.tables.get_key_value(other.on.as_ref()?)?;
        let index = other.definition.as_ref()?.strip_prefix(&role.found_as(table))?;
        let is_it = |name: &&String| quote_identifier(name) == index;
        let of_constraint = definition
            .constraints
            .iter()
            .filter(|(_, constraint)| constraint.kind.has_index())
            .map(|(name, _)| name)
            .find(is_it)
            .map(|name| (name, ObjectId::Constraint(table.clone(), name.clone())));
        let of_itself = || {
            let name = definition.indexes.keys().find(is_it)?;
            Some((name, ObjectId::Index(table.sibling(name))))
        };
        let (name, object) = of_constraint.or_else(of_itself)?;
        Some(Mark { role, table, name, object })
    })
}

/// Refuses to take away an index that is marked.
///
/// # Errors
/// The index, and what it is for its table.
pub(super) fn check(context: &Context<'_>) -> Result<(), PlanError> {
    let stays = |table: &QualifiedName| context.to.tables.contains_key(table);
    let lost = marks(context.from).find(|mark| stays(mark.table) && context.is_dropped(&mark.object));
    match lost {
        None => Ok(()),
        Some(Mark { role, table, object, .. }) => {
            let (role, instead) = match role {
                Role::ReplicaIdentity => ("the replica identity", "REPLICA IDENTITY DEFAULT"),
                Role::Clustering => ("what CLUSTER goes by", "SET WITHOUT CLUSTER"),
            };
            Err(PlanError::Marked { object: Box::new(object), table: Box::new(table.clone()), role, instead })
        }
    }
}

/// The marks of indexes that are replaced, put on their successors.
pub(super) fn nodes(context: &Context<'_>) -> Vec<Node> {
    let is_replaced = |mark: &Mark<'_>| context.is_replaced(&mark.object) && context.to.tables.contains_key(mark.table);
    let mut nodes = Vec::new();
    for Mark { role, table, name, object } in marks(context.from).filter(is_replaced) {
        let mut statement = Statement::new(object.clone(), role.sql(table, name)).locking(table, role.lock());
        // In the transaction of the index, unless that has to wait for what its columns become.
        let goes_first = context.forced.contains(&object) || context.must_go_first(table, &object);
        let has_gap = goes_first && needs_not_null(context, &object);
        if role == Role::ReplicaIdentity && has_gap {
            statement = statement.with_hazard(
                HazardKind::BreaksClients,
                format!(
                    "the replica identity of {table} has no index until its successor stands: where the table is \
                     published, UPDATE and DELETE fail meanwhile"
                ),
            );
        }
        nodes.push(Node::new(Rank::Ownership, vec![statement]).needing(object.clone()).bundled(object));
    }
    nodes
}

/// Whether the object needs a column that becomes NOT NULL.
fn needs_not_null(context: &Context<'_>, object: &ObjectId) -> bool {
    context.to.dependencies.needed_by(object).any(|needed| match needed {
        ObjectId::Column(table, column) => {
            let is_not_null = |column: Option<&Column>| column.is_some_and(|column| column.not_null);
            is_not_null(context.new_column(table, column)) && !is_not_null(context.old_column(table, column))
        }
        _ => false,
    })
}
