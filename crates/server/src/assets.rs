//! The web application, embedded. Without a build of it, a plain page says how to make one.
//!
//! The build leaves `NAME.br` beside what compresses well: it is served as it is. What it did not compress, or a
//! browser that takes only gzip, is compressed here, once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// Pages the embedded application does not have: its own router decides on `index.html`.
const INDEX: &str = "index.html";

/// Shown when the executable was built without the web application.
const MISSING: &str = "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>Beffroi</title>\
<h1>Beffroi</h1><p>Le serveur fonctionne, mais cet exécutable a été construit sans l’application web.</p>\
<p>Pour l’ajouter : <code>cargo xtask web</code>, puis reconstruire l’exécutable. La ligne de commande \
(<code>beffroi</code>) fonctionne dès maintenant.</p></html>";

/// Serves a file of the application, or its page.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Dist::get(path) {
        return file_response(path, file, &headers);
    }
    // A missing file is missing; a missing page belongs to the application's router.
    if path.starts_with("assets/") || path == "api" || path.starts_with("api/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match Dist::get(INDEX) {
        Some(file) => file_response(INDEX, file, &headers),
        None => {
            let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (StatusCode::OK, kind, MISSING).into_response()
        }
    }
}

fn file_response(path: &str, file: rust_embed::EmbeddedFile, asked: &HeaderMap) -> Response {
    let digest = hex::encode(&file.metadata.sha256_hash()[..16]);
    let encoding = Encoding::accepted(path, asked);
    let etag = format!("\"{digest}{}\"", encoding.suffix());
    let fresh = asked.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == etag.as_bytes());
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(encoding.encode(path, file.data, ready(path, encoding))).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // Names under `assets/` hold a hash of their content.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(name) = encoding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    response
}

/// What the build compressed already.
fn ready(path: &str, encoding: Encoding) -> Option<Cow<'static, [u8]>> {
    (encoding == Encoding::Brotli).then(|| Dist::get(&format!("{path}.br")))?.map(|file| file.data)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("ttf") => "font/ttf",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Encoding {
    Identity,
    Gzip,
    Brotli,
}

/// Compressed once, at the first request for each.
static COMPRESSED: Mutex<Option<HashMap<(String, Encoding), Bytes>>> = Mutex::new(None);

impl Encoding {
    fn accepted(path: &str, headers: &HeaderMap) -> Self {
        let compressible = matches!(
            path.rsplit('.').next(),
            Some(
                "html"
                    | "js"
                    | "mjs"
                    | "css"
                    | "wasm"
                    | "json"
                    | "map"
                    | "svg"
                    | "ttf"
                    | "txt"
                    | "webmanifest"
            )
        );
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        let accepts = |name: &str| {
            accepted.unwrap_or_default().split(',').any(|item| {
                let mut parts = item.split(';').map(str::trim);
                parts.next() == Some(name) && !parts.any(|quality| quality == "q=0")
            })
        };
        match compressible {
            true if accepts("br") => Self::Brotli,
            true if accepts("gzip") => Self::Gzip,
            _ => Self::Identity,
        }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "-gz",
            Self::Brotli => "-br",
        }
    }

    fn encode(self, path: &str, data: Cow<'static, [u8]>, ready: Option<Cow<'static, [u8]>>) -> Bytes {
        let as_is = match (self, ready) {
            (Self::Identity, _) => data,
            (_, Some(ready)) => ready,
            (_, None) => {
                let mut cache = COMPRESSED.lock().unwrap_or_else(PoisonError::into_inner);
                let cache = cache.get_or_insert_default();
                return cache.entry((path.to_owned(), self)).or_insert_with(|| self.compress(&data)).clone();
            }
        };
        match as_is {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        }
    }

    fn compress(self, data: &[u8]) -> Bytes {
        // Large files at a lower level: the first visitor waits for it.
        let level = if data.len() > 512 * 1024 { 5 } else { 9 };
        let mut out = Vec::with_capacity(data.len() / 3);
        let done = match self {
            Self::Identity => out.write_all(data),
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(&mut out, flate2::Compression::new(level));
                encoder.write_all(data).and_then(|()| encoder.try_finish())
            }
            Self::Brotli => {
                let mut encoder = brotli::CompressorWriter::new(&mut out, 64 * 1024, level, 22);
                encoder.write_all(data).and_then(|()| encoder.flush())
            }
        };
        done.expect("writing to memory cannot fail");
        Bytes::from(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_negotiated() {
        let check = |path: &str, accept: &'static str, expected: Encoding| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accept));
            assert_eq!(Encoding::accepted(path, &headers), expected);
        };
        check("a.js", "gzip, deflate, br", Encoding::Brotli);
        check("a.js", "gzip;q=0.5", Encoding::Gzip);
        check("a.js", "br;q=0, gzip", Encoding::Gzip);
        check("a.js", "", Encoding::Identity);
        check("a.png", "br", Encoding::Identity);
    }

    #[test]
    fn what_the_build_compressed_is_served_as_it_is() {
        let data = Cow::Borrowed(&b"not compressed"[..]);
        let sent = Encoding::Brotli.encode("a.js", data.clone(), Some(Cow::Borrowed(b"compressed")));
        assert_eq!(&sent[..], b"compressed");
        let sent = Encoding::Identity.encode("a.js", data, None);
        assert_eq!(&sent[..], b"not compressed");
    }

    #[test]
    fn what_the_build_compressed_opens_to_the_file_itself() {
        let built = Dist::iter().filter(|name| name.ends_with(".br"));
        for name in built.filter(|name| name.ends_with(".js.br") || name.ends_with(".html.br")) {
            let path = name.trim_end_matches(".br");
            let file = Dist::get(path).expect("the file itself is there").data;
            let mut read = Vec::new();
            let compressed = ready(path, Encoding::Brotli).expect("it is there");
            brotli::BrotliDecompress(&mut &compressed[..], &mut read).unwrap();
            assert_eq!(read, *file, "{path}");
        }
    }

    #[test]
    fn compression_is_reversible() {
        let data = b"beffroi ".repeat(1000);
        let mut read = Vec::new();
        let mut gzip = flate2::write::GzDecoder::new(&mut read);
        gzip.write_all(&Encoding::Gzip.compress(&data)).unwrap();
        gzip.try_finish().unwrap();
        drop(gzip);
        assert_eq!(read, data);
        let mut read = Vec::new();
        let mut compressed = &Encoding::Brotli.compress(&data)[..];
        brotli::BrotliDecompress(&mut compressed, &mut read).unwrap();
        assert_eq!(read, data);
    }
}
