//! Statements: one tree without types that is rendered in one place, under builders that know the types.

mod array;
mod assign;
mod batch;
mod copy;
mod delete;
mod given;
mod insert;
mod join;
mod join_source;
mod keyed;
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
pub use batch::{AllRows, AsTheyCame, Batch, Each, Extend, OneRow, OptionalRow, Plan, Reads, Runs, Touched, batch};
#[cfg(feature = "sql")]
pub(crate) use batch::{Reading, Wanted};
pub use copy::{ByIterator, ByStream, CopyRows, copy_in};
pub use delete::Delete;
pub use given::{Given, given};
pub use insert::{Insert, OnConflict, insert_one};
pub use keyset::{Cursor, Keyset, KeysetOrders, Page};
pub use output::{Read, Selection, Single, Whole};
pub use relation::{Load, Loaders, Loading, Many, MaybeOne, Multiplicity, One, Related, Relation, Through};
pub use run::Rows;
pub use select::Select;
pub use shape::{Alike, Derived, Flat, Output, Shape, Unite};
pub use sources::{Joinable, Maybe, Source, Sources};
pub use targets::Targets;
pub(crate) use tree::{Item, Items, SelectTree};
pub use update::{Filtered, NeedsFilterOrAllRows, Update};
pub use values::{NewRow, Patch, Values};
pub use with::{Query, Readable, With, with, with_recursive};
