//! Objects that the model can name but not yet describe.

use serde::{Deserialize, Serialize};

use crate::QualifiedName;

/// An object, or an attribute of an object, that is known by name only. It is never dropped, and a plan that would
/// touch it is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherObject {
    /// What it is.
    pub kind: OtherKind,
    /// The schema it lives in, if it lives in one.
    pub schema: Option<String>,
    /// The table or view it belongs to, for what has no life of its own (triggers, policies, attributes).
    pub on: Option<QualifiedName>,
    /// The SQL that makes it, verbatim from the server, where the server prints one; statements are separated by `;`
    /// and a line feed.
    pub definition: Option<String>,
}

/// The kind of an [`OtherObject`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the object kind that PostgreSQL's manual calls by that name")]
pub enum OtherKind {
    View,
    MaterializedView,
    Function,
    Procedure,
    Aggregate,
    Trigger,
    EventTrigger,
    Policy,
    RowSecurity,
    Rule,
    PartitionedTable,
    Partition,
    InheritedTable,
    TypedTable,
    ForeignTable,
    ForeignDataWrapper,
    ForeignServer,
    UserMapping,
    RangeType,
    BaseType,
    Collation,
    Conversion,
    Cast,
    Operator,
    OperatorClass,
    OperatorFamily,
    AccessMethod,
    Language,
    Statistics,
    Publication,
    Subscription,
    TextSearchConfiguration,
    TextSearchDictionary,
    TextSearchParser,
    TextSearchTemplate,
    Transform,
    LargeObject,
    SecurityLabel,
    Privileges,
    DefaultPrivileges,
    ReplicaIdentity,
    ClusterMark,
    ColumnStatisticsTarget,
    ColumnOptions,
    Tablespace,
    TableAccessMethod,
    IdentityLogging,
    Comment,
    DomainNotNull,
}

impl OtherKind {
    /// Whether it has a name among the relations of its schema, as tables have.
    pub fn is_relation(self) -> bool {
        matches!(
            self,
            Self::PartitionedTable
                | Self::Partition
                | Self::InheritedTable
                | Self::TypedTable
                | Self::ForeignTable
                | Self::View
                | Self::MaterializedView
        )
    }

    /// The words that name the kind in a message: `materialized view`.
    pub fn words(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Aggregate => "aggregate",
            Self::Trigger => "trigger",
            Self::EventTrigger => "event trigger",
            Self::Policy => "policy",
            Self::RowSecurity => "row security",
            Self::Rule => "rule",
            Self::PartitionedTable => "partitioned table",
            Self::Partition => "partition",
            Self::InheritedTable => "inheritance child",
            Self::TypedTable => "typed table",
            Self::ForeignTable => "foreign table",
            Self::ForeignDataWrapper => "foreign-data wrapper",
            Self::ForeignServer => "foreign server",
            Self::UserMapping => "user mapping",
            Self::RangeType => "range type",
            Self::BaseType => "base type",
            Self::Collation => "collation",
            Self::Conversion => "conversion",
            Self::Cast => "cast",
            Self::Operator => "operator",
            Self::OperatorClass => "operator class",
            Self::OperatorFamily => "operator family",
            Self::AccessMethod => "access method",
            Self::Language => "language",
            Self::Statistics => "extended statistics",
            Self::Publication => "publication",
            Self::Subscription => "subscription",
            Self::TextSearchConfiguration => "text search configuration",
            Self::TextSearchDictionary => "text search dictionary",
            Self::TextSearchParser => "text search parser",
            Self::TextSearchTemplate => "text search template",
            Self::Transform => "transform",
            Self::LargeObject => "large object",
            Self::SecurityLabel => "security label",
            Self::Privileges => "privileges",
            Self::DefaultPrivileges => "default privileges",
            Self::ReplicaIdentity => "replica identity",
            Self::ClusterMark => "cluster mark",
            Self::ColumnStatisticsTarget => "column statistics target",
            Self::ColumnOptions => "column options",
            Self::Tablespace => "tablespace",
            Self::TableAccessMethod => "table access method",
            Self::IdentityLogging => "logging of identity sequence",
            Self::Comment => "comment",
            Self::DomainNotNull => "named NOT NULL constraint of a domain",
        }
    }
}
