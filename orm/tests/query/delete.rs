use insta::assert_snapshot;

use crate::support::{people, reference, shown};
use crate::{Member, MemberRole, User};

#[tokio::test]
async fn rows_are_deleted_and_read_once_more() {
    let (_database, db) = reference().await;
    let (_, [ada, bob, _]) = people(&db).await;
    let delete = User::delete().filter(|u| u.id.any(vec![ada.id, bob.id])).returning(|u| u.name);
    assert_snapshot!(shown(&delete.to_sql()));
    let mut names = delete.all(&db).await.unwrap();
    names.sort();
    assert_eq!(names, ["Ada", "Bob"]);
    assert_eq!(User::delete().all_rows().exec(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn another_table_says_what_is_deleted() {
    let (_database, db) = reference().await;
    people(&db).await;
    let delete = User::delete()
        .using::<Member, _>(|u, m| m.user_id.eq(u.id))
        .filter(|(_, m)| m.role.eq(MemberRole::Viewer))
        .returning(|(u, m)| (u.name, m.role));
    assert_snapshot!(shown(&delete.to_sql()));
    assert_eq!(delete.all(&db).await.unwrap(), [("Bob".to_owned(), MemberRole::Viewer)]);
    assert_eq!(User::delete().using::<User, _>(|u, other| u.name.lt(other.name)).exec(&db).await.unwrap(), 1);
}
