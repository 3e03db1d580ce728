//! Statements: one tree without types that is rendered in one place, under builders that know the types.

mod assign;
mod delete;
mod given;
mod insert;
mod join;
mod keyset;
mod output;
mod relation;
mod render;
mod run;
mod select;
mod set;
mod shape;
mod sources;
mod subquery;
mod targets;
mod tree;
mod update;
mod values;
mod with;

pub use assign::{Assignment, Assignments};
pub use delete::Delete;
pub use given::Given;
pub use insert::{Insert, OnConflict};
pub use keyset::{Cursor, Keyset, KeysetOrders, Page};
pub use output::{Read, Selection, Single, Whole};
pub use relation::{Load, Loaders, Loading, Many, MaybeOne, Multiplicity, One, Related, Relation};
pub use run::Rows;
pub use select::Select;
pub use shape::{Alike, Derived, Flat, Output, Shape, Unite};
pub use sources::{Joinable, Maybe, Source, Sources};
pub use targets::Targets;
pub(crate) use tree::{Item, SelectTree};
pub use update::{Filtered, NeedsFilterOrAllRows, Update};
pub use values::{NewRow, Patch, Values};
pub use with::{Query, Readable, With, with, with_recursive};
