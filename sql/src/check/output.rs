//! What the server calls a column that is given no name.

use sqlparser::ast::{AccessExpr, Expr, SelectItem, SetExpr, TrimWhereField, UnaryOperator, Value as Literal};

use super::Checker;
use super::from::idents;
use super::scope::folded;

/// The name of what has none.
pub(crate) const NAMELESS: &str = "?column?";

impl Checker<'_> {
    /// The name that `FigureColname` finds.
    pub(crate) fn name_of(&self, expr: &Expr) -> String {
        self.strong_name(expr).map_or_else(|| NAMELESS.to_owned(), |(name, _)| name)
    }

    /// The name, and whether it is more than a guess from a type.
    fn strong_name(&self, expr: &Expr) -> Option<(String, bool)> {
        let strong = |name: &str| Some((name.to_owned(), true));
        let weak = |name: &str| Some((name.to_owned(), false));
        match expr {
            Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => self.strong_name(inner),
            Expr::Identifier(ident) => Some((folded(ident), true)),
            Expr::CompoundIdentifier(parts) => parts.last().map(|last| (folded(last), true)),
            Expr::CompoundFieldAccess { root, access_chain } => {
                let field = access_chain.iter().rev().find_map(|access| match access {
                    AccessExpr::Dot(Expr::Identifier(field)) => Some(folded(field)),
                    _ => None,
                });
                field.map(|field| (field, true)).or_else(|| self.strong_name(root))
            }
            Expr::Function(function) => idents(&function.name).last().map(|last| (folded(last), true)),
            Expr::Cast { expr: inner, data_type, .. } => {
                let inner = self.strong_name(inner).filter(|(_, strong)| *strong);
                inner.or_else(|| {
                    let ty = self.schema.type_named(&data_type.to_string(), "public")?;
                    let types = &self.schema.types;
                    let name = types.name(types.element(ty).unwrap_or(ty));
                    Some((name.to_owned(), false))
                })
            }
            Expr::TypedString(typed) => {
                let ty = self.schema.type_named(&typed.data_type.to_string(), "public")?;
                weak(self.schema.types.name(ty))
            }
            Expr::Interval(_) => weak("interval"),
            Expr::Value(value) if matches!(value.value, Literal::Boolean(_)) => weak("bool"),
            Expr::Case { else_result, .. } => {
                let inner = else_result.as_deref().and_then(|otherwise| self.strong_name(otherwise));
                inner.filter(|(_, strong)| *strong).or_else(|| weak("case"))
            }
            Expr::Exists { negated: false, .. } => strong("exists"),
            Expr::Subquery(query) => match query.body.as_ref() {
                SetExpr::Select(select) => match select.projection.first()? {
                    SelectItem::UnnamedExpr(inner) => self.strong_name(inner).map(|(name, _)| (name, true)),
                    SelectItem::ExprWithAlias { alias, .. } => Some((folded(alias), true)),
                    _ => None,
                },
                _ => None,
            },
            Expr::Array(_) => strong("array"),
            Expr::Tuple(_) => strong("row"),
            Expr::AtTimeZone { .. } => strong("timezone"),
            Expr::Extract { .. } => strong("extract"),
            Expr::Ceil { .. } => strong("ceil"),
            Expr::Floor { .. } => strong("floor"),
            Expr::Position { .. } => strong("position"),
            Expr::Substring { shorthand, .. } => strong(if *shorthand { "substr" } else { "substring" }),
            Expr::Overlay { .. } => strong("overlay"),
            Expr::Trim { trim_where, .. } => strong(match trim_where {
                None | Some(TrimWhereField::Both) => "btrim",
                Some(TrimWhereField::Leading) => "ltrim",
                Some(TrimWhereField::Trailing) => "rtrim",
            }),
            Expr::UnaryOp { op: UnaryOperator::Plus | UnaryOperator::Minus, .. } => None,
            _ => None,
        }
    }
}
