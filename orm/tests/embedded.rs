//! The database inside of the process.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::time::{Duration, Instant};

use evenkeel::{Db, Executor, Migrations, Sql};

evenkeel::schema!("../schema.yaml"; Organization);

static MIGRATIONS: Migrations = evenkeel::migrations!("../migrations");

fn ours() -> NewOrganization {
    NewOrganization { name: "Engines".into(), slug: "engines".into() }
}

#[tokio::test]
async fn an_application_is_tested_without_a_server() {
    let db = Db::embedded().await.unwrap();
    assert_eq!(MIGRATIONS.run(&db).await.unwrap().done.len(), MIGRATIONS.files().len());
    let made = ours().insert(&db).await.unwrap();
    assert_eq!(Organization::find(&made.id).one(&db).await.unwrap(), made);
    assert!(ours().insert(&db).await.unwrap_err().violates(Organization::SLUG_KEY));
    assert!(db.listen(&["news"]).await.unwrap_err().is_unsupported());

    // Each has data of its own.
    let other = Db::embedded_with_extensions(&["citext"]).await.unwrap();
    let sql = "SELECT count(*) FROM pg_class WHERE relname = 'organization'";
    let rows = other.rows(&Sql::new(sql.into(), Vec::new())).await.unwrap();
    assert_eq!(rows[0].get::<_, i64>(0), 0);
    other.execute(&Sql::new("CREATE EXTENSION citext".into(), Vec::new())).await.unwrap();
    other.close().await;
    db.close().await;
    assert!(Organization::select().count(&db).await.unwrap_err().is_pool_closed());
    let error = Db::embedded_with_extensions(&["nothing_of_the_kind"]).await.unwrap_err();
    assert!(error.to_string().contains("no extension \"nothing_of_the_kind\""), "{error}");
}

#[tokio::test]
async fn a_second_connection_inside_of_a_transaction_is_an_error_and_not_a_wait() {
    let db = Db::embedded().await.unwrap();
    MIGRATIONS.run(&db).await.unwrap();
    let begun = Instant::now();
    let work = db.transaction(async |tx| {
        ours().insert(&tx).await?;
        ours().insert(&db).await
    });
    let error = work.await.unwrap_err();
    assert!(error.is_pool_exhausted(), "{error}");
    assert!(error.to_string().contains("run the statement on the transaction"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    // Beside the transaction it has its turn.
    let insert = db.transaction(async |tx| ours().insert(&tx).await);
    let (made, counted) = tokio::join!(insert, Organization::select().count(&db));
    assert!(made.is_ok() && counted.is_ok());
    assert_eq!(Organization::select().count(&db).await.unwrap(), 1);
    db.close().await;
}
