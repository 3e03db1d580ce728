//! A function that not every server has for which the schema is.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let _ = evenkeel::sql!("select uuidv7() as id");
}
