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
mod sources;
mod tree;
mod update;
mod values;

pub use assign::{Assignment, Assignments};
pub use delete::Delete;
pub use given::Given;
pub use insert::{Insert, OnConflict};
pub use keyset::{Cursor, Keyset, KeysetOrders, Page};
pub use output::{Read, Selection, Single, Whole};
pub use relation::{Load, Loaders, Loading, Many, MaybeOne, Multiplicity, One, Related, Relation};
pub use run::Rows;
pub use select::Select;
pub use sources::{Joinable, Maybe, Source, Sources};
pub(crate) use tree::SelectTree;
pub use update::{Filtered, NeedsFilterOrAllRows, Update};
pub use values::{NewRow, Patch, Values};
