//! What does not fit between folder and ledger.

use std::fmt;

use serde::Serialize;

use crate::checksum::Checksum;
use crate::file::Parents;
use crate::options::Options;
use crate::version::Version;

/// Something that does not fit. `Display` says what, [`Problem::help`] what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "problem")]
#[non_exhaustive]
pub enum Problem {
    /// The file is not what was applied.
    Edited {
        /// The migration.
        version: Version,
        /// Its name.
        name: String,
        /// The name under which it was applied.
        recorded_name: String,
        /// The checksum of what was applied.
        recorded: Checksum,
        /// The checksum of the file.
        found: Checksum,
    },
    /// The ledger has a migration that the folder lacks.
    Missing {
        /// The migration.
        version: Version,
        /// Its name.
        name: String,
    },
    /// A pending migration is older than one that is applied.
    OutOfOrder {
        /// The pending migration.
        version: Version,
        /// Its name.
        name: String,
        /// The last applied one.
        last_applied: Version,
    },
    /// Several migrations say that they follow the same one, and none follows them all.
    TwoHeads {
        /// The one that they follow; none where each says that it is the first.
        parent: Option<Version>,
        /// The migrations, at least two, at least one of them pending.
        versions: Vec<Version>,
        /// Those of them that are applied.
        applied: Vec<Version>,
    },
    /// A pending migration says that it follows another one than it does.
    WrongParent {
        /// The pending migration.
        version: Version,
        /// Its name.
        name: String,
        /// Those that it was made after; none where it says that it is the first.
        parents: Parents,
        /// The one before it, if any.
        previous: Option<Version>,
        /// Whether that one is applied and the folder lacks it.
        previous_is_missing: bool,
    },
    /// Nobody knows whether a segment outside of a transaction happened.
    Unresolved {
        /// The migration.
        version: Version,
        /// Its name.
        name: String,
        /// The segment, from 1.
        segment: usize,
        /// Whether the file was edited since, so that its probe cannot be asked.
        edited: bool,
    },
    /// The way back of a migration was begun and is not at its end.
    HalfReverted {
        /// The migration.
        version: Version,
        /// Its name.
        name: String,
        /// How many segments of `down.sql` are done.
        done: usize,
        /// How many it has.
        total: usize,
    },
}

/// What is known of two branches that met: whether the order in which they are applied makes a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commute {
    /// Nobody has tried.
    Unknown,
    /// What they make is the same in both orders; their rows may still depend on it.
    Yes,
    /// It is not the same, or one of the orders fails.
    No,
}

/// How two branches may stay as they are.
const MERGE: &str = "let `gen --custom merge` write a migration that follows both";
/// Where that is right.
const APART: &str = "if they do not touch the same things";

impl Problem {
    /// The migration that it is about; of two heads the last one.
    pub fn version(&self) -> Option<Version> {
        match self {
            Self::Edited { version, .. }
            | Self::Missing { version, .. }
            | Self::OutOfOrder { version, .. }
            | Self::WrongParent { version, .. }
            | Self::Unresolved { version, .. }
            | Self::HalfReverted { version, .. } => Some(*version),
            Self::TwoHeads { versions, .. } => versions.last().copied(),
        }
    }

    /// Whether a run with these settings may apply what is pending all the same.
    pub(crate) fn is_allowed(&self, options: &Options, last_applied: Option<Version>) -> bool {
        match self {
            Self::Missing { .. } => options.allow_missing,
            Self::OutOfOrder { .. } => options.allow_out_of_order,
            Self::TwoHeads { applied, .. } => options.allow_out_of_order && !applied.is_empty(),
            Self::WrongParent { version, .. } => options.allow_out_of_order && Some(*version) < last_applied,
            Self::Edited { .. } | Self::Unresolved { .. } | Self::HalfReverted { .. } => false,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        self.help_where(Commute::Unknown)
    }

    /// What to do about it where so much is known of the branches of two heads.
    pub fn help_where(&self, commute: Commute) -> String {
        match self {
            Self::Edited { version, name, recorded_name, .. } if name != recorded_name => format!(
                "if it stands for that one and those before it, record that with `migrate baseline {version} --squashed`; else bring {version}_{recorded_name} back, and give this one a later version"
            ),
            Self::Edited { .. } => {
                "bring the file back to what it was, and write the change as a new migration".into()
            }
            Self::Missing { .. } => {
                "if it is on another branch, merge that or go back to it; if another one stands for it now, as `gen NAME --from migrations` writes it into an empty folder, record that with `migrate baseline --squashed`; if its folder was removed on purpose otherwise, allow missing migrations"
                    .into()
            }
            Self::OutOfOrder { .. } => {
                "make it anew with a later version, or allow migrations out of order if the two do not touch the same things".into()
            }
            Self::TwoHeads { applied, .. } => {
                let again = if applied.is_empty() {
                    "remove the later one and generate it again, so that it follows the other"
                } else {
                    "remove the one that is not applied and generate it again, so that it follows the last"
                };
                match commute {
                    Commute::Unknown => format!("two branches met: {again}; or, {APART}, {MERGE}"),
                    Commute::Yes => {
                        format!("two branches met: {MERGE}, if no row depends on the order either; or {again}")
                    }
                    Commute::No => format!("two branches met: {again}"),
                }
            }
            Self::WrongParent { previous_is_missing: true, .. } => {
                "the one before it is not in the folder: if this one stands for it and those before, record that with `migrate baseline --squashed`; if it is on another branch, merge that, then remove this one and generate it again".into()
            }
            Self::WrongParent { previous: None, parents, .. } => format!(
                "generate it again, so that it starts from what is there; if another one stands for {parents} now, give that one this version; or, if this one needs nothing of that, mend its line `-- keel: parent`"
            ),
            Self::WrongParent { parents, .. } if parents.is_none() => format!(
                "if it stands for older ones that were applied, give it the version of the last of those; else remove it and generate it again, so that it starts from what is there; or, {APART}, {MERGE}"
            ),
            Self::WrongParent { .. } => {
                format!("remove it and generate it again, so that it starts from what is there; or, {APART}, {MERGE}")
            }
            Self::Unresolved { segment, .. } => format!(
                "look at the database, then run `migrate resolve` for segment {segment} and say whether it is done, not done, or given up"
            ),
            Self::HalfReverted { .. } => "run `migrate down` again to complete it, or `migrate resolve` to give it up".into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited { version, name, recorded_name, .. } if name != recorded_name => {
                write!(formatter, "{version}_{name} is another one than {version}_{recorded_name}, which was applied")
            }
            Self::Edited { version, name, .. } => {
                write!(formatter, "{version}_{name} was edited after it was applied: its checksum is another")
            }
            Self::Missing { version, name } => {
                write!(formatter, "{version}_{name} is applied, but the folder does not have it")
            }
            Self::OutOfOrder { version, name, last_applied } => {
                write!(formatter, "{version}_{name} is pending, but older than {last_applied}, which is applied")
            }
            Self::TwoHeads { parent, versions, .. } => {
                let versions: Vec<_> = versions.iter().map(Version::to_string).collect();
                let (last, first) = versions.split_last().map_or(("", &[][..]), |(last, first)| (last.as_str(), first));
                let versions = format!("{} and {last}", first.join(", "));
                match parent {
                    Some(parent) => write!(formatter, "there are two heads: {versions} both follow {parent}"),
                    None => write!(formatter, "there are two heads: {versions} both say that they are the first"),
                }
            }
            Self::WrongParent { version, name, parents, previous, .. } => {
                write!(formatter, "{version}_{name} was made ")?;
                match parents.is_none() {
                    false => write!(formatter, "to follow {parents}")?,
                    true => formatter.write_str("to be the first")?,
                }
                match previous {
                    Some(previous) => write!(formatter, ", but the one before it is {previous}"),
                    None => formatter.write_str(", but there is none before it"),
                }
            }
            Self::Unresolved { version, name, segment, edited } => {
                write!(
                    formatter,
                    "nobody knows whether segment {segment} of {version}_{name} happened: a run was cut off in it"
                )?;
                formatter.write_str(if *edited { ", and the file was edited since" } else { ", and it has no probe" })
            }
            Self::HalfReverted { version, name, done, total } => {
                write!(formatter, "the way back of {version}_{name} is half done: {done} of {total} segments")
            }
        }
    }
}
