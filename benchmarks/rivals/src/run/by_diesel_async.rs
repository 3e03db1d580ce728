//! diesel-async.

use anyhow::Result;
use diesel::{BelongingToDsl as _, ExpressionMethods as _, GroupedBy as _, QueryDsl as _, SelectableHelper as _};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _};
use futures_util::future::BoxFuture;

use super::case::{COLOR, Case, Contestant, new_names};
use super::diesel_tables::{NewUser, Post, User, posts, users};

pub struct ByDieselAsync {
    connection: AsyncPgConnection,
}

impl ByDieselAsync {
    pub async fn connect(url: &str) -> Result<Self> {
        Ok(Self { connection: AsyncPgConnection::establish(url).await? })
    }
}

impl Contestant for ByDieselAsync {
    fn name(&self) -> &'static str {
        "diesel-async"
    }

    fn run(&mut self, case: Case, rows: usize) -> BoxFuture<'_, Result<usize>> {
        let connection = &mut self.connection;
        Box::pin(async move {
            match case {
                Case::Trivial => Ok(users::table.select(User::as_select()).load(connection).await?.len()),
                Case::Medium => {
                    let query = users::table
                        .left_join(posts::table)
                        .filter(users::hair_color.eq(COLOR))
                        .order(users::name.desc())
                        .select((User::as_select(), Option::<Post>::as_select()));
                    Ok(query.load::<(User, Option<Post>)>(connection).await?.len())
                }
                Case::Related => {
                    let users = users::table.select(User::as_select()).load(connection).await?;
                    let posts = Post::belonging_to(&users).select(Post::as_select()).load(connection).await?;
                    let posts = posts.grouped_by(&users);
                    let all: Vec<(User, Vec<Post>)> = users.into_iter().zip(posts).collect();
                    Ok(all.iter().map(|(_, posts)| posts.len()).sum())
                }
                Case::Insert => {
                    let new: Vec<_> = new_names(rows).map(|name| NewUser { name, hair_color: Some(COLOR) }).collect();
                    Ok(diesel::insert_into(users::table).values(&new).execute(connection).await?)
                }
            }
        })
    }
}
