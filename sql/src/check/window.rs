//! Windows.

use sqlparser::ast::{Expr, NamedWindowDefinition, NamedWindowExpr, WindowFrameBound, WindowSpec, WindowType};

use super::scope::{Grouping, folded, with_nearest};
use super::{Checked, Checker};

impl Checker<'_> {
    /// Checks what stands behind OVER.
    pub(crate) fn window(&mut self, window: &WindowType, at: &Expr) -> Checked<()> {
        match window {
            WindowType::WindowSpec(spec) => self.window_spec(spec, at),
            WindowType::NamedWindow(name) => {
                let known = self.scopes.last().map(|scope| scope.windows.clone()).unwrap_or_default();
                let wanted = folded(name);
                if known.iter().any(|(name, _)| *name == wanted) {
                    return Ok(());
                }
                let known: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
                let error = self.error("unknown-window", name, format!("there is no window `{wanted}`"));
                Err(Box::new(with_nearest(error, &wanted, &known)))
            }
        }
    }

    fn window_spec(&mut self, spec: &WindowSpec, at: &Expr) -> Checked<()> {
        for expr in &spec.partition_by {
            self.value(expr)?;
        }
        for one in &spec.order_by {
            self.value(&one.expr)?;
        }
        let Some(frame) = &spec.window_frame else { return Ok(()) };
        for bound in std::iter::once(&frame.start_bound).chain(&frame.end_bound) {
            let (WindowFrameBound::Preceding(Some(expr)) | WindowFrameBound::Following(Some(expr))) = bound else {
                continue;
            };
            let value = self.value(expr)?;
            if self.schema.types.is_unknown(value.ty) {
                self.expect(&value, "int8", at)?;
            }
        }
        Ok(())
    }

    /// Whether a window may have no row at all, as one of the rows behind the present one.
    pub(crate) fn may_be_empty(&self, window: &WindowType) -> bool {
        match window {
            WindowType::WindowSpec(spec) => spec_may_be_empty(spec),
            WindowType::NamedWindow(name) => {
                let windows = self.scopes.last().map(|scope| scope.windows.as_slice()).unwrap_or_default();
                windows.iter().find(|(known, _)| *known == folded(name)).is_none_or(|(_, may_be_empty)| *may_be_empty)
            }
        }
    }

    /// Checks the windows of a query and knows their names.
    pub(crate) fn named_windows(&mut self, windows: &[NamedWindowDefinition]) -> Checked<()> {
        for NamedWindowDefinition(name, window) in windows {
            if let NamedWindowExpr::WindowSpec(spec) = window {
                self.window_spec(spec, &Expr::Identifier(name.clone()))?;
            }
        }
        Ok(())
    }

    /// Does something to how the query groups, and says how it does.
    pub(crate) fn grouping(&mut self, change: impl FnOnce(&mut Grouping)) -> Grouping {
        match self.scopes.last_mut() {
            Some(scope) => {
                change(&mut scope.grouping);
                scope.grouping.clone()
            }
            None => Grouping::default(),
        }
    }
}

/// Whether a window that has a name may have no row.
pub(crate) fn may_be_empty(window: &NamedWindowExpr) -> bool {
    match window {
        NamedWindowExpr::WindowSpec(spec) => spec_may_be_empty(spec),
        NamedWindowExpr::NamedWindow(_) => true,
    }
}

/// The row itself is one of a frame that begins with it or before it, and ends with it or behind it.
fn spec_may_be_empty(spec: &WindowSpec) -> bool {
    let Some(frame) = &spec.window_frame else { return spec.window_name.is_some() };
    let begins = matches!(frame.start_bound, WindowFrameBound::Preceding(_) | WindowFrameBound::CurrentRow);
    let ends = matches!(frame.end_bound, None | Some(WindowFrameBound::CurrentRow | WindowFrameBound::Following(_)));
    !(begins && ends)
}
