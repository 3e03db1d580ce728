//! `COMMENT ON`.

use evenkeel_model::ObjectId;
use evenkeel_model::name::quote_literal;

use super::statement::Statement;

/// The statement that turns one comment into another, if they differ. `target` is the object as COMMENT ON names it:
/// `TABLE public.member`.
pub(super) fn change(object: &ObjectId, target: &str, old: Option<&String>, new: Option<&String>) -> Option<Statement> {
    if old == new {
        return None;
    }
    let text = new.map_or_else(|| "NULL".to_owned(), |text| quote_literal(text));
    Some(Statement::new(object.clone(), format!("COMMENT ON {target} IS {text}")))
}
