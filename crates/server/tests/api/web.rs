//! Headers, the embedded application, health, metrics.

use crate::support::Town;

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let town = Town::empty().await;
    for path in
        ["/", "/mise-en-place", "/api/v1/organisation", "/api/v1/sessions", "/nothing/here", "/healthz"]
    {
        let answer = town.get(path).await;
        let policy = answer.header("content-security-policy");
        for directive in
            ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'"]
        {
            assert!(policy.contains(directive), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains(" 'unsafe-eval'"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert_eq!(answer.header("strict-transport-security"), "", "not over plain HTTP");
        assert_eq!(answer.header("x-request-id").len(), 16);
        assert_eq!(answer.header("server"), "");
    }
    assert_eq!(town.get("/api/v1/organisation").await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn strict_transport_security_over_tls() {
    let town = Town::with(|config| config.public_url = "https://beffroi.example".to_owned()).await;
    let answer = town.get("/").await;
    assert!(answer.header("strict-transport-security").starts_with("max-age=63072000"));
}

#[tokio::test]
async fn pages_are_the_application_or_say_how_to_build_it() {
    let town = Town::empty().await;
    for path in ["/", "/connexion", "/espaces/0123"] {
        let answer = town.get(path).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, "text/html; charset=utf-8"),
            "{path}"
        );
        let text = String::from_utf8(answer.body).unwrap();
        assert!(text.contains("<html") && text.contains("Beffroi"), "{text}");
    }
    assert_eq!(town.get("/assets/absent.js").await.status, 404);
    assert_eq!(town.send("POST", "/", &[], vec![]).await.status, 405);
}

#[tokio::test]
async fn health_and_metrics() {
    let town = Town::with(|config| config.metrics = Some("127.0.0.1:0".parse().unwrap())).await;
    assert_eq!(town.get("/healthz").await.body, b"ok\n");
    town.send("BREW", "/", &[], vec![]).await;
    let metrics = town.server.as_ref().unwrap().metrics.unwrap();
    let text = town.http.get(format!("http://{metrics}/metrics")).send().await.unwrap().text().await.unwrap();
    assert!(
        text.contains("beffroi_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1"),
        "{text}"
    );
    assert!(text.contains("method=\"other\"") && !text.contains("BREW"));
    assert!(text.contains("beffroi_objects_bytes 0"));
    assert_eq!(town.get("/metrics").await.header("content-type"), "text/html; charset=utf-8", "not here");
}

#[tokio::test]
async fn floods_are_limited_by_address() {
    let town = Town::with(|config| config.limits.requests_per_minute = 3).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(town.get("/api/v1/organisation").await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
    assert_eq!(town.get("/healthz").await.status, 200);
}

/// RFC 9116: who to tell about a weakness, when the operator says it.
#[tokio::test]
async fn security_txt_names_the_contact() {
    let town = Town::empty().await;
    assert_eq!(town.get("/.well-known/security.txt").await.status, 404, "nobody is named unless configured");
    let town =
        Town::with(|config| config.security_contact = Some("mailto:rssi@ville.example".to_owned())).await;
    let answer = town.get("/.well-known/security.txt").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/plain; charset=utf-8"));
    let text = String::from_utf8(answer.body).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "Contact: mailto:rssi@ville.example");
    assert!(lines[1].starts_with("Expires: 20") && lines[1].ends_with('Z'), "{text}");
}
