//! Whatever a file holds, reading it ends with a catalog or with findings that can be drawn.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use std::path::Path;

use evenkeel_model::language::{self, ReadError};
use proptest::prelude::*;

const WHOLE: &str = include_str!("language/whole/schema.yaml");

/// Reads a text and draws what is found.
fn read(text: &str) {
    let findings = match language::read_text(Path::new("schema.yaml"), text) {
        Ok((declared, findings)) => {
            assert!(declared.places.objects.values().all(|place| text.get(place.start..place.end).is_some()));
            for noted in &declared.places.texts {
                assert!(text.get(noted.place.start..noted.place.end).is_some(), "{}", noted.text);
            }
            findings
        }
        Err(error @ ReadError::Invalid { .. }) => {
            assert!(!error.render(false).is_empty());
            let ReadError::Invalid { findings, .. } = error else { unreachable!() };
            findings
        }
        Err(error) => panic!("{error}"),
    };
    for place in findings.iter().filter_map(|finding| finding.place) {
        assert!(text.get(place.start..place.end).is_some());
    }
}

/// The whole file with some stretches of it replaced.
fn mutated() -> impl Strategy<Value = String> {
    let stretch = (any::<prop::sample::Index>(), 0_usize..40, "[ -~äé\n\t{}\\[\\]\"':?,&*]{0,6}");
    prop::collection::vec(stretch, 1..6).prop_map(|changes| {
        let mut characters: Vec<char> = WHOLE.chars().collect();
        for (position, length, text) in changes {
            let start = position.index(characters.len());
            let end = (start + length).min(characters.len());
            characters.splice(start..end, text.chars());
        }
        characters.into_iter().collect()
    })
}

/// Lines of the whole file in another order, or several times.
fn shuffled() -> impl Strategy<Value = String> {
    let lines: Vec<&str> = WHOLE.lines().collect();
    prop::collection::vec(prop::sample::select(lines), 0..60).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_damaged_file_is_read_to_its_end(text in mutated()) {
        read(&text);
    }

    #[test]
    fn lines_in_any_order_are_read_to_their_end(text in shuffled()) {
        read(&text);
    }

    #[test]
    fn any_type_is_one_or_is_refused(written in "[a-z0-9 \"().,\\[\\]?]{0,30}") {
        let text = format!("tables:\n  a:\n    columns:\n      b: '{written}'\n      c:\n        type: text\n        default: '{written}'\n");
        read(&text);
    }
}

#[test]
fn a_thousand_tables_are_read_in_time_that_grows_with_them() {
    let file = |tables: usize| {
        let mut text = String::from("tables:\n");
        for table in 0..tables {
            text.push_str(&format!("  table{table}:\n    columns:\n      id: {{type: bigint, primary_key: true}}\n"));
            for column in 0..14 {
                text.push_str(&format!("      column{column}: {{type: varchar(20), default: value{column}}}\n"));
            }
            let target = table / 2;
            text.push_str(&format!("      other: {{type: bigint?, references: table{target}.id}}\n    indexes: [column1, column2, [column3, column4]]\n"));
        }
        text
    };
    // The shortest of some runs: whatever else the machine does only makes them longer.
    let time = |text: &str| {
        let run = || {
            let start = std::time::Instant::now();
            language::read_text(Path::new("schema.yaml"), text).expect("the file is right");
            start.elapsed()
        };
        (0..5).map(|_| run()).min().expect("there were runs")
    };
    let (short, long) = (time(&file(250)), time(&file(1_000)));
    // Four times the tables: a square would take sixteen times as long.
    assert!(long < short * 10, "250 tables took {short:?}, 1000 took {long:?}");
}
