//! sqlx, with statements in SQL and one connection of its own, which is quicker than its pool.

use std::collections::HashMap;

use anyhow::Result;
use futures_util::future::BoxFuture;
use sqlx::{Connection as _, FromRow, PgConnection};

use super::case::{COLOR, Case, Contestant, new_names};

pub struct BySqlx {
    connection: PgConnection,
}

#[expect(dead_code, reason = "what a program would read is only made here")]
#[derive(FromRow)]
pub struct User {
    id: i32,
    name: String,
    hair_color: Option<String>,
}

#[expect(dead_code, reason = "what a program would read is only made here")]
#[derive(FromRow)]
struct Post {
    id: i32,
    user_id: i32,
    title: String,
    body: Option<String>,
}

/// A user and perhaps a post, whose columns have other names in the result.
type Joined = (i32, String, Option<String>, Option<i32>, Option<i32>, Option<String>, Option<String>);

impl BySqlx {
    pub async fn connect(url: &str) -> Result<Self> {
        Ok(Self { connection: PgConnection::connect(url).await? })
    }

    async fn users(&mut self) -> Result<Vec<User>> {
        Ok(sqlx::query_as("SELECT id, name, hair_color FROM users").fetch_all(&mut self.connection).await?)
    }

    async fn joined(&mut self) -> Result<Vec<(User, Option<Post>)>> {
        let sql = "SELECT u.id, u.name, u.hair_color, p.id, p.user_id, p.title, p.body FROM users u
                   LEFT JOIN posts p ON p.user_id = u.id WHERE u.hair_color = $1 ORDER BY u.name DESC";
        let rows: Vec<Joined> = sqlx::query_as(sql).bind(COLOR).fetch_all(&mut self.connection).await?;
        let of_row = |(id, name, hair_color, post, user_id, title, body): Joined| {
            let post = post.zip(user_id).zip(title).map(|((id, user_id), title)| Post { id, user_id, title, body });
            (User { id, name, hair_color }, post)
        };
        Ok(rows.into_iter().map(of_row).collect())
    }

    async fn related(&mut self) -> Result<Vec<(User, Vec<Post>)>> {
        let mut all: Vec<(User, Vec<Post>)> = self.users().await?.into_iter().map(|user| (user, Vec::new())).collect();
        let ids: Vec<i32> = all.iter().map(|(user, _)| user.id).collect();
        let places: HashMap<i32, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let sql = "SELECT id, user_id, title, body FROM posts WHERE user_id = ANY($1)";
        for post in sqlx::query_as::<_, Post>(sql).bind(&ids).fetch_all(&mut self.connection).await? {
            if let Some((_, posts)) = places.get(&post.user_id).and_then(|place| all.get_mut(*place)) {
                posts.push(post);
            }
        }
        Ok(all)
    }
}

impl Contestant for BySqlx {
    fn name(&self) -> &'static str {
        "sqlx"
    }

    fn run(&mut self, case: Case, rows: usize) -> BoxFuture<'_, Result<usize>> {
        Box::pin(async move {
            match case {
                Case::Trivial => Ok(self.users().await?.len()),
                Case::Medium => Ok(self.joined().await?.len()),
                Case::Related => Ok(self.related().await?.iter().map(|(_, posts)| posts.len()).sum()),
                Case::Insert => {
                    // As its documentation has it for many rows.
                    let sql = "INSERT INTO users (name, hair_color) SELECT * FROM unnest($1::text[], $2::text[])";
                    let names: Vec<String> = new_names(rows).collect();
                    let insert = sqlx::query(sql).bind(names).bind(vec![COLOR; rows]);
                    Ok(insert.execute(&mut self.connection).await?.rows_affected() as usize)
                }
            }
        })
    }
}
