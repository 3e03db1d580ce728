//! Jobs: pages that cost the same however far one has come, requests that may be repeated, and a queue.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use evenkeel::jiff::{SignedDuration, Timestamp};
use evenkeel::{Cursor, Db, now};
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::organizations::by_slug;
use crate::schema::{Configuration, NewTransformationJob, TransformationJob, TransformationJobStatus};

/// The most that one page has.
const LARGEST_PAGE: u32 = 100;

/// How long a worker has a job to itself.
const LOCKED_FOR: SignedDuration = SignedDuration::from_mins(5);

/// Which page is asked for.
#[derive(Debug, Deserialize)]
pub struct Page {
    status: Option<String>,
    after: Option<String>,
    #[serde(default = "usual_page")]
    limit: u32,
}

fn usual_page() -> u32 {
    20
}

/// What is to be run. Repeated with the same key, it is the same job.
#[derive(Debug, Deserialize)]
pub struct Create {
    configuration: String,
    input_url: String,
    idempotency_key: Option<String>,
}

/// Who asks for work.
#[derive(Debug, Deserialize)]
pub struct Claim {
    worker: String,
}

/// A job as clients see it.
#[derive(Debug, Serialize)]
pub struct Shown {
    id: String,
    status: &'static str,
    input_url: String,
    attempts: i32,
    locked_by: Option<String>,
    created_at: String,
}

/// A page as clients see it.
#[derive(Debug, Serialize)]
pub struct Jobs {
    jobs: Vec<Shown>,
    /// What `?after=` takes for the next page; nothing where this is the last.
    next: Option<String>,
}

/// `GET /organizations/{slug}/jobs?status=queued&limit=20&after=…`, the newest first.
///
/// # Errors
/// 404 where there is no such organization, 400 where the cursor or the status is none.
pub async fn list(
    State(db): State<Db>,
    Path(slug): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<Jobs>, Failure> {
    let after: Option<Cursor> = page.after.as_deref().map(str::parse).transpose().map_err(unreadable)?;
    let organization = by_slug(&db, &slug).await?;
    let mut jobs = TransformationJob::select().filter(|j| j.organization_id.eq(organization.id));
    if let Some(status) = page.status {
        let status: TransformationJobStatus = status.parse().map_err(unreadable)?;
        jobs = jobs.filter(|j| j.status.eq(status));
    }
    let pages = jobs.keyset(|j| (j.created_at.desc(), j.id.desc())).after(after);
    let page = pages.page(page.limit.clamp(1, LARGEST_PAGE), &db).await?;
    Ok(Json(Jobs { jobs: page.rows.into_iter().map(shown).collect(), next: page.next.map(|next| next.to_string()) }))
}

fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, error.to_string())
}

/// `POST /organizations/{slug}/jobs`: 201 where the job is new, 200 where it was asked for before.
///
/// # Errors
/// 404 where there is no such organization or configuration, 422 where the configuration is not published.
pub async fn create(
    State(db): State<Db>,
    Path(slug): Path<String>,
    Json(wanted): Json<Create>,
) -> Result<(StatusCode, Json<Shown>), Failure> {
    let organization = by_slug(&db, &slug).await?;
    let of_name = |c: crate::schema::ConfigurationColumns| {
        c.organization_id.eq(&organization.id).and(c.name.eq(&wanted.configuration))
    };
    let configuration = Configuration::select().filter(of_name).one(&db).await?;
    let Some(configuration_version_id) = configuration.published_version_id else {
        return Err(Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "the configuration is not published"));
    };
    let new = NewTransformationJob {
        organization_id: organization.id.clone(),
        configuration_id: configuration.id,
        configuration_version_id,
        input_url: wanted.input_url,
    };
    let insert = new
        .idempotency_key(wanted.idempotency_key.clone())
        .on_conflict(TransformationJob::ORGANIZATION_ID_IDEMPOTENCY_KEY_KEY)
        .do_nothing();
    if let Some(job) = insert.optional(&db).await? {
        return Ok((StatusCode::CREATED, Json(shown(job))));
    }
    let before = TransformationJob::select().filter(|j| {
        j.organization_id.eq(organization.id).and(j.idempotency_key.is_not_distinct_from(wanted.idempotency_key))
    });
    Ok((StatusCode::OK, Json(shown(before.one(&db).await?))))
}

/// `POST /jobs/claim`: the next job for a worker, 204 where there is none. Workers do not wait for each other.
///
/// # Errors
/// Those of the database.
pub async fn claim(
    State(db): State<Db>,
    Json(claim): Json<Claim>,
) -> Result<(StatusCode, Json<Option<Shown>>), Failure> {
    let job = db
        .transaction(async |tx| {
            let next = TransformationJob::select()
                .filter(|j| j.status.eq(TransformationJobStatus::Queued).and(j.scheduled_at.le(now())))
                .order_by(|j| (j.priority, j.scheduled_at))
                .columns(|j| j.id)
                .for_update()
                .skip_locked();
            let Some(id) = next.first(&tx).await? else {
                return Ok(None);
            };
            TransformationJob::update()
                .set(|j| {
                    (
                        j.status.set(TransformationJobStatus::Running),
                        j.attempts.add(1),
                        j.locked_by.set(claim.worker),
                        j.locked_until.set(Timestamp::now() + LOCKED_FOR),
                    )
                })
                .filter(|j| j.id.eq(id))
                .optional(&tx)
                .await
        })
        .await?;
    let status = if job.is_some() { StatusCode::OK } else { StatusCode::NO_CONTENT };
    Ok((status, Json(job.map(shown))))
}

fn shown(job: TransformationJob) -> Shown {
    let TransformationJob { id, status, input_url, attempts, locked_by, created_at, .. } = job;
    Shown { id, status: status.as_str(), input_url, attempts, locked_by, created_at: created_at.to_string() }
}
