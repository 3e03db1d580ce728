//! Writes what PostgreSQL knows of its types, functions, operators and casts to `sql/src/facts/`, as read from one server
//! of each version that this machine has the programs of: `KEEL_POSTGRES_BINDIR` names folders of them, separated as in
//! `PATH`.
//!
//! ```text
//! KEEL_POSTGRES_BINDIR=… cargo run -p evenkeel-sql --example facts
//! ```

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use evenkeel_connect::{ConnectOptions, Connection};
use evenkeel_native::{Data, Installation, NativeServer};

/// The extensions whose functions are worth knowing.
const EXTENSIONS: &[&str] =
    &["citext", "cube", "fuzzystrmatch", "hstore", "intarray", "ltree", "pg_trgm", "pgcrypto", "unaccent", "uuid-ossp"];

/// A file of facts.
struct File {
    name: &'static str,
    /// What the columns of a line are.
    columns: &'static str,
    /// Gives for each line the extension that brings it, and the rest of it.
    query: &'static str,
}

const TYPES: File = File {
    name: "types.txt",
    columns: "versions|extension|name|as printed|category|preferred|kind|element|array|subtype of a range",
    query: "SELECT coalesce(e.extname, ''), concat_ws('|', t.typname, replace(format_type(t.oid, NULL), 'public.', ''),
                t.typcategory, CASE WHEN t.typispreferred THEN 'p' ELSE '' END, t.typtype, coalesce(l.typname, ''),
                coalesce(a.typname, ''), coalesce(s.typname, ''))
            FROM pg_type t
            LEFT JOIN pg_type a ON a.oid = t.typarray
            LEFT JOIN pg_type l ON l.oid = t.typelem
            LEFT JOIN pg_range r ON t.oid IN (r.rngtypid, r.rngmultitypid)
            LEFT JOIN pg_type s ON s.oid = r.rngsubtype
            LEFT JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
            LEFT JOIN pg_extension e ON e.oid = d.refobjid
            WHERE (t.typnamespace = 'pg_catalog'::regnamespace OR e.oid IS NOT NULL)
              AND t.typtype IN ('b', 'p', 'r', 'm') AND t.typname NOT LIKE '\\_%'",
};

const FUNCTIONS: File = File {
    name: "functions.txt",
    columns: "versions|extension|name|kind|arguments|result|s(trict) r(eturns a set) v(ariadic)|how many arguments have defaults|\
              names of the arguments|columns",
    query: "SELECT coalesce(e.extname, ''), concat_ws('|', p.proname, p.prokind, coalesce(i.types, ''), r.typname,
                CASE WHEN p.proisstrict THEN 's' ELSE '' END || CASE WHEN p.proretset THEN 'r' ELSE '' END
                  || CASE WHEN p.provariadic <> 0 THEN 'v' ELSE '' END,
                p.pronargdefaults, coalesce(n.names, ''), coalesce(o.columns, ''))
            FROM pg_proc p
            JOIN pg_type r ON r.oid = p.prorettype
            CROSS JOIN LATERAL (
                SELECT string_agg(t.typname, ',' ORDER BY a.place) AS types, array_agg(t.typname) AS all
                FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY a (type, place) JOIN pg_type t ON t.oid = a.type
            ) i
            CROSS JOIN LATERAL (
                SELECT string_agg(a.name, ',' ORDER BY a.place) AS names
                FROM unnest(p.proargnames, p.proargmodes) WITH ORDINALITY a (name, mode, place)
                WHERE coalesce(a.mode, 'i') IN ('i', 'b', 'v')
            ) n
            CROSS JOIN LATERAL (
                SELECT string_agg(p.proargnames[a.place] || ' ' || t.typname, ',' ORDER BY a.place) AS columns
                FROM unnest(p.proallargtypes, p.proargmodes) WITH ORDINALITY a (type, mode, place)
                JOIN pg_type t ON t.oid = a.type WHERE a.mode IN ('o', 'b', 't')
            ) o
            LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
            LEFT JOIN pg_extension e ON e.oid = d.refobjid
            WHERE (p.pronamespace = 'pg_catalog'::regnamespace OR e.oid IS NOT NULL) AND p.prokind <> 'p'
              AND r.typname NOT IN ('internal', 'cstring', 'trigger', 'event_trigger', 'language_handler', 'fdw_handler',
                                    'index_am_handler', 'table_am_handler', 'tsm_handler')
              AND NOT coalesce(i.all && ARRAY['internal', 'cstring']::name[], FALSE)",
};

const OPERATORS: File = File {
    name: "operators.txt",
    columns: "versions|extension|name|left|right|result",
    query: "SELECT coalesce(e.extname, ''), concat_ws('|', o.oprname, coalesce(l.typname, ''), r.typname, t.typname)
            FROM pg_operator o
            LEFT JOIN pg_type l ON l.oid = o.oprleft
            JOIN pg_type r ON r.oid = o.oprright
            JOIN pg_type t ON t.oid = o.oprresult
            LEFT JOIN pg_depend d ON d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e'
            LEFT JOIN pg_extension e ON e.oid = d.refobjid
            WHERE o.oprnamespace = 'pg_catalog'::regnamespace OR e.oid IS NOT NULL",
};

const CASTS: File = File {
    name: "casts.txt",
    columns: "versions|extension|from|to|e(xplicit) a(ssignment) i(mplicit)|f(unction) b(inary) i(n and out)",
    query: "SELECT coalesce(e.extname, ''), concat_ws('|', s.typname, t.typname, c.castcontext, c.castmethod)
            FROM pg_cast c
            JOIN pg_type s ON s.oid = c.castsource
            JOIN pg_type t ON t.oid = c.casttarget
            LEFT JOIN pg_depend d ON d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'e'
            LEFT JOIN pg_extension e ON e.oid = d.refobjid",
};

/// The lines of a file with the versions that they were seen on.
type Lines = BTreeMap<(String, String), Vec<u32>>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut newest: BTreeMap<u32, Installation> = BTreeMap::new();
    for installation in Installation::find_all() {
        newest.entry(installation.major()).or_insert(installation);
    }
    let files = [TYPES, FUNCTIONS, OPERATORS, CASTS];
    let mut lines: Vec<Lines> = files.iter().map(|_| Lines::new()).collect();
    let mut majors = Vec::new();
    for (major, installation) in &newest {
        println!("PostgreSQL {}", installation.version());
        majors.push(*major);
        let server = NativeServer::start(installation, Data::Temporary, &[]).unwrap();
        let connection = ConnectOptions::parse(&server.url("postgres")).unwrap().connect().await.unwrap();
        for extension in EXTENSIONS {
            // Where the server has it not, another one may.
            let _ = connection.batch_execute(&format!("CREATE EXTENSION \"{extension}\"")).await;
        }
        for (file, lines) in files.iter().zip(&mut lines) {
            read(&connection, file, *major, lines).await;
        }
        connection.close().await;
        server.stop().unwrap();
    }
    for (file, lines) in files.iter().zip(&lines) {
        write(file, lines, &majors);
    }
}

async fn read(connection: &Connection, file: &File, major: u32, lines: &mut Lines) {
    for row in connection.query(file.query, &[]).await.unwrap() {
        lines.entry((row.get(1), row.get(0))).or_default().push(major);
    }
}

/// What holds on all versions, and what comes from an extension, which not every server has, is for all of them.
fn write(file: &File, lines: &Lines, majors: &[u32]) {
    let mut text = format!("# {}\n", file.columns);
    for ((line, extension), seen) in lines {
        let versions = if seen == majors || !extension.is_empty() {
            String::new()
        } else {
            format!("{}-{}", seen.first().unwrap(), seen.last().unwrap())
        };
        writeln!(text, "{versions}|{extension}|{line}").unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/facts").join(file.name);
    std::fs::write(&path, text).unwrap();
    println!("{}: {} lines", path.display(), lines.len());
}
