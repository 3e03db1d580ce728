//! The place in a statement of many lines.

mod schema {
    evenkeel::schema!("schema.yaml"; User, Member);
}
#[allow(unused_imports)]
use schema::{Member, MemberRole, User};

fn main() {
    let organization = "o1";
    let _ = evenkeel::sql!(
        r#"with owners as (
             select user_id, organization_id
             from member
             where role = 'owner'
           )
           select o.name, u.emial
           from organization o
           join owners on owners.organization_id = o.id
           join "user" u on u.id = owners.user_id
           where o.id = {organization}"#
    );
}
