//! Members: a join, an upsert, and a delete that says whether there was something to delete.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use evenkeel::Db;
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::organizations::{Person, by_slug, upsert};
use crate::schema::{Member, MemberRole, NewMember, User};

/// Who is to be a member, and as what.
#[derive(Debug, Deserialize)]
pub struct Put {
    #[serde(flatten)]
    person: Person,
    role: String,
}

/// A member as clients see it.
#[derive(Debug, Serialize)]
pub struct Shown {
    user: String,
    name: String,
    email: String,
    role: &'static str,
}

/// `GET /organizations/{slug}/members`
///
/// # Errors
/// 404 where there is no such organization.
pub async fn list(State(db): State<Db>, Path(slug): Path<String>) -> Result<Json<Vec<Shown>>, Failure> {
    let organization = by_slug(&db, &slug).await?;
    let members: Vec<(String, String, String, MemberRole)> = Member::select()
        .join::<User, _>(|m, u| u.id.eq(m.user_id))
        .filter(|(m, _)| m.organization_id.eq(organization.id))
        .order_by(|(_, u)| (u.name, u.id))
        .columns(|(m, u)| (u.id, u.name, u.email, m.role))
        .all(&db)
        .await?;
    let shown = |(user, name, email, role): (_, _, _, MemberRole)| Shown { user, name, email, role: role.as_str() };
    Ok(Json(members.into_iter().map(shown).collect()))
}

/// `PUT /organizations/{slug}/members`: makes somebody a member, or gives a member another role.
///
/// # Errors
/// 404 where there is no such organization, 422 where there is no such role.
pub async fn put(
    State(db): State<Db>,
    Path(slug): Path<String>,
    Json(wanted): Json<Put>,
) -> Result<Json<Shown>, Failure> {
    let role: MemberRole = wanted
        .role
        .parse()
        .map_err(|_| Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "a role is owner, admin, member or viewer"))?;
    let (user, member) = db
        .transaction(async |tx| {
            let organization = by_slug(&tx, &slug).await?;
            let user = upsert(&tx, wanted.person).await?;
            let new = NewMember { organization_id: organization.id, user_id: user.id.clone() }.role(role);
            let member = new
                .on_conflict(Member::ORGANIZATION_ID_USER_ID_KEY)
                .do_update(|_, excluded| excluded.role.set(excluded.role))
                .one(&tx)
                .await?;
            Ok((user, member))
        })
        .await?;
    Ok(Json(Shown { user: user.id, name: user.name, email: user.email, role: member.role.as_str() }))
}

/// `DELETE /organizations/{slug}/members/{user}`
///
/// # Errors
/// 404 where there is no such organization or member.
pub async fn remove(State(db): State<Db>, Path((slug, user)): Path<(String, String)>) -> Result<StatusCode, Failure> {
    let organization = by_slug(&db, &slug).await?;
    let removed =
        Member::delete().filter(|m| m.organization_id.eq(organization.id).and(m.user_id.eq(user))).exec(&db).await?;
    if removed == 0 {
        return Err(Failure::new(StatusCode::NOT_FOUND, "the organization has no such member"));
    }
    Ok(StatusCode::NO_CONTENT)
}
