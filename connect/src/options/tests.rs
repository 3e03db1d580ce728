use super::*;

fn parse(text: &str) -> ConnectOptions {
    ConnectOptions::parse_with(text, &Environment::of(&[])).unwrap()
}

fn problem(text: &str) -> String {
    let error = ConnectOptions::parse_with(text, &Environment::of(&[])).unwrap_err();
    assert!(error.is_invalid());
    error.to_string()
}

#[test]
fn fills_in_what_is_left_out() {
    let options = parse("postgres://h");
    assert_eq!(options.redacted(), "postgres://ada@h:5432/ada");
    assert_eq!(options.ssl_mode(), SslMode::Prefer);
    assert_eq!(options.config.get_application_name(), Some("keel"));
    assert_eq!(options.config.get_connect_timeout(), Some(&Duration::from_secs(10)));
    assert_eq!(parse("postgres://bob@h").database(), "bob");
    assert_eq!(parse("host=h connect_timeout=0").config.get_connect_timeout(), None);
}

#[test]
fn the_environment_fills_in_and_the_text_wins() {
    let environment = Environment::of(&[
        ("PGHOST", "elsewhere"),
        ("PGPORT", "6000"),
        ("PGUSER", "bob"),
        ("PGDATABASE", "b"),
        ("PGPASSWORD", "word"),
        ("PGSSLMODE", "require"),
        ("PGAPPNAME", "mine"),
    ]);
    let options = ConnectOptions::parse_with("", &environment).unwrap();
    assert_eq!(options.redacted(), "postgres://bob:***@elsewhere:6000/b?sslmode=require");
    assert_eq!(options.config.get_application_name(), Some("mine"));
    let options = ConnectOptions::parse_with("postgres://ada:pw@h:1/app?sslmode=disable", &environment).unwrap();
    assert_eq!(options.redacted(), "postgres://ada:***@h:1/app?sslmode=disable");
    assert_eq!(options.password(), Some(b"pw".to_vec()));
}

#[test]
fn a_bad_variable_is_named_unless_the_text_overrides_it() {
    let environment = Environment::of(&[("PGPORT", "many")]);
    let error = ConnectOptions::parse_with("postgres://h", &environment).unwrap_err().to_string();
    assert!(error.ends_with("(from the environment variable PGPORT)"), "{error}");
    assert!(ConnectOptions::parse_with("postgres://h:5432", &environment).is_ok());
}

#[test]
fn passwords_are_never_shown() {
    for text in
        ["postgres://ada:s3cret@h/app", "host=h user=ada password='s3cret'", "postgres://h?password=s3cret&user=ada"]
    {
        let options = parse(text);
        for shown in [
            options.redacted(),
            options.to_string(),
            format!("{options:?}"),
            format!("{:#?}", options.with_database("b")),
        ] {
            assert!(!shown.contains("s3cret"), "{shown}");
            assert!(shown.contains("ada:***@h"), "{shown}");
        }
        assert!(options.url_with_password().contains("s3cret"));
        assert!(options.libpq_environment().contains(&("PGPASSWORD", "s3cret".to_owned())));
    }
}

#[test]
fn the_url_reads_back_as_the_same() {
    for text in [
        "postgres://ada:a%2Fb%40c@h1:1,h2:2/a%20b?sslmode=require",
        "host=/tmp user='o''brien' dbname=app",
        "postgres://ada@[::1]:5433/app?options=-c%20search_path%3Dx",
        "postgres://ada@h/app?sslrootcert=system",
        "postgres://ada@h/app?sslmode=verify-full&sslrootcert=/etc/ca%20file.pem",
    ] {
        let options = parse(&text.replace("''", "\\'"));
        let again = parse(&options.url_with_password());
        assert_eq!(options.url_with_password(), again.url_with_password());
        assert_eq!(options.libpq_environment(), again.libpq_environment());
    }
}

#[test]
fn knows_what_is_this_machine() {
    for text in ["postgres://localhost", "postgres://127.0.0.1", "postgres://[::1]", "host=/tmp"] {
        assert!(parse(text).is_local(), "{text}");
    }
    for text in ["postgres://db.example.org", "postgres://localhost,db.example.org", "postgres://10.0.0.1"] {
        assert!(!parse(text).is_local(), "{text}");
    }
    assert_eq!(parse("host=/tmp,h port=5433,5434").host_description(), "socket /tmp/.s.PGSQL.5433, h:5434");
}

#[test]
fn another_role_takes_no_password_along() {
    let options = parse("postgres://ada:pw@h:5433/app?sslmode=require&options=-c%20a%3Db").with_user("bob", None);
    assert_eq!(options.password(), None);
    assert_eq!(options.redacted(), "postgres://bob@h:5433/app?sslmode=require&options=-c%20a%3Db");
    assert_eq!(
        options.with_user("eve", Some("x")).redacted(),
        "postgres://eve:***@h:5433/app?sslmode=require&options=-c%20a%3Db"
    );
}

#[test]
fn settings_stand_behind_those_that_were_asked_for() {
    let options = parse("postgres://ada@h/app?options=-c%20search_path%3Dx");
    assert!(options.has_settings() && !parse("postgres://ada@h/app").has_settings());
    let settled = options.with_settings([("search_path", r#""a b", c\d"#), ("row_security", "on")]);
    assert_eq!(
        settled.config.get_options(),
        Some(r#"-c search_path=x -c search_path="a\ b",\ c\\d -c row_security=on"#)
    );
    let settled = parse("postgres://ada@h/app").with_settings([("jit", "off")]);
    assert_eq!(settled.config.get_options(), Some("-c jit=off"));
}

#[test]
fn ssl_follows_libpq() {
    let cases = [
        ("sslmode=allow", SslMode::Allow, None),
        ("sslmode=require", SslMode::Require, None),
        ("sslmode=require sslrootcert=/ca", SslMode::VerifyCa, Some(Roots::File("/ca".into()))),
        ("sslmode=verify-full", SslMode::VerifyFull, Some(Roots::System)),
        ("sslrootcert=system", SslMode::VerifyFull, Some(Roots::System)),
        ("sslmode=prefer sslrootcert=/ca", SslMode::Prefer, None),
    ];
    for (text, mode, roots) in cases {
        let options = parse(&format!("host=h {text}"));
        assert_eq!((options.ssl_mode, options.roots), (mode, roots), "{text}");
    }
}

#[test]
fn the_password_file_serves_where_no_password_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pass");
    std::fs::write(&path, "localhost:5432:app:ada:from-socket\nh2:*:*:*:from-h2\n").unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let password = |text: &str| {
        let options = parse(&format!("{text} user=ada dbname=app passfile='{}'", path.display()));
        options.password().map(|word| String::from_utf8(word).unwrap())
    };
    assert_eq!(password("host=/tmp").as_deref(), Some("from-socket"));
    assert_eq!(password("host=h1,h2").as_deref(), Some("from-h2"));
    assert_eq!(password("host=h1").as_deref(), None);
    assert_eq!(password("host=h2 password=given").as_deref(), Some("given"));
}

#[test]
fn what_is_not_supported_is_named() {
    for (text, expected) in [
        ("host=h sslmode=full", "sslmode is \"full\"; it is one of disable, allow, prefer"),
        ("host=h sslmode=verify-ca", "add sslrootcert=FILE"),
        ("host=h sslrootcert=system sslmode=require", "use sslmode=verify-full"),
        ("host=h sslcert=x", "the parameter sslcert of libpq is not supported"),
        ("service=x", "the parameter service of libpq is not supported"),
        ("postgres://h/db?schema=public", "\"schema\" is no parameter of a connection"),
        ("postgres://ada:pass/word@h/db", "port is not a number from 1 to 65535; in a URL, the signs"),
        ("host=h port=99999", "port is not a number"),
        ("host=h1,h2 port=1,2,3", "2 hosts but 3 ports"),
        ("host=h target_session_attrs=standby", "target_session_attrs"),
        ("host=h client_encoding=LATIN1", "evenkeel speaks UTF8 alone"),
    ] {
        let message = problem(text);
        assert!(message.contains(expected), "{text}: {message}");
        assert!(!message.contains("pass/"), "{message}");
    }
}
