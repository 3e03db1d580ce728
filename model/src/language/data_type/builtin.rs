//! The types that every PostgreSQL brings.

/// The names of `pg_type` that differ from what the server prints, and the words of its grammar.
const ALIASES: &[(&str, &str)] = &[
    ("bool", "boolean"),
    ("char", "bpchar"),
    ("character", "bpchar"),
    ("nchar", "bpchar"),
    ("dec", "numeric"),
    ("decimal", "numeric"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("int", "integer"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("bit", "\"bit\""),
    ("varbit", "bit varying"),
    ("varchar", "character varying"),
    ("time", "time without time zone"),
    ("timestamp", "timestamp without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("timetz", "time with time zone"),
];

/// Types whose printed name is their only one.
const OTHERS: &[&str] = &[
    "aclitem",
    "bigint",
    "boolean",
    "box",
    "bpchar",
    "bytea",
    "cid",
    "cidr",
    "circle",
    "date",
    "datemultirange",
    "daterange",
    "gtsvector",
    "inet",
    "int2vector",
    "int4multirange",
    "int4range",
    "int8multirange",
    "int8range",
    "integer",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "oidvector",
    "path",
    "pg_brin_bloom_summary",
    "pg_brin_minmax_multi_summary",
    "pg_dependencies",
    "pg_lsn",
    "pg_mcv_list",
    "pg_ndistinct",
    "pg_node_tree",
    "pg_snapshot",
    "point",
    "polygon",
    "real",
    "refcursor",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "smallint",
    "text",
    "tid",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "txid_snapshot",
    "uuid",
    "xid",
    "xid8",
    "xml",
];

/// The printed name, without modifiers, of the builtin type that goes by a name in small letters.
pub(crate) fn builtin(name: &str) -> Option<&'static str> {
    ALIASES
        .iter()
        .find(|(alias, _)| *alias == name)
        .map(|(_, printed)| *printed)
        .or_else(|| OTHERS.iter().find(|known| **known == name).copied())
}

/// What other databases and languages call a type, and what PostgreSQL does.
const ELSEWHERE: &[(&str, &str)] = &[
    ("binary", "bytea"),
    ("blob", "bytea"),
    ("bytes", "bytea"),
    ("clob", "text"),
    ("datetime", "timestamptz"),
    ("datetime2", "timestamptz"),
    ("datetimeoffset", "timestamptz"),
    ("double", "double precision"),
    ("f32", "real"),
    ("f64", "double precision"),
    ("float32", "real"),
    ("float64", "double precision"),
    ("guid", "uuid"),
    ("i16", "smallint"),
    ("i32", "integer"),
    ("i64", "bigint"),
    ("image", "bytea"),
    ("int16", "smallint"),
    ("int32", "integer"),
    ("int64", "bigint"),
    ("long", "bigint"),
    ("longblob", "bytea"),
    ("longtext", "text"),
    ("mediumblob", "bytea"),
    ("mediumint", "integer"),
    ("mediumtext", "text"),
    ("nclob", "text"),
    ("ntext", "text"),
    ("number", "numeric"),
    ("nvarchar", "varchar"),
    ("object", "jsonb"),
    ("short", "smallint"),
    ("smalldatetime", "timestamptz"),
    ("smallmoney", "money"),
    ("str", "text"),
    ("string", "text"),
    ("tinyblob", "bytea"),
    ("tinyint", "smallint"),
    ("tinytext", "text"),
    ("uniqueidentifier", "uuid"),
    ("varbinary", "bytea"),
    ("varchar2", "varchar"),
];

/// What PostgreSQL calls the type that goes by another name elsewhere.
pub(crate) fn known_elsewhere(name: &str) -> Option<&'static str> {
    ELSEWHERE.iter().find(|(other, _)| name.eq_ignore_ascii_case(other)).map(|(_, own)| *own)
}

/// All names that [`builtin`] knows, and those of two words.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ["double precision", "character varying", "bit varying", "serial", "bigserial", "smallserial"]
        .into_iter()
        .chain(ALIASES.iter().map(|(alias, _)| *alias))
        .chain(OTHERS.iter().copied())
}

/// The types that extensions bring, for those whose types are known here.
const EXTENSIONS: &[(&str, &[&str])] = &[
    ("citext", &["citext"]),
    ("hstore", &["hstore"]),
    ("ltree", &["ltree", "lquery", "ltxtquery"]),
    ("cube", &["cube"]),
    ("seg", &["seg"]),
    ("isn", &["ean13", "isbn13", "ismn13", "issn13", "isbn", "ismn", "issn", "upc"]),
    ("lo", &["lo"]),
    ("vector", &["vector", "halfvec", "sparsevec"]),
    ("pg_trgm", &["gtrgm"]),
    ("intarray", &["query_int", "intbig_gkey"]),
    ("pgcrypto", &[]),
    ("uuid-ossp", &[]),
    ("btree_gin", &[]),
    ("btree_gist", &[]),
    ("pg_stat_statements", &[]),
    ("unaccent", &[]),
    ("fuzzystrmatch", &[]),
    ("plpgsql", &[]),
    ("postgres_fdw", &[]),
    ("dblink", &[]),
    ("bloom", &[]),
    ("pg_cron", &[]),
];

/// Types of extensions that bring more than is known here.
const SOME: &[(&str, &[&str])] = &[("postgis", &["geometry", "geography", "box2d", "box3d"])];

/// The types that an extension brings, for the extensions whose types are known here.
pub(crate) fn of_extension(extension: &str) -> Option<&'static [&'static str]> {
    EXTENSIONS.iter().find(|(name, _)| *name == extension).map(|(_, types)| *types)
}

/// The extension that brings a type, where that is known here.
pub(crate) fn extension_with(data_type: &str) -> Option<&'static str> {
    EXTENSIONS.iter().chain(SOME).find(|(_, types)| types.contains(&data_type)).map(|(name, _)| *name)
}
