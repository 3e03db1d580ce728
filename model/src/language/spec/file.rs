//! The file, and what stands at its top.

use super::attribute::{
    CHECKS, COLLATION, COMMENT, DEFAULT, DERIVE, DERIVE_NEW, DERIVE_PATCH, NAME, RENAMED_FROM, SCHEMA, key,
};
use super::table::TABLE;
use super::{Key, Object, Shape, TEXTS};

/// The keys that only the first file has.
pub(crate) const FIRST_FILE_ONLY: &[&str] = &["postgres", "naming", "manage", "ignore", "rust"];

/// A schema file.
pub(crate) static FILE: Object = Object {
    name: "file",
    words: "a schema file",
    example: "{tables: {person: {columns: {id: bigint}}}}",
    keys: &[
        key!(
            "postgres",
            "The major versions of PostgreSQL it is for: one, or the oldest and the newest",
            Shape::Either(&[Shape::Integer, Shape::List(&Shape::Integer)])
        ),
        key!(
            "naming",
            "How keys become SQL names; `verbatim`: as they stand",
            Shape::Word(&["snake_case", "verbatim"])
        ),
        key!("include", "More files, by path relative to this one", TEXTS, "billing.yaml"),
        key!("manage", "Patterns of what evenkeel owns: `billing.*`", TEXTS, "[\"billing.*\"]"),
        key!("ignore", "Patterns of what evenkeel leaves alone", TEXTS, "[\"tmp_*\"]"),
        key!("rust", "What the Rust of the tables is like", Shape::Object(&RUST)),
        key!("extensions", "Extensions by name", Shape::Either(&[TEXT_LIST_SHAPE, Shape::Map(&EXTENSION)]), "[citext]"),
        key!("schemas", "Schemas by key", Shape::Either(&[TEXT_LIST_SHAPE, Shape::Map(&SCHEMA_OBJECT)]), "[billing]"),
        key!(
            "types",
            "Enum, composite and domain types by key",
            Shape::Map(&Shape::Object(&TYPE)),
            "{mood: {enum: [sad, ok, happy]}}"
        ),
        key!("sequences", "Sequences by key", Shape::Map(&SEQUENCE), "{order_number: {start: 1000}}"),
        key!("tables", "Tables by key", Shape::Map(&Shape::Object(&TABLE)), "{person: {columns: {id: bigint}}}"),
    ],
    later: &[
        "views",
        "materialized_views",
        "functions",
        "procedures",
        "aggregates",
        "triggers",
        "event_triggers",
        "policies",
        "rules",
        "grants",
        "privileges",
        "default_privileges",
        "roles",
        "publications",
        "subscriptions",
        "collations",
        "conversions",
        "casts",
        "operators",
        "operator_classes",
        "operator_families",
        "statistics",
        "foreign_tables",
        "foreign_data_wrappers",
        "servers",
        "foreign_servers",
        "user_mappings",
        "languages",
        "text_search",
        "tablespaces",
        "partitions",
        "access_methods",
        "transforms",
    ],
};

/// A schema file as a shape.
pub(crate) static FILE_SHAPE: Shape = Shape::Object(&FILE);

/// What the Rust is like.
static RUST: Object = Object {
    name: "rust",
    words: "`rust`",
    example: "{times: jiff}",
    keys: &[
        key!(
            "times",
            "The crate whose types stand for dates and times, jiff where nothing is said",
            Shape::Word(&["jiff", "chrono", "time"])
        ),
        DERIVE,
        DERIVE_NEW,
        DERIVE_PATCH,
    ],
    later: &[],
};

const TEXT_LIST_SHAPE: Shape = Shape::List(&Shape::Text);

const EXTENSION: Shape = Shape::Either(&[
    Shape::Nothing,
    Shape::Object(&Object {
        name: "extension",
        words: "an extension",
        example: "{version: \"1.6\"}",
        keys: &[
            key!("schema", "The schema that holds its objects", Shape::Text, "billing"),
            key!("version", "The version, where it matters", Shape::Text, "\"1.6\""),
            COMMENT,
        ],
        later: &[],
    }),
]);

const SCHEMA_OBJECT: Shape = Shape::Either(&[
    Shape::Nothing,
    Shape::Object(&Object {
        name: "schema",
        words: "a schema",
        example: "{comment: What it holds}",
        keys: &[NAME, RENAMED_FROM, COMMENT],
        later: &["grants", "privileges", "owner", "authorization", "default_privileges"],
    }),
]);

/// A type.
static TYPE: Object = Object {
    name: "type",
    words: "a type",
    example: "{enum: [sad, ok, happy]}",
    keys: &[
        NAME,
        SCHEMA,
        RENAMED_FROM,
        key!("enum", "The labels of an enum in their order", Shape::List(&ENUM_LABEL), "[sad, ok, happy]"),
        key!("composite", "The fields of a composite type by key", Shape::Map(&FIELD), "{street: text, zip: text}"),
        key!("domain", "The data type below a domain", Shape::Text, "text"),
        key!("not_null", "Whether the domain refuses NULL", Shape::Boolean),
        DEFAULT,
        COLLATION,
        key!(
            "checks",
            "Conditions that each value of the domain meets, by name; the value is called VALUE",
            CHECKS,
            "{positive: price > 0}"
        ),
        COMMENT,
    ],
    later: &["range", "base", "shell", "grants", "privileges", "owner"],
};

const ENUM_LABEL: Shape = Shape::Either(&[
    Shape::Text,
    Shape::Object(&Object {
        name: "enum_label",
        words: "a label",
        example: "{value: ok}",
        keys: &[
            key!("value", "The label", Shape::Text, "ok"),
            key!("renamed_from", "What it was called, or several, oldest first", TEXTS, "oldName"),
        ],
        later: &[],
    }),
]);

const FIELD: Shape = Shape::Either(&[
    Shape::Text,
    Shape::Object(&Object {
        name: "field",
        words: "a field",
        example: "{type: text}",
        keys: &[NAME, RENAMED_FROM, key!("type", "The data type", Shape::Text, "text"), COLLATION, COMMENT],
        later: &[],
    }),
]);

/// The first value.
pub(crate) const START: Key = key!("start", "The first value", Shape::Integer);
/// The step.
pub(crate) const INCREMENT: Key = key!("increment", "The step, not zero", Shape::Integer);
/// The smallest value.
pub(crate) const MIN: Key = key!("min", "The smallest value", Shape::Integer);
/// The greatest value.
pub(crate) const MAX: Key = key!("max", "The greatest value", Shape::Integer);
/// The cache.
pub(crate) const CACHE: Key = key!("cache", "How many values a session takes at once", Shape::Integer);
/// The end.
pub(crate) const CYCLE: Key = key!("cycle", "Whether it starts again at its end", Shape::Boolean);

const SEQUENCE: Shape = Shape::Either(&[
    Shape::Nothing,
    Shape::Object(&Object {
        name: "sequence",
        words: "a sequence",
        example: "{start: 1000}",
        keys: &[
            NAME,
            SCHEMA,
            RENAMED_FROM,
            key!(
                "type",
                "The data type, bigint where nothing is said",
                Shape::Word(&["smallint", "integer", "bigint"])
            ),
            START,
            INCREMENT,
            MIN,
            MAX,
            CACHE,
            CYCLE,
            key!(
                "owned_by",
                "The column with which it is dropped: TABLE.COLUMN, by keys",
                Shape::Either(&[Shape::Text, Shape::Object(&OWNER)]),
                "member.id"
            ),
            key!("unlogged", "Whether it is UNLOGGED (PostgreSQL 15)", Shape::Boolean),
            COMMENT,
        ],
        later: &["owner", "grants", "privileges"],
    }),
]);

static OWNER: Object = Object {
    name: "sequence_owner",
    words: "a column",
    example: "{table: member, column: id}",
    keys: &[
        key!("table", "The table's key", Shape::Text, "organization"),
        key!("column", "The column's key", Shape::Text, "id"),
    ],
    later: &[],
};
