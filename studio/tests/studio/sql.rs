//! The SQL view: what a person writes cannot leave the transaction that guards it.

use std::time::{Duration, Instant};

use evenkeel_studio::Settings;
use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::support::{TestStudio, settings, texts};

async fn ships() -> TestDatabase {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE ship (name text PRIMARY KEY); INSERT INTO ship VALUES ('Ann')").await;
    database
}

async fn run(studio: &TestStudio, text: &str, write: bool) -> Value {
    studio.call("/api/sql/run", json!({"request": "r", "text": text, "write": write, "rowLimit": 100})).await
}

async fn count(database: &TestDatabase) -> i64 {
    let connection = database.connect().await;
    let count = connection.query_one("SELECT count(*) FROM ship", &[]).await.unwrap().get(0);
    connection.close().await;
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_leaves_the_read_only_transaction() {
    let database = ships().await;
    database
        .execute(
            "CREATE FUNCTION add() RETURNS int LANGUAGE sql AS 'INSERT INTO ship VALUES (''ghost'') RETURNING 1';
             CREATE PROCEDURE add_and_commit() LANGUAGE plpgsql AS
                'BEGIN ROLLBACK; SET TRANSACTION READ WRITE; INSERT INTO ship VALUES (''ghost''); COMMIT; END';
             CREATE SEQUENCE berth;",
        )
        .await;
    let studio = TestStudio::on(&database).await;
    for text in [
        "COMMIT; INSERT INTO ship VALUES ('ghost')",
        "ROLLBACK; INSERT INTO ship VALUES ('ghost'); COMMIT",
        "COMMIT AND CHAIN; INSERT INTO ship VALUES ('ghost'); COMMIT",
        "END; BEGIN READ WRITE; INSERT INTO ship VALUES ('ghost'); END",
        "SET TRANSACTION READ WRITE; INSERT INTO ship VALUES ('ghost'); COMMIT",
        "SET transaction_read_only = off; INSERT INTO ship VALUES ('ghost')",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; INSERT INTO ship VALUES ('ghost')",
        "SET default_transaction_read_only = off; COMMIT; INSERT INTO ship VALUES ('ghost')",
        "SELECT set_config('transaction_read_only', 'off', false); INSERT INTO ship VALUES ('ghost')",
        "INSERT INTO ship VALUES ('ghost')",
        "WITH w AS (INSERT INTO ship VALUES ('ghost') RETURNING name) SELECT * FROM w",
        "SELECT add()",
        "CALL add_and_commit()",
        "DO $$ BEGIN COMMIT; INSERT INTO ship VALUES ('ghost'); END $$",
        "DO $$ BEGIN SET TRANSACTION READ WRITE; INSERT INTO ship VALUES ('ghost'); END $$",
        "DO $$ BEGIN PERFORM set_config('transaction_read_only', 'off', true); INSERT INTO ship VALUES ('ghost'); END $$",
        "EXPLAIN ANALYZE INSERT INTO ship VALUES ('ghost')",
        "PREPARE p AS INSERT INTO ship VALUES ('ghost'); EXECUTE p",
        "COPY ship FROM STDIN",
        "TRUNCATE ship",
        "DROP TABLE ship",
        "DELETE FROM ship",
        "SELECT * FROM ship FOR UPDATE",
        "SELECT nextval('berth')",
        "VACUUM ship",
        "CREATE INDEX CONCURRENTLY ON ship (name)",
    ] {
        let answer = run(&studio, text, false).await;
        let results = answer["results"].as_array().unwrap();
        assert!(!results.is_empty(), "{text}");
        assert_eq!(count(&database).await, 1, "{text}: {answer}");
        let last = &results.last().unwrap()["error"];
        assert!(!last.is_null(), "{text} was not refused: {answer}");
    }
    // What the splitter takes for one statement the server does too, or refuses.
    for text in [
        "SELECT (1; COMMIT; INSERT INTO ship VALUES ('ghost'))",
        "SELECT $$; COMMIT; INSERT INTO ship VALUES ('ghost'); $$",
        "SELECT E'\\'; COMMIT; INSERT INTO ship VALUES (E\\'ghost\\'); --'",
        "SELECT U&'\\'; COMMIT; INSERT INTO ship VALUES ('ghost'); --'",
        "BEGIN ATOMIC; COMMIT; INSERT INTO ship VALUES ('ghost'); END",
        "create function x() returns int begin atomic; commit; insert into ship values ('ghost'); end",
    ] {
        run(&studio, text, false).await;
        assert_eq!(count(&database).await, 1, "{text}");
    }
    // Plans are asked for in such a transaction too.
    for analyze in [false, true] {
        for text in
            ["INSERT INTO ship VALUES ('ghost')", "SELECT 1) SELECT 1; COMMIT; INSERT INTO ship VALUES ('ghost')"]
        {
            let body = json!({"request": "e", "text": text, "analyze": analyze});
            studio.answer("/api/sql/explain", &body).await;
            assert_eq!(count(&database).await, 1, "{text}");
        }
    }
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_one_statement_is_left_for_the_next() {
    let database = ships().await;
    let studio = TestStudio::on(&database).await;
    let text = "SET application_name = 'mine'; SELECT pg_advisory_lock(7); PREPARE p AS SELECT 1; LISTEN news; \
        SET SESSION AUTHORIZATION DEFAULT; SELECT set_config('lock_timeout', '9s', false)";
    let answer = run(&studio, text, false).await;
    assert_eq!(answer["notRun"], 0, "{answer}");
    let answer = run(&studio, &text.replace("SET SESSION", "BEGIN; COMMIT; SET SESSION"), true).await;
    assert_eq!(answer["notRun"], 0, "{answer}");
    let text = "SELECT current_setting('application_name') <> 'mine', current_setting('lock_timeout'), \
        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'), (SELECT count(*) FROM pg_prepared_statements), \
        (SELECT count(*) FROM pg_listening_channels()), current_setting('transaction_read_only'), \
        current_setting('transaction_isolation')";
    for _ in 0..5 {
        let answer = run(&studio, text, false).await;
        let row = texts(&answer["results"][0]["rows"])[0].clone();
        assert_eq!(row, ["t", "3s", "0", "0", "0", "on", "repeatable read"]);
    }
    let idle = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
    assert_eq!(texts(&run(&studio, idle, false).await["results"][0]["rows"]), [["0"]]);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writing_takes_effect_statement_by_statement() {
    let database = ships().await;
    let studio = TestStudio::on(&database).await;
    let text = "INSERT INTO ship VALUES ('Bo'), ('Cy') RETURNING name; INSERT INTO ship VALUES ('Ann'); SELECT 1";
    let answer = run(&studio, text, true).await;
    let results = answer["results"].as_array().unwrap();
    assert_eq!(texts(&results[0]["rows"]), [["Bo"], ["Cy"]]);
    assert_eq!(results[0]["tag"], "INSERT 0 2");
    assert_eq!(results[1]["error"]["sqlstate"], "23505");
    assert_eq!(results[1]["error"]["constraint"], "ship_pkey");
    assert_eq!((results.len(), &answer["notRun"]), (2, &json!(1)));
    assert_eq!(count(&database).await, 3);
    let answer = run(&studio, "BEGIN; DELETE FROM ship; SELECT count(*) FROM ship", true).await;
    assert_eq!(texts(&answer["results"][2]["rows"]), [["0"]]);
    assert!(answer["warning"].as_str().unwrap().contains("rolled back"));
    assert_eq!(count(&database).await, 3);
    run(&studio, "BEGIN; DELETE FROM ship WHERE name = 'Bo'; COMMIT; CREATE INDEX CONCURRENTLY i ON ship (name)", true)
        .await;
    assert_eq!(count(&database).await, 2);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_capped_by_rows_and_bytes() {
    let database = ships().await;
    let studio = TestStudio::on(&database).await;
    let body = |text: &str, limit: u32| json!({"request": "r", "text": text, "write": false, "rowLimit": limit});
    for (text, limit, rows, truncated) in [
        ("SELECT generate_series(1, 1000000000)", 1000, 1000, json!("rows")),
        ("SELECT generate_series(1, 1000)", 1000, 1000, Value::Null),
        ("SELECT generate_series(1, 256)", 256, 256, Value::Null),
        ("SELECT generate_series(1, 257)", 256, 256, json!("rows")),
        ("SELECT 1 LIMIT 0", 10, 0, Value::Null),
        ("SELECT generate_series(1, 10) -- no room for a LIMIT", 3, 3, json!("rows")),
    ] {
        let start = Instant::now();
        let answer = studio.call("/api/sql/run", body(text, limit)).await;
        let result = &answer["results"][0];
        assert!(result["error"].is_null(), "{result}");
        assert_eq!(result["rows"].as_array().unwrap().len(), rows, "{text}");
        assert_eq!(result["truncated"], truncated, "{text}");
        assert!(start.elapsed() < Duration::from_secs(10), "{text}");
    }
    let answer =
        studio.call("/api/sql/run", body("SELECT repeat('é', 40000) FROM generate_series(1, 5000)", 10000)).await;
    let result = &answer["results"][0];
    assert_eq!(result["truncated"], "bytes");
    let cell = &result["rows"][0][0];
    assert_eq!(cell["cut"], 80_000);
    assert!(cell["text"].as_str().unwrap().chars().all(|letter| letter == 'é'));
    let answer = studio.call("/api/sql/run", body("SELECT repeat('x', 100000000)", 10)).await;
    assert_eq!(answer["results"][0]["rows"][0][0]["cut"], 100_000_000);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_query_is_cancelled_on_the_server() {
    let database = ships().await;
    if !database.several_connections() {
        return;
    }
    let studio = TestStudio::on(&database).await;
    let slow = json!({"request": "slow", "text": "SELECT pg_sleep(60)", "write": false, "rowLimit": 1});
    let running = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'";
    let connection = database.connect().await;
    let wait_for = async |expected: i64| {
        let start = Instant::now();
        while connection.query_one(running, &[]).await.unwrap().get::<_, i64>(0) != expected {
            assert!(start.elapsed() < Duration::from_secs(20), "it does not come to {expected}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let (answer, ()) = tokio::join!(studio.answer("/api/sql/run", &slow), async {
        wait_for(1).await;
        let asked = studio.call("/api/cancel", json!({"request": "slow"})).await;
        assert_eq!(asked["asked"], true);
    });
    assert_eq!(answer.json()["results"][0]["error"]["code"], "cancelled");
    wait_for(0).await;
    assert_eq!(studio.call("/api/cancel", json!({"request": "slow"})).await["asked"], false);
    // A page that goes away takes what it asked for along.
    {
        let answer = studio.answer("/api/sql/run", &slow);
        tokio::select! {
            answer = answer => panic!("{answer:?}"),
            () = wait_for(1) => {}
        }
    }
    wait_for(0).await;
    // Others are answered meanwhile, and waiting calls can be cancelled too.
    let many: Vec<_> = (0..6)
        .map(|number| json!({"request": format!("s{number}"), "text": "SELECT pg_sleep(60)", "write": false, "rowLimit": 1}))
        .collect();
    let all = futures_util::future::join_all(many.iter().map(|body| studio.answer("/api/sql/run", body)));
    let (answers, ()) = tokio::join!(all, async {
        wait_for(4).await;
        for number in (0..6).rev() {
            assert_eq!(studio.call("/api/cancel", json!({"request": format!("s{number}")})).await["asked"], true);
        }
    });
    for answer in answers {
        let answer = answer.json();
        let error = if answer["error"].is_null() { &answer["results"][0]["error"] } else { &answer["error"] };
        assert_eq!(error["code"], "cancelled", "{answer}");
    }
    connection.close().await;
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_watchdog_ends_what_takes_too_long_whatever_the_text_sets() {
    let database = ships().await;
    if !database.several_connections() {
        return;
    }
    let studio =
        TestStudio::with(Settings { statement_limit: Some(Duration::from_millis(700)), ..settings(&database) }).await;
    let start = Instant::now();
    let answer = run(&studio, "SET statement_timeout = 0; SELECT pg_sleep(60)", false).await;
    assert_eq!(answer["results"][1]["error"]["code"], "timeout", "{answer}");
    assert!(start.elapsed() < Duration::from_secs(15));
    let left = run(
        &studio,
        "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'",
        false,
    )
    .await;
    assert_eq!(texts(&left["results"][0]["rows"]), [["0"]]);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_long_for_a_lock_of_another() {
    let database = ships().await;
    if !database.several_connections() {
        return;
    }
    let studio = TestStudio::on(&database).await;
    let holder = database.connect().await;
    holder.batch_execute("BEGIN; LOCK TABLE ship IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let start = Instant::now();
    let query = json!({"schema": "public", "name": "ship", "filters": [], "order": []});
    for (text, write) in [("SELECT * FROM ship", false), ("UPDATE ship SET name = 'Bo'", true)] {
        let error = run(&studio, text, write).await["results"][0]["error"].clone();
        assert_eq!((&error["code"], &error["sqlstate"]), (&json!("locked"), &json!("55P03")), "{error}");
    }
    for (path, body) in [
        ("/api/sql/export", json!({"request": "x", "text": "SELECT * FROM ship", "format": "csv"})),
        ("/api/export", json!({"request": "x", "query": query, "format": "csv"})),
    ] {
        let (status, error) = studio.error(path, body).await;
        assert_eq!((status, error["code"].as_str()), (422, Some("locked")), "{path} {error}");
    }
    assert!(start.elapsed() < Duration::from_secs(25), "{:?}", start.elapsed());
    holder.batch_execute("ROLLBACK").await.unwrap();
    holder.close().await;
    assert_eq!(run(&studio, "SELECT * FROM ship", false).await["results"][0]["error"], Value::Null);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_say_where_and_notices_are_told() {
    let database = ships().await;
    let studio = TestStudio::on(&database).await;
    let text = "SELECT '😀'; -- 😀\nSELECT '😀', nme FROM ship";
    let answer = run(&studio, text, false).await;
    let error = &answer["results"][1]["error"];
    let units: Vec<u16> = text.encode_utf16().collect();
    let at = error["position"].as_u64().unwrap() as usize;
    assert_eq!(String::from_utf16(&units[at..at + 3]).unwrap(), "nme");
    assert_eq!((error["sqlstate"].as_str(), error["code"].as_str()), (Some("42703"), Some("statement")));
    assert!(error["hint"].as_str().unwrap().contains("name"));
    let statement = &answer["results"][1]["statement"];
    assert_eq!(statement["text"], "SELECT '😀', nme FROM ship");
    let notice = run(&studio, "DO $$ BEGIN RAISE WARNING 'careful' USING HINT = 'slow'; END $$", false).await;
    let notice = &notice["results"][0]["notices"][0];
    assert_eq!((notice["severity"].as_str(), notice["hint"].as_str()), (Some("WARNING"), Some("slow")));
    let split = studio.call("/api/sql/split", json!({"text": "SELECT 1;\n SELECT 'x"})).await;
    assert_eq!(split["statements"][1]["start"], 11);
    assert!(split["statements"][1]["problem"].as_str().unwrap().contains("closed"));
    let explain = json!({"request": "e", "text": " SELECT '😀' FROM shp", "analyze": false});
    let (status, error) = studio.error("/api/sql/explain", explain).await;
    assert_eq!((status, &error["position"]), (422, &json!(18)));
    let explain = json!({"request": "e", "text": "SELECT count(*) FROM ship;", "analyze": true});
    let plan = studio.call("/api/sql/explain", explain).await;
    let plan: Value = serde_json::from_str(plan["plan"].as_str().unwrap()).unwrap();
    assert_eq!(plan[0]["Plan"]["Node Type"], "Aggregate");
    assert!(plan[0]["Plan"]["Actual Rows"].is_number());
    for text in ["", " -- nothing", ";"] {
        let body = json!({"request": "r", "text": text, "write": false, "rowLimit": 1});
        assert_eq!(studio.error("/api/sql/run", body).await.0, 400);
    }
    let copy = run(&studio, "COPY ship TO STDOUT; SELECT 1", false).await;
    assert_eq!(copy["notRun"], 0, "{copy}");
    // What cannot be sent leaves nothing behind in the session, which is the next call's.
    let me = "SELECT pg_backend_pid()";
    let before = texts(&run(&studio, me, false).await["results"][0]["rows"]);
    let nul = run(&studio, "SELECT 'a\0b'", false).await;
    assert_eq!(nul["results"][0]["error"]["sqlstate"], "22P05", "{nul}");
    if !database.single_connection() {
        assert_eq!(texts(&run(&studio, me, false).await["results"][0]["rows"]), before);
    }
    assert_eq!(run(&studio, "SELECT 1", false).await["notRun"], 0);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_with_effects_has_all_of_them_or_none() {
    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE ship (name text PRIMARY KEY);
             CREATE FUNCTION put(n int) RETURNS int LANGUAGE sql AS 'INSERT INTO ship VALUES (n::text) RETURNING 1'",
        )
        .await;
    let studio = TestStudio::on(&database).await;
    let body = |text: &str| json!({"request": "r", "text": text, "write": true, "rowLimit": 10});
    let put = "SELECT put(g) FROM generate_series(1, 5000) g";
    for (text, result) in [(put.to_owned(), 0), (format!("BEGIN; {put}; COMMIT"), 1)] {
        let answer = studio.call("/api/sql/run", body(&text)).await;
        let result = &answer["results"][result];
        assert_eq!(result["rows"].as_array().unwrap().len(), 10, "{text}");
        assert_eq!((&result["truncated"], &result["tag"]), (&json!("rows"), &json!("SELECT 5000")), "{text}");
        assert_eq!(count(&database).await, 5000, "{text}");
        database.execute("DELETE FROM ship").await;
    }
    // Rows that are larger than the page can hold change nothing about that.
    let wide = "SELECT put(g), repeat('x', 60000) FROM generate_series(1, 2000) g";
    let wide = json!({"request": "r", "text": wide, "write": true, "rowLimit": 10000});
    let answer = studio.call("/api/sql/run", wide).await;
    assert_eq!(answer["results"][0]["truncated"], "bytes");
    assert_eq!(count(&database).await, 2000);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_may_run_without_end() {
    let database = ships().await;
    let studio = TestStudio::with(Settings { statement_limit: None, ..settings(&database) }).await;
    assert_eq!(studio.call("/api/overview", json!({})).await["statementLimit"], Value::Null);
    let answer = run(&studio, "SELECT pg_sleep(0.1)", false).await;
    assert_eq!(answer["results"][0]["error"], Value::Null, "{answer}");
    studio.stop().await;
}
