//! Finding and reading `keel.toml`.

use std::ops::Range;
use std::path::{Path, PathBuf};

use evenkeel_lexer::{MERGE_HELP, MERGE_MESSAGE, merge_marks};
use evenkeel_model::Diagnostic;
use evenkeel_model::declared::{Place, SourceFile};
use evenkeel_model::language::text;
use serde::Deserialize as _;
use toml::de::{DeTable, DeValue, Deserializer};

use super::{FILE_NAME, Settings};
use crate::failure::Failure;
use crate::finding::Finding;

/// The settings of the project that `directory` is in, or those in `named`.
pub fn find_and_read(directory: &Path, named: Option<&Path>) -> Result<Settings, Failure> {
    let Some(file) = named.map(Path::to_owned).or_else(|| find(directory)) else {
        return Ok(Settings::default());
    };
    let text = text::read(&file).map_err(|error| Failure::file("read", &file, &error))?;
    let mut settings = parse(&file, text.clone())?;
    settings.text = text;
    settings.root = file.parent().map_or_else(PathBuf::new, Path::to_owned);
    settings.file = Some(file);
    Ok(settings)
}

/// `keel.toml` in this folder or in one above, up to the root of the repository.
fn find(directory: &Path) -> Option<PathBuf> {
    for folder in directory.ancestors() {
        let file = folder.join(FILE_NAME);
        if file.is_file() {
            // Short names in messages: where it is here, the folder says nothing.
            return Some(if folder == directory { FILE_NAME.into() } else { file });
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

fn parse(file: &Path, text: String) -> Result<Settings, Failure> {
    parsed(&text).map_err(|diagnostics| {
        let files = [SourceFile { path: file.to_owned(), text }];
        Failure::new("settings", format!("{} cannot be used", file.display()))
            .with_findings(Finding::from_diagnostics(&diagnostics, &files))
    })
}

/// The settings of a text, or all that is wrong with it.
fn parsed(text: &str) -> Result<Settings, Vec<Diagnostic>> {
    if let Some(mark) = merge_marks(text).next() {
        let place = Place { file: 0, start: mark.start, end: mark.end };
        return Err(vec![Diagnostic::error("merge-conflict", place, MERGE_MESSAGE).with_help(MERGE_HELP)]);
    }
    let (mut document, errors) = DeTable::parse_recoverable(text);
    let mut found: Vec<Diagnostic> = errors.iter().map(diagnostic).collect();
    // What is left of a text that is no TOML may say something else than was meant.
    while errors.is_empty() {
        match Settings::deserialize(Deserializer::from(document.clone())) {
            Ok(settings) if found.is_empty() => return Ok(settings),
            Ok(_) => break,
            Err(error) => {
                found.push(diagnostic(&error));
                // The first error ends a reading: the next one is without what is wrong.
                if !error.span().is_some_and(|span| take_out(document.get_mut(), &span)) {
                    break;
                }
            }
        }
    }
    found.sort_by_key(|diagnostic| diagnostic.place);
    Err(found)
}

fn diagnostic(error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let place = Place { file: 0, start: span.start, end: span.end };
    match UnknownKey::parse(error.message()) {
        Some(unknown) => unknown.diagnostic(place),
        None => Diagnostic::error("invalid-settings", place, error.message().to_owned()),
    }
}

/// Takes the innermost setting out of a table that has these bytes in its key or its value, if there is one.
fn take_out(table: &mut DeTable<'_>, span: &Range<usize>) -> bool {
    let has_them = |place: Range<usize>| place.start <= span.start && span.end <= place.end;
    let mut tables = table.iter_mut().filter_map(|(_, value)| match value.get_mut() {
        DeValue::Table(inner) => Some(inner),
        _ => None,
    });
    if tables.any(|inner| take_out(inner, span)) {
        return true;
    }
    let found = table.iter().find(|(key, value)| has_them(key.span()) || has_them(value.span()));
    let key = found.map(|(key, _)| key.get_ref().clone());
    key.is_some_and(|key| table.remove::<str>(&key).is_some())
}

/// What serde says of a key that a structure does not have.
struct UnknownKey<'a> {
    key: &'a str,
    known: Vec<&'a str>,
}

impl<'a> UnknownKey<'a> {
    /// Reads "unknown field `a`, expected one of `b`, `c`".
    fn parse(message: &'a str) -> Option<Self> {
        let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
        Some(Self { key: quoted.next()?, known: quoted.collect() })
    }

    fn diagnostic(&self, place: Place) -> Diagnostic {
        let nearest = self
            .known
            .iter()
            .map(|known| (strsim::damerau_levenshtein(known, self.key), known))
            .min()
            .filter(|(distance, known)| *distance <= known.len() / 2);
        let help = match nearest {
            Some((_, known)) => format!("did you mean `{known}`?"),
            None => format!("the keys known here are {}", self.known.join(", ")),
        };
        Diagnostic::error("unknown-key", place, format!("unknown key `{}`", self.key)).with_help(help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{TEMPLATE, TimeSpan};

    #[test]
    fn the_template_sets_nothing_and_what_it_comments_out_is_right() {
        let plain = parse(Path::new("keel.toml"), TEMPLATE.to_owned()).unwrap();
        assert!(plain.environments.is_empty());

        let uncommented: Vec<&str> = TEMPLATE
            .lines()
            .map(|line| {
                line.strip_prefix("# ").filter(|rest| rest.contains(" = \"") || rest.starts_with('[')).unwrap_or(line)
            })
            .collect();
        let full = parse(Path::new("keel.toml"), uncommented.join("\n")).unwrap();
        assert_eq!(full.environments.len(), 2);
        assert_eq!(full.environment.as_deref(), Some("development"));
        // Shown as defaults, so they must be the defaults.
        assert_eq!(full.folders.schema, plain.folders.schema);
        assert_eq!(full.folders.migrations, plain.folders.migrations);
        assert_eq!(full.folders.generated, plain.folders.generated);
        assert_eq!(full.timeouts.lock_timeout, plain.timeouts.lock_timeout);
        assert_eq!(full.timeouts.statement_timeout, plain.timeouts.statement_timeout);
        assert_eq!(full.timeouts.lock_wait, plain.timeouts.lock_wait);
        assert_eq!(full.timeouts.lock_wait, TimeSpan::from_secs(60));
        assert_eq!(full.studio.statement_timeout, plain.studio.statement_timeout);
    }

    #[test]
    fn the_nearest_key_is_named_or_all_are() {
        let finding = |text: &str| parse(Path::new("keel.toml"), text.to_owned()).unwrap_err().findings.remove(0);
        let near = finding("[timeouts]\nlock_timout = \"3s\"\n");
        assert_eq!(near.message, "unknown key `lock_timout`");
        assert_eq!(near.help.as_deref(), Some("did you mean `lock_timeout`?"));
        let stretch = near.place.unwrap().stretch.unwrap();
        assert_eq!((stretch.line, stretch.column, stretch.end_column), (2, 1, 12));
        let far = finding("zzz = 1\n");
        assert_eq!(
            far.help.as_deref(),
            Some("the keys known here are environment, shadow, folders, timeouts, studio, environments")
        );
    }
}
