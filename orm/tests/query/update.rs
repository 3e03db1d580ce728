use insta::assert_snapshot;

use crate::support::{people, reference, shown, user};
use crate::{Member, MemberRole, NewMember, NewOrganization, Organization, User, UserPatch, UserRole};

#[tokio::test]
async fn rows_are_updated_and_touched() {
    let (_database, db) = reference().await;
    let (_, [ada, ..]) = people(&db).await;
    let update = User::update()
        .set(|u| (u.locale.set("de"), u.image.set(u.name.concat(".png")), u.ban_reason.set_null()))
        .filter(|u| u.id.eq(&ada.id));
    assert_snapshot!(shown(&update.to_sql()));
    let changed = update.one(&db).await.unwrap();
    assert_eq!((changed.locale.as_str(), changed.image.as_deref()), ("de", Some("Ada.png")));
    assert!(changed.updated_at > ada.updated_at);
}

#[tokio::test]
async fn a_nullable_column_is_set_to_null_by_every_statement() {
    let (_database, db) = reference().await;
    let (organization, [_, bob, _]) = people(&db).await;
    assert!(bob.image.is_some());
    let bob = || User::update().filter(|u| u.name.eq("Bob"));
    let with_image = || bob().set(|u| u.image.set("b.png"));
    assert_eq!(bob().set(|u| u.image.set_null()).one(&db).await.unwrap().image, None);
    assert!(with_image().one(&db).await.unwrap().image.is_some());
    assert_eq!(bob().set(|u| u.image.set(None::<String>)).one(&db).await.unwrap().image, None);
    assert!(with_image().one(&db).await.unwrap().image.is_some());
    let patch = UserPatch { image: Some(None), ..UserPatch::default() };
    assert_eq!(bob().patch(patch).one(&db).await.unwrap().image, None);

    assert!(with_image().one(&db).await.unwrap().image.is_some());
    let upsert = user("Bob").image("c.png").on_conflict(User::EMAIL_KEY);
    let upsert = upsert.do_update(|u, _| (u.image.set_null(), u.last_seen_at.set_null()));
    assert_eq!(upsert.one(&db).await.unwrap().image, None);
    let many = User::insert_many([user("Dan").image("d.png"), user("Eve").image("e.png")]);
    let many = many.set(|u| (u.image.set_null(), u.last_seen_at.set_null()));
    assert_snapshot!(shown(&many.to_sql()));
    assert!(many.all(&db).await.unwrap().iter().all(|u| u.image.is_none() && u.last_seen_at.is_none()));
    let joined = bob().from::<Organization, _>(|_, o| o.id.eq(&organization.id));
    assert_eq!(joined.set(|(u, _)| u.ban_reason.set_null()).exec(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_patch_sets_what_it_has() {
    let (_database, db) = reference().await;
    let (_, [_, bob, _]) = people(&db).await;
    let patch = UserPatch { role: Some(UserRole::Support), image: Some(None), ..UserPatch::default() };
    let update = User::update().patch(patch).filter(|u| u.id.eq(&bob.id)).returning(|u| (u.role, u.image));
    assert_snapshot!(shown(&update.to_sql()));
    assert_eq!(update.one(&db).await.unwrap(), (UserRole::Support, None));
}

#[tokio::test]
async fn a_patch_that_has_nothing_leaves_the_rows_as_they_are() {
    let (_database, db) = reference().await;
    let (_, [ada, bob, _]) = people(&db).await;
    let nothing = || User::update().patch(UserPatch::default());
    let update = nothing().filter(|u| u.id.eq(&bob.id));
    assert_snapshot!(shown(&update.to_sql()));
    assert_eq!(update.clone().exec(&db).await.unwrap(), 1);
    assert_eq!(update.one(&db).await.unwrap(), bob);
    assert_eq!(nothing().all_rows().exec(&db).await.unwrap(), 3);
    let none = nothing().filter(|u| u.id.eq("nobody"));
    assert_eq!(none.clone().exec(&db).await.unwrap(), 0);
    assert_eq!(none.clone().optional(&db).await.unwrap(), None);
    assert!(none.one(&db).await.unwrap_err().is_not_found());

    // Each row once, to however many others it belongs.
    let other = NewOrganization { name: "Looms".into(), slug: "looms".into() }.insert(&db).await.unwrap();
    let member = NewMember { organization_id: other.id, user_id: ada.id.clone() };
    member.role(MemberRole::Owner).insert(&db).await.unwrap();
    let members = || nothing().from::<Member, _>(|u, m| m.user_id.eq(u.id));
    let owners = || members().filter(|(_, m)| m.role.eq(MemberRole::Owner)).returning(|(u, m)| (u.name, m.role));
    assert_snapshot!(shown(&owners().to_sql()));
    assert_eq!(owners().all(&db).await.unwrap(), [("Ada".to_owned(), MemberRole::Owner)]);
    assert_eq!((owners().exec(&db).await.unwrap(), members().exec(&db).await.unwrap()), (1, 2));
}

#[tokio::test]
async fn all_rows_are_meant_when_it_is_said() {
    let (_database, db) = reference().await;
    people(&db).await;
    let update = User::update().set(|u| u.two_factor_enabled.set(true)).all_rows();
    assert_eq!(update.exec(&db).await.unwrap(), 3);
    assert_eq!(User::select().filter(|u| u.two_factor_enabled).count(&db).await.unwrap(), 3);
}

#[tokio::test]
async fn a_transaction_that_fails_leaves_all_as_it_was() {
    let (_database, db) = reference().await;
    people(&db).await;
    let tx = db.begin().await.unwrap();
    User::delete().all_rows().exec(&tx).await.unwrap();
    assert_eq!(User::select().count(&tx).await.unwrap(), 0);
    tx.rollback().await.unwrap();
    assert_eq!(User::select().count(&db).await.unwrap(), 3);
}

#[tokio::test]
async fn another_table_says_what_columns_become() {
    let (_database, db) = reference().await;
    let (_, [ada, ..]) = people(&db).await;
    let mut update = User::update()
        .from::<Member, _>(|u, m| m.user_id.eq(u.id))
        .from::<Organization, _>(|(_, m), o| o.id.eq(m.organization_id))
        .set(|(u, _, o)| u.locale.set(o.slug))
        .returning(|(u, m, o)| (u.name, m.role, o.slug));
    if true {
        update = update.filter(|(_, m, _)| m.role.eq(MemberRole::Owner));
    }
    assert_snapshot!(shown(&update.to_sql()));
    let changed = update.all(&db).await.unwrap();
    assert_eq!(changed, [("Ada".to_owned(), MemberRole::Owner, "engines".to_owned())]);
    let whole: User = User::update()
        .from::<Member, _>(|u, m| m.user_id.eq(u.id))
        .set(|(u, m)| (u.locale.set_default(), u.image.set(m.organization_id)))
        .filter(|(u, _)| u.id.eq(&ada.id))
        .one(&db)
        .await
        .unwrap();
    assert_eq!((whole.locale.as_str(), whole.image.map(|image| image.len())), ("en", Some(26)));
    // What `set` is given cannot be set, but columns come from elsewhere too.
    let mut another = None;
    let of_another = User::update()
        .from::<Member, _>(|u, m| {
            another = Some(m);
            m.user_id.eq(u.id)
        })
        .set(|(u, _)| another.map(|m| m.id.set(u.id)));
    let error = of_another.exec(&db).await.unwrap_err();
    let expected = "a statement that changes User sets the column id of another table, which it only reads";
    assert_eq!((error.to_string().as_str(), error.is_wrong_schema_version()), (expected, false));
}
