//! Full-text search.

use super::compare::infix;
use super::operand::{Condition, IntoExpr};
use super::{Expr, Level, Meets, Part, Raw, methods};
use crate::column::{Compared, Nullability};
use crate::text_form::TextForm;
use crate::value::parameter;

/// `function(configuration, text)`.
fn configured<M: Nullability>(
    function: &'static str,
    configuration: &str,
    text: impl IntoExpr<String, M>,
) -> Expr<TextForm, M> {
    // Of no type, so that it is a regconfig from the first: a text that is cast to one matches no index on such a call.
    let configuration = parameter::<String>(Some(configuration.to_owned()), true);
    let configuration = Raw::atom(vec![Part::Parameter(configuration), Part::Text("::regconfig")]);
    Expr::new(Raw::join([
        Raw::text(function),
        Raw::list("(", vec![configuration, text.into_raw(Meets::NOTHING).0], ")"),
    ]))
}

/// `to_tsvector('english', text)`: the words of a text, as searches look for them.
pub fn vector<M: Nullability>(configuration: &str, text: impl IntoExpr<String, M>) -> Expr<TextForm, M> {
    configured("to_tsvector", configuration, text)
}

/// `websearch_to_tsquery('english', text)`: what a person types into a search field; no text is wrong.
pub fn search_query<M: Nullability>(configuration: &str, text: impl IntoExpr<String, M>) -> Expr<TextForm, M> {
    configured("websearch_to_tsquery", configuration, text)
}

/// `plainto_tsquery('english', text)`: all words of a text.
pub fn plain_query<M: Nullability>(configuration: &str, text: impl IntoExpr<String, M>) -> Expr<TextForm, M> {
    configured("plainto_tsquery", configuration, text)
}

/// `to_tsquery('english', text)`: the language of tsquery.
pub fn text_query<M: Nullability>(configuration: &str, text: impl IntoExpr<String, M>) -> Expr<TextForm, M> {
    configured("to_tsquery", configuration, text)
}

methods! {
    [N: Nullability] [TextForm, N]

    /// `@@`: whether the words are found.
    pub fn matches<M: Compared>(self, query: impl IntoExpr<TextForm, M>) -> Condition {
        Expr::new(infix(self.raw(), " @@ ", Level::Other, query))
    }

    /// `ts_rank(…)`: how well.
    pub fn rank<M: Nullability>(self, query: impl IntoExpr<TextForm, M>) -> Expr<f32, N::Or<M>> {
        Expr::new(Raw::list("ts_rank(", vec![self.raw(), query.into_raw(Meets::NOTHING).0], ")"))
    }
}
