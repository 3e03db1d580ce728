use insta::assert_snapshot;

use crate::User;
use crate::support::{people, reference, shown};

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
