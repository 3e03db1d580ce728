//! What is written.

use evenkeel::serde_json::json;
use evenkeel::sql;

use crate::support::{MemberRole, User, service};

#[tokio::test]
async fn rows_are_written_and_counted() {
    let (_database, db) = service().await;
    let made = sql!(
        "insert into organization (id, name, slug, settings) values ($1, $2, $3, $4) returning id, logo, created_at",
        "o3",
        "Three",
        "three",
        json!({"a": 1})
    )
    .one(&db)
    .await
    .unwrap();
    assert_eq!((made.id.as_str(), made.logo), ("o3", None));
    let (id, role) = ("m4", MemberRole::Admin);
    let put = async |role: MemberRole| {
        sql!(
            "insert into member (id, organization_id, user_id, role) values ({id}, 'o3', 'u3', {role})
             on conflict (organization_id, user_id) do update set role = excluded.role
             returning role"
        )
        .one(&db)
        .await
        .unwrap()
        .role
    };
    assert_eq!((put(role).await, put(MemberRole::Viewer).await), (MemberRole::Admin, MemberRole::Viewer));
    let count = sql!("update member set role = 'member' where role = $1", MemberRole::Viewer).exec(&db).await.unwrap();
    assert_eq!(count, 2);
    let gone = sql!(
        r#"delete from member m using "user" u where u.id = m.user_id and u.name = $1 returning m.id, u.image"#,
        "Cyd"
    )
    .all(&db)
    .await
    .unwrap();
    assert_eq!((gone[0].id.as_str(), gone[0].image.as_deref()), ("m4", None));
    db.close().await;
}

#[tokio::test]
async fn statements_go_together_in_a_batch() {
    let (_database, db) = service().await;
    let (changed, organization, user) = evenkeel::batch()
        .exec(sql!("update organization set name = $1 where id = $2", "Uno", "o1"))
        .one(sql!("select name from organization where id = $1", "o1"))
        .optional(sql!(r#"select * from "user" where id = $1"# as User, "nobody"))
        .run(&db)
        .await
        .unwrap();
    assert_eq!((changed, organization.name.as_str(), user), (1, "Uno", None));
    db.close().await;
}
