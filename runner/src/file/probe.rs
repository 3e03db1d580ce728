//! How the next run learns whether a statement outside of a transaction happened.

use std::fmt;

use super::name::{ObjectName, Part, read_part};

/// A question to the catalog whose answer is yes once a segment's statement has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// The index stands and is valid. One that stands and is not, left by a failed build, is dropped before the next try.
    ValidIndex(ObjectName),
    /// There is no such index.
    NoIndex(ObjectName),
    /// The constraint of the table stands and is validated.
    ValidatedConstraint {
        /// The table.
        table: ObjectName,
        /// The constraint's name.
        constraint: String,
    },
    /// The table has no such constraint.
    NoConstraint {
        /// The table.
        table: ObjectName,
        /// The constraint's name.
        constraint: String,
    },
    /// The enum type has the value.
    EnumLabel {
        /// The type.
        enum_type: ObjectName,
        /// The value.
        label: String,
    },
    /// No question: the statement may run twice (VACUUM, a backfill that finds nothing more to do).
    Repeatable,
}

/// The words that a probe can begin with, and what follows each.
const FORMS: [(&str, &str); 6] = [
    ("valid-index", "INDEX"),
    ("no-index", "INDEX"),
    ("validated-constraint", "TABLE CONSTRAINT"),
    ("no-constraint", "TABLE CONSTRAINT"),
    ("enum-label", "TYPE 'label'"),
    ("repeatable", ""),
];

impl Probe {
    /// Reads what stands after the word `probe`.
    pub(super) fn parse(text: &str) -> Result<Self, ProbeFault> {
        let (word, arguments) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let arguments = arguments.trim();
        let Some((form, shape)) = FORMS.iter().find(|(form, _)| *form == word) else {
            return Err(ProbeFault::UnknownForm(word.to_owned()));
        };
        Self::read(form, arguments).ok_or_else(|| ProbeFault::Arguments(format!("probe {form} {shape}")))
    }

    /// Reads a probe from its `Display` form.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn read(form: &str, arguments: &str) -> Option<Self> {
        if form == "repeatable" {
            return arguments.is_empty().then_some(Self::Repeatable);
        }
        let (object, rest) = ObjectName::read(arguments)?;
        let rest = rest.trim_start();
        let constraint = || read_part(rest).and_then(|(name, rest)| rest.is_empty().then_some(name));
        match form {
            "valid-index" => rest.is_empty().then_some(Self::ValidIndex(object)),
            "no-index" => rest.is_empty().then_some(Self::NoIndex(object)),
            "validated-constraint" => Some(Self::ValidatedConstraint { table: object, constraint: constraint()? }),
            "no-constraint" => Some(Self::NoConstraint { table: object, constraint: constraint()? }),
            _ => Some(Self::EnumLabel { enum_type: object, label: read_literal(rest)? }),
        }
    }

    /// The words that a probe can begin with.
    pub(super) fn words() -> impl Iterator<Item = &'static str> {
        FORMS.iter().map(|(word, _)| *word)
    }
}

/// A string in single quotes, a doubled quote being one of its characters.
fn read_literal(text: &str) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let unpaired = inner.replace("''", "").contains('\'');
    (!unpaired).then(|| inner.replace("''", "'"))
}

/// What is wrong with a probe.
pub(super) enum ProbeFault {
    /// No probe begins with this word.
    UnknownForm(String),
    /// What follows the word is not what this form takes.
    Arguments(String),
}

impl fmt::Display for Probe {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ValidIndex(index) => write!(formatter, "valid-index {index}"),
            Self::NoIndex(index) => write!(formatter, "no-index {index}"),
            Self::ValidatedConstraint { table, constraint } => {
                write!(formatter, "validated-constraint {table} {}", Part(constraint))
            }
            Self::NoConstraint { table, constraint } => write!(formatter, "no-constraint {table} {}", Part(constraint)),
            Self::EnumLabel { enum_type, label } => {
                write!(formatter, "enum-label {enum_type} '{}'", label.replace('\'', "''"))
            }
            Self::Repeatable => formatter.write_str("repeatable"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let table = ObjectName::new("public", "Weird \"one\"");
        for probe in [
            Probe::ValidIndex(ObjectName::new("public", "member_admins")),
            Probe::NoIndex(ObjectName::new("a b", "c")),
            Probe::ValidatedConstraint { table: table.clone(), constraint: "Role known".into() },
            Probe::NoConstraint { table: table.clone(), constraint: "role_known".into() },
            Probe::EnumLabel { enum_type: table, label: "it's \"sad\"".into() },
            Probe::Repeatable,
        ] {
            assert!(Probe::parse(&probe.to_string()).is_ok_and(|read| read == probe), "{probe}");
        }
    }

    #[test]
    fn misread() {
        for text in ["valid-index", "valid-index a b", "enum-label a b", "enum-label a 'b'c'", "repeatable x"] {
            assert!(matches!(Probe::parse(text), Err(ProbeFault::Arguments(_))), "{text}");
        }
        assert!(matches!(Probe::parse("index a"), Err(ProbeFault::UnknownForm(word)) if word == "index"));
    }
}
