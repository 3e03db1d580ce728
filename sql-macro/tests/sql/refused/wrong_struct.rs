//! A struct that does not fit the result.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    struct Total {
        role: MemberRole,
        total: i32,
    }
    let _ = evenkeel::sql!("select role, count(*) as total from member group by role" as Total);
    let _ = evenkeel::sql!("select role, count(*) as count from member group by role" as Total);
}
