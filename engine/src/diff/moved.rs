//! What becomes of types when their extension moves to another schema.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use evenkeel_model::name::quote_identifier;
use evenkeel_model::{Catalog, ObjectId};

/// A state as it is once the extensions that lie elsewhere in the wanted one have moved there: `SET SCHEMA` takes their
/// types along, so what is made of such a type has the wanted one without a change of its own.
pub(crate) fn after_moves<'a>(from: &'a Catalog, to: &Catalog) -> Cow<'a, Catalog> {
    let prefix = |schema: &str| format!("{}.", quote_identifier(schema));
    let moves: BTreeMap<ObjectId, (String, String)> = from
        .extensions
        .iter()
        .filter_map(|(name, old)| {
            let (old, new) = (old.schema.as_ref()?, to.extensions.get(name)?.schema.as_ref()?);
            (old != new).then(|| (ObjectId::Extension(name.clone()), (prefix(old), prefix(new))))
        })
        .collect();
    if moves.is_empty() {
        return Cow::Borrowed(from);
    }
    let mut moved = from.clone();
    for (dependent, needed) in from.dependencies.iter() {
        let Some((before, after)) = moves.get(needed) else { continue };
        let follow = |data_type: &mut String, wanted: Option<&String>| {
            let carried = data_type.strip_prefix(before.as_str()).map(|name| format!("{after}{name}"));
            if let Some(carried) = carried.filter(|carried| Some(carried) == wanted) {
                *data_type = carried;
            }
        };
        match dependent {
            ObjectId::Column(owner, name) => {
                if let Some(column) =
                    moved.tables.get_mut(owner).and_then(|table| Arc::make_mut(table).columns.get_mut(name))
                {
                    let wanted = to.tables.get(owner).and_then(|table| table.columns.get(name));
                    follow(&mut column.data_type, wanted.map(|column| &column.data_type));
                }
                if let Some(field) =
                    moved.composites.get_mut(owner).and_then(|composite| composite.fields.get_mut(name))
                {
                    let wanted = to.composites.get(owner).and_then(|composite| composite.fields.get(name));
                    follow(&mut field.data_type, wanted.map(|field| &field.data_type));
                }
            }
            ObjectId::Type(name) => {
                if let Some(domain) = moved.domains.get_mut(name) {
                    follow(&mut domain.base_type, to.domains.get(name).map(|domain| &domain.base_type));
                }
            }
            _ => {}
        }
    }
    Cow::Owned(moved)
}
