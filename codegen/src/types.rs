//! Which Rust type stands for which type of PostgreSQL.

use evenkeel_model::declared::Times;
use evenkeel_model::{Catalog, QualifiedName};
use proc_macro2::TokenStream;
use quote::quote;

/// What stands for a type of PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mapped {
    /// One that stands for a type of PostgreSQL's own.
    Known(Known),
    /// An enum type of the catalog.
    Enumeration(QualifiedName),
    /// A composite type of the catalog.
    Composite(QualifiedName),
    /// Ranges of values of a type of PostgreSQL's own.
    Range(Known),
    /// Several of these.
    Multirange(Known),
    /// An array of these.
    List(Box<Mapped>),
}

impl Mapped {
    fn is_untyped(&self) -> bool {
        match self {
            Self::Known(known) => {
                matches!(known, Known::CiText | Known::OtherText | Known::JsonText | Known::TextForm)
            }
            Self::Enumeration(_) | Self::Composite(_) => true,
            Self::Range(_) | Self::Multirange(_) => false,
            Self::List(element) => element.is_untyped(),
        }
    }

    /// Whether such a value is read as text, since no driver knows the type.
    pub(crate) fn is_read_as_text(&self) -> bool {
        match self {
            Self::Known(known) => matches!(known, Known::CiText | Known::TextForm),
            Self::Enumeration(_) | Self::Composite(_) => true,
            Self::Range(_) | Self::Multirange(_) => false,
            Self::List(element) => element.is_read_as_text(),
        }
    }
}

/// A Rust type that stands for one of PostgreSQL's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U32,
    F32,
    F64,
    Decimal,
    String,
    /// Text of a type that compares in its own way, and that only an extension knows.
    CiText,
    /// Text of a type that compares in its own way.
    OtherText,
    Bytes,
    Uuid,
    Json,
    /// JSON that is kept as it was written.
    JsonText,
    Timestamp,
    DateTime,
    Date,
    Time,
    IpAddr,
    TextForm,
}

impl Known {
    /// The type as an absolute path, with dates and times of this crate.
    pub(crate) fn path(self, times: Times) -> TokenStream {
        match self {
            Self::Bool => quote!(bool),
            Self::I8 => quote!(i8),
            Self::I16 => quote!(i16),
            Self::I32 => quote!(i32),
            Self::I64 => quote!(i64),
            Self::U32 => quote!(u32),
            Self::F32 => quote!(f32),
            Self::F64 => quote!(f64),
            Self::Decimal => quote!(::evenkeel::__private::Decimal),
            Self::String | Self::CiText | Self::OtherText => quote!(::std::string::String),
            Self::Bytes => quote!(::std::vec::Vec<u8>),
            Self::Uuid => quote!(::evenkeel::__private::Uuid),
            Self::Json | Self::JsonText => quote!(::evenkeel::__private::Json),
            Self::Timestamp => match times {
                Times::Jiff => quote!(::evenkeel::__private::Timestamp),
                Times::Chrono => quote!(::evenkeel::chrono::DateTime<::evenkeel::chrono::Utc>),
                Times::Time => quote!(::evenkeel::time::OffsetDateTime),
            },
            Self::DateTime => match times {
                Times::Jiff => quote!(::evenkeel::__private::DateTime),
                Times::Chrono => quote!(::evenkeel::chrono::NaiveDateTime),
                Times::Time => quote!(::evenkeel::time::PrimitiveDateTime),
            },
            Self::Date => match times {
                Times::Jiff => quote!(::evenkeel::__private::Date),
                Times::Chrono => quote!(::evenkeel::chrono::NaiveDate),
                Times::Time => quote!(::evenkeel::time::Date),
            },
            Self::Time => match times {
                Times::Jiff => quote!(::evenkeel::__private::Time),
                Times::Chrono => quote!(::evenkeel::chrono::NaiveTime),
                Times::Time => quote!(::evenkeel::time::Time),
            },
            Self::IpAddr => quote!(::std::net::IpAddr),
            Self::TextForm => quote!(::evenkeel::__private::TextForm),
        }
    }
}

/// What stands for ranges of such values.
pub(crate) fn range(over: Known, times: Times) -> TokenStream {
    let over = over.path(times);
    quote!(::evenkeel::__private::Range<#over>)
}

/// The same for several of them.
pub(crate) fn multirange(over: Known, times: Times) -> TokenStream {
    let over = over.path(times);
    quote!(::evenkeel::__private::Multirange<#over>)
}

/// A type of PostgreSQL, resolved.
pub(crate) struct Resolved {
    /// What stands for it.
    pub(crate) mapped: Mapped,
    /// Whether a domain on the way refuses NULL.
    pub(crate) not_null: bool,
    /// Whether the type itself brings a default: a domain with one, a serial.
    pub(crate) has_default: bool,
    /// What it is made of in the end where it is a domain, if that has a length or the like: `character(3)`.
    pub(crate) base: Option<String>,
    /// Whether it is a domain.
    is_domain: bool,
    /// Whether it is an array of a domain, which is another type than an array of what the domain is upon.
    lists_domain: bool,
}

impl Resolved {
    /// What brings nothing of its own.
    fn plain(mapped: Mapped) -> Self {
        Self { mapped, not_null: false, has_default: false, base: None, is_domain: false, lists_domain: false }
    }

    /// Whether parameters that meet such a value travel as text whose type the server infers.
    pub(crate) fn is_untyped(&self) -> bool {
        self.lists_domain || self.mapped.is_untyped()
    }
}

/// Resolves a type as it stands in the catalog, used by an object of the schema `schema`.
pub(crate) fn resolve(catalog: &Catalog, schema: &str, data_type: &str) -> Resolved {
    let (element, is_array) = element_type(data_type);
    let resolved = resolve_element(catalog, schema, &element, 0);
    if is_array {
        let list = Resolved::plain(Mapped::List(Box::new(resolved.mapped)));
        return Resolved { lists_domain: resolved.is_domain, ..list };
    }
    if element.eq_ignore_ascii_case("float") && float_precision(data_type).is_some_and(|bits| bits <= 24) {
        return Resolved { mapped: Mapped::Known(Known::F32), ..resolved };
    }
    resolved
}

/// The bits of `float(bits)`.
fn float_precision(data_type: &str) -> Option<u32> {
    let (_, rest) = data_type.split_once('(')?;
    rest.split_once(')')?.0.trim().parse().ok()
}

/// How deep domains upon domains are followed: PostgreSQL allows no cycle, a file may try.
const DEEPEST_DOMAIN: usize = 32;

fn resolve_element(catalog: &Catalog, schema: &str, text: &str, depth: usize) -> Resolved {
    if let Some(mapped) = built_in(text) {
        let has_default = text.to_ascii_lowercase().contains("serial");
        return Resolved { has_default, ..Resolved::plain(mapped) };
    }
    let unquoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).replace("\"\"", "\"");
    let candidates = QualifiedName::parse(text)
        .into_iter()
        .chain([QualifiedName::new(schema, &unquoted), QualifiedName::new("public", &unquoted)]);
    for name in candidates {
        if catalog.enums.contains_key(&name) {
            return Resolved::plain(Mapped::Enumeration(name));
        }
        if catalog.composites.contains_key(&name) {
            return Resolved::plain(Mapped::Composite(name));
        }
        if let Some(domain) = catalog.domains.get(&name).filter(|_| depth < DEEPEST_DOMAIN) {
            let (base, is_array) = element_type(&domain.base_type);
            let below = resolve_element(catalog, &name.schema, &base, depth + 1);
            // Without a length these have one all the same.
            let has_length = domain.base_type.contains('(') || matches!(base.as_str(), "bit" | "character");
            let base = (has_length && !below.is_domain).then(|| domain.base_type.clone());
            return if is_array {
                Resolved {
                    base,
                    mapped: Mapped::List(Box::new(below.mapped)),
                    not_null: domain.not_null,
                    has_default: domain.default.is_some(),
                    is_domain: true,
                    lists_domain: below.is_domain,
                }
            } else {
                Resolved {
                    not_null: domain.not_null || below.not_null,
                    has_default: domain.default.is_some() || below.has_default,
                    base: base.or(below.base),
                    is_domain: true,
                    ..below
                }
            };
        }
    }
    // An extension's type can live in any schema.
    let own_name = QualifiedName::parse(text).map_or(unquoted, |name| name.name);
    Resolved::plain(Mapped::Known(if own_name.eq_ignore_ascii_case("citext") {
        Known::CiText
    } else {
        Known::TextForm
    }))
}

/// Takes a type apart: the element's type without modifiers, and whether it is an array of it.
fn element_type(data_type: &str) -> (String, bool) {
    let mut bare = String::with_capacity(data_type.len());
    let (mut quoted, mut depth, mut is_array) = (false, 0_usize, false);
    for each in data_type.chars() {
        match each {
            '"' if depth == 0 => {
                quoted = !quoted;
                bare.push(each);
            }
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            '[' if !quoted => {
                is_array = true;
                depth += 1;
            }
            ']' if !quoted => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(each),
            _ => {}
        }
    }
    let mut words: Vec<&str> = bare.split_whitespace().collect();
    if words.len() > 1 && words.last().is_some_and(|word| word.eq_ignore_ascii_case("array")) {
        is_array = true;
        words.pop();
    }
    // Blanks inside quotes belong to the name.
    let element = if bare.contains('"') { bare.trim().to_owned() } else { words.join(" ") };
    (element, is_array)
}

/// What stands for one of PostgreSQL's own types, under any name that SQL has for it.
fn built_in(element: &str) -> Option<Mapped> {
    let name = element.to_ascii_lowercase();
    let name = name.strip_prefix("pg_catalog.").unwrap_or(&name);
    if let Some(over) = name.strip_suffix("multirange").and_then(ranged) {
        return Some(Mapped::Multirange(over));
    }
    if let Some(over) = name.strip_suffix("range").and_then(ranged) {
        return Some(Mapped::Range(over));
    }
    known(name).map(Mapped::Known)
}

/// What a range is over, by what its name begins with.
fn ranged(name: &str) -> Option<Known> {
    Some(match name {
        "int4" => Known::I32,
        "int8" => Known::I64,
        "num" => Known::Decimal,
        "ts" => Known::DateTime,
        "tstz" => Known::Timestamp,
        "date" => Known::Date,
        _ => return None,
    })
}

fn known(name: &str) -> Option<Known> {
    Some(match name {
        "boolean" | "bool" => Known::Bool,
        "\"char\"" => Known::I8,
        "smallint" | "int2" | "smallserial" | "serial2" => Known::I16,
        "integer" | "int" | "int4" | "serial" | "serial4" => Known::I32,
        "bigint" | "int8" | "bigserial" | "serial8" => Known::I64,
        "oid" => Known::U32,
        "real" | "float4" => Known::F32,
        "double precision" | "float8" | "float" => Known::F64,
        "numeric" | "decimal" | "dec" => Known::Decimal,
        "text" | "character varying" | "varchar" | "char varying" | "national character varying" | "nchar varying" => {
            Known::String
        }
        "character" | "char" | "bpchar" | "nchar" | "national character" | "national char" | "name" => Known::OtherText,
        "bytea" => Known::Bytes,
        "uuid" => Known::Uuid,
        "json" => Known::JsonText,
        "jsonb" => Known::Json,
        "timestamp with time zone" | "timestamptz" => Known::Timestamp,
        "timestamp" | "timestamp without time zone" => Known::DateTime,
        "date" => Known::Date,
        "time" | "time without time zone" => Known::Time,
        "inet" => Known::IpAddr,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use evenkeel_model::object::{CompositeType, Domain, EnumType};

    use super::*;

    fn resolved(data_type: &str) -> Mapped {
        let mut catalog = Catalog::default();
        catalog.enums.insert(QualifiedName::new("public", "mood"), EnumType::default());
        catalog.enums.insert(QualifiedName::new("My Schema", "a[b"), EnumType::default());
        catalog.composites.insert(QualifiedName::new("billing", "address"), CompositeType::default());
        let domain = |base: &str| Domain { base_type: base.to_owned(), not_null: true, ..Domain::default() };
        catalog.domains.insert(QualifiedName::new("public", "moods"), domain("mood[]"));
        catalog.domains.insert(QualifiedName::new("public", "one"), domain("two"));
        catalog.domains.insert(QualifiedName::new("public", "two"), domain("one"));
        resolve(&catalog, "billing", data_type).mapped
    }

    #[test]
    fn types_are_known_under_all_their_names() {
        for (text, known) in [
            ("timestamp(3) with time zone", Known::Timestamp),
            ("TIMESTAMPTZ", Known::Timestamp),
            ("pg_catalog.int4", Known::I32),
            ("character varying(20)", Known::String),
            ("char", Known::OtherText),
            ("float(24)", Known::F32),
            ("float(25)", Known::F64),
            ("\"char\"", Known::I8),
            ("numeric(12, 2)", Known::Decimal),
            ("extensions.citext", Known::CiText),
            ("interval day to second(3)", Known::TextForm),
            ("geometry(Point, 4326)", Known::TextForm),
            ("time with time zone", Known::TextForm),
        ] {
            assert_eq!(resolved(text), Mapped::Known(known), "{text}");
        }
        assert_eq!(resolved("int4range"), Mapped::Range(Known::I32));
        assert_eq!(resolved("pg_catalog.tstzmultirange"), Mapped::Multirange(Known::Timestamp));
        assert_eq!(resolved("daterange[]"), Mapped::List(Box::new(Mapped::Range(Known::Date))));
        assert_eq!(resolved("app.daterange"), Mapped::Known(Known::TextForm));
    }

    #[test]
    fn domains_are_made_of_types_with_lengths() {
        let mut catalog = Catalog::default();
        for (name, base) in [("code", "character(3)"), ("upon", "code"), ("codes", "character(3)[]"), ("plain", "text")]
        {
            let domain = Domain { base_type: base.to_owned(), ..Domain::default() };
            catalog.domains.insert(QualifiedName::new("public", name), domain);
        }
        let base = |data_type: &str| resolve(&catalog, "public", data_type).base;
        assert_eq!(base("code").as_deref(), Some("character(3)"));
        assert_eq!(base("upon").as_deref(), Some("character(3)"));
        assert_eq!(base("codes").as_deref(), Some("character(3)[]"));
        // The text of a list is read by the server element for element, as values of the domain.
        assert_eq!(base("code[]"), None);
        assert_eq!(base("plain"), None);
        assert_eq!(base("character(3)"), None);
    }

    #[test]
    fn types_of_the_schema_are_found() {
        let mood = Mapped::Enumeration(QualifiedName::new("public", "mood"));
        assert_eq!(resolved("mood"), mood);
        assert_eq!(resolved("public.mood"), mood);
        assert_eq!(resolved("mood[3][]"), Mapped::List(Box::new(mood.clone())));
        assert_eq!(resolved("mood array"), Mapped::List(Box::new(mood.clone())));
        assert_eq!(resolved("moods"), Mapped::List(Box::new(mood)));
        assert_eq!(resolved("address"), Mapped::Composite(QualifiedName::new("billing", "address")));
        assert_eq!(resolved(r#""My Schema"."a[b""#), Mapped::Enumeration(QualifiedName::new("My Schema", "a[b")));
        assert_eq!(resolved("one"), Mapped::Known(Known::TextForm));
    }
}
