//! What a shadow has to be like.

use evenkeel_model::name::{quote_identifier, quote_literal};
use tokio_postgres::Client;

use super::ShadowError;

/// What decides whether a server prints the same text as the target, and how its database was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub(super) major: u32,
    pub(super) version: String,
    pub(super) encoding: String,
    pub(super) provider: Provider,
    pub(super) collate: String,
    pub(super) ctype: String,
    pub(super) locale: Option<String>,
    pub(super) rules: Option<String>,
    pub(super) extensions: Vec<String>,
    pub(super) may_create: bool,
    /// Whether its server is a standby, which makes no databases.
    pub(super) standby: bool,
    pub(super) user: String,
    /// The roles of its server, but for those that every server has.
    pub(super) roles: Vec<String>,
    /// Whether the role may write blocks in PL/pgSQL.
    pub(super) plpgsql: bool,
    /// What unqualified names mean to a new session.
    pub(super) search_path: String,
    /// What else a new session there has that decides what values become and how they are read, by name.
    pub(super) settings: Vec<(String, String)>,
    /// When the server was started, to the microsecond, by which it is known; empty where it does not matter which it is.
    pub(super) started: String,
}

/// Who compares text by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Provider {
    Libc,
    Icu,
    Builtin,
}

impl Provider {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Libc => "libc",
            Self::Icu => "icu",
            Self::Builtin => "builtin",
        }
    }
}

impl Target {
    /// Asks the database to which `client` is connected.
    ///
    /// # Errors
    /// Where the query fails.
    pub async fn read(client: &Client) -> Result<Self, ShadowError> {
        // The row as JSON, since the columns for locales have other names from version to version.
        let sql = "
            SELECT current_setting('server_version_num')::int4, current_setting('server_version'),
                pg_catalog.pg_encoding_to_char(d.encoding)::text, d.datcollate::text, d.datctype::text,
                coalesce(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c'),
                coalesce(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale'),
                pg_catalog.to_jsonb(d) ->> 'daticurules',
                (SELECT coalesce(pg_catalog.array_agg(e.extname::text ORDER BY e.extname), '{}')
                    FROM pg_catalog.pg_extension e),
                r.rolsuper OR r.rolcreatedb, r.rolname::text, pg_catalog.current_setting('search_path'),
                coalesce(extract(epoch FROM pg_catalog.pg_postmaster_start_time())::pg_catalog.text, ''),
                pg_catalog.pg_is_in_recovery(),
                ARRAY['TimeZone', 'DateStyle', 'IntervalStyle'],
                ARRAY[pg_catalog.current_setting('TimeZone'), pg_catalog.current_setting('DateStyle'),
                    pg_catalog.current_setting('IntervalStyle')],
                (SELECT coalesce(pg_catalog.array_agg(r.rolname::text ORDER BY r.rolname), '{}')
                    FROM pg_catalog.pg_roles r WHERE pg_catalog.left(r.rolname, 3) <> 'pg_'),
                EXISTS (SELECT FROM pg_catalog.pg_language l
                    WHERE l.lanname = 'plpgsql' AND pg_catalog.has_language_privilege(l.oid, 'USAGE'))
            FROM pg_catalog.pg_database d, pg_catalog.pg_roles r
            WHERE d.datname = pg_catalog.current_database() AND r.rolname = current_user";
        let row = client
            .query_one(sql, &[])
            .await
            .map_err(|error| ShadowError::query("asking what the target is like", error))?;
        let read = || -> Result<Self, tokio_postgres::Error> {
            let version: String = row.try_get(1)?;
            let provider: String = row.try_get(5)?;
            Ok(Self {
                major: row.try_get::<_, i32>(0)?.cast_unsigned() / 10_000,
                version: version.split_whitespace().next().unwrap_or_default().to_owned(),
                encoding: row.try_get(2)?,
                collate: row.try_get(3)?,
                ctype: row.try_get(4)?,
                provider: match provider.as_str() {
                    "i" => Provider::Icu,
                    "b" => Provider::Builtin,
                    _ => Provider::Libc,
                },
                locale: row.try_get(6)?,
                rules: row.try_get(7)?,
                extensions: row.try_get(8)?,
                may_create: row.try_get(9)?,
                user: row.try_get(10)?,
                roles: row.try_get(16)?,
                plpgsql: row.try_get(17)?,
                search_path: row.try_get(11)?,
                started: row.try_get(12)?,
                standby: row.try_get(13)?,
                settings: {
                    let (names, values): (Vec<String>, Vec<String>) = (row.try_get(14)?, row.try_get(15)?);
                    names.into_iter().zip(values).collect()
                },
            })
        };
        read().map_err(|error| ShadowError::query("asking what the target is like", error))
    }

    /// The same target where these extensions are needed too (those that the file names).
    #[must_use]
    pub fn needing(mut self, extensions: &[String]) -> Self {
        self.extensions.extend_from_slice(extensions);
        self.extensions.sort();
        self.extensions.dedup();
        self
    }

    /// The same where there is no target: any server that is like this one serves.
    #[must_use]
    pub(crate) fn without_server(self) -> Self {
        Self { started: String::new(), ..self }
    }

    /// A target with the same extensions and encoding on another major version, in the locale C, which every server has:
    /// what the target's is called there is not known.
    #[must_use]
    pub(super) fn of_major(&self, major: u32) -> Self {
        Self {
            major,
            version: major.to_string(),
            provider: Provider::Libc,
            collate: "C".to_owned(),
            ctype: "C".to_owned(),
            locale: None,
            rules: None,
            ..self.clone()
        }
    }

    /// The major version.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// Whether the role that is connected may write blocks in PL/pgSQL there.
    pub fn has_plpgsql(&self) -> bool {
        self.plpgsql
    }

    /// The extensions that are there or needed, sorted.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// CREATE DATABASE for a database like this one. `same_locale` may be left out on another server of provider libc,
    /// whose operating system may not have that locale.
    pub(super) fn create_statement(&self, name: &str, same_locale: bool) -> String {
        let mut sql = format!(
            "CREATE DATABASE {} TEMPLATE template0 ENCODING {}",
            quote_identifier(name),
            quote_literal(&self.encoding)
        );
        let mut option = |words: &str, value: &str| {
            sql.push(' ');
            sql.push_str(words);
            sql.push(' ');
            sql.push_str(&quote_literal(value));
        };
        if same_locale {
            option("LC_COLLATE", &self.collate);
            option("LC_CTYPE", &self.ctype);
        }
        // 14 has libc alone, and no word for it.
        if self.major >= 15 {
            option("LOCALE_PROVIDER", self.provider.as_str());
        }
        if let Some(locale) = &self.locale {
            match self.provider {
                Provider::Icu => option("ICU_LOCALE", locale),
                Provider::Builtin => option("BUILTIN_LOCALE", locale),
                Provider::Libc => {}
            }
        }
        if let Some(rules) = &self.rules {
            option("ICU_RULES", rules);
        }
        sql
    }
}

#[cfg(test)]
impl Target {
    /// One that no server has.
    pub(super) fn for_test(major: u32, provider: Provider) -> Self {
        Self {
            major,
            version: format!("{major}.1"),
            encoding: "UTF8".to_owned(),
            provider,
            collate: "de_DE.UTF-8".to_owned(),
            ctype: "C".to_owned(),
            locale: None,
            rules: None,
            extensions: Vec::new(),
            may_create: true,
            standby: false,
            user: "ada".to_owned(),
            roles: Vec::new(),
            plpgsql: true,
            search_path: "public".to_owned(),
            started: String::new(),
            settings: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(major: u32, provider: Provider, locale: Option<&str>) -> Target {
        Target { locale: locale.map(str::to_owned), ..Target::for_test(major, provider) }
    }

    #[test]
    fn a_shadow_gets_the_targets_locale() {
        let base = "CREATE DATABASE s TEMPLATE template0 ENCODING 'UTF8'";
        assert_eq!(
            target(14, Provider::Libc, None).create_statement("s", true),
            format!("{base} LC_COLLATE 'de_DE.UTF-8' LC_CTYPE 'C'")
        );
        assert_eq!(
            target(16, Provider::Icu, Some("de-DE")).create_statement("s", true),
            format!("{base} LC_COLLATE 'de_DE.UTF-8' LC_CTYPE 'C' LOCALE_PROVIDER 'icu' ICU_LOCALE 'de-DE'")
        );
        assert_eq!(
            target(17, Provider::Builtin, Some("C.UTF-8")).create_statement("s", false),
            format!("{base} LOCALE_PROVIDER 'builtin' BUILTIN_LOCALE 'C.UTF-8'")
        );
    }

    #[test]
    fn needed_extensions_are_added_once() {
        let mut target = target(17, Provider::Libc, None);
        target.extensions = vec!["plpgsql".to_owned(), "citext".to_owned()];
        let needing = target.needing(&["hstore".to_owned(), "citext".to_owned()]);
        assert_eq!(needing.extensions(), ["citext", "hstore", "plpgsql"]);
    }
}
