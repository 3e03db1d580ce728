//! What a file of the right shape means.
//!
//! The structure has been checked before: a value of the wrong kind has its finding, and is passed over here. Names come
//! first, since everything refers to them; then types, tables, sequences, constraints and indexes; then the names that
//! PostgreSQL gives by itself, and the renames.

mod column;
mod constraint;
mod cycle;
mod default;
mod default_name;
mod element;
mod expression_name;
mod foreign_key;
mod index;
mod names;
mod old_name;
mod outside;
mod reference;
mod rename;
mod rust;
mod sequence;
mod settings;
mod table;
mod types;
mod user_type;
mod version;

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use crate::declared::{Place, SourceFile, SqlText};
use crate::language::expression;
use crate::language::naming::Naming;
use crate::language::yaml::{Entry, Node};
use crate::{Declared, Diagnostic, ObjectId, QualifiedName};

use default_name::Draft;
use names::{NamedObject, NamedTable};

/// Reads what the files declare: the documents stand in the order of their files.
pub(crate) fn read(files: Vec<SourceFile>, documents: &[(usize, Node)], findings: &mut Vec<Diagnostic>) -> Declared {
    let line_starts = files.iter().map(|file| line_starts(&file.text)).collect();
    let mut reader = Reader {
        documents,
        line_starts,
        findings,
        naming: Naming::default(),
        oldest: None,
        schemas: IndexMap::new(),
        types: IndexMap::new(),
        sequences: IndexMap::new(),
        tables: IndexMap::new(),
        drafts: Vec::new(),
        unique_columns: FxHashMap::default(),
        implied_sequences: Vec::new(),
        type_edges: Vec::new(),
        declared: Declared::default(),
    };
    reader.declared.places.files = files;
    reader.settings();
    reader.rust();
    reader.schemas_and_extensions();
    reader.name_everything();
    reader.user_types();
    reader.table_columns();
    reader.declared_sequences();
    reader.scope();
    reader.table_constraints();
    reader.give_default_names();
    reader.refuse_cycles();
    reader.check_renames();
    reader.refuse_what_is_not_owned();
    reader.declared
}

fn line_starts(text: &str) -> Vec<usize> {
    [0].into_iter().chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect()
}

/// What is known while a file is read.
struct Reader<'a> {
    documents: &'a [(usize, Node)],
    /// Where the lines of each file start, in bytes.
    line_starts: Vec<Vec<usize>>,
    findings: &'a mut Vec<Diagnostic>,
    naming: Naming,
    /// The oldest version that `postgres:` names.
    oldest: Option<u32>,
    /// SQL names of schemas by key.
    schemas: IndexMap<String, String>,
    types: IndexMap<String, NamedObject<'a>>,
    sequences: IndexMap<String, NamedObject<'a>>,
    tables: IndexMap<&'a str, Rc<NamedTable<'a>>>,
    /// Constraints and indexes that wait for their names.
    drafts: Vec<Draft<'a>>,
    /// The columns that are unique together, in order, by table.
    unique_columns: FxHashMap<QualifiedName, Vec<Vec<String>>>,
    /// Sequences behind serial and identity columns that wait for theirs.
    implied_sequences: Vec<sequence::Implied>,
    /// Which type or table holds values of which other: from, to, and where it says so.
    type_edges: Vec<(QualifiedName, QualifiedName, Place)>,
    declared: Declared,
}

impl<'a> Reader<'a> {
    /// The entries of a section in all files; where two files have the same key, the second is a finding.
    fn section(&mut self, name: &str) -> Vec<&'a Entry> {
        let mut entries: IndexMap<&'a str, &'a Entry> = IndexMap::new();
        for (_, document) in self.documents {
            for entry in document.get(name).and_then(Node::entries).unwrap_or_default() {
                match entries.get(entry.key.as_str()) {
                    Some(first) => self.findings.push(
                        Diagnostic::error(
                            "duplicate-key",
                            entry.key_place,
                            format!("the key `{}` stands in {name} twice", entry.key),
                        )
                        .with_label("the second")
                        .with_related(first.key_place, "the first")
                        .with_help("keep one of them"),
                    ),
                    None => {
                        entries.insert(entry.key.as_str(), entry);
                    }
                }
            }
        }
        entries.into_values().collect()
    }

    /// The value of a key of the first file.
    fn setting(&self, name: &str) -> Option<&'a Node> {
        self.documents.first().and_then(|(_, document)| document.get(name))
    }

    fn error(&mut self, code: &'static str, place: Place, message: impl Into<String>) {
        self.findings.push(Diagnostic::error(code, place, message));
    }

    fn error_with_help(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.findings.push(Diagnostic::error(code, place, message).with_help(help));
    }

    /// Notes where an object stands.
    fn at(&mut self, object: ObjectId, place: Place) {
        self.declared.places.objects.insert(object, place);
    }

    /// Notes where an SQL text stands.
    fn text_at(&mut self, object: ObjectId, text: &str, place: Place) {
        self.declared.places.texts.push(SqlText { object, text: text.to_owned(), place });
    }

    /// The SQL expression of a node, noted as one of an object's.
    fn sql(&mut self, object: &ObjectId, node: &Node) -> Option<String> {
        let (text, place) = self.expression(node)?;
        self.text_at(object.clone(), &text, place);
        Some(text)
    }

    /// The SQL expression of a node with its place.
    fn expression(&mut self, node: &Node) -> Option<(String, Place)> {
        let text = node.text()?.trim();
        let place = node.content();
        if let Some(fault) = expression::fault(text) {
            let place = if text.is_empty() { node.place } else { self.declared.places.word(text, place, fault.at) };
            self.error_with_help(fault.code, place, fault.message, fault.help);
            return None;
        }
        Some((expression::ended(text), place))
    }
}
