use evenkeel::with;
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::support::{people, reference, user};
use crate::{Member, MemberRole, User, UserRole};

#[tokio::test]
async fn rows_are_copied_in_and_out() {
    let (_database, db) = reference().await;
    let strange = "a\tb\nc\\d\r\\N\u{1f600}";
    let rows = (0..10_000).map(|number| user(&format!("{strange}{number}")).role(UserRole::Support).image(None));
    assert_eq!(User::copy_in(&db, rows).await.unwrap(), 10_000);
    let first = User::select().order_by(|u| u.created_at).copy_out(&db).await.unwrap();
    let all: Vec<User> = first.try_collect().await.unwrap();
    assert_eq!(all.len(), 10_000);
    let one = User::select().filter(|u| u.name.eq(format!("{strange}77"))).one(&db).await.unwrap();
    assert!(all.contains(&one));
    assert_eq!((one.role, one.image.as_deref(), one.id.len()), (UserRole::Support, None, 26));

    let stream = stream::iter(["Ada", "Bob"]).then(async |name| user(name));
    assert_eq!(User::copy_in(&db, stream).await.unwrap(), 2);
    let other = db.clone();
    let spawned = tokio::spawn(async move { User::copy_in(&other, vec![user("Cyd")]).await });
    assert_eq!(spawned.await.unwrap().unwrap(), 1);
    assert_eq!(User::copy_in(&db, Vec::<crate::NewUser>::new()).await.unwrap(), 0);
}

#[tokio::test]
async fn what_a_query_selects_is_copied_out() {
    let (_database, db) = reference().await;
    people(&db).await;
    let members = with("members", Member::select().columns(|m| (m.user_id, m.role)));
    let query = User::select()
        .left_join_source(&members, |u, (id, _)| id.eq(u.id))
        .order_by(|(u, _)| u.name)
        .columns(|(u, (_, role))| (u.name, u.image, role, u.created_at, u.banned));
    let rows: Vec<_> = query.clone().copy_out(&db).await.unwrap().try_collect().await.unwrap();
    assert_eq!(rows, query.clone().all(&db).await.unwrap());
    assert_eq!((rows[0].2, rows[2].2), (Some(MemberRole::Owner), None));
    let session = db.session().await.unwrap();
    session.run("SET timezone TO 'Asia/Kolkata'").await.unwrap();
    let elsewhere: Vec<_> = query.copy_out(&session).await.unwrap().try_collect().await.unwrap();
    assert_eq!(elsewhere, rows);
    let error = User::select().limit(1).copy_out(&db).await.err().unwrap();
    assert!(error.to_string().contains("COPY takes no parameters"), "{error}");
}

#[tokio::test]
async fn a_row_that_is_refused_leaves_nothing() {
    let (_database, db) = reference().await;
    people(&db).await;
    let error = User::copy_in(&db, [user("Dan"), user("Ada")]).await.unwrap_err();
    assert!(error.violates(User::EMAIL_KEY), "{error}");
    let error = User::copy_in(&db, [user("Dan").locale("fr"), user("Eve").image("e.png")]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "row 2 to copy gives values for other columns than the first, and COPY takes the same for all"
    );
    assert_eq!(User::select().count(&db).await.unwrap(), 3);
}
