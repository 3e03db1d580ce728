//! Results and values that the page has only the beginning of are got whole.

use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::support::{Answer, TestStudio, texts};

async fn run(studio: &TestStudio, text: &str) -> Value {
    let body = json!({"request": "r", "text": text, "write": false, "rowLimit": 2000});
    studio.call("/api/sql/run", body).await["results"][0].clone()
}

async fn export(studio: &TestStudio, text: &str, format: &str) -> Answer {
    studio.answer("/api/sql/export", &json!({"request": "x", "text": text, "format": format})).await
}

/// Asks for a value of which a result has the beginning.
async fn whole(studio: &TestStudio, result: &Value, row: usize, column: usize) -> Answer {
    let cell = &result["rows"][row][column];
    let body = json!({
        "request": "v", "text": result["statement"]["text"], "row": row, "column": column,
        "bytes": cell["cut"], "beginning": cell["text"],
    });
    studio.answer("/api/sql/value", &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_of_any_size_is_exported() {
    let database = TestDatabase::create().await;
    let studio = TestStudio::on(&database).await;
    let text = "SELECT n, CASE WHEN n % 2 = 0 THEN repeat('x', 3000) END AS x FROM generate_series(1, 5000) n";
    let result = run(&studio, text).await;
    assert_eq!((result["rows"].as_array().unwrap().len(), &result["truncated"]), (2000, &json!("rows")));

    let csv = export(&studio, text, "csv").await;
    assert_eq!((csv.status, csv.header("content-disposition")), (200, Some("attachment")), "{}", csv.text());
    let lines: Vec<String> = csv.text().lines().map(str::to_owned).collect();
    assert_eq!((lines.len(), lines[0].as_str(), lines[1].as_str()), (5001, "n,x", "1,"));
    assert!((1_u32..).zip(&lines[1..]).all(|(number, line)| line.starts_with(&format!("{number},"))));
    assert_eq!(lines[5000].len(), "5000,".len() + 3000);

    let rows: Value = serde_json::from_str(&export(&studio, text, "json").await.text()).unwrap();
    assert_eq!(
        (rows.as_array().unwrap().len(), &rows[4998]["n"], &rows[4998]["x"]),
        (5000, &json!(4999), &Value::Null)
    );
    // What is no query gives rows too.
    let shown = export(&studio, "SHOW server_version_num", "insert").await.text();
    assert!(shown.starts_with("INSERT INTO result (\"server_version_num\") VALUES ('1"), "{shown}");
    let none = export(&studio, "SELECT 1 AS a WHERE false", "markdown").await.text();
    assert_eq!(none, "| a |\n| ---: |\n");
    studio.stop().await;
}

/// Asks for the rows after those of a result.
async fn further(studio: &TestStudio, text: &str, rows: &[Value], limit: u32) -> Answer {
    let body = json!({"request": "f", "text": text, "after": rows.len(), "last": rows.last(), "limit": limit});
    studio.answer("/api/sql/rows", &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_next_in_a_result_is_got_without_anything_kept_open() {
    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE log (n int PRIMARY KEY, body text);
             INSERT INTO log SELECT n, CASE WHEN n % 1000 = 0 THEN repeat('x', 100000) END FROM generate_series(1, 7000) n",
        )
        .await;
    let studio = TestStudio::on(&database).await;
    let text = "SELECT n, body FROM log ORDER BY n";
    let mut rows = run(&studio, text).await["rows"].as_array().unwrap().clone();
    assert_eq!((rows.len(), rows[1999][1]["cut"].as_u64()), (2000, Some(100_000)));
    // No transaction is open between the two.
    if database.several_connections() {
        let open = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' \
                    AND datname = current_database()";
        assert_eq!(texts(&run(&studio, open).await["rows"]), [["0"]]);
    }
    for (limit, truncated) in [(3000, json!("rows")), (2000, json!(null))] {
        let answer = further(&studio, text, &rows, limit).await.json();
        assert_eq!((answer["rows"].as_array().unwrap().len(), &answer["truncated"]), (limit as usize, &truncated));
        rows.extend(answer["rows"].as_array().unwrap().iter().cloned());
    }
    assert!((1_u32..).zip(&rows).all(|(number, row)| row[0]["text"].as_str().unwrap().parse() == Ok(number)));
    assert_eq!(rows[6999][1]["cut"], 100_000);
    let answer = further(&studio, text, &rows, 10).await.json();
    assert_eq!(answer, json!({"rows": [], "truncated": null}));

    // Where other rows have come before, what comes next is not what would have come.
    database.execute("DELETE FROM log WHERE n = 1").await;
    let answer = further(&studio, text, &rows[..2000], 10).await;
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (404, &json!("not_found")));
    assert!(answer.json()["error"]["hint"].as_str().unwrap().contains("ORDER BY"));
    assert_eq!(further(&studio, text, &[], 10).await.status, 400);

    // Rows that are large are not more than the page can hold.
    let text = "SELECT n, repeat('y', 60000) FROM generate_series(1, 3000) n";
    let answer = further(&studio, text, &run(&studio, text).await["rows"].as_array().unwrap()[..1], 10_000).await;
    assert!(answer.text().len() < 40 << 20);
    assert_eq!(answer.json()["truncated"], "bytes");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_of_a_result_is_got_whole() {
    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE log (id int PRIMARY KEY, body text, doc jsonb);
             INSERT INTO log SELECT n, repeat('é' || n, 100000), jsonb_build_object('n', n, 'x', repeat('y', 70000))
             FROM generate_series(1, 700) n",
        )
        .await;
    let studio = TestStudio::on(&database).await;
    let result = run(&studio, "SELECT 1;  ").await;
    assert_eq!(result["rows"], json!([[{"text": "1"}]]));
    let result = run(&studio, "SELECT id, body, doc FROM log WHERE id >= 650 OR id < 5 ORDER BY id").await;
    assert_eq!(result["rows"][9][0]["text"], "655");
    let answer = whole(&studio, &result, 9, 1).await;
    assert_eq!((answer.status, answer.text()), (200, "é655".repeat(100_000)));
    let doc: Value = serde_json::from_str(&whole(&studio, &result, 9, 2).await.text()).unwrap();
    assert_eq!((&doc["n"], doc["x"].as_str().unwrap().len()), (&json!(655), 70_000));

    // Another row has come into its place: its value is not passed off as the one that was seen.
    database.execute("DELETE FROM log WHERE id = 1").await;
    let answer = whole(&studio, &result, 9, 1).await;
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (404, &json!("not_found")));
    assert!(answer.json()["error"]["hint"].as_str().unwrap().contains("ORDER BY"));
    database.execute("DELETE FROM log WHERE id > 2").await;
    assert_eq!(whole(&studio, &result, 9, 1).await.status, 404, "there is no such row any more");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn getting_the_rest_writes_nothing_and_runs_one_statement() {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE ship (name text)").await;
    let studio = TestStudio::on(&database).await;
    for (text, status, code) in [
        ("INSERT INTO ship VALUES ('ghost') RETURNING name", 403, "read_only"),
        ("WITH w AS (INSERT INTO ship VALUES ('ghost') RETURNING name) SELECT * FROM w", 403, "read_only"),
        ("COMMIT; INSERT INTO ship VALUES ('ghost') RETURNING name", 400, "request"),
        ("SELECT 1; SELECT 2", 400, "request"),
        ("", 400, "request"),
        ("COMMIT", 400, "request"),
        ("SET TRANSACTION READ WRITE", 400, "request"),
        ("COPY ship TO STDOUT", 400, "request"),
        ("SELECT 'never closed", 422, "statement"),
        ("SELECT nme FROM ship", 422, "statement"),
        ("SELECT 1 / (n - 1) FROM generate_series(1, 9) n", 422, "statement"),
    ] {
        let value = json!({"request": "v", "text": text, "row": 0, "column": 0, "bytes": 5, "beginning": "ghost"});
        for (path, body) in [
            ("/api/sql/export", json!({"request": "x", "text": text, "format": "csv"})),
            ("/api/sql/rows", json!({"request": "f", "text": text, "after": 1, "last": [], "limit": 1})),
            ("/api/sql/value", value),
        ] {
            let (got, error) = studio.error(path, body).await;
            assert_eq!((got, error["code"].as_str()), (status, Some(code)), "{path} {text}: {error}");
        }
    }
    let rows = run(&studio, "SELECT name FROM ship").await;
    assert_eq!(texts(&rows["rows"]), Vec::<Vec<String>>::new());
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_breaks_off_does_not_look_whole() {
    let database = TestDatabase::create().await;
    let studio = TestStudio::on(&database).await;
    // What has been sent by then cannot be taken back: the answer has no end.
    let text = "SELECT 1 / (n - 4000) AS n, repeat('x', 9000) AS x FROM generate_series(1, 9000) n";
    let body = json!({"request": "x", "text": text, "format": "json"});
    let raw = studio.begin_call("/api/sql/export", &body).await.raw().await;
    assert!(raw.starts_with(b"HTTP/1.1 200 "), "the first rows are there");
    assert!(!raw.ends_with(b"0\r\n\r\n"), "it ends as a whole answer does");
    studio.stop().await;
}
