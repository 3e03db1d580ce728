//! tokio-postgres by hand, over a pool of one as deadpool-postgres makes it, which keeps prepared statements by their text.

use std::collections::HashMap;

use anyhow::Result;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use futures_util::future::BoxFuture;
use tokio_postgres::types::ToSql;
use tokio_postgres::{NoTls, Row};

use super::by_hand::{MEDIUM, POSTS, Post, TRIVIAL, User, ids, insert_text, user, user_and_post, with_posts};
use super::case::{COLOR, Case, Contestant, new_names};

type Parameters<'p> = &'p [&'p (dyn ToSql + Sync)];

pub struct ByPool {
    pool: Pool,
    insert: HashMap<usize, String>,
}

impl ByPool {
    pub fn connect(url: &str) -> Result<Self> {
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(url.parse()?, NoTls, recycling);
        let pool = Pool::builder(manager).max_size(1).runtime(Runtime::Tokio1).build()?;
        Ok(Self { pool, insert: HashMap::new() })
    }

    async fn query(&self, text: &str, parameters: Parameters<'_>) -> Result<Vec<Row>> {
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(text).await?;
        Ok(client.query(&statement, parameters).await?)
    }

    async fn insert(&mut self, rows: usize) -> Result<usize> {
        let text = self.insert.entry(rows).or_insert_with(|| insert_text(rows));
        let names: Vec<String> = new_names(rows).collect();
        let parameters: Vec<&(dyn ToSql + Sync)> =
            names.iter().flat_map(|name| [name as &(dyn ToSql + Sync), &COLOR]).collect();
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(text).await?;
        Ok(client.execute(&statement, &parameters).await? as usize)
    }
}

impl Contestant for ByPool {
    fn name(&self) -> &'static str {
        "tokio-postgres, pooled"
    }

    fn run(&mut self, case: Case, rows: usize) -> BoxFuture<'_, Result<usize>> {
        Box::pin(async move {
            match case {
                Case::Trivial => {
                    let rows = self.query(TRIVIAL, &[]).await?;
                    Ok(rows.iter().map(user).collect::<Vec<User>>().len())
                }
                Case::Medium => {
                    let rows = self.query(MEDIUM, &[&COLOR]).await?;
                    Ok(rows.iter().map(user_and_post).collect::<Vec<(User, Option<Post>)>>().len())
                }
                Case::Related => {
                    let users: Vec<User> = self.query(TRIVIAL, &[]).await?.iter().map(user).collect();
                    let ids = ids(&users);
                    let all = with_posts(users, &self.query(POSTS, &[&ids]).await?);
                    Ok(all.iter().map(|(_, posts)| posts.len()).sum())
                }
                Case::Insert => self.insert(rows).await,
            }
        })
    }
}
