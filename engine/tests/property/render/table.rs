//! Tables with their columns, constraints and indexes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use evenkeel_model::Catalog;
use evenkeel_model::QualifiedName;
use evenkeel_model::name::{clip, make_object_name, quote_identifier, quote_literal};
use evenkeel_model::object::{
    self, ColumnValue, Compression, ConstraintKind, ExclusionElement, ForeignKey, GeneratedKind, Identity,
    IndexElement, IndexKey, Key, NotNullConstraint, OperatorClass,
};

use super::{Kind, Renderer, choose, counts, parts};
use crate::names::comment;
use crate::spec::{self, Column, Constraint, Id, Index, Pick, Table, Value};
use crate::types::{base, is_convertible, is_key, is_orderable, is_text, is_toastable, sample};

/// Whether nothing may be built on the column: no index and no key.
fn is_virtual(column: &object::Column) -> bool {
    matches!(column.value, Some(ColumnValue::Generated { kind: GeneratedKind::Virtual, .. }))
}

impl Renderer<'_> {
    pub(super) fn tables(&mut self) {
        let mut placed = Vec::new();
        for table in &self.database.tables {
            if let Some(name) = self.place(&table.place, Kind::Table) {
                placed.push((table, name));
            }
        }
        for (table, name) in &placed {
            let unlogged = table.unlogged && table.place.id % 3 == 0;
            let definition = object::Table { unlogged, ..object::Table::default() };
            self.rendered.catalog.tables.insert(name.clone(), Arc::new(definition));
            for column in &table.columns {
                self.column(table, name, column);
            }
            let toast = self.of(name).columns.values().any(|column| is_text(&column.data_type));
            let definition = self.of(name);
            definition.options = parts::table_options(table.options, toast);
            definition.comment = comment(table.place.comment);
        }
        for (table, name) in &placed {
            for constraint in &table.constraints {
                self.constraint(table, name, constraint);
            }
            for index in &table.indexes {
                self.index(table, name, index);
            }
        }
        for (table, name) in &placed {
            for constraint in &table.constraints {
                self.foreign_key(table, name, constraint);
            }
        }
    }

    fn of(&mut self, name: &QualifiedName) -> &mut object::Table {
        Arc::make_mut(self.rendered.catalog.tables.entry(name.clone()).or_default())
    }

    /// The columns of a table with their addresses, but for those that `accept` refuses.
    fn columns(&self, table: Id, accept: impl Fn(&Catalog, &object::Column) -> bool) -> Vec<(Id, String)> {
        let catalog = &self.rendered.catalog;
        let found = self.rendered.names.iter().filter(|((kind, owner, _), _)| *kind == Kind::Column && *owner == table);
        found
            .filter(|(_, (name, column))| {
                catalog.tables.get(name).and_then(|of| of.columns.get(column)).is_some_and(|of| accept(catalog, of))
            })
            .map(|((_, _, id), (_, column))| (*id, column.clone()))
            .collect()
    }

    fn column(&mut self, table: &Table, name: &QualifiedName, column: &Column) {
        let text = column.part.name.text();
        if self.of(name).columns.contains_key(&text) {
            return;
        }
        let unlogged = self.of(name).unlogged;
        let mut data_type = self.data_type(column.of);
        let mut not_null = column.not_null;
        let counting = ["smallint", "integer", "bigint"].contains(&data_type.as_str());
        let own_sequence = name.sibling(make_object_name(&name.name, Some(&text), "seq"));
        let value = match column.value {
            Value::Default(number) => {
                let i = usize::from(number % 3) + 1;
                sample(&self.rendered.catalog, &Catalog::default(), &data_type, i).map(ColumnValue::Default)
            }
            Value::Identity { always, counts: of, named } if counting => {
                let sequence = if named { name.sibling(clip(&format!("{text} counts"), 63)) } else { own_sequence };
                let options = counts(of, &data_type);
                let free = self.take(&sequence);
                not_null |= free;
                free.then_some(ColumnValue::Identity(Identity { always, sequence: sequence.name, options }))
            }
            Value::Serial { counts: of } if counting && self.take(&own_sequence) => {
                let sequence = object::Sequence {
                    options: counts(of, &data_type),
                    owned_by: Some((name.clone(), text.clone())),
                    unlogged: unlogged && self.server.major >= 15,
                    comment: None,
                };
                self.rendered.catalog.sequences.insert(own_sequence.clone(), sequence);
                Some(next_value(&own_sequence))
            }
            Value::Next(pick) if counting => choose(&self.sequences, pick).map(next_value),
            Value::Generated { of, expression, virtually } => {
                let plain =
                    self.columns(table.place.id, |_, of| !matches!(of.value, Some(ColumnValue::Generated { .. })));
                choose(&plain, of).cloned().and_then(|source| {
                    let quoted = quote_identifier(&source);
                    let definition = self.of(name).columns.get(&source)?.clone();
                    let convertible = is_convertible(&base(&self.rendered.catalog, &definition.data_type));
                    let source_type = definition.data_type.clone();
                    let (expression, of) = match expression % 4 {
                        0 if convertible => (format!("pg_catalog.length(({quoted})::text)"), "integer".to_owned()),
                        1 if convertible => (format!("({quoted})::text || 'x'::text"), "text".to_owned()),
                        2 => (quoted, definition.data_type),
                        _ => (format!("{quoted} IS NULL"), "boolean".to_owned()),
                    };
                    // A virtual column may use no type but the server's own.
                    let own = !of.contains('.') && !source_type.contains('.');
                    let kind = if virtually && own && self.server.major >= 18 {
                        GeneratedKind::Virtual
                    } else {
                        GeneratedKind::Stored
                    };
                    data_type = of;
                    not_null &= kind == GeneratedKind::Stored;
                    Some(ColumnValue::Generated { expression, kind })
                })
            }
            _ => None,
        };
        let toastable = is_toastable(&data_type) && !matches!(value, Some(ColumnValue::Generated { .. }));
        let definition = object::Column {
            collation: parts::collation(column.collation, &data_type),
            not_null,
            not_null_constraint: self.not_null_constraint(&text, column, not_null, value.as_ref()),
            value,
            storage: parts::storage(column.storage).filter(|_| toastable),
            compression: (toastable && column.compression % 4 == 3).then_some(Compression::Pglz),
            comment: comment(column.part.comment),
            data_type,
        };
        self.of(name).columns.insert(text.clone(), definition);
        self.name(Kind::Column, table.place.id, column.part.id, name.clone(), text);
    }

    /// A NOT NULL constraint that is not what the server makes by itself.
    fn not_null_constraint(
        &self,
        name: &str,
        column: &Column,
        not_null: bool,
        value: Option<&ColumnValue>,
    ) -> Option<NotNullConstraint> {
        let plain = !matches!(value, Some(ColumnValue::Identity(_) | ColumnValue::Generated { .. }));
        let (no_inherit, validated) = match column.storage % 16 {
            6 | 7 => (false, true),
            8 if plain => (true, true),
            12 | 13 if plain => (false, false),
            _ => return None,
        };
        let name = clip(&format!("needed {name}"), 63).to_owned();
        let there = not_null && self.server.major >= 18;
        there.then_some(NotNullConstraint { name, no_inherit, validated, comment: None })
    }

    /// Different columns of a list, in the order of the picks.
    fn chosen(columns: &[(Id, String)], picks: &[Pick]) -> Vec<String> {
        let mut chosen: Vec<String> = Vec::new();
        for pick in picks {
            let left: Vec<_> = columns.iter().filter(|(_, column)| !chosen.contains(column)).cloned().collect();
            chosen.extend(choose(&left, *pick).cloned());
        }
        chosen
    }

    fn keyable(&self, table: Id) -> Vec<(Id, String)> {
        self.columns(table, |catalog, of| {
            is_key(catalog, &of.data_type) && !matches!(of.value, Some(ColumnValue::Generated { .. }))
        })
    }

    /// A column that rides along in an index.
    fn include(&self, table: Id, number: u8, key: &[String]) -> Vec<String> {
        let plain = self.columns(table, |_, of| !is_virtual(of));
        let left: Vec<_> = plain.into_iter().filter(|(_, column)| !key.contains(column)).collect();
        if number % 4 == 3 { choose(&left, number).cloned().into_iter().collect() } else { Vec::new() }
    }

    fn constraint(&mut self, table: &Table, name: &QualifiedName, constraint: &Constraint) {
        let id = table.place.id;
        let keyable = self.keyable(id);
        let columns = Self::chosen(&keyable, &constraint.columns);
        let key = Key {
            include: self.include(id, constraint.include, &columns),
            options: parts::fillfactor(constraint.options),
            columns,
            without_overlaps: false,
        };
        let mut validated = true;
        let mut enforced = true;
        let mut deferrability = parts::deferrability(constraint.deferrability);
        let kind = match constraint.kind {
            spec::Kind::PrimaryKey if self.of(name).primary_key().is_none() => ConstraintKind::PrimaryKey(key),
            spec::Kind::PrimaryKey => ConstraintKind::Unique { key, nulls_not_distinct: false },
            spec::Kind::Unique { nulls_not_distinct } => {
                ConstraintKind::Unique { key, nulls_not_distinct: nulls_not_distinct && self.server.major >= 15 }
            }
            spec::Kind::Check { condition, no_inherit } => {
                validated = constraint.valid % 4 != 3;
                enforced = constraint.valid % 8 != 7 || self.server.major < 18;
                deferrability = Default::default();
                let all = self.columns(id, |_, _| true);
                let expression = match Self::chosen(&all, &constraint.columns).first() {
                    Some(column) => self.condition(name, column, condition),
                    None => "true".to_owned(),
                };
                ConstraintKind::Check { expression, no_inherit }
            }
            spec::Kind::Exclusion { condition } => {
                let ranges = self.columns(id, |_, of| of.data_type == "int4range" && !is_virtual(of));
                let range = Self::chosen(&ranges, &constraint.columns);
                let (method, columns, operator) =
                    if range.is_empty() { ("btree", key.columns, "=") } else { ("gist", range, "&&") };
                let columns: Vec<_> = columns.into_iter().take(1).collect();
                let Some(column) = columns.first() else {
                    return;
                };
                let operator =
                    if self.type_of(name, column) == "public.citext" { "OPERATOR(public.=)" } else { operator };
                let predicate = (condition % 3 == 2).then(|| self.condition(name, column, condition));
                let element = IndexElement::new(IndexKey::Column(column.clone()));
                ConstraintKind::Exclusion {
                    method: method.to_owned(),
                    elements: vec![ExclusionElement { element, operator: operator.to_owned() }],
                    include: Vec::new(),
                    predicate,
                    options: key.options,
                }
            }
            spec::Kind::ForeignKey { .. } => return,
        };
        let text = constraint.part.name.text();
        let mut nothing = false;
        match &kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => {
                nothing = key.columns.is_empty();
            }
            _ => {}
        }
        let indexed = !matches!(kind, ConstraintKind::Check { .. });
        let taken = self.of(name).constraints.contains_key(&text);
        if nothing || taken || (indexed && !self.take(&name.sibling(&text))) {
            return;
        }
        if let ConstraintKind::PrimaryKey(key) = &kind {
            for column in &key.columns {
                if let Some(column) = self.of(name).columns.get_mut(column) {
                    column.not_null = true;
                    // A primary key takes no other.
                    column.not_null_constraint.take_if(|constraint| constraint.no_inherit || !constraint.validated);
                }
            }
        }
        let comment = comment(constraint.part.comment);
        let definition = object::Constraint { kind, deferrability, validated, enforced, comment };
        self.of(name).constraints.insert(text.clone(), definition);
        self.name(Kind::Constraint, id, constraint.part.id, name.clone(), text);
    }

    fn type_of(&self, table: &QualifiedName, column: &str) -> &str {
        self.rendered.catalog.tables.get(table).and_then(|of| of.columns.get(column)).map_or("", |of| &of.data_type)
    }

    fn condition(&self, table: &QualifiedName, column: &str, number: u8) -> String {
        parts::condition(&self.rendered.catalog, column, self.type_of(table, column), number)
    }

    fn foreign_key(&mut self, table: &Table, name: &QualifiedName, constraint: &Constraint) {
        let spec::Kind::ForeignKey { table: target, key, on_update, on_delete, some_columns, match_full } =
            constraint.kind
        else {
            return;
        };
        let tables: Vec<_> = self
            .rendered
            .names
            .iter()
            .filter(|((kind, ..), _)| *kind == Kind::Table)
            .map(|((_, _, id), (table, _))| (*id, table.clone()))
            .collect();
        let Some(references) = choose(&tables, target).cloned() else {
            return;
        };
        let unlogged = self.of(name).unlogged;
        let referenced = self.of(&references).clone();
        let keys = keys(&referenced);
        let Some(referenced_columns) = choose(&keys, key).cloned() else {
            return;
        };
        if referenced.unlogged && !unlogged {
            return;
        }
        let mut columns: Vec<String> = Vec::new();
        for (position, wanted) in referenced_columns.iter().enumerate() {
            let of = &referenced.columns[wanted];
            let alike = self.columns(table.place.id, |_, own| {
                (&own.data_type, &own.collation) == (&of.data_type, &of.collation)
                    && !matches!(own.value, Some(ColumnValue::Generated { .. }))
            });
            let left: Vec<_> = alike.into_iter().filter(|(_, column)| !columns.contains(column)).collect();
            let pick = constraint.columns.get(position).copied().unwrap_or_default();
            columns.extend(choose(&left, pick).cloned());
        }
        let text = constraint.part.name.text();
        if columns.len() != referenced_columns.len() || self.of(name).constraints.contains_key(&text) {
            return;
        }
        let on_delete = parts::action(on_delete);
        let sets = matches!(on_delete, object::ForeignKeyAction::SetNull | object::ForeignKeyAction::SetDefault);
        let some = some_columns && sets && self.server.major >= 15 && columns.len() > 1;
        let definition = object::Constraint {
            kind: ConstraintKind::ForeignKey(ForeignKey {
                on_delete_columns: if some { columns.iter().take(1).cloned().collect() } else { Vec::new() },
                columns,
                references,
                referenced_columns,
                on_update: parts::action(on_update),
                on_delete,
                match_full,
                period: false,
            }),
            deferrability: parts::deferrability(constraint.deferrability),
            validated: constraint.valid % 4 != 3,
            enforced: true,
            comment: comment(constraint.part.comment),
        };
        self.of(name).constraints.insert(text.clone(), definition);
        self.name(Kind::Constraint, table.place.id, constraint.part.id, name.clone(), text);
    }

    fn index(&mut self, table: &Table, name: &QualifiedName, index: &Index) {
        let id = table.place.id;
        let catalog = &self.rendered.catalog;
        let of_types =
            |types: &[&str]| self.columns(id, |_, of| types.contains(&of.data_type.as_str()) && !is_virtual(of));
        let (method, candidates) = match index.method % 9 {
            6 => ("gin", of_types(&["jsonb", "tsvector", "integer[]", "text[]", "bigint[]"])),
            7 => ("gist", of_types(&["int4range", "tsvector", "point"])),
            8 => ("brin", of_types(&["integer", "bigint", "date", "text", "timestamp with time zone"])),
            5 => (
                "hash",
                self.columns(id, |catalog, of| {
                    is_key(catalog, &of.data_type) && base(catalog, &of.data_type) != "money" && !is_virtual(of)
                }),
            ),
            _ => ("btree", self.columns(id, |catalog, of| is_orderable(catalog, &of.data_type) && !is_virtual(of))),
        };
        let picks: Vec<_> = index.elements.iter().map(|element| element.column).collect();
        let mut columns = Self::chosen(&candidates, &picks);
        if method == "hash" {
            columns.truncate(1);
        }
        let keyable = self.keyable(id);
        let unique = index.unique
            && method == "btree"
            && columns.iter().all(|column| keyable.iter().any(|(_, keyable)| keyable == column));
        let mut elements = Vec::new();
        for (column, element) in columns.iter().zip(&index.elements) {
            elements.push(self.element(catalog, name, column, element, method, unique));
        }
        let text = index.part.name.text();
        if elements.is_empty() || self.taken.contains(&name.sibling(&text)) {
            return;
        }
        let predicate = (index.predicate % 4 == 3).then(|| self.condition(name, &columns[0], index.predicate / 4));
        let definition = object::Index {
            method: method.to_owned(),
            unique,
            nulls_not_distinct: unique && index.nulls_not_distinct && self.server.major >= 15,
            elements,
            include: if method == "btree" { self.include(id, index.include, &columns) } else { Vec::new() },
            predicate,
            options: if ["btree", "hash", "gist"].contains(&method) {
                parts::fillfactor(index.options)
            } else {
                BTreeMap::new()
            },
            valid: true,
            comment: comment(index.part.comment),
        };
        self.take(&name.sibling(&text));
        self.of(name).indexes.insert(text.clone(), definition);
        self.name(Kind::Index, id, index.part.id, name.clone(), text);
    }

    fn element(
        &self,
        catalog: &Catalog,
        table: &QualifiedName,
        column: &str,
        element: &spec::Element,
        method: &str,
        unique: bool,
    ) -> IndexElement {
        let data_type = self.type_of(table, column);
        let quoted = quote_identifier(column);
        let expression = match element.expression % 6 {
            4 if is_convertible(&base(catalog, data_type)) => Some(format!("lower(({quoted})::text)")),
            5 => Some(format!("{quoted} IS NULL")),
            _ => None,
        };
        let expression = expression.filter(|_| method == "btree" && !unique);
        let text = is_text(data_type) && expression.is_none();
        let class = |name: &str, options: &[(&str, &str)]| OperatorClass {
            name: QualifiedName::new("pg_catalog", name),
            options: options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        };
        let operator_class = match (method, data_type) {
            ("btree", "text") if element.class && text && !unique => Some(class("text_pattern_ops", &[])),
            ("gin", "jsonb") if element.class => Some(class("jsonb_path_ops", &[])),
            ("gist", "tsvector") if element.class => Some(class("tsvector_ops", &[("siglen", "100")])),
            _ => None,
        };
        let ordered = method == "btree";
        IndexElement {
            collation: if ordered && text { parts::collation(element.collation, data_type) } else { None },
            operator_class,
            descending: ordered && element.order % 4 >= 2,
            nulls_first: ordered && element.order % 2 == 1,
            key: expression.map_or_else(|| IndexKey::Column(column.to_owned()), IndexKey::Expression),
        }
    }
}

fn next_value(sequence: &QualifiedName) -> ColumnValue {
    ColumnValue::Default(format!("pg_catalog.nextval({}::regclass)", quote_literal(&sequence.to_string())))
}

/// What foreign keys can refer to.
fn keys(table: &object::Table) -> Vec<(Id, Vec<String>)> {
    let constraints = table.constraints.values().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. }
            if constraint.deferrability == object::Deferrability::NotDeferrable =>
        {
            Some(key.columns.clone())
        }
        _ => None,
    });
    let indexes = table.indexes.values().filter(|index| index.unique && index.predicate.is_none()).map(|index| {
        let columns = index.elements.iter().filter_map(|element| match (&element.key, &element.collation) {
            (IndexKey::Column(column), None) => Some(column.clone()),
            _ => None,
        });
        (index.elements.len(), columns.collect::<Vec<_>>())
    });
    let plain = indexes.filter(|(count, columns)| *count == columns.len()).map(|(_, columns)| columns);
    let all: BTreeSet<Vec<String>> = constraints.chain(plain).collect();
    // Keys have no address of their own: their number does.
    all.into_iter().enumerate().map(|(number, columns)| (number as Id, columns)).collect()
}
