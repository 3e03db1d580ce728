//! From seeds to a catalog that a server could hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use evenkeel_model::name::make_object_name;
use evenkeel_model::object::*;
use evenkeel_model::{Catalog, QualifiedName};

use crate::seed::Seed;

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

pub fn build(seeds: Vec<Seed>, types: Vec<(String, u8, Vec<String>, Option<String>)>) -> Catalog {
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
        catalog.tables.insert(seed.name, Arc::new(table));
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
        let label =
            names.take(&seed.name.schema, if choice.is_multiple_of(2) { &usual } else { &seed.names[11 - round] });
        let mut constraint = Constraint::new(ConstraintKind::ForeignKey(key));
        constraint.validated = !choice.is_multiple_of(11);
        constraint.comment = seed.comments[5].clone();
        if choice.is_multiple_of(13) {
            constraint.deferrability = Deferrability::InitiallyDeferred;
        }
        table.constraints.insert(label, constraint);
    }
}
