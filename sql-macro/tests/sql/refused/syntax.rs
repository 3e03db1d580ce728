//! What is no SQL.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let _ = evenkeel::sql!("select id form organization");
    let _ = evenkeel::sql!("select id from organization where");
    let _ = evenkeel::sql!("create table a (b int)");
}
