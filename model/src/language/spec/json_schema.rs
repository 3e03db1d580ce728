//! The JSON Schema of the language, for editors.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Object, Shape, file};

/// The JSON Schema (draft 2020-12) of a schema file. It comes from the declarations that reading itself uses.
pub fn json_schema() -> Value {
    let mut definitions = BTreeMap::new();
    let mut root = object(&file::FILE, &mut definitions);
    if let Value::Object(root) = &mut root {
        root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        root.insert("title".to_owned(), json!("evenkeel schema"));
        root.insert("patternProperties".to_owned(), json!({ "^x-": true }));
        root.insert("$defs".to_owned(), json!(definitions));
    }
    // Another crate of the build may ask serde_json to keep the order of insertion: the output must not depend on it.
    root.sort_all_objects();
    root
}

fn object(object: &'static Object, definitions: &mut BTreeMap<&'static str, Value>) -> Value {
    let mut properties = Map::new();
    for key in object.keys {
        let mut value = schema(key.shape, definitions);
        if let Value::Object(value) = &mut value {
            value.insert("description".to_owned(), json!(key.about));
        }
        properties.insert(key.name.to_owned(), value);
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn schema(shape: &'static Shape, definitions: &mut BTreeMap<&'static str, Value>) -> Value {
    match shape {
        // YAML reads a plain `5` as a number before the schema sees it, and it is text here all the same.
        Shape::Text => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Nothing => json!({ "type": "null" }),
        Shape::Any => json!({}),
        Shape::List(member) => json!({ "type": "array", "items": schema(member, definitions) }),
        Shape::Map(value) => json!({ "type": "object", "additionalProperties": schema(value, definitions) }),
        Shape::Object(known) => {
            if !definitions.contains_key(known.name) {
                // The place is taken first, so that an object that holds itself does not go round forever.
                definitions.insert(known.name, Value::Null);
                let definition = object(known, definitions);
                definitions.insert(known.name, definition);
            }
            json!({ "$ref": format!("#/$defs/{}", known.name) })
        }
        Shape::Either(shapes) => {
            let any: Vec<Value> = shapes.iter().map(|shape| schema(shape, definitions)).collect();
            json!({ "anyOf": any })
        }
    }
}
