//! `DATABASE_URL=postgres://… cargo run -p evenkeel-example` serves; with `seed` behind it, it fills the database first.

#![allow(clippy::print_stdout)]

use evenkeel::Db;
use evenkeel_example::{MIGRATIONS, router, seed};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The pool, as the environment says: DATABASE_URL, DATABASE_MAX_CONNECTIONS, …
    let db = Db::from_env().await?;
    for done in MIGRATIONS.run(&db).await?.done {
        println!("applied {} {}", done.version, done.name);
    }
    if std::env::args().nth(1).as_deref() == Some("seed") {
        let organization = seed::seed(&db).await?;
        println!("there are members and jobs at /organizations/{}", organization.slug);
    }

    let address = std::env::var("ADDRESS").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, router(db.clone()))
        .with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) })
        .await?;
    db.close().await;
    Ok(())
}
