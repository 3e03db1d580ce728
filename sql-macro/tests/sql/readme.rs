//! The Rust of the README: it stands here word for word, compiles, and runs on a server.

use std::error::Error;

use evenkeel::jiff::Timestamp;
use evenkeel::{sql, with};
use evenkeel_test_support::TestDatabase;

use crate::support::{Member, MemberRole, NewUser, Organization, Session, User, service};

#[tokio::test]
#[rustfmt::skip]
async fn the_queries_of_the_readme_run() -> Result<(), Box<dyn Error>> {
    let database = TestDatabase::create().await;
    let id = "an organization";

    let db = evenkeel::Db::connect(&database.url()).await?;
    evenkeel::migrations!("migrations").run(&db).await?;
    let owners: Vec<(String, Option<String>)> = User::select()
        .join::<Member, _>(|u, m| m.user_id.eq(u.id))
        .filter(|(_, m)| m.organization_id.eq(id).and(m.role.eq(MemberRole::Owner)))
        .columns(|(u, _)| (u.name, u.image))
        .all(&db).await?;
    let ada = NewUser { name: "Ada".into(), email: "ada@example.org".into() }.locale("en").insert(&db).await?;
    db.transaction(async |tx| User::update().set(|u| u.banned.set(true)).filter(|u| u.id.eq(ada.id)).exec(&tx).await).await?;

    assert!(owners.is_empty());
    let new_users = [NewUser { name: "Bob".into(), email: "bob@example.org".into() }];

    let left = with("left", Member::delete().filter(|m| m.role.eq(MemberRole::Viewer)).returning(|m| m.user_id));
    let latest: Vec<(String, Option<Timestamp>)> = User::select()
        .join_source(&left, |u, id| id.eq(u.id))
        .left_join_lateral(|(u, _)| Session::select().filter(|s| s.user_id.eq(u.id)).order_by(|s| s.created_at.desc()).limit(1))
        .columns(|(u, _, s)| (u.name, s.created_at))
        .all(&db).await?;
    let users: Vec<(User, Vec<Organization>)> = User::select().with(User::MEMBER.through(Member::ORGANIZATION)).all(&db).await?;
    let few = User::SESSION_BY_USER.order_by(|s| s.created_at.desc()).limit(3);
    let recent: Vec<(User, Vec<Session>)> = User::select().with(few).all(&db).await?;
    User::copy_in(&db, new_users).await?;

    assert!(latest.is_empty());
    assert_eq!((users.len(), recent.len()), (1, 1));
    assert_eq!(User::select().count(&db).await?, 2);
    db.close().await;
    Ok(())
}

#[tokio::test]
#[rustfmt::skip]
async fn the_sql_of_the_readme_runs() -> Result<(), Box<dyn Error>> {
    let (_database, db) = service().await;
    let (organization, id) = ("o1", "u1");

    let role = MemberRole::Owner;
    let rows = sql!(
        r#"select m.id, u.name, u.image, s.expires_at
           from member m
           join "user" u on u.id = m.user_id
           left join session s on s.user_id = u.id
           where m.role = {role} and m.organization_id = {organization}"#
    )
    .all(&db)
    .await?;
    let image: &Option<String> = &rows[0].image;
    let expires_at: Option<Timestamp> = rows[0].expires_at;
    sql!("update member set role = $1 where id = $2", MemberRole::Admin, id).exec(&db).await?;
    let user: User = sql!(r#"select * from "user" where id = {id}"# as User).one(&db).await?;
    let total = sql!(r#"select sum(quantity) as "total!: i64" from usage_records"#).one(&db).await?.total;

    assert_eq!((image.as_deref(), expires_at.is_some()), (Some("ada.png"), true));
    assert_eq!((user.name.as_str(), total), ("Ada", 42));
    db.close().await;
    Ok(())
}

/// What is left of Rust without the parts that a reader needs, and the layout: comments and white space.
fn bare(text: &str) -> String {
    let code = text.lines().map(|line| line.find(" //").and_then(|start| line.get(..start)).unwrap_or(line));
    code.flat_map(|line| line.chars().filter(|character| !character.is_whitespace())).collect()
}

#[test]
fn the_readme_shows_what_runs_here() {
    // A checkout may have changed the ends of lines.
    let readme = include_str!("../../../README.md").replace("\r\n", "\n");
    let here = [include_str!("readme.rs"), include_str!("support.rs")].concat();
    let here = here.replace("connect(&database.url())", "connect(\"postgres://ada@localhost/app\")");
    let here = bare(&here);
    let blocks: Vec<&str> = readme.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 3);
    for paragraph in blocks.iter().flat_map(|block| block.split("\n\n")) {
        assert!(here.contains(&bare(paragraph)), "this runs in no test:\n{paragraph}");
    }
}
