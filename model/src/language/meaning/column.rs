//! Columns.

use super::Reader;
use super::names::{NamedColumn, NamedTable};
use super::rust::is_identifier;
use super::sequence::Implied;
use crate::ObjectId;
use crate::declared::{ApplicationColumn, Generate, RenamedObject};
use crate::language::data_type::{Base, DataType, is_text};
use crate::language::yaml::Node;
use crate::name::make_object_name;
use crate::object::{Column, ColumnValue, Compression, GeneratedKind, NotNullConstraint, Storage};

/// Types whose values are so short that they are never stored apart or compressed.
const FIXED: &[&str] = &[
    "bigint",
    "boolean",
    "date",
    "double precision",
    "integer",
    "interval",
    "money",
    "oid",
    "real",
    "smallint",
    "time without time zone",
    "time with time zone",
    "timestamp without time zone",
    "timestamp with time zone",
    "uuid",
    "\"char\"",
    "name",
    "macaddr",
    "macaddr8",
    "point",
    "box",
    "line",
    "lseg",
    "circle",
];

impl<'a> Reader<'a> {
    /// Reads a column: what it is, and what the application knows of it.
    pub(super) fn table_column(
        &mut self,
        table: &NamedTable<'a>,
        key: &str,
        named: &NamedColumn<'a>,
    ) -> (Column, ApplicationColumn) {
        let node = named.node;
        let id = ObjectId::Column(table.name.clone(), named.name.clone());
        self.at(id.clone(), named.place);
        self.names_at(&id, node);
        self.rename(|| RenamedObject::Column(table.name.clone(), named.name.clone()), node);
        let mut column = Column { not_null: true, comment: node.text_of("comment"), ..Column::default() };
        let mut application =
            ApplicationColumn { key: key.to_owned(), line: self.line(named.place), ..ApplicationColumn::default() };
        application.field = self.field(node);
        let type_node = node.get("type").unwrap_or(node);
        if node.entries().is_some() && node.get("type").is_none() {
            self.error_with_help("missing-key", named.place, "a column needs a `type`", "write `type: text`");
        }
        let serial = type_node.text().and_then(serial);
        let (data_type, nullable) = match serial {
            Some((data_type, nullable)) => (self.resolve(data_type, type_node.place), nullable),
            None => self.data_type(type_node),
        };
        column.not_null = !self.nullable(node, type_node, nullable);
        let Some(data_type) = data_type else { return (column, application) };
        column.data_type.clone_from(&data_type.text);
        self.text_at(id.clone(), &data_type.text, type_node.content());
        self.note_type_edge(&table.name, &data_type, type_node.place);
        self.not_null_constraint(table, named, &mut column);
        self.physical(node, &data_type, &mut column);
        self.application(node, type_node, &data_type, &mut application);
        if let Some(using) = node.get("using")
            && let Some(text) = self.sql(&id, using)
        {
            self.declared.conversions.insert((table.name.clone(), named.name.clone()), text);
        }
        if self.one_value_only(node, serial.is_some(), type_node) {
            if serial.is_some() {
                if !column.not_null {
                    self.error_with_help(
                        "wrong-combination",
                        type_node.place,
                        "a serial column is never NULL",
                        "leave the `?` out",
                    );
                }
                self.implied_sequences.push(Implied::serial(table, named, &data_type));
            } else if let Some(identity) = node.get("identity") {
                self.identity(table, named, identity, &data_type, &column);
            } else {
                column.value = self.column_value(table, named, &data_type, &application.values);
            }
        }
        (column, application)
    }

    /// The name of the Rust field, where the file gives one.
    fn field(&mut self, node: &Node) -> Option<String> {
        let given = node.get("field")?;
        let name = given.text()?;
        if !is_identifier(name) {
            self.error("wrong-field", given.place, format!("`{name}` is no name for a Rust field"));
            return None;
        }
        Some(name.to_owned())
    }

    /// Whether a column takes NULL: `?` or `nullable`.
    fn nullable(&mut self, node: &Node, type_node: &Node, marked: bool) -> bool {
        match node.get("nullable").and_then(Node::boolean) {
            Some(said) => {
                if marked && !said {
                    self.error(
                        "wrong-combination",
                        type_node.place,
                        "`?` says that NULL is allowed, and `nullable: false` that it is not",
                    );
                }
                said
            }
            None => marked,
        }
    }

    fn not_null_constraint(&mut self, table: &NamedTable<'_>, named: &NamedColumn<'_>, column: &mut Column) {
        let Some(entry) = named.node.entry("not_null") else { return };
        self.needs(18, entry.key_place, "a NOT NULL constraint of one's own");
        if !column.not_null {
            self.error("wrong-combination", entry.key_place, "a column that takes NULL has no NOT NULL constraint");
        }
        let node = &entry.value;
        let usual = make_object_name(&table.name.name, Some(&named.name), "not_null");
        let constraint = NotNullConstraint {
            name: node.text_of("name").unwrap_or_else(|| usual.clone()),
            no_inherit: node.flag("no_inherit"),
            validated: !node.flag("not_valid"),
            comment: node.text_of("comment"),
        };
        if let Some(name) = node.get("name") {
            self.check_name(&constraint.name, name.place);
        }
        let is_usual = constraint.name == usual && !constraint.no_inherit && constraint.validated;
        if !is_usual || constraint.comment.is_some() {
            column.not_null_constraint = Some(constraint);
        }
    }

    /// Collation, storage and compression.
    fn physical(&mut self, node: &Node, data_type: &DataType, column: &mut Column) {
        let below = self.below_domains(data_type);
        let fixed = below.scalar().is_some_and(|builtin| FIXED.contains(&builtin));
        if let Some(entry) = node.entry("collation") {
            if let Base::Builtin(builtin) = below.base
                && !is_text(builtin)
            {
                self.error(
                    "wrong-combination",
                    entry.key_place,
                    format!("the type {} has no collation", data_type.text),
                );
            }
            column.collation = self.collation(node);
        }
        if let Some(entry) = node.entry("storage") {
            let storage = match entry.value.text() {
                Some("plain") => Some(Storage::Plain),
                Some("external") => Some(Storage::External),
                Some("main") => Some(Storage::Main),
                Some("extended") => Some(Storage::Extended),
                _ => None,
            };
            if fixed && storage.is_some_and(|storage| storage != Storage::Plain) {
                self.error(
                    "wrong-combination",
                    entry.key_place,
                    format!("values of {} are stored plain, always", data_type.text),
                );
            }
            column.storage = storage.filter(|storage| Some(*storage) != own_storage(&below, fixed));
        }
        if let Some(entry) = node.entry("compression") {
            if fixed {
                self.error(
                    "wrong-combination",
                    entry.key_place,
                    format!("values of {} are never compressed", data_type.text),
                );
            }
            column.compression = match entry.value.text() {
                Some("pglz") => Some(Compression::Pglz),
                Some("lz4") => Some(Compression::Lz4),
                _ => None,
            };
        }
    }

    /// `values`, `generate`, `touch` and `rust`.
    fn application(&mut self, node: &Node, type_node: &Node, data_type: &DataType, known: &mut ApplicationColumn) {
        let below = self.below_domains(data_type);
        // A type of an extension may be text for all that is known here: citext is.
        let text = match below.base {
            Base::Builtin(builtin) => is_text(builtin),
            Base::Foreign => true,
            Base::Declared(_) | Base::Row(_) => false,
        };
        let mut refuse = |key: &str, wants: &str| {
            if let Some(entry) = node.entry(key) {
                let message = format!("`{key}` is for {wants}, and this column is {}", data_type.text);
                self.findings.push(
                    crate::Diagnostic::error("wrong-combination", entry.key_place, message)
                        .with_related(type_node.place, "its type"),
                );
            }
        };
        if !text {
            refuse("values", "text");
        }
        let instant =
            matches!(below.scalar(), Some("timestamp without time zone" | "timestamp with time zone" | "date") | None);
        if !instant || below.array {
            refuse("touch", "dates and timestamps");
        }
        let generate = node.get("generate").and_then(Node::text);
        if below.array || !(text || below.scalar() == Some("uuid") && generate == Some("uuid_v7")) {
            refuse("generate", if generate == Some("uuid_v7") { "uuid and text" } else { "text" });
        }
        for member in node.get("values").and_then(Node::list).unwrap_or_default() {
            let Some(value) = member.text() else { continue };
            if known.values.iter().any(|known| known == value) {
                self.error("duplicate-value", member.place, format!("the value `{value}` stands here twice"));
            } else {
                known.values.push(value.to_owned());
            }
        }
        if let Some(values) = node.get("values").filter(|values| values.list().is_some_and(<[Node]>::is_empty)) {
            self.error("empty-values", values.place, "`values` needs at least one value");
        }
        known.generate = match generate {
            Some("ulid") => Some(Generate::Ulid),
            Some("nanoid") => Some(Generate::Nanoid),
            Some("uuid_v7") => Some(Generate::UuidV7),
            _ => None,
        };
        known.touch = node.flag("touch");
        known.rust = node.text_of("rust");
    }

    /// Finds a column with more than one of default, identity, generated and serial; whether there is one at most.
    fn one_value_only(&mut self, node: &Node, serial: bool, type_node: &Node) -> bool {
        let entries: Vec<_> =
            ["default", "identity", "generated"].into_iter().filter_map(|key| node.entry(key)).collect();
        let first = if serial { Some(("a serial type", type_node.place)) } else { None };
        let mut said: Vec<(String, crate::declared::Place)> =
            first.map(|(words, place)| (words.to_owned(), place)).into_iter().collect();
        said.extend(entries.iter().map(|entry| (format!("`{}`", entry.key), entry.key_place)));
        let [(first, first_place), (second, place), ..] = said.as_slice() else { return true };
        self.findings.push(
            crate::Diagnostic::error(
                "wrong-combination",
                *place,
                format!("a column cannot have both {first} and {second}"),
            )
            .with_related(*first_place, "the first")
            .with_help("keep one of them"),
        );
        false
    }

    /// The default or the expression that generates the value.
    fn column_value(
        &mut self,
        table: &NamedTable<'a>,
        named: &NamedColumn<'a>,
        data_type: &DataType,
        values: &[String],
    ) -> Option<ColumnValue> {
        let id = ObjectId::ColumnValue(table.name.clone(), named.name.clone());
        if let Some(entry) = named.node.entry("default") {
            self.at(id.clone(), entry.key_place);
            return self.default(&id, &entry.value, data_type, values).map(ColumnValue::Default);
        }
        let entry = named.node.entry("generated")?;
        self.at(id.clone(), entry.key_place);
        let (text, kind) = match (entry.value.get("stored"), entry.value.get("virtual")) {
            (Some(_), Some(second)) => {
                self.error("wrong-combination", second.place, "a generated value is stored or virtual, not both");
                return None;
            }
            (Some(text), None) => (text, GeneratedKind::Stored),
            (None, Some(text)) => {
                self.needs(18, entry.value.place, "a virtual generated column");
                (text, GeneratedKind::Virtual)
            }
            (None, None) if entry.value.entries().is_some() => {
                self.error("missing-key", entry.value.place, "a generated value needs `stored` or `virtual`");
                return None;
            }
            (None, None) => (&entry.value, GeneratedKind::Stored),
        };
        let expression = self.sql(&id, text)?;
        Some(ColumnValue::Generated { expression, kind })
    }
}

/// How values of a type are stored where nothing is said.
fn own_storage(data_type: &DataType, fixed: bool) -> Option<Storage> {
    match data_type.scalar() {
        _ if fixed => Some(Storage::Plain),
        Some("numeric" | "inet" | "cidr") => Some(Storage::Main),
        Some("tsquery" | "oidvector" | "int2vector") => Some(Storage::Plain),
        Some(_) => Some(Storage::Extended),
        None if data_type.base != Base::Foreign => Some(Storage::Extended),
        None => None,
    }
}

/// The type that a serial one stands for, and whether `?` follows it.
fn serial(text: &str) -> Option<(&'static str, bool)> {
    let text = text.trim().to_ascii_lowercase();
    let bare = text.trim_end_matches('?').trim_end();
    let data_type = match bare {
        "serial" | "serial4" => "integer",
        "bigserial" | "serial8" => "bigint",
        "smallserial" | "serial2" => "smallint",
        _ => return None,
    };
    Some((data_type, text.ends_with('?')))
}
