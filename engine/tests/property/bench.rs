//! Two databases that are used again and again: making a database takes longer than a judgement.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_connect::Connection;
use evenkeel_engine::build::build;
use evenkeel_engine::introspect::introspect;
use evenkeel_model::Catalog;
use evenkeel_test_support::TestDatabase;

use crate::render::Server;

/// After so many pairs the databases are made anew: the server's own catalogs grow with every object that ever was.
const PAIRS_OF_A_DATABASE: u32 = 100;

/// The databases of one worker.
pub struct Bench {
    first: Side,
    second: Side,
    pub server: Server,
    used: u32,
}

/// A database with a session in it that stays open.
pub struct Side {
    pub database: TestDatabase,
    pub connection: Connection,
    /// What is in it when it is empty but for these extensions.
    empty: BTreeMap<Vec<String>, Catalog>,
}

impl Bench {
    /// The databases on the server of `database`, which is the first of them.
    pub async fn new(database: TestDatabase) -> Self {
        let second = Side::of(database.another().await).await;
        let first = Side::of(database).await;
        let sql = "SELECT name::text FROM pg_catalog.pg_available_extensions";
        let extensions = first.connection.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
        let server = Server { major: first.connection.server_major(), extensions };
        Self { first, second, server, used: 0 }
    }

    /// Both databases, for one pair.
    pub async fn sides(&mut self) -> (&mut Side, &mut Side) {
        self.used += 1;
        if self.used.is_multiple_of(PAIRS_OF_A_DATABASE) {
            self.second = Side::of(self.first.database.another().await).await;
            self.first = Side::of(self.second.database.another().await).await;
        }
        (&mut self.first, &mut self.second)
    }
}

impl Side {
    async fn of(database: TestDatabase) -> Self {
        let connection = database.connect().await;
        Self { database, connection, empty: BTreeMap::new() }
    }

    pub async fn catalog(&mut self) -> Catalog {
        introspect(&mut self.connection).await.unwrap().catalog
    }

    /// Builds the catalog in the emptied database, and reads it back.
    pub async fn made(&mut self, wanted: &Catalog, major: u32) -> Result<Catalog, String> {
        let present = self.emptied(&wanted.extensions.keys().collect()).await;
        let mut wanted = wanted.clone();
        wanted.extensions.extend(present.extensions.clone());
        let path = ["pg_catalog".to_owned(), "public".to_owned()];
        build(&self.connection, &present, &wanted, &path, major).await.map_err(|errors| {
            errors.iter().map(|error| format!("{error}\n{}", error.sql)).collect::<Vec<_>>().join("\n")
        })?;
        let made = self.catalog().await;
        assert!(
            made.tables.keys().eq(wanted.tables.keys())
                && made.sequences.keys().eq(wanted.sequences.keys())
                && made.schemas.keys().eq(wanted.schemas.keys()),
            "what was built is not what was asked for, or something is left of the last pair"
        );
        Ok(made)
    }

    /// Drops what the last pair left, but for extensions that are wanted again: to make one takes longer than all the rest.
    async fn emptied(&mut self, wanted: &BTreeSet<&String>) -> Catalog {
        // A pair that failed may have left a transaction, or settings.
        let begin = "ROLLBACK; RESET ALL; SET client_min_messages = error";
        self.connection.batch_execute(begin).await.unwrap();
        let sql = "SELECT extname::text FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' ORDER BY 1";
        let rows = self.connection.query(sql, &[]).await.unwrap();
        let (kept, dropped): (Vec<String>, Vec<String>) =
            rows.iter().map(|row| row.get(0)).partition(|name| wanted.contains(name));
        let dropped = dropped.iter().map(|name| format!("DROP EXTENSION {name} CASCADE;")).collect::<String>();
        self.connection.batch_execute(&format!("{dropped}{EMPTY}")).await.unwrap();
        if let Some(empty) = self.empty.get(&kept) {
            return empty.clone();
        }
        let empty = self.catalog().await;
        self.empty.insert(kept, empty.clone());
        empty
    }
}

/// Drops all schemas but the public one, which extensions are in, and what else is in that.
const EMPTY: &str = "DO $$ DECLARE names text; BEGIN
    SELECT string_agg(format('%I', nspname), ', ') INTO names FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public');
    IF names IS NOT NULL THEN EXECUTE 'DROP SCHEMA ' || names || ' CASCADE'; END IF;
    SELECT string_agg(format('public.%I', relname), ', ') INTO names FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r';
    IF names IS NOT NULL THEN EXECUTE 'DROP TABLE ' || names || ' CASCADE'; END IF;
    SELECT string_agg(format('public.%I', relname), ', ') INTO names FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
    IF names IS NOT NULL THEN EXECUTE 'DROP SEQUENCE ' || names || ' CASCADE'; END IF;
    SELECT string_agg(format('public.%I', typname), ', ') INTO names FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typelem = 0 AND NOT EXISTS (SELECT FROM pg_depend
            WHERE classid = 'pg_type'::regclass AND objid = pg_type.oid AND deptype = 'e');
    IF names IS NOT NULL THEN EXECUTE 'DROP TYPE ' || names || ' CASCADE'; END IF;
    COMMENT ON SCHEMA public IS NULL;
    END $$";
