use crate::support::{people, reference};
use crate::{Member, MemberRole, NewOrganization, Organization, Session, User};

#[tokio::test]
async fn rows_are_loaded_with_those_that_reference_them() {
    let (_database, db) = reference().await;
    let (organization, [ada, bob, cyd]) = people(&db).await;
    let query = User::select().order_by(|u| u.name).with(User::MEMBER).with(User::SESSION_BY_USER);
    let users: Vec<(User, Vec<Member>, Vec<Session>)> = query.all(&db).await.unwrap();
    let counts: Vec<_> = users.iter().map(|(user, members, sessions)| (user, members.len(), sessions.len())).collect();
    assert_eq!(counts, [(&ada, 1, 0), (&bob, 1, 0), (&cyd, 0, 0)]);
    let members = Member::select().order_by(|m| m.role).with(Member::USER).all(&db).await.unwrap();
    assert_eq!(members.into_iter().map(|(_, user)| user).collect::<Vec<_>>(), [ada, bob]);
    let none = Organization::select().filter(|o| o.id.ne(organization.id)).with(Organization::MEMBER);
    assert_eq!(none.all(&db).await.unwrap(), []);
}

#[tokio::test]
async fn relations_go_to_any_depth() {
    let (_database, db) = reference().await;
    let (organization, [ada, bob, _]) = people(&db).await;
    NewOrganization { name: "Empty".into(), slug: "empty".into() }.insert(&db).await.unwrap();
    let members = Organization::MEMBER.filter(|m| m.role.ne(MemberRole::Admin)).order_by(|m| m.role).with(Member::USER);
    let query = Organization::select().order_by(|o| o.slug.desc()).with(members);
    let found: Vec<(Organization, Vec<(Member, User)>)> = query.all(&db).await.unwrap();
    assert_eq!(found[0].0, organization);
    let users: Vec<_> = found[0].1.iter().map(|(_, user)| user.clone()).collect();
    assert_eq!(users, [ada.clone(), bob]);
    assert_eq!(found[1].1, []);
    let many_to_many = User::find(ada.id).with(User::MEMBER.with(Member::ORGANIZATION)).one(&db).await.unwrap();
    assert_eq!(many_to_many.1[0].1, organization);
    assert!(User::find("nobody").with(User::MEMBER).one(&db).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn rows_are_loaded_through_a_table_in_between() {
    let (_database, db) = reference().await;
    let (organization, [ada, bob, _]) = people(&db).await;
    NewOrganization { name: "Empty".into(), slug: "empty".into() }.insert(&db).await.unwrap();
    let query = User::select().order_by(|u| u.name).with(User::MEMBER.through(Member::ORGANIZATION));
    let users: Vec<(User, Vec<Organization>)> = query.all(&db).await.unwrap();
    assert_eq!(users[0], (ada.clone(), vec![organization.clone()]));
    assert_eq!(users.iter().map(|(_, all)| all.len()).collect::<Vec<_>>(), [1, 1, 0]);

    let mut members = Organization::MEMBER.through(Member::USER).order_by(|(u, _)| u.name.desc());
    if true {
        members = members.filter(|(_, m)| m.role.ne(MemberRole::Owner));
    }
    let query = Organization::select().order_by(|o| o.slug.desc()).with(members.with(User::SESSION_BY_USER));
    let found = query.all(&db).await.unwrap();
    assert_eq!(found[0], (organization, vec![(bob, Vec::<Session>::new())]));
    assert_eq!(found[1].1, []);
}
