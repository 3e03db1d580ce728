//! What the server prints of its own text once it has read it.

use evenkeel_engine::introspect::settled;

use crate::database::Database;

const BEFORE: &str = r#"
    create domain "a ], b" as text;
    create function numbers(numeric[]) returns bool language sql immutable as 'select true';
    create function texts(text[]) returns bool language sql immutable as 'select true';
    create function domains("a ], b"[]) returns bool language sql immutable as 'select true';
    create function moments(timestamptz[]) returns bool language sql immutable as 'select true';
    create table t (a varchar, n numeric[], m int[], k text, d date, l text[]);
"#;

const CONDITIONS: [&str; 31] = [
    "a in ('x', 'y')",
    "a in ('(ARRAY[', 'it''s, ]')",
    r"a in (E'back\\slash', 'b')",
    "a in ('x', 'y') and (k in ('x'::varchar) or a not in ('y', 'z'))",
    "a <> all (array['a'])",
    "k = any (array['a', 'b']::varchar(3)[])",
    "k = any (array[a, 'x'])",
    "k = any (array[a, lower(a)])",
    "k = any (array['a'::varchar || 'b', 'c'::varchar])",
    "k = any (case when a = 'x' then array['a'::varchar] else array['b'::varchar] end)",
    "k = any (case when a = 'x' then array['a'::varchar] else l end)",
    "numbers(array[1, 2])",
    "numbers(array[1, 2]::int[])",
    "numbers(array[[1, 2], [3, 4]])",
    "numbers(array[array[array[1]]])",
    "numbers(array[array[1], m])",
    "numbers(array[array[]::int[]])",
    "numbers(array[]::int[])",
    "numbers(array[(array[1, 2])[1], 3])",
    "numbers(array[case when a = 'x' then 1 end, (1)])",
    "numbers(coalesce(array[1], n))",
    "numbers(array[1] || array[2])",
    "texts(array[array['a'::varchar]])",
    "texts(array[['a'::varchar, 'b'], ['c', 'd']])",
    "texts(array[a, k])",
    "domains(array['a'::text])",
    "domains(array[a])",
    "moments(array[d, d])",
    "(array['a'::varchar, 'b'])[1] = k",
    "array_position(array['a'::varchar, 'b']::text[], k) > 0",
    "l = (array['a'::varchar] || array['b'::varchar])::text[]",
];

#[tokio::test]
async fn a_text_is_taken_as_the_server_prints_it_from_then_on() {
    let database = Database::with(BEFORE).await;
    let mut rewritten = 0;
    for condition in CONDITIONS {
        let first = printed(&database, condition).await;
        let mut last = first.clone();
        loop {
            let next = printed(&database, &last).await;
            assert_eq!(settled(next.clone()), settled(last.clone()), "{condition}");
            if next == last {
                break;
            }
            last = next;
        }
        assert_eq!(settled(first.clone()), last, "{condition}");
        rewritten += u32::from(first != last);
    }
    assert!(rewritten > 10, "servers print {rewritten} of them anew");
    database.drop().await;
}

async fn printed(database: &Database, condition: &str) -> String {
    let client = &database.client;
    client.batch_execute(&format!("alter table t add constraint c check ({condition})")).await.unwrap();
    let sql = "select pg_get_expr(conbin, conrelid) from pg_constraint where conname = 'c'";
    let text = client.query_one(sql, &[]).await.unwrap().get(0);
    client.batch_execute("alter table t drop constraint c").await.unwrap();
    text
}
