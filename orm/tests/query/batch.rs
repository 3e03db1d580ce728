//! Statements that are sent together, each with what is wanted of it.

use evenkeel::Error;

use crate::support::{people, reference, user};
use crate::{Member, MemberRole, NewMember, Organization, User};

#[tokio::test]
async fn each_statement_of_a_batch_gives_what_is_wanted_of_it() {
    let (_database, db) = reference().await;
    let (organization, [ada, bob, cyd]) = people(&db).await;
    let member = NewMember { organization_id: organization.id.clone(), user_id: cyd.id.clone() };
    let batch = evenkeel::batch()
        .one(User::find(&ada.id))
        .optional(User::select().filter(|u| u.email.eq("nobody@example.org")))
        .one(Member::insert(member.role(MemberRole::Member)).returning(|m| m.role))
        .count(Member::select())
        .all(
            Member::update()
                .set(|m| m.role.set(MemberRole::Admin))
                .filter(|m| m.user_id.eq(&bob.id))
                .returning(|m| m.role),
        )
        .all(
            User::select()
                .left_join::<Member, _>(|u, m| m.user_id.eq(u.id))
                .order_by(|(u, _)| u.name)
                .columns(|(u, m)| (u.name, m.role)),
        )
        .exec(Member::delete().filter(|m| m.user_id.eq(&cyd.id)))
        .exec_each(["fr", "de"].map(|locale| User::update().set(|u| u.locale.set(locale)).filter(|u| u.id.eq(&cyd.id))))
        .one_each([&ada.id, &bob.id].map(|id| User::find(id).columns(|u| u.name)))
        .optional_each(None::<evenkeel::Select<Organization>>)
        .all_each(
            [MemberRole::Owner, MemberRole::Viewer]
                .map(|role| Member::select().filter(|m| m.role.eq(role)).columns(|m| m.user_id)),
        );
    let (one, nobody, role, count, changed, joined, removed, locales, names, none, by_role) =
        batch.run(&db).await.unwrap();
    assert_eq!((one, nobody, role, count), (ada.clone(), None, MemberRole::Member, 3));
    assert_eq!(changed, [MemberRole::Admin]);
    assert_eq!(
        joined,
        [("Ada", MemberRole::Owner), ("Bob", MemberRole::Admin), ("Cyd", MemberRole::Member)]
            .map(|(name, role)| (name.to_owned(), Some(role)))
    );
    assert_eq!((removed, locales), (1, vec![1, 1]));
    assert_eq!(names, ["Ada", "Bob"]);
    assert_eq!(none, Vec::new());
    assert_eq!(by_role, [vec![ada.id], Vec::new()]);
    assert_eq!(User::find(&cyd.id).one(&db).await.unwrap().locale, "de");
}

#[tokio::test]
async fn a_batch_happens_or_does_not() {
    let (_database, db) = reference().await;
    let (_, [ada, ..]) = people(&db).await;
    let twice = evenkeel::batch()
        .exec(User::insert_many([user("Dee")]))
        .one(User::insert_many([user("Ada")]))
        .exec(User::delete().all_rows());
    let error = twice.run(&db).await.unwrap_err();
    assert!(error.violates(User::EMAIL_KEY), "{error}");
    assert_eq!(User::select().count(&db).await.unwrap(), 3);

    // What sets nothing and what inserts nothing are statements too.
    let nothing = evenkeel::batch()
        .exec(User::update().filter(|u| u.id.eq(&ada.id)))
        .all(User::update().all_rows())
        .all(User::insert_many(Vec::<crate::NewUser>::new()))
        .exec(User::insert_many(Vec::<crate::NewUser>::new()));
    let (touched, all, none, inserted) = nothing.run(&db).await.unwrap();
    assert_eq!((touched, all.len(), none, inserted), (1, 3, Vec::new(), 0));

    // A row that is missing is an error, in a transaction as elsewhere; the transaction goes on.
    db.transaction(async |tx| {
        let missing = evenkeel::batch().one(User::find("nobody")).exec(User::delete().filter(|u| u.name.eq("Cyd")));
        assert!(missing.run(&tx).await.unwrap_err().is_not_found());
        let several = evenkeel::batch().optional(User::select());
        assert!(several.run(&tx).await.unwrap_err().is_too_many_rows());
        assert_eq!(User::select().count(&tx).await?, 2);
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_batch_runs_in_a_task() {
    let (_database, db) = reference().await;
    people(&db).await;
    let task = tokio::spawn(async move {
        let query = User::select().order_by(|u| u.name).columns(|u| u.name);
        evenkeel::batch().all(query.clone()).count(query).run(&db).await
    });
    let (names, count) = task.await.unwrap().unwrap();
    assert_eq!((names.len(), count), (3, 3));
}
