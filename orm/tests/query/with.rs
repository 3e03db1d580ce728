use evenkeel::{Condition, count_rows, with, with_recursive};
use insta::assert_snapshot;

use crate::support::{people, reference, shown, user};
use crate::{Member, MemberRole, NewMember, Organization, User};

#[tokio::test]
async fn a_query_with_a_name_is_read_from_as_a_table_is() {
    let (_database, db) = reference().await;
    let (_, [ada, ..]) = people(&db).await;
    let french = with("french", User::select().filter(|u| u.locale.eq("fr")));
    let sizes = with(
        "sizes",
        Member::select().group_by(|m| m.organization_id).columns(|m| (m.organization_id, count_rows(), m.role.min())),
    )
    .materialized();
    let query = Organization::select()
        .join_source(&sizes, |o, (id, _, _)| id.eq(o.id))
        .left_join_source(&french, |_, u| u.name.eq("Ada"))
        .filter(|(_, (_, size, _), _)| size.gt(1))
        .columns(|(o, (_, size, first), u)| (o.slug, size, first, u.name, u.role));
    assert_snapshot!(shown(&query.to_sql()));
    let (slug, size, first, name, role) = query.one(&db).await.unwrap();
    assert_eq!((slug.as_str(), size, first), ("engines", 2, Some(MemberRole::Owner)));
    assert_eq!((name, role), (Some("Ada".to_owned()), Some(ada.role)));
    assert_eq!(french.select().one(&db).await.unwrap(), ada);
    let whole = sizes.select().left_join_source(&french, |_, u| u.name.eq("nobody")).one(&db).await.unwrap();
    assert_eq!((whole.0.1, whole.1), (2, None));
    let right = sizes.select().right_join_source(&french, |(_, size, _), _| size.gt(2)).one(&db).await.unwrap();
    assert_eq!(right, (None, french.select().one(&db).await.unwrap()));
    let full = sizes.select().full_join_source(&french, |_, _| false).columns(|((_, size, _), u)| (size, u.name));
    let mut full = full.all(&db).await.unwrap();
    full.sort();
    assert_eq!(full, [(None, Some("Ada".to_owned())), (Some(2), None)]);
}

#[tokio::test]
async fn names_are_read_from_in_each_other_and_twice() {
    let (_database, db) = reference().await;
    people(&db).await;
    let english = with("people", User::select().filter(|u| u.locale.eq("en")).columns(|u| (u.id, u.name)));
    let long = with("people", english.select().filter(|(_, name)| name.length().ge(3))).not_materialized();
    let pairs = long
        .select()
        .join_source(&long, |(_, name), (_, other)| name.lt(other))
        .join_source(&english, |(_, (id, _)), (other, _)| id.eq(other))
        .columns(|((_, name), _, (_, other))| (name, other));
    assert_snapshot!(shown(&pairs.to_sql()));
    assert_eq!(pairs.all(&db).await.unwrap(), [("Bob".to_owned(), "Cyd".to_owned())]);
}

#[tokio::test]
async fn a_query_goes_on_from_its_own_rows() {
    let (_database, db) = reference().await;
    people(&db).await;
    let first = |u: crate::UserColumns| -> Condition { u.name.eq("Ada") };
    let next = with_recursive("following", User::select().filter(first), |following| {
        User::select().join_source(following, |u, before| u.name.gt(before.name)).only_first()
    });
    let all = next.select().order_by(|u| u.name).columns(|u| u.name);
    assert_snapshot!(shown(&all.to_sql()));
    assert_eq!(all.all(&db).await.unwrap(), ["Ada", "Bob", "Cyd", "Cyd"]);
    let depth = with_recursive(
        "depths",
        User::select().filter(first).columns(|u| (u.name, evenkeel::value(1_i32))),
        |depths| {
            let next = depths.select().join::<User, _>(|(name, _), u| u.name.gt(name));
            next.columns(|((_, depth), u)| (u.name, depth.add(1)))
        },
    );
    let depth = depth.select().order_by(|(name, depth)| (name.desc(), depth.desc()));
    assert_eq!(depth.first(&db).await.unwrap(), Some(("Cyd".to_owned(), 3)));
    // Each leads to all others: without the rows that came already it ends.
    let circle = with_recursive("circle", User::select().filter(first).columns(|u| (u.id, u.name)), |circle| {
        circle.select().join::<User, _>(|(id, _), u| u.id.ne(id)).columns(|(_, u)| (u.id, u.name))
    });
    let names = circle.distinct().select().order_by(|(_, name)| name).columns(|(_, name)| name);
    assert_eq!(names.all(&db).await.unwrap(), ["Ada", "Bob", "Cyd"]);
}

#[tokio::test]
async fn what_a_statement_returns_is_read_from() {
    let (_database, db) = reference().await;
    let (organization, [ada, ..]) = people(&db).await;
    let left = with("left", Member::delete().filter(|m| m.user_id.eq(&ada.id)).returning(|m| (m.user_id, m.role)));
    let gone = left.select().join::<User, _>(|(id, _), u| u.id.eq(id)).columns(|((_, role), u)| (u.name, role));
    assert_snapshot!(shown(&gone.to_sql()));
    assert_eq!(gone.all(&db).await.unwrap(), [("Ada".to_owned(), MemberRole::Owner)]);
    assert_eq!(Member::select().count(&db).await.unwrap(), 1);

    let new = with("new", User::insert_many([user("Dan"), user("Eve")]));
    let names = new.select().order_by(|u| u.name).columns(|u| (u.name, u.role));
    assert_eq!(names.all(&db).await.unwrap().len(), 2);
    let member = NewMember { organization_id: organization.id, user_id: ada.id };
    let joined = with("joined", Member::insert(member).returning(|m| m.user_id));
    let renamed = User::update()
        .from_source(&joined, |u, id| u.id.eq(id))
        .set(|(u, _)| u.name.set("Ada L."))
        .returning(|(u, _)| u.name);
    assert_snapshot!(shown(&renamed.to_sql()));
    assert_eq!(renamed.one(&db).await.unwrap(), "Ada L.");
    let gone = with("gone", Member::delete().all_rows().returning(|m| m.id));
    let quiet = User::update().set(|u| u.banned.set(true)).all_rows().returning(|u| u.banned).also(&gone);
    assert_snapshot!(shown(&quiet.to_sql()));
    assert_eq!(quiet.all(&db).await.unwrap(), vec![true; 5]);
    assert_eq!(Member::select().count(&db).await.unwrap(), 0);
    let ed = with("ed", User::insert(user("Ed")));
    assert_eq!(User::select().also(&ed).count(&db).await.unwrap(), 5);
    assert_eq!(User::delete().filter(|u| u.name.eq("Ed")).also(&gone).exec(&db).await.unwrap(), 1);
    assert_eq!(User::insert_many(Vec::<crate::NewUser>::new()).also(&ed).exec(&db).await.unwrap(), 0);
    assert_eq!(User::select().count(&db).await.unwrap(), 6);
    let unchanged = with("unchanged", User::update().all_rows());
    assert_eq!(unchanged.select().count(&db).await.unwrap(), 6);
    let few = with("few", User::select().order_by(|u| u.name).limit(1));
    assert_eq!(User::delete().using_source(&few, |u, few| u.id.eq(few.id)).exec(&db).await.unwrap(), 1);
}
