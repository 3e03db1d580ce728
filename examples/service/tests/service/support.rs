//! The program, started for one test.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};
use ureq::Agent;

/// The service, stopped when this is dropped.
pub(crate) struct Service {
    program: Child,
    address: String,
    agent: Agent,
}

/// An organization to be made, with an owner of this name.
pub(crate) fn engines(owner: &str) -> Value {
    let email = format!("{owner}@example.org");
    json!({"name": "Engines", "slug": "engines", "owner": {"name": owner, "email": email}})
}

impl Service {
    /// On a database of this test's own; nothing where the server has too few connections, which is said aloud.
    pub(crate) async fn of_this_test(words: &[&str], variables: &[(&str, &str)]) -> Option<(TestDatabase, Self)> {
        let database = TestDatabase::create().await;
        if !database.several_connections() {
            return None;
        }
        let service = Self::start(&database, words, variables).await;
        Some((database, service))
    }

    /// On this database.
    pub(crate) async fn start(database: &TestDatabase, words: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_evenkeel-example"));
        command.args(words).env("DATABASE_URL", database.url()).env("ADDRESS", "127.0.0.1:0");
        let mut program = command.envs(variables.iter().copied()).stdout(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(program.stdout.take().unwrap());
        // The port is the one that was free.
        let find = move || said.lines().find_map(|line| line.unwrap().strip_prefix("listening on ").map(str::to_owned));
        let address = tokio::task::spawn_blocking(find).await.unwrap().unwrap();
        let agent = Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(60)));
        Self { program, address, agent: agent.build().new_agent() }
    }

    /// Where it listens: `127.0.0.1:4711`.
    pub(crate) fn address(&self) -> &str {
        self.address.strip_prefix("http://").unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.ask("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask("POST", path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask("PUT", path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> (u16, Value) {
        self.ask("DELETE", path, None).await
    }

    /// The status of an answer, and its body, which is NULL where there is none.
    async fn ask(&self, method: &'static str, path: &str, body: Option<Value>) -> (u16, Value) {
        let (agent, uri) = (self.agent.clone(), format!("{}{path}", self.address));
        let ask = move || {
            let request = ureq::http::Request::builder().method(method).uri(uri);
            let answer = match body {
                Some(body) => {
                    let request = request.header("content-type", "application/json");
                    agent.run(request.body(body.to_string()).unwrap())
                }
                None => agent.run(request.body(()).unwrap()),
            };
            let mut answer = answer.unwrap();
            let text = answer.body_mut().read_to_string().unwrap();
            let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
            (answer.status().as_u16(), body)
        };
        tokio::task::spawn_blocking(ask).await.unwrap()
    }

    /// Asks it to end, as Ctrl-C does, and waits until it has.
    pub(crate) async fn interrupt(&mut self) {
        let kill = Command::new("kill").args(["-INT", &self.program.id().to_string()]).status().unwrap();
        assert!(kill.success());
        for _ in 0..500 {
            if let Some(status) = self.program.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the service did not end");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
