//! A result without a name, and two of one name.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let _ = evenkeel::sql!("select quantity + 1 from usage_records");
    let _ = evenkeel::sql!("select m.id, u.id from member m join \"user\" u on u.id = m.user_id");
}
