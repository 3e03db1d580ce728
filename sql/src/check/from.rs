//! What stands in FROM.

use sqlparser::ast::{Expr, FunctionArg, Ident, ObjectName, ObjectNamePart, TableAlias, TableFactor};

use super::call::Chosen;
use super::scope::{Relation, Source, folded, with_nearest};
use super::value::{Column, Origin, Value};
use super::{Checked, Checker};
use crate::facts::{FunctionKind, facts};
use crate::schema::Table;
use crate::types::{Kind, Type};

/// Functions whose rows have no NULL in these columns; all others may have.
const FILLED: &[(&str, &[&str])] = &[
    ("generate_series", &["generate_series"]),
    ("generate_subscripts", &["generate_subscripts"]),
    ("json_array_elements", &["value"]),
    ("json_each", &["key", "value"]),
    ("json_each_text", &["key"]),
    ("json_object_keys", &["json_object_keys"]),
    ("jsonb_array_elements", &["value"]),
    ("jsonb_each", &["key", "value"]),
    ("jsonb_each_text", &["key"]),
    ("jsonb_object_keys", &["jsonb_object_keys"]),
    ("regexp_split_to_table", &["regexp_split_to_table"]),
];

impl Checker<'_> {
    pub(crate) fn factor(&mut self, factor: &TableFactor) -> Checked<Source> {
        match factor {
            TableFactor::Table {
                name, alias, args: None, with_ordinality: false, sample, json_path, version, ..
            } => {
                self.none(json_path.as_ref(), name, "this form of table")?;
                self.none(version.as_ref(), name, "this form of table")?;
                let _ = sample;
                self.table(name, alias.as_ref()).map(Source::of)
            }
            TableFactor::Table { name, alias, args: Some(args), with_ordinality, .. } => {
                self.table_function(name, &args.args, alias.as_ref(), *with_ordinality)
            }
            TableFactor::Function { name, args, alias, with_ordinality, .. } => {
                self.table_function(name, args, alias.as_ref(), *with_ordinality)
            }
            TableFactor::UNNEST { array_exprs, alias, with_ordinality, with_offset: false, .. } => {
                self.unnest(array_exprs, alias.as_ref(), *with_ordinality, factor)
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => {
                let columns = if *lateral {
                    self.subquery(subquery)?
                } else {
                    self.without_siblings(|checker| checker.subquery(subquery))?
                };
                let columns = columns.into_iter().map(|column| self.resolved(column)).collect::<Checked<Vec<_>>>()?;
                let name = alias.as_ref().map(|alias| folded(&alias.name)).unwrap_or_default();
                let relation =
                    Relation { alias: name, schema: None, columns: self.own(columns), row: None, table: None };
                self.renamed(relation, alias.as_ref()).map(Source::of)
            }
            TableFactor::NestedJoin { table_with_joins, alias } => {
                let source = self.joined(table_with_joins)?;
                match alias {
                    None => Ok(source),
                    Some(alias) => {
                        let name = folded(&alias.name);
                        let relation =
                            Relation { alias: name, schema: None, columns: source.visible, row: None, table: None };
                        self.renamed(relation, Some(alias)).map(Source::of)
                    }
                }
            }
            other => Err(self.refused(other, "this form of table")),
        }
    }

    /// A table of the schema, or a query that WITH gives a name.
    fn table(&mut self, name: &ObjectName, alias: Option<&TableAlias>) -> Checked<Relation> {
        let parts = idents(name);
        if let [only] = parts.as_slice()
            && let Some(relation) = self.cte(only, alias)?
        {
            return self.renamed(relation, alias);
        }
        let table = self.schema_table(name)?;
        let (table_name, columns) = (table.name.clone(), self.table_columns(table));
        let row = self.schema.types.named(&table_name.to_string());
        let own = alias.map(|alias| folded(&alias.name));
        let table = Some(table_name.clone());
        let schema = own.is_none().then(|| table_name.schema.clone());
        let alias_name = own.unwrap_or(table_name.name);
        let relation = Relation { alias: alias_name, schema, columns: self.own(columns), row, table };
        self.renamed(relation, alias)
    }

    /// A table of the schema.
    pub(crate) fn schema_table(&self, name: &ObjectName) -> Checked<&Table> {
        let parts = idents(name);
        let found = match parts.as_slice() {
            [table] => self.schema.table(None, &folded(table)),
            [schema, table] => self.schema.table(Some(&folded(schema)), &folded(table)),
            _ => None,
        };
        if let Some(found) = found {
            return Ok(self.schema.tables.get(&found.name).unwrap_or(found));
        }
        let shown = parts.iter().map(|part| folded(part)).collect::<Vec<_>>().join(".");
        let mut known = self.schema.table_names();
        known.extend(self.cte_names());
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let message = format!("there is no table `{shown}` in the schema file");
        Err(Box::new(with_nearest(self.error("unknown-table", name, message), &shown, &known)))
    }

    /// The columns of a table, as they are in each of its rows.
    pub(crate) fn table_columns(&self, table: &Table) -> Vec<Column> {
        let column = |column: &crate::schema::TableColumn| Column {
            origin: column.special.then(|| Origin { table: table.name.clone(), column: column.name.clone(), lists: 0 }),
            ..self.column(&column.name, column.ty, column.nullable)
        };
        table.columns.iter().map(column).collect()
    }

    pub(crate) fn column(&self, name: &str, ty: Type, nullable: bool) -> Column {
        Column {
            name: name.to_owned(),
            ty,
            nullable,
            holes: false,
            outer: Vec::new(),
            id: 0,
            origin: None,
            literal: None,
            parameter: None,
            place: sqlparser::tokenizer::Span::empty(),
        }
    }

    /// The columns with identities of their own and what is known of NULL so far.
    pub(crate) fn own(&mut self, columns: Vec<Column>) -> Vec<Column> {
        let fresh = |column: Column| {
            let nullable = self.is_nullable(&column);
            Column { nullable, outer: Vec::new(), id: self.fresh(), ..column }
        };
        columns.into_iter().map(fresh).collect()
    }

    /// The same under the names that stand behind it.
    fn renamed(&self, mut relation: Relation, alias: Option<&TableAlias>) -> Checked<Relation> {
        let Some(alias) = alias else { return Ok(relation) };
        relation.alias = folded(&alias.name);
        if alias.columns.len() > relation.columns.len() {
            let message = format!("{} has {} columns only", relation.alias, relation.columns.len());
            return Err(Box::new(self.error("several-columns", &alias.name, message)));
        }
        for (column, name) in relation.columns.iter_mut().zip(&alias.columns) {
            column.name = folded(&name.name);
        }
        Ok(relation)
    }

    fn table_function(
        &mut self,
        name: &ObjectName,
        arguments: &[FunctionArg],
        alias: Option<&TableAlias>,
        ordinality: bool,
    ) -> Checked<Source> {
        let function_name = self.function_name(name)?;
        let values = self.arguments(arguments, name)?;
        let chosen = self.chosen(&function_name, &values.values, &values.names, name)?;
        if chosen.function.kind != FunctionKind::Plain {
            let message = format!("`{function_name}` is no function of rows");
            return Err(Box::new(self.error("wrong-call", name, message)));
        }
        self.take(&chosen, &values.values, name)?;
        let mut columns = self.columns_of(&chosen, &values.values, alias, name)?;
        let typed = columns.is_empty();
        if typed {
            columns = self.column_definitions(alias, name)?;
        }
        self.function_relation(&function_name, columns, alias, ordinality, typed)
    }

    /// The columns of a function's rows; none where only the statement can say them.
    fn columns_of(
        &self,
        chosen: &Chosen,
        values: &[Value],
        alias: Option<&TableAlias>,
        at: &ObjectName,
    ) -> Checked<Vec<Column>> {
        let function = chosen.function;
        let filled = FILLED.iter().find(|(name, _)| *name == function.name).map(|(_, columns)| *columns);
        let declared = &function.columns;
        let scalar = |name: &str, key: &str| {
            let nullable = if function.returns_set {
                !filled.is_some_and(|filled| filled.contains(&key))
            } else {
                self.result(chosen, values).nullable
            };
            let origin = values.first().and_then(|value| value.origin.clone());
            let origin = origin.filter(|_| function.name == "unnest").map(|origin| origin.element());
            Column { origin, ..self.column(name, chosen.result, nullable) }
        };
        if let [(name, _)] = declared.as_slice()
            && !name.is_empty()
        {
            return Ok(vec![scalar(name, name)]);
        }
        if !declared.is_empty() {
            let column = |(name, ty): &(&str, Type)| {
                let nullable = !filled.is_some_and(|filled| filled.contains(name));
                self.column(name, *ty, nullable)
            };
            return Ok(declared.iter().map(column).collect());
        }
        let info = self.schema.types.info(self.schema.types.base(chosen.result));
        if info.kind == Kind::Composite {
            return Ok(info.fields.iter().map(|(name, ty)| self.column(name, *ty, true)).collect());
        }
        if info.name == "record" {
            return Ok(Vec::new());
        }
        if info.name == "void" {
            return Err(self.refused(at, "a function that gives nothing, as a table"));
        }
        let name = alias.map_or_else(|| function.name.to_owned(), |alias| folded(&alias.name));
        Ok(vec![scalar(&name, function.name)])
    }

    /// `AS t (name type, …)`.
    fn column_definitions(&self, alias: Option<&TableAlias>, at: &ObjectName) -> Checked<Vec<Column>> {
        let columns = alias.map(|alias| alias.columns.as_slice()).unwrap_or_default();
        let defined = columns.iter().map(|column| {
            let ty = column.data_type.as_ref()?;
            Some(self.data_type(ty, &column.name).map(|ty| self.column(&folded(&column.name), ty, true)))
        });
        match defined.collect::<Option<Checked<Vec<_>>>>() {
            Some(columns) if !alias.is_none_or(|alias| alias.columns.is_empty()) => columns,
            _ => {
                let error = self.error("undecided-type", at, "nothing says which columns these rows have");
                Err(Box::new(error.with_help("say them: `… as t (name text, amount numeric)`")))
            }
        }
    }

    fn function_relation(
        &mut self,
        name: &str,
        mut columns: Vec<Column>,
        alias: Option<&TableAlias>,
        ordinality: bool,
        typed: bool,
    ) -> Checked<Source> {
        if ordinality {
            columns.push(self.column("ordinality", self.known("int8"), false));
        }
        let relation =
            Relation { alias: name.to_owned(), schema: None, columns: self.own(columns), row: None, table: None };
        if typed {
            let own = alias.map_or_else(|| name.to_owned(), |alias| folded(&alias.name));
            return Ok(Source::of(Relation { alias: own, ..relation }));
        }
        self.renamed(relation, alias).map(Source::of)
    }

    fn unnest(
        &mut self,
        arrays: &[Expr],
        alias: Option<&TableAlias>,
        ordinality: bool,
        at: &TableFactor,
    ) -> Checked<Source> {
        let mut columns = Vec::new();
        for array in arrays {
            let value = self.value(array)?;
            let chosen = self.chosen("unnest", std::slice::from_ref(&value), &[], at)?;
            self.take(&chosen, std::slice::from_ref(&value), at)?;
            if chosen.function.columns.is_empty() {
                let name = alias
                    .filter(|_| arrays.len() == 1)
                    .map_or_else(|| "unnest".to_owned(), |alias| folded(&alias.name));
                let origin = value.origin.map(|origin| origin.element());
                let info = self.schema.types.info(chosen.result);
                if info.kind == Kind::Composite {
                    columns.extend(info.fields.iter().map(|(name, ty)| self.column(name, *ty, true)));
                } else {
                    columns.push(Column { origin, ..self.column(&name, chosen.result, true) });
                }
            } else {
                columns.extend(chosen.function.columns.iter().map(|(name, ty)| self.column(name, *ty, true)));
            }
        }
        debug_assert!(!facts().functions("unnest").is_empty());
        self.function_relation("unnest", columns, alias, ordinality, false)
    }
}

/// The parts of a name.
pub(crate) fn idents(name: &ObjectName) -> Vec<&Ident> {
    name.0
        .iter()
        .filter_map(|part| match part {
            ObjectNamePart::Identifier(ident) => Some(ident),
            ObjectNamePart::Function(_) => None,
        })
        .collect()
}
