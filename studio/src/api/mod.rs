//! What the page and the server say to each other: JSON in the body of a POST, both ways.
//!
//! The page's own types are made of these: `studio/web/src/api/types.ts`, kept true by a test.
//!
//! A value of the database is always PostgreSQL's own text, never a number or a date of JSON. Offsets into SQL text count
//! UTF-16 code units from 0, as JavaScript does.

mod completion;
mod diagram;
mod drift;
mod edits;
mod error;
mod migrations;
mod overview;
mod relation;
mod rows;
mod session;
mod sql;
mod transfer;
#[cfg(test)]
mod typescript;
mod value;

pub use completion::{CompletionColumn, CompletionFunction, CompletionRelation, CompletionResponse};
pub use diagram::{DiagramColumn, DiagramForeignKey, DiagramResponse, DiagramTable};
pub use drift::{
    DriftChange, DriftObject, DriftPlace, DriftProblem, DriftRequest, DriftResponse, DriftState, GenerateRequest,
    GenerateResponse,
};
pub use edits::{
    Assignment, CommitResponse, Conflict, Edit, EditsRequest, NewValue, PreviewResponse, PreviewedStatement,
};
pub use error::{ErrorBody, ErrorCode, ErrorResponse};
pub use migrations::{
    ApplyEvent, ApplyRequest, LockStrength, MigrationFile, MigrationProblem, MigrationState, MigrationsRequest,
    MigrationsResponse, StatementCard, StatementHazard,
};
pub use overview::{OverviewResponse, ReadOnlyReason, RelationKind, RelationSummary};
pub use relation::{
    Column, ForeignKey, Identity, IndexSummary, ReferencedBy, RelationRequest, RelationResponse, UniqueKey, ValueKind,
};
pub use rows::{
    CountRequest, CountResponse, Filter, FilterOperator, Nulls, Order, Page, Row, RowsQuery, RowsRequest, RowsResponse,
    ValueFileRequest, ValueRequest, ValueResponse,
};
pub use session::{CancelRequest, CancelResponse, Nothing, SessionRequest, SessionResponse, UnlockRequest};
pub use sql::{
    ExplainRequest, ExplainResponse, Notice, ResultColumn, RunRequest, RunResponse, SplitRequest, SplitResponse,
    SqlExportRequest, SqlRowsRequest, SqlRowsResponse, SqlStatement, SqlValueRequest, StatementResult, Truncation,
};
pub use transfer::{ExportFormat, ExportRequest, ImportFormat, ImportRequest, ImportResponse};
pub use value::Cell;
