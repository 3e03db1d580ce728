//! A comparison of two types.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let _ = evenkeel::sql!("select id from organization where created_at = 5");
}
