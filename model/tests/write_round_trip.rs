//! Reading what was written gives the same catalog, whatever it holds and whatever its names are.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use evenkeel_model::format::format;
use evenkeel_model::name::make_object_name;
use evenkeel_model::object::*;
use evenkeel_model::write::{WriteOptions, left_out, write_schema};
use evenkeel_model::{Catalog, QualifiedName, language};
use proptest::prelude::*;

/// Writes the catalog and reads it back.
fn check(catalog: &Catalog) -> Result<(), TestCaseError> {
    let text = write_schema(catalog, &WriteOptions::default());
    prop_assert_eq!(format(&text), Ok(text.clone()), "{}", text);
    let (declared, _) = language::read_text(Path::new("schema.yaml"), &text)
        .map_err(|error| TestCaseError::fail(format!("{}\n{text}", error.render(false))))?;
    prop_assert_eq!(&declared.catalog, catalog, "{}", text);
    Ok(())
}

/// A name as PostgreSQL takes it: up to 63 bytes of anything.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-z][a-z0-9_]{0,10}",
        1 => "[A-Za-z][A-Za-z0-9_]{0,10}",
        1 => prop::sample::select(vec![
            "order", "user", "select", "text", "timestamp", "date", "serial", "null", "true", "yes", "1e3", "~", "<<", "a.b",
            "public", "public.a", "CamelCase", "HTMLPage2", "_a__b", "a b", "a: b", "a #b", "- a", "'", "\"", "it's", "a\"b",
            "@at", "`", "%", "x?", "[]", "{}", "a,b", "ä", "日本", "\u{1f600}", "a\nb", "\t", "?", "naïveÜber", "İ", "ß",
        ]).prop_map(str::to_owned),
        1 => "\\PC{1,15}".prop_map(|text| evenkeel_model::name::clip(&text, 63).to_owned()),
        1 => "[a-z_]{50,63}",
    ]
}

fn comment() -> impl Strategy<Value = Option<String>> {
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
        "[(][a-z0-9 ='<>#:\\n]{1,20}[)]",
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
struct Seed {
    name: QualifiedName,
    columns: Vec<(String, Column)>,
    choices: Vec<u8>,
    names: Vec<String>,
    texts: Vec<String>,
    options: BTreeMap<String, String>,
    comments: Vec<Option<String>>,
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

fn seed() -> impl Strategy<Value = Seed> {
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

/// Makes names differ as PostgreSQL wants it, in one schema.
#[derive(Default)]
struct Names(BTreeSet<(String, String)>);

impl Names {
    fn take(&mut self, schema: &str, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 0;
        while !self.0.insert((schema.to_owned(), name.clone())) {
            number += 1;
            name = format!("{}~{number}", evenkeel_model::name::clip(wanted, 58));
        }
        name
    }
}

fn build(seeds: Vec<Seed>, types: Vec<(String, u8, Vec<String>, Option<String>)>) -> Catalog {
    let mut catalog = Catalog::default();
    let mut names = Names::default();
    for (wanted, kind, members, comment) in types {
        let name = QualifiedName::new("public", names.take("public", &wanted));
        match kind % 3 {
            0 => {
                let mut labels: Vec<String> = Vec::new();
                for label in members {
                    if !labels.contains(&label) {
                        labels.push(label);
                    }
                }
                catalog.enums.insert(name, EnumType { labels, comment });
            }
            1 => {
                let field = |data_type: &str| CompositeField {
                    data_type: data_type.to_owned(),
                    collation: None,
                    comment: comment.clone(),
                };
                let fields = members.iter().map(|member| (member.clone(), field("numeric(10,2)"))).collect();
                catalog.composites.insert(name, CompositeType { fields, comment });
            }
            _ => {
                let checks = members.iter().map(|member| {
                    let name = names.take("public", member);
                    (
                        name,
                        DomainCheck {
                            expression: "(VALUE > 0)".to_owned(),
                            validated: kind > 100,
                            comment: comment.clone(),
                        },
                    )
                });
                let checks = checks.collect();
                let domain = Domain {
                    base_type: "integer".to_owned(),
                    collation: None,
                    default: (kind > 50).then(|| "'-1'::integer".to_owned()),
                    not_null: kind > 150,
                    checks,
                    comment,
                };
                catalog.domains.insert(name, domain);
            }
        }
    }
    // Names of tables first, so that no index takes one.
    let seeds: Vec<Seed> = seeds
        .into_iter()
        .map(|mut seed| {
            seed.name.name = names.take(&seed.name.schema, &seed.name.name);
            seed
        })
        .collect();
    let mut keys: Vec<(QualifiedName, Vec<String>)> = Vec::new();
    let mut tables: Vec<(Seed, Table)> = Vec::new();
    for seed in seeds {
        let table = build_table(&seed, &mut names, &mut catalog, &mut keys);
        tables.push((seed, table));
    }
    for (number, (seed, mut table)) in tables.into_iter().enumerate() {
        foreign_keys(&seed, &mut table, &keys, number, &mut names);
        catalog.tables.insert(seed.name, table);
    }
    let schemas: BTreeSet<String> = catalog
        .tables
        .keys()
        .chain(catalog.enums.keys())
        .chain(catalog.composites.keys())
        .chain(catalog.domains.keys())
        .chain(catalog.sequences.keys())
        .map(|name| name.schema.clone())
        .chain(["other".to_owned()])
        .collect();
    for schema in schemas {
        catalog.schemas.insert(schema, Schema::default());
    }
    catalog
}

fn build_table(
    seed: &Seed,
    names: &mut Names,
    catalog: &mut Catalog,
    keys: &mut Vec<(QualifiedName, Vec<String>)>,
) -> Table {
    let Seed { name, choices, texts, options, comments, .. } = seed;
    let mut table = Table {
        options: options.clone(),
        unlogged: choices[0] > 200,
        comment: comments[0].clone(),
        ..Table::default()
    };
    for (wanted, column) in &seed.columns {
        let mut column = column.clone();
        let mut column_name = wanted.clone();
        while table.columns.contains_key(&column_name) {
            column_name = format!("{}'", evenkeel_model::name::clip(&column_name, 61));
        }
        let usual = make_object_name(&name.name, Some(&column_name), "seq");
        if let Some(ColumnValue::Identity(identity)) = &mut column.value {
            let wanted = if choices[1] > 128 { &usual } else { wanted };
            identity.sequence = names.take(&name.schema, wanted);
        } else if column.not_null && column.data_type == "integer" && choices[2] > 100 {
            let sequence = name.sibling(names.take(&name.schema, if choices[2] > 150 { &usual } else { wanted }));
            let literal = evenkeel_model::name::quote_literal(&sequence.to_string());
            column.value = Some(ColumnValue::Default(format!("nextval({literal}::regclass)")));
            let object = Sequence {
                options: SequenceOptions::defaults(if choices[3] > 200 { "bigint" } else { "integer" }, 1),
                owned_by: Some((name.clone(), column_name.clone())),
                unlogged: false,
                comment: comments[1].clone(),
            };
            catalog.sequences.insert(sequence, object);
        }
        table.columns.insert(column_name, column);
    }
    let columns: Vec<String> = table.columns.keys().cloned().collect();
    let pick = |choice: u8, count: u8| -> Vec<String> {
        let count = usize::from(count % 3 + 1).min(columns.len());
        (0..count).map(|step| columns[(usize::from(choice) + step) % columns.len()].clone()).collect()
    };
    let mut given = seed.names.iter();
    let mut constraint_name = |names: &mut Names, columns: &[String], label: &str, choice: u8| {
        let usual = make_object_name(&name.name, (label != "pkey").then(|| columns.join("_")).as_deref(), label);
        let wanted = if choice.is_multiple_of(2) { &usual } else { given.next().unwrap_or(&usual) };
        names.take(&name.schema, wanted)
    };
    let deferrability =
        [Deferrability::NotDeferrable, Deferrability::InitiallyImmediate, Deferrability::InitiallyDeferred];
    if choices[4] > 60 {
        let key = Key {
            columns: pick(choices[5], choices[6]),
            options: if choices[7] > 200 { options.clone() } else { BTreeMap::new() },
            ..Key::default()
        };
        for column in &key.columns {
            table.columns[column].not_null = true;
        }
        keys.push((name.clone(), key.columns.clone()));
        let label = constraint_name(names, &key.columns, "pkey", choices[8]);
        table.constraints.insert(label, Constraint::new(ConstraintKind::PrimaryKey(key)));
    }
    if choices[9] > 100 {
        let key = Key { columns: pick(choices[10], choices[11]), ..Key::default() };
        keys.push((name.clone(), key.columns.clone()));
        let label = constraint_name(names, &key.columns, "key", choices[12]);
        let mut constraint = Constraint::new(ConstraintKind::Unique { key, nulls_not_distinct: choices[13] > 200 });
        constraint.deferrability = deferrability[usize::from(choices[14] % 3)];
        constraint.comment = comments[2].clone();
        table.constraints.insert(label, constraint);
    }
    if choices[15] > 100 {
        let mut constraint =
            Constraint::new(ConstraintKind::Check { expression: texts[0].clone(), no_inherit: choices[16] > 200 });
        constraint.enforced = choices[17] < 200;
        constraint.validated = constraint.enforced && choices[17] < 150;
        constraint.comment = comments[3].clone();
        let label = constraint_name(names, &columns, "check", choices[18] | 1);
        table.constraints.insert(label, constraint);
    }
    let element = |key, dice: u8| IndexElement {
        descending: dice.is_multiple_of(3),
        nulls_first: dice.is_multiple_of(2),
        collation: (dice.is_multiple_of(7)).then(|| QualifiedName::new("pg_catalog", "C")),
        operator_class: (dice.is_multiple_of(5)).then(|| OperatorClass {
            name: QualifiedName::new(if dice.is_multiple_of(2) { "pg_catalog" } else { "public" }, "gist_trgm_ops"),
            options: if dice.is_multiple_of(4) { options.clone() } else { BTreeMap::new() },
        }),
        key,
    };
    if choices[19] > 150 {
        let elements = vec![
            ExclusionElement {
                element: element(IndexKey::Column(columns[0].clone()), choices[20]),
                operator: "=".to_owned(),
            },
            ExclusionElement {
                element: element(IndexKey::Expression(texts[1].clone()), choices[21]),
                operator: "OPERATOR(public.&&)".to_owned(),
            },
        ];
        let kind = ConstraintKind::Exclusion {
            method: if choices[20] > 128 { "gist" } else { "btree" }.to_owned(),
            elements,
            include: Vec::new(),
            predicate: (choices[21] > 128).then(|| texts[2].clone()),
            options: options.clone(),
        };
        let label = constraint_name(names, &columns, "excl", choices[20] | 1);
        table.constraints.insert(label, Constraint::new(kind));
    }
    for (round, choice) in choices[5..20].chunks(5).enumerate() {
        let key = pick(choice[0], choice[1]);
        let plain = choice[2] > 100;
        let mut elements: Vec<IndexElement> = key
            .iter()
            .map(|column| {
                let column = IndexKey::Column(column.clone());
                if plain { IndexElement::new(column) } else { element(column, choice[3]) }
            })
            .collect();
        if choice[2] < 30 {
            elements.push(element(IndexKey::Expression(texts[3].clone()), choice[4]));
        }
        let include: Vec<String> =
            columns.iter().filter(|column| !key.contains(column)).take(usize::from(choice[4] % 2)).cloned().collect();
        let parts: Vec<String> = key.iter().chain(&include).cloned().collect();
        let label = constraint_name(names, &parts, "idx", choice[4]);
        let unique = choice[3] > 128;
        table.indexes.insert(
            label,
            Index {
                method: if unique || plain { "btree" } else { "gin" }.to_owned(),
                unique,
                nulls_not_distinct: unique && choice[1] > 200,
                elements,
                include,
                predicate: (choice[0] > 200).then(|| texts[round].clone()),
                options: if choice[0] < 50 { options.clone() } else { BTreeMap::new() },
                valid: true,
                comment: comments[4].clone(),
            },
        );
    }
    table
}

fn foreign_keys(
    seed: &Seed,
    table: &mut Table,
    keys: &[(QualifiedName, Vec<String>)],
    number: usize,
    names: &mut Names,
) {
    let actions = [
        ForeignKeyAction::NoAction,
        ForeignKeyAction::Restrict,
        ForeignKeyAction::Cascade,
        ForeignKeyAction::SetNull,
        ForeignKeyAction::SetDefault,
    ];
    let columns: Vec<String> = table.columns.keys().cloned().collect();
    for (round, (references, referenced_columns)) in keys.iter().enumerate().take(3) {
        let choice = seed.choices[(round + number) % 24];
        if referenced_columns.len() > columns.len() || choice < 60 {
            continue;
        }
        let own: Vec<String> = (0..referenced_columns.len())
            .map(|step| columns[(usize::from(choice) + step) % columns.len()].clone())
            .collect();
        let on_delete = actions[usize::from(choice % 5)];
        let limited = matches!(on_delete, ForeignKeyAction::SetNull | ForeignKeyAction::SetDefault) && choice > 200;
        let key = ForeignKey {
            on_delete_columns: if limited { vec![own[0].clone()] } else { Vec::new() },
            references: references.clone(),
            referenced_columns: referenced_columns.clone(),
            on_update: actions[usize::from(choice % 3)],
            on_delete,
            match_full: choice.is_multiple_of(7),
            period: false,
            columns: own,
        };
        let usual = make_object_name(&seed.name.name, Some(&key.columns.join("_")), "fkey");
        let label = names.take(&seed.name.schema, if choice.is_multiple_of(2) { &usual } else { &seed.names[11 - round] });
        let mut constraint = Constraint::new(ConstraintKind::ForeignKey(key));
        constraint.validated = !choice.is_multiple_of(11);
        constraint.comment = seed.comments[5].clone();
        if choice.is_multiple_of(13) {
            constraint.deferrability = Deferrability::InitiallyDeferred;
        }
        table.constraints.insert(label, constraint);
    }
}

fn catalog() -> impl Strategy<Value = Catalog> {
    let members = prop::collection::vec(name(), 1..4);
    let types = prop::collection::vec((name(), any::<u8>(), members, comment()), 0..4);
    (prop::collection::vec(seed(), 0..4), types).prop_map(|(seeds, types)| build(seeds, types))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_reads_back(catalog in catalog()) {
        check(&catalog)?;
    }
}

#[test]
fn what_the_language_lacks_is_named() {
    let mut catalog = Catalog::default();
    catalog.schemas.insert("public".to_owned(), Schema::default());
    let view = OtherObject { kind: OtherKind::View, schema: Some("public".to_owned()), on: None, definition: None };
    catalog.others.insert((OtherKind::View, "public.\"line\nfeed\"".to_owned()), view);
    assert_eq!(left_out(&catalog), ["view public.\"line\\nfeed\""]);
    assert_eq!(
        write_schema(&catalog, &WriteOptions::default()),
        "# Not in this file, since the schema language has no words for it yet:\n#   view public.\"line\\nfeed\"\n"
    );
}
