//! Passwords are never printed: everything that is said about what happens passes through here.

use std::borrow::Cow;

/// What stands where a password stood.
const MASK: &str = "***";

/// The text with the passwords of connection URLs and of `password=…` masked.
pub fn redact(text: &str) -> Cow<'_, str> {
    let urls = redact_urls(text);
    match redact_parameters(&urls) {
        Cow::Borrowed(_) => urls,
        Cow::Owned(text) => Cow::Owned(text),
    }
}

/// `scheme://user:password@host`: a password may hold anything but white space, even `/`, `?` and `@` where somebody
/// forgot to encode it. In doubt too much is masked, not too little.
fn redact_urls(text: &str) -> Cow<'_, str> {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        let end = after.find(char::is_whitespace).unwrap_or(after.len());
        let (url, following) = after.split_at(end);
        result.push_str(before);
        result.push_str("://");
        match split_login(url) {
            Some((user, host)) => result.push_str(&format!("{user}:{MASK}@{host}")),
            None => result.push_str(url),
        }
        rest = following;
    }
    if result.is_empty() {
        return Cow::Borrowed(text);
    }
    result.push_str(rest);
    Cow::Owned(result)
}

/// The user's name and what follows the password, where there is one.
fn split_login(url: &str) -> Option<(&str, &str)> {
    // The query may hold an @ that ends no password.
    let authority = url.split_once('?').map_or(url, |(authority, _)| authority);
    let (user, after_user) = url.split_once(':')?;
    if user.contains(['/', '@', '?']) {
        return None;
    }
    if let Some((login, _)) = authority.rsplit_once('@') {
        return (login.len() >= user.len()).then(|| (user, url.get(login.len() + 1..).unwrap_or_default()));
    }
    let after_port = after_user.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_port = after_port.is_empty() || after_port.starts_with(['/', '?', '\'', '"', '`', ')', ',']);
    if is_port { None } else { after_user.rsplit_once('@').map(|(_, host)| (user, host)) }
}

/// `password=…` in the query of a URL and in a list of keywords and values, quoted or not; `sslpassword` too.
fn redact_parameters(text: &str) -> Cow<'_, str> {
    const KEY: &str = "password";
    let mut result = String::new();
    let mut rest = text;
    while let Some(position) = rest.to_ascii_lowercase().find(KEY) {
        let (before, after) = rest.split_at(position + KEY.len());
        result.push_str(before);
        let value = after.trim_start_matches(' ');
        let Some(value) = value.strip_prefix('=') else {
            rest = after;
            continue;
        };
        let value = value.trim_start_matches(' ');
        result.push('=');
        result.push_str(MASK);
        rest = match value.strip_prefix('\'') {
            Some(quoted) => after_quote(quoted),
            None => {
                let end = value.find(|c: char| c.is_whitespace() || c == '&').unwrap_or(value.len());
                value.split_at(end).1
            }
        };
    }
    if result.is_empty() {
        return Cow::Borrowed(text);
    }
    result.push_str(rest);
    Cow::Owned(result)
}

/// What follows a quoted value, in which a backslash escapes.
fn after_quote(quoted: &str) -> &str {
    let mut escaped = false;
    for (position, character) in quoted.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\'' => return quoted.split_at(position + 1).1,
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn passwords_disappear_and_the_rest_stays() {
        let cases = [
            (
                "cannot reach postgres://me:s3cret@db:5432/app?sslmode=require, sorry",
                "postgres://me:***@db:5432/app?sslmode=require, sorry",
            ),
            ("postgres://me:s3/c@ret@db/app", "postgres://me:***@db/app"),
            ("postgres://me:s3?cret@db/app", "postgres://me:***@db/app"),
            ("postgres://me:s3'cret@db/app", "postgres://me:***@db/app"),
            (
                "'postgres://me:s3cret@db/app' and postgresql://you:s3cret@db",
                "'postgres://me:***@db/app' and postgresql://you:***@db",
            ),
            ("postgres://db/app?user=me&password=s3cret&connect_timeout=3", "?user=me&password=***&connect_timeout=3"),
            ("host=db password='s3 c\\'ret' user=me", "host=db password=*** user=me"),
            ("host=db PASSWORD = s3cret", "host=db PASSWORD=***"),
            ("sslpassword=s3cret", "sslpassword=***"),
        ];
        for (text, expected) in cases {
            let redacted = redact(text);
            assert!(redacted.ends_with(expected), "{text} became {redacted}");
            assert!(!redacted.contains("s3"), "{text} became {redacted}");
        }
    }

    #[test]
    fn what_holds_no_password_is_untouched() {
        for text in [
            "postgres://db/app",
            "postgres://me@db:5432/app?a=b:c@d",
            "postgres://db:5432/app?a=b:c@d",
            "'postgres://db:5432'",
            "the password is wrong",
            "see https://a.b/c:d",
            "",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
