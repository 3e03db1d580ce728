//! ON CONFLICT without a key.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let _ = evenkeel::sql!(
        "insert into member (id, organization_id, user_id) values ($1, $2, $3) on conflict (user_id) do nothing",
        "m",
        "o",
        "u"
    );
}
