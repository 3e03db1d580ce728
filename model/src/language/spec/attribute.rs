//! Keys that several objects have.

use super::{Key, Object, Shape, TEXT_LIST, TEXT_MAP};

/// Declares a [`Key`], with an example of its value where its shape has none.
macro_rules! key {
    ($name:literal, $about:literal, $shape:expr) => {
        $crate::language::spec::Key { name: $name, about: $about, shape: &$shape, example: None }
    };
    ($name:literal, $about:literal, $shape:expr, $example:literal) => {
        $crate::language::spec::Key { name: $name, about: $about, shape: &$shape, example: Some($example) }
    };
}
pub(crate) use key;

/// The SQL name.
pub(crate) const NAME: Key =
    key!("name", "The name in SQL, where it does not follow from the key", Shape::Text, "person");
/// The SQL name of what has no key.
pub(crate) const OWN_NAME: Key =
    key!("name", "The name in SQL, where it is not the one PostgreSQL gives", Shape::Text, "person");
/// The schema.
pub(crate) const SCHEMA: Key =
    key!("schema", "The schema it lives in; then a dot in the key parts nothing", Shape::Text, "billing");
/// The comment.
pub(crate) const COMMENT: Key = key!("comment", "The text of COMMENT ON", Shape::Text, "What it is for");
/// The old name.
pub(crate) const RENAMED_FROM: Key =
    key!("renamed_from", "What it was called: the old key, or several, oldest first", OLD_NAMES, "oldName");
/// What Rust derives.
pub(crate) const DERIVE: Key =
    key!("derive", "What rows and enums derive besides, by path: `serde::Serialize`, `Hash`", super::TEXTS, "Hash");
/// What the structs of new rows derive.
pub(crate) const DERIVE_NEW: Key =
    key!("derive_new", "What the structs of new rows derive besides", super::TEXTS, "Hash");
/// What the structs of patches derive.
pub(crate) const DERIVE_PATCH: Key =
    key!("derive_patch", "What the structs of patches derive besides", super::TEXTS, "Hash");
/// Columns that ride along in an index.
pub(crate) const INCLUDE: Key = key!("include", "Columns that ride along in the index", TEXT_LIST, "[name]");
/// Storage parameters.
pub(crate) const WITH: Key = key!("with", "Storage parameters", TEXT_MAP, "{fillfactor: 70}");
/// When a constraint is checked.
pub(crate) const DEFERRABLE: Key = key!(
    "deferrable",
    "Whether the check may wait for the transaction's end: `true` initially immediate, `deferred` initially deferred",
    Shape::Either(&[Shape::Boolean, Shape::Word(&["deferred"])])
);
/// Whether NULLs are equal.
pub(crate) const NULLS_NOT_DISTINCT: Key =
    key!("nulls_not_distinct", "Whether two NULLs count as equal (PostgreSQL 15)", Shape::Boolean);
/// Whether the last column is a range that must not overlap.
pub(crate) const WITHOUT_OVERLAPS: Key =
    key!("without_overlaps", "Whether the last column is WITHOUT OVERLAPS (PostgreSQL 18)", Shape::Boolean);
/// NOT VALID.
pub(crate) const NOT_VALID: Key =
    key!("not_valid", "Whether rows that were there before are left unchecked", Shape::Boolean);
/// NOT ENFORCED.
pub(crate) const NOT_ENFORCED: Key =
    key!("not_enforced", "Whether it is not enforced at all (PostgreSQL 18)", Shape::Boolean);
/// NO INHERIT.
pub(crate) const NO_INHERIT: Key = key!("no_inherit", "Whether it is not handed on to children", Shape::Boolean);
/// A collation.
pub(crate) const COLLATION: Key =
    key!("collation", "The collation: of pg_catalog, or of another schema as SCHEMA.NAME", Shape::Text, "C");
/// The rows an index holds.
pub(crate) const WHERE: Key = key!("where", "The rows it holds, as SQL", Shape::Text, "deleted_at IS NULL");
/// An access method.
pub(crate) const METHOD: Key = key!("method", "The access method", Shape::Text, "gist");
/// An action of a foreign key.
pub(crate) const ON_DELETE: Key = key!("on_delete", "What happens when the referenced row goes", DELETE_ACTION);
/// An action of a foreign key.
pub(crate) const ON_UPDATE: Key = key!("on_update", "What happens when the referenced key changes", ACTION);
/// MATCH FULL.
pub(crate) const MATCH: Key =
    key!("match", "`full`: all columns are NULL or none is", Shape::Word(&["simple", "full"]));
/// The default.
pub(crate) const DEFAULT: Key = key!(
    "default",
    "The value when none is given: plain a value of the type or `name(...)`, quoted text, or {sql: …} or {value: …}",
    Shape::Any
);

/// What a foreign key does.
pub(crate) static ACTION: Shape = Shape::Word(ACTIONS);
const ACTIONS: &[&str] = &["no_action", "restrict", "cascade", "set_null", "set_default"];
static DELETE_ACTION: Shape = Shape::Either(&[Shape::Word(ACTIONS), Shape::Object(&SET_COLUMNS)]);
static SET_COLUMNS: Object = Object {
    name: "set_columns",
    words: "an action on some columns",
    example: "{set_null: [owner_id]}",
    keys: &[
        key!("set_null", "The columns that become NULL (PostgreSQL 15)", TEXT_LIST, "[ownerId]"),
        key!("set_default", "The columns that take their defaults (PostgreSQL 15)", TEXT_LIST, "[ownerId]"),
    ],
    later: &[],
};

static OLD_NAMES: Shape = Shape::Either(&[OLD_NAME, Shape::List(&OLD_NAME)]);
const OLD_NAME: Shape = Shape::Either(&[Shape::Text, Shape::Object(&SQL_NAME)]);
static SQL_NAME: Object = Object {
    name: "old_name",
    words: "an old name",
    example: "{name: Old Name}",
    keys: &[
        key!("name", "The old name in SQL", Shape::Text, "person"),
        key!("schema", "The old schema, where it is another", Shape::Text, "billing"),
    ],
    later: &[],
};

/// What is indexed, in `indexes`.
pub(crate) static ELEMENTS: Shape = Shape::Either(&[Shape::Text, Shape::List(&ELEMENT)]);
const ELEMENT: Shape = Shape::Either(&[Shape::Text, Shape::Object(&INDEX_ELEMENT)]);
static INDEX_ELEMENT: Object = Object {
    name: "index_element",
    words: "a part of an index",
    example: "{column: name, order: desc}",
    keys: &[
        key!("column", "The column's key", Shape::Text, "id"),
        key!("expression", "An expression, as SQL", Shape::Text, "lower(name)"),
        COLLATION,
        key!(
            "operator_class",
            "The operator class, with parameters as {name:, with:}",
            OPERATOR_CLASS,
            "text_pattern_ops"
        ),
        key!("order", "`asc` or `desc`", Shape::Word(&["asc", "desc"])),
        key!("nulls", "Where NULLs go: last, and with `desc` first, unless said", Shape::Word(&["first", "last"])),
    ],
    later: &[],
};
/// What is compared, in `exclusions`.
pub(crate) static EXCLUSION_ELEMENT: Object = Object {
    name: "exclusion_element",
    words: "a part of an exclusion constraint",
    example: "{column: room, operator: \"=\"}",
    keys: &[
        key!("column", "The column's key", Shape::Text, "id"),
        key!("expression", "An expression, as SQL", Shape::Text, "lower(name)"),
        key!("operator", "The operator: `=`, `&&`, `OPERATOR(schema.=)`", Shape::Text, "\"=\""),
        COLLATION,
        key!(
            "operator_class",
            "The operator class, with parameters as {name:, with:}",
            OPERATOR_CLASS,
            "text_pattern_ops"
        ),
        key!("order", "`asc` or `desc`", Shape::Word(&["asc", "desc"])),
        key!("nulls", "Where NULLs go: last, and with `desc` first, unless said", Shape::Word(&["first", "last"])),
    ],
    later: &[],
};
static OPERATOR_CLASS: Shape = Shape::Either(&[
    Shape::Text,
    Shape::Object(&Object {
        name: "operator_class",
        words: "an operator class",
        example: "{name: gist_trgm_ops, with: {siglen: 32}}",
        keys: &[
            key!("name", "Its name", Shape::Text, "person"),
            key!("with", "Its parameters", TEXT_MAP, "{fillfactor: 70}"),
        ],
        later: &[],
    }),
]);

/// Checks, by name or as a list.
pub(crate) static CHECKS: Shape = Shape::Either(&[Shape::Map(&CHECK), Shape::List(&CHECK)]);
const CHECK: Shape = Shape::Either(&[Shape::Text, Shape::Object(&CHECK_OBJECT)]);
static CHECK_OBJECT: Object = Object {
    name: "check",
    words: "a check",
    example: "{sql: price > 0}",
    keys: &[
        OWN_NAME,
        key!("sql", "The condition, as SQL", Shape::Text, "price > 0"),
        NO_INHERIT,
        NOT_VALID,
        NOT_ENFORCED,
        COMMENT,
        RENAMED_FROM,
    ],
    later: &[],
};
