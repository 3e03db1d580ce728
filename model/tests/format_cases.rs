//! The layout, case by case.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use evenkeel_model::format::format;

/// The layout of `text`, which must be stable.
#[track_caller]
fn formatted(text: &str) -> String {
    let once = format(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(format(&once).unwrap(), once, "a second pass changes the layout");
    once
}

#[test]
fn the_reference_schema_has_the_layout() {
    let schema = include_str!("../../schema.yaml");
    let formatted = formatted(schema);
    let difference = schema.lines().zip(formatted.lines()).find(|(line, expected)| line != expected);
    assert_eq!(difference, None);
    assert_eq!(formatted.len(), schema.len());
}

#[test]
fn indentation_and_spaces() {
    let text = "\
tables:
    user :
        columns:
            id :   text
            b: { type: text ,  unique:   true }
        unique:
        - [ a,b ]
        - a
";
    let expected = "\
tables:
  user:
    columns:
      id: text
      b: {type: text, unique: true}
    unique:
      - [a, b]
      - a
";
    assert_eq!(formatted(text), expected);
}

#[test]
fn line_ends_and_empty_lines() {
    assert_eq!(formatted("\n\na: 1\r\n\r\n\r\n\r\nb:\r\n\r\n  c: 2\n\n"), "a: 1\n\nb:\n  c: 2\n");
    assert_eq!(formatted("a: 1\r\n\r\n\nb:   2\n"), "a: 1\r\n\r\nb: 2\r\n", "as the first line ends");
    assert_eq!(formatted("a: 1"), "a: 1\n");
    assert_eq!(formatted("\u{feff}a: 1"), "a: 1\n");
    assert_eq!(formatted(""), "");
    assert_eq!(formatted("# only\n\n\n# words  "), "# only\n\n# words\n");
}

#[test]
fn comments_stay_where_they_are() {
    let text = "\
# top

a:   # behind a
   # above b
   b: 1 # behind b
   # below b

# above c
c: # behind c
    # of the value
    x
d:
- # before the item
  e: 1
- f
  # below f
# above g
g: {}  # behind g
# last
";
    let expected = "\
# top

a:  # behind a
  # above b
  b: 1  # behind b
  # below b

# above c
# behind c
c: x  # of the value
d:
  # before the item
  - e: 1
  - f
  # below f
# above g
g: {}  # behind g
# last
";
    assert_eq!(formatted(text), expected);
}

#[test]
fn comments_of_one_column_stay_in_one_column() {
    let text = "a: {type:   text}        # one\nbb: text                 # two\nc: x\nd: long text # three\n";
    let expected = "a: {type: text}  # one\nbb: text         # two\nc: x\nd: long text  # three\n";
    assert_eq!(formatted(text), expected);
}

#[test]
fn flow_collections_with_comments_become_blocks() {
    let text = "\
a: { # behind a
  b: 1, # behind b
  # above c
  c: [x, # behind x
    y]
  # end
} # out
d: 1
";
    let expected = "\
a:  # behind a
  b: 1  # behind b
  # above c
  c:
    - x  # behind x
    - y
  # end
# out
d: 1
";
    assert_eq!(formatted(text), expected);
}

#[test]
fn long_flow_collections_become_blocks() {
    let value = "x".repeat(60);
    let text = format!("a: {{b: {value}, c: {value}}}  # long\nl: [{{b: {value}, c: {value}}}]  # too\n");
    let expected = format!("a:  # long\n  b: {value}\n  c: {value}\nl:  # too\n  - b: {value}\n    c: {value}\n");
    assert_eq!(formatted(&text), expected);
}

#[test]
fn scalars_keep_their_style() {
    let text = "\
a: 'it''s'
b: \"\\u00e4\"
c: {\"k\": 'v', n: null, e: , \"j\":1}
d: two
   lines
e: \"two

  lines \\
    more\"
";
    let expected = "\
a: 'it''s'
b: \"\\u00e4\"
c: {\"k\": 'v', n: null, e, \"j\": 1}
d: two
  lines
e: \"two

  lines \\
  more\"
";
    assert_eq!(formatted(text), expected);
}

#[test]
fn block_scalars_are_moved_whole() {
    let text = "\
a:
    b: |  # words
        select 1
          from x

        # no comment


    c: >-
     folded
     text
    d: |2-
       deep
    e: |+
      keep


# after
f: 1
";
    let expected = "\
a:
  b: |  # words
    select 1
      from x

    # no comment

  c: >-
    folded
    text
  d: |2-
     deep
  e: |+
    keep


# after
f: 1
";
    assert_eq!(formatted(text), expected);
}

#[test]
fn anchors_and_merge_keys() {
    let text = "\
x-base: &base   {a: 1}
b: &b
    c: 1
d:
  - &e f
  - *e
  - &g
    h: 1
i:
  <<:   *base
  *e : 2
";
    let expected = "\
x-base: &base {a: 1}
b: &b
  c: 1
d:
  - &e f
  - *e
  - &g
    h: 1
i:
  <<: *base
  *e : 2
";
    assert_eq!(formatted(text), expected);
}

#[test]
fn nested_sequences() {
    let text = "unique:\n- - a\n  - b\n-   - c\n-\n- k: v\n  l:\n  - m\n";
    let expected = "unique:\n  - - a\n    - b\n  - - c\n  -\n  - k: v\n    l:\n      - m\n";
    assert_eq!(formatted(text), expected);
}

#[test]
fn what_cannot_be_laid_out_names_its_place() {
    for (text, expected) in [
        ("a: 1\n---\nb: 2\n", "line 2, column 1: schema files have no second document; write it without"),
        ("a: !!str 1\n", "line 1, column 10: schema files have no tags; write it without"),
        ("[a, b]: 1\n", "line 1, column 1: a key must be a scalar on one line"),
    ] {
        assert_eq!(format(text).unwrap_err().to_string(), expected);
    }
    let error = format("a: [1\nb: {\n").unwrap_err();
    assert_eq!(error.line(), 2, "{error}");
}
