//! Trees of conditions and of set operations of any shape mean what SQL means by them.

use std::cmp::Ordering;

use evenkeel::{Condition, Expr, IntoCondition, Null, Select, count_rows, exists, value};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{people, reference};
use crate::{Member, User, UserColumns};

/// A condition on a user, as a tree of our own.
#[derive(Clone, Debug)]
enum Tree {
    Known(bool),
    Banned,
    Named(&'static str, &'static str),
    NamedOneOf(Vec<&'static str>),
    NamedBetween(&'static str, &'static str),
    Pictured,
    /// The operator, and what the picture is compared with, where `None` is NULL.
    Picture(&'static str, Option<&'static str>),
    PictureIs(bool, Option<&'static str>),
    Member,
    Is(bool, Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
}

const OPERATORS: [&str; 6] = ["=", "<>", "<", "<=", ">", ">="];

/// What orders of two values the operator holds for.
fn holds(operator: &str, order: Ordering) -> bool {
    match operator {
        "=" => order.is_eq(),
        "<>" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    }
}

impl Tree {
    fn any() -> impl Strategy<Value = Self> {
        let name = || prop::sample::select(NAMES.to_vec());
        let operator = || prop::sample::select(OPERATORS.to_vec());
        let picture = || prop::option::of(prop::sample::select(PICTURES.to_vec()));
        let leaf = prop_oneof![
            any::<bool>().prop_map(Self::Known),
            Just(Self::Banned),
            (operator(), name()).prop_map(|(operator, name)| Self::Named(operator, name)),
            prop::sample::subsequence(NAMES.to_vec(), 0..=3).prop_map(Self::NamedOneOf),
            (name(), name()).prop_map(|(from, to)| Self::NamedBetween(from, to)),
            Just(Self::Pictured),
            (operator(), picture()).prop_map(|(operator, picture)| Self::Picture(operator, picture)),
            (any::<bool>(), picture()).prop_map(|(same, picture)| Self::PictureIs(same, picture)),
            Just(Self::Member),
        ];
        leaf.prop_recursive(5, 24, 2, |inner| {
            let pair = (inner.clone(), inner.clone());
            prop_oneof![
                pair.clone().prop_map(|(left, right)| Self::And(left.into(), right.into())),
                pair.prop_map(|(left, right)| Self::Or(left.into(), right.into())),
                inner.clone().prop_map(|tree| Self::Not(tree.into())),
                (any::<bool>(), inner).prop_map(|(value, tree)| Self::Is(value, tree.into())),
            ]
        })
    }

    fn condition(&self, user: UserColumns) -> Condition {
        match self {
            Self::Known(value) => value.into_condition(),
            Self::Banned => user.banned.into_condition(),
            Self::Named(operator, name) => match *operator {
                "=" => user.name.eq(*name),
                "<>" => user.name.ne(*name),
                "<" => user.name.lt(*name),
                "<=" => user.name.le(*name),
                ">" => user.name.gt(*name),
                _ => user.name.ge(*name),
            },
            Self::NamedOneOf(names) => user.name.any(names.clone()),
            Self::NamedBetween(from, to) => user.name.between(*from, *to),
            Self::Pictured => user.image.is_not_null(),
            Self::Picture(operator, picture) => match *operator {
                "=" => user.image.eq(value_or_null(*picture)),
                "<>" => user.image.ne(value_or_null(*picture)),
                "<" => user.image.lt(value_or_null(*picture)),
                "<=" => user.image.le(value_or_null(*picture)),
                ">" => user.image.gt(value_or_null(*picture)),
                _ => user.image.ge(value_or_null(*picture)),
            },
            Self::PictureIs(true, picture) => user.image.is_not_distinct_from(*picture),
            Self::PictureIs(false, picture) => user.image.is_distinct_from(*picture),
            Self::Member => exists(Member::select().filter(|m| m.user_id.eq(user.id))),
            Self::Is(true, tree) => tree.condition(user).is_true().into_condition(),
            Self::Is(false, tree) => tree.condition(user).is_false().into_condition(),
            Self::And(left, right) => left.condition(user).and(right.condition(user)),
            Self::Or(left, right) => left.condition(user).or(right.condition(user)),
            Self::Not(tree) => tree.condition(user).not(),
        }
    }

    /// Whether it holds for a user; nothing where SQL does not know.
    fn holds(&self, user: &User) -> Option<bool> {
        let compare = |operator, order| Some(holds(operator, order));
        match self {
            Self::Known(value) => Some(*value),
            Self::Banned => Some(user.banned),
            Self::Named(operator, name) => compare(operator, user.name.as_str().cmp(name)),
            Self::NamedOneOf(names) => Some(names.contains(&user.name.as_str())),
            Self::NamedBetween(from, to) => Some((*from..=*to).contains(&user.name.as_str())),
            Self::Pictured => Some(user.image.is_some()),
            Self::Picture(operator, picture) => compare(operator, user.image.as_deref()?.cmp((*picture)?)),
            Self::PictureIs(same, picture) => Some((user.image.as_deref() == *picture) == *same),
            Self::Member => Some(user.name != "Cyd"),
            Self::Is(value, tree) => Some(tree.holds(user) == Some(*value)),
            Self::And(left, right) => match (left.holds(user), right.holds(user)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (left, right) => left.and(right),
            },
            Self::Or(left, right) => match (left.holds(user), right.holds(user)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (left, right) => left.and(right),
            },
            Self::Not(tree) => tree.holds(user).map(|value| !value),
        }
    }
}

#[test]
fn a_tree_of_conditions_means_what_it_says() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (database, db, users) = runtime.block_on(async {
        let (database, db) = reference().await;
        people(&db).await;
        User::update()
            .set(|u| (u.banned.set(true), u.image.set(PICTURES[0])))
            .filter(|u| u.name.eq("Cyd"))
            .exec(&db)
            .await
            .unwrap();
        let users = User::select().all(&db).await.unwrap();
        (database, db, users)
    });
    assert_eq!(users.iter().filter(|user| user.image.is_none()).count(), 1);
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(&(Tree::any(), Tree::any()), |(first, second)| {
        let query = User::select().filter(|u| first.condition(u)).filter(|u| second.condition(u));
        let found = runtime.block_on(query.columns(|_| count_rows()).one(&db)).unwrap();
        let holds = |user: &&User| first.holds(user) == Some(true) && second.holds(user) == Some(true);
        prop_assert_eq!(usize::try_from(found).unwrap(), users.iter().filter(holds).count());
        // What is not known is told from what is not so, too.
        let values = User::select().columns(|u| (u.id, first.condition(u)));
        for (id, value) in runtime.block_on(values.all(&db)).unwrap() {
            let user = users.iter().find(|user| user.id == id).unwrap();
            prop_assert_eq!(value, first.holds(user), "of {}", user.name);
        }
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

/// Bob's is the second.
const PICTURES: [&str; 3] = ["a.png", "https://example.org/bob.png", "z.png"];

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

/// A value, or NULL: with an `Option` nothing can be compared.
fn value_or_null(text: Option<&str>) -> Expr<String, Null> {
    match text {
        Some(text) => value(text.to_owned()).nullable(),
        None => value(String::new()).null_if(""),
    }
}
