//! tokio-postgres by hand: statements prepared beforehand, columns by their numbers.

use std::collections::HashMap;

use anyhow::Result;
use futures_util::future::BoxFuture;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row, Statement};

use super::case::{COLOR, Case, Contestant, new_names};

pub const TRIVIAL: &str = "SELECT id, name, hair_color FROM users";
pub const MEDIUM: &str = "SELECT u.id, u.name, u.hair_color, p.id, p.user_id, p.title, p.body FROM users u
                          LEFT JOIN posts p ON p.user_id = u.id WHERE u.hair_color = $1 ORDER BY u.name DESC";
pub const POSTS: &str = "SELECT id, user_id, title, body FROM posts WHERE user_id = ANY($1)";

pub struct ByHand {
    client: Client,
    trivial: Statement,
    medium: Statement,
    posts: Statement,
    insert: HashMap<usize, Statement>,
}

#[expect(dead_code, reason = "what a program would read is only made here")]
pub struct User {
    id: i32,
    name: String,
    hair_color: Option<String>,
}

#[expect(dead_code, reason = "what a program would read is only made here")]
pub struct Post {
    id: i32,
    user_id: i32,
    title: String,
    body: Option<String>,
}

impl ByHand {
    pub async fn connect(url: &str) -> Result<Self> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let trivial = client.prepare(TRIVIAL).await?;
        let medium = client.prepare(MEDIUM).await?;
        let posts = client.prepare(POSTS).await?;
        Ok(Self { client, trivial, medium, posts, insert: HashMap::new() })
    }

    async fn users(&self) -> Result<Vec<User>> {
        Ok(self.client.query(&self.trivial, &[]).await?.iter().map(user).collect())
    }

    async fn related(&self) -> Result<Vec<(User, Vec<Post>)>> {
        let users = self.users().await?;
        let ids = ids(&users);
        Ok(with_posts(users, &self.client.query(&self.posts, &[&ids]).await?))
    }

    async fn insert(&mut self, rows: usize) -> Result<usize> {
        let statement = match self.insert.get(&rows) {
            Some(statement) => statement.clone(),
            None => {
                let statement = self.client.prepare(&insert_text(rows)).await?;
                self.insert.entry(rows).or_insert(statement).clone()
            }
        };
        let names: Vec<String> = new_names(rows).collect();
        let parameters: Vec<&(dyn ToSql + Sync)> =
            names.iter().flat_map(|name| [name as &(dyn ToSql + Sync), &COLOR]).collect();
        Ok(self.client.execute(&statement, &parameters).await? as usize)
    }
}

pub fn user(row: &Row) -> User {
    User { id: row.get(0), name: row.get(1), hair_color: row.get(2) }
}

fn post(row: &Row, first: usize) -> Post {
    Post { id: row.get(first), user_id: row.get(first + 1), title: row.get(first + 2), body: row.get(first + 3) }
}

pub fn user_and_post(row: &Row) -> (User, Option<Post>) {
    (user(row), row.get::<_, Option<i32>>(3).map(|_| post(row, 3)))
}

pub fn ids(users: &[User]) -> Vec<i32> {
    users.iter().map(|user| user.id).collect()
}

/// The users, each with those of the posts that are theirs.
pub fn with_posts(users: Vec<User>, posts: &[Row]) -> Vec<(User, Vec<Post>)> {
    let places: HashMap<i32, usize> = users.iter().enumerate().map(|(place, user)| (user.id, place)).collect();
    let mut all: Vec<(User, Vec<Post>)> = users.into_iter().map(|user| (user, Vec::new())).collect();
    for row in posts {
        let post = post(row, 0);
        if let Some((_, posts)) = places.get(&post.user_id).and_then(|place| all.get_mut(*place)) {
            posts.push(post);
        }
    }
    all
}

pub fn insert_text(rows: usize) -> String {
    let values: Vec<_> = (0..rows).map(|row| format!("(${}, ${})", row * 2 + 1, row * 2 + 2)).collect();
    format!("INSERT INTO users (name, hair_color) VALUES {}", values.join(", "))
}

impl Contestant for ByHand {
    fn name(&self) -> &'static str {
        "tokio-postgres"
    }

    fn run(&mut self, case: Case, rows: usize) -> BoxFuture<'_, Result<usize>> {
        Box::pin(async move {
            match case {
                Case::Trivial => Ok(self.users().await?.len()),
                Case::Medium => {
                    let rows = self.client.query(&self.medium, &[&COLOR]).await?;
                    Ok(rows.iter().map(user_and_post).collect::<Vec<(User, Option<Post>)>>().len())
                }
                Case::Related => Ok(self.related().await?.iter().map(|(_, posts)| posts.len()).sum()),
                Case::Insert => self.insert(rows).await,
            }
        })
    }
}
