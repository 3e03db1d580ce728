//! What is measured, and who does it.

use anyhow::Result;
use futures_util::future::BoxFuture;

/// A thing to do with the tables of users and posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// All users, as structs.
    Trivial,
    /// Users of one colour of hair with the posts that they may have, in an order: a join and a filter.
    Medium,
    /// All users, each with a list of their posts.
    Related,
    /// New users.
    Insert,
}

impl Case {
    /// In words.
    pub fn name(self, rows: usize) -> String {
        let what = match self {
            Self::Trivial => "trivial query",
            Self::Medium => "join, filter, order",
            Self::Related => "related rows",
            Self::Insert => "insert",
        };
        format!("{what}, {rows}")
    }
}

/// All cases with their sizes: how many users there are, or are inserted.
pub fn all(small: bool) -> Vec<(Case, usize)> {
    let sizes = |case, all: &[usize], few: &[usize]| {
        (if small { few } else { all }).iter().map(|rows| (case, *rows)).collect::<Vec<_>>()
    };
    [
        sizes(Case::Trivial, &[1, 10, 100, 1_000, 10_000], &[1, 100]),
        sizes(Case::Medium, &[1, 10, 100, 1_000, 10_000], &[10]),
        sizes(Case::Related, &[1, 10, 100], &[10]),
        sizes(Case::Insert, &[1, 10, 100], &[10]),
    ]
    .concat()
}

/// How many posts each user has, where users have some.
pub const POSTS: usize = 10;

/// The colour of hair of every second user, from the first on.
pub const COLOR: &str = "black";

/// A library, with one connection.
pub trait Contestant: Send {
    /// What it is called.
    fn name(&self) -> &'static str;

    /// Does it once, and says how many rows were read or written. Of related rows, posts count.
    fn run(&mut self, case: Case, rows: usize) -> BoxFuture<'_, Result<usize>>;
}

/// The names of new users.
pub fn new_names(rows: usize) -> impl Iterator<Item = String> {
    (0..rows).map(|number| format!("User {number}"))
}
