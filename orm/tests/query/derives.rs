//! What structs and enums derive by the schema file's choice.

use evenkeel::Range;

mod chosen {
    include!("../../../codegen/tests/cases/derives/schema.rs");
}

#[test]
fn what_is_derived_for_all_and_for_one_table_is_there() {
    use std::collections::HashSet;

    let visit =
        |id| chosen::Visit { id, state: chosen::VisitState::Done, mood: chosen::Mood::Ok, takes: Range::from(1..2) };
    let set: HashSet<_> = [visit(1), visit(2), visit(1)].into_iter().collect();
    assert_eq!(set.len(), 2);
    let new =
        |id| chosen::NewVisit { id, state: chosen::VisitState::Done, mood: chosen::Mood::Ok, takes: Range::from(1..2) };
    assert_eq!([new(1), new(2), new(1)].into_iter().collect::<HashSet<_>>().len(), 2);
    let patch = |id| chosen::VisitPatch { id: Some(id), ..chosen::VisitPatch::default() };
    assert_eq!([patch(1), patch(2), patch(1)].into_iter().collect::<HashSet<_>>().len(), 2);
}

#[cfg(feature = "serde")]
mod with_serde {
    use evenkeel::serde_json::{self, json};
    use evenkeel::{Range, TextForm};

    include!("../../../codegen/tests/cases/serde/schema.rs");

    #[test]
    fn rows_are_written_as_json_and_read_again() {
        let visit = Visit {
            id: evenkeel::uuid::Uuid::nil(),
            state: VisitState::InProgress,
            moods: vec![Mood::SoSo],
            place: Some(Place { street: Some("High Street".into()), mood: None }),
            price: "1.50".parse().unwrap(),
            day: "2026-02-28".parse().unwrap(),
            stay: Range::from("2026-02-28T12:00:00Z".parse::<evenkeel::jiff::Timestamp>().unwrap()..),
            takes: TextForm::new("1 day"),
            notes: json!({"a": 1}),
        };
        let written = serde_json::to_value(&visit).unwrap();
        assert_eq!(
            written,
            json!({
                "id": "00000000-0000-0000-0000-000000000000",
                "state": "in-progress",
                "moods": ["so so"],
                "place": {"street": "High Street", "mood": null},
                "price": "1.50",
                "day": "2026-02-28",
                "stay": {"Between": [{"Included": "2026-02-28T12:00:00Z"}, "Unbounded"]},
                "takes": "1 day",
                "notes": {"a": 1},
            })
        );
        assert_eq!(serde_json::from_value::<Visit>(written.clone()).unwrap(), visit);
        let new: NewVisit = serde_json::from_value(written).unwrap();
        assert_eq!((new.id, new.price), (visit.id, visit.price));
    }

    #[test]
    fn a_patch_is_what_is_given() {
        let given = json!({"state": "planned", "place": null});
        let patch: VisitPatch = serde_json::from_value(given.clone()).unwrap();
        assert_eq!(patch, VisitPatch { state: Some(VisitState::Planned), place: Some(None), ..VisitPatch::default() });
        assert_eq!(serde_json::to_value(&patch).unwrap(), given);
        let error = serde_json::from_value::<VisitPatch>(json!({"day": null})).unwrap_err();
        assert!(error.to_string().contains("null"), "{error}");
    }
}
