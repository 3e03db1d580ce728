//! A row without a value that it needs.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let _ = evenkeel::sql!("insert into organization (name, slug) values ($1, $2)", "One", "one");
}
