//! A parameter of another type.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let _ = evenkeel::sql!("select id from member where role = $1", "owner");
    let id = 5;
    let _ = evenkeel::sql!("select id from member where id = {id}");
}
