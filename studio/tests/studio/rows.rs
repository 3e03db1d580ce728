//! Pages of rows: nothing lost, nothing twice, every value as the server writes it.

use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::support::{TestStudio, column, first_rows, rows, texts};

/// Walks through all pages and gives the first cell of each row.
async fn walk(studio: &TestStudio, query: &Value, backward: bool, limit: u32) -> Vec<String> {
    let mut page = json!({"at": if backward { "last" } else { "first" }});
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..1000 {
        let answer = studio.call("/api/rows", rows(query.clone(), page, limit)).await;
        let cells: Vec<String> = texts(&answer["rows"]).into_iter().map(|row| row[0].clone()).collect();
        assert!(cells.len() <= limit as usize);
        let next = if backward {
            seen.splice(0..0, cells);
            &answer["before"]
        } else {
            seen.extend(cells);
            &answer["after"]
        };
        if next.is_null() {
            return seen;
        }
        page = json!({"at": if backward { "before" } else { "after" }, "cursor": next});
    }
    panic!("the pages do not end: {query}");
}

/// Every order of a table full of NULLs and ties, both ways, at awkward page sizes, against the server's own order.
#[tokio::test(flavor = "multi_thread")]
async fn pages_are_the_whole_in_every_order() {
    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE voyage (id int PRIMARY KEY, port text, at timestamptz, load numeric, mood text NOT NULL);
             INSERT INTO voyage SELECT n, CASE WHEN n % 3 > 0 THEN 'p' || n % 4 END,
                CASE WHEN n % 5 > 0 THEN '2024-01-01'::timestamptz + n % 7 * interval '1 us' END,
                CASE WHEN n % 2 > 0 THEN (n % 6) / 3.0 END, 'm' || n % 3 FROM generate_series(1, 60) n;
             CREATE TABLE keyless AS SELECT * FROM voyage;
             CREATE VIEW seen AS SELECT * FROM voyage;
             CREATE TABLE parted (LIKE voyage, PRIMARY KEY (id, mood)) PARTITION BY LIST (mood);
             CREATE TABLE parted_0 PARTITION OF parted FOR VALUES IN ('m0');
             CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
             INSERT INTO parted SELECT * FROM voyage;",
        )
        .await;
    let studio = TestStudio::on(&database).await;
    let term = |column: &str, descending: bool, nulls: Option<&str>| match nulls {
        Some(nulls) => json!({"column": column, "descending": descending, "nulls": nulls}),
        None => json!({"column": column, "descending": descending}),
    };
    let mut orders: Vec<Vec<Value>> = vec![vec![]];
    for descending in [false, true] {
        for nulls in [None, Some("first"), Some("last")] {
            orders.push(vec![term("port", descending, nulls)]);
            orders.push(vec![term("at", descending, nulls), term("port", !descending, nulls)]);
            orders.push(vec![term("mood", descending, None), term("load", descending, nulls)]);
            orders.push(vec![term("load", descending, nulls), term("at", descending, None), term("id", true, None)]);
        }
    }
    for order in orders {
        let clause: Vec<String> = order
            .iter()
            .map(|term| {
                let nulls = term["nulls"].as_str().map_or_else(String::new, |nulls| format!(" NULLS {nulls}"));
                let direction = if term["descending"] == true { "DESC" } else { "ASC" };
                format!("{} {direction}{nulls}", term["column"].as_str().unwrap())
            })
            .collect();
        // A tie goes in the direction of the last part.
        let tie = if order.last().is_some_and(|term| term["descending"] == true) { "id DESC" } else { "id" };
        let clause = clause.into_iter().chain([tie.to_owned()]).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT id::text AS shown FROM voyage ORDER BY {clause}");
        let expected = column(&database, &sql).await;
        for (table, limit) in [("voyage", 7), ("parted", 11)] {
            let query = json!({"schema": "public", "name": table, "filters": [], "order": order});
            assert_eq!(walk(&studio, &query, false, limit).await, expected, "{table} by {clause}");
            assert_eq!(walk(&studio, &query, true, limit).await, expected, "{table} by {clause}, from behind");
        }
        for (table, limit) in [("keyless", 13), ("seen", 60)] {
            let query = json!({"schema": "public", "name": table, "filters": [], "order": order});
            for backward in [false, true] {
                // A view has no key to make its order whole, and nobody knows where its end is.
                if table == "seen" && backward {
                    continue;
                }
                let mut walked = walk(&studio, &query, backward, limit).await;
                assert_eq!(walked.len(), expected.len(), "{table} by {clause}");
                walked.sort_unstable();
                walked.dedup();
                assert_eq!(walked.len(), expected.len(), "{table} by {clause}");
            }
        }
    }
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_value_is_the_servers_own_text() {
    let database = TestDatabase::create().await;
    database
        .execute(
            r#"CREATE TYPE mood AS ENUM ('sad', 'o''k');
             CREATE DOMAIN short AS text CHECK (length(VALUE) < 9);
             CREATE TYPE pair AS (a int, b text);
             CREATE TABLE value (
                id bigint PRIMARY KEY, number numeric, small float4, large float8, yes boolean, at timestamptz(6),
                day date, span interval, fixed char(5), empty text, nothing text, binary_data bytea, json json,
                jsonb jsonb, uuid uuid, mood mood, short short, pair pair, list int[], words text[], range int4range,
                bits varbit, address inet, money money, point point, vector tsvector, "Odd ""name$1" text);
             INSERT INTO value VALUES (9007199254740993, 123456789012345678901234567890.123456789, 0.1, 1e300, true,
                '2024-02-29 23:59:59.123457+00', '0044-03-15 BC', '1 year -2 days 3.000001 s', 'ab', '', NULL,
                '\x00ff10', '{"a" :  1}', '{"a" :  1.10}', '6f0b5cb0-2d5c-4a9e-9a35-3a3c8a6d1b7e', 'o''k', 'short',
                '(1,"a,b")', '{1,NULL,3}', '{"a b",NULL,"NULL"}', '[1,5)', '101', '10.0.0.1/8', 12.5, '(1,2)',
                'a b', '</script>');"#,
        )
        .await;
    let studio = TestStudio::on(&database).await;
    let answer = studio.call("/api/rows", first_rows("value")).await;
    // What psql shows is what the simple protocol gives.
    let connection = database.connect().await;
    let settings = "SET datestyle = ISO; SET intervalstyle = postgres";
    connection.batch_execute(settings).await.unwrap();
    let mut expected = Vec::new();
    for message in connection.simple_query("SELECT * FROM value").await.unwrap() {
        if let tokio_postgres::SimpleQueryMessage::Row(row) = message {
            expected = (0..row.len()).map(|place| row.get(place).unwrap_or("∅").to_owned()).collect();
        }
    }
    connection.close().await;
    let row = &texts(&answer["rows"])[0];
    assert_eq!(*row, expected);
    assert_eq!(row[0], "9007199254740993");
    assert_eq!(row[8], "ab   ", "char(5) keeps its blanks");
    assert_eq!((row[9].as_str(), row[10].as_str()), ("", "∅"));
    assert_eq!(answer["rows"][0]["key"], json!(["9007199254740993"]));
    // The SQL view's way gives the same.
    let run = json!({"request": "s", "text": "SELECT * FROM value", "write": false, "rowLimit": 10});
    let result = studio.call("/api/sql/run", run).await;
    assert_eq!(texts(&result["results"][0]["rows"])[0], expected);
    let relation = studio.call("/api/relation", json!({"schema": "public", "name": "value"})).await;
    let column = |name: &str| {
        let columns = relation["columns"].as_array().unwrap();
        columns.iter().find(|column| column["name"] == name).unwrap().clone()
    };
    assert_eq!(column("mood")["labels"], json!(["sad", "o'k"]));
    for (name, kind) in [
        ("id", "number"),
        ("number", "number"),
        ("yes", "boolean"),
        ("at", "time"),
        ("span", "time"),
        ("fixed", "text"),
        ("binary_data", "bytes"),
        ("json", "json"),
        ("jsonb", "json"),
        ("uuid", "uuid"),
        ("mood", "enum"),
        ("short", "text"),
        ("list", "array"),
        ("pair", "other"),
    ] {
        assert_eq!(column(name)["kind"], kind, "{name}");
    }
    assert_eq!(column("json")["orderable"], false);
    assert_eq!(column("mood")["orderable"], true);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn large_values_are_cut_and_fetched_by_pieces() {
    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE large (id int PRIMARY KEY, words text, bytes bytea, json jsonb, list int[], zeros text);
             INSERT INTO large SELECT 1, string_agg('é' || n, ''), decode(string_agg(lpad(to_hex(n % 256), 2, '0'), ''), 'hex'),
                jsonb_agg(n), array_agg(n), repeat('0', 3000000) FROM generate_series(1, 200000) n;",
        )
        .await;
    let studio = TestStudio::on(&database).await;
    let answer = studio.call("/api/rows", first_rows("large")).await;
    let cells = &answer["rows"][0]["cells"];
    for place in 1..=5 {
        let cell = &cells[place];
        assert!(cell["cut"].as_u64().unwrap() > 2000, "{place}");
        assert!(cell["text"].as_str().unwrap().len() < 10_000, "{place}");
    }
    assert_eq!(cells[5]["cut"], 3_000_000);
    for name in ["words", "bytes", "json", "list", "zeros"] {
        let whole = column(&database, &format!("SELECT concat({name}) FROM large")).await.remove(0);
        let characters = whole.chars().count();
        let mut fetched = String::new();
        let step = 999_999;
        while fetched.chars().count() < characters {
            let piece = json!({"request": "v", "schema": "public", "name": "large", "key": ["1"], "column": name,
                "offset": fetched.chars().count(), "length": step});
            let piece = studio.call("/api/value", piece).await;
            assert_eq!(piece["characters"], characters, "{name}");
            let text = piece["text"].as_str().unwrap();
            assert!(!text.is_empty(), "{name} at {}", fetched.len());
            fetched.push_str(text);
        }
        assert!(fetched == whole, "{name}");
        let file = json!({"request": "f", "schema": "public", "name": "large", "key": ["1"], "column": name});
        let file = studio.answer("/api/value/file", &file).await;
        assert_eq!(file.header("content-disposition"), Some("attachment"));
        assert!(file.text() == whole, "{name}");
        for (offset, length) in [(0, 1), (1, 1), (1, 2), (2, 3), (3, 4), (17, 5)] {
            let piece = json!({"request": "v", "schema": "public", "name": "large", "key": ["1"], "column": name,
                "offset": offset, "length": length});
            let piece = studio.call("/api/value", piece).await;
            let expected: String = whole.chars().skip(offset).take(length).collect();
            assert_eq!(piece["text"], expected, "{name} {offset} {length}");
        }
    }
    // More than is read at a time, with a character of several bytes at each place.
    database.execute("UPDATE large SET words = repeat('0123456789é', 1000000)").await;
    let file = json!({"request": "f", "schema": "public", "name": "large", "key": ["1"], "column": "words"});
    let answer = studio.answer("/api/value/file", &file).await;
    assert!(answer.text() == "0123456789é".repeat(1_000_000));
    let gone = json!({"request": "f", "schema": "public", "name": "large", "key": ["2"], "column": "words"});
    assert_eq!(studio.error("/api/value/file", gone).await.0, 404);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_are_parameters_whatever_they_hold() {
    let database = TestDatabase::create().await;
    database
        .execute(
            r#"CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE TABLE "Odd ""; DROP TABLE ship; --" (id int PRIMARY KEY, "na""me$2" text, mood mood, tags text[], doc json);
            CREATE TABLE ship (name text);
            INSERT INTO "Odd ""; DROP TABLE ship; --" VALUES
                (1, 'it''s', 'ok', '{a}', '{"a":1}'), (2, '100%', 'sad', '{a,b}', NULL), (3, 'a_b\', NULL, NULL, NULL),
                (4, NULL, 'ok', '{}', '{}'), (5, 'AxB', 'sad', NULL, '[]'), (6, '1000', NULL, NULL, NULL);"#,
        )
        .await;
    let studio = TestStudio::on(&database).await;
    let table = "Odd \"; DROP TABLE ship; --";
    let found = async |filters: Value, search: Option<&str>| -> Vec<String> {
        let query = json!({"schema": "public", "name": table, "filters": filters, "order": [], "search": search});
        let counted = studio.call("/api/count", json!({"request": "c", "query": query})).await;
        let answer = studio.call("/api/rows", rows(query, json!({"at": "first"}), 100)).await;
        let ids: Vec<String> = texts(&answer["rows"]).into_iter().map(|row| row[0].clone()).collect();
        assert_eq!(counted["count"], ids.len());
        ids
    };
    let name = "na\"me$2";
    for (column, operator, value, expected) in [
        (name, "equals", json!("it's"), "1"),
        (name, "not_equals", json!("it's"), "2 3 4 5 6"),
        (name, "contains", json!("0%"), "2"),
        (name, "contains", json!("_"), "3"),
        (name, "contains", json!("b\\"), "3"),
        (name, "contains", json!("XB"), "5"),
        (name, "not_contains", json!("0"), "1 3 4 5"),
        (name, "starts_with", json!("a"), "3 5"),
        (name, "ends_with", json!("%"), "2"),
        (name, "like", json!("a_b%"), "3"),
        (name, "matches", json!("^[0-9]+$"), "6"),
        (name, "is_null", Value::Null, "4"),
        (name, "is_not_null", Value::Null, "1 2 3 5 6"),
        (name, "equals", json!("x' OR true --"), ""),
        ("id", "greater_or_equal", json!("5"), "5 6"),
        ("id", "less", json!("2"), "1"),
        ("id", "contains", json!("1"), "1"),
        ("mood", "equals", json!("ok"), "1 4"),
        ("mood", "greater", json!("sad"), "1 4"),
        ("tags", "equals", json!("{a,b}"), "2"),
        ("doc", "equals", json!("{\"a\":1}"), "1"),
    ] {
        let ids = found(json!([{"column": column, "operator": operator, "value": value}]), None).await;
        assert_eq!(ids.join(" "), expected, "{column} {operator} {value}");
    }
    for (column, values, expected) in
        [("id", json!(["1", "3"]), "1 3"), ("mood", json!(["sad"]), "2 5"), ("id", json!([]), "")]
    {
        let ids = found(json!([{"column": column, "operator": "in", "values": values}]), None).await;
        assert_eq!(ids.join(" "), expected, "{column} in {values}");
    }
    assert_eq!(found(json!([]), Some("ax")).await.join(" "), "5");
    assert_eq!(found(json!([{"column": "mood", "operator": "is_null"}]), Some("0")).await.join(" "), "6");
    let query = json!({"schema": "public", "name": table, "filters":
        [{"column": "id", "operator": "equals", "value": "one"}], "order": []});
    let (status, error) = studio.error("/api/rows", rows(query, json!({"at": "first"}), 10)).await;
    assert_eq!((status, error["sqlstate"].as_str()), (422, Some("22P02")));
    let query =
        json!({"schema": "public", "name": table, "filters": [], "order": [{"column": "doc", "descending": false}]});
    assert_eq!(studio.error("/api/rows", rows(query, json!({"at": "first"}), 10)).await.0, 400);
    assert_eq!(studio.error("/api/rows", first_rows("none")).await.0, 404);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_table_opens_anywhere_at_once() {
    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE log (id bigint PRIMARY KEY, at timestamptz NOT NULL, text text);
             INSERT INTO log SELECT n, '2024-01-01'::timestamptz + n * interval '1 minute', 'line ' || n
                FROM generate_series(1, 300000) n;
             CREATE INDEX ON log (at);
             ANALYZE log;",
        )
        .await;
    let studio = TestStudio::on(&database).await;
    let query = json!({"schema": "public", "name": "log", "filters": [], "order": []});
    let by_time =
        json!({"schema": "public", "name": "log", "filters": [], "order": [{"column": "at", "descending": true}]});
    let id = |answer: &Value| answer["rows"][0]["key"][0].as_str().unwrap().parse::<u64>().unwrap();
    let near = |number: u64, expected: u64| number.abs_diff(expected) < 15_000;

    let first = studio.call("/api/rows", rows(query.clone(), json!({"at": "first"}), 100)).await;
    assert_eq!((first["position"].as_u64(), first["positionEstimated"].as_bool()), (Some(0), Some(false)));
    assert!(near(first["estimatedRows"].as_u64().unwrap(), 300_000));
    let last = studio.call("/api/rows", rows(query.clone(), json!({"at": "last"}), 100)).await;
    assert_eq!((id(&last), last["after"].is_null()), (299_901, true));
    let from = studio.call("/api/rows", rows(query.clone(), json!({"at": "from", "value": "123456"}), 100)).await;
    assert_eq!(id(&from), 123_456);
    assert!(near(from["position"].as_u64().unwrap(), 123_455), "{}", from["position"]);
    assert_eq!(from["positionEstimated"], true);
    let page = json!({"at": "before", "cursor": from["before"]});
    let before = studio.call("/api/rows", rows(query.clone(), page, 100)).await;
    assert_eq!(before["rows"][99]["key"][0], "123455");
    let middle = studio.call("/api/rows", rows(query.clone(), json!({"at": "near", "fraction": 0.5}), 100)).await;
    assert!(near(id(&middle), 150_000), "{}", id(&middle));
    let early = studio.call("/api/rows", rows(by_time.clone(), json!({"at": "near", "fraction": 0.9}), 100)).await;
    assert!(near(id(&early), 30_000), "{}", id(&early));
    let day =
        studio.call("/api/rows", rows(by_time, json!({"at": "from", "value": "2024-01-02 00:00:00+00"}), 5)).await;
    assert_eq!(id(&day), 1440);

    // A page is read by the index, wherever it is: not by reading what comes before it.
    for page in [json!({"at": "after", "cursor": from["after"]}), json!({"at": "last"})] {
        let answer = studio.call("/api/rows", rows(query.clone(), page, 100)).await;
        let sql = answer["sql"].as_str().unwrap();
        let plan = studio.call("/api/sql/explain", json!({"request": "e", "text": sql, "analyze": false})).await;
        let plan: Value = serde_json::from_str(plan["plan"].as_str().unwrap()).unwrap();
        assert_eq!(plan[0]["Plan"]["Plans"][0]["Node Type"], "Index Scan", "{sql}");
    }
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_columns() {
    let database = TestDatabase::create().await;
    let columns: Vec<String> = (1..1000).map(|number| format!("c{number} text DEFAULT 'v{number}'")).collect();
    database.execute(&format!("CREATE TABLE wide (id int PRIMARY KEY, {})", columns.join(", "))).await;
    database.execute("INSERT INTO wide SELECT n FROM generate_series(1, 50) n").await;
    let studio = TestStudio::on(&database).await;
    let answer = studio.call("/api/rows", first_rows("wide")).await;
    assert_eq!(answer["rows"][49]["cells"][999]["text"], "v999");
    assert_eq!(answer["columns"].as_array().unwrap().len(), 1000);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_relation_is() {
    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE port (country text, code text, PRIMARY KEY (code, country));
             CREATE TABLE ship (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE,
                home_country text, home_code text, loud text GENERATED ALWAYS AS (upper(name)) STORED,
                built date DEFAULT current_date,
                CONSTRAINT home FOREIGN KEY (home_country, home_code) REFERENCES port (country, code) ON DELETE SET NULL);
             CREATE INDEX ship_home ON ship (home_code) WHERE home_code IS NOT NULL;
             COMMENT ON TABLE ship IS 'It floats'; COMMENT ON COLUMN ship.loud IS 'AHOY';
             CREATE VIEW big AS SELECT name FROM ship; CREATE TABLE keyless (a int);",
        )
        .await;
    let studio = TestStudio::on(&database).await;
    let ship = studio.call("/api/relation", json!({"schema": "public", "name": "ship"})).await;
    assert_eq!(ship["kind"], "table");
    assert_eq!(ship["comment"], "It floats");
    assert_eq!(ship["primaryKey"], json!(["id"]));
    assert_eq!((&ship["editable"], &ship["canInsert"]), (&json!(true), &json!(true)));
    assert_eq!(ship["columns"][0]["identity"], "always");
    assert_eq!(ship["columns"][4]["generated"], "upper(name)");
    assert_eq!(ship["columns"][4]["updatable"], false);
    assert_eq!(ship["columns"][5]["default"], "CURRENT_DATE");
    assert_eq!(ship["columns"][1]["indexed"], true);
    assert_eq!(ship["columns"][3]["indexed"], false, "the index has not all rows");
    assert_eq!(ship["uniques"], json!([{"name": "ship_name_key", "columns": ["name"]}]));
    assert_eq!(ship["indexes"].as_array().unwrap().len(), 3);
    assert_eq!(
        ship["foreignKeys"],
        json!([{"name": "home", "columns": ["home_country", "home_code"], "toSchema": "public", "toTable": "port",
            "toColumns": ["country", "code"], "onDelete": "set null", "onUpdate": "no action"}])
    );
    let port = studio.call("/api/relation", json!({"schema": "public", "name": "port"})).await;
    assert_eq!(port["primaryKey"], json!(["code", "country"]), "in the key's own order");
    assert_eq!(port["referencedBy"][0]["columns"], json!(["home_country", "home_code"]));
    let big = studio.call("/api/relation", json!({"schema": "public", "name": "big"})).await;
    assert_eq!((&big["kind"], &big["editable"]), (&json!("view"), &json!(false)));
    assert!(big["definition"].as_str().unwrap().contains("SELECT"));
    let keyless = studio.call("/api/relation", json!({"schema": "public", "name": "keyless"})).await;
    assert!(keyless["notEditable"].as_str().unwrap().contains("primary key"));

    let diagram = studio.call("/api/diagram", json!({})).await;
    assert_eq!(diagram["tables"].as_array().unwrap().len(), 4);
    let key = &diagram["foreignKeys"][0];
    assert_eq!(
        (&key["table"], &key["toTable"], &key["optional"], &key["unique"]),
        (&json!("ship"), &json!("port"), &json!(true), &json!(false))
    );
    let table = diagram["tables"].as_array().unwrap().iter().find(|table| table["name"] == "ship").unwrap();
    assert_eq!(table["columns"][1]["unique"], true);
    assert_eq!(table["columns"][2]["foreignKey"], true);
    let completion = studio.call("/api/completion", json!({})).await;
    assert_eq!(completion["searchPath"], json!(["public"]));
    let names: Vec<&str> =
        completion["functions"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap()).collect();
    for name in ["generate_series", "jsonb_agg", "now", "lower"] {
        assert!(names.contains(&name), "{name}");
    }
    assert!(completion["keywords"].as_array().unwrap().contains(&json!("select")));
    let overview = studio.call("/api/overview", json!({})).await;
    assert_eq!(overview["database"], database.name());
    assert_eq!(overview["writable"], true);
    assert_eq!(overview["relations"].as_array().unwrap().len(), 4);
    studio.stop().await;
}
