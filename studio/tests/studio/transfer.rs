//! Rows out and in again.

use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::support::{TestStudio, column, first_rows, texts};

async fn file(studio: &TestStudio, format: &str, filters: Value) -> String {
    let query = json!({"schema": "public", "name": "ship", "filters": filters, "order": []});
    let answer = studio.answer("/api/export", &json!({"request": "x", "query": query, "format": format})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-disposition"), Some("attachment"));
    answer.text()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_out_comes_in_again() {
    let database = TestDatabase::create().await;
    database
        .execute(
            r#"CREATE TABLE ship (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, "a ""b" numeric, yes boolean,
                doc jsonb, tags text[], bytes bytea, fixed char(4), at timestamptz);
             INSERT INTO ship (name, "a ""b", yes, doc, tags, bytes, fixed, at) VALUES
                ('', 123456789012345678901234567890.10, true, '{"a": [1, "x,\"y"]}', '{a,"b c",NULL}', '\x00ff', 'ab', now()),
                (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (E'a,"b"\r\nc|d<e>\\', 'NaN', false, '"t"', '{}', '', 'abcd', '0044-03-15 BC'),
                (' x ', 0.10, false, 'null', '{1}', '\x27', '', 'infinity');
             INSERT INTO ship (name) SELECT 'row ' || n FROM generate_series(1, 1500) n;"#,
        )
        .await;
    let studio = TestStudio::on(&database).await;
    let dump = "SELECT md5(string_agg(s::text, '|' ORDER BY id)) || count(*) FROM ship s";
    let before = column(&database, dump).await.remove(0);
    for format in ["csv", "json"] {
        let text = file(&studio, format, json!([])).await;
        database.execute("DELETE FROM ship").await;
        let import = json!({"request": "i", "schema": "public", "name": "ship", "format": format, "text": text});
        assert_eq!(studio.call("/api/import", import.clone()).await["rows"], 1504, "{format}");
        let after = column(&database, dump).await.remove(0);
        assert_eq!(after, before, "{format}");
        // All or none.
        database.execute("DELETE FROM ship WHERE id < 1500").await;
        let (status, error) = studio.error("/api/import", import).await;
        assert_eq!((status, error["sqlstate"].as_str()), (422, Some("23505")));
        assert!(error["detail"].as_str().unwrap().contains("within rows 1001 to 1500"), "{error}");
        assert_eq!(texts(&studio.call("/api/rows", first_rows("ship")).await["rows"]).len(), 5);
        database.execute("DELETE FROM ship").await;
        let import = json!({"request": "i", "schema": "public", "name": "ship", "format": format, "text": text});
        studio.call("/api/import", import).await;
    }
    let sql = file(&studio, "insert", json!([])).await;
    database.execute(&format!("DELETE FROM ship; {sql}")).await;
    let after = column(&database, dump).await.remove(0);
    assert_eq!(after, before);
    let markdown = file(&studio, "markdown", json!([{"column": "id", "operator": "less", "value": "4"}])).await;
    let lines: Vec<&str> = markdown.lines().collect();
    assert!(lines[0].starts_with("| id | name | a \"b | yes |"), "{markdown}");
    assert_eq!(lines[3].matches("*NULL*").count(), 8);
    assert!(lines[4].contains("a,\"b\"<br>c\\|d&lt;e>\\\\"), "{markdown}");
    assert_eq!(lines.len(), 5);
    let json_text = file(&studio, "json", json!([{"column": "id", "operator": "less", "value": "4"}])).await;
    let rows: Value = serde_json::from_str(&json_text).unwrap();
    assert_eq!(rows[0]["doc"]["a"][1], "x,\"y");
    assert!(json_text.contains("123456789012345678901234567890.10"));
    assert_eq!(rows[2]["a \"b"], "NaN");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_does_not_fit_is_refused() {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE ship (id int PRIMARY KEY DEFAULT 1, name text, loud text GENERATED ALWAYS AS (upper(name)) STORED)").await;
    let studio = TestStudio::on(&database).await;
    for (format, text, status) in [
        ("csv", "", 400),
        ("csv", "id,nme\n1,x", 404),
        ("csv", "id,name\n1", 400),
        ("csv", "id,loud\n1,x", 400),
        ("csv", "id,name\n\"1", 400),
        ("csv", "id\nx", 422),
        ("json", "{}", 400),
        ("json", "[{\"id\": 1}, 2]", 400),
        ("json", "[{\"id\\\"; DROP TABLE ship; --\": 1}]", 404),
    ] {
        let import = json!({"request": "i", "schema": "public", "name": "ship", "format": format, "text": text});
        assert_eq!(studio.error("/api/import", import).await.0, status, "{text}");
    }
    let import = json!({"request": "i", "schema": "public", "name": "ship", "format": "json", "text": "[{\"name\": \"x\"}, {\"id\": 9007}]"});
    studio.call("/api/import", import).await;
    assert_eq!(
        texts(&studio.call("/api/rows", first_rows("ship")).await["rows"]),
        [["1", "x", "X"], ["9007", "∅", "∅"]]
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_one_column_goes_out_and_in_as_copy_has_it() {
    let database = TestDatabase::create().await;
    let values = r"(NULL), (''), (E'a\nb'), (E'\\.'), ('NULL'), (E'\r'), (NULL), (' '), (NULL)";
    database.execute(&format!("CREATE TABLE ship (name text); INSERT INTO ship VALUES {values}")).await;
    let studio = TestStudio::on(&database).await;
    let text = file(&studio, "csv", json!([])).await;
    assert_eq!(text, "name\n\n\"\"\n\"a\nb\"\n\"\\.\"\nNULL\n\"\r\"\n\n\" \"\n\n");
    let dump = "SELECT coalesce(quote_literal(name), 'NULL') FROM ship ORDER BY 1";
    let before = column(&database, dump).await;
    let copied = "COPY ship FROM STDIN (FORMAT csv, HEADER)";
    for by_copy in [false, true] {
        database.execute("DELETE FROM ship").await;
        if by_copy {
            // What PostgreSQL itself makes of the file.
            let connection = database.connect().await;
            let mut sink = Box::pin(connection.copy_in::<_, bytes::Bytes>(copied).await.unwrap());
            futures_util::SinkExt::send(&mut sink, bytes::Bytes::from(text.clone())).await.unwrap();
            sink.as_mut().finish().await.unwrap();
            drop(sink);
            connection.close().await;
        } else {
            let import = json!({"request": "i", "schema": "public", "name": "ship", "format": "csv", "text": text});
            assert_eq!(studio.call("/api/import", import).await["rows"], 9);
        }
        assert_eq!(column(&database, dump).await, before, "by COPY: {by_copy}");
    }
    // In a table of several columns a blank line is none.
    database.execute("ALTER TABLE ship ADD crew int").await;
    let import = json!({"request": "i", "schema": "public", "name": "ship", "format": "csv", "text": "\nname,crew\n\nAnn,1\n\n"});
    assert_eq!(studio.call("/api/import", import).await["rows"], 1);
    studio.stop().await;
}
