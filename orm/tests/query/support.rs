//! What the tests of this file share.

use evenkeel::{Db, Sql};
use evenkeel_test_support::TestDatabase;

use crate::{Member, MemberRole, NewMember, NewOrganization, NewUser, Organization, User};

/// A database with the reference schema, and a pool on it.
pub(crate) async fn reference() -> (TestDatabase, Db) {
    let database = TestDatabase::create().await;
    database.execute(include_str!("../../../generated/schema.sql")).await;
    let db = Db::builder(database.url()).connect().await.unwrap();
    (database, db)
}

/// The text of a statement, with the types of its parameters below.
pub(crate) fn shown(sql: &Sql) -> String {
    let types: Vec<_> = sql.parameters().iter().map(|parameter| parameter.data_type().name()).collect();
    format!("{}\n{}", sql.text(), types.join(", "))
}

/// A user of this name.
pub(crate) fn user(name: &str) -> NewUser {
    NewUser { name: name.to_owned(), email: format!("{}@example.org", name.to_lowercase()) }
}

/// An organization with Ada as its owner and Bob as a viewer; Cyd belongs to none.
pub(crate) async fn people(db: &Db) -> (Organization, [User; 3]) {
    let ada = user("Ada").locale("fr").insert(db).await.unwrap();
    let bob = user("Bob").image("https://example.org/bob.png").insert(db).await.unwrap();
    let cyd = user("Cyd").insert(db).await.unwrap();
    let organization = NewOrganization { name: "Engines".into(), slug: "engines".into() }.insert(db).await.unwrap();
    for (user, role) in [(&ada, MemberRole::Owner), (&bob, MemberRole::Viewer)] {
        let member = NewMember { organization_id: organization.id.clone(), user_id: user.id.clone() };
        let _: Member = member.role(role).insert(db).await.unwrap();
    }
    (organization, [ada, bob, cyd])
}
