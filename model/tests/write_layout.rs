//! What a written file looks like: one in the writer's own form is read, and written the same again.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::path::Path;

use evenkeel_model::write::{Excerpts, WriteOptions, write_schema};
use evenkeel_model::{Catalog, ObjectId, language};

const SCHEMA: &str = r##"# yaml-language-server: $schema=generated/schema.schema.json

postgres: 18
rust: {times: chrono, derive: [serde::Serialize, Hash], derive_new: [Hash], derive_patch: [serde::Deserialize]}

extensions:
  citext: {}
  pg_trgm: {schema: extensions, comment: Similar words}

schemas:
  Sales: {name: Sales}
  billing: {comment: "Money: what comes and goes"}
  extensions: {}

types:
  address: {composite: {street: text, zip: {type: varchar(10), collation: C, comment: As the post writes it}}}
  mood: {comment: How one feels, enum: [sad, ok, "yes", "1e3"]}
  positive: {domain: integer, not_null: true, default: 1, checks: {positive_value_check: VALUE > 0}}

sequences:
  billing.invoice_number: {type: integer, start: 1000, increment: 5, cycle: true, owned_by: billing.invoice.number}

tables:
  Sales.Order:
    name: Order
    columns:
      id: {type: bigserial, primary_key: true}
      createdAt: {name: createdAt, type: timestamptz, default: now()}

  billing.invoice:
    comment: |-
      One bill.
        Never changed once sent.
    unlogged: true
    with: {fillfactor: 70, toast.autovacuum_enabled: off}
    columns:
      id: {type: bigint, primary_key: true, identity: always}
      number: {type: integer, unique: true, default: nextval('billing.invoice_number'::regclass)}
      order: {type: bigint?, references: Sales.Order.id, on_delete: set_null}
      user_id:
        type: text
        references: {table: user, column: id, name: invoice_user, deferrable: deferred, not_valid: true}
        on_delete: cascade
        on_update: cascade
      total: {type: "numeric(12,2)", default: 0.00}
      lines: {type: jsonb, default: []}
      tags: {type: "text[]", default: []}
      note: {type: text?, default: "it's #1", storage: external, compression: lz4}
      due: {type: date?, default: {sql: (CURRENT_DATE + 14)}}
      gross: {type: numeric, generated: (total * 1.19)}
      mood: {type: mood, default: ok}
      state: {type: varchar(8), default: "null", comment: '"null" is not null'}
    unique:
      - {name: one_a_day, columns: [user_id, due], include: [total], deferrable: true, nulls_not_distinct: true}
    checks:
      total_positive: (total >= (0)::numeric)
      with_note: {sql: (note <> ''::text), no_inherit: true, not_valid: true, comment: Since May}
    exclusions:
      - name: invoice_no_two
        columns: [{column: user_id, operator: "="}, {expression: "daterange(due, due)", operator: "&&", order: desc}]
        where: (due IS NOT NULL)
    indexes:
      - due
      - {columns: [number], unique: true, where: (total > (100)::numeric)}
      - name: invoice_search
        columns: [{expression: lower(note), operator_class: {name: extensions.gin_trgm_ops, with: {siglen: 12}}}]
        method: gin
      - {name: invoice_user_due, columns: [user_id, {column: due, order: desc, nulls: last}]}

  membership:
    columns:
      invoice_id: bigint
      user_id: text
    primary_key: [user_id, invoice_id]
    foreign_keys:
      - columns: [user_id, invoice_id]
        references: {table: membership, columns: [user_id, invoice_id]}
        on_delete: {set_null: [user_id]}
        match: full

  user:
    columns:
      id: {type: text, primary_key: true}
      email: {type: public.citext, unique: {name: user_email, nulls_not_distinct: true}}
      home: address?
      age: positive?
"##;

#[test]
fn a_written_file_is_written_the_same_again() {
    let (declared, _) =
        language::read_text(Path::new("schema.yaml"), SCHEMA).unwrap_or_else(|error| panic!("{}", error.render(false)));
    let options = WriteOptions {
        postgres: Some((18, 18)),
        json_schema: Some("generated/schema.schema.json".to_owned()),
        rust: declared.rust.clone(),
    };
    let written = write_schema(&declared.catalog, &options);
    let difference = SCHEMA.lines().zip(written.lines()).find(|(line, expected)| line != expected);
    assert_eq!(difference, None, "{written}");
    assert_eq!(written, SCHEMA);
}

/// One section after another, entry by entry: the excerpts of all objects make the file.
#[test]
fn an_object_alone_is_written_as_it_stands_in_the_file() {
    let (declared, _) =
        language::read_text(Path::new("schema.yaml"), SCHEMA).unwrap_or_else(|error| panic!("{}", error.render(false)));
    let catalog = &declared.catalog;
    let Catalog { enums, domains, composites, sequences, tables, .. } = catalog;
    let types = enums.keys().chain(domains.keys()).chain(composites.keys()).cloned().map(ObjectId::Type);
    let objects = types
        .chain(sequences.keys().cloned().map(ObjectId::Sequence))
        .chain(tables.keys().cloned().map(ObjectId::Table));
    let mut written = 0;
    for object in objects {
        let Some(text) = Excerpts::of(catalog).text(&object) else { continue };
        let (section, entry) = text.split_once('\n').unwrap();
        let (_, of_section) = SCHEMA.split_once(&format!("\n{section}\n")).unwrap();
        assert!(of_section.contains(entry), "{object}: {text}");
        written += 1;
    }
    // All but the sequence that bigserial says.
    assert_eq!(written, 3 + 1 + 4);
    assert_eq!(Excerpts::of(catalog).text(&ObjectId::Extension("pg_trgm".into())).unwrap().lines().count(), 2);
    assert_eq!(Excerpts::of(&Catalog::default()).text(&ObjectId::Schema("gone".into())), None);
}
