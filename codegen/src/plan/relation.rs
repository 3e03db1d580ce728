//! The constants for rows of other tables that belong to a row, by the foreign keys of the catalog.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::{ConstraintKind, ForeignKey, Table};
use evenkeel_model::{Catalog, QualifiedName};
use heck::ToShoutySnakeCase;
use proc_macro2::Ident;

use super::{ColumnPlan, Item, Multiplicity, Plan, RelatedColumn, RelationPlan, TablePlan};
use crate::{docs, names};

/// A foreign key between two tables that are both emitted.
struct Link<'plan> {
    name: &'plan str,
    from: &'plan TablePlan,
    to: &'plan TablePlan,
    key: &'plan ForeignKey,
    /// The referencing columns with the referenced ones.
    columns: Vec<[(usize, &'plan ColumnPlan); 2]>,
    /// Whether a row is referenced by one row at most.
    is_unique: bool,
}

/// A foreign key that cannot be followed in Rust.
struct Apart<'plan> {
    key: &'plan str,
    /// The struct of the referencing row.
    table: Ident,
}

impl Plan {
    /// Gives the tables constants for their relations, in both directions of each foreign key.
    ///
    /// A name that two relations of a table could have is nobody's, whichever of them came first: a foreign key that is
    /// added takes a name away, which does not compile, and never gives it another meaning. What a relation could be called
    /// counts though it is called otherwise.
    ///
    /// A foreign key whose two sides have different types in Rust has none, since their values cannot be compared there; nor
    /// has one whose names are all taken. The documentation of the referencing row says so.
    pub(super) fn relate(&mut self, catalog: &Catalog) {
        let mut planned: BTreeMap<String, Vec<RelationPlan>> = BTreeMap::new();
        let (links, apart) = self.links(catalog);
        let mut without: Vec<(Ident, String)> = apart
            .iter()
            .map(|apart| (apart.table.clone(), no_relation(apart.key, "the two have different types in Rust")))
            .collect();
        let roles: Vec<_> = links.iter().map(|link| link.role(&links)).collect();
        for (link, role) in links.iter().zip(&roles) {
            planned.entry(link.from.ident.to_string()).or_default().push(forward(link, role.as_deref()));
        }
        for (link, role) in links.iter().zip(&roles) {
            planned.entry(link.to.ident.to_string()).or_default().push(backward(link, role.as_deref()));
        }
        for table in self.items.iter_mut().filter_map(Item::as_table_mut) {
            let relations = planned.remove(&table.ident.to_string()).unwrap_or_default();
            let mut claims: BTreeMap<String, usize> = BTreeMap::new();
            let others = table.keys.iter().map(|key| key.ident.to_string());
            let others = others.chain(super::key::TAKEN.map(str::to_owned));
            for name in others.chain(relations.iter().flat_map(|relation| relation.names.iter().cloned())) {
                *claims.entry(name).or_default() += 1;
            }
            for mut relation in relations {
                let mut free = relation.names.iter().filter(|name| claims.get(*name) == Some(&1));
                relation.ident = free.find_map(|name| names::identifier(name));
                if relation.ident.is_some() {
                    table.relations.push(relation);
                } else {
                    without.push((table.ident.clone(), no_relation(&relation.key, "what it could be called is taken")));
                }
            }
        }
        for table in self.items.iter_mut().filter_map(Item::as_table_mut) {
            for (_, words) in without.iter().filter(|(ident, _)| *ident == table.ident) {
                table.docs.extend(docs::paragraph(words));
            }
        }
    }

    /// The foreign keys between tables that are emitted, and those of them that cannot be followed.
    fn links<'plan>(&'plan self, catalog: &'plan Catalog) -> (Vec<Link<'plan>>, Vec<Apart<'plan>>) {
        let tables: BTreeMap<&QualifiedName, &TablePlan> =
            self.items.iter().filter_map(Item::as_table).map(|table| (&table.name, table)).collect();
        let (mut links, mut apart) = (Vec::new(), Vec::new());
        for from in self.items.iter().filter_map(Item::as_table) {
            let Some(table) = catalog.tables.get(&from.name) else { continue };
            for (name, constraint) in &table.constraints {
                let ConstraintKind::ForeignKey(key) = &constraint.kind else { continue };
                let Some(to) = tables.get(&key.references).filter(|_| !key.period) else { continue };
                let columns = key.columns.iter().zip(&key.referenced_columns);
                let columns: Option<Vec<_>> =
                    columns.map(|(column, referenced)| pair(from, to, column, referenced)).collect();
                let Some(columns) = columns else { continue };
                let fits = |pair: &[(usize, &ColumnPlan); 2]| {
                    let [left, right] = pair.map(|(_, column)| column.field.inner.to_string());
                    left == right
                };
                if columns.iter().all(fits) {
                    links.push(Link { name, from, to, key, columns, is_unique: is_unique(table, &key.columns) });
                } else {
                    apart.push(Apart { key: name, table: from.ident.clone() });
                }
            }
        }
        (links, apart)
    }
}

impl Link<'_> {
    /// Whether the other leads from the same table to the same.
    fn is_between(&self, other: &Self) -> bool {
        self.from.name == other.from.name && self.to.name == other.to.name
    }

    /// What the referenced row is to the referencing one: `created_by` of the column `created_by_id`.
    ///
    /// Of several columns it is those that no other key between the two tables has, `home` of `(tenant_id, home_no)` beside
    /// `(tenant_id, away_no)`, and of these rather the ones that are not called as in the referenced table.
    fn role(&self, links: &[Self]) -> Option<String> {
        if let [column] = self.key.columns.as_slice() {
            return Some(column.strip_suffix("_id").unwrap_or(column).to_owned());
        }
        let others = links.iter().filter(|other| self.is_between(other) && self.name != other.name);
        let shared: BTreeSet<&String> = others.flat_map(|other| &other.key.columns).collect();
        let columns = self.key.columns.iter().zip(&self.key.referenced_columns);
        let own: Vec<_> = columns.filter(|(column, _)| !shared.contains(column)).collect();
        let renamed: Vec<_> = own.iter().copied().filter(|(column, referenced)| column != referenced).collect();
        let telling = if renamed.is_empty() { own } else { renamed };
        let words = telling.iter().map(|(column, referenced)| without_key(column, referenced)).collect::<Vec<_>>();
        (!words.is_empty()).then(|| words.join("_"))
    }
}

/// A column without what it says of the column that it references: `home` of `home_id`, and of `home_no` where that is `no`.
fn without_key<'column>(column: &'column str, referenced: &str) -> &'column str {
    let stem = column.strip_suffix("_id").or_else(|| column.strip_suffix(referenced)?.strip_suffix('_'));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(column)
}

fn pair<'plan>(
    from: &'plan TablePlan,
    to: &'plan TablePlan,
    column: &str,
    referenced: &str,
) -> Option<[(usize, &'plan ColumnPlan); 2]> {
    let find =
        |table: &'plan TablePlan, name: &str| table.columns.iter().enumerate().find(|(_, column)| column.name == name);
    Some([find(from, column)?, find(to, referenced)?])
}

/// The line that says why a foreign key has no constant.
fn no_relation(key: &str, why: &str) -> String {
    format!("There is no constant for the rows by {}: {why}", docs::code(key))
}

/// Whether the columns, in any order, are a key of the table.
fn is_unique(table: &Table, columns: &[String]) -> bool {
    let wanted: BTreeSet<&String> = columns.iter().collect();
    table.constraints.values().any(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => {
            !key.without_overlaps && key.columns.iter().collect::<BTreeSet<_>>() == wanted
        }
        _ => false,
    })
}

/// From the referencing row to the one that it references.
fn forward(link: &Link<'_>, role: Option<&str>) -> RelationPlan {
    let is_always = link.columns.iter().all(|[(_, column), _]| !column.nullable);
    // Within one table its own name says nothing of the direction.
    let is_short = link.key.columns.len() > 1 && link.from.name != link.to.name;
    let short = is_short.then(|| link.to.name.name.to_shouty_snake_case());
    let role = role.map(ToShoutySnakeCase::to_shouty_snake_case);
    let mut names: Vec<String> = Vec::new();
    for name in short.into_iter().chain(role).flat_map(|name| [name.clone(), format!("{name}_ROW")]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.push(format!("BY_{}", link.name.to_shouty_snake_case()));
    let last =
        format!("The row of {} that {} references", docs::code(&link.to.name.to_string()), docs::code(link.name));
    RelationPlan {
        ident: None,
        key: link.name.to_owned(),
        names,
        docs: docs::attributes(None, &last),
        to: link.to.ident.clone(),
        multiplicity: if is_always { Multiplicity::One } else { Multiplicity::Maybe },
        columns: link.columns.iter().map(|[left, right]| RelatedColumn::new(*left, *right)).collect(),
    }
}

/// From the referenced row to those that reference it.
fn backward(link: &Link<'_>, role: Option<&str>) -> RelationPlan {
    let table = link.from.name.name.to_shouty_snake_case();
    let by = role.map(|role| format!("{table}_BY_{}", role.to_shouty_snake_case()));
    let key = link.name.strip_prefix(&format!("{}_", link.from.name.name)).unwrap_or(link.name).to_shouty_snake_case();
    let schema = link.from.name.schema.to_shouty_snake_case();
    let last = [format!("{table}_BY_{key}"), format!("{schema}_{table}_BY_{key}")];
    let mut names = vec![table];
    names.extend(by.into_iter().chain(last));
    names.dedup();
    let rows = if link.is_unique { "The row" } else { "The rows" };
    let words = format!("{rows} of {} by {}", docs::code(&link.from.name.to_string()), docs::code(link.name));
    RelationPlan {
        ident: None,
        key: link.name.to_owned(),
        names,
        docs: docs::attributes(None, &words),
        to: link.from.ident.clone(),
        multiplicity: if link.is_unique { Multiplicity::Maybe } else { Multiplicity::Many },
        columns: link.columns.iter().map(|[left, right]| RelatedColumn::new(*right, *left)).collect(),
    }
}
