//! Which server this is, and the settings under which it prints its catalog.

use evenkeel_model::name::quote_literal;
use tokio_postgres::GenericClient;

use super::IntrospectError;
use super::reader::{Fields, FromRow, Reader};

/// The oldest major version that can be read.
pub const OLDEST_MAJOR: u32 = 14;
/// The newest major version that can be read.
pub const NEWEST_MAJOR: u32 = 18;

/// What decides whether SQL text of two servers can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerInfo {
    /// `server_version_num`: 150018 for 15.18.
    pub version_num: u32,
    /// The database's encoding: `UTF8`.
    pub encoding: String,
    /// The database's own collation.
    pub collation: DatabaseCollation,
    /// The database's name.
    pub database: String,
    /// The role that is connected.
    pub user: String,
}

/// The collation of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseCollation {
    /// `libc`, `icu` or `builtin`.
    pub provider: String,
    /// What the provider calls the locale: `en_US.UTF-8`, `de-DE`, `C`.
    pub locale: String,
}

impl ServerInfo {
    /// The major version: 15.
    pub fn major(&self) -> u32 {
        self.version_num / 10_000
    }
}

impl FromRow for ServerInfo {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            version_num: fields.next::<i32>()?.cast_unsigned(),
            encoding: fields.next()?,
            database: fields.next()?,
            user: fields.next()?,
            collation: DatabaseCollation { provider: fields.next()?, locale: fields.next()? },
        })
    }
}

/// Asks the server what it is.
///
/// # Errors
/// When the query fails, or the version is not one that can be read.
pub(super) async fn identify<C: GenericClient>(reader: &Reader<'_, C>) -> Result<ServerInfo, IntrospectError> {
    // The row as JSON, since the columns that hold the locale have other names from version to version.
    let sql = "
        select current_setting('server_version_num')::int4, pg_encoding_to_char(encoding)::text, datname::text,
            current_user::text,
            case to_jsonb(d) ->> 'datlocprovider' when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
            coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', datcollate::text)
        from pg_database d
        where datname = current_database()";
    let info: Vec<ServerInfo> = reader.rows("reading the server's version", sql).await?;
    let Some(info) = info.into_iter().next() else {
        return Err(IntrospectError::unknown("row in pg_database", "", "the current database"));
    };
    if (OLDEST_MAJOR..=NEWEST_MAJOR).contains(&info.major()) {
        Ok(info)
    } else {
        Err(IntrospectError::version(info.version_num))
    }
}

/// The settings that change how the server prints names and constants; the one that may cost time without use here: a query
/// over the catalog of a large database looks dear enough to be compiled; and limits that the role or the database has for
/// its programs, the last of them since version 17.
const SETTINGS: [(&str, &str); 12] = [
    ("search_path", "pg_catalog, pg_temp"),
    ("quote_all_identifiers", "off"),
    ("standard_conforming_strings", "on"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("TimeZone", "UTC"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
    ("jit", "off"),
    ("statement_timeout", "0"),
    ("idle_in_transaction_session_timeout", "0"),
    ("transaction_timeout", "0"),
];

/// The values that the pinned settings had before.
pub(super) struct Pinned(Vec<String>);

struct Setting(String);

impl FromRow for Setting {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self(fields.next()?))
    }
}

/// Pins the settings until the end of the transaction or until [`Pinned::restore`].
///
/// # Errors
/// When a query fails, or when no transaction is open: then the settings do not outlive their statement.
pub(super) async fn pin<C: GenericClient>(reader: &Reader<'_, C>) -> Result<Pinned, IntrospectError> {
    let what = "pinning the settings";
    let before: Vec<Setting> = reader.rows(what, &current()).await?;
    set(reader, SETTINGS.iter().map(|(_, value)| *value)).await?;
    let now: Vec<Setting> = reader.rows(what, "select pg_catalog.current_setting('search_path')").await?;
    match now.first() {
        Some(Setting(path)) if path == "pg_catalog, pg_temp" => {
            Ok(Pinned(before.into_iter().map(|Setting(value)| value).collect()))
        }
        _ => Err(IntrospectError::not_in_transaction()),
    }
}

impl Pinned {
    /// Gives the settings the values they had, so that what follows in the transaction is not changed.
    pub(super) async fn restore<C: GenericClient>(self, reader: &Reader<'_, C>) -> Result<(), IntrospectError> {
        set(reader, self.0.iter().map(String::as_str)).await
    }
}

fn current() -> String {
    let names: Vec<_> = SETTINGS.iter().map(|(name, _)| quote_literal(name)).collect();
    format!(
        "select coalesce(pg_catalog.current_setting(name, true), '') from pg_catalog.unnest(array[{}]) with ordinality s(name, n) order by n",
        names.join(", ")
    )
}

async fn set<'a, C: GenericClient>(
    reader: &Reader<'_, C>,
    values: impl Iterator<Item = &'a str>,
) -> Result<(), IntrospectError> {
    let mut sql = String::from("select pg_catalog.concat(''");
    for ((name, _), value) in SETTINGS.iter().zip(values) {
        let (name, value) = (quote_literal(name), quote_literal(value));
        let known = format!("pg_catalog.current_setting({name}, true) is not null");
        sql.push_str(&format!(", case when {known} then pg_catalog.set_config({name}, {value}, true) end"));
    }
    sql.push(')');
    reader.rows::<Setting>("pinning the settings", &sql).await.map(drop)
}
