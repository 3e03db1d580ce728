//! Whether rows break a constraint that is to be validated: that is asked before anything else happens, for the validation
//! comes when much of the plan is done.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{Constraint, ConstraintKind, ExclusionElement, ForeignKey, IndexElement, IndexKey, Key};
use evenkeel_model::printed_type::split_modifiers;
use evenkeel_model::{ObjectId, QualifiedName};

use super::check::{self, Foresight, Names, Question};
use super::context::Context;
use super::facts::basis;
use super::graph::Node;
use super::not_null;
use super::statement::Unasked;

/// Looks for rows that break a constraint.
pub(super) fn of_constraint(
    context: &Context<'_>,
    table: &QualifiedName,
    name: &str,
    constraint: &Constraint,
) -> Foresight {
    let id = ObjectId::Constraint(table.clone(), name.to_owned());
    let foresight = match &constraint.kind {
        ConstraintKind::Check { expression, no_inherit } => {
            of_check(context, table, &id, name, (expression, *no_inherit)).into()
        }
        ConstraintKind::ForeignKey(key) if refers_to_nothing(context, table, key) => Foresight::Needless,
        ConstraintKind::ForeignKey(key) => of_foreign_key(context, table, &id, name, key).into(),
        ConstraintKind::Exclusion { elements, predicate, .. } => {
            of_exclusion(context, table, &id, name, (elements, predicate.as_deref())).into()
        }
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } if key.without_overlaps => {
            of_periods(context, table, &id, name, key).into()
        }
        ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique { .. } => Foresight::Needless,
    };
    match foresight {
        // What has been so of rows that stay as they are.
        Foresight::Asked(_) | Foresight::Unasked(Unasked::Names | Unasked::Compared | Unasked::Pairs)
            if is_known(context, table, &constraint.kind) =>
        {
            Foresight::Needless
        }
        other => other,
    }
}

/// Looks for NULL in a column that is to be NOT NULL.
pub(super) fn of_not_null(context: &Context<'_>, table: &QualifiedName, column: &str) -> Foresight {
    null(context, table, column).into()
}

fn null(context: &Context<'_>, table: &QualifiedName, column: &str) -> Result<Node, Unasked> {
    // What is NULL stays it in another type, unless a person says what it becomes.
    let is_converted = context.facts.using.contains_key(&(table.clone(), column.to_owned()));
    if is_converted || !check::is_retyped_in_place(context, table, column) {
        check::column_stands(context, table, column)?;
    }
    let names = Names::of(context, table).ok_or(Unasked::NewValues)?;
    let (before, quoted) = (names.table, quote_identifier(names.column(column).ok_or(Unasked::Names)?));
    let data_type = context.old_column(table, column).map(|column| column.data_type.as_str());
    let only = if context.new_column(table, column).is_some_and(not_null::is_for_one_table) { "ONLY " } else { "" };
    let rows = format!("FROM {only}{before} WHERE {}", check::has_none(context, data_type, &quoted));
    let question = Question {
        id: ObjectId::Column(table.clone(), column.to_owned()),
        tables: vec![before.clone()],
        whole: None,
        condition: "not_null_violation",
        counted: true,
        message: format!("rows of {before} have NULL in {quoted}, which is to be NOT NULL"),
        find: format!("SELECT * {rows}"),
        rows,
        hazard: format!("a row of {before} has NULL in {quoted}"),
    };
    question.node(context)
}

/// Looks for rows where a table is to have none, since they would have no value in a new column.
pub(super) fn of_new_column(context: &Context<'_>, table: &QualifiedName, column: &str) -> Foresight {
    let Some(names) = Names::of(context, table) else { return Foresight::Needless };
    let before = names.table;
    let id = ObjectId::Column(table.clone(), column.to_owned());
    let quoted = quote_identifier(column);
    let rows = format!("FROM {before}");
    let question = Question {
        id,
        tables: vec![before.clone()],
        whole: None,
        condition: "not_null_violation",
        counted: false,
        message: format!("rows of {before} are there, which would have no value in the new column {quoted}"),
        find: format!("SELECT * {rows}"),
        rows,
        hazard: format!("{before} has rows, which would have no value in the new column {quoted}"),
    };
    question.node(context).into()
}

fn of_check(
    context: &Context<'_>,
    table: &QualifiedName,
    id: &ObjectId,
    name: &str,
    (expression, no_inherit): (&str, bool),
) -> Result<Node, Unasked> {
    check::stands(context, id)?;
    let names = Names::of(context, table).ok_or(Unasked::NewValues)?;
    let source = names.source(id, &[expression], &[], no_inherit)?;
    // A condition that is NULL is met.
    let rows = format!("FROM {source} WHERE NOT ({expression})");
    breaking(names.table, id, name, "check_violation", rows).node(context)
}

fn breaking(table: &QualifiedName, id: &ObjectId, name: &str, condition: &'static str, rows: String) -> Question {
    let name = quote_identifier(name);
    Question {
        id: id.clone(),
        tables: vec![table.clone()],
        whole: None,
        condition,
        counted: true,
        message: format!("rows of {table} break the constraint {name}, which is to hold"),
        find: format!("SELECT * {rows}"),
        rows,
        hazard: format!("a row of {table} breaks the constraint {name}"),
    }
}

/// Whether no row that is there refers to anything, since a column comes with the plan.
fn refers_to_nothing(context: &Context<'_>, table: &QualifiedName, key: &ForeignKey) -> bool {
    let mut columns = key.columns.iter().map(|column| check::comes_empty(context, table, column));
    if key.match_full { columns.all(|is_empty| is_empty) } else { columns.any(|is_empty| is_empty) }
}

fn of_foreign_key(
    context: &Context<'_>,
    table: &QualifiedName,
    id: &ObjectId,
    name: &str,
    key: &ForeignKey,
) -> Result<Node, Unasked> {
    if key.period {
        return Err(Unasked::Compared);
    }
    for column in &key.columns {
        check::column_stands(context, table, column)?;
    }
    let names = Names::of(context, table).ok_or(Unasked::NewValues)?;
    let referring = |column: &str| names.column(column).map(|column| format!("f.{}", quote_identifier(column)));
    let mut conditions = Vec::new();
    for column in &key.columns {
        let data_type = context.old_column(table, column).map(|column| column.data_type.as_str());
        if names.may_be_null(column) {
            conditions.push(check::has_value(context, data_type, &referring(column).ok_or(Unasked::Names)?));
        }
    }
    let refers = match key.match_full {
        false => conditions,
        // It is enough that one of the columns has a value.
        true if conditions.len() < key.columns.len() => Vec::new(),
        true => vec![format!("({})", conditions.join(" OR "))],
    };
    let mut tables = vec![names.table.clone()];
    let (to, found) = match Names::of(context, &key.references) {
        Some(referenced) => {
            let mut equal = Vec::new();
            for (column, wanted) in key.columns.iter().zip(&key.referenced_columns) {
                check::column_stands(context, &key.references, wanted)?;
                let operator = equality(context, (table, column), (&key.references, wanted))?;
                let wanted = quote_identifier(referenced.column(wanted).ok_or(Unasked::Names)?);
                equal.push(format!("k.{wanted} {operator} {}", referring(column).ok_or(Unasked::Names)?));
            }
            if !tables.contains(referenced.table) {
                tables.push(referenced.table.clone());
            }
            // Rows of inheritance children do not count, and those of partitions do.
            let only = if context.facts.outside.contains(referenced.table) { "" } else { "ONLY " };
            let (table, equal) = (referenced.table, equal.join(" AND "));
            let found = format!("NOT EXISTS (SELECT FROM {only}{table} AS k WHERE {equal})");
            (referenced.table, Some(found))
        }
        // A new table has no rows.
        None if context.to.tables.contains_key(&key.references) => (&key.references, None),
        None => return Err(Unasked::Compared),
    };
    let whole = found.is_some().then(|| to.clone());
    let conditions: Vec<String> = refers.into_iter().chain(found).collect();
    let before = names.table;
    // The rows of inheritance children need not refer to anything.
    let rows = match conditions.is_empty() {
        true => format!("FROM ONLY {before} AS f"),
        false => format!("FROM ONLY {before} AS f WHERE {}", conditions.join(" AND ")),
    };
    let quoted = quote_identifier(name);
    let question = Question {
        tables,
        whole,
        message: format!("rows of {before} refer to none of {to} by the foreign key {quoted}, which is to hold"),
        find: format!("SELECT f.* {rows}"),
        hazard: format!("a row of {before} refers to none of {to} by the foreign key {quoted}"),
        ..breaking(before, id, name, "foreign_key_violation", rows)
    };
    question.node(context)
}

/// The operator by which values of both columns are compared: that of the referenced column's type.
fn equality(
    context: &Context<'_>,
    (table, column): (&QualifiedName, &str),
    (referenced, wanted): (&QualifiedName, &str),
) -> Result<String, Unasked> {
    let old = context.old_column(table, column).zip(context.old_column(referenced, wanted));
    let (column, key) = old.ok_or(Unasked::NewValues)?;
    // Blanks at the end count for one of them and not for the other.
    let is_padded =
        |data_type: &str| matches!(split_modifiers(&basis(context.from, data_type)).0.as_str(), "character" | "bpchar");
    if column.collation != key.collation || is_padded(&column.data_type) != is_padded(&key.data_type) {
        return Err(Unasked::Compared);
    }
    let id = ObjectId::Column(referenced.clone(), wanted.to_owned());
    operator(context, &id, &key.data_type, "=")
}

/// An operator of a type: what an extension brings lies where its type does.
fn operator(context: &Context<'_>, column: &ObjectId, data_type: &str, operator: &str) -> Result<String, Unasked> {
    let data_type = basis(context.from, data_type);
    let Some(name) = QualifiedName::parse(&data_type).filter(|_| !data_type.ends_with(']')) else {
        return Ok(operator.to_owned());
    };
    if context.from.enums.contains_key(&name) || context.from.composites.contains_key(&name) {
        return Ok(operator.to_owned());
    }
    let dependencies = &context.from.dependencies;
    let mut extensions = dependencies.needed_by(column).filter(|needed| matches!(needed, ObjectId::Extension(_)));
    match extensions.next() {
        Some(extension) if context.action(extension).is_none() => {
            Ok(format!("OPERATOR({}.{operator})", quote_identifier(&name.schema)))
        }
        Some(_) => Err(Unasked::Changes),
        None => Err(Unasked::Compared),
    }
}

fn of_exclusion(
    context: &Context<'_>,
    table: &QualifiedName,
    id: &ObjectId,
    name: &str,
    (elements, predicate): (&[ExclusionElement], Option<&str>),
) -> Result<Node, Unasked> {
    check::stands(context, id)?;
    // Rows that are equal in something can be brought together; else each would be compared with each.
    if !elements.iter().any(|element| element.operator == "=" || element.operator.ends_with(".=)")) {
        return Err(Unasked::Pairs);
    }
    let names = Names::of(context, table).ok_or(Unasked::NewValues)?;
    let texts = elements.iter().filter_map(|element| match &element.element.key {
        IndexKey::Column(_) => None,
        IndexKey::Expression(expression) => Some(expression.as_str()),
    });
    let texts: Vec<&str> = texts.chain(predicate).collect();
    let source = names.source(id, &texts, &["ctid"], true)?;
    let mut conditions: Vec<String> = predicate.map(|predicate| format!("({predicate})")).into_iter().collect();
    let (mut selected, mut clash) = (vec!["ctid AS place".to_owned()], vec!["one.place < other.place".to_owned()]);
    for (number, element) in elements.iter().enumerate() {
        let (value, may_be_null, data_type) = match &element.element.key {
            IndexKey::Column(column) => (
                quote_identifier(column),
                names.may_be_null(column),
                context.old_column(table, column).map(|column| column.data_type.as_str()),
            ),
            IndexKey::Expression(expression) => (only_where(predicate, &format!("({expression})")), true, None),
        };
        if may_be_null {
            // NULL excludes nothing.
            conditions.push(check::has_value(context, data_type, &value));
        }
        let collation = element.element.collation.as_ref().map_or_else(String::new, |name| format!(" COLLATE {name}"));
        let number = number + 1;
        selected.push(format!("{value}{collation} AS value{number}"));
        clash.push(format!("one.value{number} {} other.value{number}", element.operator));
    }
    let rows = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let columns = selected.join(", ");
    let rows = format!(
        "FROM (SELECT {columns} FROM {source}{rows}) AS one JOIN (SELECT {columns} FROM {source}{rows}) AS other ON {}",
        clash.join(" AND ")
    );
    let before = names.table;
    let quoted = quote_identifier(name);
    let question = Question {
        counted: false,
        message: format!("rows of {before} exclude each other by the constraint {quoted}, which is to hold"),
        find: format!("SELECT one, other {rows}"),
        hazard: format!("two rows of {before} exclude each other by the constraint {quoted}"),
        ..breaking(before, id, name, "exclusion_violation", rows)
    };
    question.node(context)
}

/// WITHOUT OVERLAPS is an exclusion constraint: equal in all columns but the last one, which overlaps.
fn of_periods(
    context: &Context<'_>,
    table: &QualifiedName,
    id: &ObjectId,
    name: &str,
    key: &Key,
) -> Result<Node, Unasked> {
    let mut elements = Vec::new();
    for (number, column) in key.columns.iter().enumerate() {
        let data_type = &context.old_column(table, column).ok_or(Unasked::NewValues)?.data_type;
        let of_column = ObjectId::Column(table.clone(), column.clone());
        let operator = match number + 1 == key.columns.len() {
            true => "&&".to_owned(),
            false => operator(context, &of_column, data_type, "=")?,
        };
        let element = IndexElement::new(IndexKey::Column(column.clone()));
        elements.push(ExclusionElement { element, operator });
    }
    let mut node = of_exclusion(context, table, id, name, (&elements, None))?;
    node.statements.extend(empty_periods(context, table, id, name, key)?.statements);
    Ok(node)
}

/// A period that is empty overlaps nothing, and is refused all the same.
fn empty_periods(
    context: &Context<'_>,
    table: &QualifiedName,
    id: &ObjectId,
    name: &str,
    key: &Key,
) -> Result<Node, Unasked> {
    let names = Names::of(context, table).ok_or(Unasked::NewValues)?;
    let period = key.columns.last().and_then(|column| names.column(column)).ok_or(Unasked::Names)?;
    let (before, period, name) = (names.table, quote_identifier(period), quote_identifier(name));
    let rows = format!("FROM ONLY {before} WHERE pg_catalog.isempty({period})");
    let question = Question {
        message: format!("rows of {before} have an empty range in {period}, and the constraint {name} takes none"),
        find: format!("SELECT * {rows}"),
        hazard: format!("a row of {before} has an empty range in {period}, of which the constraint {name} takes none"),
        ..breaking(before, id, &name, "check_violation", rows)
    };
    question.node(context)
}

/// A value where a condition holds that it may need: a server is free to look at conditions in another order.
pub(super) fn only_where(predicate: Option<&str>, value: &str) -> String {
    predicate.map_or_else(|| value.to_owned(), |predicate| format!("CASE WHEN {predicate} THEN {value} END"))
}

/// Whether a constraint that was there says already that there are no such rows.
fn is_known(context: &Context<'_>, table: &QualifiedName, kind: &ConstraintKind) -> bool {
    let Some(old) = context.from.tables.get(table) else { return false };
    let says = |old: &Constraint| match (&old.kind, kind) {
        (ConstraintKind::ForeignKey(old), ConstraintKind::ForeignKey(new)) => {
            (&old.columns, &old.references, &old.referenced_columns, old.period)
                == (&new.columns, &new.references, &new.referenced_columns, new.period)
                && (old.match_full || !new.match_full)
        }
        (
            ConstraintKind::Check { expression: old, no_inherit: before },
            ConstraintKind::Check { expression: new, no_inherit: after },
        ) => old == new && (*after || !before),
        (
            ConstraintKind::Exclusion { elements: old, predicate: before, .. },
            ConstraintKind::Exclusion { elements: new, predicate: after, .. },
        ) => old == new && (before.is_none() || before == after),
        (
            ConstraintKind::PrimaryKey(old) | ConstraintKind::Unique { key: old, .. },
            ConstraintKind::PrimaryKey(new) | ConstraintKind::Unique { key: new, .. },
        ) => (&old.columns, old.without_overlaps) == (&new.columns, new.without_overlaps),
        _ => false,
    };
    old.constraints.values().any(|old| old.validated && old.enforced && says(old))
}
