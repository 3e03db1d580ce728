//! The rows of relations: reading a page of them, counting, a single value, and changing them.

mod cell;
mod condition;
mod count;
mod cursor;
mod estimate;
mod order;
mod page;
mod query;
mod relation;
mod row;
mod value;

pub use condition::Parameters;
pub use count::count;
pub use page::page;
pub use query::Query;
pub use relation::{Relation, RelationColumn, answer, find};
pub use row::row;
pub use value::{key_condition, piece, value};
