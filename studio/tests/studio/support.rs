//! A studio of a test's own, and a client that sends what it is told to, as no browser would.

use std::fmt::Write as _;
use std::time::Duration;

use evenkeel_studio::{Settings, Studio};
use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A studio that runs, with a browser's session on it.
pub struct TestStudio {
    pub port: u16,
    pub token: String,
    /// The path by which a file of this machine leads to the page.
    pub way: String,
    pub cookie: String,
    pub tab: String,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A request that was sent. Dropped, whoever sent it has gone away.
pub struct Begun(TcpStream);

impl Begun {
    pub async fn answer(self) -> Answer {
        read(&self.raw().await)
    }

    /// All that came, as it came.
    pub async fn raw(mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        tokio::time::timeout(Duration::from_secs(60), self.0.read_to_end(&mut bytes)).await.unwrap().unwrap();
        bytes
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

impl TestStudio {
    /// One that nobody has opened yet.
    pub async fn unopened(settings: Settings) -> Self {
        let studio = Studio::bind(settings, 0).await.unwrap();
        let port = studio.port();
        let token = studio.url().split_once("#token=").unwrap().1.to_owned();
        let way = studio.way();
        let way = way.strip_prefix(&format!("http://127.0.0.1:{port}")).unwrap();
        let way = way.strip_suffix(&format!("#token={token}")).unwrap().to_owned();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            studio.serve(async { drop(stopped.await) }).await.unwrap();
        });
        Self { port, token, way, cookie: String::new(), tab: String::new(), stop: Some(stop), served }
    }

    /// One that a browser has opened.
    pub async fn with(settings: Settings) -> Self {
        let mut studio = Self::unopened(settings).await;
        let body = json!({"token": studio.token}).to_string();
        let answer = studio.send("POST", "/session", &studio.page_headers(), &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = answer.header("set-cookie").unwrap();
        studio.cookie = cookie.split(';').next().unwrap().to_owned();
        studio.tab = answer.json()["tab"].as_str().unwrap().to_owned();
        studio
    }

    pub async fn on(database: &TestDatabase) -> Self {
        Self::with(settings(database)).await
    }

    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn host(&self) -> (String, String) {
        ("Host".to_owned(), format!("127.0.0.1:{}", self.port))
    }

    /// What a browser sends with a call of the page, but for cookie and tab.
    pub fn page_headers(&self) -> Vec<(String, String)> {
        let mut headers = vec![self.host()];
        for (name, value) in [
            ("Origin", self.origin().as_str()),
            ("Sec-Fetch-Site", "same-origin"),
            ("Content-Type", "application/json"),
        ] {
            headers.push((name.to_owned(), value.to_owned()));
        }
        headers
    }

    /// All that a browser sends with a call of the page.
    pub fn call_headers(&self) -> Vec<(String, String)> {
        let mut headers = self.page_headers();
        headers.push(("Cookie".to_owned(), self.cookie.clone()));
        headers.push(("X-Keel-Tab".to_owned(), self.tab.clone()));
        headers
    }

    /// Sends exactly this.
    pub async fn send(&self, method: &str, path: &str, headers: &[(String, String)], body: &str) -> Answer {
        self.begin(method, path, headers, body).await.answer().await
    }

    /// A call of the page whose answer nobody waits for yet.
    pub async fn begin_call(&self, path: &str, body: &Value) -> Begun {
        self.begin("POST", path, &self.call_headers(), &body.to_string()).await
    }

    async fn begin(&self, method: &str, path: &str, headers: &[(String, String)], body: &str) -> Begun {
        let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in headers {
            write!(text, "{name}: {value}\r\n").unwrap();
        }
        write!(text, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        Begun(stream)
    }

    /// A call of the page.
    pub async fn answer(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &self.call_headers(), &body.to_string()).await
    }

    /// A call of the page that is answered.
    pub async fn call(&self, path: &str, body: Value) -> Value {
        let answer = self.answer(path, &body).await;
        assert_eq!(answer.status, 200, "{path} {body}: {}", answer.text());
        answer.json()
    }

    /// A call of the page that fails, with its status and the error.
    pub async fn error(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self.answer(path, &body).await;
        assert!(answer.status >= 400, "{path} {body}: {}", answer.text());
        (answer.status, answer.json()["error"].clone())
    }

    pub async fn stop(mut self) {
        drop(self.stop.take());
        (&mut self.served).await.unwrap();
    }
}

pub fn settings(database: &TestDatabase) -> Settings {
    Settings { single_connection: database.single_connection(), ..Settings::new(database.options().clone()) }
}

/// The first column of a query, in a session of its own that is closed before anybody needs another.
pub async fn column(database: &TestDatabase, sql: &str) -> Vec<String> {
    let connection = database.connect().await;
    let rows = connection.query(sql, &[]).await.unwrap();
    connection.close().await;
    rows.iter().map(|row| row.get(0)).collect()
}

/// A first page of rows.
pub fn first_rows(table: &str) -> Value {
    rows(json!({"schema": "public", "name": table, "filters": [], "order": []}), json!({"at": "first"}), 100)
}

pub fn rows(query: Value, page: Value, limit: u32) -> Value {
    json!({"request": "r", "query": query, "page": page, "limit": limit})
}

/// The texts of an answer's cells, `∅` for NULL.
pub fn texts(rows: &Value) -> Vec<Vec<String>> {
    let text = |cell: &Value| cell["text"].as_str().unwrap_or("∅").to_owned();
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let cells = row.get("cells").unwrap_or(row);
            cells.as_array().unwrap().iter().map(text).collect()
        })
        .collect()
}

fn read(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or_else(|| {
        panic!("no answer: {}", String::from_utf8_lossy(bytes));
    });
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(':').unwrap())
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let mut answer = Answer { status, headers, body: bytes[end + 4..].to_vec() };
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = unchunked(&answer.body);
    }
    answer
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.windows(2).position(|window| window == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap(), 16).unwrap();
        body.extend_from_slice(&bytes[end + 2..end + 2 + length]);
        bytes = &bytes[end + 4 + length..];
    }
    body
}
