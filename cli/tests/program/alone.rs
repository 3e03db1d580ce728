//! What evenkeel leaves alone and what it changes: neither breaks the other unsaid

use evenkeel_test_support::TestDatabase;

use crate::support::{Project, Run};

const PERSON: &str = "\
tables:
  person:
    columns:
      id: {type: int, primary_key: true}
      code: {type: text, unique: true}
      since: timestamp
";

/// A project whose table was made by a migration, with what others made beside it.
async fn started(database: &TestDatabase, by_hand: &str) -> Project {
    let project = Project::with(&[("schema.yaml", PERSON)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    database.execute(by_hand).await;
    project
}

/// What comes of a change of the file.
fn changed(project: &Project, from: &str, to: &str) -> Run {
    assert!(PERSON.contains(from));
    project.write("schema.yaml", &PERSON.replace(from, to));
    project.keel("gen --allow destructive")
}

/// That a plan is refused with both objects named.
fn refused(run: &Run, names: &[&str]) {
    assert_eq!(run.status, Some(1), "{run}");
    for name in names {
        assert!(run.stderr.contains(name), "{name}: {run}");
    }
}

#[tokio::test]
async fn what_a_foreign_key_of_another_table_needs_stays() {
    for others in ["others", "theirs.others"] {
        let database = TestDatabase::create().await;
        let by_hand = format!(
            "CREATE SCHEMA theirs; CREATE TYPE theirs.kind AS ENUM ('a'); CREATE SEQUENCE theirs.numbers; \
             CREATE TABLE theirs.far (id int PRIMARY KEY); \
             CREATE TABLE {others} (id int REFERENCES person (id), code text REFERENCES person (code), kind theirs.kind, \
             number int DEFAULT nextval('theirs.numbers'), far int REFERENCES theirs.far)"
        );
        let project = started(&database, &by_hand).await;
        let run = changed(&project, "id: {type: int, primary_key: true}", "id: int");
        refused(&run, &["person_pkey", "others_id_fkey"]);
        let run = changed(&project, "code: {type: text, unique: true}", "code: text");
        refused(&run, &["person_code_key", "others_code_fkey"]);
        project.write("schema.yaml", "tables: {}\nschemas: [public]\n");
        refused(&project.keel("gen --allow destructive"), &["person", "others_id_fkey", "others_code_fkey"]);
        // What has nothing to do with it is planned and proved, and a foreign key follows where PostgreSQL lets it.
        let run = changed(&project, "id: {type: int,", "id: {type: bigint,").done();
        assert!(!run.stderr.contains("not proved"), "{run}");
        project.keel("migrate").done();
        project.keel("check").done();
    }
}

#[tokio::test]
async fn a_row_type_in_another_table_keeps_columns_as_they_are() {
    let database = TestDatabase::create().await;
    let project = started(&database, "CREATE TABLE others (p person)").await;
    refused(&changed(&project, "since: timestamp", "since: date"), &["person", "others.p"]);
    changed(&project, "since: timestamp", "since: timestamp?").done();
    project.keel("migrate").done();
}

#[tokio::test]
async fn a_name_that_is_taken_is_told() {
    let database = TestDatabase::create().await;
    let by_hand = "CREATE TABLE person_since_idx (id int); CREATE SEQUENCE pets; CREATE VIEW seen AS SELECT 1 AS one";
    let project = started(&database, by_hand).await;
    let index = "since: timestamp\n    indexes: [since]";
    refused(
        &changed(&project, "since: timestamp", index),
        &["index public.person_since_idx", "table public.person_since_idx"],
    );
    for (name, kind) in [("pets", "sequence"), ("seen", "view")] {
        let more = format!("since: timestamp\n  {name}:\n    columns: {{id: int}}");
        let run = changed(&project, "since: timestamp", &more);
        refused(&run, &[&format!("table public.{name}"), kind]);
    }
}

#[tokio::test]
async fn the_replica_identity_and_the_cluster_mark_follow_an_index_that_is_replaced() {
    let database = TestDatabase::create().await;
    let by_hand = "ALTER TABLE person REPLICA IDENTITY USING INDEX person_code_key; CLUSTER person USING person_code_key; \
                   CREATE PUBLICATION all_of_it FOR TABLE person; INSERT INTO person VALUES (1, 'a', now())";
    let project = started(&database, by_hand).await;
    let replaced = "      since: timestamp\n    unique: [{columns: [code], name: person_code_key, include: [id]}]";
    let file =
        PERSON.replace("code: {type: text, unique: true}", "code: text").replace("      since: timestamp", replaced);
    project.write("schema.yaml", &file);
    project.keel("gen").done();
    project.keel("migrate").done();
    let marked =
        "SELECT indisreplident AND indisclustered FROM pg_index WHERE indexrelid = 'person_code_key'::regclass";
    let is_marked = async || {
        let connection = database.connect().await;
        let marked: bool = connection.query_one(marked, &[]).await.unwrap().get(0);
        connection.close().await;
        marked
    };
    assert!(is_marked().await);
    database.execute("UPDATE person SET since = now()").await;
    project.keel("migrate down").done();
    assert!(is_marked().await);
    database.execute("UPDATE person SET since = now()").await;
    project.keel("migrate").done();
    let run = changed(&project, "code: {type: text, unique: true}", "code: text");
    refused(&run, &["person_code_key", "the replica identity of public.person"]);
}

#[tokio::test]
async fn a_replica_identity_is_not_lost_beside_a_rename() {
    let database = TestDatabase::create().await;
    let project = started(&database, "ALTER TABLE person REPLICA IDENTITY USING INDEX person_code_key").await;
    let file = PERSON.replace("  person:\n", "  people:\n    renamed_from: person\n");
    let replaced = "      since: timestamp\n    unique: [{columns: [code], name: person_code_key, include: [id]}]";
    let file =
        file.replace("code: {type: text, unique: true}", "code: text").replace("      since: timestamp", replaced);
    project.write("schema.yaml", &file);
    refused(&project.keel("gen"), &["replica identity of public.person"]);
}

#[tokio::test]
async fn a_type_that_is_swapped_keeps_its_owner() {
    let database = TestDatabase::create().await;
    let file = |labels: &str, base: &str| {
        format!(
            "types:\n  mood: {{enum: [{labels}]}}\n  Amount: {{domain: {base}, checks: {{positive: \"VALUE > 0\"}}}}\n\
             tables:\n  t:\n    columns: {{id: int, mood: mood, amounts: 'Amount[]'}}\n"
        )
    };
    let project = Project::with(&[("schema.yaml", &file("sad, ok", "int"))]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    let owner = format!("keel_owner_{}", std::process::id());
    database
        .execute(&format!(
            "CREATE ROLE {owner}; GRANT ALL ON SCHEMA public TO {owner}; ALTER TYPE mood OWNER TO {owner}; \
             ALTER DOMAIN amount OWNER TO {owner}"
        ))
        .await;
    project.write("schema.yaml", &file("ok, sad", "bigint"));
    let generated = project.keel("gen --allow destructive");
    let migrated = project.keel("migrate");
    let connection = database.connect().await;
    let sql =
        "SELECT count(*) FROM pg_type WHERE typname IN ('mood', 'amount') AND pg_get_userbyid(typowner) = $1::text";
    let kept: i64 = connection.query_one(sql, &[&owner]).await.unwrap().get(0);
    connection.close().await;
    database
        .execute(&format!("REASSIGN OWNED BY {owner} TO CURRENT_USER; DROP OWNED BY {owner}; DROP ROLE {owner}"))
        .await;
    generated.done();
    migrated.done();
    assert_eq!(kept, 2);
}

#[tokio::test]
async fn what_a_time_zone_decides_is_asked_for() {
    let database = TestDatabase::create().await;
    let project = started(&database, "INSERT INTO person VALUES (1, 'a', '2024-01-01 00:00')").await;
    let set = format!("ALTER DATABASE {} SET timezone = 'America/New_York'", database.name());
    database.execute(&set).await;
    refused(
        &changed(&project, "since: timestamp", "since: timestamptz"),
        &["public.person.since", "AT TIME ZONE 'UTC'"],
    );
    let using = "since: {type: timestamptz, using: \"since AT TIME ZONE 'UTC'\"}";
    changed(&project, "since: timestamp", using).done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains("the table is written anew under it (observed)"), "{up}");
    project.keel("migrate").done();
    let connection = database.connect().await;
    let same = "SELECT since = '2024-01-01 00:00+00' FROM person";
    assert!(connection.query_one(same, &[]).await.unwrap().get::<_, bool>(0));
    connection.close().await;
}

#[tokio::test]
async fn what_other_settings_of_a_session_decide_is_asked_for() {
    let database = TestDatabase::create().await;
    let project = started(&database, "INSERT INTO person VALUES (1, '01/02/2024', now())").await;
    let code = "code: {type: text, unique: true}";
    for new in ["date", "interval", "money", "tstzrange", "'date[]'"] {
        let run = changed(&project, code, &format!("code: {{type: {new}, unique: true}}"));
        refused(&run, &["public.person.code", "DateStyle", "using:"]);
    }
    refused(&changed(&project, "since: timestamp", "since: text"), &["public.person.since", "DateStyle"]);
    // No setting changes what comes of these.
    for new in ["int", "uuid", "int4range", "bytea"] {
        changed(&project, code, &format!("code: {{type: {new}, unique: true}}")).done();
        std::fs::remove_dir_all(project.path(&project.last_migration())).unwrap();
    }
    let using = "code: {type: date, unique: true, using: \"to_date(code, 'DD/MM/YYYY')\"}";
    changed(&project, code, using).done();
    database.execute(&format!("ALTER DATABASE {} SET datestyle = 'ISO, MDY'", database.name())).await;
    project.keel("migrate").done();
    let connection = database.connect().await;
    let same = "SELECT code = '2024-02-01' FROM person";
    assert!(connection.query_one(same, &[]).await.unwrap().get::<_, bool>(0));
    connection.close().await;
}

#[tokio::test]
async fn a_sequence_of_others_does_not_go_with_its_column() {
    let database = TestDatabase::create().await;
    let project = started(&database, "CREATE SEQUENCE theirs OWNED BY person.code").await;
    let code = "      code: {type: text, unique: true}\n";
    let names = ["sequence public.theirs", "ALTER SEQUENCE public.theirs OWNED BY NONE"];
    refused(&changed(&project, code, ""), &names);
    project.write("schema.yaml", "tables: {}\nschemas: [public]\n");
    refused(&project.keel("gen --allow destructive"), &names);
    database.execute("ALTER SEQUENCE theirs OWNED BY NONE").await;
    changed(&project, code, "").done();
    project.keel("migrate").done();
    let connection = database.connect().await;
    assert!(connection.query_one("SELECT nextval('theirs')", &[]).await.is_ok());
    connection.close().await;
}

#[tokio::test]
async fn without_a_database_it_is_said_that_what_others_made_was_not_there() {
    let database = TestDatabase::create().await;
    let project = started(&database, "CREATE TABLE others (code text REFERENCES person (code))").await;
    let said = "not proved beside what others have made in a database";
    project.write("schema.yaml", &PERSON.replace("since: timestamp", "since: timestamp?"));
    for (line, is_said) in [("gen --from migrations", true), ("gen", false)] {
        project.keel(line).done();
        let folder = project.last_migration();
        let up = project.read(&format!("{folder}/up.sql"));
        assert_eq!(up.contains(said), is_said, "{line}: {up}");
        std::fs::remove_dir_all(project.path(&folder)).unwrap();
    }
}

#[tokio::test]
async fn a_difference_from_a_database_gives_no_name_that_others_have() {
    let database = TestDatabase::create().await;
    let project = started(&database, "CREATE TABLE person_since_idx (id int)").await;
    let file = PERSON.replace("since: timestamp", "since: timestamp\n    indexes: [since]");
    project.write("schema.yaml", &format!("manage: person\n{file}"));
    refused(&project.keel("diff"), &["index public.person_since_idx", "table public.person_since_idx"]);
}

#[tokio::test]
async fn a_proof_has_the_settings_of_the_database() {
    let database = TestDatabase::create().await;
    let project = started(&database, "").await;
    // What a cast makes of a text is what the target's sessions make of it.
    let name = database.name();
    database.execute(&format!("ALTER DATABASE {name} SET timezone = 'America/New_York'")).await;
    let text = "since: {type: text, using: \"CASE current_setting('TimeZone') WHEN 'America/New_York' THEN '2024-01-01' \
                ELSE (1 / (id - id))::text END\"}";
    changed(&project, "since: timestamp", text).done();
}

#[tokio::test]
async fn each_hazard_names_its_object() {
    let database = TestDatabase::create().await;
    let project = started(&database, "").await;
    changed(&project, "code: {type: text, unique: true}", "code: varchar(3)?").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    let lines = [
        "DESTRUCTIVE: column public.person.code: text to character varying(3)",
        "breaks clients: column public.person.code: it may be NULL",
    ];
    for line in lines {
        assert!(up.contains(line), "{line}: {up}");
    }
}

const MOODS: &str = "\
types:
  mood: {enum: [sad, happy]}
tables:
  person: {columns: {id: {type: int, primary_key: true}, mood: mood}}
";

/// A label that is added can be taken back only by another type in its place, which what others made does not let go.
#[tokio::test]
async fn a_label_is_added_to_a_type_that_others_use() {
    let by_hand = [
        ("CREATE VIEW theirs AS SELECT mood FROM person", "view public.theirs"),
        ("CREATE SCHEMA far; CREATE VIEW far.theirs AS SELECT mood FROM person", "view far.theirs"),
        ("CREATE TABLE theirs (moods mood[])", "column public.theirs.moods"),
        ("CREATE DOMAIN theirs AS mood", "type public.theirs"),
        ("CREATE FUNCTION theirs(mood) RETURNS int LANGUAGE sql RETURN 1", "function public.theirs(public.mood)"),
    ];
    for (by_hand, named) in by_hand {
        let database = TestDatabase::create().await;
        let project = Project::with(&[("schema.yaml", MOODS)]).variable("DATABASE_URL", &database.url());
        project.keel("gen first").done();
        project.keel("migrate").done();
        database.execute(by_hand).await;
        project.write("schema.yaml", &MOODS.replace("[sad, happy]", "[happy, sad]"));
        refused(&project.keel("gen other_order"), &[named, "depends on type public.mood"]);

        project.write("schema.yaml", &MOODS.replace("happy]", "happy, calm]"));
        let run = project.keel("gen calm").done();
        assert!(run.stderr.contains(&format!("no way back {named} depends on type public.mood")), "{run}");
        project.keel("migrate").done();
        let run = project.keel("migrate down --allow destructive");
        assert_eq!(run.status, Some(1), "{run}");
        assert!(run.stderr.contains("down.sql"), "{run}");
    }
}

/// The same by the names that the type and the table get in the same migration.
#[tokio::test]
async fn what_is_renamed_is_in_the_way_of_nobody_by_its_old_name() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", MOODS)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    database.execute("CREATE VIEW theirs AS SELECT mood FROM person").await;
    let renamed = MOODS
        .replace("mood: {enum: [sad, happy]}", "temper: {enum: [sad, happy, calm], renamed_from: mood}")
        .replace("mood: mood}", "temper: {type: temper, renamed_from: mood}}")
        .replace("person: {", "human: {renamed_from: person, ");
    project.write("schema.yaml", &renamed);
    project.keel("fmt").done();
    let run = project.keel("gen calm").done();
    assert!(run.stderr.contains("no way back view public.theirs depends on type public.temper"), "{run}");
    project.keel("migrate").done();
    project.keel("check").done();
}

#[tokio::test]
async fn all_that_depends_on_columns_that_go_is_named_at_once() {
    let database = TestDatabase::create().await;
    let by_hand = "CREATE VIEW seen AS SELECT since FROM person; CREATE VIEW over_seen AS SELECT since FROM seen; \
                   CREATE MATERIALIZED VIEW stored AS SELECT since FROM over_seen; \
                   CREATE POLICY recent ON person USING (since > '2020-01-01'); \
                   CREATE RULE noted AS ON UPDATE TO person WHERE new.since IS NULL DO ALSO SELECT 1; \
                   CREATE STATISTICS counted ON since, code FROM person; \
                   CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'; \
                   CREATE TRIGGER touched BEFORE UPDATE OF since ON person FOR EACH ROW EXECUTE FUNCTION touch(); \
                   CREATE VIEW codes AS SELECT code FROM person";
    let project = started(&database, by_hand).await;
    let file = PERSON.replace("      since: timestamp\n", "").replace("      code: {type: text, unique: true}\n", "");
    project.write("schema.yaml", &file);
    let run = project.keel("gen --allow destructive");
    let views = ["view public.seen", "view public.over_seen", "view public.stored", "view public.codes"];
    let others = ["policy recent", "rule noted", "statistics public.counted", "trigger touched"];
    refused(&run, &views);
    refused(&run, &others);
    // In the order that is said, they can be dropped.
    for sql in ["MATERIALIZED VIEW stored", "VIEW over_seen", "VIEW seen, codes", "STATISTICS counted"] {
        database.execute(&format!("DROP {sql}")).await;
    }
    let on_table = "DROP POLICY recent ON person; DROP RULE noted ON person; DROP TRIGGER touched ON person";
    database.execute(on_table).await;
    project.keel("gen --allow destructive").done();
}

/// The role that migrates may be one to which policies apply: what they hide, it does not see in advance.
#[tokio::test]
async fn the_header_promises_nothing_of_rows_that_policies_hide() {
    let database = TestDatabase::create().await;
    let project = started(&database, "ALTER TABLE person ENABLE ROW LEVEL SECURITY").await;
    let promise = "fails, before anything has changed, while two rows of public.person are equal in since";
    let doubt =
        "where row security of public.person is in force for the role that migrates, that is not asked in advance";
    for (by_hand, is_doubtful) in [("SELECT", false), ("ALTER TABLE person FORCE ROW LEVEL SECURITY", true)] {
        database.execute(by_hand).await;
        changed(&project, "since: timestamp", "since: {type: timestamp, unique: true}").done();
        let folder = project.last_migration();
        let up = project.read(&format!("{folder}/up.sql"));
        assert!(up.contains(promise), "{up}");
        assert_eq!(up.contains(doubt), is_doubtful, "{up}");
        std::fs::remove_dir_all(project.path(&folder)).unwrap();
    }
}
