use evenkeel::jiff::Timestamp;
use evenkeel::uuid::Uuid;
use evenkeel::{now, with};
use insta::assert_snapshot;

use crate::support::{people, reference, shown, user};
use crate::{Member, MemberRole, NewSession, Session, User, UserRole};

#[tokio::test]
async fn a_row_is_inserted_and_read_back() {
    let (_database, db) = reference().await;
    let new = user("Ada").role(UserRole::Admin).ban_reason(None).image("a.png");
    assert_snapshot!(shown(&User::insert(user("Ada").role(UserRole::Admin).image("a.png")).to_sql()));
    let ada = new.insert(&db).await.unwrap();
    assert_eq!((ada.role, ada.image.as_deref(), ada.ban_reason), (UserRole::Admin, Some("a.png"), None));
    assert_eq!(ada.id.len(), 26, "a ULID: {}", ada.id);
    let expires_at = Timestamp::now() + evenkeel::jiff::SignedDuration::from_hours(1);
    let session = NewSession { user_id: ada.id, token: "t".into(), expires_at }.insert(&db).await.unwrap();
    assert_eq!(session.id.len(), 21, "a nanoid: {}", session.id);
    let inserted = User::insert(user("Bob")).exec(&db).await.unwrap();
    assert_eq!(inserted, 1);
}

#[tokio::test]
async fn many_rows_are_one_statement() {
    let (_database, db) = reference().await;
    let many = User::insert_many(["Ada", "Bob", "Cyd"].map(|name| user(name).role(UserRole::Support)));
    assert_snapshot!(shown(&many.to_sql()));
    let names = many.returning(|u| (u.name, u.role)).all(&db).await.unwrap();
    assert_eq!(names[2], ("Cyd".to_owned(), UserRole::Support));
    assert_eq!(User::insert_many(Vec::<crate::NewUser>::new()).exec(&db).await.unwrap(), 0);
    let none = User::insert_many(Vec::<crate::NewUser>::new()).to_sql();
    assert_eq!(
        none.text(),
        r#"INSERT INTO "public"."user" SELECT WHERE false RETURNING "user"."id""#.to_owned()
            + none.text().split_once("\"id\"").unwrap().1
    );
    evenkeel::Executor::rows(&db, &none).await.unwrap();
    let ten_thousand = (0..10_000).map(|number| user(&format!("user{number}")));
    assert_eq!(User::insert_many(ten_thousand).exec(&db).await.unwrap(), 10_000);
}

#[tokio::test]
async fn rows_that_give_different_columns_have_the_defaults() {
    let (_database, db) = reference().await;
    let rows = User::insert_many([user("Ada").locale("fr"), user("Bob").image("b.png")]);
    assert_snapshot!(shown(&rows.to_sql()));
    let rows = rows.returning(|u| (u.locale, u.image)).all(&db).await.unwrap();
    assert_eq!(rows, [("fr".to_owned(), None), ("en".to_owned(), Some("b.png".to_owned()))]);
}

#[tokio::test]
async fn a_row_that_is_there_is_left_or_updated() {
    let (_database, db) = reference().await;
    let (_, [ada, ..]) = people(&db).await;
    let again = user("Ada").locale("de");
    let nothing = again.on_conflict(User::EMAIL_KEY).do_nothing();
    assert_snapshot!(shown(&nothing.to_sql()));
    assert_eq!(nothing.clone().optional(&db).await.unwrap(), None);
    assert_eq!(nothing.exec(&db).await.unwrap(), 0);
    // By whichever key: the address is in use, or the id is.
    let any = user("Ada").on_conflict_do_nothing();
    assert_snapshot!(shown(&any.to_sql()));
    assert_eq!(any.optional(&db).await.unwrap(), None);
    let same_id = || user("Eve").id(ada.id.clone());
    let by_address = same_id().on_conflict(User::EMAIL_KEY).do_nothing();
    assert!(by_address.exec(&db).await.unwrap_err().violates(User::PKEY));
    let many = User::insert_many([same_id(), user("Fay").locale("de"), user("Bob").locale("de")]);
    let many = many.on_conflict_do_nothing().returning(|u| u.name);
    assert_eq!(many.all(&db).await.unwrap(), ["Fay"]);

    let update = user("Ada").locale("de").on_conflict(User::EMAIL_KEY);
    let update = update.do_update(|_, excluded| excluded.locale.set(excluded.locale)).returning(|u| (u.id, u.locale));
    assert_snapshot!(shown(&update.to_sql()));
    assert_eq!(update.one(&db).await.unwrap(), (ada.id, "de".to_owned()));

    let only_banned = user("Ada")
        .locale("it")
        .on_conflict(User::EMAIL_KEY)
        .filter(|u, excluded| u.banned.and(u.locale.ne(excluded.locale)));
    let only_banned = only_banned.do_update(|u, excluded| (u.locale.set(excluded.locale), u.name.set("A.")));
    assert_eq!(only_banned.exec(&db).await.unwrap(), 0);

    let error = user("Ada").insert(&db).await.unwrap_err();
    assert!(error.violates(User::EMAIL_KEY) && !error.violates(User::PKEY));
    let error = crate::NewUser { name: "X".into(), email: "LOUD@X".into() }.insert(&db).await.unwrap_err();
    assert!(error.violates(User::EMAIL_LOWER), "{error}");
}

#[tokio::test]
async fn addresses_and_times_travel() {
    let (_database, db) = reference().await;
    let (_, [ada, ..]) = people(&db).await;
    let expires_at = Timestamp::from_second(4_000_000_000).unwrap();
    let session = NewSession { user_id: ada.id.clone(), token: Uuid::now_v7().to_string(), expires_at };
    let session = session.ip_address(std::net::IpAddr::from([127, 0, 0, 1])).insert(&db).await;
    let session: Session = session.unwrap();
    assert_eq!(session.expires_at, expires_at);
    assert_eq!(session.ip_address.unwrap().to_string(), "127.0.0.1");
    assert_eq!(Session::select().filter(|s| s.expires_at.eq(expires_at)).one(&db).await.unwrap(), session);
}

#[tokio::test]
async fn what_a_query_selects_is_inserted() {
    let (_database, db) = reference().await;
    let (organization, _) = people(&db).await;
    let missing = User::select()
        .filter(|u| u.id.not_in_query(Member::select().columns(|m| m.user_id)))
        .columns(|u| (u.id.concat("-member"), evenkeel::value(organization.id.clone()), u.id));
    let insert = missing.insert_into::<Member, _>(|m| (m.id, m.organization_id, m.user_id));
    let insert = insert.set(|m| m.role.set(MemberRole::Admin)).returning(|m| m.role);
    assert_snapshot!(shown(&insert.to_sql()));
    assert_eq!(insert.all(&db).await.unwrap(), [MemberRole::Admin]);

    let again = User::select().columns(|u| (u.id, u.name, u.email)).order_by(|u| u.name);
    let again = again.insert_into::<User, _>(|u| (u.id, u.name, u.email)).on_conflict(User::PKEY);
    let again = again.do_update(|u, excluded| u.name.set(excluded.name.concat("!"))).returning(|u| u.name);
    assert_snapshot!(shown(&again.to_sql()));
    assert_eq!(again.all(&db).await.unwrap(), ["Ada!", "Bob!", "Cyd!"]);

    let gone = with("gone", User::delete().filter(|u| u.name.eq("Cyd!")).returning(|u| (u.name, u.email)));
    let back = gone.select().columns(|(name, email)| (name, email, email.lower()));
    let back =
        back.insert_into::<User, _>(|u| (u.id, u.email, u.image)).set(|u| (u.name.set("back"), u.email.set("e")));
    let error = back.exec(&db).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("42701"), "{error}");
}

#[tokio::test]
async fn columns_are_given_expressions_and_defaults() {
    let (_database, db) = reference().await;
    let now = |insert: evenkeel::Insert<User>| {
        insert.set(|u| (u.created_at.set(now()), u.locale.set_default(), u.role.set(UserRole::Support)))
    };
    let one = now(User::insert(user("Ada").locale("fr")));
    assert_snapshot!(shown(&one.to_sql()));
    let ada = one.one(&db).await.unwrap();
    assert_eq!((ada.locale.as_str(), ada.role), ("en", UserRole::Support));
    let many = now(User::insert_many([user("Bob"), user("Cyd")]));
    assert_snapshot!(shown(&many.to_sql()));
    assert_eq!(many.all(&db).await.unwrap()[1].role, UserRole::Support);
    let mixed = now(User::insert_many([user("Dan").image("d.png"), user("Eve").locale("it")]));
    assert_snapshot!(shown(&mixed.to_sql()));
    assert_eq!(mixed.exec(&db).await.unwrap(), 2);
    let again = User::insert(user("Ada")).on_conflict(User::EMAIL_KEY);
    let again = again.do_update(|u, _| (u.role.set_default(), u.created_at.set(evenkeel::now())));
    assert_eq!(again.one(&db).await.unwrap().role, UserRole::User);
}

#[test]
fn a_row_to_insert_can_be_cloned_and_shown_without_its_values() {
    let row = crate::NewUser { name: "Ada".to_owned(), email: "secret".to_owned() }.image("i");
    let shown = format!("{:?}", row.clone());
    assert!(shown.contains("email") && !shown.contains("secret"), "{shown}");
    assert_eq!(User::insert(row.clone()).to_sql().text(), User::insert(row).to_sql().text());
}

#[tokio::test]
async fn rows_whose_types_are_known_are_inserted_as_they_travel() {
    let (_database, db) = reference().await;
    let many = User::insert_many([user("Ada"), user("Bob")]).returning(|u| u.name);
    assert_snapshot!(shown(&many.to_sql()));
    let mut names = many.all(&db).await.unwrap();
    names.sort();
    assert_eq!(names, ["Ada", "Bob"]);
}
