//! Reading schema files: whole ones, and wrong ones with what is said about them.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use evenkeel_model::declared::SqlText;
use evenkeel_model::language::{self, diagnostics};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language").join(name)
}

/// The files of a folder, by their paths from there.
fn files(root: &Path, below: &Path, into: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(root.join(below)).unwrap() {
        let path = below.join(entry.unwrap().file_name());
        if root.join(&path).is_dir() {
            files(root, &path, into);
        } else {
            into.insert(path.clone(), std::fs::read_to_string(root.join(&path)).unwrap());
        }
    }
}

#[test]
fn the_reference_schema_reads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.yaml");
    match language::read(&path) {
        Ok((declared, warnings)) => {
            assert!(warnings.is_empty(), "{warnings:?}");
            assert_eq!(declared.catalog.tables.len(), 25);
            assert_eq!(declared.application.len(), 25);
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_file_with_everything_in_it_reads() {
    let (declared, warnings) = language::read(&folder("whole/schema.yaml")).unwrap_or_else(|error| panic!("{error}"));
    assert!(warnings.is_empty(), "{warnings:?}");
    let mut text = serde_json::to_string_pretty(&declared.catalog).unwrap();
    text.push_str("\n\nrenames\n");
    for rename in &declared.renames {
        let from = match &rename.from_schema {
            Some(schema) => format!("{schema}.{}", rename.from),
            None => rename.from.clone(),
        };
        let implied = if rename.implied { " (implied)" } else { "" };
        writeln!(text, "{:?} <- {from}{implied}", rename.object).unwrap();
    }
    writeln!(text, "\nconversions {:?}", declared.conversions).unwrap();
    writeln!(text, "postgres {:?}\nscope {:#?}", declared.postgres, declared.scope).unwrap();
    writeln!(text, "rust {:?} {:?}", declared.rust.times, declared.rust.derive).unwrap();
    writeln!(text, "application {:#?}", declared.application).unwrap();
    text.push_str("\nplaces\n");
    let places: BTreeMap<_, _> = declared.places.objects.iter().collect();
    for (object, place) in places {
        let file = declared.places.files.get(place.file).unwrap();
        let (line, column) = diagnostics::line_and_column(&file.text, place.start);
        let name = file.path.file_name().unwrap().to_string_lossy();
        writeln!(text, "{object}: {name}:{line}:{column} {:?}", &file.text[place.start..place.end]).unwrap();
        for SqlText { text: sql, place, .. } in declared.places.texts.iter().filter(|text| text.object == *object) {
            let file = declared.places.files.get(place.file).unwrap();
            writeln!(text, "    {sql:?} at {:?}", &file.text[place.start..place.end]).unwrap();
        }
    }
    insta::assert_snapshot!("whole", text);
}

#[test]
fn an_exclusion_without_one_of_its_parts_is_left_out_of_what_is_sound() {
    let text = "tables:
  t:
    columns: {id: {type: bigint, primary_key: true}, n: int4range}
    exclusions: [{columns: [{expression: \"lower(n\", operator: \"=\"}, {column: n, operator: \"&&\"}]}]
";
    let read = language::read_text(Path::new("schema.yaml"), text);
    let Err(language::ReadError::Invalid { sound: Some(declared), findings, .. }) = read else {
        panic!("it is read");
    };
    assert_eq!(findings.len(), 1, "{findings:?}");
    let constraints: Vec<_> = declared.catalog.tables.values().flat_map(|table| table.constraints.keys()).collect();
    assert_eq!(constraints, ["t_pkey"]);
}

#[test]
fn every_error_says_where_and_what_to_do() {
    let root = folder("errors");
    let mut cases = BTreeMap::new();
    files(&root, Path::new(""), &mut cases);
    for path in cases.keys() {
        let parts: Vec<_> = path.components().collect();
        if parts.len() > 1 && path.file_name().is_none_or(|name| name != "schema.yaml") {
            continue;
        }
        let error = match language::read_with(path, &mut cases.clone()) {
            Ok(_) => panic!("{} should be refused", path.display()),
            Err(error) => error,
        };
        let name = if parts.len() > 1 { path.parent().unwrap() } else { path };
        insta::assert_snapshot!(name.with_extension("").display().to_string(), error.render(false));
    }
}

#[test]
fn the_json_schema_is_as_it_was() {
    insta::assert_snapshot!("json_schema", serde_json::to_string_pretty(&language::json_schema()).unwrap());
}
