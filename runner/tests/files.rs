//! Reading and writing migration files and folders: what is understood, and what is said of each thing that is not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, missing_docs)]

use std::fs;
use std::path::Path;

use evenkeel_runner::file::{
    Draft, DraftSegment, DraftStatement, Header, MigrationFile, Mode, ObjectName, Parents, Probe, Timeout,
};
use evenkeel_runner::{Checksum, Folder, Migration, read_folder};

fn read(text: &str) -> MigrationFile {
    MigrationFile::parse("up.sql", text).unwrap_or_else(|faults| panic!("{faults}"))
}

fn statements(text: &str) -> Vec<String> {
    read(text).segments.into_iter().flat_map(|segment| segment.statements).map(|statement| statement.text).collect()
}

fn faults(text: &str) -> String {
    match MigrationFile::parse("migrations/20260101000000_a/up.sql", text) {
        Ok(file) => panic!("nothing wrong with {file:#?}"),
        Err(faults) => faults.to_string(),
    }
}

#[test]
fn a_file_with_all_there_is() {
    let file = read(
        "-- Adds an index.\n-- keel: parent 20261120101500\n--\n--   hazard: none\n\
         -- keel: after sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\
         -- keel: tool 0.1.0\n-- keel: lock-timeout 2s\n\n-- not for the header\ncreate table a ();\n create table b ()\n;\n\n\
         -- keel: segment no-transaction\n-- keel: probe valid-index public.x\n-- keel: statement-timeout 0\n\
         create index concurrently x on a (b);\n\n-- keel: segment\nselect 1; select 2",
    );
    assert_eq!(file.header.words, ["Adds an index.", "", "  hazard: none"]);
    assert_eq!(file.header.parents, "20261120101500".parse().ok());
    assert_eq!((file.header.before, file.header.after), (None, Some(Checksum::of(""))));
    assert_eq!(file.header.tool.as_deref(), Some("0.1.0"));
    let [first, second, third] = file.segments.as_slice() else { panic!("{:#?}", file.segments) };
    assert_eq!([first.mode, second.mode, third.mode], [Mode::Transaction, Mode::NoTransaction, Mode::Transaction]);
    assert_eq!(first.lock_timeout, Some("2s".parse().unwrap()));
    let places: Vec<_> = first.statements.iter().map(|one| (one.text.as_str(), one.line)).collect();
    assert_eq!(places, [("create table a ()", 10), ("create table b ()", 11)]);
    for statement in file.segments.iter().flat_map(|segment| &segment.statements) {
        assert!(file.text[statement.start..].starts_with(&statement.text));
    }
    assert_eq!(second.probe, Some(Probe::ValidIndex(ObjectName::new("public", "x"))));
    assert_eq!(second.statement_timeout, Some(Timeout::OFF));
    assert_eq!(third.statements.len(), 2);
}

#[test]
fn statements_end_where_the_server_ends_them() {
    let body = "create function f() returns int language sql begin atomic select case when true then 1 else 2 end; select 2; end";
    for one in [
        "select ';' -- ; no\n , /* ; /* ; */ */ \";\"",
        "do $do$ begin perform 1; end $do$",
        "create rule r as on insert to t do also (insert into a values (1); insert into b values (2))",
        body,
        "create or replace procedure p(a int) begin atomic insert into t values (a); end",
        "rollback to savepoint before",
        "create table \"begin\" (a text default E'\\';')",
    ] {
        assert_eq!(statements(&format!("{one};\n\nselect 1;")), [one, "select 1"], "{one}");
    }
    assert_eq!(statements(";; -- nothing\n /* at all */ ;"), [] as [&str; 0]);
    assert_eq!(statements("\u{feff}select 1"), ["select 1"]);
    assert_eq!(read("").segments, []);
    assert_eq!(read("-- only words\n").header.words, ["only words"]);
}

#[test]
fn line_ends_do_not_count() {
    let unix = "-- a\n-- keel: parent none\n\nselect '\n';\n-- keel: segment\nselect 2;\n";
    let windows = unix.replace('\n', "\r\n");
    assert_eq!(read(unix), read(&windows));
    assert_ne!(read(unix).checksum, read(&unix.replace("2", "3")).checksum);
}

#[test]
fn what_is_written_is_read() {
    let statement =
        |sql: &str| DraftStatement { comment: Some("keel: segment\nis no line for keel here".into()), sql: sql.into() };
    let segment = |mode: Mode, statements| DraftSegment {
        mode,
        probe: (!mode.is_transactional()).then(|| Probe::NoIndex(ObjectName::new("My Schema", "i"))),
        lock_timeout: Some("3s".parse().unwrap()),
        statement_timeout: None,
        statements,
    };
    let header = Header {
        words: ["Drops the index.", "", "  Locks: none", "x"].map(String::from).to_vec(),
        parents: Some(Parents::default()),
        before: Some(Checksum::of("a")),
        after: Some(Checksum::of("b")),
        tool: Some("0.1.0".into()),
    };
    let transaction = segment(
        Mode::Transaction,
        vec![statement("select 1; -- done"), statement("select 2 -- done"), statement("select 3;\n")],
    );
    let alone = segment(Mode::NoTransaction, vec![statement("drop index concurrently \"My Schema\".i")]);
    let check = segment(Mode::Check, vec![statement("select 1")]);
    for segments in [
        vec![],
        vec![transaction.clone()],
        vec![alone.clone()],
        vec![segment(Mode::Transaction, vec![]), check.clone(), alone.clone(), transaction.clone(), alone.clone()],
        vec![alone.clone(), check.clone(), transaction.clone()],
        vec![transaction.clone(), alone, transaction],
    ] {
        let text = Draft { header: header.clone(), segments: segments.clone() }.to_string();
        let file = read(&text);
        assert_eq!(file.header, header, "{text}");
        let written: Vec<_> = segments.iter().filter(|segment| !segment.statements.is_empty()).collect();
        assert_eq!(file.segments.len(), written.len(), "{text}");
        for (read, written) in file.segments.iter().zip(written) {
            assert_eq!((read.mode, &read.probe), (written.mode, &written.probe), "{text}");
            assert_eq!((read.lock_timeout, read.statement_timeout), (written.lock_timeout, written.statement_timeout));
            assert_eq!(read.statements.len(), written.statements.len(), "{text}");
        }
    }
    insta::assert_snapshot!(Draft {
        header,
        segments: vec![
            segment(Mode::Transaction, vec![statement("select 1")]),
            segment(Mode::NoTransaction, vec![statement("drop index concurrently i")])
        ]
    });
}

#[test]
fn bad_lines_for_keel() {
    insta::assert_snapshot!(faults(
        "-- keel: parrent 20260101000000\n-- keel: parent 2026\n-- keel: after md5:1\n-- keel: tool\n-- keel: \n-- keel: quux\n\
         -- keel segment\n-- keel: lock-timeout 5\n-- keel: parent none\n-- keel: parent none\n-- keel: probe repeatable\n\
         select 1; -- keel: segment\n-- keel: statement-timeout 1s\n-- keel: parent none\nselect (1\n-- keel: segment\n);\n\
         -- keel: segment no-tx\n-- keel: segment\n-- keel: segment no-transaction\n-- keel: probe valid-indx x\n-- keel: probe no-constraint x\n\
         select 1;\nselect 2;\n"
    ));
}

#[test]
fn bad_statements() {
    insta::assert_snapshot!(faults(
        "begin;\nselect 1;\ncommit work;\n\\i other.sql\nstart transaction;\nrollback;\nend;\nprepare transaction 'x';\ndiscard all;\n\
         copy (select 1) to stdout;\ncopy t (a, b) from stdin with (format csv);\n1,it's\n\\.\n"
    ));
}

#[test]
fn never_closed() {
    let all: Vec<String> = [
        "select 1;\n  insert into t values ('it''s);\n",
        "select \"a from b;",
        "do $body$ begin end; $$;",
        "/* a /* b */ select 1;",
        "select 'ä\0';",
    ]
    .map(faults)
    .to_vec();
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn merged_by_halves() {
    let conflict = "<<<<<<< HEAD\nselect 2;\n=======\nselect 3;\n>>>>>>> a-branch\n";
    let body = format!("do $$ begin\n{conflict}end $$;");
    let all: Vec<String> =
        [&format!("select 1;\n{conflict}"), &body, "select 1;\n>>>>>>> a-branch\n"].map(faults).to_vec();
    insta::assert_snapshot!(all.join("\n\n"));
    assert_eq!(statements("-- a rule\nselect '\n=======\n'").len(), 1, "in a string it may be meant");
}

fn write(root: &Path, files: &[(&str, &[u8])]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn a_folder_in_order() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[
            ("20260102000000_second/up.sql", b"select 2"),
            ("20260102000000_second/notes.md", b"why"),
            ("20260101000000_first/up.sql", b"select 1"),
            ("20260101000000_first/down.sql", b"select -1"),
            ("README.md", b"Migrations"),
        ],
    );
    let folder = Folder::read(root.path()).unwrap();
    let names: Vec<_> =
        folder.migrations.iter().map(|one| (one.version.to_string(), one.name.as_str(), one.down.is_some())).collect();
    assert_eq!(names, [("20260101000000".into(), "first", true), ("20260102000000".into(), "second", false)]);
    let others: Vec<_> = folder.others.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(others, ["notes.md", "README.md"]);
    assert_eq!(read_folder(root.path()).unwrap(), folder.migrations);
    let embedded = Migration::parse(&folder.migrations[0].directory, "select 1", Some("select -1")).unwrap();
    assert_eq!(embedded, folder.migrations[0]);
}

#[test]
fn a_folder_with_all_that_can_be_wrong() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[
            ("0001_init.sql", b"select 1"),
            ("2026_short/up.sql", b"select 1"),
            ("20261301000000_month/up.sql", b"select 1"),
            ("20260101000000_a/up.sql", b"select 1"),
            ("20260101000000_b/up.sql", b"select 1"),
            ("20260101000001/up.sql", b"select 1"),
            ("20260101000002_a b/up.sql", b"select 1"),
            ("20260101000003_only_down/down.sql", b"select 1"),
            ("20260101000004_latin/up.sql", b"select 'm\xfcll';"),
            ("20260101000005_case/Up.sql", b"select 1"),
            ("20260101000006_bad/up.sql", b"-- keel: segmant\n"),
            ("20260101000006_bad/down.sql", b"select '"),
            ("named/up.sql", b"select 1"),
        ],
    );
    let faults = read_folder(root.path()).unwrap_err().to_string();
    insta::assert_snapshot!(faults.replace(root.path().to_str().unwrap(), "migrations"));
    let missing = read_folder(&root.path().join("none")).unwrap_err().to_string();
    insta::assert_snapshot!(missing.replace(root.path().to_str().unwrap(), "."));
}
