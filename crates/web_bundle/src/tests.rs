use axum::http::header::HeaderName;

use super::*;
use crate::encoding::Accepted;

const PLAIN: &[u8] = b"plain";
const SMALL: &[u8] = b"br";
const MEDIUM: &[u8] = b"gz";
static SCRIPT: File = File { name: "/built/a-1.js", tag: "1f", plain: PLAIN, brotli: Some(SMALL), gzip: Some(MEDIUM) };
static PAGE: File = File { name: "/index.html", tag: "2e", plain: PLAIN, brotli: None, gzip: None };

fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
}

fn header<'a>(response: &'a Response, name: &HeaderName) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[test]
fn the_smallest_form_a_browser_takes_is_sent() {
    for (asked, encoding, bytes) in [
        ("gzip, deflate, br, zstd", Some(Encoding::Brotli), SMALL),
        ("GZIP", Some(Encoding::Gzip), MEDIUM),
        ("br;q=0, gzip;q=0.5", Some(Encoding::Gzip), MEDIUM),
        ("br;q=0.0, gzip;q=0", None, PLAIN),
        ("identity", None, PLAIN),
        ("", None, PLAIN),
    ] {
        assert_eq!(chosen(&SCRIPT, Some(&HeaderValue::from_static(asked))), (encoding, bytes), "{asked}");
    }
    assert_eq!(chosen(&SCRIPT, None), (None, PLAIN));
    assert_eq!(chosen(&PAGE, Some(&HeaderValue::from_static("br"))), (None, PLAIN));
    assert_eq!(accepted(Some(&HeaderValue::from_bytes(b"\xff").unwrap())), Accepted::default());
}

#[test]
fn built_files_are_kept_for_ever_and_the_page_is_asked_for_each_time() {
    let script = response(&SCRIPT, &headers(&[(ACCEPT_ENCODING, "br")]));
    assert_eq!(header(&script, &CACHE_CONTROL), "public, max-age=31536000, immutable");
    assert_eq!((header(&script, &CONTENT_ENCODING), header(&script, &VARY)), ("br", "accept-encoding"));
    assert_eq!(header(&script, &CONTENT_TYPE), "text/javascript; charset=utf-8");
    let page = response(&PAGE, &HeaderMap::new());
    assert_eq!((header(&page, &CACHE_CONTROL), header(&page, &CONTENT_TYPE)), ("no-cache", "text/html; charset=utf-8"));
    let again = response(&PAGE, &headers(&[(IF_NONE_MATCH, "\"2e-plain\"")]));
    assert_eq!((again.status(), header(&again, &ETAG)), (StatusCode::NOT_MODIFIED, "\"2e-plain\""));
    assert_eq!(response(&PAGE, &headers(&[(IF_NONE_MATCH, "\"other\"")])).status(), StatusCode::OK);
}

#[test]
fn nothing_written_into_a_page_may_run() {
    let policy = header(&response(&PAGE, &HeaderMap::new()), &CONTENT_SECURITY_POLICY).to_owned();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'),
        "{policy}"
    );
}

#[test]
fn the_page_answers_for_pages_only() {
    for path in ["/", "/trade/KRW-BTC", "/assets/statement", "/apiary"] {
        assert!(is_page(path), "{path}");
    }
    for path in ["/api", "/api/", "/api/v1/nothing", "/built/gone-1.js", "/built/gone", "/favicon.ico", "/trade/a.php"] {
        assert!(!is_page(path), "{path}");
    }
    assert!(answer(&Method::POST, "/", &HeaderMap::new()).is_none());
}

/// Files below it may be as short as their compressed forms.
const FEW_BYTES: usize = 1_024;

/// Only where the application was built; `make test` builds it.
#[test]
fn a_program_with_the_application_has_all_that_its_page_asks_for() {
    assert!(FILES.is_sorted_by_key(|file| file.name));
    if !is_present() {
        assert!(FILES.is_empty());
        return;
    }
    let page = std::str::from_utf8(file(INDEX).unwrap().plain).unwrap();
    let asked: Vec<&str> = page.split('"').filter(|text| text.starts_with(BUILT)).collect();
    assert!(asked.iter().any(|name| name.ends_with(".js")) && asked.iter().any(|name| name.ends_with(".css")), "{asked:?}");
    for name in asked {
        let found = file(name).unwrap_or_else(|| panic!("{name} is not in the program"));
        let is_smaller = |form: Option<&[u8]>| form.is_some_and(|bytes| bytes.len() < found.plain.len());
        // A file of a few lines does not get smaller, and has one form only.
        assert!(found.plain.len() < FEW_BYTES || is_smaller(found.brotli) && is_smaller(found.gzip), "{name}");
    }
    assert!(!page.contains("<style") && !page.contains("onclick") && !page.contains("https://"));
}
