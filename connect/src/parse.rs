//! Splitting a connection text into parameters: URLs and `key=value`, as libpq reads them.

use percent_encoding::percent_decode_str;

use crate::ConnectError;

/// One parameter, by libpq's name for it, decoded.
pub(crate) type Parameter = (String, String);

/// Splits a text into parameters, in the order in which they stand.
///
/// # Errors
/// Where the text is neither a URL of PostgreSQL nor `key=value`. No error repeats a part of the text that could hold a
/// password.
pub(crate) fn split(text: &str) -> Result<Vec<Parameter>, ConnectError> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://")) {
        return split_url(rest);
    }
    if let Some((scheme, _)) = text.split_once("://")
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.:".contains(letter))
    {
        return Err(ConnectError::invalid(format!(
            "\"{scheme}://\" is no scheme of PostgreSQL; write postgres://user@host:port/database"
        )));
    }
    split_words(text)
}

fn split_url(rest: &str) -> Result<Vec<Parameter>, ConnectError> {
    let mut parameters = Vec::new();
    let (before_query, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = before_query.split_once('/').unwrap_or((before_query, ""));
    // The last @: one inside a password should have been encoded, and often is not.
    let (credentials, hosts) = match authority.rsplit_once('@') {
        Some((credentials, hosts)) => (Some(credentials), hosts),
        None => (None, authority),
    };
    if let Some(credentials) = credentials {
        let (user, password) = match credentials.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (credentials, None),
        };
        push(&mut parameters, "user", user)?;
        if let Some(password) = password {
            push(&mut parameters, "password", password)?;
        }
    }
    if !hosts.is_empty() {
        let (names, ports) = split_hosts(hosts)?;
        push(&mut parameters, "host", &names.join(","))?;
        if ports.iter().any(|port| !port.is_empty()) {
            push(&mut parameters, "port", &ports.join(","))?;
        }
    }
    push(&mut parameters, "dbname", database)?;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(ConnectError::invalid(
                "after the ? of the URL, every parameter is written key=value, with & between them".to_owned(),
            ));
        };
        let key = decode("a parameter", key)?;
        // What a driver for Java writes, and libpq takes too.
        if key == "ssl" && value == "true" {
            push(&mut parameters, "sslmode", "require")?;
        } else {
            push(&mut parameters, &key, value)?;
        }
    }
    Ok(parameters)
}

/// The hosts of a URL and, for each, its port or nothing.
fn split_hosts(text: &str) -> Result<(Vec<&str>, Vec<&str>), ConnectError> {
    let mut names = Vec::new();
    let mut ports = Vec::new();
    for host in text.split(',') {
        let (name, port) = if let Some(bracketed) = host.strip_prefix('[') {
            let Some((address, rest)) = bracketed.split_once(']') else {
                return Err(ConnectError::invalid("the IPv6 address in the URL has no closing ]".to_owned()));
            };
            match rest.strip_prefix(':') {
                Some(port) => (address, port),
                None if rest.is_empty() => (address, ""),
                None => {
                    return Err(ConnectError::invalid(
                        "between the ] of the IPv6 address and its port stands a colon and nothing else".to_owned(),
                    ));
                }
            }
        } else {
            host.split_once(':').unwrap_or((host, ""))
        };
        names.push(name);
        ports.push(port);
    }
    Ok((names, ports))
}

fn push(parameters: &mut Vec<Parameter>, key: &str, value: &str) -> Result<(), ConnectError> {
    let value = decode(key, value)?;
    if !value.is_empty() {
        parameters.push((key.to_owned(), value));
    }
    Ok(())
}

fn decode(what: &str, text: &str) -> Result<String, ConnectError> {
    let broken = text.split('%').skip(1).any(|after| {
        let mut digits = after.bytes();
        !matches!((digits.next(), digits.next()), (Some(first), Some(second))
            if first.is_ascii_hexdigit() && second.is_ascii_hexdigit())
    });
    if broken {
        return Err(ConnectError::invalid(format!(
            "in the URL's {what}, a % is not followed by two hexadecimal digits; write %25 for the sign itself"
        )));
    }
    match percent_decode_str(text).decode_utf8() {
        Ok(text) if text.contains('\0') => {
            Err(ConnectError::invalid(format!("the URL's {what} holds a zero byte, which PostgreSQL does not take")))
        }
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(ConnectError::invalid(format!("the URL's {what} is not UTF-8 once its % signs are decoded"))),
    }
}

/// `key = value`, a value with blanks in single quotes, a backslash before a quote or a backslash.
fn split_words(text: &str) -> Result<Vec<Parameter>, ConnectError> {
    let mut parameters = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some((key, after)) = rest.split_once('=') else {
            return Err(words_expected(&parameters));
        };
        let key = key.trim_end();
        if key.is_empty() || key.contains(char::is_whitespace) {
            return Err(words_expected(&parameters));
        }
        let (value, after) = read_value(key, after.trim_start())?;
        if value.contains('\0') {
            return Err(ConnectError::invalid(format!("the value of {key} holds a zero byte")));
        }
        if !value.is_empty() {
            parameters.push((key.to_owned(), value));
        }
        rest = after.trim_start();
    }
    Ok(parameters)
}

fn words_expected(before: &[Parameter]) -> ConnectError {
    let place = match before.last() {
        None => "it".to_owned(),
        Some((key, _)) => format!("what follows {key}"),
    };
    ConnectError::invalid(format!(
        "{place} is neither a URL (postgres://user@host:port/database) nor key=value (host=… dbname=…); a value with blanks stands in single quotes"
    ))
}

fn read_value<'text>(key: &str, text: &'text str) -> Result<(String, &'text str), ConnectError> {
    let (quoted, body) = match text.strip_prefix('\'') {
        Some(body) => (true, body),
        None => (false, text),
    };
    let mut value = String::new();
    let mut letters = body.chars();
    loop {
        let rest = letters.as_str();
        match letters.next() {
            Some('\\') => value.extend(letters.next()),
            Some('\'') if quoted => return Ok((value, letters.as_str())),
            Some(letter) if !quoted && letter.is_whitespace() => return Ok((value, rest)),
            Some(letter) => value.push(letter),
            None if quoted => {
                return Err(ConnectError::invalid(format!("the value of {key} has no closing single quote")));
            }
            None => return Ok((value, "")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<String> {
        split(text).unwrap().into_iter().map(|(key, value)| format!("{key}={value}")).collect()
    }

    #[test]
    fn reads_urls_in_every_form() {
        let cases: &[(&str, &[&str])] = &[
            ("postgres://", &[]),
            ("postgresql://localhost", &["host=localhost"]),
            ("postgres://ada@h:5433/app", &["user=ada", "host=h", "port=5433", "dbname=app"]),
            ("postgres://ada:p%40ss@h/app", &["user=ada", "password=p@ss", "host=h", "dbname=app"]),
            ("postgres://ada:p@ss:w@h/app", &["user=ada", "password=p@ss:w", "host=h", "dbname=app"]),
            ("postgres://h1:1,h2,h3:3/app", &["host=h1,h2,h3", "port=1,,3", "dbname=app"]),
            ("postgres://[::1]:5433/app", &["host=::1", "port=5433", "dbname=app"]),
            ("postgres://%2Fvar%2Frun/app", &["host=/var/run", "dbname=app"]),
            ("postgres:///app?host=/tmp&user=ada", &["dbname=app", "host=/tmp", "user=ada"]),
            ("postgres://h/a%20b?options=-c%20x%3D1", &["host=h", "dbname=a b", "options=-c x=1"]),
            ("postgres://h?ssl=true", &["host=h", "sslmode=require"]),
        ];
        for (text, expected) in cases {
            assert_eq!(pairs(text), *expected, "{text}");
        }
    }

    #[test]
    fn reads_key_value_in_every_form() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("host=h dbname=app", &["host=h", "dbname=app"]),
            ("host = h  dbname\t=\tapp", &["host=h", "dbname=app"]),
            (r"password='it\'s a \\ b' user=ada", &["password=it's a \\ b", "user=ada"]),
            (r"password=a\ b user=ada", &["password=a b", "user=ada"]),
            ("password='' user=ada", &["user=ada"]),
        ];
        for (text, expected) in cases {
            assert_eq!(pairs(text), *expected, "{text}");
        }
    }

    #[test]
    fn errors_say_what_to_write_and_show_no_secret() {
        let cases = [
            ("mysql://root:secret@h/db", "\"mysql://\" is no scheme of PostgreSQL"),
            ("jdbc:postgresql://h/secret", "\"jdbc:postgresql://\" is no scheme of PostgreSQL"),
            ("secret", "neither a URL"),
            ("user=ada secret", "what follows user is neither"),
            ("password='secret", "the value of password has no closing single quote"),
            ("postgres://ada:secret%@h", "in the URL's password, a % is not followed by two hexadecimal digits"),
            ("postgres://ada:secret%ff@h", "the URL's password is not UTF-8"),
            ("postgres://ada:secret@[::1/db", "no closing ]"),
            ("postgres://h/db?secret", "every parameter is written key=value"),
        ];
        for (text, expected) in cases {
            let message = split(text).unwrap_err().to_string();
            assert!(message.contains(expected), "{text}: {message}");
            assert!(!message.contains("secret"), "{text}: {message}");
        }
    }
}
