//! Why a server does not serve as shadow, and what to do about it.

use super::Target;
use super::target::Provider;

/// What keeps a server from serving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// It takes no changes.
    Standby,
    /// The role may not create databases.
    MayNotCreate { user: String },
    /// It has another major version: its own, and the one that is needed.
    Major { version: String, needed: u32 },
    /// It was built without ICU, which compares the target's text.
    NoIcu,
    /// It cannot be given these extensions.
    Extensions(Vec<String>),
}

impl Reason {
    /// What differs between a server like `found`, which has ICU or not, and one that the target needs.
    pub(super) fn all(target: &Target, found: &Target, has_icu: bool, missing: Vec<String>) -> Vec<Self> {
        let mut reasons = Vec::new();
        if found.standby {
            reasons.push(Self::Standby);
        } else if !found.may_create {
            reasons.push(Self::MayNotCreate { user: found.user.clone() });
        }
        if found.major != target.major {
            reasons.push(Self::Major { version: found.version.clone(), needed: target.major });
        }
        if target.provider == Provider::Icu && !has_icu {
            reasons.push(Self::NoIcu);
        }
        if !missing.is_empty() {
            reasons.push(Self::Extensions(missing));
        }
        reasons
    }

    fn words(&self) -> String {
        match self {
            Self::Standby => "it is a standby, on which no database can be made".to_owned(),
            Self::MayNotCreate { user } => {
                format!("the role \"{user}\" may not create databases there (ALTER ROLE … CREATEDB lets it)")
            }
            Self::Major { version, needed } => {
                format!(
                    "it is PostgreSQL {version}, and PostgreSQL {needed} is needed, since each major version prints SQL otherwise"
                )
            }
            Self::NoIcu => "it was built without ICU, by which the database compares text".to_owned(),
            Self::Extensions(missing) => format!("it lacks the extensions {}", missing.join(", ")),
        }
    }

    fn help(&self) -> String {
        match self {
            Self::Standby => "name its primary".to_owned(),
            Self::MayNotCreate { user } => format!("let the role \"{user}\" create databases, or name another role"),
            Self::Major { needed, .. } => format!("name a server of PostgreSQL {needed}"),
            Self::NoIcu => "name a server that has ICU".to_owned(),
            Self::Extensions(missing) => format!("install {} on that server", missing.join(", ")),
        }
    }
}

/// All of them in words.
pub(super) fn words(reasons: &[Reason]) -> String {
    reasons.iter().map(Reason::words).collect::<Vec<_>>().join("; ")
}

/// What to do about all of them.
pub(super) fn help(reasons: &[Reason]) -> String {
    let parts: Vec<String> = reasons.iter().map(Reason::help).collect();
    format!("{}; {}", parts.join(", "), super::error::LEAVE_OUT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_does_not_match_is_told_at_once() {
        let target = Target::for_test(17, Provider::Icu);
        let found = Target { standby: true, ..Target::for_test(15, Provider::Libc) };
        let reasons = Reason::all(&target, &found, false, vec!["hstore".to_owned()]);
        assert_eq!(
            words(&reasons),
            "it is a standby, on which no database can be made; it is PostgreSQL 15.1, and PostgreSQL 17 is needed, since each \
             major version prints SQL otherwise; it was built without ICU, by which the database compares text; it \
             lacks the extensions hstore"
        );
        assert!(help(&reasons).starts_with(
            "name its primary, name a server of PostgreSQL 17, name a server that has ICU, install hstore on that server; "
        ));
        assert_eq!(Reason::all(&target, &target, true, Vec::new()), []);
    }
}
