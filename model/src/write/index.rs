//! Indexes, and the parts that exclusion constraints share with them.

use super::yaml::{Map, Yaml};
use super::{Writer, add, add_comment, add_flag, parameters};
use crate::QualifiedName;
use crate::name::{MAX_IDENTIFIER_BYTES, make_object_name};
use crate::object::{Index, IndexElement, IndexKey, Table};

impl Writer<'_> {
    /// The indexes of a table that can be declared.
    pub(super) fn indexes(&self, table: &QualifiedName, object: &Table) -> Vec<Yaml> {
        let valid = object.indexes.iter().filter(|(_, index)| index.valid);
        valid.map(|(name, index)| self.index(table, name, index)).collect()
    }

    fn index(&self, table: &QualifiedName, name: &str, index: &Index) -> Yaml {
        let mut entry = Map::new();
        let columns: Option<Vec<&String>> = index.elements.iter().map(plain_column).collect();
        let is_default = columns.as_ref().is_some_and(|columns| {
            self.is_default_name(table, name, columns.iter().copied().chain(&index.include), "idx")
        });
        add(&mut entry, "name", (!is_default).then(|| Yaml::text(name)));
        entry.push((
            "columns".to_owned(),
            Yaml::List(index.elements.iter().map(|element| self.element(element)).collect()),
        ));
        add(&mut entry, "method", (index.method != "btree").then(|| Yaml::text(&index.method)));
        add_flag(&mut entry, "unique", index.unique);
        add_flag(&mut entry, "nulls_not_distinct", index.nulls_not_distinct);
        add(&mut entry, "include", (!index.include.is_empty()).then(|| self.columns(&index.include)));
        add(&mut entry, "where", index.predicate.as_ref().map(Yaml::text));
        add(&mut entry, "with", parameters(&index.options));
        add_comment(&mut entry, index.comment.as_ref());
        match columns {
            Some(columns) if entry.len() == 1 => self.column_or_columns(&columns),
            _ => Yaml::Flow(entry),
        }
    }

    /// One column as a scalar, several as a list.
    pub(super) fn column_or_columns(&self, columns: &[&String]) -> Yaml {
        match columns {
            [column] => Yaml::text(self.keys.key(column)),
            _ => self.columns(columns.iter().copied()),
        }
    }

    /// Columns by key.
    pub(super) fn columns<'a>(&self, columns: impl IntoIterator<Item = &'a String>) -> Yaml {
        Yaml::List(columns.into_iter().map(|column| Yaml::text(self.keys.key(column))).collect())
    }

    fn element(&self, element: &IndexElement) -> Yaml {
        match plain_column(element) {
            Some(column) => Yaml::text(self.keys.key(column)),
            None => Yaml::Flow(self.long_element(element)),
        }
    }

    /// A part of an index with everything it says.
    pub(super) fn long_element(&self, element: &IndexElement) -> Map {
        let mut entry = Map::new();
        match &element.key {
            IndexKey::Column(column) => entry.push(("column".to_owned(), Yaml::text(self.keys.key(column)))),
            IndexKey::Expression(expression) => entry.push(("expression".to_owned(), Yaml::text(expression))),
        }
        add(&mut entry, "collation", element.collation.as_ref().map(|collation| self.collation(collation)));
        let class = element.operator_class.as_ref().map(|class| {
            let schema = &class.name.schema;
            let name =
                if schema.is_empty() { class.name.name.clone() } else { format!("{schema}.{}", class.name.name) };
            match parameters(&class.options) {
                Some(options) => Yaml::Flow(vec![("name".to_owned(), Yaml::text(name)), ("with".to_owned(), options)]),
                None => Yaml::text(name),
            }
        });
        add(&mut entry, "operator_class", class);
        add(&mut entry, "order", element.descending.then(|| Yaml::text("desc")));
        let nulls = if element.nulls_first { "first" } else { "last" };
        add(&mut entry, "nulls", (element.nulls_first != element.descending).then(|| Yaml::text(nulls)));
        entry
    }

    /// Whether a name is the one PostgreSQL gives an index or constraint of these columns.
    pub(super) fn is_default_name<'a>(
        &self,
        table: &QualifiedName,
        name: &str,
        columns: impl Iterator<Item = &'a String>,
        label: &str,
    ) -> bool {
        let columns: Vec<&str> = columns.map(String::as_str).collect();
        let distinct = columns.iter().collect::<std::collections::BTreeSet<_>>().len() == columns.len();
        let joined = columns.join("_");
        // Beyond this length PostgreSQL cuts the list before it cuts the name.
        let fits = joined.len() <= MAX_IDENTIFIER_BYTES;
        let default = make_object_name(&table.name, (label != "pkey").then_some(joined.as_str()), label);
        distinct && (fits || label == "pkey") && default == name && self.keys.is_sole(&table.schema, name)
    }
}

/// The column of a part of which nothing else is said.
fn plain_column(element: &IndexElement) -> Option<&String> {
    match &element.key {
        IndexKey::Column(column) if *element == IndexElement::new(element.key.clone()) => Some(column),
        _ => None,
    }
}
