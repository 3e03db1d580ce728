//! Which object needs which.

use std::collections::BTreeSet;

use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use crate::database::{catalog, public};
use crate::whole::SAMPLE;

fn app(name: &str) -> QualifiedName {
    QualifiedName::new("app", name)
}

fn column(table: &str, name: &str) -> ObjectId {
    ObjectId::Column(app(table), name.to_owned())
}

fn value(table: &str, name: &str) -> ObjectId {
    ObjectId::ColumnValue(app(table), name.to_owned())
}

fn constraint(table: &str, name: &str) -> ObjectId {
    ObjectId::Constraint(app(table), name.to_owned())
}

fn needed(catalog: &Catalog, dependent: &ObjectId) -> BTreeSet<ObjectId> {
    catalog.dependencies.needed_by(dependent).cloned().collect()
}

/// The objects that need themselves through others.
fn in_cycles(catalog: &Catalog) -> Vec<ObjectId> {
    let all: BTreeSet<_> = catalog.dependencies.iter().map(|(dependent, _)| dependent.clone()).collect();
    let reaches_itself = |start: &ObjectId| {
        let mut seen = BTreeSet::new();
        let mut next: Vec<_> = catalog.dependencies.needed_by(start).collect();
        while let Some(object) = next.pop() {
            if object == start {
                return true;
            }
            if seen.insert(object) {
                next.extend(catalog.dependencies.needed_by(object));
            }
        }
        false
    };
    all.into_iter().filter(reaches_itself).collect()
}

#[tokio::test]
async fn each_object_needs_what_it_is_made_of() {
    let found = catalog(SAMPLE).await;
    let schema = ObjectId::Schema("app".to_owned());
    let parent = ObjectId::Table(app("parent"));
    let child = ObjectId::Table(app("child"));
    let expected = [
        (ObjectId::Extension("citext".to_owned()), vec![schema.clone()]),
        (ObjectId::Type(app("amount")), vec![schema.clone()]),
        (ObjectId::Constraint(app("amount"), "amount_check".to_owned()), vec![ObjectId::Type(app("amount"))]),
        (ObjectId::Column(app("pair"), "b".to_owned()), vec![ObjectId::Type(app("mood")), ObjectId::Type(app("pair"))]),
        (ObjectId::Sequence(app("parent_id_seq")), vec![schema.clone()]),
        (parent.clone(), vec![schema.clone()]),
        (column("parent", "id"), vec![parent.clone()]),
        (column("parent", "mood"), vec![parent.clone(), ObjectId::Type(app("mood"))]),
        (column("parent", "pair"), vec![parent.clone(), ObjectId::Type(app("pair"))]),
        (column("parent", "email"), vec![parent.clone(), ObjectId::Extension("citext".to_owned())]),
        (value("parent", "id"), vec![column("parent", "id"), ObjectId::Sequence(app("parent_id_seq"))]),
        (value("parent", "mood"), vec![column("parent", "mood"), ObjectId::Type(app("mood"))]),
        (constraint("parent", "parent_pkey"), vec![parent.clone(), column("parent", "id")]),
        (value("child", "id"), vec![column("child", "id")]),
        (value("child", "parent_id"), vec![column("child", "parent_id"), ObjectId::Sequence(app("counter"))]),
        (value("child", "doubled"), vec![column("child", "doubled"), column("child", "amount")]),
        (
            constraint("child", "child_parent_id_fkey"),
            vec![
                child.clone(),
                column("child", "parent_id"),
                parent.clone(),
                column("parent", "id"),
                constraint("parent", "parent_pkey"),
            ],
        ),
        (constraint("child", "child_amount_check"), vec![child.clone(), column("child", "amount")]),
        (ObjectId::Index(app("child_parent")), vec![child.clone(), column("child", "parent_id")]),
        (
            ObjectId::Index(app("child_amount")),
            vec![child.clone(), column("child", "parent_id"), column("child", "amount")],
        ),
    ];
    for (dependent, expected) in expected {
        let found = needed(&found, &dependent);
        // What a check on a domain drags in of the domain itself is not said here.
        let found: BTreeSet<_> =
            found.into_iter().filter(|id| *id != ObjectId::Type(app("amount")) || expected.contains(id)).collect();
        assert_eq!(found, expected.into_iter().collect(), "{dependent}");
    }
    assert_eq!(in_cycles(&found), []);
}

#[tokio::test]
async fn only_cycles_that_exist_are_there() {
    let found = catalog(
        "create table a (id int primary key); create table b (id int primary key, a_id int references a);
        alter table a add b_id int references b; create table tree (id int primary key, up int references tree)",
    )
    .await;
    assert_eq!(in_cycles(&found), []);
    let key = |table: &str, name: &str| ObjectId::Constraint(public(table), name.to_owned());
    assert!(needed(&found, &key("a", "a_b_id_fkey")).contains(&ObjectId::Table(public("b"))));
    assert!(needed(&found, &key("b", "b_a_id_fkey")).contains(&ObjectId::Table(public("a"))));
    assert!(needed(&found, &key("tree", "tree_up_fkey")).contains(&key("tree", "tree_pkey")));
}
