//! Names of scratch databases, and finding those that a run left behind that was killed.

use std::time::{SystemTime, UNIX_EPOCH};

use evenkeel_model::name::quote_identifier;
use tokio_postgres::Client;

/// How every scratch database's name begins.
const PREFIX: &str = "keel_shadow_";

/// How old a scratch database without sessions has to be before it counts as left behind, in seconds. A run may hold one
/// without a session for a while, where the server serves one connection at a time.
const LEFT_BEHIND: u64 = 15 * 60;

/// A name that nobody has: `keel_shadow_<seconds>_<process>_<random>`.
pub(super) fn new_name() -> String {
    format!("{PREFIX}{}_{}_{:08x}", now(), std::process::id(), fastrand::u32(..))
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// When a scratch database was made, in seconds, by its name; nothing where the name is not one that this program gives.
fn made_at(name: &str) -> Option<u64> {
    let mut parts = name.strip_prefix(PREFIX)?.split('_');
    let (seconds, process, random) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit());
    let is_random = random.len() == 8 && random.bytes().all(|letter| letter.is_ascii_hexdigit());
    let ours = is_number(seconds) && is_number(process) && is_random && parts.next().is_none();
    if ours { seconds.parse().ok() } else { None }
}

/// Whether a name is of a scratch database that is old enough.
fn is_left_behind(name: &str, now: u64) -> bool {
    made_at(name).is_some_and(|made| made.saturating_add(LEFT_BEHIND) < now)
}

/// Drops what dead runs left. Whatever stands in the way (another role's, a session at the last moment) is passed over: the
/// next run tries again.
pub(super) async fn drop_leftovers(client: &Client) {
    let sql = "SELECT d.datname::text FROM pg_catalog.pg_database d
        WHERE pg_catalog.starts_with(d.datname::text, $1)
            AND pg_catalog.pg_has_role(d.datdba, 'MEMBER')
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)
        ORDER BY d.datname";
    let Ok(rows) = client.query(sql, &[&PREFIX]).await else {
        return;
    };
    let now = now();
    let names = rows.iter().filter_map(|row| row.try_get::<_, String>(0).ok());
    for name in names.filter(|name| is_left_behind(name, now)) {
        let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {}", quote_identifier(&name))).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_scratch_databases_are_left_behind() {
        let now = 1_800_000_000;
        assert!(is_left_behind("keel_shadow_1799999000_1_0123abcd", now));
        assert!(!is_left_behind("keel_shadow_1799999500_1_0123abcd", now));
        for name in ["app", "keel_shadow_app", "keel_shadow_5", "keel_shadow_5_5", "keel_shadow_5_5_0123abcd_5"] {
            assert!(!is_left_behind(name, now), "{name}");
        }
        assert!(!is_left_behind(&new_name(), super::now()));
    }
}
