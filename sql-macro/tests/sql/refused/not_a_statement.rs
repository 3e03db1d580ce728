//! What stands between the parentheses.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let text = "select 1";
    let _ = evenkeel::sql!(text);
}
