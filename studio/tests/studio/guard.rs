//! Who may write, and what is kept of it.

use evenkeel_studio::Settings;
use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::support::{TestStudio, first_rows, rows, settings, texts};

fn insert(name: &str) -> Value {
    json!({"request": "w", "text": format!("INSERT INTO ship VALUES ('{name}')"), "write": true, "rowLimit": 1})
}

#[tokio::test(flavor = "multi_thread")]
async fn production_is_read_only_until_its_name_is_typed() {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE ship (name text PRIMARY KEY); INSERT INTO ship VALUES ('Ann')").await;
    let folder = tempfile::tempdir().unwrap();
    let audit = folder.path().join("new/studio-audit.log");
    let guarded = Settings {
        environment: Some("production".to_owned()),
        protected: true,
        audit: Some(audit.clone()),
        ..settings(&database)
    };
    let studio = TestStudio::with(guarded).await;
    let overview = studio.call("/api/overview", json!({})).await;
    assert_eq!(overview["environment"], "production");
    assert_eq!(
        (&overview["production"], &overview["writable"], &overview["readOnly"]),
        (&json!(true), &json!(false), &json!("guarded"))
    );
    let relation = studio.call("/api/relation", json!({"schema": "public", "name": "ship"})).await;
    assert_eq!(relation["editable"], false);
    let row = studio.call("/api/rows", first_rows("ship")).await["rows"][0].clone();
    let delete = json!({"request": "d", "edits": [{"kind": "delete", "schema": "public", "name": "ship", "key": row["key"], "version": row["version"]}]});
    let import = json!({"request": "i", "schema": "public", "name": "ship", "format": "csv", "text": "name\nghost"});
    for (path, body) in
        [("/api/sql/run", insert("ghost")), ("/api/edits/commit", delete.clone()), ("/api/import", import.clone())]
    {
        let (status, error) = studio.error(path, body).await;
        assert_eq!((status, error["code"].as_str()), (403, Some("read_only")), "{path}");
    }
    assert_eq!(studio.call("/api/rows", first_rows("ship")).await["rows"], json!([row]));
    for wrong in ["", "postgres", &database.name().to_uppercase()] {
        assert_eq!(studio.error("/api/unlock", json!({"database": wrong})).await.0, 403);
    }
    assert_eq!(studio.error("/api/edits/commit", delete.clone()).await.0, 403);
    let overview = studio.call("/api/unlock", json!({"database": database.name()})).await;
    assert_eq!((&overview["production"], &overview["writable"]), (&json!(true), &json!(true)));
    studio.call("/api/sql/run", insert("Bo")).await;
    studio.call("/api/sql/run", insert("Bo")).await;
    studio.call("/api/edits/commit", delete.clone()).await;
    studio.call("/api/lock", json!({})).await;
    assert_eq!(studio.error("/api/edits/commit", delete).await.0, 403);
    assert_eq!(studio.error("/api/import", import).await.0, 403);

    let log = std::fs::read_to_string(&audit).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let acts: Vec<(&str, &str)> =
        lines.iter().map(|line| (line["act"].as_str().unwrap(), line["outcome"].as_str().unwrap())).collect();
    assert_eq!(acts[..4], [("unlock", "done"), ("sql", "begun"), ("sql", "done"), ("sql", "begun")]);
    assert!(acts[4].1.starts_with("failed: duplicate key"), "{acts:?}");
    assert_eq!(acts[5..], [("edits", "committing"), ("edits", "done"), ("lock", "done")]);
    assert!(lines[5]["statements"][0].as_str().unwrap().starts_with("DELETE FROM \"public\".\"ship\""));
    assert_eq!(
        (lines[0]["database"].as_str(), lines[0]["environment"].as_str()),
        (Some(database.name()), Some("production"))
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_logged_is_not_done() {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE ship (name text PRIMARY KEY); INSERT INTO ship VALUES ('Ann')").await;
    let folder = tempfile::tempdir().unwrap();
    let studio = TestStudio::with(Settings { audit: Some(folder.path().to_owned()), ..settings(&database) }).await;
    let row = studio.call("/api/rows", first_rows("ship")).await["rows"][0].clone();
    let delete = json!({"request": "d", "edits": [{"kind": "delete", "schema": "public", "name": "ship", "key": row["key"], "version": row["version"]}]});
    for (path, body) in [("/api/sql/run", insert("ghost")), ("/api/edits/commit", delete)] {
        assert_eq!(studio.error(path, body).await.0, 422, "{path}");
    }
    assert_eq!(studio.call("/api/rows", first_rows("ship")).await["rows"], json!([row]));
    studio.stop().await;
}

#[test]
fn a_host_that_is_not_this_machine_is_guarded() {
    for (url, guarded) in [
        ("postgres://ada@db.example.org/app", true),
        ("postgres://ada@localhost/app", false),
        ("postgres://ada@127.0.0.1:6000/app", false),
        ("host=/tmp user=ada dbname=app", false),
        ("host=localhost,db.example.org user=ada dbname=app", true),
    ] {
        let options = evenkeel_connect::ConnectOptions::parse(url).unwrap();
        assert_eq!(Settings::new(options).is_guarded(), guarded, "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_may_only_read_sees_and_cannot_write() {
    let database = TestDatabase::create().await;
    let role = format!("{}_reader", database.name());
    database
        .execute(&format!(
            "CREATE TABLE ship (id int PRIMARY KEY, name text, secret text); INSERT INTO ship VALUES (1, 'Ann', 'x');
             CREATE TABLE hidden (id int PRIMARY KEY);
             CREATE TABLE half (secret int PRIMARY KEY, name text); INSERT INTO half SELECT n, 'n' || n FROM generate_series(1, 9) n;
             GRANT SELECT (name) ON half TO public;
             -- As it is everywhere before PostgreSQL 15.
             GRANT CREATE ON SCHEMA public TO public;
             CREATE ROLE {role} LOGIN PASSWORD 'reader'; GRANT SELECT (id, name) ON ship TO {role};"
        ))
        .await;
    let options = database.options().with_user(&role, Some("reader"));
    let settings = || Settings { single_connection: database.single_connection(), ..Settings::new(options.clone()) };
    let studio = TestStudio::with(settings()).await;
    let overview = studio.call("/api/overview", json!({})).await;
    assert_eq!(overview["role"], role.as_str());
    assert_eq!((&overview["readOnly"], &overview["unlockable"]), (&json!("role"), &json!(false)));
    let readable: Vec<(&str, bool)> = overview["relations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|relation| (relation["name"].as_str().unwrap(), relation["readable"].as_bool().unwrap()))
        .collect();
    assert_eq!(readable, [("half", true), ("hidden", false), ("ship", true)]);
    let relation = studio.call("/api/relation", json!({"schema": "public", "name": "ship"})).await;
    assert!(relation["notEditable"].as_str().unwrap().contains("only read"));
    assert_eq!(relation["columns"][2]["readable"], false);
    let answer = studio.call("/api/rows", first_rows("ship")).await;
    assert_eq!(answer["columns"], json!(["id", "name"]));
    assert_eq!(answer["rows"][0]["cells"][1]["text"], "Ann");
    assert_eq!((&answer["rows"][0]["key"], &answer["rows"][0]["version"]), (&json!(["1"]), &Value::Null));
    // Where not even the key may be read, rows are counted off.
    let mut page = json!({"at": "first"});
    let mut seen = Vec::new();
    while !page.is_null() {
        let query = json!({"schema": "public", "name": "half", "filters": [], "order": [{"column": "name", "descending": true}]});
        let answer = studio.call("/api/rows", rows(query, page, 4)).await;
        seen.extend(texts(&answer["rows"]).into_iter().flatten());
        page = answer["after"].as_str().map_or(Value::Null, |cursor| json!({"at": "after", "cursor": cursor}));
    }
    assert_eq!(seen.join(" "), "n9 n8 n7 n6 n5 n4 n3 n2 n1");
    let (status, error) = studio.error("/api/rows", first_rows("hidden")).await;
    assert_eq!((status, error["code"].as_str()), (403, Some("permission")), "{error}");
    let query = json!({"schema": "public", "name": "hidden", "filters": [], "order": []});
    assert_eq!(studio.error("/api/count", json!({"request": "c", "query": query})).await.0, 403);
    studio.call("/api/diagram", json!({})).await;
    studio.call("/api/completion", json!({})).await;
    // A right to change one column is one to write, unless transactions are read-only.
    database.execute(&format!("GRANT SELECT, UPDATE (name) ON ship TO {role}")).await;
    assert_eq!(studio.call("/api/overview", json!({})).await["readOnly"], Value::Null);
    assert_eq!(studio.call("/api/relation", json!({"schema": "public", "name": "ship"})).await["editable"], true);
    studio.stop().await;
    database.execute(&format!("ALTER ROLE {role} SET default_transaction_read_only = on")).await;
    let studio = TestStudio::with(settings()).await;
    assert_eq!(studio.call("/api/overview", json!({})).await["readOnly"], "default_read_only");
    let relation = studio.call("/api/relation", json!({"schema": "public", "name": "ship"})).await;
    assert!(relation["notEditable"].as_str().unwrap().contains("read-only by default"), "{relation}");
    studio.stop().await;
    database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_to_make_tables_is_one_to_write_unless_everybody_has_it() {
    let database = TestDatabase::create().await;
    let role = format!("{}_maker", database.name());
    database
        .execute(&format!("GRANT CREATE ON SCHEMA public TO public; CREATE ROLE {role} LOGIN PASSWORD 'maker'"))
        .await;
    let options = database.options().with_user(&role, Some("maker"));
    let settings = Settings { single_connection: database.single_connection(), ..Settings::new(options) };
    let studio = TestStudio::with(settings).await;
    let read_only = async || studio.call("/api/overview", json!({})).await["readOnly"].clone();
    assert_eq!(read_only().await, Value::Null, "there is no table whose privileges could say more");
    database.execute("CREATE TABLE ship (name text); GRANT SELECT ON ship TO public").await;
    assert_eq!(read_only().await, "role");
    for (grant, revoke) in [
        (format!("GRANT CREATE ON SCHEMA public TO {role}"), format!("REVOKE CREATE ON SCHEMA public FROM {role}")),
        (format!("GRANT TRUNCATE ON ship TO {role}"), format!("REVOKE TRUNCATE ON ship FROM {role}")),
        (format!("CREATE SCHEMA own AUTHORIZATION {role}"), "DROP SCHEMA own".to_owned()),
    ] {
        database.execute(&grant).await;
        assert_eq!(read_only().await, Value::Null, "{grant}");
        database.execute(&revoke).await;
        assert_eq!(read_only().await, "role", "{revoke}");
    }
    // What the role has made by the right of everybody is its own.
    let making = json!({"request": "m", "text": "CREATE TABLE mine ()", "write": true, "rowLimit": 1});
    studio.call("/api/sql/run", making).await;
    assert_eq!(read_only().await, Value::Null);
    studio.stop().await;
    database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_away_is_said_and_found_again() {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE ship (name text PRIMARY KEY)").await;
    if !database.several_connections() {
        return;
    }
    let studio = TestStudio::on(&database).await;
    studio.call("/api/rows", first_rows("ship")).await;
    // The sessions that are kept are ended behind its back: nobody sees that.
    let ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    database.execute(ending).await;
    studio.call("/api/rows", first_rows("ship")).await;
    let killing =
        json!({"request": "k", "text": "SELECT pg_terminate_backend(pg_backend_pid())", "write": false, "rowLimit": 1});
    let answer = studio.call("/api/sql/run", killing).await;
    assert_eq!(answer["results"][0]["error"]["code"], "connection", "{answer}");
    studio.call("/api/rows", first_rows("ship")).await;
    studio.stop().await;
    let nowhere = Settings::new(database.options().with_database("keel_no_such_database"));
    let studio = TestStudio::with(nowhere).await;
    let (status, error) = studio.error("/api/overview", json!({})).await;
    assert_eq!((status, error["code"].as_str()), (503, Some("connection")));
    assert!(error["message"].as_str().unwrap().contains("no such database"), "{error}");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_told_from_others_of_its_name() {
    let database = TestDatabase::create().await;
    let studio = TestStudio::with(settings(&database)).await;
    let overview = studio.call("/api/overview", json!({})).await;
    let here = format!("{}/{}", overview["host"].as_str().unwrap(), database.name());
    assert_eq!(overview["identity"], here);
    // Where the port says nothing, since it is another each time.
    let own = Settings { folder: Some("/srv/blog".into()), ..settings(&database) };
    let overview = TestStudio::with(own).await.call("/api/overview", json!({})).await;
    assert_eq!(overview["identity"], format!("/srv/blog/{}", database.name()));
}
