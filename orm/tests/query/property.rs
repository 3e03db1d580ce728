//! Trees of conditions and of set operations of any shape mean what SQL means by them.

use evenkeel::{Condition, IntoCondition, Select, count_rows};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{people, reference};
use crate::{User, UserColumns};

/// A condition on a user, as a tree of our own.
#[derive(Clone, Debug)]
enum Tree {
    Named(&'static str),
    Pictured,
    Yes,
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
}

impl Tree {
    fn any() -> impl Strategy<Value = Self> {
        let leaf = prop_oneof![
            prop::sample::select(vec!["Ada", "Bob", "Cyd"]).prop_map(Self::Named),
            Just(Self::Pictured),
            Just(Self::Yes),
        ];
        leaf.prop_recursive(5, 24, 2, |inner| {
            let pair = (inner.clone(), inner.clone());
            prop_oneof![
                pair.clone().prop_map(|(left, right)| Self::And(left.into(), right.into())),
                pair.prop_map(|(left, right)| Self::Or(left.into(), right.into())),
                inner.prop_map(|tree| Self::Not(tree.into())),
            ]
        })
    }

    fn condition(&self, user: UserColumns) -> Condition {
        match self {
            Self::Named(name) => user.name.eq(*name),
            Self::Pictured => user.image.is_not_null(),
            Self::Yes => true.into_condition(),
            Self::And(left, right) => left.condition(user).and(right.condition(user)),
            Self::Or(left, right) => left.condition(user).or(right.condition(user)),
            Self::Not(tree) => tree.condition(user).not(),
        }
    }

    fn holds(&self, user: &User) -> bool {
        match self {
            Self::Named(name) => user.name == *name,
            Self::Pictured => user.image.is_some(),
            Self::Yes => true,
            Self::And(left, right) => left.holds(user) && right.holds(user),
            Self::Or(left, right) => left.holds(user) || right.holds(user),
            Self::Not(tree) => !tree.holds(user),
        }
    }
}

#[test]
fn a_tree_of_conditions_means_what_it_says() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (database, db, users) = runtime.block_on(async {
        let (database, db) = reference().await;
        let (_, users) = people(&db).await;
        (database, db, users)
    });
    let config = ProptestConfig { cases: 200, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(&(Tree::any(), Tree::any()), |(first, second)| {
        let query = User::select().filter(|u| first.condition(u)).filter(|u| second.condition(u));
        let found = runtime.block_on(query.columns(|_| count_rows()).one(&db)).unwrap();
        let expected = users.iter().filter(|user| first.holds(user) && second.holds(user)).count();
        prop_assert_eq!(usize::try_from(found).unwrap(), expected);
        Ok(())
    });
    runtime.block_on(async { drop(database) });
    result.unwrap();
}

/// Users by set operations on them.
#[derive(Clone, Debug)]
enum Users {
    Named(Vec<&'static str>),
    Of(&'static str, Box<Self>, Box<Self>),
}

const NAMES: [&str; 3] = ["Ada", "Bob", "Cyd"];

impl Users {
    fn any() -> impl Strategy<Value = Self> {
        let leaf = prop::sample::subsequence(NAMES.to_vec(), 0..=3).prop_map(Self::Named);
        let words = ["union", "union all", "intersect", "intersect all", "except", "except all"];
        leaf.prop_recursive(4, 12, 2, move |inner| {
            (prop::sample::select(words.to_vec()), inner.clone(), inner)
                .prop_map(|(words, left, right)| Self::Of(words, left.into(), right.into()))
        })
    }

    fn query(&self) -> Select<User> {
        match self {
            Self::Named(names) => User::select().filter(|u| u.name.any(names.clone())),
            Self::Of(words, left, right) => {
                let (left, right) = (left.query(), right.query());
                match *words {
                    "union" => left.union(right),
                    "union all" => left.union_all(right),
                    "intersect" => left.intersect(right),
                    "intersect all" => left.intersect_all(right),
                    "except" => left.except(right),
                    _ => left.except_all(right),
                }
            }
        }
    }

    /// How often each name comes.
    fn counts(&self) -> [usize; 3] {
        match self {
            Self::Named(names) => NAMES.map(|name| usize::from(names.contains(&name))),
            Self::Of(words, left, right) => {
                let (left, right) = (left.counts(), right.counts());
                std::array::from_fn(|index| {
                    let (left, right) = (left[index], right[index]);
                    match *words {
                        "union" => (left + right).min(1),
                        "union all" => left + right,
                        "intersect" => left.min(right).min(1),
                        "intersect all" => left.min(right),
                        "except" => usize::from(left > 0 && right == 0),
                        _ => left.saturating_sub(right),
                    }
                })
            }
        }
    }
}

#[test]
fn a_tree_of_set_operations_means_what_it_says() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (database, db) = runtime.block_on(async {
        let (database, db) = reference().await;
        people(&db).await;
        (database, db)
    });
    let config = ProptestConfig { cases: 200, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(&Users::any(), |users| {
        let found = runtime.block_on(users.query().columns(|u| u.name).all(&db)).unwrap();
        let counts = NAMES.map(|name| found.iter().filter(|found| *found == name).count());
        prop_assert_eq!(counts, users.counts());
        Ok(())
    });
    runtime.block_on(async { drop(database) });
    result.unwrap();
}
