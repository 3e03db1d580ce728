//! Variables of the environment in addresses, so that passwords need not stand in files.

use crate::failure::Failure;

/// The text with each `${NAME}` replaced by the variable's value; `key` is what the text is the value of.
pub fn expand(key: &str, text: &str) -> Result<String, Failure> {
    expand_with(key, text, |name| std::env::var(name).ok())
}

/// The variables that a text is made of.
pub fn names(text: &str) -> Vec<&str> {
    text.split("${").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

fn expand_with(key: &str, text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<String, Failure> {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, following)) = after.split_once('}') else {
            return Err(Failure::new("settings", format!("{key} in keel.toml has a ${{ without its }}")));
        };
        let value = variable(name).ok_or_else(|| {
            Failure::new(
                "settings",
                format!("{key} in keel.toml needs the environment variable {name}, which is not set"),
            )
            .with_help(match key.ends_with("shadow") {
                true => format!("set {name}, or name the server with --shadow"),
                false => format!("set {name}, or name the database with --database-url"),
            })
        })?;
        result.push_str(before);
        result.push_str(&value);
        rest = following;
    }
    result.push_str(rest);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_of_a_text_are_named() {
        assert_eq!(names("postgres://${USER}:${PASSWORD}@h/$x${open"), ["USER", "PASSWORD"]);
        assert_eq!(names("postgres://h/x"), [""; 0]);
    }

    #[test]
    fn variables_are_replaced_once() {
        let variable = |name: &str| (name == "A").then(|| "${A}".to_owned());
        assert_eq!(expand_with("k", "x${A}y$z", variable).unwrap(), "x${A}y$z");
        assert!(expand_with("k", "${B}", variable).unwrap_err().message.contains("variable B"));
        assert!(expand_with("k", "${A", variable).is_err());
    }
}
