//! The types of PostgreSQL and those that a schema declares.

use std::collections::HashMap;

use evenkeel_model::QualifiedName;

/// A type, as an index into [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Type(u32);

/// What a type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Base,
    Pseudo,
    Range,
    Multirange,
    Enum,
    Domain,
    Composite,
}

/// What is known of a type.
#[derive(Clone, Debug)]
pub(crate) struct Info {
    /// The name in `pg_type`, or that of a declared type.
    pub(crate) name: String,
    /// How the server prints it, as it is written in SQL.
    pub(crate) printed: String,
    pub(crate) category: char,
    pub(crate) preferred: bool,
    pub(crate) kind: Kind,
    pub(crate) extension: &'static str,
    /// The type of the elements of an array, or of what else takes subscripts.
    pub(crate) element: Option<Type>,
    /// The array of it.
    pub(crate) array: Option<Type>,
    /// What a range is over, or a domain upon.
    pub(crate) subtype: Option<Type>,
    /// The declared type.
    pub(crate) declared: Option<QualifiedName>,
    /// The fields of a composite type.
    pub(crate) fields: Vec<(String, Type)>,
    /// Whether a domain refuses NULL.
    pub(crate) not_null: bool,
}

impl Info {
    pub(crate) fn new(name: &str, printed: &str, category: char, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            printed: printed.to_owned(),
            category,
            preferred: false,
            kind,
            extension: "",
            element: None,
            array: None,
            subtype: None,
            declared: None,
            fields: Vec::new(),
            not_null: false,
        }
    }
}

/// All types.
#[derive(Clone, Debug, Default)]
pub(crate) struct Types {
    all: Vec<Info>,
    by_name: HashMap<String, Type>,
    by_printed: HashMap<String, Type>,
}

/// What a type is called that is none.
const UNKNOWN: &str = "unknown";

impl Types {
    pub(crate) fn add(&mut self, info: Info) -> Type {
        let id = Type(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        let own = info.declared.as_ref().map_or_else(|| info.name.clone(), ToString::to_string);
        self.by_name.entry(own).or_insert(id);
        self.by_printed.entry(info.printed.clone()).or_insert(id);
        self.all.push(info);
        id
    }

    /// Adds the array of a type.
    pub(crate) fn add_array(&mut self, element: Type, name: &str) -> Type {
        let printed = format!("{}[]", self.printed(element));
        let info = Info { element: Some(element), ..Info::new(name, &printed, 'A', Kind::Base) };
        let declared = self.info(element).declared.clone().map(|of| of.sibling(format!("_{}", of.name)));
        let id = self.add(Info { extension: self.info(element).extension, declared, ..info });
        if let Some(info) = self.all.get_mut(element.0 as usize) {
            info.array = Some(id);
        }
        id
    }

    /// Says what could not be said before all types were there.
    pub(crate) fn complete(&mut self, id: Type, element: Option<Type>, subtype: Option<Type>) {
        if let Some(info) = self.all.get_mut(id.0 as usize) {
            info.element = element.or(info.element);
            info.subtype = subtype.or(info.subtype);
        }
    }

    pub(crate) fn set_category(&mut self, id: Type, category: char) {
        if let Some(info) = self.all.get_mut(id.0 as usize) {
            info.category = category;
        }
    }

    pub(crate) fn set_fields(&mut self, id: Type, fields: Vec<(String, Type)>) {
        if let Some(info) = self.all.get_mut(id.0 as usize) {
            info.fields = fields;
        }
    }

    pub(crate) fn info(&self, id: Type) -> &Info {
        static NONE: std::sync::LazyLock<Info> =
            std::sync::LazyLock::new(|| Info::new(UNKNOWN, UNKNOWN, 'X', Kind::Pseudo));
        self.all.get(id.0 as usize).unwrap_or(&NONE)
    }

    /// The type of a name of `pg_type`, or of a declared one's qualified name.
    pub(crate) fn named(&self, name: &str) -> Option<Type> {
        self.by_name.get(name).copied()
    }

    /// The type that the server prints so.
    pub(crate) fn printed_so(&self, printed: &str) -> Option<Type> {
        self.by_printed.get(printed).copied()
    }

    /// A type that every server has.
    pub(crate) fn known(&self, name: &str) -> Type {
        self.named(name).unwrap_or(Type(u32::MAX))
    }

    pub(crate) fn unknown(&self) -> Type {
        self.known(UNKNOWN)
    }

    pub(crate) fn is_unknown(&self, id: Type) -> bool {
        self.info(id).name == UNKNOWN
    }

    pub(crate) fn printed(&self, id: Type) -> &str {
        &self.info(id).printed
    }

    pub(crate) fn name(&self, id: Type) -> &str {
        &self.info(id).name
    }

    /// Whether it is an array in the narrow sense.
    pub(crate) fn is_array(&self, id: Type) -> bool {
        self.info(id).category == 'A' && self.info(id).element.is_some()
    }

    /// The type of an array's elements.
    pub(crate) fn element(&self, id: Type) -> Option<Type> {
        self.info(self.base(id)).element.filter(|_| self.is_array(self.base(id)))
    }

    pub(crate) fn array(&self, id: Type) -> Option<Type> {
        self.info(id).array
    }

    /// The type below domains.
    pub(crate) fn base(&self, id: Type) -> Type {
        let mut id = id;
        while self.info(id).kind == Kind::Domain
            && let Some(below) = self.info(id).subtype
        {
            id = below;
        }
        id
    }
}
