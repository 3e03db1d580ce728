//! Renames of what other things hang on.

use std::sync::Arc;

use evenkeel_model::declared::{Rename, RenamedObject};
use evenkeel_model::object::{Column, CompositeType, Domain, EnumType, Sequence, SequenceOptions, Table};
use evenkeel_model::{Catalog, QualifiedName};

use super::resolve;

fn rename(object: RenamedObject, from: &str, from_schema: Option<&str>) -> Rename {
    Rename { object, from: from.to_owned(), from_schema: from_schema.map(str::to_owned), implied: false }
}

fn public(name: &str) -> QualifiedName {
    QualifiedName::new("public", name)
}

/// A table `ship` whose column `id` owns the sequence `number`.
fn with_owned_sequence() -> Catalog {
    let mut catalog = Catalog::default();
    let mut table = Table::default();
    table.columns.insert("id".to_owned(), Column { data_type: "bigint".to_owned(), ..Column::default() });
    catalog.tables.insert(public("ship"), Arc::new(table));
    let options = SequenceOptions::defaults("bigint", 1);
    let owned_by = Some((public("ship"), "id".to_owned()));
    let sequence = Sequence { options, owned_by, unlogged: false, comment: None };
    catalog.sequences.insert(public("number"), sequence);
    catalog.schemas.insert("port".to_owned(), Default::default());
    catalog
}

fn sql(statements: &[crate::plan::Statement]) -> Vec<&str> {
    statements.iter().map(|statement| statement.sql.as_str()).collect()
}

#[test]
fn a_name_that_something_of_another_kind_has_is_refused() {
    let mut catalog = with_owned_sequence();
    catalog.enums.insert(public("mood"), EnumType::default());
    catalog.composites.insert(public("address"), CompositeType::default());
    for (object, from) in [
        // A relation's name, and those of types, which a table needs as well.
        (RenamedObject::Table(public("number")), "ship"),
        (RenamedObject::Table(public("mood")), "ship"),
        (RenamedObject::Type(public("ship")), "mood"),
        (RenamedObject::Type(public("number")), "address"),
        (RenamedObject::Sequence(public("address")), "number"),
    ] {
        let refused = resolve(&[rename(object.clone(), from, None)], &catalog, 15).unwrap_err();
        assert_eq!(refused.len(), 1, "{object:?}");
        assert_eq!(refused[0].from(), from);
    }
    // An enum is no relation.
    resolve(&[rename(RenamedObject::Type(public("number")), "mood", None)], &catalog, 15).unwrap();
}

#[test]
fn a_sequence_leaves_its_owner_to_move_to_another_schema() {
    let moved = RenamedObject::Sequence(QualifiedName::new("port", "number"));
    let renames = resolve(&[rename(moved, "number", Some("public"))], &with_owned_sequence(), 15).unwrap();
    assert_eq!(
        sql(&renames.forward),
        ["ALTER SEQUENCE public.number OWNED BY NONE;\nALTER SEQUENCE public.number SET SCHEMA port"]
    );
    assert_eq!(
        sql(&renames.backward),
        ["ALTER SEQUENCE port.number SET SCHEMA public;\nALTER SEQUENCE public.number OWNED BY public.ship.id"]
    );
}

#[test]
fn a_sequence_goes_with_its_table() {
    let renames = [
        rename(RenamedObject::Table(QualifiedName::new("port", "ship")), "ship", Some("public")),
        rename(RenamedObject::Sequence(QualifiedName::new("port", "number")), "number", Some("public")),
    ];
    let renames = resolve(&renames, &with_owned_sequence(), 15).unwrap();
    assert_eq!(sql(&renames.forward), ["ALTER TABLE public.ship SET SCHEMA port"]);
}

#[test]
fn the_not_null_of_a_domain_follows_its_name_where_it_has_one() {
    let mut catalog = Catalog::default();
    catalog.domains.insert(public("mail"), Domain { not_null: true, ..Domain::default() });
    let to_email = [rename(RenamedObject::Type(public("email")), "mail", None)];
    let on = |major| resolve(&to_email, &catalog, major).unwrap().forward[0].sql.clone();
    assert_eq!(on(16), "ALTER DOMAIN public.mail RENAME TO email");
    assert_eq!(
        on(17),
        "ALTER DOMAIN public.mail RENAME TO email;\nALTER DOMAIN public.email RENAME CONSTRAINT mail_not_null TO email_not_null"
    );
}

#[test]
fn a_part_that_meets_its_name_in_the_new_schema_is_named() {
    let mut catalog = with_owned_sequence();
    catalog.enums.insert(QualifiedName::new("port", "number"), EnumType::default());
    let moved = [rename(RenamedObject::Table(QualifiedName::new("port", "ship")), "ship", Some("public"))];
    // An enum is no relation, but a composite is.
    resolve(&moved, &catalog, 15).unwrap();
    catalog.composites.insert(QualifiedName::new("port", "number"), CompositeType::default());
    let refused = resolve(&moved, &catalog, 15).unwrap_err();
    assert_eq!(
        refused[0].to_string(),
        "table port.ship is said to be renamed from ship, but then port.number, which goes along, meets something that has \
         this name already"
    );
    assert_eq!(refused[0].help(), "rename or drop one of the two in a migration before this one");
}

#[test]
fn names_on_the_way_to_another_schema_are_free() {
    let to = QualifiedName::new("port", "boat");
    let moved = |catalog: &Catalog| {
        let renames = [rename(RenamedObject::Table(to.clone()), "ship", Some("public"))];
        let renames = resolve(&renames, catalog, 15).unwrap();
        (renames.forward[0].sql.clone(), renames.backward[0].sql.clone())
    };
    let mut catalog = with_owned_sequence();
    let (there, back) = moved(&catalog);
    assert_eq!(there, "ALTER TABLE public.ship RENAME TO boat;\nALTER TABLE public.boat SET SCHEMA port");
    assert_eq!(back, "ALTER TABLE port.boat SET SCHEMA public;\nALTER TABLE public.boat RENAME TO ship");
    catalog.tables.insert(public("boat"), Arc::default());
    let (there, back) = moved(&catalog);
    assert_eq!(there, "ALTER TABLE public.ship SET SCHEMA port;\nALTER TABLE port.ship RENAME TO boat");
    assert_eq!(back, "ALTER TABLE port.boat RENAME TO ship;\nALTER TABLE port.ship SET SCHEMA public");
    catalog.tables.insert(QualifiedName::new("port", "ship"), Arc::default());
    let (there, back) = moved(&catalog);
    assert_eq!(
        there,
        "ALTER TABLE public.ship RENAME TO boat__keel_moved;\nALTER TABLE public.boat__keel_moved SET SCHEMA port;\n\
         ALTER TABLE port.boat__keel_moved RENAME TO boat"
    );
    assert_eq!(
        back,
        "ALTER TABLE port.boat RENAME TO boat__keel_moved;\nALTER TABLE port.boat__keel_moved SET SCHEMA public;\n\
         ALTER TABLE public.boat__keel_moved RENAME TO ship"
    );
}

#[test]
fn a_column_of_a_moved_table_fails_under_the_name_that_programs_know() {
    let moved = RenamedObject::Table(QualifiedName::new("port", "boat"));
    let column = RenamedObject::Column(QualifiedName::new("port", "boat"), "number".to_owned());
    let renames = [rename(moved, "ship", Some("public")), rename(column, "id", None)];
    let found = resolve(&renames, &with_owned_sequence(), 15).unwrap();
    let words = |statements: &[crate::plan::Statement]| -> Vec<String> {
        statements.iter().flat_map(|statement| &statement.hazards).map(|hazard| hazard.words.clone()).collect()
    };
    let fail = |name: &str| format!("programs that use {name} fail from then on");
    assert_eq!(words(&found.forward), [fail("public.ship"), fail("public.ship.id")]);
    assert_eq!(words(&found.backward), [fail("port.boat.number"), fail("port.boat")]);
}
