//! Verdicts, and the closed list of their reasons.

use std::fmt;

/// What is said of a cited page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It is there.
    Live,
    /// It is gone, or something else stands in its place.
    Dead,
    /// Neither can be said.
    Unknown,
}

impl Verdict {
    /// The word for it, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Dead => "dead",
            Self::Unknown => "unknown",
        }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident = $verdict:ident $code:literal,)*) => {
        /// Why a page is judged as it is: a closed list, of which each is of one verdict.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $($(#[$doc])* $reason,)*
        }

        impl Reason {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$reason,)*];

            /// The code, as in JSON.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$reason => $code,)*
                }
            }

            /// The verdict to which it belongs.
            pub fn verdict(self) -> Verdict {
                match self {
                    $(Self::$reason => Verdict::$verdict,)*
                }
            }
        }
    };
}

reasons! {
    /// The page is there, and nothing speaks against it.
    Ok = Live "ok",
    /// Permanent redirects alone lead to the page.
    RedirectPermanent = Live "redirect.permanent",
    /// A temporary redirect leads to the page.
    RedirectTemporary = Live "redirect.temporary",
    /// The page is there, the place in it that the fragment names is not.
    FragmentMissing = Live "fragment-missing",
    /// Status 404.
    NotFound = Dead "http.404",
    /// Status 410.
    Gone = Dead "http.410",
    /// A redirect leads to status 404 or 410.
    RedirectGone = Dead "redirect.gone",
    /// A redirect leads to the home page or to a section of the site.
    RedirectHome = Dead "redirect.home",
    /// Redirects lead back to where they began, or never end.
    RedirectLoop = Dead "redirect.loop",
    /// Status 200, and a text that says that the page is not there.
    SoftNotFound = Dead "soft-404",
    /// The domain is for sale, has expired, or shows nothing but advertisements.
    Parked = Dead "parked",
    /// The page has content of its own, and neither title, author nor date of the citation.
    Drift = Dead "drift",
    /// The page sends its reader to another one that is gone.
    RefreshGone = Dead "meta-refresh-gone",
    /// The host refuses connections.
    Refused = Dead "refused",
    /// The name of the host does not exist.
    Dns = Dead "dns",
    /// A sign-in form stands in place of the page.
    RedirectLogin = Unknown "redirect.login",
    /// Status 403, or another that refuses.
    Blocked = Unknown "blocked.403",
    /// A test whether a person asks.
    BlockedChallenge = Unknown "blocked.challenge",
    /// Status 401.
    BlockedUnauthorized = Unknown "blocked.401",
    /// Status 999, by which some networks refuse programs.
    Blocked999 = Unknown "blocked.999",
    /// Status 429, however long one waits.
    RateLimited = Unknown "rate-limited",
    /// A status of 500 or more, or an answer that makes no sense.
    ServerError = Unknown "server-error",
    /// No answer within the time.
    Timeout = Unknown "timeout",
    /// The connection was cut.
    Reset = Unknown "reset",
    /// The certificate was issued by its own holder, or by nobody who is trusted.
    TlsSelfSigned = Unknown "tls.self-signed",
    /// The certificate has expired.
    TlsExpired = Unknown "tls.expired",
    /// The certificate is for another name.
    TlsWrongHost = Unknown "tls.wrong-host",
    /// The address leads into a private network.
    PrivateAddress = Unknown "private-address",
    /// The page is there, but the cited title is not on it; nothing says that it is another page.
    TitleAbsent = Unknown "title-absent",
    /// Nothing was asked, because the user wanted nothing asked.
    Offline = Unknown "offline",
    /// Nothing at all could be reached.
    NoNetwork = Unknown "no-network",
    /// The host does not want programs to ask for the page.
    Robots = Unknown "robots",
    /// Neither http nor https, or no address at all.
    Scheme = Unknown "scheme",
    /// The audit was ended before there was an answer.
    Interrupted = Unknown "interrupted",
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
