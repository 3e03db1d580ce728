//! evenkeel, on a session of its own or over a pool of one.

use anyhow::Result;
use evenkeel::{Db, Executor, Session};
use futures_util::future::BoxFuture;

use super::case::{COLOR, Case, Contestant, new_names};

#[allow(dead_code, reason = "not all of it is used here")]
pub mod schema {
    evenkeel::schema!("schema.yaml");
}

use schema::{NewUser, Post, User};

pub enum ByEvenkeel {
    Session(Session),
    Pool(Db),
}

impl ByEvenkeel {
    pub async fn connect(url: &str, pooled: bool) -> Result<Self> {
        let db = Db::builder(url).max_connections(1).connect().await?;
        Ok(if pooled { Self::Pool(db) } else { Self::Session(db.session().await?) })
    }
}

async fn run(on: &impl Executor, case: Case, rows: usize) -> Result<usize> {
    match case {
        Case::Trivial => Ok(User::select().all(on).await?.len()),
        Case::Medium => {
            let rows: Vec<(User, Option<Post>)> = User::select()
                .left_join::<Post, _>(|u, p| p.user_id.eq(u.id))
                .filter(|(u, _)| u.hair_color.eq(COLOR))
                .order_by(|(u, _)| u.name.desc())
                .all(on)
                .await?;
            Ok(rows.len())
        }
        Case::Related => {
            let users: Vec<(User, Vec<Post>)> = User::select().with(User::POSTS).all(on).await?;
            Ok(users.iter().map(|(_, posts)| posts.len()).sum())
        }
        Case::Insert => {
            let new = new_names(rows).map(|name| NewUser { name }.hair_color(COLOR));
            Ok(User::insert_many(new).exec(on).await? as usize)
        }
    }
}

impl Contestant for ByEvenkeel {
    fn name(&self) -> &'static str {
        match self {
            Self::Session(_) => "evenkeel",
            Self::Pool(_) => "evenkeel, pooled",
        }
    }

    fn run(&mut self, case: Case, rows: usize) -> BoxFuture<'_, Result<usize>> {
        Box::pin(async move {
            match self {
                Self::Session(session) => run(session, case, rows).await,
                Self::Pool(db) => run(db, case, rows).await,
            }
        })
    }
}
