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
                if known.contains(&wanted) {
                    return Ok(());
                }
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
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

    /// Whether a window says which rows of the partition count, so that there may be none.
    pub(crate) fn has_frame(&self, window: &WindowType) -> bool {
        match window {
            WindowType::WindowSpec(spec) => spec.window_frame.is_some() || spec.window_name.is_some(),
            WindowType::NamedWindow(_) => true,
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
