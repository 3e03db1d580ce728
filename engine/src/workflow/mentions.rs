//! What migrations say of tables: which ones they make, what they rename, and to which ones their foreign keys lead.
//!
//! What a DO block does counts, and the strings that it executes as they stand. What a function does when it is called does
//! not, nor a statement that is put together when it runs.

use std::collections::BTreeSet;

use evenkeel_model::{Declared, QualifiedName};
use evenkeel_runner::Migration;

use crate::diff::KnownNames;
use crate::words::{Piece, block, content, pieces};

/// A table's name, with its schema where that is written.
type Written = (Option<String>, String);

/// What some migrations mention.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    tables: BTreeSet<Written>,
    schemas: BTreeSet<String>,
    references: BTreeSet<Written>,
    renamed: KnownNames,
}

/// What tables and columns have been called, as a file and its migrations say.
pub(super) fn known_names(declared: &Declared, migrations: &[Migration]) -> KnownNames {
    let mut known = KnownNames::of(declared);
    known.extend(Mentions::of(migrations).renamed);
    known
}

impl Mentions {
    /// What the ways up mention.
    pub(super) fn of(migrations: &[Migration]) -> Self {
        let mut mentions = Self::default();
        let segments = migrations.iter().flat_map(|migration| &migration.up.segments);
        for statement in segments.flat_map(|segment| &segment.statements) {
            mentions.take(&statement.text);
        }
        mentions
    }

    /// Whether a table is made, or its schema. A name that is written without a schema may be in any.
    pub(super) fn make(&self, table: &QualifiedName) -> bool {
        self.schemas.contains(&table.schema)
            || self.tables.contains(&(None, table.name.clone()))
            || self.tables.contains(&(Some(table.schema.clone()), table.name.clone()))
    }

    /// Whether a foreign key leads to a table.
    pub(super) fn refer_to(&self, table: &QualifiedName) -> bool {
        let schemas = [Some(table.schema.clone()), None];
        let written = schemas.into_iter().filter(|schema| schema.is_some() || table.schema == "public");
        written.into_iter().any(|schema| self.references.contains(&(schema, table.name.clone())))
    }

    fn take(&mut self, statement: &str) {
        match block(statement) {
            Some(code) => self.take_block(&code),
            None if may_mention(statement) => self.take_pieces(&pieces(statement).collect::<Vec<_>>()),
            None => {}
        }
    }

    fn take_block(&mut self, code: &str) {
        let code: Vec<_> = pieces(code).collect();
        self.take_pieces(&code);
        for pair in code.windows(2) {
            if let [execute, Piece::Text(text)] = pair
                && execute.is_word("execute")
                && let Some(executed) = content(text)
            {
                self.take(&executed);
            }
        }
    }

    fn take_pieces(&mut self, code: &[Piece<'_>]) {
        // Of SELECT the table comes behind what it selects.
        if code.first().is_some_and(|first| first.is_word("select")) {
            self.selected_into(code);
        }
        for start in 0..code.len() {
            let mut rest = Rest(code.get(start..).unwrap_or_default());
            if rest.skip("create") {
                self.created(rest);
            } else if rest.skip("alter") {
                self.altered(rest);
            } else if rest.skip("references") {
                self.references.extend(rest.table());
            }
        }
    }

    fn created(&mut self, mut rest: Rest<'_, '_>) {
        // A temporary table is in a schema of its own.
        while ["unlogged", "foreign"].iter().any(|word| rest.skip(word)) {}
        if rest.skip("table") {
            rest.skip_all(&["if", "not", "exists"]);
            let Some(table) = rest.table() else { return };
            for (_, other) in rest.taken_after() {
                self.renamed.note_table(&other, &table.1);
            }
            self.tables.insert(table);
        } else if rest.skip("schema") {
            rest.skip_all(&["if", "not", "exists"]);
            // Without a name of its own it has that of its owner.
            rest.skip("authorization");
            self.schemas.extend(rest.name());
        }
    }

    fn altered(&mut self, mut rest: Rest<'_, '_>) {
        rest.skip("foreign");
        if rest.skip("schema") {
            if rest.name().is_some() && rest.skip_all(&["rename", "to"]) {
                self.schemas.extend(rest.name());
            }
            return;
        }
        if !rest.skip("table") {
            return;
        }
        rest.skip_all(&["if", "exists"]);
        rest.skip("only");
        let Some((schema, name)) = rest.table() else { return };
        if rest.skip_all(&["rename", "to"]) {
            if let Some(new) = rest.name() {
                self.renamed.note_table(&name, &new);
                self.tables.insert((schema, new));
            }
        } else if rest.skip("rename") {
            if rest.skip("constraint") {
                return;
            }
            rest.skip("column");
            if let Some(old) = rest.name()
                && rest.skip("to")
                && let Some(new) = rest.name()
            {
                self.renamed.note_column(&name, &old, &new);
            }
        } else if rest.skip_all(&["set", "schema"]) {
            self.tables.extend(rest.name().map(|schema| (Some(schema), name)));
        }
    }

    fn selected_into(&mut self, code: &[Piece<'_>]) {
        let mut depth = 0_u32;
        for (position, piece) in code.iter().enumerate() {
            match piece {
                Piece::Sign("(") => depth += 1,
                Piece::Sign(")") => depth = depth.saturating_sub(1),
                piece if depth == 0 && piece.is_word("into") => {
                    let mut rest = Rest(code.get(position + 1..).unwrap_or_default());
                    rest.skip("unlogged");
                    let is_temporary = ["temp", "temporary", "local", "global"].iter().any(|word| rest.skip(word));
                    rest.skip("table");
                    self.tables.extend(rest.table().filter(|_| !is_temporary));
                    return;
                }
                _ => {}
            }
        }
    }
}

/// Whether a statement is of a kind that mentions tables in this way. Others may be long: they have rows in them.
fn may_mention(statement: &str) -> bool {
    let first = pieces(statement).next();
    first.is_some_and(|first| ["create", "alter", "select"].iter().any(|word| first.is_word(word)))
}

/// The pieces that are still to be read.
#[derive(Clone, Copy)]
struct Rest<'c, 'a>(&'c [Piece<'a>]);

impl Rest<'_, '_> {
    /// Steps over a word, if it is the next piece.
    fn skip(&mut self, word: &str) -> bool {
        self.skip_all(&[word])
    }

    /// Steps over these words, if they are the next pieces.
    fn skip_all(&mut self, words: &[&str]) -> bool {
        let found = self.0.get(..words.len());
        let is_next = found.is_some_and(|pieces| pieces.iter().zip(words).all(|(piece, word)| piece.is_word(word)));
        if is_next {
            self.0 = self.0.get(words.len()..).unwrap_or_default();
        }
        is_next
    }

    /// The tables whose constraints a new table gets under the names that they have there: `LIKE a`, `INHERITS (a, b)`.
    fn taken_after(self) -> Vec<Written> {
        let end = self.0.iter().position(|piece| matches!(piece, Piece::Sign(";"))).unwrap_or(self.0.len());
        let code = self.0.get(..end).unwrap_or_default();
        let mut found = Vec::new();
        for start in 0..code.len() {
            let mut rest = Rest(code.get(start..).unwrap_or_default());
            let opens = |piece: &Piece<'_>| matches!(piece, Piece::Sign("(" | ","));
            let begins = start.checked_sub(1).and_then(|before| code.get(before)).is_some_and(opens);
            if begins && rest.skip("like") || rest.skip_all(&["partition", "of"]) {
                found.extend(rest.table());
            } else if rest.skip("inherits") {
                while rest.sign("(") || rest.sign(",") {
                    found.extend(rest.table());
                }
            }
        }
        found
    }

    /// Steps over a sign, if it is the next piece.
    fn sign(&mut self, sign: &str) -> bool {
        match self.0.split_first() {
            Some((Piece::Sign(found), rest)) if *found == sign => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn name(&mut self) -> Option<String> {
        let (first, rest) = self.0.split_first()?;
        let name = first.name()?.to_owned();
        self.0 = rest;
        Some(name)
    }

    /// A name that may have a schema before it.
    fn table(&mut self) -> Option<Written> {
        let first = self.name()?;
        match self.0.split_first() {
            Some((Piece::Sign("."), rest)) => {
                self.0 = rest;
                Some((Some(first), self.name()?))
            }
            _ => Some((None, first)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentions(sql: &str) -> Mentions {
        let mut mentions = Mentions::default();
        mentions.take(sql);
        mentions
    }

    #[test]
    fn what_makes_a_table() {
        let table = QualifiedName::new("s", "a b");
        for sql in [
            "create table \"a b\" (id int)",
            "CREATE UNLOGGED TABLE IF NOT EXISTS s . \"a b\" (id int)",
            "create table s.\"a b\" as select 1",
            "alter table if exists only s.c rename to \"a b\"",
            "alter table c.\"a b\" set schema s",
            "create schema if not exists s",
            "create schema authorization s",
            "alter schema c rename to s",
            "select (select 1) into unlogged s.\"a b\" from c",
            "do $$ begin if true then create table s.\"a b\" (id int); end if; end $$",
            "do $$ begin execute 'create table s.\"a b\" (id int)'; end $$",
            "do $$ begin execute $x$do 'begin create table s.\"a b\" (id int); end'$x$; end $$",
        ] {
            assert!(mentions(sql).make(&table), "{sql}");
        }
        for sql in [
            "-- create table \"a b\" (id int)\nselect 1",
            "/* create table s.\"a b\" */ select 1",
            "comment on table c is 'then create table s.\"a b\"'",
            "insert into s.\"a b\" select 1",
            "select 1 as x from s.\"a b\"",
            "create table t.\"a b\" (id int)",
            "create temporary table \"a b\" (id int)",
            "create index \"a b\" on c (id)",
            "alter index c rename to \"a b\"",
            "alter table c rename \"a b\" to d",
            "do $$ begin raise notice 'create table s.\"a b\"'; end $$",
            "do $$ begin /* create schema s */ perform 1; end $$",
            "create function f() returns void language plpgsql as 'begin create table s.\"a b\" (id int); end'",
        ] {
            assert!(!mentions(sql).make(&table), "{sql}");
        }
    }

    #[test]
    fn what_things_were_called() {
        let mut said = KnownNames::default();
        said.note_table("a", "b c");
        said.note_column("b c", "D", "e");
        for sql in [
            "alter table s.a rename to \"b c\"; alter table only \"b c\" rename column \"D\" to e",
            "do $$ begin alter table if exists a rename to \"b c\"; alter table \"b c\" rename \"D\" to e; end $$",
        ] {
            assert_eq!(mentions(sql).renamed, said, "{sql}");
        }
        let other = "alter table a rename constraint b to c; alter index a rename to b; comment on table a is 'x'";
        assert_eq!(mentions(other).renamed, KnownNames::default());
    }

    #[test]
    fn what_a_table_takes_after() {
        let mut said = KnownNames::default();
        said.note_table("a", "b");
        said.note_table("c", "b");
        for sql in [
            "create table b (like s.a including all, x int, like c)",
            "create table if not exists b (x int) inherits (a, s.c); create table d (x int)",
            "do $$ begin create table b (like a) inherits (c); end $$",
        ] {
            assert_eq!(mentions(sql).renamed, said, "{sql}");
        }
        let other = "create table b (x text check (x like 'a'), y int); select 1 where ('a', like a)";
        assert_eq!(mentions(other).renamed, KnownNames::default());
    }

    #[test]
    fn where_foreign_keys_lead() {
        let there = QualifiedName::new("auth", "users");
        let refers = |sql: &str, table: &QualifiedName| mentions(sql).refer_to(table);
        assert!(refers("create table a (b int references auth.users(id))", &there));
        assert!(refers("alter table a add foreign key (b) REFERENCES \"auth\".users", &there));
        assert!(!refers("-- references auth.users\nselect 1", &there));
        assert!(!refers("create table a (b int references users)", &there));
        assert!(refers("create table a (b int references users)", &QualifiedName::new("public", "users")));
    }
}
