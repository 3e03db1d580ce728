//! What is found wrong with names and types, each with its place.

use std::collections::BTreeMap;
use std::path::Path;

use evenkeel_model::declared::Place;
use evenkeel_model::diagnostic::Severity;
use evenkeel_model::{Declared, Diagnostic, ObjectId};
use proc_macro2::Ident;

/// Who has a Rust name.
#[derive(Clone)]
pub(super) struct Owner {
    /// The object, for its place.
    pub(super) id: ObjectId,
    /// What a message calls it: `the column "a b"`.
    pub(super) words: String,
}

/// The findings so far, and the names of structs and enums that are taken.
pub(super) struct Findings<'declared> {
    declared: &'declared Declared,
    /// Where the lines of each file end: counting them anew for each object would take the square of the file's length.
    line_ends: Vec<Vec<usize>>,
    items: BTreeMap<String, Owner>,
    list: Vec<Diagnostic>,
}

impl<'declared> Findings<'declared> {
    pub(super) fn new(declared: &'declared Declared) -> Self {
        let ends = |text: &str| text.match_indices('\n').map(|(end, _)| end).collect();
        let line_ends = declared.places.files.iter().map(|file| ends(&file.text)).collect();
        Self { declared, line_ends, items: BTreeMap::new(), list: Vec::new() }
    }

    /// All findings in the order of the file, if there are any.
    pub(super) fn finish(mut self) -> Result<(), Vec<Diagnostic>> {
        self.list.sort_by_key(|finding| finding.place);
        if self.list.is_empty() { Ok(()) } else { Err(self.list) }
    }

    /// Takes the name of a struct or enum.
    pub(super) fn item(&mut self, ident: &Ident, owner: Owner, help: &str) {
        let mut items = std::mem::take(&mut self.items);
        self.within(&mut items, ident, owner, "type", help);
        self.items = items;
    }

    /// Takes the name of a field or variant, which `what` says, among those of one struct or enum.
    pub(super) fn within(
        &mut self,
        taken: &mut BTreeMap<String, Owner>,
        ident: &Ident,
        owner: Owner,
        what: &str,
        help: &str,
    ) {
        let Some(first) = taken.get(&ident.to_string()) else {
            taken.insert(ident.to_string(), owner);
            return;
        };
        let message = format!("{} and {} would both be the Rust {what} `{ident}`", first.words, owner.words);
        let related = self.place(&first.id).filter(|place| Some(*place) != self.place(&owner.id));
        let related = related.map(|place| (place, first.words.clone())).into_iter().collect();
        self.push("rust-name-taken", &owner.id, message, related, help);
    }

    /// Nothing of a name can stand in Rust.
    pub(super) fn impossible(&mut self, id: &ObjectId, name: &str, what: &str, help: &str) {
        let message = format!("no Rust {what} can be named after `{name}`, which has neither letter nor digit in it");
        self.push("rust-name-impossible", id, message, Vec::new(), help);
    }

    /// What `rust:` says is no type.
    pub(super) fn not_a_type(&mut self, id: &ObjectId, rust: &str, error: &str) {
        // What the parser would have liked instead is a list of all that can begin a type.
        let error = error.split_once(", expected").map_or(error, |(error, _)| error);
        let message = format!("`{rust}` is not a Rust type: {error}");
        let help = "write a type as it stands in Rust code, with its path from the crate's root: `crate::Settings`";
        self.push("rust-type", id, message, Vec::new(), help);
    }

    fn push(&mut self, code: &'static str, id: &ObjectId, message: String, related: Vec<(Place, String)>, help: &str) {
        self.list.push(Diagnostic {
            code,
            severity: Severity::Error,
            message,
            place: self.place(id),
            label: None,
            related,
            help: Some(help.to_owned()),
        });
    }

    fn place(&self, id: &ObjectId) -> Option<Place> {
        self.declared.places.objects.get(id).copied()
    }

    /// Where an object stands, as file and line: `schema.yaml:12`. `line` is what else is known of it.
    pub(super) fn position(&self, id: &ObjectId, line: Option<usize>) -> Option<String> {
        let places = &self.declared.places;
        let Some((place, file)) = self.place(id).and_then(|place| Some((place, places.files.get(place.file)?))) else {
            let line = line.filter(|line| *line > 0)?;
            return Some(format!("schema.yaml:{line}"));
        };
        let line = self.line_ends.get(place.file)?.partition_point(|end| *end < place.start) + 1;
        let folder = places.files.first().and_then(|first| first.path.parent()).unwrap_or(Path::new(""));
        let path = file.path.strip_prefix(folder).unwrap_or(&file.path);
        Some(format!("{}:{line}", path.display()))
    }
}
