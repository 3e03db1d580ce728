use evenkeel::{Cursor, Db, Keyset, Whole};
use insta::assert_snapshot;

use crate::User;
use crate::support::{people, reference, shown, user};

/// The names on all pages, a page a line.
async fn pages(db: &Db, keyset: impl Fn() -> Keyset<User, Whole<User>>) -> String {
    let mut cursor: Option<Cursor> = None;
    let mut all = Vec::new();
    loop {
        let page = keyset().after(cursor).page(2, db).await.unwrap();
        all.push(page.rows.iter().map(|user| user.name.clone()).collect::<Vec<_>>().join(" "));
        let Some(next) = page.next else { return all.join("\n") };
        // A cursor goes through the hands of a client.
        cursor = Some(next.to_string().parse().unwrap());
    }
}

#[tokio::test]
async fn pages_go_on_behind_the_last_row() {
    let (_database, db) = reference().await;
    people(&db).await;
    User::insert_many(["Dan", "Eve"].map(|name| user(name).locale("fr"))).exec(&db).await.unwrap();
    let by_time = || User::select().keyset(|u| (u.created_at, u.id));
    assert_eq!(pages(&db, by_time).await.lines().count(), 3);
    assert_eq!(pages(&db, || User::select().keyset(|u| u.name.desc())).await, "Eve Dan\nCyd Bob\nAda");
    let mixed = || User::select().keyset(|u| (u.locale.desc(), u.name, u.id));
    assert_eq!(pages(&db, mixed).await, "Ada Dan\nEve Bob\nCyd");
    let even = || User::select().filter(|u| u.name.lt("Eve")).keyset(|u| u.name);
    assert_eq!(pages(&db, even).await, "Ada Bob\nCyd Dan");

    let page = mixed().page(2, &db).await.unwrap();
    assert_snapshot!(shown(&mixed().after(page.next.clone()).to_sql(2).unwrap()));
    let of_another = by_time().after(page.next.clone()).page(2, &db).await.unwrap_err();
    assert!(of_another.is_invalid_cursor(), "{of_another}");
    // As many keys of the same types are others all the same, and filters are none.
    let by_name = || User::select().keyset(|u| (u.name, u.id));
    let next = by_name().page(2, &db).await.unwrap().next;
    let by_email = User::select().keyset(|u| (u.email, u.id)).after(next.clone());
    assert!(by_email.page(2, &db).await.unwrap_err().is_invalid_cursor());
    let backwards = User::select().keyset(|u| (u.name.desc(), u.id.desc())).after(next.clone());
    assert!(backwards.page(2, &db).await.unwrap_err().is_invalid_cursor());
    let filtered = User::select().filter(|u| u.name.ne("Cyd")).keyset(|u| (u.name, u.id)).after(next);
    assert_eq!(filtered.page(1, &db).await.unwrap().rows[0].name, "Dan");
    let page = by_time().after(page.next).to_sql(2);
    assert_eq!(page.unwrap_err().to_string(), "the cursor is one of another query, which is ordered by other keys");
    assert!("xyz".parse::<Cursor>().unwrap_err().is_invalid_cursor());

    // What a page cannot be is told.
    assert!(by_time().page(0, &db).await.unwrap_err().to_string().contains("one row at least"));
    let limited = User::select().limit(2).keyset(|u| u.name).page(10, &db).await;
    assert!(limited.unwrap_err().to_string().contains("no `limit` and no `offset`"));
}
