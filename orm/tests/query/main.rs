//! Queries on a real server, each form with its SQL beside it.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod again;
mod aggregates;
mod batch;
mod composites;
mod copy;
mod delete;
mod derives;
mod documents;
mod functions;
mod insert;
mod join;
mod lateral;
mod lengths;
mod moments;
mod overrides;
mod page;
mod pgbouncer;
mod property;
mod ranges;
mod relation;
mod select;
mod set;
mod support;
mod types;
mod update;
mod values;
mod with;

evenkeel::schema!("../schema.yaml");
