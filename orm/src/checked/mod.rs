//! Statements that [`sql!`](crate::sql!) checked while the program was compiled.
//!
//! ```ignore
//! let organization = "01J…";
//! let members = evenkeel::sql!(
//!     r#"select m.id, u.name, u.image
//!        from member m join "user" u on u.id = m.user_id
//!        where m.organization_id = {organization}"#
//! )
//! .all(&db)
//! .await?;
//! let first: &String = &members[0].name;           // a field for each column
//! let image: &Option<String> = &members[0].image;  // an Option where it may be NULL
//! ```

mod argument;
mod statement;
mod value;

pub use argument::Argument;
pub use statement::{Command, Statement};
pub use value::{Document, Record, Replaced, Structured, Value};

/// What emitted code names.
#[doc(hidden)]
pub mod emitted {
    pub use tokio_postgres::Row;
    pub use tokio_postgres::types::Type;

    pub use super::argument::parameter;
    pub use super::statement::{
        Command, Statement, get, get_itself, get_structured, optional, optional_itself, optional_structured,
    };
    pub use super::value::{Document, Record, Replaced};
    pub use crate::error::Error;
    pub use crate::sql::Sql;
}
