//! Operators and functions of jsonb and of arrays.

use std::error::Error as _;

use evenkeel::Db;
use evenkeel::serde_json::{Value as Json, json};
use evenkeel_test_support::TestDatabase;
use futures_util::TryStreamExt;
use insta::assert_snapshot;
use serde::{Deserialize, Serialize};

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

mod typed {
    evenkeel::schema!("tests/query/settings.yaml");
}

/// What a document holds, as the application knows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    theme: String,
    sizes: Vec<u8>,
}

#[tokio::test]
async fn documents_are_types_of_the_application() {
    use typed::{NewPlace, Place, PlacePatch};

    let database = TestDatabase::create().await;
    database
        .execute("CREATE TABLE place (id integer PRIMARY KEY, settings jsonb NOT NULL DEFAULT '{}', before json)")
        .await;
    let db = Db::builder(database.url()).connect().await.unwrap();
    let settings = |theme: &str| Settings { theme: theme.to_owned(), sizes: vec![1, 2] };
    let place = |id| NewPlace { id }.settings(settings("dark")).before(settings("it's \"\t\\"));
    let one = place(1).insert(&db).await.unwrap();
    assert_eq!((&one.settings, &one.before), (&settings("dark"), &Some(settings("it's \"\t\\"))));
    let plain = NewPlace { id: 2 }.insert(&db).await.unwrap();
    assert_eq!((plain.settings, plain.before), (Settings::default(), None));
    let many = Place::insert_many([place(3), place(4)]).all(&db).await.unwrap();
    assert_eq!(many.iter().map(|place| &place.settings).collect::<Vec<_>>(), [&one.settings; 2]);
    assert_eq!(Place::copy_in(&db, [place(5)]).await.unwrap(), 1);
    let copied: Vec<Place> =
        Place::select().order_by(|p| p.id).copy_out(&db).await.unwrap().try_collect().await.unwrap();
    assert_eq!(copied, Place::select().order_by(|p| p.id).all(&db).await.unwrap());
    assert_eq!((copied.len(), &copied[4].settings), (5, &one.settings));

    let change = Place::update()
        .patch(PlacePatch { before: Some(None), ..PlacePatch::default() })
        .set(|p| p.settings.set(p.settings.merge(json!({"theme": "light"}))))
        .filter(|p| p.settings.eq(settings("dark")).and(p.settings.get_text("theme").eq("dark")))
        .returning(|p| (p.settings, p.before));
    assert_snapshot!(shown(&change.to_sql()));
    assert_eq!(change.all(&db).await.unwrap(), vec![(settings("light"), None); 4]);
    let found = Place::select().filter(|p| p.settings.has_key("theme").and(p.settings.contains(json!({"sizes": [2]}))));
    assert_eq!(found.clone().count(&db).await.unwrap(), 4);
    // What the application does not know is an error that says where.
    let more = Place::update().set(|p| p.settings.set(p.settings.merge(json!({"more": 1})))).all_rows();
    assert_eq!(more.exec(&db).await.unwrap(), 5);
    let error = found.clone().all(&db).await.unwrap_err();
    let streamed = found.clone().stream(&db).await.unwrap().try_next().await.unwrap_err();
    let in_batch = evenkeel::batch().all(found).run(&db).await.unwrap_err();
    for error in [error, streamed, in_batch] {
        let words = error.to_string();
        let expected =
            "the column settings of the result cannot be read: its JSON does not fit the type in Rust, at line 1, ";
        assert!(words.starts_with(expected) && words.ends_with(" (a query of Place)"), "{words}");
        assert!(!words.contains("more") && error.source().unwrap().to_string().contains("`more`"), "{words}");
        assert!(error.is_unreadable() && error.statement().unwrap().contains("\"settings\""), "{error:?}");
    }
}
