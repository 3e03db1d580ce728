//! Organizations: a transaction with an upsert in it, and a row by a unique key.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use evenkeel::{Db, Executor};
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::schema::{Member, MemberRole, NewMember, NewOrganization, NewUser, Organization, User};

/// What is asked for: an organization with its owner.
#[derive(Debug, Deserialize)]
pub struct Create {
    name: String,
    slug: String,
    owner: Person,
}

/// Somebody, known by the mail address.
#[derive(Debug, Deserialize)]
pub struct Person {
    pub(crate) name: String,
    pub(crate) email: String,
}

/// An organization as clients see it.
#[derive(Debug, Serialize)]
pub struct Shown {
    id: String,
    name: String,
    slug: String,
    members: i64,
    created_at: String,
}

/// `POST /organizations`: all of it happens, or nothing.
///
/// # Errors
/// 409 where the slug is taken, 422 where it has another form than slugs have.
pub async fn create(State(db): State<Db>, Json(wanted): Json<Create>) -> Result<(StatusCode, Json<Shown>), Failure> {
    let created = db.transaction(async |tx| {
        let organization = NewOrganization { name: wanted.name, slug: wanted.slug }.insert(&tx).await?;
        let owner = upsert(&tx, wanted.owner).await?;
        let member = NewMember { organization_id: organization.id.clone(), user_id: owner.id };
        Member::insert(member.role(MemberRole::Owner)).exec(&tx).await?;
        Ok(organization)
    });
    match created.await {
        Ok(organization) => Ok((StatusCode::CREATED, Json(shown(organization, 1)))),
        Err(error) if error.violates(Organization::SLUG_KEY) => {
            Err(Failure::new(StatusCode::CONFLICT, "there is an organization of this slug"))
        }
        Err(error) if error.violates(Organization::SLUG_FORM) => Err(Failure::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "a slug has lower-case letters, digits and single dashes",
        )),
        Err(error) => Err(error.into()),
    }
}

/// `GET /organizations/{slug}`
///
/// # Errors
/// 404 where there is none.
pub async fn show(State(db): State<Db>, Path(slug): Path<String>) -> Result<Json<Shown>, Failure> {
    let organization = by_slug(&db, &slug).await?;
    let members = Member::select().filter(|m| m.organization_id.eq(&organization.id)).count(&db).await?;
    Ok(Json(shown(organization, members)))
}

/// The organization of a slug, on whatever runs statements: a pool or a transaction.
pub(crate) async fn by_slug(on: &impl Executor, slug: &str) -> Result<Organization, evenkeel::Error> {
    Organization::select().filter(|o| o.slug.eq(slug)).one(on).await
}

/// The user of a mail address, made where there is none; a name that is given anew is taken over.
pub(crate) async fn upsert(on: &impl Executor, person: Person) -> Result<User, evenkeel::Error> {
    NewUser { name: person.name, email: person.email.to_lowercase() }
        .on_conflict(User::EMAIL_KEY)
        .do_update(|_, excluded| excluded.name.set(excluded.name))
        .one(on)
        .await
}

fn shown(organization: Organization, members: i64) -> Shown {
    let Organization { id, name, slug, created_at, .. } = organization;
    Shown { id, name, slug, members, created_at: created_at.to_string() }
}
