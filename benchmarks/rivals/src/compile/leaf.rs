//! Crates with the same tables, in each library's own way.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Result, anyhow};

/// A library, or a way of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `evenkeel::schema!` of a schema file.
    Evenkeel,
    /// What the macro makes, written out beforehand.
    Expanded,
    /// `table!` and what stands beside it in the file that its program writes, with structs to read, insert and update.
    Diesel,
    /// Entities in the dense form, with relations.
    SeaOrm,
}

/// A crate with so many tables.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    pub kind: Kind,
    pub tables: usize,
}

/// A column: its name, and its types for evenkeel's file, for diesel's `table!`, for diesel's structs and for SeaORM's.
struct Column(&'static str, &'static str, &'static str, &'static str, &'static str);

const COLUMNS: [Column; 12] = [
    Column("id", "{type: bigint, primary_key: true, identity: by_default}", "BigInt", "i64", "i64"),
    Column("parent_id", "bigint?", "Nullable<BigInt>", "Option<i64>", "Option<i64>"),
    Column("name", "text", "Text", "String", "String"),
    Column("title", "text?", "Nullable<Text>", "Option<String>", "Option<String>"),
    Column("count", "integer", "Integer", "i32", "i32"),
    Column("position", "integer?", "Nullable<Integer>", "Option<i32>", "Option<i32>"),
    Column("is_active", "boolean", "Bool", "bool", "bool"),
    Column("score", "double precision", "Double", "f64", "f64"),
    Column("created_at", "timestamptz", "Timestamptz", "chrono::DateTime<chrono::Utc>", "DateTimeUtc"),
    Column(
        "updated_at",
        "timestamptz?",
        "Nullable<Timestamptz>",
        "Option<chrono::DateTime<chrono::Utc>>",
        "Option<DateTimeUtc>",
    ),
    Column("token", "uuid", "Uuid", "uuid::Uuid", "Uuid"),
    Column("settings", "jsonb", "Jsonb", "serde_json::Value", "Json"),
];

/// So many tables belong together: the others have a foreign key to the first of them. In one long chain of relations
/// SeaORM's types grow until the compiler gives up.
const GROUP: usize = 5;

/// The table that a table has a foreign key to.
fn parent(number: usize) -> Option<usize> {
    let first = number - number % GROUP;
    (first < number).then_some(first)
}

/// What an edit adds to one table.
const ADDED: Column = Column("extra", "text?", "Nullable<Text>", "Option<String>", "Option<String>");

impl Kind {
    /// All that were built in.
    pub fn all() -> &'static [Self] {
        if cfg!(feature = "rivals") {
            &[Self::Evenkeel, Self::Expanded, Self::Diesel, Self::SeaOrm]
        } else {
            &[Self::Evenkeel, Self::Expanded]
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Evenkeel => "evenkeel",
            Self::Expanded => "expanded",
            Self::Diesel => "diesel",
            Self::SeaOrm => "sea-orm",
        }
    }

    fn dependencies(self) -> String {
        match self {
            Self::Evenkeel | Self::Expanded => {
                let orm = concat!(env!("CARGO_MANIFEST_DIR"), "/../../orm");
                format!("evenkeel = {{ path = {orm:?} }}\n")
            }
            Self::Diesel => "diesel = { version = \"2.3\", default-features = false, features = [\"32-column-tables\", \
                             \"chrono\", \"postgres\", \"serde_json\", \"uuid\"] }\n\
                             chrono = { version = \"0.4\", default-features = false }\nserde_json = \"1\"\nuuid = \"1\"\n"
                .to_owned(),
            Self::SeaOrm => "sea-orm = { version = \"2.0\", default-features = false, features = [\"macros\", \
                             \"runtime-tokio\", \"sqlx-postgres\", \"with-chrono\", \"with-json\", \"with-uuid\"] }\n"
                .to_owned(),
        }
    }
}

impl Leaf {
    /// The crate's name.
    pub fn name(self) -> String {
        format!("{}-{}", self.kind.name(), self.tables)
    }

    /// Writes the crate into a folder, with a column more in the table in the middle if it is edited.
    pub fn write(self, folder: &Path, is_edited: bool) -> Result<()> {
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{}",
            self.name(),
            self.kind.dependencies()
        );
        write(&folder.join("Cargo.toml"), &manifest)?;
        let columns = |table: usize| {
            COLUMNS.iter().chain((is_edited && table == self.tables / 2).then_some(&ADDED)).collect::<Vec<_>>()
        };
        let tables: Vec<Vec<&Column>> = (0..self.tables).map(columns).collect();
        let text = match self.kind {
            Kind::Evenkeel | Kind::Expanded => {
                let file = folder.join("schema.yaml");
                write(&file, &schema_file(&tables))?;
                if self.kind == Kind::Evenkeel { MACRO.to_owned() } else { expanded(&file)? }
            }
            Kind::Diesel => diesel(&tables),
            Kind::SeaOrm => sea_orm(&tables),
        };
        write(&folder.join("src/lib.rs"), &text)
    }
}

const MACRO: &str = "evenkeel::schema!(\"schema.yaml\");\n";

/// Leaves a file alone that says so already, for cargo looks at its time.
fn write(file: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(file).is_ok_and(|present| present == text) {
        return Ok(());
    }
    Ok(fs::write(file, text)?)
}

fn schema_file(tables: &[Vec<&Column>]) -> String {
    let mut text = "postgres: [14, 18]\n\ntables:\n".to_owned();
    for (number, columns) in tables.iter().enumerate() {
        let _ = writeln!(text, "  item{number}:\n    columns:");
        for Column(name, kind, ..) in columns {
            let _ = match (*name, parent(number)) {
                ("parent_id", Some(first)) => {
                    writeln!(text, "      parent_id: {{type: bigint?, references: item{first}.id}}")
                }
                _ => writeln!(text, "      {name}: {kind}"),
            };
        }
    }
    text
}

fn expanded(file: &Path) -> Result<String> {
    let (declared, _) = evenkeel_model::language::read(file).map_err(|error| anyhow!("{error:?}"))?;
    evenkeel_codegen::rust_text(&declared).map_err(|findings| anyhow!("{findings:?}"))
}

fn diesel(tables: &[Vec<&Column>]) -> String {
    let mut text = "use diesel::prelude::*;\n".to_owned();
    for (number, columns) in tables.iter().enumerate() {
        let _ = writeln!(text, "\ndiesel::table! {{\n    item{number} (id) {{");
        for Column(name, _, sql_type, ..) in columns {
            let _ = writeln!(text, "        {name} -> {sql_type},");
        }
        text.push_str("    }\n}\n");
        if let Some(first) = parent(number) {
            let _ = writeln!(text, "diesel::joinable!(item{number} -> item{first} (parent_id));");
        }
        let structs = [
            ("Item", "Queryable, Selectable", "Pg", false),
            ("NewItem", "Insertable", "", true),
            ("ItemPatch", "AsChangeset", "", true),
        ];
        for (name, derives, backend, without_key) in structs {
            let backend = if backend.is_empty() { "" } else { ", check_for_backend(diesel::pg::Pg)" };
            let _ = writeln!(
                text,
                "\n#[derive({derives})]\n#[diesel(table_name = item{number}{backend})]\npub struct {name}{number} {{"
            );
            for Column(name, _, _, kind, _) in columns.iter().skip(usize::from(without_key)) {
                let _ = if derives == "AsChangeset" {
                    writeln!(text, "    pub {name}: Option<{kind}>,")
                } else {
                    writeln!(text, "    pub {name}: {kind},")
                };
            }
            text.push_str("}\n");
        }
    }
    // As `diesel print-schema` writes it: any two tables can stand in one query, as they can elsewhere.
    let names: Vec<_> = (0..tables.len()).map(|number| format!("item{number}")).collect();
    let _ = writeln!(text, "\ndiesel::allow_tables_to_appear_in_same_query!({});", names.join(", "));
    text
}

fn sea_orm(tables: &[Vec<&Column>]) -> String {
    let mut text = String::new();
    for (number, columns) in tables.iter().enumerate() {
        let _ = writeln!(
            text,
            "pub mod item{number} {{\n    use sea_orm::entity::prelude::*;\n\n    #[sea_orm::model]\n    \
             #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]\n    #[sea_orm(table_name = \"item{number}\")]\n    \
             pub struct Model {{\n        #[sea_orm(primary_key)]"
        );
        for Column(name, .., kind) in columns {
            let _ = writeln!(text, "        pub {name}: {kind},");
        }
        if let Some(first) = parent(number) {
            let _ = writeln!(
                text,
                "        #[sea_orm(belongs_to, from = \"parent_id\", to = \"id\")]\n        \
                 pub parent: HasOne<super::item{first}::Entity>,"
            );
        }
        for child in (number + 1..tables.len()).take_while(|child| parent(*child) == Some(number)) {
            let _ = writeln!(
                text,
                "        #[sea_orm(has_many)]\n        pub children_{child}: HasMany<super::item{child}::Entity>,"
            );
        }
        text.push_str("    }\n\n    impl ActiveModelBehavior for ActiveModel {}\n}\n\n");
    }
    text
}
