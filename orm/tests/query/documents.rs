//! Operators and functions of jsonb and of arrays.

use evenkeel::serde_json::{Value as Json, json};
use insta::assert_snapshot;

use crate::support::{reference, shown};
use crate::types::{Everything, Mood, everything, full};
use crate::{NewOrganization, Organization};

#[tokio::test]
async fn documents_are_looked_into() {
    let (_database, db) = reference().await;
    let settings = json!({"theme": {"dark": true, "name": "night"}, "beta": ["a", "b"], "none": null});
    let new = NewOrganization { name: "Engines".into(), slug: "engines".into() };
    new.settings(settings).insert(&db).await.unwrap();
    let parts = Organization::select().columns(|o| {
        let s = o.settings;
        (
            s.get("theme").get_text("name"),
            s.get("beta").at(-1),
            s.path(["theme", "dark"]),
            s.path_text(["beta", "0"]),
            s.get("gone"),
            s.get("none"),
            s.get_text("none"),
            s.get("theme").cast::<String>("text"),
        )
    });
    assert_snapshot!(shown(&parts.to_sql()));
    let expected = (
        Some("night".to_owned()),
        Some(json!("b")),
        Some(json!(true)),
        Some("a".to_owned()),
        None,
        Some(Json::Null),
        None,
        Some(r#"{"dark": true, "name": "night"}"#.to_owned()),
    );
    assert_eq!(parts.one(&db).await.unwrap(), expected);

    let mut sql = Vec::new();
    let mut found = Vec::new();
    let query = Organization::select();
    for query in [
        query.clone().filter(|o| o.settings.contains(json!({"theme": {"dark": true}}))),
        query.clone().filter(|o| o.settings.contains(json!({"theme": {"dark": false}}))),
        query.clone().filter(|o| o.settings.get("beta").contained_by(json!(["a", "b", "c"]))),
        query.clone().filter(|o| o.settings.get("beta").contained_by(json!(["a"]))),
        query.clone().filter(|o| o.settings.has_key("none")),
        query.clone().filter(|o| o.settings.has_key("name").or(o.settings.get("beta").has_key("c"))),
        query.clone().filter(|o| o.settings.has_any(["gone", "beta"])),
        query.clone().filter(|o| o.settings.has_all(["gone", "beta"])),
        query.clone().filter(|o| o.settings.get("beta").eq(json!(["a", "b"])).and(o.settings.ne(json!({})))),
    ] {
        sql.push(query.to_sql().text().split(" WHERE ").last().unwrap().to_owned());
        found.push(query.count(&db).await.unwrap());
    }
    assert_snapshot!(sql.join("\n"));
    assert_eq!(found, [1, 0, 1, 0, 1, 0, 1, 0, 1]);
}

#[tokio::test]
async fn documents_are_changed_in_place() {
    let (_database, db) = reference().await;
    let new = || NewOrganization { name: "Engines".into(), slug: "engines".into() };
    new().settings(json!({"a": {"b": 1}, "c": 2})).insert(&db).await.unwrap();
    let change = Organization::update()
        .set(|o| {
            o.settings
                .set(o.settings.set_path(["a", "b"], json!([7])).without("c").merge(json!({"d": "new", "a2": null})))
        })
        .all_rows()
        .returning(|o| o.settings);
    assert_snapshot!(shown(&change.to_sql()));
    assert_eq!(change.one(&db).await.unwrap(), json!({"a": {"b": [7]}, "d": "new", "a2": null}));
}

#[tokio::test]
async fn lists_are_compared_and_changed() {
    let (_database, db) = everything().await;
    full("a").insert(&db).await.unwrap();
    let strange = ["", "NULL", "a,\"b\\c\" {d}"];
    let mut sql = Vec::new();
    let mut found = Vec::new();
    let query = Everything::select();
    for query in [
        query.clone().filter(|e| e.a_array.contained_by(strange).and(e.a_array.contains([strange[2]]))),
        query.clone().filter(|e| e.a_array.contained_by(["NULL"])),
        query.clone().filter(|e| e.a_array.overlaps(["x", "NULL"]).and(e.a_moods.overlaps([Mood::Sad, Mood::Ok]))),
        query.clone().filter(|e| e.a_moods.contained_by([Mood::Happy])),
        query.clone().filter(|e| e.a_array.cardinality().eq(3).and(e.a_matrix.eq([1, 2]))),
        query.clone().filter(|e| e.a_text.none_of(["b", "c"]).and(e.a_mood.none_of([Mood::Sad]))),
        query.clone().filter(|e| e.a_serial.none_of([12, 13])),
        query.clone().filter(|e| e.a_text.any(e.a_array.append(e.a_text))),
    ] {
        sql.push(query.to_sql().text().split(" WHERE ").last().unwrap().to_owned());
        found.push(query.count(&db).await.unwrap());
    }
    assert_snapshot!(sql.join("\n"));
    assert_eq!(found, [1, 0, 1, 0, 1, 1, 0, 1]);

    let change = Everything::update()
        .set(|e| {
            (
                e.a_array.set(e.a_array.remove("NULL").append("last").concat(["x", "y"])),
                e.a_moods.set(e.a_moods.append(Mood::Happy).remove(Mood::Sad)),
                e.a_matrix.set(e.a_matrix.concat(e.a_matrix)),
            )
        })
        .all_rows()
        .returning(|e| (e.a_array, e.a_moods, e.a_matrix));
    assert_snapshot!(shown(&change.to_sql()));
    let (texts, moods, matrix) = change.one(&db).await.unwrap();
    assert_eq!(texts, ["", strange[2], "last", "x", "y"]);
    assert_eq!((moods, matrix), (Some(vec![Mood::Happy]), Some(vec![1, 2, 1, 2])));
}
