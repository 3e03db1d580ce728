//! A value that the column does not take.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let _ = evenkeel::sql!("select id from member where role = 'onwer'");
}
