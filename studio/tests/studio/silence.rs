//! A server that says nothing any more: nobody waits for it for ever.

use std::time::{Duration, Instant};

use evenkeel_studio::Settings;
use evenkeel_test_support::TestDatabase;
use serde_json::json;

use crate::proxy::Proxy;
use crate::support::TestStudio;

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_connection_that_is_silent_is_given_up_for_another() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let proxy = Proxy::to(&database).await;
    let studio = TestStudio::with(Settings::new(proxy.options.with_answer_timeout(Duration::from_secs(2)))).await;
    studio.call("/api/overview", json!({})).await;
    // The laptop slept: the first connection is kept, and nothing comes by it.
    proxy.pass_from(1);
    let start = Instant::now();
    studio.call("/api/overview", json!({})).await;
    assert!(start.elapsed() < Duration::from_secs(12));
    // That is met once.
    let start = Instant::now();
    studio.call("/api/overview", json!({})).await;
    assert!(start.elapsed() < Duration::from_secs(4));
    // Nothing comes from anywhere.
    proxy.pass_from(1000);
    let start = Instant::now();
    let (status, error) = studio.error("/api/overview", json!({})).await;
    assert_eq!((status, error["code"].as_str()), (503, Some("connection")), "{error}");
    assert!(start.elapsed() < Duration::from_secs(15));
    proxy.pass_from(0);
    studio.call("/api/overview", json!({})).await;
    studio.stop().await;
}
