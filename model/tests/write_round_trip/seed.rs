//! What catalogs are made from.

use std::collections::BTreeMap;

use evenkeel_model::QualifiedName;
use evenkeel_model::object::*;
use proptest::prelude::*;

/// A name as PostgreSQL takes it: up to 63 bytes of anything.
pub fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-z][a-z0-9_]{0,10}",
        1 => "[A-Za-z][A-Za-z0-9_]{0,10}",
        1 => prop::sample::select(vec![
            "order", "user", "select", "text", "timestamp", "date", "serial", "null", "true", "yes", "1e3", "~", "<<", "a.b",
            "public", "public.a", "CamelCase", "HTMLPage2", "_a__b", "a b", "a: b", "a #b", "- a", "'", "\"", "it's", "a\"b",
            "@at", "`", "%", "x?", "[]", "{}", "a {b", "a [b]", "a,b", "ä", "日本", "\u{1f600}", "a\nb", "\t", "?", "naïveÜber", "İ", "ß",
        ]).prop_map(str::to_owned),
        1 => "\\PC{1,15}".prop_map(|text| evenkeel_model::name::clip(&text, 63).to_owned()),
        1 => "[a-z_]{50,63}",
    ]
}

pub fn comment() -> impl Strategy<Value = Option<String>> {
    prop::option::weighted(
        0.2,
        prop_oneof!["[ -~]{1,40}", "[a-z:#'\" ]{1,10}(\n[ a-z#]{0,8}){0,3}", any::<String>()]
            .prop_filter("a comment is not empty and has no NUL", |text| !text.is_empty() && !text.contains('\0')),
    )
}

fn sql() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("(role <> ''::text)".to_owned()),
        Just("lower(a)".to_owned()),
        Just("(a ~ '^[a-z]: #{1,3}$'::text)".to_owned()),
        Just("\"CamelCase\" IS NOT NULL".to_owned()),
        Just("(CASE\n    WHEN true THEN 1\n    ELSE 2\nEND > 0)".to_owned()),
        "[(][a-z0-9 =<>#:\\n]{1,12}('[a-z0-9 =<>#:\\n]{0,8}')?[a-z0-9 =<>#:\\n]{0,8}[)]",
    ]
}

fn parameters() -> impl Strategy<Value = BTreeMap<String, String>> {
    prop::collection::btree_map(
        prop::sample::select(vec!["fillfactor", "toast.autovacuum_enabled", "autovacuum_enabled"])
            .prop_map(str::to_owned),
        prop::sample::select(vec!["70", "off", "0.5", "null", "a b"]).prop_map(str::to_owned),
        0..2,
    )
}

fn builtin_type() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "text",
        "integer",
        "bigint",
        "smallint",
        "boolean",
        "uuid",
        "jsonb",
        "json",
        "date",
        "bytea",
        "xml",
        "\"char\"",
        "timestamp with time zone",
        "timestamp without time zone",
        "timestamp(3) with time zone",
        "time(0) without time zone",
        "time with time zone",
        "character varying(20)",
        "character varying",
        "character(3)",
        "bpchar",
        "bit(4)",
        "\"bit\"",
        "bit varying(9)",
        "numeric",
        "numeric(10,2)",
        "numeric(3,-2)",
        "double precision",
        "real",
        "interval",
        "interval(2)",
        "interval day to second",
        "text[]",
        "timestamp with time zone[]",
        "character varying(20)[]",
        "inet",
        "int4range",
        "tsvector",
        "name",
        "public.citext",
        "public.geometry(Point,4326)",
        "other.\"Weird\"[]",
    ])
    .prop_map(str::to_owned)
}

fn default(data_type: &str) -> BoxedStrategy<Option<String>> {
    let texts = |cast: &'static str| {
        prop_oneof![
            "[a-z]{1,5}",
            "[ -~&&[^\\\\]]{0,8}",
            Just("null".to_owned()),
            Just("5".to_owned()),
            Just("now()".to_owned())
        ]
        .prop_map(move |text| format!("'{}'::{cast}", text.replace('\'', "''")))
    };
    let fitting: BoxedStrategy<String> = match data_type {
        "text" => texts("text").boxed(),
        "character varying(20)" | "character varying" => texts("character varying").boxed(),
        "integer" | "bigint" => prop::sample::select(vec![
            "0",
            "5",
            "2147483647",
            "'-5'::integer",
            "'-2147483648'::integer",
            "'-1'::bigint",
        ])
        .prop_map(str::to_owned)
        .boxed(),
        "numeric" => prop::sample::select(vec!["0", "1.10", "0.0", "'-1.5'::numeric", "'NaN'::numeric"])
            .prop_map(str::to_owned)
            .boxed(),
        "numeric(10,2)" => prop::sample::select(vec!["19.99", "123456789.5", "0"]).prop_map(str::to_owned).boxed(),
        "boolean" => prop::sample::select(vec!["true", "false", "NOT true"]).prop_map(str::to_owned).boxed(),
        "jsonb" => prop::sample::select(vec!["'{}'::jsonb", "'[]'::jsonb", "'{\"sql\": 1}'::jsonb"])
            .prop_map(str::to_owned)
            .boxed(),
        "text[]" => prop::sample::select(vec!["'{}'::text[]", "ARRAY['a'::text]", "'{a,b}'::text[]"])
            .prop_map(str::to_owned)
            .boxed(),
        "uuid" => Just("gen_random_uuid()".to_owned()).boxed(),
        "date" => prop::sample::select(vec!["'2020-02-29'::date", "CURRENT_DATE"]).prop_map(str::to_owned).boxed(),
        "timestamp with time zone" => {
            prop::sample::select(vec!["now()", "'2020-01-01 00:00:00+00'::timestamp with time zone"])
                .prop_map(str::to_owned)
                .boxed()
        }
        "interval" => Just("'1 day'::interval".to_owned()).boxed(),
        "inet" => Just("'::1'::inet".to_owned()).boxed(),
        _ => Just("NULL::text".to_owned()).boxed(),
    };
    prop_oneof![
        2 => Just(None),
        2 => fitting.prop_map(Some),
        1 => Just(Some("CURRENT_USER".to_owned())),
        1 => Just(Some("public.\"F\"(')'::text, (1 + 2))".to_owned())),
    ]
    .boxed()
}

fn sequence_options(data_type: &'static str) -> impl Strategy<Value = SequenceOptions> {
    let usual =
        prop::sample::select(vec![1_i64, -1, 5]).prop_map(move |step| SequenceOptions::defaults(data_type, step));
    (usual, prop::option::of(1..100_i64), 1..5_i64, any::<bool>()).prop_map(|(mut options, start, cache, cycle)| {
        if let Some(start) = start {
            options.start = if options.increment < 0 { -start } else { start };
            options.cache = cache;
            options.cycle = cycle;
        }
        options
    })
}

/// What a table is made from; names that must differ are told apart when it is built.
#[derive(Clone, Debug)]
pub struct Seed {
    pub name: QualifiedName,
    pub columns: Vec<(String, Column)>,
    pub choices: Vec<u8>,
    pub names: Vec<String>,
    pub texts: Vec<String>,
    pub options: BTreeMap<String, String>,
    pub comments: Vec<Option<String>>,
}

fn column() -> impl Strategy<Value = Column> {
    let value = builtin_type().prop_flat_map(|data_type| {
        let default = default(&data_type).prop_map(|default| default.map(ColumnValue::Default));
        let value = match data_type.as_str() {
            "integer" | "bigint" | "smallint" => {
                let static_type: &'static str = match data_type.as_str() {
                    "integer" => "integer",
                    "bigint" => "bigint",
                    _ => "smallint",
                };
                let identity = (any::<bool>(), sequence_options(static_type)).prop_map(|(always, options)| {
                    // The name is given when the column's is known; an empty one stands for the usual one.
                    Some(ColumnValue::Identity(Identity { always, sequence: String::new(), options }))
                });
                prop_oneof![2 => default, 1 => identity].boxed()
            }
            _ => {
                let generated = (sql(), any::<bool>()).prop_map(|(expression, stored)| {
                    let kind = if stored { GeneratedKind::Stored } else { GeneratedKind::Virtual };
                    Some(ColumnValue::Generated { expression, kind })
                });
                prop_oneof![4 => default, 1 => generated].boxed()
            }
        };
        (Just(data_type), value)
    });
    (value, any::<bool>(), comment(), 0..20_u8).prop_map(|((data_type, value), not_null, comment, dice)| {
        let textual = data_type == "text";
        let identity = matches!(value, Some(ColumnValue::Identity(_)));
        Column {
            not_null: not_null || identity,
            not_null_constraint: (dice == 1 && not_null).then(|| NotNullConstraint {
                name: "Given name".to_owned(),
                no_inherit: comment.is_some(),
                validated: comment.is_none(),
                comment: comment.clone(),
            }),
            collation: (textual && dice == 2).then(|| QualifiedName::new("pg_catalog", "de_DE.utf8")),
            storage: (textual && dice == 3).then_some(Storage::External),
            compression: (textual && dice == 4).then_some(Compression::Lz4),
            data_type,
            value,
            comment,
        }
    })
}

pub fn seed() -> impl Strategy<Value = Seed> {
    let schema =
        prop_oneof![3 => Just("public".to_owned()), 1 => Just("billing".to_owned()), 1 => Just("My.Schema".to_owned())];
    (
        (schema, name()).prop_map(|(schema, name)| QualifiedName { schema, name }),
        prop::collection::vec((name(), column()), 1..7),
        prop::collection::vec(any::<u8>(), 24),
        prop::collection::vec(name(), 12),
        prop::collection::vec(sql(), 4),
        parameters(),
        prop::collection::vec(comment(), 8),
    )
        .prop_map(|(name, columns, choices, names, texts, options, comments)| Seed {
            name,
            columns,
            choices,
            names,
            texts,
            options,
            comments,
        })
}
