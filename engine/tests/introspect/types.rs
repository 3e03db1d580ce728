//! Schemas, extensions, types and sequences.

use std::collections::BTreeMap;

use evenkeel_model::QualifiedName;
use evenkeel_model::object::{
    ColumnValue, CompositeField, CompositeType, Domain, DomainCheck, EnumType, Extension, Schema, Sequence,
    SequenceOptions,
};

use crate::database::{catalog, public};

#[tokio::test]
async fn schemas_and_extensions() {
    let found = catalog(
        "create schema \"My \"\"schema\"; create schema keel; create table keel.migrations (a int);
        create type keel.t as enum ('a'); create sequence keel.s;
        comment on schema \"My \"\"schema\" is 'mine';
        create extension citext schema \"My \"\"schema\"; create extension hstore;
        comment on extension hstore is 'ours'",
    )
    .await;
    let schemas: Vec<_> = found.schemas.iter().map(|(name, schema)| (name.as_str(), schema.clone())).collect();
    assert_eq!(
        schemas,
        [("My \"schema", Schema { comment: Some("mine".to_owned()) }), ("public", Schema { comment: None })]
    );
    let names: Vec<_> = found.extensions.keys().collect();
    assert_eq!(names, ["citext", "hstore"]);
    let Extension { schema, version, comment, .. } = &found.extensions["citext"];
    assert_eq!(schema.as_deref(), Some("My \"schema"));
    assert!(version.is_some());
    assert_eq!(*comment, None);
    assert_eq!(found.extensions["hstore"].comment.as_deref(), Some("ours"));
    assert!(found.tables.is_empty() && found.sequences.is_empty() && found.enums.is_empty());
    assert!(found.composites.is_empty() && found.domains.is_empty());
}

#[tokio::test]
async fn enums() {
    let found = catalog(
        "create type mood as enum ('sad', 'ok', 'it''s \"fine\"'); alter type mood add value 'so-so' before 'ok';
        create type nothing as enum (); comment on type mood is 'of people'",
    )
    .await;
    let labels = ["sad", "so-so", "ok", "it's \"fine\""].map(str::to_owned).to_vec();
    let expected = [
        (public("mood"), EnumType { labels, comment: Some("of people".to_owned()) }),
        (public("nothing"), EnumType::default()),
    ];
    assert_eq!(found.enums, expected.into());
}

#[tokio::test]
async fn domains() {
    let found = catalog(
        "create domain amount as numeric(10,2) default 1.5 not null
            constraint positive check (value > 0) check (value < 1000);
        alter domain amount add constraint fresh check (value <> 5) not valid;
        create domain word as text collate \"C\"; create domain words as word[];
        comment on domain word is 'a word'; comment on constraint positive on domain amount is 'yes'",
    )
    .await;
    let check = |expression: &str| DomainCheck { expression: expression.to_owned(), validated: true, comment: None };
    let amount = Domain {
        base_type: "numeric(10,2)".to_owned(),
        collation: None,
        default: Some("1.5".to_owned()),
        not_null: true,
        checks: BTreeMap::from([
            ("amount_check".to_owned(), check("(VALUE < (1000)::numeric)")),
            ("fresh".to_owned(), DomainCheck { validated: false, ..check("(VALUE <> (5)::numeric)") }),
            ("positive".to_owned(), DomainCheck { comment: Some("yes".to_owned()), ..check("(VALUE > (0)::numeric)") }),
        ]),
        comment: None,
    };
    let word = Domain {
        base_type: "text".to_owned(),
        collation: Some(QualifiedName::new("pg_catalog", "C")),
        comment: Some("a word".to_owned()),
        ..Domain::default()
    };
    let words = Domain { base_type: "public.word[]".to_owned(), ..Domain::default() };
    let expected = [(public("amount"), amount), (public("word"), word), (public("words"), words)];
    assert_eq!(found.domains, expected.into());
}

#[tokio::test]
async fn composites() {
    let found = catalog(
        "create type pair as (z int, a varchar(3)[], c text collate \"C\", gone int);
        alter type pair drop attribute gone; create type nothing as ();
        comment on type pair is 'two'; comment on column pair.z is 'last'; create table t (a int)",
    )
    .await;
    let field = |data_type: &str| CompositeField { data_type: data_type.to_owned(), ..CompositeField::default() };
    let pair = CompositeType {
        fields: [
            ("z".to_owned(), CompositeField { comment: Some("last".to_owned()), ..field("integer") }),
            ("a".to_owned(), field("character varying(3)[]")),
            (
                "c".to_owned(),
                CompositeField { collation: Some(QualifiedName::new("pg_catalog", "C")), ..field("text") },
            ),
        ]
        .into(),
        comment: Some("two".to_owned()),
    };
    assert_eq!(
        found.composites,
        [(public("nothing"), CompositeType::default()), (public("pair"), pair.clone())].into()
    );
    let order: Vec<_> = found.composites[&public("pair")].fields.keys().collect();
    assert_eq!(order, ["z", "a", "c"]);
}

#[tokio::test]
async fn sequences() {
    let found = catalog(
        "create sequence plain;
        create sequence counted as smallint start 5 increment 3 minvalue 2 maxvalue 99 cache 7 cycle;
        create sequence down increment -1; comment on sequence down is 'down';
        create table t (a serial, b bigserial, c int generated always as identity)",
    )
    .await;
    let sequence = |options| Sequence { options, owned_by: None, unlogged: false, comment: None };
    let counted = SequenceOptions {
        data_type: "smallint".to_owned(),
        start: 5,
        increment: 3,
        min_value: 2,
        max_value: 99,
        cache: 7,
        cycle: true,
    };
    let owned = |column: &str, data_type| Sequence {
        owned_by: Some((public("t"), column.to_owned())),
        ..sequence(SequenceOptions::defaults(data_type, 1))
    };
    let down = Sequence { comment: Some("down".to_owned()), ..sequence(SequenceOptions::defaults("bigint", -1)) };
    let expected = [
        (public("counted"), sequence(counted)),
        (public("down"), down),
        (public("plain"), sequence(SequenceOptions::defaults("bigint", 1))),
        (public("t_a_seq"), owned("a", "integer")),
        (public("t_b_seq"), owned("b", "bigint")),
    ];
    assert_eq!(found.sequences, expected.into());
    let value = &found.tables[&public("t")].columns["a"].value;
    assert_eq!(*value, Some(ColumnValue::Default("nextval('public.t_a_seq'::regclass)".to_owned())));
}
