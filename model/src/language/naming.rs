//! From keys to SQL names.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};

/// How keys become SQL names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// A key with capital letters becomes snake_case.
    #[default]
    SnakeCase,
    /// Every key is the name itself.
    Verbatim,
}

impl Naming {
    /// The SQL name for a key. A key without capital letters always stands for itself.
    pub fn sql_name(self, key: &str) -> String {
        if self == Self::Verbatim || !key.chars().any(char::is_uppercase) {
            return key.to_owned();
        }
        let underscores = key.len() - key.trim_start_matches('_').len();
        format!("{}{}", "_".repeat(underscores), key.to_snake_case())
    }
}

/// The name of the Rust struct for a table's key: UpperCamelCase, and always an identifier.
pub fn struct_name(key: &str) -> String {
    let name: String = key.to_upper_camel_case().chars().filter(|character| character.is_alphanumeric()).collect();
    if name.starts_with(char::is_alphabetic) { name } else { format!("Table{name}") }
}

/// The name of the Rust field for a column's name: snake_case, where it is not small letters, digits and underscores
/// already. Nothing where nothing of the name can stand in Rust: `+`.
pub fn field_name(sql_name: &str) -> Option<String> {
    let plain = sql_name.chars().all(|each| each.is_ascii_lowercase() || each.is_ascii_digit() || each == '_');
    let name = if plain { sql_name.to_owned() } else { sql_name.to_snake_case() };
    if name.chars().all(|each| each == '_') {
        return None;
    }
    let name = if name.starts_with(|first: char| first.is_numeric()) { format!("_{name}") } else { name };
    Some(if matches!(name.as_str(), "self" | "super" | "crate") { format!("{name}_") } else { name })
}

/// The names of the Rust fields of a table's columns that do not follow from the columns' own: those are taken by another
/// column, or nothing of them can stand in Rust.
pub fn given_fields<'a>(columns: impl Iterator<Item = &'a str> + Clone) -> BTreeMap<&'a str, String> {
    let mut taken: BTreeSet<String> = columns.clone().filter_map(field_name).collect();
    let is_own = |column: &str| field_name(column).as_deref() == Some(column);
    let mut own: BTreeSet<String> = columns.clone().filter(|column| is_own(column)).map(str::to_owned).collect();
    let mut given = BTreeMap::new();
    for column in columns {
        let usual = field_name(column);
        if is_own(column) || usual.as_ref().is_some_and(|usual| own.insert(usual.clone())) {
            continue;
        }
        let base = usual.unwrap_or_else(|| "column".to_owned());
        let numbered = (2_u32..).map(|number| format!("{base}_{number}"));
        let name = [base.clone()].into_iter().chain(numbered).find(|name| taken.insert(name.clone()));
        given.extend(name.map(|name| (column, name)));
    }
    given
}

/// The one of several known words that a wrong one was most likely meant to be.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |word: &str| word.to_lowercase().replace(['-', '_', ' '], "");
    let folded = fold(wrong);
    let known: Vec<&str> = known.into_iter().collect();
    // What lacks whole words of a known one is nearer to it than to what differs by a letter.
    let goes_on =
        |word: &&str| word.strip_prefix(wrong).is_some_and(|rest| rest.starts_with('_')) && wrong.chars().count() >= 3;
    if let [only] = known.iter().copied().filter(goes_on).collect::<Vec<_>>().as_slice() {
        return Some(*only);
    }
    known
        .iter()
        .copied()
        .map(|word| {
            let word_folded = fold(word);
            let distance = strsim::damerau_levenshtein(&folded, &word_folded);
            (distance, word_folded.chars().count(), word)
        })
        .filter(|(distance, length, _)| *distance <= (folded.chars().count().max(*length) / 3).max(1))
        .filter(|(distance, length, _)| distance < length)
        .min_by_key(|(distance, _, _)| *distance)
        .map(|(_, _, word)| word)
        .or_else(|| begun(&folded, known, fold))
}

/// The shortest of the words of which the wrong one is a beginning that says something.
fn begun<'a>(folded: &str, known: Vec<&'a str>, fold: impl Fn(&str) -> String) -> Option<&'a str> {
    let begins = |word: &&str| folded.chars().count() >= 3 && fold(word).starts_with(folded);
    known.into_iter().filter(begins).min_by_key(|word| word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_capitals_become_snake_case() {
        for (key, name) in [
            ("createdAt", "created_at"),
            ("apiKeys2", "api_keys2"),
            ("twoFactor", "two_factor"),
            ("HTMLPage", "html_page"),
            ("_Private", "_private"),
            ("_a__b", "_a__b"),
            ("order items", "order items"),
            ("naïveÜber", "naïve_über"),
        ] {
            assert_eq!(Naming::SnakeCase.sql_name(key), name);
        }
        assert_eq!(Naming::Verbatim.sql_name("createdAt"), "createdAt");
    }

    #[test]
    fn every_key_gives_a_struct_a_name() {
        for (key, name) in [
            ("organizationWebhooks", "OrganizationWebhooks"),
            ("billing.invoice", "BillingInvoice"),
            ("2fa", "Table2fa"),
            ("!", "Table"),
        ] {
            assert_eq!(struct_name(key), name);
        }
    }

    #[test]
    fn every_column_of_a_table_gets_a_field_of_its_own() {
        let columns = ["a-b", "a_b", "a b", "a_b_2", "😀", "+", "column", "2fa", "_2fa"];
        let given = given_fields(columns.into_iter());
        let expected = [("a-b", "a_b_3"), ("a b", "a_b_4"), ("😀", "column_2"), ("+", "column_3"), ("2fa", "_2fa_2")];
        assert_eq!(given, expected.map(|(column, field)| (column, field.to_owned())).into());
    }

    #[test]
    fn the_nearest_word_is_near() {
        assert_eq!(nearest("colums", ["columns", "comment"]), Some("columns"));
        assert_eq!(nearest("onDelete", ["on_delete", "on_update"]), Some("on_delete"));
        assert_eq!(nearest("uuid", ["ulid", "nanoid", "uuid_v7"]), Some("uuid_v7"));
        assert_eq!(nearest("zebra", ["columns", "comment"]), None);
        assert_eq!(nearest("a", ["b"]), None);
        assert_eq!(nearest("nul", ["not_null", "nullable", "name"]), Some("nullable"));
        assert_eq!(nearest("in", ["include"]), None);
    }
}
