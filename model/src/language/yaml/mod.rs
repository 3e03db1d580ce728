//! YAML as a tree in which every key and value knows its place.

mod broken;
mod parse;

pub(crate) use parse::parse;

use crate::declared::Place;

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// What it is.
    pub(crate) kind: Kind,
    /// Where it stands.
    pub(crate) place: Place,
}

/// What a [`Node`] is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A scalar.
    Scalar {
        /// Its text, escapes and folding undone.
        text: String,
        /// Whether it stands without quotes, so that its text may mean more than text.
        plain: bool,
        /// Where the first character of the text stands, which quotes or a block's header may precede.
        content: Place,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping, its keys unique, in their order.
    Map(Vec<Entry>),
}

/// A key of a mapping with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The key's text.
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) key_place: Place,
    /// The value.
    pub(crate) value: Node,
}

impl Node {
    /// Whether it is null: nothing at all, `~` or `null`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true, .. } if matches!(text.as_str(), "" | "~" | "null"))
    }

    /// The text of a scalar that is not null.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// The text of a scalar without quotes that is not null.
    pub(crate) fn plain(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { plain: true, .. } => self.text(),
            _ => None,
        }
    }

    /// The place of a scalar's text, without what encloses it.
    pub(crate) fn content(&self) -> Place {
        match &self.kind {
            Kind::Scalar { content, .. } => *content,
            _ => self.place,
        }
    }

    /// The truth value of a plain `true` or `false`.
    pub(crate) fn boolean(&self) -> Option<bool> {
        match self.plain()? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// The number in a plain integer.
    pub(crate) fn integer(&self) -> Option<i64> {
        self.plain()?.parse().ok()
    }

    /// The members of a list.
    pub(crate) fn list(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::List(members) => Some(members),
            _ => None,
        }
    }

    /// The entries of a mapping.
    pub(crate) fn entries(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of a key of a mapping.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// A key of a mapping with its value.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries()?.iter().find(|entry| entry.key == key)
    }

    /// The members of a list, or the value itself where a list of one may be written without its brackets.
    pub(crate) fn one_or_many(&self) -> &[Node] {
        self.list().unwrap_or_else(|| std::slice::from_ref(self))
    }

    /// Whether a mapping has the key with the value `true`.
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(Node::boolean) == Some(true)
    }

    /// The text of a key's value.
    pub(crate) fn text_of(&self, key: &str) -> Option<String> {
        self.get(key).and_then(Node::text).map(str::to_owned)
    }

    /// What it is, in words for a message.
    pub(crate) fn words(&self) -> String {
        match &self.kind {
            Kind::List(_) => "a list".to_owned(),
            Kind::Map(_) => "a mapping".to_owned(),
            Kind::Scalar { .. } if self.is_null() => "nothing".to_owned(),
            Kind::Scalar { text, plain, .. } => {
                let short: String = text.chars().take(40).collect();
                let short = format!("{}{}", short.replace('\n', " "), if short.len() < text.len() { "…" } else { "" });
                if *plain { format!("`{short}`") } else { format!("the text \"{short}\"") }
            }
        }
    }
}
