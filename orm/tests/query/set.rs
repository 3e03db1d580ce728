use evenkeel::Select;
use insta::assert_snapshot;

use crate::support::{people, reference, shown, user};
use crate::{Member, MemberRole, Organization, User};

#[tokio::test]
async fn rows_of_two_queries_come_together() {
    let (_database, db) = reference().await;
    let (_, [ada, bob, cyd]) = people(&db).await;
    let named = |name: &'static str| User::select().filter(move |u| u.name.eq(name));
    let mut both = named("Bob").union(named("Ada")).order_by(|u| u.name);
    if true {
        both = both.filter(|u| u.banned.not()).limit(5);
    }
    assert_snapshot!(shown(&both.to_sql()));
    assert_eq!(both.clone().all(&db).await.unwrap(), [ada.clone(), bob.clone()]);
    assert_eq!(both.count(&db).await.unwrap(), 2);
    let all = named("Bob").union_all(User::select());
    assert_eq!(all.clone().count(&db).await.unwrap(), 4);
    assert_eq!(all.clone().except_all(named("Ada")).count(&db).await.unwrap(), 3);
    assert_eq!(all.clone().except(named("Bob")).count(&db).await.unwrap(), 2);
    assert_eq!(all.clone().intersect_all(named("Bob").union_all(named("Bob"))).count(&db).await.unwrap(), 2);
    assert_eq!(all.intersect(named("Bob")).one(&db).await.unwrap(), bob);
    let rest: Select<User> = User::select().except(named("Ada")).except(named("Bob"));
    assert_snapshot!(rest.to_sql().text().split(" FROM ").skip(1).collect::<Vec<_>>().join(" … "));
    assert_eq!(rest.one(&db).await.unwrap(), cyd);
}

#[tokio::test]
async fn columns_of_the_same_types_come_together() {
    let (_database, db) = reference().await;
    people(&db).await;
    let names = User::select().columns(|u| (u.name, u.image, u.name.length()));
    let slugs = Organization::select().columns(|o| (o.slug, o.name, evenkeel::value(0)));
    let all = names.union_all(slugs).order_by(|(name, _, length)| (length.desc(), name));
    assert_snapshot!(shown(&all.to_sql()));
    let all: Vec<(String, Option<String>, i32)> = all.all(&db).await.unwrap();
    assert_eq!(all[1], ("Bob".to_owned(), Some("https://example.org/bob.png".to_owned()), 3));
    assert_eq!(all[3], ("engines".to_owned(), Some("Engines".to_owned()), 0));
}

#[tokio::test]
async fn a_union_is_read_from_as_a_table_is() {
    let (_database, db) = reference().await;
    people(&db).await;
    let owners = Member::select().filter(|m| m.role.eq(MemberRole::Owner)).columns(|m| m.user_id);
    let french = User::select().filter(|u| u.locale.eq("fr")).columns(|u| u.id);
    let ids = owners.union(french);
    let found = User::select().filter(|u| u.id.in_query(ids.clone().columns(|id| id))).columns(|u| u.name);
    assert_snapshot!(shown(&found.to_sql()));
    assert_eq!(found.all(&db).await.unwrap(), ["Ada"]);
    let joined = ids.join::<User, _>(|id, u| u.id.eq(id)).columns(|(_, u)| (u.name, u.role));
    assert_eq!(joined.one(&db).await.unwrap().0, "Ada");
    let pages = User::select().union(User::select()).keyset(|u| u.name).page(2, &db).await.unwrap();
    assert_eq!(pages.rows.len(), 2);
    assert!(user("Dan").insert(&db).await.is_ok());
}
