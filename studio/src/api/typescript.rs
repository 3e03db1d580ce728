//! The page's own types, made of these.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::path::Path;

use ts_rs::{Config, TS, TypeVisitor};

use super::*;

/// The environment variable with which the file is written anew.
const BLESS: &str = "EVENKEEL_BLESS";

/// What stands above the types.
const HEADING: &str = "// Made of the Rust types in studio/src/api/ by a test; do not edit.\n\
                       // EVENKEEL_BLESS=1 cargo test -p evenkeel-studio --lib typescript\n";

/// Every type that was seen, by name.
struct Declarations {
    config: Config,
    seen: BTreeMap<String, (TypeId, String)>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            // It has no declaration of its own; what it is made of may have one.
            T::visit_dependencies(self);
            T::visit_generics(self);
            return;
        }
        let name = T::ident(&self.config);
        if let Some((known, _)) = self.seen.get(&name) {
            assert_eq!(*known, TypeId::of::<T>(), "two types have the name {name}");
            return;
        }
        let declaration = format!("{}export {}\n", T::docs().unwrap_or_default(), T::decl(&self.config));
        self.seen.insert(name, (TypeId::of::<T>(), declaration));
        T::visit_dependencies(self);
    }
}

/// The calls with what they send and what they get.
struct Calls<'a> {
    declarations: &'a mut Declarations,
    text: String,
}

impl Calls<'_> {
    fn call<Request: TS + 'static, Response: TS + 'static>(&mut self, path: &str) {
        self.declarations.visit::<Request>();
        self.declarations.visit::<Response>();
        let config = &self.declarations.config;
        let (request, response) = (Request::name(config), Response::name(config));
        self.text.push_str(&format!("  {path:?}: {{ request: {request}; response: {response} }};\n"));
    }
}

fn generate() -> String {
    let config = Config::new().with_large_int("number");
    let mut declarations = Declarations { config, seen: BTreeMap::new() };
    declarations.visit::<ErrorResponse>();
    declarations.visit::<ApplyEvent>();
    declarations.visit::<ExportRequest>();
    declarations.visit::<ValueFileRequest>();
    declarations.visit::<ApplyRequest>();
    declarations.visit::<SqlExportRequest>();
    declarations.visit::<SqlValueRequest>();
    let mut calls = Calls { declarations: &mut declarations, text: String::new() };
    calls.call::<SessionRequest, SessionResponse>("/session");
    calls.call::<Nothing, SessionResponse>("/session/tab");
    calls.call::<Nothing, OverviewResponse>("/api/overview");
    calls.call::<RelationRequest, RelationResponse>("/api/relation");
    calls.call::<RowsRequest, RowsResponse>("/api/rows");
    calls.call::<CountRequest, CountResponse>("/api/count");
    calls.call::<ValueRequest, ValueResponse>("/api/value");
    calls.call::<EditsRequest, PreviewResponse>("/api/edits/preview");
    calls.call::<EditsRequest, CommitResponse>("/api/edits/commit");
    calls.call::<SplitRequest, SplitResponse>("/api/sql/split");
    calls.call::<RunRequest, RunResponse>("/api/sql/run");
    calls.call::<ExplainRequest, ExplainResponse>("/api/sql/explain");
    calls.call::<SqlRowsRequest, SqlRowsResponse>("/api/sql/rows");
    calls.call::<CancelRequest, CancelResponse>("/api/cancel");
    calls.call::<UnlockRequest, OverviewResponse>("/api/unlock");
    calls.call::<Nothing, OverviewResponse>("/api/lock");
    calls.call::<Nothing, CompletionResponse>("/api/completion");
    calls.call::<Nothing, DiagramResponse>("/api/diagram");
    calls.call::<DriftRequest, DriftResponse>("/api/drift");
    calls.call::<GenerateRequest, GenerateResponse>("/api/drift/generate");
    calls.call::<MigrationsRequest, MigrationsResponse>("/api/migrations");
    calls.call::<ImportRequest, ImportResponse>("/api/import");
    let calls = calls.text;
    let types: Vec<String> = declarations.seen.into_values().map(|(_, declaration)| declaration).collect();
    format!(
        "{HEADING}\n/**\n * The calls that answer with one JSON document. `/api/export`, `/api/value/file`,\n \
         * `/api/sql/export` and `/api/sql/value` answer with a file,\n \
         * `/api/migrations/apply` and `/api/migrations/applying` with a line of JSON (`ApplyEvent`) for each event.\n */\nexport interface Calls {{\n{calls}}}\n\n{}",
        types.join("\n")
    )
}

#[test]
fn the_types_of_the_page_are_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/src/api/types.ts");
    let fresh = generate();
    if std::env::var_os(BLESS).is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == fresh, "{} is not what the Rust types make; set {BLESS}=1 to write it anew", path.display());
}
