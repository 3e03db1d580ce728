//! The way of an object from one schema and name to others, which PostgreSQL changes one at a time.

use std::iter;

use evenkeel_model::name::quote_identifier;
use evenkeel_model::{ObjectId, QualifiedName};

use crate::plan::context::temporary_name;
use crate::plan::statement::{HazardKind, LockMode, Statement};

/// The names that an object has one after the other.
pub(super) struct Path {
    from: QualifiedName,
    between: Vec<QualifiedName>,
    to: QualifiedName,
}

impl Path {
    /// The shortest way on which no name is taken.
    pub(super) fn find(from: &QualifiedName, to: &QualifiedName, is_taken: impl Fn(&QualifiedName) -> bool) -> Self {
        let ends = |between| Self { from: from.clone(), between, to: to.clone() };
        if from.schema == to.schema || from.name == to.name {
            return ends(Vec::new());
        }
        let (renamed, moved) = (from.sibling(&to.name), to.sibling(&from.name));
        let direct = [renamed, moved].into_iter().find(|name| !is_taken(name));
        ends(direct.map_or_else(
            || {
                let aside = temporary_name(&to.name, "moved");
                vec![from.sibling(&aside), to.sibling(&aside)]
            },
            |name| vec![name],
        ))
    }

    /// The statements there and back.
    pub(super) fn statements(
        &self,
        keyword: &str,
        id: fn(QualifiedName) -> ObjectId,
        lock: Option<LockMode>,
    ) -> (Statement, Statement) {
        let between = self.between.iter().rev().cloned().collect();
        let back = Self { from: self.to.clone(), between, to: self.from.clone() };
        (self.statement(keyword, id, lock), back.statement(keyword, id, lock))
    }

    fn statement(&self, keyword: &str, id: fn(QualifiedName) -> ObjectId, lock: Option<LockMode>) -> Statement {
        let change = |(from, to): (&QualifiedName, &QualifiedName)| match from.schema == to.schema {
            true => format!("ALTER {keyword} {from} RENAME TO {}", quote_identifier(&to.name)),
            false => format!("ALTER {keyword} {from} SET SCHEMA {}", quote_identifier(&to.schema)),
        };
        let names = || iter::once(&self.from).chain(&self.between).chain([&self.to]);
        let changes: Vec<_> = names().zip(names().skip(1)).map(change).collect();
        let statement = Statement::new(id(self.to.clone()), changes.join(";\n"))
            .with_hazard(HazardKind::BreaksClients, format!("programs that use {} fail from then on", self.from));
        match lock {
            Some(mode) => statement.locking(&self.from, mode),
            None => statement,
        }
    }
}
