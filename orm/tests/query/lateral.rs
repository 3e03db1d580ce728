use insta::assert_snapshot;

use crate::support::{people, reference, shown, user};
use crate::{Member, MemberRole, Organization, User};

#[tokio::test]
async fn each_row_has_a_query_of_its_own() {
    let (_database, db) = reference().await;
    let (_, [ada, ..]) = people(&db).await;
    let mut query = Organization::select().join_lateral(|o| {
        let members = Member::select().filter(|m| m.organization_id.eq(o.id)).order_by(|m| m.role.desc());
        members.limit(1).columns(|m| (m.user_id, m.role))
    });
    if true {
        query = query.filter(|(_, (_, role))| role.eq(MemberRole::Viewer));
    }
    let query = query.columns(|(o, (_, role))| (o.slug, role));
    assert_snapshot!(shown(&query.to_sql()));
    assert_eq!(query.all(&db).await.unwrap(), [("engines".to_owned(), MemberRole::Viewer)]);

    let next = User::select()
        .left_join_lateral(|u| User::select().filter(|n| n.name.gt(u.name)).order_by(|n| n.name).limit(1))
        .order_by(|(u, _)| u.name);
    let rows: Vec<(User, Option<User>)> = next.clone().all(&db).await.unwrap();
    assert_eq!((&rows[0].0, rows[0].1.as_ref().map(|next| next.name.as_str())), (&ada, Some("Bob")));
    assert_eq!(rows[2].1, None);
    let names = next.columns(|(u, next)| (u.name, next.name, next.role));
    assert_snapshot!(shown(&names.to_sql()));
    assert_eq!(names.all(&db).await.unwrap()[2].1, None);
}

#[tokio::test]
async fn a_query_stands_where_a_table_does() {
    let (_database, db) = reference().await;
    people(&db).await;
    user("Dan").locale("fr").insert(&db).await.unwrap();
    let last = User::select().group_by(|u| u.locale).columns(|u| (u.locale, u.created_at.max()));
    let newest = User::select()
        .join_source(last, |u, (locale, at)| locale.eq(u.locale).and(at.eq(u.created_at)))
        .order_by(|(u, _)| u.name)
        .columns(|(u, (locale, _))| (u.name, locale));
    assert_snapshot!(shown(&newest.to_sql()));
    let all = newest.all(&db).await.unwrap();
    assert_eq!(all, [("Cyd".to_owned(), "en".to_owned()), ("Dan".to_owned(), "fr".to_owned())]);
    let locales = User::select().columns(|u| u.locale).distinct();
    let pairs = Organization::select().cross_join_source(locales).order_by(|(_, locale)| locale);
    let pairs = pairs.columns(|(o, locale)| (o.slug, locale));
    assert_snapshot!(shown(&pairs.to_sql()));
    let pair = |locale: &str| ("engines".to_owned(), locale.to_owned());
    assert_eq!(pairs.all(&db).await.unwrap(), [pair("en"), pair("fr")]);
}
