//! Which functions and operators give NULL for nothing but NULL. No catalog says this: the list stands here, and a test
//! calls each of them on a server.

use crate::facts::Function;
use crate::types::{Kind, Type, Types};

/// What a function's result tells of NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Total {
    /// It is never NULL.
    Always,
    /// It is not NULL where no argument is.
    OfValues,
    /// It may be NULL.
    No,
}

/// Functions that never give NULL, whatever their arguments are.
const ALWAYS: &[&str] = &[
    "array_append",
    "array_prepend",
    "concat",
    "count",
    "cume_dist",
    "dense_rank",
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "num_nonnulls",
    "num_nulls",
    "percent_rank",
    "rank",
    "regr_count",
    "row_number",
];

/// Functions that give no NULL where no argument is NULL, ranges apart.
const OF_VALUES: &[&str] = &[
    "abbrev",
    "abs",
    "acos",
    "acosd",
    "age",
    "array_cat",
    "array_fill",
    "array_remove",
    "array_replace",
    "array_to_json",
    "array_to_string",
    "ascii",
    "asin",
    "atan",
    "atan2",
    "bit_count",
    "bit_length",
    "broadcast",
    "btrim",
    "cardinality",
    "cbrt",
    "ceil",
    "ceiling",
    "char_length",
    "character_length",
    "chr",
    "clock_timestamp",
    "concat_ws",
    "convert_from",
    "convert_to",
    "cos",
    "crypt",
    "current_database",
    "date_bin",
    "date_trunc",
    "daterange",
    "decode",
    "degrees",
    "digest",
    "div",
    "dmetaphone",
    "encode",
    "exp",
    "factorial",
    "family",
    "floor",
    "format",
    "gcd",
    "gen_random_bytes",
    "gen_random_uuid",
    "gen_salt",
    "get_bit",
    "get_byte",
    "hashtext",
    "hashtextextended",
    "hmac",
    "host",
    "hostmask",
    "initcap",
    "int4range",
    "int8range",
    "isfinite",
    "json_array_length",
    "json_typeof",
    "jsonb_array_length",
    "jsonb_insert",
    "jsonb_object",
    "jsonb_pretty",
    "jsonb_set",
    "jsonb_strip_nulls",
    "jsonb_typeof",
    "justify_days",
    "justify_hours",
    "justify_interval",
    "lcm",
    "left",
    "length",
    "levenshtein",
    "ln",
    "log",
    "log10",
    "lower",
    "lpad",
    "ltrim",
    "make_date",
    "make_interval",
    "make_time",
    "make_timestamp",
    "make_timestamptz",
    "masklen",
    "md5",
    "metaphone",
    "mod",
    "netmask",
    "network",
    "nextval",
    "nlevel",
    "normalize",
    "now",
    "numnode",
    "numrange",
    "octet_length",
    "overlay",
    "pg_backend_pid",
    "pg_try_advisory_lock",
    "pg_try_advisory_xact_lock",
    "pg_typeof",
    "phraseto_tsquery",
    "pi",
    "plainto_tsquery",
    "position",
    "pow",
    "power",
    "quote_ident",
    "quote_literal",
    "quote_nullable",
    "radians",
    "random",
    "regexp_replace",
    "regexp_split_to_array",
    "repeat",
    "replace",
    "reverse",
    "right",
    "round",
    "row_to_json",
    "rpad",
    "rtrim",
    "set_bit",
    "set_byte",
    "setweight",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "sign",
    "similarity",
    "sin",
    "soundex",
    "split_part",
    "sqrt",
    "starts_with",
    "statement_timestamp",
    "string_to_array",
    "strip",
    "strpos",
    "strict_word_similarity",
    "substr",
    "tan",
    "text2ltree",
    "timeofday",
    "timezone",
    "to_date",
    "to_hex",
    "to_json",
    "to_jsonb",
    "to_timestamp",
    "to_tsquery",
    "to_tsvector",
    "transaction_timestamp",
    "translate",
    "trim_array",
    "trim_scale",
    "trunc",
    "ts_headline",
    "ts_rank",
    "ts_rank_cd",
    "tsrange",
    "tstzrange",
    "txid_current",
    "unaccent",
    "upper",
    "uuid_generate_v1",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
    "version",
    "websearch_to_tsquery",
    "width_bucket",
    "word_similarity",
];

/// Aggregates that give no NULL where at least one row gives them no NULL.
const OF_ROWS: &[&str] = &[
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bool_and",
    "bool_or",
    "every",
    "json_agg",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_object_agg",
    "max",
    "min",
    "string_agg",
    "sum",
];

/// Window functions that give the value of another row of the frame, or of this one.
const OF_FRAME: &[&str] = &["first_value", "last_value"];

/// Makers of ranges take NULL for a bound that there is not, and give no NULL for it.
const RANGES: &[&str] = &["daterange", "int4range", "int8range", "numrange", "tsrange", "tstzrange"];

/// What the function's result tells of NULL; of an aggregate or a window function, over one row at least.
pub(crate) fn total(types: &Types, function: &Function) -> Total {
    let has = |list: &[&str]| list.contains(&function.name);
    let ranges = |argument: &Type| {
        let info = types.info(types.base(*argument));
        matches!(info.kind, Kind::Range | Kind::Multirange) || info.name.contains("range")
    };
    if has(ALWAYS) {
        return Total::Always;
    }
    if has(RANGES) || !function.arguments.iter().any(ranges) {
        // Of a date it is NULL where that is infinite, or the format empty.
        let is_number = |ty: &Type| types.info(*ty).category == 'N';
        if function.name == "to_char" && function.arguments.first().is_some_and(is_number) {
            return Total::OfValues;
        }
        let known = has(OF_VALUES) || has(OF_ROWS) || has(OF_FRAME);
        // With a pattern it gives NULL where nothing matches.
        let part = function.name == "substring"
            && function.arguments.get(1).is_some_and(|argument| *argument == types.known("int4"));
        if known || part {
            return Total::OfValues;
        }
    }
    Total::No
}

/// Whether an operator gives no NULL where no operand is NULL.
pub(crate) fn operator_is_total(types: &Types, name: &str, right: Type) -> bool {
    match name {
        "->" | "->>" | "#>" | "#>>" | "@?" | "##" | "?#" | "?-" | "?|" | "?-|" | "?||" => name.starts_with('?'),
        "@@" => types.name(right) == "tsquery" || types.name(right) == "tsvector",
        "#" => matches!(types.name(right), "int2" | "int4" | "int8" | "bit" | "inet"),
        // Rows compare as their parts do.
        _ => types.name(right) != "record",
    }
}
