//! Attacks, each as its attacker would make it.

use evenkeel_studio::Settings;
use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::support::{Answer, TestStudio, settings};

const WRITING: &str = "/api/sql/run";

fn writing() -> String {
    json!({"request": "w", "text": "INSERT INTO ship VALUES ('ghost')", "write": true, "rowLimit": 10}).to_string()
}

async fn database() -> TestDatabase {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE ship (name text PRIMARY KEY)").await;
    database
}

async fn ships(studio: &TestStudio) -> Value {
    let query = json!({"schema": "public", "name": "ship", "filters": [], "order": []});
    studio.call("/api/count", json!({"request": "c", "query": query})).await["count"].clone()
}

/// A call that is right in all but one header; nothing may come of it.
async fn refused(studio: &TestStudio, name: &str, value: Option<&str>, status: u16) -> Answer {
    let mut headers = studio.call_headers();
    headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    let answer = studio.send("POST", WRITING, &headers, &writing()).await;
    assert_eq!(answer.status, status, "{name}: {value:?}: {}", answer.text());
    assert_eq!(answer.header("access-control-allow-origin"), None);
    assert_eq!(ships(studio).await, 0, "{name}: {value:?}");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn the_call_that_the_attacks_differ_from_does_write() {
    let database = database().await;
    let studio = TestStudio::on(&database).await;
    let answer = studio.send("POST", WRITING, &studio.call_headers(), &writing()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(ships(&studio).await, 1);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_origin_is_refused() {
    let database = database().await;
    let studio = TestStudio::on(&database).await;
    let port = studio.port;
    for origin in [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        // Another port of this machine is the same site: the cookie comes along.
        format!("http://127.0.0.1:{}", port + 1),
        format!("https://127.0.0.1:{port}"),
        "http://127.0.0.1".to_owned(),
        // The name is this machine too, and it is another origin than the host that was asked.
        format!("http://localhost:{port}"),
        format!("http://127.0.0.1:{port}.evil.example"),
        format!("http://127.0.0.1:{port}/"),
        String::new(),
    ] {
        refused(&studio, "Origin", Some(&origin), 403).await;
    }
    refused(&studio, "Origin", None, 403).await;
    for site in ["cross-site", "same-site", "nonsense"] {
        refused(&studio, "Sec-Fetch-Site", Some(site), 403).await;
    }
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_leads_to_the_page_by_the_secret_way_alone_and_once() {
    let database = database().await;
    let studio = TestStudio::unopened(settings(&database)).await;
    let from = async |studio: &TestStudio, path: &str, site: &str, mode: &str, dest: &str| {
        let mut headers = vec![studio.host()];
        for (name, value) in [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", dest)] {
            headers.push((name.to_owned(), value.to_owned()));
        }
        studio.send("GET", path, &headers, "").await.status
    };
    let way = studio.way.as_str();
    let word = way.strip_prefix("/?open=").unwrap();
    assert_eq!(word.len(), 64);
    for (path, site, mode, dest) in [
        // Any page of the web knows where the studio is, and none the way.
        ("/", "cross-site", "navigate", "document"),
        ("/?open=", "cross-site", "navigate", "document"),
        (&format!("/?open={}", "0".repeat(64)), "cross-site", "navigate", "document"),
        (&format!("/?open={}", &word[1..]), "cross-site", "navigate", "document"),
        (&format!("/?x=1&open={word}"), "cross-site", "navigate", "document"),
        (&format!("{way}&x=1"), "cross-site", "navigate", "document"),
        (&format!("/?open={}", studio.token), "cross-site", "navigate", "document"),
        // The way leads to the page alone, as a document of its own, and from no other port of this machine.
        (way, "same-site", "navigate", "document"),
        (way, "nonsense", "navigate", "document"),
        (way, "cross-site", "navigate", "iframe"),
        (way, "cross-site", "no-cors", "document"),
        (way, "cross-site", "cors", "empty"),
        (&format!("/index.html?open={word}"), "cross-site", "navigate", "document"),
        (&format!("/assets/index.js?open={word}"), "cross-site", "navigate", "document"),
        (&format!("/api/overview?open={word}"), "cross-site", "navigate", "document"),
    ] {
        assert_eq!(from(&studio, path, site, mode, dest).await, 403, "{path} {site} {mode} {dest}");
    }
    assert_eq!(from(&studio, way, "cross-site", "navigate", "document").await, 200);
    // What a person enters, or the page itself asks for, needs no way.
    assert_eq!(from(&studio, "/", "none", "navigate", "document").await, 200);
    assert_eq!(from(&studio, "/assets/index.js", "same-origin", "no-cors", "script").await, 200);
    studio.stop().await;
    let studio = TestStudio::on(&database).await;
    assert_eq!(from(&studio, &studio.way, "cross-site", "navigate", "document").await, 403, "it was opened");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_was_made_to_mean_this_machine_is_refused() {
    let database = database().await;
    let studio = TestStudio::on(&database).await;
    let port = studio.port;
    for host in [
        format!("evil.example:{port}"),
        "evil.example".to_owned(),
        "127.0.0.1".to_owned(),
        "localhost".to_owned(),
        format!("127.0.0.1:{}", port + 1),
        format!("127.0.0.1.evil.example:{port}"),
        format!("0.0.0.0:{port}"),
        format!("[::1]:{port}"),
        format!("127.1:{port}"),
        format!("LOCALHOST:{port}"),
        String::new(),
    ] {
        // A page that was rebound has its own origin in agreement with its host.
        let mut headers = studio.call_headers();
        headers.retain(|(name, _)| name != "Host" && name != "Origin");
        headers.push(("Host".to_owned(), host.clone()));
        headers.push(("Origin".to_owned(), format!("http://{host}")));
        let answer = studio.send("POST", WRITING, &headers, &writing()).await;
        assert_eq!(answer.status, 403, "{host}");
        // The page and its files are not given either.
        let headers = [("Host".to_owned(), host.clone())];
        for path in ["/", "/main.js", "/assets/index.css"] {
            assert_eq!(studio.send("GET", path, &headers, "").await.status, 403, "{host} {path}");
        }
    }
    assert_eq!(studio.send("GET", "/", &[], "").await.status, 403, "no host at all");
    let two = [studio.host(), ("Host".to_owned(), "evil.example".to_owned())];
    assert!(studio.send("GET", "/", &two, "").await.status >= 400, "two hosts");
    let absolute = format!("http://evil.example:{port}/");
    assert_eq!(studio.send("GET", &absolute, &[studio.host()], "").await.status, 403, "two hosts again");
    assert_eq!(ships(&studio).await, 0);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_tokens_there_is_nothing() {
    let database = database().await;
    let studio = TestStudio::on(&database).await;
    refused(&studio, "X-Keel-Tab", None, 401).await;
    refused(&studio, "X-Keel-Tab", Some(""), 401).await;
    refused(&studio, "X-Keel-Tab", Some(&"0".repeat(64)), 401).await;
    refused(&studio, "X-Keel-Tab", Some(&studio.tab[1..]), 401).await;
    refused(&studio, "X-Keel-Tab", Some(&studio.tab.to_uppercase()), 401).await;
    refused(&studio, "Cookie", None, 401).await;
    let (name, secret) = studio.cookie.split_once('=').unwrap();
    refused(&studio, "Cookie", Some(&format!("{name}={}", "0".repeat(64))), 401).await;
    refused(&studio, "Cookie", Some(&format!("other={secret}")), 401).await;
    // The tab's token is no cookie, and the cookie no tab's token.
    refused(&studio, "Cookie", Some(&format!("{name}={}", studio.tab)), 401).await;
    refused(&studio, "X-Keel-Tab", Some(secret), 401).await;
    for path in ["/api/overview", "/api/rows", "/api/export", "/api/nothing"] {
        let answer = studio.send("POST", path, &studio.page_headers(), "{}").await;
        assert_eq!(answer.status, 401, "{path}");
    }
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_token_is_good_once() {
    let database = database().await;
    let studio = TestStudio::unopened(settings(&database)).await;
    let post = async |token: &str, headers: &[(String, String)]| {
        studio.send("POST", "/session", headers, &json!({"token": token}).to_string()).await
    };
    let right = studio.page_headers();
    for wrong in ["", "0", &studio.token[..63], &format!("{}0", studio.token), &"f".repeat(64)] {
        assert_eq!(post(wrong, &right).await.status, 401, "{wrong}");
    }
    // Whoever is not this page does not use it up.
    let mut foreign = right.clone();
    foreign[1].1 = "https://evil.example".to_owned();
    assert_eq!(post(&studio.token, &foreign).await.status, 403);
    let answer = post(&studio.token, &right).await;
    assert_eq!(answer.status, 200);
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with(&format!("keel_studio_{}=", studio.port)), "{cookie}");
    for attribute in ["; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(post(&studio.token, &right).await.status, 401, "replayed");
    assert_eq!(studio.token.len(), 64);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tab_is_got_with_the_cookie_from_this_page_only() {
    let database = database().await;
    let studio = TestStudio::on(&database).await;
    let mut headers = studio.page_headers();
    assert_eq!(studio.send("POST", "/session/tab", &headers, "{}").await.status, 401);
    headers.push(("Cookie".to_owned(), format!("a=b; {}; c=d", studio.cookie)));
    let answer = studio.send("POST", "/session/tab", &headers, "{}").await;
    assert_eq!(answer.status, 200);
    let tab = answer.json()["tab"].as_str().unwrap().to_owned();
    assert_ne!(tab, studio.tab);
    // Both tabs are good.
    let mut calls = studio.call_headers();
    assert_eq!(studio.send("POST", "/api/overview", &calls, "{}").await.status, 200);
    calls.last_mut().unwrap().1 = tab;
    assert_eq!(studio.send("POST", "/api/overview", &calls, "{}").await.status, 200);
    // A page on another port of this machine, whose requests carry the cookie.
    headers[1].1 = format!("http://127.0.0.1:{}", studio.port + 1);
    assert_eq!(studio.send("POST", "/session/tab", &headers, "{}").await.status, 403);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_a_post_has_an_effect() {
    let database = database().await;
    let studio = TestStudio::on(&database).await;
    for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
        for path in [WRITING, "/api/overview", "/session", "/session/tab"] {
            let answer = studio.send(method, path, &studio.call_headers(), &writing()).await;
            assert_eq!(answer.status, 403, "{method} {path}");
            assert_eq!(answer.header("access-control-allow-methods"), None);
        }
    }
    let text = "/api/sql/run?text=INSERT%20INTO%20ship%20VALUES%20('ghost')&write=true&request=w&rowLimit=1";
    assert_eq!(studio.send("GET", text, &studio.call_headers(), "").await.status, 403);
    // What a form can send.
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
        refused(&studio, "Content-Type", Some(kind), 400).await;
    }
    studio.stop().await;
}

/// The nonce of an answer's policy.
fn nonce(answer: &Answer) -> Option<&str> {
    let policy = answer.header("content-security-policy")?;
    Some(policy.split_once("'nonce-")?.1.split_once('\'')?.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_what_the_browser_must_not_do() {
    let database = database().await;
    let studio = TestStudio::on(&database).await;
    let page = studio.send("GET", "/table/public/ship?x=1", &[studio.host()], "").await;
    let script = studio.send("GET", "/assets/index.js", &[studio.host()], "").await;
    let call = studio.send("POST", "/api/overview", &studio.call_headers(), "{}").await;
    let refusal = studio.send("GET", "/", &[], "").await;
    assert_eq!((page.status, script.status, call.status, refusal.status), (200, 200, 200, 403));
    for answer in [&page, &script, &call, &refusal] {
        let policy = answer.header("content-security-policy").unwrap();
        let styles = match nonce(answer) {
            Some(nonce) => format!("style-src 'self' 'nonce-{nonce}'"),
            None => "style-src 'self'".to_owned(),
        };
        // All of it: what is not named is not allowed.
        let expected = [
            "default-src 'none'",
            "script-src 'self'",
            &styles,
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ];
        assert_eq!(policy.split("; ").collect::<Vec<_>>(), expected);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    // The page alone has a nonce, which its own styles carry, and another one each time that it is loaded.
    assert_eq!([&script, &call, &refusal].map(nonce), [const { None }; 3]);
    let again = studio.send("GET", "/", &[studio.host()], "").await;
    let nonces = [&page, &again].map(|page| nonce(page).unwrap().to_owned());
    assert_ne!(nonces[0], nonces[1]);
    for (page, nonce) in [&page, &again].into_iter().zip(&nonces) {
        assert_eq!(nonce.len(), 64);
        assert!(page.text().contains(&format!("content=\"{nonce}\"")), "{}", page.text());
        assert_eq!(page.header("cache-control"), Some("no-store"), "a page that is kept has an old nonce");
        assert_eq!(page.header("etag"), None);
    }
    assert_eq!(call.header("cache-control"), Some("no-store"));
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_listens_on_this_machine_alone_and_takes_the_next_free_port() {
    let database = database().await;
    let settings = || Settings::new(database.options().clone());
    let first = evenkeel_studio::Studio::bind(settings(), 0).await.unwrap();
    let second = evenkeel_studio::Studio::bind(settings(), first.port()).await.unwrap();
    assert!(second.port() > first.port());
    assert!(second.url().starts_with(&format!("http://127.0.0.1:{}/#token=", second.port())));
    // All of 127.0.0.0/8 is this machine: bound to every interface, it would answer there.
    let elsewhere = std::net::SocketAddr::from(([127, 0, 0, 2], second.port()));
    assert!(std::net::TcpStream::connect(elsewhere).is_err());
}
