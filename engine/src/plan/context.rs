//! What every kind has to know to plan its changes.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::name::{MAX_IDENTIFIER_BYTES, clip, dollar_quote, quote_literal};
use evenkeel_model::object::{Column, Constraint, Index};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::facts::Facts;
use super::graph::{Node, Rank};
use super::statement::Statement;
use crate::diff::{Action, Attribute};

/// Both states, what changes between them and what is known of the server.
pub(super) struct Context<'a> {
    pub from: &'a Catalog,
    pub to: &'a Catalog,
    pub facts: &'a Facts,
    /// What happens to each object, with all that follows from it.
    pub actions: BTreeMap<ObjectId, Action>,
    /// Objects that are replaced because something they depend on is, not because they differ.
    pub forced: BTreeSet<ObjectId>,
    /// Whether foreign keys of dropped tables are dropped one by one, which cycles of foreign keys need.
    pub drop_foreign_keys_apart: bool,
}

impl<'a> Context<'a> {
    /// Whether the table is there before and after, so that others may be using it.
    pub(super) fn is_live(&self, table: &QualifiedName) -> bool {
        !self.facts.exclusive && self.from.tables.contains_key(table) && self.to.tables.contains_key(table)
    }

    /// Whether the table was there before the plan.
    pub(super) fn was_there(&self, table: &QualifiedName) -> bool {
        self.from.tables.contains_key(table)
    }

    pub(super) fn action(&self, object: &ObjectId) -> Option<&Action> {
        self.actions.get(object)
    }

    pub(super) fn is_dropped(&self, object: &ObjectId) -> bool {
        self.action(object) == Some(&Action::Drop)
    }

    pub(super) fn is_replaced(&self, object: &ObjectId) -> bool {
        self.action(object) == Some(&Action::Replace)
    }

    /// Whether this is a composite type that steps aside until columns have been converted.
    pub(super) fn steps_aside(&self, composite: &QualifiedName) -> bool {
        self.from.composites.contains_key(composite) && self.is_replaced(&ObjectId::Type(composite.clone()))
    }

    /// Whether the column goes, for good or to come back.
    pub(super) fn column_goes(&self, table: &QualifiedName, column: &str) -> bool {
        let id = ObjectId::Column(table.clone(), column.to_owned());
        self.is_dropped(&id) || self.is_replaced(&id)
    }

    /// Whether a column of the table that the object needs goes or takes another type, so that the object's old form
    /// cannot stay until a new one stands beside it.
    fn loses_column(&self, table: &QualifiedName, object: &ObjectId) -> bool {
        self.from.dependencies.needed_by(object).any(|needed| match needed {
            ObjectId::Column(owner, column) => {
                owner == table && (self.column_goes(owner, column) || self.is_retyped(needed))
            }
            _ => false,
        })
    }

    /// Whether the object's new form holds a column of the table that is made anew or takes another type.
    pub(super) fn awaits_column(&self, table: &QualifiedName, object: &ObjectId) -> bool {
        self.to.dependencies.needed_by(object).any(|needed| match needed {
            ObjectId::Column(owner, column) => {
                owner == table && (self.column_goes(owner, column) || self.is_retyped(needed))
            }
            _ => false,
        })
    }

    /// Whether the object's old form has to go before its new one can be built, since each holds a column that changes: no
    /// such column can change while the old form stands.
    pub(super) fn must_go_first(&self, table: &QualifiedName, object: &ObjectId) -> bool {
        self.awaits_column(table, object) && self.loses_column(table, object)
    }

    /// Whether a key of any table has had this name among the relations.
    pub(super) fn was_key(&self, name: &QualifiedName) -> bool {
        let tables = self.from.tables.iter().filter(|(table, _)| table.schema == name.schema);
        let mut constraints = tables.filter_map(|(_, table)| table.constraints.get(&name.name));
        constraints.any(|constraint| constraint.kind.has_index())
    }

    /// Whether the table becomes logged or unlogged.
    pub(super) fn changes_logging(&self, table: &QualifiedName) -> bool {
        let id = ObjectId::Table(table.clone());
        matches!(self.action(&id), Some(Action::Alter(attributes)) if attributes.contains(&Attribute::Logged))
    }

    /// Whether the object, or the key or index that it needs, holds a column that takes another type.
    pub(super) fn needs_retyped(&self, object: &ObjectId) -> bool {
        self.from.dependencies.needed_by(object).any(|needed| match needed {
            ObjectId::Constraint(..) | ObjectId::Index(_) => {
                self.from.dependencies.needed_by(needed).any(|column| self.is_retyped(column))
            }
            _ => self.is_retyped(needed),
        })
    }

    /// Whether the column takes another type.
    pub(super) fn is_retyped(&self, column: &ObjectId) -> bool {
        matches!(self.action(column), Some(Action::Alter(attributes)) if attributes.contains(&Attribute::DataType))
    }

    pub(super) fn old_column(&self, table: &QualifiedName, column: &str) -> Option<&'a Column> {
        self.from.tables.get(table)?.columns.get(column)
    }

    pub(super) fn new_column(&self, table: &QualifiedName, column: &str) -> Option<&'a Column> {
        self.to.tables.get(table)?.columns.get(column)
    }

    /// The constraint as it was; of a domain there are none here.
    pub(super) fn old_constraint(&self, table: &QualifiedName, name: &str) -> Option<&'a Constraint> {
        self.from.tables.get(table)?.constraints.get(name)
    }

    /// The constraint as it will be.
    pub(super) fn new_constraint(&self, table: &QualifiedName, name: &str) -> Option<&'a Constraint> {
        self.to.tables.get(table)?.constraints.get(name)
    }

    pub(super) fn old_index(&self, name: &QualifiedName) -> Option<(&'a QualifiedName, &'a Index)> {
        self.from.index(name)
    }

    pub(super) fn new_index(&self, name: &QualifiedName) -> Option<(&'a QualifiedName, &'a Index)> {
        self.to.index(name)
    }
}

/// The name under which a type stands aside while another one takes its place.
pub(super) fn aside(name: &QualifiedName) -> QualifiedName {
    name.sibling(temporary_name(&name.name, "old"))
}

/// The end of a swap of types: the old one is dropped when no column and no other type that steps aside needs it.
pub(super) fn drop_aside(context: &Context<'_>, name: &QualifiedName, drop: Statement) -> Node {
    let id = ObjectId::Type(name.clone());
    let statements = if context.facts.without_plpgsql { vec![drop] } else { vec![keep_owner(name), drop] };
    let mut end = Node::new(Rank::DropPrerequisite, statements)
        .needing(id.clone())
        .creating(ObjectId::Type(aside(name)))
        .bundled(id.clone());
    for (dependent, needed) in context.from.dependencies.iter() {
        if *needed != id {
            continue;
        }
        end = match dependent {
            ObjectId::Column(owner, _) if context.steps_aside(owner) => end.needing(ObjectId::Type(aside(owner))),
            ObjectId::Column(..) => end.needing(dependent.clone()).following(dependent.clone()),
            ObjectId::Type(other) => end.needing(ObjectId::Type(aside(other))).following(dependent.clone()),
            _ => end.following(dependent.clone()),
        };
    }
    // The old type goes before what it is made of.
    context.from.dependencies.needed_by(&id).fold(end, |end, needed| end.preceding(needed.clone()))
}

/// Gives a type the owner of the one that has stepped aside for it. Roles are not the same in every database that a
/// migration is for, so it is asked there.
fn keep_owner(name: &QualifiedName) -> Statement {
    let (new, old) = (quote_literal(&name.to_string()), quote_literal(&aside(name).to_string()));
    let body = format!(
        "BEGIN\n    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', {new}, \
         pg_catalog.pg_get_userbyid(typowner))\n             \
         FROM pg_catalog.pg_type WHERE oid = {old}::pg_catalog.regtype);\nEND"
    );
    let quote = dollar_quote("owner", &body);
    Statement::new(ObjectId::Type(name.clone()), format!("DO {quote}\n{body}\n{quote}"))
}

/// A name for something that is there only while a plan runs, made of another name. Where that is too long to be kept
/// whole, a checksum of it keeps names apart that begin alike.
pub(super) fn temporary_name(name: &str, purpose: &str) -> String {
    let suffix = format!("__keel_{purpose}");
    if name.len() + suffix.len() <= MAX_IDENTIFIER_BYTES {
        return format!("{name}{suffix}");
    }
    // FNV-1a: the same in every version of the program, for names are part of migration files.
    let checksum = name.bytes().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let suffix = format!("_{checksum:08x}{suffix}");
    format!("{}{suffix}", clip(name, MAX_IDENTIFIER_BYTES.saturating_sub(suffix.len())))
}
