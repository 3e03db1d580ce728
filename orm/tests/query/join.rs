use insta::assert_snapshot;

use crate::support::{people, reference, shown};
use crate::{Member, MemberColumns, MemberRole, Organization, User};

#[tokio::test]
async fn an_inner_join_has_what_belongs_together() {
    let (_database, db) = reference().await;
    let (organization, [ada, ..]) = people(&db).await;
    let query = User::select()
        .join::<Member, _>(|u, m| m.user_id.eq(u.id))
        .join::<Organization, _>(|(_, m), o| o.id.eq(m.organization_id))
        .filter(|(_, m, _)| m.role.eq(MemberRole::Owner));
    assert_snapshot!(shown(&query.to_sql()));
    let (user, member, of): (User, Member, Organization) = query.one(&db).await.unwrap();
    assert_eq!((user, member.role, of), (ada, MemberRole::Owner, organization));
}

#[tokio::test]
async fn an_outer_join_makes_columns_nullable() {
    let (_database, db) = reference().await;
    let (_, [.., cyd]) = people(&db).await;
    let query = User::select().left_join::<Member, _>(|u, m| m.user_id.eq(u.id)).order_by(|(u, _)| u.name);
    assert_snapshot!(shown(&query.clone().columns(|(u, m)| (u.name, m.role)).to_sql()));
    let roles = query.clone().columns(|(u, m)| (u.name, m.role)).all(&db).await.unwrap();
    assert_eq!(roles[1..], [("Bob".to_owned(), Some(MemberRole::Viewer)), ("Cyd".to_owned(), None)]);
    let whole: Vec<(User, Option<Member>)> = query.all(&db).await.unwrap();
    assert_eq!(whole[2], (cyd.clone(), None));

    let right = Member::select().right_join::<User, _>(|m, u| m.user_id.eq(u.id)).order_by(|(_, u)| u.name.desc());
    let right: Vec<(Option<Member>, User)> = right.all(&db).await.unwrap();
    assert_eq!(right[0], (None, cyd));
    let full = User::select().full_join::<Member, _>(|u, m| m.user_id.eq(u.id).and(m.role.eq(MemberRole::Owner)));
    let full: Vec<(Option<User>, Option<Member>)> = full.all(&db).await.unwrap();
    assert_eq!(full.iter().filter(|(user, member)| user.is_none() && member.is_some()).count(), 1);
    assert_eq!(full.len(), 4);
}

#[tokio::test]
async fn a_table_is_joined_to_itself_under_another_name() {
    let (_database, db) = reference().await;
    people(&db).await;
    let query = User::select()
        .join::<User, _>(|u, other| u.name.lt(other.name))
        .order_by(|(u, other)| (u.name, other.name))
        .columns(|(u, other)| (u.name, other.name));
    assert_snapshot!(shown(&query.to_sql()));
    let pairs = query.all(&db).await.unwrap();
    assert_eq!(pairs.len(), 3);
    assert_eq!(User::select().cross_join::<User>().count(&db).await.unwrap(), 9);
}

#[tokio::test]
async fn sixteen_tables_are_joined() {
    let (_database, db) = reference().await;
    let (organization, [ada, bob, _]) = people(&db).await;
    let own = |one: MemberColumns, other: MemberColumns| one.id.eq(other.id);
    let all = Member::select()
        .join::<User, _>(|m, u| m.user_id.eq(u.id))
        .join::<Organization, _>(|(m, _), o| m.organization_id.eq(o.id))
        .join::<Member, _>(|(m, ..), other| own(m, other))
        .join::<Member, _>(|(m, ..), other| own(m, other))
        .join::<Member, _>(|(m, ..), other| own(m, other))
        .join::<Member, _>(|(m, ..), other| own(m, other))
        .join::<Member, _>(|(m, ..), other| own(m, other))
        .join::<Member, _>(|(m, ..), other| own(m, other))
        .join::<Member, _>(|(m, ..), other| own(m, other))
        .join::<Member, _>(|(m, ..), other| own(m, other))
        .join::<Member, _>(|(m, ..), other| own(m, other))
        .join::<Member, _>(|(m, ..), other| own(m, other))
        .join::<Member, _>(|(m, ..), other| own(m, other))
        .left_join::<Member, _>(|(m, ..), other| own(m, other).and(other.role.eq(MemberRole::Owner)))
        .left_join::<User, _>(|(.., m), u| m.user_id.eq(u.id));
    let found = all.clone().order_by(|(_, u, ..)| u.name).columns(|(_, u, o, .., last)| (u.name, o.id, last.id));
    let expected = [(ada.name, organization.id.clone(), Some(ada.id)), (bob.name, organization.id, None)];
    assert_eq!(found.all(&db).await.unwrap(), expected);
    let rows = all.clone().all(&db).await.unwrap();
    assert_eq!((rows.len(), rows[0].15.is_some() != rows[1].15.is_some()), (2, true));
    assert_eq!(all.only_first().all(&db).await.unwrap().len(), 2);
}
