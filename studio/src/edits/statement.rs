//! An edit as SQL.

use std::collections::BTreeMap;

use crate::api::{Assignment, Edit, ErrorBody, NewValue, PreviewResponse, PreviewedStatement};
use crate::data::{Parameters, Relation, find, key_condition};
use crate::database::Session;
use crate::failure::Failure;
use crate::quote;

/// The relations that edits are about, each read once.
#[derive(Default)]
pub struct Relations {
    known: BTreeMap<(String, String), Relation>,
}

impl Relations {
    /// The relation of an edit.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn of(&mut self, session: &mut Session, edit: &Edit) -> Result<Relation, Failure> {
        let (Edit::Update { schema, name, .. } | Edit::Insert { schema, name, .. } | Edit::Delete { schema, name, .. }) =
            edit;
        let place = (schema.clone(), name.clone());
        if let Some(known) = self.known.get(&place) {
            return Ok(known.clone());
        }
        let relation = find(session, schema, name).await?;
        self.known.insert(place, relation.clone());
        Ok(relation)
    }
}

/// The SQL of an edit, without what it returns.
///
/// # Errors
/// Where the edit cannot be one of this relation.
pub fn statement(relation: &Relation, edit: &Edit, parameters: &mut Parameters) -> Result<String, Failure> {
    if let Some(reason) = relation.not_editable() {
        return Err(Failure::request(format!("{} cannot be edited: {reason}", relation.name)));
    }
    let table = quote::qualified(&relation.schema, &relation.name);
    match edit {
        Edit::Update { key, version, changes, .. } => {
            if changes.is_empty() {
                return Err(Failure::request("the edit changes nothing"));
            }
            let mut sets = Vec::new();
            for change in changes {
                let value = value(relation, change, parameters)?;
                sets.push(format!("{} = {value}", quote::name(&change.column)));
            }
            let condition = same_row(relation, key, version, parameters)?;
            Ok(format!("UPDATE {table} SET {} WHERE {condition}", sets.join(", ")))
        }
        Edit::Insert { changes, .. } if changes.is_empty() => Ok(format!("INSERT INTO {table} DEFAULT VALUES")),
        Edit::Insert { changes, .. } => {
            let mut columns = Vec::new();
            let mut values = Vec::new();
            for change in changes {
                values.push(value(relation, change, parameters)?);
                columns.push(quote::name(&change.column));
            }
            Ok(format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", ")))
        }
        Edit::Delete { key, version, .. } => {
            Ok(format!("DELETE FROM {table} WHERE {}", same_row(relation, key, version, parameters)?))
        }
    }
}

/// The row with this key, if nobody has changed it since it was read.
fn same_row(
    relation: &Relation,
    key: &[String],
    version: &str,
    parameters: &mut Parameters,
) -> Result<String, Failure> {
    let key = key_condition(relation, key, parameters)?;
    Ok(format!("{key} AND xmin::pg_catalog.text = {}", parameters.add(version)))
}

fn value(relation: &Relation, change: &Assignment, parameters: &mut Parameters) -> Result<String, Failure> {
    let column = relation.column(&change.column)?;
    if column.generated.is_some() && change.value != NewValue::Default {
        return Err(Failure::request(format!("{} is generated and cannot be set", change.column)));
    }
    Ok(match &change.value {
        NewValue::Text { text } => parameters.add(text),
        NewValue::Null => "NULL".to_owned(),
        NewValue::Default => "DEFAULT".to_owned(),
    })
}

/// Says what edits would run.
///
/// # Errors
/// Where the database cannot be reached. What is wrong with an edit is told beside it.
pub async fn preview(session: &mut Session, edits: &[Edit]) -> Result<PreviewResponse, Failure> {
    let mut relations = Relations::default();
    let mut statements = Vec::new();
    for (place, edit) in (0_u32..).zip(edits) {
        let mut parameters = Parameters::default();
        let made = match relations.of(session, edit).await {
            Ok(relation) => statement(&relation, edit, &mut parameters),
            Err(failure) => Err(failure),
        };
        statements.push(match made {
            Ok(sql) => PreviewedStatement { sql: format!("{};", parameters.inlined(&sql)), problem: None },
            Err(failure) => {
                let problem = ErrorBody { edit: Some(place), ..*failure.body };
                PreviewedStatement { sql: String::new(), problem: Some(problem) }
            }
        });
    }
    let lines: Vec<&str> =
        statements.iter().map(|statement| statement.sql.as_str()).filter(|sql| !sql.is_empty()).collect();
    let sql = format!("BEGIN;\n{}\nCOMMIT;", lines.join("\n"));
    Ok(PreviewResponse { sql, statements })
}
