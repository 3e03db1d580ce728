//! What nothing decides.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let _ = evenkeel::sql!("select my_own_thing(name) as thing from organization");
    let _ = evenkeel::sql!("select id from organization where $1 is null", Some("a"));
    let _ = evenkeel::sql!("select created_at - updated_at as span from organization");
}
