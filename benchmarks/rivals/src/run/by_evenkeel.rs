//! evenkeel, over a pool of one connection.

use anyhow::Result;
use evenkeel::Db;
use futures_util::future::BoxFuture;

use super::case::{COLOR, Case, Contestant, new_names};

#[allow(dead_code, reason = "not all of it is used here")]
pub mod schema {
    evenkeel::schema!("schema.yaml");
}

use schema::{NewUser, Post, User};

pub struct ByEvenkeel {
    db: Db,
}

impl ByEvenkeel {
    pub async fn connect(url: &str) -> Result<Self> {
        Ok(Self { db: Db::builder(url).max_connections(1).connect().await? })
    }
}

impl Contestant for ByEvenkeel {
    fn name(&self) -> &'static str {
        "evenkeel"
    }

    fn run(&mut self, case: Case, rows: usize) -> BoxFuture<'_, Result<usize>> {
        Box::pin(async move {
            match case {
                Case::Trivial => Ok(User::select().all(&self.db).await?.len()),
                Case::Medium => {
                    let rows: Vec<(User, Option<Post>)> = User::select()
                        .left_join::<Post, _>(|u, p| p.user_id.eq(u.id))
                        .filter(|(u, _)| u.hair_color.eq(COLOR))
                        .order_by(|(u, _)| u.name.desc())
                        .all(&self.db)
                        .await?;
                    Ok(rows.len())
                }
                Case::Related => {
                    let users: Vec<(User, Vec<Post>)> = User::select().with(User::POSTS).all(&self.db).await?;
                    Ok(users.iter().map(|(_, posts)| posts.len()).sum())
                }
                Case::Insert => {
                    let new = new_names(rows).map(|name| NewUser { name }.hair_color(COLOR));
                    Ok(User::insert_many(new).exec(&self.db).await? as usize)
                }
            }
        })
    }
}
