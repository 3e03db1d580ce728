//! The macro `sql!`, a thin shell over evenkeel-sql.

mod cache;
mod emit;
mod expand;
mod input;

use std::path::PathBuf;

use proc_macro::TokenStream;

/// A statement in SQL, checked against the schema file while the program is compiled: tables and columns, the types of
/// parameters and results, and which results can be NULL. No database is asked.
///
/// ```text
/// let name = "Ada";
/// let rows = sql!("select id, email, image from \"user\" where name = {name}").all(&db).await?;
/// let row = sql!("select count(*) from member where role = $1", MemberRole::Owner).one(&db).await?;
/// let user: User = sql!(r#"select * from "user" where id = {id}"# as User).one(&db).await?;
/// sql!("update member set role = $1 where id = $2", role, id).exec(&db).await?;
/// ```
///
/// # Parameters
///
/// `{name}` takes a variable, as `format!` does; or `$1`, `$2` … take the expressions behind the statement. A statement has
/// one or the other. A parameter that meets a column (`role = $1`) is of the column's type in Rust; one that stands elsewhere
/// of the type that PostgreSQL infers. A cast says it where nothing else does: `$1::text`. Borrowed values are taken as well.
///
/// An `Option` is taken where NULL means something: for a nullable column that is written, behind `IS NULL` or
/// `IS DISTINCT FROM`, in `COALESCE`, `CASE` and other functions that are not strict, and behind a cast. Elsewhere, as in
/// `id = $1`, NULL would silently find nothing, and does not compile.
///
/// # Results
///
/// A row is a struct with a field for each column, of the type that `schema!` gives the column, an `Option` where it can be
/// NULL. The enums and the structs of composite types that `schema!` makes have to be in scope. `"…" as User` makes a struct of one's own, whose fields are those of the
/// result. What is known better than by the checker is said in the column's name, as sqlx has it:
///
/// | Name | Means |
/// |---|---|
/// | `as "total!"` | it is not NULL |
/// | `as "total?"` | it can be NULL |
/// | `as "total: Type"` | it is read as this type: JSON through serde, text as an enum of `schema!`, others by `TryFrom` |
/// | `as "total!: Type"` | both |
///
/// Then `.all(&db)`, `.one(&db)`, `.optional(&db)`, `.stream(&db)` and `.exec(&db)` run it, on a `Db` or a `Transaction`.
///
/// # What is not known
///
/// What the checker cannot decide is an error that says so. A function that only the database knows is called with a cast
/// around it, which says what it gives: `my_function(x)::text`. Types for which Rust has none of its own are cast to text.
///
/// # The schema file
///
/// It is `schema.yaml`, looked for as `schema!` does; another one comes first: `sql!("other.yaml"; "select …")`. The crate
/// is built anew when it changes.
#[proc_macro]
pub fn sql(input: TokenStream) -> TokenStream {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    expand::sql(input.into(), &folder).into()
}
