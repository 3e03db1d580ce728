//! What the checker finds is what a server says: the types of parameters and results of every statement of the corpus, and
//! that no column came out NULL of which the checker says that it cannot. `EVENKEEL_SHOW=1` names the statements that gave no rows,
//! and the columns that could be NULL and were not.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr, missing_docs)]

mod support;

use std::path::{Path, PathBuf};

use evenkeel_model::declared::SourceFile;
use evenkeel_model::language::diagnostics;
use evenkeel_sql::{Schema, Statement};
use support::{Server, statements};

/// The type that a result is sent as: that below a domain.
fn sent(data_type: &str) -> &str {
    match data_type {
        "public.cents" => "bigint",
        "public.code" => "text",
        other => other,
    }
}

fn corpus(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(file)
}

/// The statements of a file against a server, with what is wrong in words.
async fn problems(server: &Server, schema: &Schema, file: &str) -> (usize, Vec<String>) {
    let mut problems = Vec::new();
    let all = statements(&corpus(file));
    for sql in &all {
        match evenkeel_sql::check(schema, sql) {
            Ok(checked) => {
                let found = compared(server, sql, &checked).await;
                problems.extend(found.into_iter().map(|problem| format!("{sql}\n    {problem}")));
            }
            Err(finding) => problems.push(format!("{sql}\n    refused: {} {:?}", finding.message, finding.help)),
        }
    }
    (all.len(), problems)
}

async fn compared(server: &Server, sql: &str, checked: &Statement) -> Vec<String> {
    let prepared = match server.prepare(&checked.sql).await {
        Ok(prepared) => prepared,
        Err(error) => return vec![format!("the server refuses it: {error}")],
    };
    let mut problems = Vec::new();
    let parameters: Vec<String> = checked.parameters.iter().map(|one| one.data_type.clone()).collect();
    if parameters != prepared.parameters {
        problems.push(format!("parameters are {:?}, found {parameters:?}", prepared.parameters));
    }
    let columns: Vec<(String, String)> =
        checked.columns.iter().flatten().map(|one| (one.name.clone(), sent(&one.data_type).to_owned())).collect();
    if columns != prepared.columns {
        problems.push(format!("columns are {:?}, found {columns:?}", prepared.columns));
    }
    if problems.is_empty() {
        problems.extend(server.nulls(sql, checked).await);
    }
    problems
}

#[tokio::test]
async fn the_server_agrees_on_every_statement_of_the_reference_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (declared, _) = evenkeel_model::language::read(&root.join("schema.yaml")).unwrap();
    let schema = Schema::new(declared);
    let server = Server::new(&root.join("generated/schema.sql"), &corpus("data.sql")).await;
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in ["select.sql", "write.sql"] {
        let (all, problems) = problems(&server, &schema, file).await;
        count += all;
        wrong.extend(problems);
    }
    server.say(count);
    server.close().await;
    assert!(wrong.is_empty(), "{} of {count}\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[tokio::test]
async fn the_server_agrees_on_types_of_a_schemas_own() {
    if !support::has_extensions(&["citext", "pg_trgm"]).await {
        return;
    }
    let (declared, _) = evenkeel_model::language::read(&corpus("shop.yaml")).unwrap();
    let schema = Schema::new(declared);
    let server = Server::new(&corpus("shop-schema.sql"), &corpus("shop-data.sql")).await;
    let (count, wrong) = problems(&server, &schema, "shop.sql").await;
    server.say(count);
    server.close().await;
    assert!(wrong.is_empty(), "{} of {count}\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[tokio::test]
async fn what_the_server_refuses_is_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (declared, _) = evenkeel_model::language::read(&root.join("schema.yaml")).unwrap();
    let schema = Schema::new(declared);
    let server = Server::new(&root.join("generated/schema.sql"), &corpus("data.sql")).await;
    let mut shown = String::new();
    let mut wrong = Vec::new();
    for sql in statements(&corpus("wrong.sql")) {
        let says = server.prepare(&sql).await.err();
        match (evenkeel_sql::check(&schema, &sql), says) {
            (Err(finding), Some(_)) => {
                let file = SourceFile { path: "sql".into(), text: sql };
                shown.push_str(&diagnostics::render(&finding, &[file], false));
                shown.push_str("\n\n");
            }
            (Ok(_), Some(says)) => wrong.push(format!("{sql}\n    is taken, and the server says {says}")),
            (_, None) => wrong.push(format!("{sql}\n    is taken by the server")),
        }
    }
    server.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    insta::assert_snapshot!(shown);
}

/// What is right and yet refused, beside what is taken: the limits of what is known, in the words that tell of them.
#[tokio::test]
async fn what_is_not_known_is_said() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (declared, _) = evenkeel_model::language::read(&root.join("schema.yaml")).unwrap();
    let schema = Schema::new(declared);
    let server = Server::new(&root.join("generated/schema.sql"), &corpus("data.sql")).await;
    let mut shown = String::new();
    let mut wrong = Vec::new();
    for sql in statements(&corpus("unknown.sql")) {
        match evenkeel_sql::check(&schema, &sql) {
            Ok(checked) => {
                let found = compared(&server, &sql, &checked).await;
                wrong.extend(found.into_iter().map(|problem| format!("{sql}\n    {problem}")));
            }
            Err(finding) => {
                let help = finding.help.map(|help| format!("\n    {help}")).unwrap_or_default();
                shown.push_str(&format!("{sql}\n    {}{help}\n", finding.message));
            }
        }
    }
    server.close().await;
    insta::assert_snapshot!(shown);
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
