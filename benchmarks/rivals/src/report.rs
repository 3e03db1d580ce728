//! Tables on standard output, and bounds beside them.

use std::fmt::Write as _;

/// A table with a line of headings.
#[derive(Debug)]
pub struct Table {
    lines: Vec<Vec<String>>,
}

impl Table {
    /// With these headings.
    pub fn new(headings: &[&str]) -> Self {
        Self { lines: vec![headings.iter().map(|heading| (*heading).to_owned()).collect()] }
    }

    /// Adds a line.
    pub fn line(&mut self, cells: Vec<String>) {
        self.lines.push(cells);
    }

    /// As Markdown, the first column to the left and the others to the right.
    pub fn print(&self) {
        let columns = self.lines.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (number, line) in self.lines.iter().enumerate() {
            let mut text = String::new();
            for (column, width) in widths.iter().enumerate() {
                let cell = line.get(column).map_or("", String::as_str);
                let _ = if column == 0 { write!(text, "| {cell:<width$} ") } else { write!(text, "| {cell:>width$} ") };
            }
            println!("{text}|");
            if number == 0 {
                let dashes = widths.iter().enumerate().map(|(column, width)| {
                    let end = if column == 0 { "-" } else { ":" };
                    format!("|{}{end}", "-".repeat(width + 1))
                });
                println!("{}|", dashes.collect::<String>());
            }
        }
    }
}

/// The middle of some numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let half = numbers.len() / 2;
    match (numbers.get(half.wrapping_sub(1)), numbers.get(half)) {
        (Some(below), Some(above)) if numbers.len().is_multiple_of(2) => (below + above) / 2.0,
        (_, Some(middle)) => *middle,
        _ => f64::NAN,
    }
}

/// What was to be reached, and whether it was.
#[derive(Debug, Default)]
pub struct Bounds {
    lines: Vec<String>,
    missed: usize,
}

impl Bounds {
    /// Adds one.
    pub fn add(&mut self, is_met: bool, what: impl Into<String>) {
        let word = if is_met { "met   " } else { "MISSED" };
        self.lines.push(format!("{word}  {}", what.into()));
        self.missed += usize::from(!is_met);
    }

    /// Prints them all.
    pub fn print(&self) {
        println!();
        self.lines.iter().for_each(|line| println!("{line}"));
    }

    /// Whether one was missed.
    pub fn is_missed(&self) -> bool {
        self.missed > 0
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 9.0, 1.0, 2.0]), 3.0);
        assert!(median(Vec::new()).is_nan());
    }
}
