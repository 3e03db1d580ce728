//! Parameters and arguments that do not fit.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let _ = evenkeel::sql!("select id from member where id = $1 and role = $2", "m1");
    let _ = evenkeel::sql!("select id from member", "m1");
    let _ = evenkeel::sql!("select id from member where id = {missing}");
}
