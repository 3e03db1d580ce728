//! NULL where it would find nothing.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let id: Option<String> = None;
    let _ = evenkeel::sql!("select id from member where id = {id}");
}
