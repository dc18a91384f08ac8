//! Addresses → what they are by themselves: the front of a site, a place to sign in.

use url::Url;

/// Whether an address is the front of a site, perhaps in one of its languages.
pub(super) fn is_front(url: &Url) -> bool {
    let path = url.path().trim_matches('/').to_lowercase();
    let is_language = path.len() == 2
        || (path.len() == 5 && path.as_bytes().get(2).is_some_and(|c| *c == b'-' || *c == b'_'));
    let is_index = matches!(
        path.split('.').next(),
        Some(
            "" | "index"
                | "home"
                | "default"
                | "homepage"
                | "startseite"
                | "accueil"
                | "inicio"
                | "main"
                | "start"
        )
    );
    (path.is_empty() || is_language || is_index) && url.query().is_none_or(|query| query.len() < 20)
}

pub(super) fn is_login_address(url: &Url) -> bool {
    const WORDS: [&str; 16] = [
        "login",
        "signin",
        "sign-in",
        "sign_in",
        "log-in",
        "logon",
        "sso",
        "auth",
        "account",
        "accounts",
        "idp",
        "cas",
        "shibboleth",
        "openathens",
        "anmelden",
        "connexion",
    ];
    let host = url.host_str().unwrap_or_default().to_lowercase();
    let first = host.split('.').next().unwrap_or_default().to_owned();
    let path = url.path().to_lowercase();
    let mut parts = path.split(['/', '.']).chain([first.as_str()]);
    parts.any(|part| WORDS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fronts_and_places_to_sign_in() {
        let url = |text: &str| Url::parse(text).unwrap();
        for front in [
            "http://a.example/",
            "http://a.example/en-GB/",
            "http://a.example/index.html",
            "http://a.example/?x=1",
        ] {
            assert!(is_front(&url(front)), "{front}");
        }
        assert!(!is_front(&url("http://a.example/news")));
        assert!(is_login_address(&url("http://a.example/login?next=/x")));
        assert!(is_login_address(&url("https://sso.a.example/")));
        assert!(!is_login_address(&url("http://a.example/blogging/in")));
    }
}
