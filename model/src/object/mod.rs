//! The kinds of objects a catalog holds, one file a kind.

pub mod column;
pub mod composite;
pub mod constraint;
pub mod domain;
pub mod enum_type;
pub mod extension;
pub mod index;
pub mod other;
pub mod schema;
pub mod sequence;
pub mod table;

pub use column::{Column, ColumnValue, Compression, GeneratedKind, Identity, NotNullConstraint, Storage};
pub use composite::{CompositeField, CompositeType};
pub use constraint::{Constraint, ConstraintKind, Deferrability, ExclusionElement, ForeignKey, ForeignKeyAction, Key};
pub use domain::{Domain, DomainCheck};
pub use enum_type::EnumType;
pub use extension::Extension;
pub use index::{Index, IndexElement, IndexKey, OperatorClass};
pub use other::{OtherKind, OtherObject};
pub use schema::Schema;
pub use sequence::{Sequence, SequenceOptions};
pub use table::Table;
