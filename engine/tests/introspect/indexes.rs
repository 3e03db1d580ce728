//! Indexes, and the constraints that name operators.

use std::collections::BTreeMap;

use evenkeel_model::QualifiedName;
use evenkeel_model::object::{
    Constraint, ConstraintKind, Deferrability, ExclusionElement, Index, IndexElement, IndexKey, OperatorClass,
};

use crate::database::public;
use crate::tables::{options, strings, system, table};

#[tokio::test]
async fn exclusion_constraints() {
    let found = table(
        "create schema ext; create extension btree_gist schema ext;
        create table t (a int, b int4range, c text,
            constraint apart exclude using gist (a ext.gist_int4_ops with =, b with &&) include (c)
                with (fillfactor = 60) where (a > 0) deferrable,
            constraint text_apart exclude (lower(c) collate \"C\" text_pattern_ops with operator(pg_catalog.=)))",
    )
    .await;
    let element = |key, operator: &str| ExclusionElement { element: key, operator: operator.to_owned() };
    let kind = ConstraintKind::Exclusion {
        method: "gist".to_owned(),
        elements: vec![
            element(IndexElement::new(IndexKey::Column("a".to_owned())), "="),
            element(IndexElement::new(IndexKey::Column("b".to_owned())), "&&"),
        ],
        include: strings(&["c"]),
        predicate: Some("(a > 0)".to_owned()),
        options: options(&[("fillfactor", "60")]),
    };
    assert_eq!(
        found.constraints["apart"],
        Constraint { deferrability: Deferrability::InitiallyImmediate, ..Constraint::new(kind) }
    );
    let ConstraintKind::Exclusion { elements, method, .. } = &found.constraints["text_apart"].kind else {
        panic!("no exclusion constraint")
    };
    assert_eq!(method, "btree");
    assert_eq!(elements[0].element.key, IndexKey::Expression("lower(c)".to_owned()));
    assert_eq!(elements[0].element.collation, Some(system("C")));
    assert_eq!(elements[0].element.operator_class.as_ref().unwrap().name, system("text_pattern_ops"));
}

fn index(method: &str, elements: Vec<IndexElement>) -> Index {
    Index {
        method: method.to_owned(),
        unique: false,
        nulls_not_distinct: false,
        elements,
        include: Vec::new(),
        predicate: None,
        options: BTreeMap::new(),
        valid: true,
        comment: None,
    }
}

fn on(column: &str) -> IndexElement {
    IndexElement::new(IndexKey::Column(column.to_owned()))
}

fn expression(text: &str) -> IndexElement {
    IndexElement::new(IndexKey::Expression(text.to_owned()))
}

fn operator_class(name: QualifiedName, pairs: &[(&str, &str)]) -> Option<OperatorClass> {
    Some(OperatorClass { name, options: options(pairs) })
}

#[tokio::test]
async fn indexes() {
    let found = table(
        "create table t (a int, b text, c text collate \"C\", d jsonb);
        create index plain on t (a);
        create unique index full_one on t using btree (a desc, b collate \"C\" text_pattern_ops asc nulls first,
            c desc nulls last) include (d) with (fillfactor = 50, deduplicate_items = off) where a > 0;
        create index exprs on t (lower(b), (a + 1) desc, lower(c), (b || c collate \"POSIX\") collate \"C\");
        create index keyed on t using hash (b);
        create index json on t using gin (d jsonb_path_ops) with (fastupdate = off);
        create index json_default on t using gin (d);
        create index words on t using gin (to_tsvector('english', b));
        create index signatures on t using gist (to_tsvector('english', b) tsvector_ops (siglen = 100));
        create index ranges on t using brin (a int4_minmax_multi_ops (values_per_range = 16), b);
        comment on index plain is 'plain'",
    )
    .await;
    let expected = [
        (
            "exprs",
            index(
                "btree",
                vec![
                    expression("lower(b)"),
                    IndexElement { descending: true, nulls_first: true, ..expression("((a + 1))") },
                    expression("lower(c)"),
                    IndexElement { collation: Some(system("C")), ..expression("((b || (c)::text) COLLATE \"POSIX\")") },
                ],
            ),
        ),
        (
            "full_one",
            Index {
                unique: true,
                include: strings(&["d"]),
                options: options(&[("fillfactor", "50"), ("deduplicate_items", "off")]),
                predicate: Some("(a > 0)".to_owned()),
                ..index(
                    "btree",
                    vec![
                        IndexElement { descending: true, nulls_first: true, ..on("a") },
                        IndexElement {
                            collation: Some(system("C")),
                            operator_class: operator_class(system("text_pattern_ops"), &[]),
                            nulls_first: true,
                            ..on("b")
                        },
                        IndexElement { descending: true, ..on("c") },
                    ],
                )
            },
        ),
        (
            "json",
            Index {
                options: options(&[("fastupdate", "off")]),
                ..index(
                    "gin",
                    vec![IndexElement { operator_class: operator_class(system("jsonb_path_ops"), &[]), ..on("d") }],
                )
            },
        ),
        ("json_default", index("gin", vec![on("d")])),
        ("keyed", index("hash", vec![on("b")])),
        ("plain", Index { comment: Some("plain".to_owned()), ..index("btree", vec![on("a")]) }),
        (
            "ranges",
            index(
                "brin",
                vec![
                    IndexElement {
                        operator_class: operator_class(system("int4_minmax_multi_ops"), &[("values_per_range", "16")]),
                        ..on("a")
                    },
                    on("b"),
                ],
            ),
        ),
        (
            "signatures",
            index(
                "gist",
                vec![IndexElement {
                    operator_class: operator_class(system("tsvector_ops"), &[("siglen", "100")]),
                    ..expression("to_tsvector('english'::regconfig, b)")
                }],
            ),
        ),
        ("words", index("gin", vec![expression("to_tsvector('english'::regconfig, b)")])),
    ];
    for (name, expected) in &expected {
        if *name != "exprs" {
            assert_eq!(found.indexes[*name], *expected, "{name}");
        }
    }
    let exprs = &found.indexes["exprs"].elements;
    assert_eq!(exprs[0], expression("lower(b)"));
    assert_eq!(exprs[1], IndexElement { descending: true, nulls_first: true, ..expression("((a + 1))") });
    assert_eq!(exprs[2], expression("lower(c)"), "the collation of the column is that of the expression");
    assert_eq!(exprs[3].collation, Some(system("C")));
    assert_eq!(found.indexes.len(), expected.len());
}

#[tokio::test]
async fn default_operator_classes_of_all_sorts_of_types_are_left_out() {
    let found = table(
        "create extension citext; create extension hstore;
        create type mood as enum ('ok'); create type pair as (a int, b int);
        create domain short as varchar(5); create domain shorter as short;
        create table t (a varchar(3), b char(2), c text[], d mood, e int4range, f citext, g shorter, h pair, i mood[],
            j varchar(4)[], k int4multirange, l hstore, m inet, n cidr, o name, p \"char\", q oid, r regclass, s citext[],
            t point, u xid8, v bit varying, w short[]);
        create index btree_1 on t (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, u, v, w);
        create index gin_1 on t using gin (c, i, j, l, s, w);
        create index gist_1 on t using gist (e, t, k);
        create index hash_1 on t using hash (g);
        create index brin_1 on t using brin (a, b, e, m, g)",
    )
    .await;
    for (name, index) in &found.indexes {
        for element in &index.elements {
            assert_eq!(element.operator_class, None, "{name}: {element:?}");
            assert_eq!(element.collation, None, "{name}: {element:?}");
        }
    }
    assert_eq!(found.indexes.len(), 5);
    let found = table(
        "create extension citext; create domain short as varchar(5);
        create table t (a varchar(3), f citext, g short);
        create index i on t (a varchar_pattern_ops, f text_ops, g text_pattern_ops)",
    )
    .await;
    let classes: Vec<_> =
        found.indexes["i"].elements.iter().map(|element| element.operator_class.clone().unwrap().name).collect();
    // `varchar_pattern_ops` and the like are other names for the classes of `text`, with rows of their own.
    assert_eq!(classes, [system("varchar_pattern_ops"), system("text_ops"), system("text_pattern_ops")]);
}

#[tokio::test]
async fn an_index_that_failed_is_not_valid() {
    let mut database = crate::database::Database::with("create table t (a int); insert into t values (1), (1)").await;
    database.client.execute("create unique index concurrently i on t (a)", &[]).await.unwrap_err();
    let found = database.read().await.catalog;
    assert!(!found.tables[&public("t")].indexes["i"].valid);
    database.drop().await;
}
