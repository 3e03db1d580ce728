//! How times grow with the schema.

use std::time::Duration;

use anyhow::Result;

use crate::keel::Keel;
use crate::measure::{Size, compare};
use crate::scene::Scene;

/// The medians at another size.
///
/// # Errors
/// As [`compare`].
pub async fn measure(keel: &Keel, tables: usize, rounds: usize) -> Result<Size> {
    let scene = Scene::set(keel, tables).await?;
    Ok(compare(&scene, keel, rounds).await?.at(tables))
}

/// How much longer a further table takes between the two largest sizes than between the two smallest: 1 where growth is
/// linear, 4.5 for the square from 100 over 1,000 to 4,000. Nothing where there are not three sizes, in order.
pub fn bend(sizes: &[Size], time: impl Fn(&Size) -> Duration) -> Option<f64> {
    let [.., small, middle, large] = sizes else {
        return None;
    };
    let slope = |from: &Size, to: &Size| {
        let tables = u32::try_from(to.tables.checked_sub(from.tables)?).ok()?;
        Some((time(to).as_secs_f64() - time(from).as_secs_f64()) / f64::from(tables))
    };
    let (first, second) = (slope(small, middle)?, slope(middle, large)?);
    (first > 0.0).then(|| second / first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_does_not_bend_and_a_square_does() {
        let sizes = |time: fn(u64) -> u64| {
            [100_u32, 1000, 4000].map(|tables| {
                let time = Duration::from_millis(time(tables.into()));
                Size { tables: tables as usize, pg_dump: time, introspection: time, diff: time, generate: time }
            })
        };
        let line = bend(&sizes(|tables| 50 + 3 * tables), |size| size.diff).unwrap();
        assert!((line - 1.0).abs() < 1e-9, "{line}");
        let square = bend(&sizes(|tables| tables * tables), |size| size.diff).unwrap();
        assert!((square - 5000.0 / 1100.0).abs() < 1e-9, "{square}");
        assert_eq!(bend(&sizes(|tables| tables)[1..], |size| size.diff), None);
    }
}
