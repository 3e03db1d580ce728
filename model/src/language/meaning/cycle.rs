//! Types that would hold themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::Reader;
use crate::declared::Place;
use crate::language::data_type::{Base, DataType};
use crate::{Diagnostic, QualifiedName};

impl Reader<'_> {
    /// Notes that one type or table holds values of another type.
    pub(super) fn note_type_edge(&mut self, from: &QualifiedName, data_type: &DataType, place: Place) {
        if let Base::Declared(to) | Base::Row(to) = &data_type.base {
            self.type_edges.push((from.clone(), to.clone(), place));
        }
    }

    /// Finds types that hold themselves, directly or through others: no order can create them.
    pub(super) fn refuse_cycles(&mut self) {
        let mut edges: BTreeMap<&QualifiedName, Vec<(&QualifiedName, Place)>> = BTreeMap::new();
        for (from, to, place) in &self.type_edges {
            edges.entry(from).or_default().push((to, *place));
        }
        let mut told: BTreeSet<&QualifiedName> = BTreeSet::new();
        let mut findings = Vec::new();
        for start in edges.keys() {
            if told.contains(start) {
                continue;
            }
            let Some(path) = path_back(start, &edges) else { continue };
            let names: Vec<String> = path.iter().map(|(name, _)| name.to_string()).chain([start.to_string()]).collect();
            let Some((_, place)) = path.first() else { continue };
            let mut finding = Diagnostic::error("type-cycle", *place, format!("the type {start} holds itself"))
                .with_label(if names.len() > 2 { names.join(" → ") } else { "here".to_owned() })
                .with_help("PostgreSQL cannot create it: a type must exist before another uses it");
            for (name, place) in path.iter().skip(1) {
                finding = finding.with_related(*place, format!("{name} goes on here"));
            }
            told.extend(path.iter().map(|(name, _)| *name));
            findings.push(finding);
        }
        self.findings.extend(findings);
    }
}

/// The way from a type back to itself: each type with the place that leads to the next.
fn path_back<'a>(
    start: &'a QualifiedName,
    edges: &BTreeMap<&'a QualifiedName, Vec<(&'a QualifiedName, Place)>>,
) -> Option<Vec<(&'a QualifiedName, Place)>> {
    let mut seen: BTreeSet<&QualifiedName> = BTreeSet::new();
    let mut paths = vec![(start, Vec::new())];
    while let Some((at, path)) = paths.pop() {
        for (next, place) in edges.get(at).into_iter().flatten() {
            let mut longer = path.clone();
            longer.push((at, *place));
            if *next == start {
                return Some(longer);
            }
            if seen.insert(next) {
                paths.push((next, longer));
            }
        }
    }
    None
}
