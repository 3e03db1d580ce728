//! Statements that are said again: their texts are known then, and have to be those that they were at first.

use std::collections::HashSet;

use evenkeel::{Select, Sql};

use crate::support::{reference, user};
use crate::{Member, NewMember, Session, User};

/// What makes a statement with a value in it.
type Making = fn(&str) -> Sql;

/// Statements that are alike, and of which no two are the same.
const ALIKE: &[Making] = &[
    |_| User::select().to_sql(),
    |_| Member::select().to_sql(),
    |name| User::select().filter(|u| u.name.eq(name)).to_sql(),
    |name| User::select().filter(|u| u.name.ne(name)).to_sql(),
    |name| User::select().filter(|u| u.email.eq(name)).to_sql(),
    |name| User::select().filter(|u| u.name.eq(name)).filter(|u| u.image.is_null()).to_sql(),
    |name| User::select().filter(|u| u.name.eq(name).or(u.image.is_null())).to_sql(),
    |name| User::select().filter(|u| u.name.eq(name).or(u.image.is_null())).filter(|u| u.locale.eq(name)).to_sql(),
    |_| User::select().order_by(|u| u.name).to_sql(),
    |_| User::select().order_by(|u| u.name.desc()).to_sql(),
    |_| User::select().order_by(|u| u.name.asc().nulls_first()).to_sql(),
    |_| User::select().order_by(|u| u.name.desc().nulls_last()).to_sql(),
    |_| User::select().order_by(|u| (u.name, u.email)).to_sql(),
    |_| User::select().limit(2).to_sql(),
    |_| User::select().offset(2).to_sql(),
    |_| User::select().limit(2).offset(2).to_sql(),
    |_| User::select().for_update().to_sql(),
    |_| User::select().distinct().to_sql(),
    |_| User::select().columns(|u| u.name).to_sql(),
    |_| User::select().columns(|u| u.email).to_sql(),
    |_| User::select().columns(|u| (u.name, u.email)).to_sql(),
    |name| User::select().columns(|u| u.name.eq(name)).to_sql(),
    |_| User::select().join::<Member, _>(|u, m| m.user_id.eq(u.id)).to_sql(),
    |_| User::select().left_join::<Member, _>(|u, m| m.user_id.eq(u.id)).to_sql(),
    |_| User::select().join::<Member, _>(|u, m| u.id.eq(m.user_id)).to_sql(),
    |_| User::select().join::<Member, _>(|u, m| m.user_id.eq(u.id)).only_first().to_sql(),
    |_| User::select().cross_join::<Member>().to_sql(),
    |_| User::select().cross_join::<Member>().filter(|(u, m)| m.user_id.eq(u.id)).to_sql(),
    |_| User::select().cross_join::<User>().to_sql(),
    |name| User::select().cross_join::<User>().filter(|(u, _)| u.name.eq(name)).to_sql(),
    |name| User::select().cross_join::<User>().filter(|(_, u)| u.name.eq(name)).to_sql(),
    |_| User::select().cross_join::<Session>().filter(|(u, s)| s.user_id.eq(u.id)).to_sql(),
    |name| User::insert(user(name)).to_sql(),
    |name| User::insert(user(name).locale("fr")).to_sql(),
    |name| User::insert(user(name).image("ada.png")).to_sql(),
    |name| User::insert_many([user(name), user(name)]).to_sql(),
    |name| User::insert_many([user(name).locale("fr"), user(name).locale("en")]).to_sql(),
    |name| User::insert_many([user(name).locale("fr"), user(name).image("ada.png")]).to_sql(),
    |name| User::insert(user(name)).returning(|u| u.name).to_sql(),
    |name| User::insert(user(name)).returning(|u| u.email).to_sql(),
    |name| User::insert(user(name)).on_conflict_do_nothing().to_sql(),
    |name| User::insert(user(name)).on_conflict(User::EMAIL_KEY).do_nothing().to_sql(),
    |name| User::insert(user(name)).on_conflict(User::EMAIL_KEY).do_update(|u, new| u.name.set(new.name)).to_sql(),
    |name| Member::insert(NewMember { organization_id: name.to_owned(), user_id: name.to_owned() }).to_sql(),
];

#[test]
fn each_has_its_own_text_and_keeps_it() {
    let first: Vec<Sql> = ALIKE.iter().map(|make| make("Ada")).collect();
    let texts: HashSet<&str> = first.iter().map(Sql::text).collect();
    assert_eq!(texts.len(), ALIKE.len());
    for (make, first) in ALIKE.iter().zip(&first) {
        let again = make("Bob");
        assert_eq!(again.text(), first.text());
        let types = |sql: &Sql| sql.parameters().iter().map(|one| one.data_type().clone()).collect::<Vec<_>>();
        assert_eq!(types(&again), types(first), "{}", first.text());
    }
}

#[tokio::test]
async fn values_are_those_of_the_statement_that_is_run() {
    let (_database, db) = reference().await;
    let of = |one: &'static str, other: &'static str| -> Select<(User, User)> {
        let pairs = User::select().join::<User, _>(move |_, u| u.name.eq(other));
        pairs.filter(move |(u, _)| u.name.eq(one)).limit(1).offset(0)
    };
    for name in ["Ada", "Bob", "Cyd"] {
        assert_eq!(user(name).insert(&db).await.unwrap().name, name);
    }
    for (one, other) in [("Ada", "Bob"), ("Bob", "Ada"), ("Cyd", "Cyd")] {
        let found = of(one, other).all(&db).await.unwrap();
        let names: Vec<_> = found.iter().map(|(one, other)| (one.name.as_str(), other.name.as_str())).collect();
        assert_eq!(names, [(one, other)]);
    }
}
