use std::fs;

use super::*;

/// The folder of this crate, above which the workspace's reference schema lies.
fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of the only `compile_error!` in what `input` becomes, with `folder` taken out of paths.
fn error(input: TokenStream, folder: &Path) -> String {
    let file: syn::File = syn::parse2(schema(input, folder)).unwrap();
    let mut messages = file.items.iter().filter_map(|item| match item {
        syn::Item::Macro(item) => Some(syn::parse2::<syn::LitStr>(item.mac.tokens.clone()).unwrap().value()),
        _ => None,
    });
    let message = messages.next().unwrap();
    assert_eq!(messages.next(), None);
    let folder = format!("{}/", folder.display());
    message.replace(&folder, "").replace(folder.trim_end_matches('/'), "FOLDER")
}

/// The paths that what `input` becomes tells the compiler to watch.
fn watched(tokens: TokenStream) -> Vec<PathBuf> {
    let file: syn::File = syn::parse2(tokens).unwrap();
    let consts = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Const(item) => Some(item.expr),
        _ => None,
    });
    consts
        .map(|expression| match *expression {
            syn::Expr::Macro(expression) => syn::parse2::<syn::LitStr>(expression.mac.tokens).unwrap().value().into(),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn folder_with(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("schema.yaml"), text).unwrap();
    folder
}

#[test]
fn the_text_for_reviewers_is_what_the_macro_emits() {
    let (declared, _) = language::read(&here().join("../schema.yaml")).unwrap();
    let emitted = schema(quote!("schema.yaml"), here());
    let mut emitted: syn::File = syn::parse2(evenkeel_codegen::shortened(&declared, emitted).unwrap()).unwrap();
    emitted.items.retain(|item| !matches!(item, syn::Item::Const(_)));
    let text: syn::File = syn::parse_str(&evenkeel_codegen::rust_text(&declared).unwrap()).unwrap();
    // Two ways to write the same tokens (a comma at the end, a raw string) are no difference.
    assert!(prettyplease::unparse(&emitted) == prettyplease::unparse(&text), "the macro emits something else");
}

#[test]
fn only_the_named_tables_and_their_types_are_made() {
    let file: syn::File = syn::parse2(schema(quote!("schema.yaml"; Member, Organization), here())).unwrap();
    let names = file.items.iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some(item.ident.to_string()),
        syn::Item::Enum(item) => Some(item.ident.to_string()),
        _ => None,
    });
    assert_eq!(
        names.collect::<Vec<_>>(),
        [
            "Organization",
            "OrganizationColumns",
            "NewOrganization",
            "OrganizationInsert",
            "OrganizationPatch",
            "OrganizationStatus",
            "Member",
            "MemberColumns",
            "NewMember",
            "MemberInsert",
            "MemberPatch",
            "MemberRole"
        ]
    );
}

#[test]
fn the_file_is_watched_whether_it_is_right_or_wrong() {
    let folder = folder_with("tables: {a: {columns: {b: text}}}\n");
    let path = folder.path().join("schema.yaml");
    assert_eq!(watched(schema(quote!("schema.yaml"), folder.path())), std::slice::from_ref(&path));
    fs::write(&path, "tables: {a: {columns: {b: txt}}}\n").unwrap();
    assert_eq!(watched(schema(quote!("schema.yaml"), folder.path())), [path]);
}

#[test]
fn a_missing_file_is_an_error_that_says_where_it_was_sought() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        error(quote!("schema.yml"), folder.path()),
        "there is no file `schema.yml` in FOLDER nor in a folder above it that holds a Cargo.toml; `keel init` makes one"
    );
}

#[test]
fn what_is_wrong_in_the_file_is_shown_with_its_lines() {
    let folder = folder_with("tables:\n  a:\n    columns:\n      b: txt\n      c: {type: text, rust: a b}\n");
    assert_eq!(
        error(quote!("schema.yaml"), folder.path()),
        "\
schema.yaml cannot be used

error[unknown-type]: there is no type `txt`
 --> schema.yaml:4:10
  |
4 |       b: txt
  |          ^^^
  |
  = help: did you mean `text`?"
    );
    let folder = folder_with("tables:\n  a:\n    columns:\n      b: text\n      c: {type: text, rust: a b}\n");
    assert_eq!(
        error(quote!("schema.yaml"), folder.path()),
        "\
schema.yaml cannot be used

error[rust-type]: `a b` is not a Rust type: unexpected token
 --> schema.yaml:5:7
  |
5 |       c: {type: text, rust: a b}
  |       ^
  |
  = help: write a type as it stands in Rust code, with its path from the crate's root: `crate::Settings`"
    );
}

#[test]
#[cfg(not(any(feature = "chrono", feature = "time")))]
fn a_feature_that_is_not_enabled_is_named() {
    let folder = folder_with("rust: {times: chrono}\ntables: {a: {columns: {b: date}}}\n");
    assert_eq!(
        error(quote!("schema.yaml"), folder.path()),
        "\
schema.yaml cannot be used

error[missing-feature]: `times: chrono` needs the feature `chrono` of the crate evenkeel, which is not enabled
 --> schema.yaml:1:15
  |
1 | rust: {times: chrono}
  |               ^^^^^^
  |
  = help: enable it in Cargo.toml: `cargo add evenkeel --features chrono`"
    );
}

#[test]
fn a_struct_that_no_table_has_is_named() {
    let folder = folder_with("tables: {user: {columns: {b: text}}, member: {columns: {b: text}}}\n");
    assert_eq!(
        error(quote!("schema.yaml"; Member, Usr), folder.path()),
        "no table of schema.yaml has the struct `Usr`: did you mean `User`?"
    );
    assert_eq!(
        error(quote!("schema.yaml"; Qqqqq), folder.path()),
        "no table of schema.yaml has the struct `Qqqqq`; it has User, Member"
    );
}

#[test]
fn other_input_is_refused() {
    let message = error(quote!(schema), here());
    assert_eq!(message, "expected the path of a schema file: `schema!(\"schema.yaml\")`");
    assert_eq!(error(quote!("schema.yaml", User), here()), "expected `;`");
    assert_eq!(error(quote!("schema.yaml"; "User"), here()), "expected identifier");
}
