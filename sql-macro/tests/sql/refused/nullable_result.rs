//! A value that may be NULL, taken for one that is not.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let _ = async |db: evenkeel::Db| {
        let rows = evenkeel::sql!("select u.name, m.role from \"user\" u left join member m on m.user_id = u.id").all(&db).await?;
        let role: MemberRole = rows[0].role;
        Ok::<_, evenkeel::Error>(role)
    };
}
