//! diesel, whose connection blocks its thread.

use anyhow::Result;
use diesel::prelude::*;
use futures_util::future::BoxFuture;

use super::case::{COLOR, Case, Contestant, new_names};
use super::diesel_tables::{NewUser, Post, User, posts, users};

pub struct ByDiesel {
    connection: PgConnection,
}

impl ByDiesel {
    pub fn connect(url: &str) -> Result<Self> {
        Ok(Self { connection: PgConnection::establish(url)? })
    }

    fn run(&mut self, case: Case, rows: usize) -> Result<usize> {
        let connection = &mut self.connection;
        match case {
            Case::Trivial => Ok(users::table.select(User::as_select()).load(connection)?.len()),
            Case::Medium => {
                let query = users::table
                    .left_join(posts::table)
                    .filter(users::hair_color.eq(COLOR))
                    .order(users::name.desc())
                    .select((User::as_select(), Option::<Post>::as_select()));
                Ok(query.load::<(User, Option<Post>)>(connection)?.len())
            }
            Case::Related => {
                let users = users::table.select(User::as_select()).load(connection)?;
                let posts = Post::belonging_to(&users).select(Post::as_select()).load(connection)?;
                let posts = posts.grouped_by(&users);
                let all: Vec<(User, Vec<Post>)> = users.into_iter().zip(posts).collect();
                Ok(all.iter().map(|(_, posts)| posts.len()).sum())
            }
            Case::Insert => {
                let new: Vec<_> = new_names(rows).map(|name| NewUser { name, hair_color: Some(COLOR) }).collect();
                Ok(diesel::insert_into(users::table).values(&new).execute(connection)?)
            }
        }
    }
}

impl Contestant for ByDiesel {
    fn name(&self) -> &'static str {
        "diesel"
    }

    fn run(&mut self, case: Case, rows: usize) -> BoxFuture<'_, Result<usize>> {
        Box::pin(async move { self.run(case, rows) })
    }
}
