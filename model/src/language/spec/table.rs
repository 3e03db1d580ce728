//! Tables, their columns, constraints and indexes.

use super::attribute::{
    CHECKS, COLLATION, COMMENT, DEFAULT, DEFERRABLE, DERIVE, DERIVE_NEW, DERIVE_PATCH, ELEMENTS, EXCLUSION_ELEMENT,
    INCLUDE, MATCH, METHOD, NAME, NO_INHERIT, NOT_ENFORCED, NOT_VALID, NULLS_NOT_DISTINCT, ON_DELETE, ON_UPDATE,
    OWN_NAME, RENAMED_FROM, SCHEMA, WHERE, WITH, WITHOUT_OVERLAPS, key,
};
use super::file::{CACHE, CYCLE, INCREMENT, MAX, MIN, START};
use super::{Object, Shape, TEXT_LIST, TEXTS};

/// A table.
pub(crate) static TABLE: Object = Object {
    name: "table",
    words: "a table",
    example: "{columns: {id: bigint}}",
    keys: &[
        NAME,
        SCHEMA,
        RENAMED_FROM,
        key!("group", "The heading it is shown under", Shape::Text, "Members"),
        COMMENT,
        key!("struct", "The name of its Rust struct, where it is not the key in UpperCamelCase", Shape::Text, "Person"),
        DERIVE,
        DERIVE_NEW,
        DERIVE_PATCH,
        key!("unlogged", "Whether it is UNLOGGED: fast, and empty after a crash", Shape::Boolean),
        WITH,
        key!("columns", "The columns by key", Shape::Map(&COLUMN_OR_TYPE), "{id: bigint}"),
        key!("primary_key", "The primary key, where it is not marked on its columns", PRIMARY_KEY, "[id]"),
        key!("unique", "Unique constraints: each a column or a list of columns", Shape::List(&UNIQUE), "[name]"),
        key!("checks", "Conditions that each row meets, by name", CHECKS, "{positive: price > 0}"),
        key!("exclusions", "Exclusion constraints", Shape::List(&Shape::Object(&EXCLUSION))),
        key!(
            "foreign_keys",
            "Foreign keys, where they are not on a column as `references`",
            Shape::List(&Shape::Object(&FOREIGN_KEY))
        ),
        key!("indexes", "Indexes: each a column, a list of columns, or a mapping", Shape::List(&INDEX), "[name]"),
    ],
    later: &[
        "triggers",
        "policies",
        "row_security",
        "row_level_security",
        "rls",
        "rules",
        "grants",
        "privileges",
        "partition_by",
        "partitions",
        "inherits",
        "of",
        "statistics",
        "replica_identity",
        "cluster_on",
        "tablespace",
        "access_method",
        "owner",
    ],
};

const COLUMN_OR_TYPE: Shape = Shape::Either(&[Shape::Text, Shape::Object(&COLUMN)]);

/// A column.
pub(crate) static COLUMN: Object = Object {
    name: "column",
    words: "a column",
    example: "{type: text}",
    keys: &[
        NAME,
        RENAMED_FROM,
        key!("type", "The data type; NOT NULL unless it ends in `?`", Shape::Text, "text"),
        key!("nullable", "Whether NULL is allowed: the long form of `?`", Shape::Boolean),
        key!(
            "not_null",
            "The NOT NULL constraint: its name, its comment, what it leaves out (PostgreSQL 18)",
            Shape::Object(&NOT_NULL)
        ),
        key!("primary_key", "Whether it belongs to the primary key", Shape::Boolean),
        key!(
            "unique",
            "Whether two rows may not share a value",
            Shape::Either(&[Shape::Boolean, Shape::Object(&COLUMN_UNIQUE)])
        ),
        key!(
            "references",
            "The column it refers to: TABLE.COLUMN, by keys; by SQL names where the table is not evenkeel's",
            Shape::Either(&[Shape::Text, Shape::Object(&COLUMN_REFERENCE)]),
            "organization.id"
        ),
        ON_DELETE,
        ON_UPDATE,
        DEFAULT,
        key!("identity", "GENERATED … AS IDENTITY", Shape::Either(&[IDENTITY_KIND, Shape::Object(&IDENTITY)])),
        key!(
            "generated",
            "An expression that makes the value; stored, unless {virtual: …} (PostgreSQL 18)",
            Shape::Either(&[Shape::Text, Shape::Object(&GENERATED)]),
            "price * 2"
        ),
        COLLATION,
        key!("storage", "How large values are stored", Shape::Word(&["plain", "external", "main", "extended"])),
        key!("compression", "How large values are compressed", Shape::Word(&["pglz", "lz4"])),
        key!("using", "How old values become new ones when the type changes, as SQL", Shape::Text, "name::integer"),
        key!("values", "The values that the application allows, for text", TEXT_LIST, "[free, pro]"),
        key!("generate", "How the application makes the value", Shape::Word(&["ulid", "nanoid", "uuid_v7"])),
        key!("touch", "Whether the application sets it to the present time with each update", Shape::Boolean),
        key!("rust", "The Rust type that stands for it", Shape::Text, "crate::Name"),
        key!("field", "The name of its Rust field, where it is not the column's in snake_case", Shape::Text, "kind"),
        COMMENT,
    ],
    later: &["statistics", "options", "grants", "privileges"],
};

const IDENTITY_KIND: Shape = Shape::Word(&["always", "by_default"]);

static IDENTITY: Object = Object {
    name: "identity",
    words: "an identity",
    example: "{kind: always, start: 1000}",
    keys: &[
        key!("kind", "`always`: a value given by the user is refused", IDENTITY_KIND),
        key!(
            "sequence",
            "The name of the sequence, where it is not the one PostgreSQL gives",
            Shape::Text,
            "person_id_seq"
        ),
        START,
        INCREMENT,
        MIN,
        MAX,
        CACHE,
        CYCLE,
    ],
    later: &[],
};

static GENERATED: Object = Object {
    name: "generated",
    words: "a generated value",
    example: "{stored: price * 2}",
    keys: &[
        key!("stored", "The expression, computed when the row is written", Shape::Text, "price * 2"),
        key!("virtual", "The expression, computed when the row is read (PostgreSQL 18)", Shape::Text, "price * 2"),
    ],
    later: &[],
};

static NOT_NULL: Object = Object {
    name: "not_null",
    words: "a NOT NULL constraint",
    example: "{name: name_is_given}",
    keys: &[OWN_NAME, NO_INHERIT, NOT_VALID, COMMENT],
    later: &[],
};

static COLUMN_UNIQUE: Object = Object {
    name: "column_unique",
    words: "a unique constraint of one column",
    example: "{nulls_not_distinct: true}",
    keys: &[OWN_NAME, NULLS_NOT_DISTINCT, INCLUDE, WITH, DEFERRABLE, COMMENT, RENAMED_FROM],
    later: &[],
};

static COLUMN_REFERENCE: Object = Object {
    name: "column_reference",
    words: "a reference",
    example: "{table: organization, column: id}",
    keys: &[
        key!("table", "The table's key", Shape::Text, "organization"),
        key!("column", "The column's key", Shape::Text, "id"),
        OWN_NAME,
        ON_DELETE,
        ON_UPDATE,
        MATCH,
        DEFERRABLE,
        NOT_VALID,
        NOT_ENFORCED,
        COMMENT,
        RENAMED_FROM,
    ],
    later: &[],
};

static PRIMARY_KEY: Shape = Shape::Either(&[
    Shape::Text,
    TEXT_LIST_SHAPE,
    Shape::Object(&Object {
        name: "primary_key",
        words: "a primary key",
        example: "{columns: [id]}",
        keys: &[
            OWN_NAME,
            key!("columns", "The columns by key", TEXTS, "[id]"),
            INCLUDE,
            WITH,
            DEFERRABLE,
            WITHOUT_OVERLAPS,
            COMMENT,
            RENAMED_FROM,
        ],
        later: &[],
    }),
]);

const TEXT_LIST_SHAPE: Shape = Shape::List(&Shape::Text);

static UNIQUE: Shape = Shape::Either(&[
    Shape::Text,
    TEXT_LIST_SHAPE,
    Shape::Object(&Object {
        name: "unique",
        words: "a unique constraint",
        example: "{columns: [name]}",
        keys: &[
            OWN_NAME,
            key!("columns", "The columns by key", TEXTS, "[id]"),
            NULLS_NOT_DISTINCT,
            INCLUDE,
            WITH,
            DEFERRABLE,
            WITHOUT_OVERLAPS,
            COMMENT,
            RENAMED_FROM,
        ],
        later: &[],
    }),
]);

static EXCLUSION: Object = Object {
    name: "exclusion",
    words: "an exclusion constraint",
    example: "{columns: [{column: room, operator: \"=\"}]}",
    keys: &[
        OWN_NAME,
        key!("columns", "What is compared, and with which operator", Shape::List(&Shape::Object(&EXCLUSION_ELEMENT))),
        METHOD,
        INCLUDE,
        WHERE,
        WITH,
        DEFERRABLE,
        COMMENT,
        RENAMED_FROM,
    ],
    later: &[],
};

static FOREIGN_KEY: Object = Object {
    name: "foreign_key",
    words: "a foreign key",
    example: "{columns: organizationId, references: organization.id}",
    keys: &[
        OWN_NAME,
        key!("columns", "The referencing columns by key", TEXTS, "[id]"),
        key!(
            "references",
            "What they refer to: TABLE.COLUMN, or {table:, columns:}; by SQL names where the table is not evenkeel's",
            Shape::Either(&[Shape::Text, Shape::Object(&REFERENCE)]),
            "organization.id"
        ),
        ON_DELETE,
        ON_UPDATE,
        MATCH,
        key!("period", "Whether the last column is a PERIOD (PostgreSQL 18)", Shape::Boolean),
        DEFERRABLE,
        NOT_VALID,
        NOT_ENFORCED,
        COMMENT,
        RENAMED_FROM,
    ],
    later: &[],
};

static REFERENCE: Object = Object {
    name: "reference",
    words: "a reference",
    example: "{table: organization, columns: [id]}",
    keys: &[
        key!("table", "The table's key", Shape::Text, "organization"),
        key!("columns", "The columns by key", TEXTS, "[id]"),
    ],
    later: &[],
};

static INDEX: Shape = Shape::Either(&[
    Shape::Text,
    TEXT_LIST_SHAPE,
    Shape::Object(&Object {
        name: "index",
        words: "an index",
        example: "{columns: [name]}",
        keys: &[
            OWN_NAME,
            key!("columns", "What is indexed: columns by key, or mappings", ELEMENTS, "[name]"),
            METHOD,
            key!("unique", "Whether two rows may not be equal in it", Shape::Boolean),
            NULLS_NOT_DISTINCT,
            INCLUDE,
            WHERE,
            WITH,
            COMMENT,
            RENAMED_FROM,
        ],
        later: &[],
    }),
]);
