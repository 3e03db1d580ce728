//! A small service on the reference schema: organizations, their members, and the jobs that they run.
//!
//! Read it in this order: `main.rs` starts it; [`organizations`] has a transaction and an
//! upsert, [`members`] a join, [`jobs`] pages and a queue; [`failure`] makes answers of errors; [`seed`] fills a database for
//! trying it out.

pub mod failure;
pub mod jobs;
pub mod members;
pub mod organizations;
pub mod seed;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use evenkeel::{Db, Migrations};

pub use failure::Failure;

/// The structs of the tables, made of the schema file while this is compiled.
pub mod schema {
    #![allow(missing_docs)]
    evenkeel::schema!("schema.yaml"; Organization, Member, User, Configuration, ConfigurationVersion, TransformationJob);
}

/// The migrations, in the program: it brings its database to the schema that it was built for.
pub static MIGRATIONS: Migrations = evenkeel::migrations!("migrations");

/// All that it answers.
pub fn router(db: Db) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/organizations", post(organizations::create))
        .route("/organizations/{slug}", get(organizations::show))
        .route("/organizations/{slug}/members", get(members::list).put(members::put))
        .route("/organizations/{slug}/members/{user}", delete(members::remove))
        .route("/organizations/{slug}/jobs", get(jobs::list).post(jobs::create))
        .route("/jobs/claim", post(jobs::claim))
        .with_state(db)
}

async fn health(State(db): State<Db>) -> Result<StatusCode, Failure> {
    db.ping().await?;
    Ok(StatusCode::NO_CONTENT)
}
