//! Statements that act on the whole server and not on one database.

use squawk_syntax::SourceFile;
use squawk_syntax::ast::{CommentObject, Grant, PrivilegeObjects, Revoke, SecurityLabelObject, Stmt};

use super::{LONGEST, on_a_large_stack, too_deep};

/// The first words of statements of this kind, with those of many that are not: the others need not be read.
const FIRST_WORDS: [&str; 8] = ["create", "alter", "drop", "grant", "revoke", "comment", "security", "reassign"];

/// The words of which one is in each statement of this kind, but for those about members of roles.
const WORDS: [&str; 8] = ["role", "user", "group", "database", "tablespace", "system", "owned", "parameter"];

/// Finds those of some statements that act on what all databases of a server share: roles and who is a member of which,
/// databases, tablespaces, the server's settings, and rights to these. Gives their numbers, from 0, each with what it acts
/// on. It counts for nothing whether a statement would find its work done already.
///
/// What DO blocks and functions make up and run is not seen, nor what a statement has that is too long to be read.
pub(crate) fn acting_on_the_server(statements: &[&str]) -> Vec<(usize, &'static str)> {
    let candidates: Vec<(usize, &str)> =
        statements.iter().copied().enumerate().filter(|(_, text)| may_act(text)).collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let read = || candidates.iter().filter_map(|(number, text)| Some((*number, acts_on(text)?))).collect();
    // What breaks the reader is nothing that people write.
    on_a_large_stack(read).unwrap_or_default()
}

fn may_act(text: &str) -> bool {
    let word = text.split(|character: char| !character.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_first = FIRST_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word));
    if !is_first || text.len() > LONGEST || too_deep(text) {
        return false;
    }
    let text = text.to_ascii_lowercase();
    text.starts_with("grant") || text.starts_with("revoke") || WORDS.iter().any(|known| text.contains(known))
}

/// What a statement acts on, if that is the server's. One that is not read to its end is known by what was read.
fn acts_on(text: &str) -> Option<&'static str> {
    SourceFile::parse(text).tree().stmts().find_map(|statement| match statement {
        Stmt::CreateRole(_)
        | Stmt::AlterRole(_)
        | Stmt::DropRole(_)
        | Stmt::CreateUser(_)
        | Stmt::AlterUser(_)
        | Stmt::DropUser(_)
        | Stmt::CreateGroup(_)
        | Stmt::AlterGroup(_)
        | Stmt::DropGroup(_) => Some("roles"),
        Stmt::CreateDatabase(_) | Stmt::AlterDatabase(_) | Stmt::DropDatabase(_) => Some("databases"),
        Stmt::CreateTablespace(_) | Stmt::AlterTablespace(_) | Stmt::DropTablespace(_) => Some("tablespaces"),
        Stmt::AlterSystem(_) => Some("settings"),
        // They reach for databases and tablespaces too.
        Stmt::DropOwned(_) | Stmt::Reassign(_) => Some("what roles own"),
        Stmt::Grant(grant) => granted_on(&grant),
        Stmt::Revoke(revoke) => revoked_on(&revoke),
        Stmt::CommentOn(comment) => match comment.comment_object()? {
            CommentObject::ObjectRole(_) => Some("roles"),
            CommentObject::ObjectDatabase(_) => Some("databases"),
            CommentObject::ObjectTablespace(_) => Some("tablespaces"),
            _ => None,
        },
        Stmt::SecurityLabel(label) => match label.security_label_object()? {
            SecurityLabelObject::ObjectRole(_) => Some("roles"),
            SecurityLabelObject::ObjectDatabase(_) => Some("databases"),
            SecurityLabelObject::ObjectTablespace(_) => Some("tablespaces"),
            _ => None,
        },
        _ => None,
    })
}

fn granted_on(grant: &Grant) -> Option<&'static str> {
    match grant.on_privilege_objects_clause() {
        None => Some("members of roles"),
        Some(on) => privileges_on(&on.privilege_objects()?),
    }
}

fn revoked_on(revoke: &Revoke) -> Option<&'static str> {
    match revoke.on_privilege_objects_clause() {
        None => Some("members of roles"),
        Some(on) => privileges_on(&on.privilege_objects()?),
    }
}

fn privileges_on(objects: &PrivilegeObjects) -> Option<&'static str> {
    match objects {
        PrivilegeObjects::PrivilegeDatabase(_) => Some("databases"),
        PrivilegeObjects::PrivilegeTablespace(_) => Some("tablespaces"),
        PrivilegeObjects::PrivilegeParameter(_) => Some("settings"),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_all_databases_share() {
        for statement in [
            "create role a",
            "CREATE USER a PASSWORD 'x'",
            "create group a",
            "alter role a in database b set search_path = c",
            "ALTER USER a WITH NOLOGIN",
            "alter group a add user b",
            "drop role if exists a",
            "drop user a",
            "drop group a",
            "create database a",
            "alter database a set work_mem = '1MB'",
            "drop database if exists a with (force)",
            "create tablespace a location '/a'",
            "alter tablespace a rename to b",
            "drop tablespace a",
            "alter system set work_mem = '1MB'",
            "grant a to b",
            "grant a, b to c with admin option",
            "revoke a from b",
            "grant connect on database a to b",
            "revoke all on database a from public",
            "grant create on tablespace a to b",
            "grant set on parameter work_mem to a",
            "comment on role a is 'x'",
            "comment on database a is 'x'",
            "comment on tablespace a is null",
            "security label for p on role a is 'x'",
            "drop owned by a",
            "reassign owned by a to b",
            // Not to the end.
            "create role a with something that nobody knows yet",
        ] {
            assert_eq!(acting_on_the_server(&["select 1", statement]).first().map(|one| one.0), Some(1), "{statement}");
        }
    }

    #[test]
    fn what_a_database_has_for_itself() {
        for statement in [
            "grant select on a to b",
            "grant usage on schema a to b",
            "revoke all on all tables in schema a from b",
            "alter default privileges grant select on tables to a",
            "create table role (id int)",
            "alter table a owner to b",
            "comment on table a is 'create role b'",
            "create schema a authorization b",
            "create policy p on a to b",
            "create user mapping for a server s",
            "drop user mapping for a server s",
            "create extension citext",
            "do $$ begin create role a; end $$",
            "create function f() returns void language plpgsql as 'begin create role a; end'",
            "insert into a values ('create role b')",
        ] {
            assert_eq!(acting_on_the_server(&[statement]), [], "{statement}");
        }
    }
}
