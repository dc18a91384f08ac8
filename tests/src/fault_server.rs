//! A server on this machine with the troubles of the web, one for each path.
//!
//! | path | answer |
//! |---|---|
//! | `/ok/…` | a page |
//! | `/status/N` | status N, each time |
//! | `/once/N/…` | status N with `Retry-After: 1` once, then a page |
//! | `/long/N` | status N with `Retry-After: 3600` |
//! | `/to?URL` | 302 to URL, which may be relative |
//! | `/loop` | 302 to itself |
//! | `/cookie` | 302 to itself until its cookie comes back |
//! | `/chain/N` | N redirects, each to another host |
//! | `/reset`, `/reset-once/…` | the connection is cut |
//! | `/hang` | nothing |
//! | `/nonsense` | no HTTP |
//! | `/headers` | headers without end |
//! | `/huge`, `/bomb` | a body without end, plain and compressed |
//! | `/short` | less than `Content-Length` says |
//! | `/no-head` | 405 to HEAD, a page to GET |
//! | `/koi8` | a page in KOI8-R |
//! | `/private/…` | a page that the robots.txt of hosts beginning with `closed.` forbids |

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// A running server; it ends with the process.
#[derive(Clone, Debug)]
pub struct FaultServer {
    port: u16,
    seen: Arc<Mutex<Seen>>,
}

/// A request that has come in.
#[derive(Clone, Debug)]
pub struct Hit {
    /// When.
    pub at: Instant,
    /// `GET` or `HEAD`.
    pub method: String,
    /// Its `Host` header, without the port.
    pub host: String,
    /// Its path with the query.
    pub path: String,
    /// Its other headers, names in lower case.
    pub headers: HashMap<String, String>,
}

#[derive(Debug, Default)]
struct Seen {
    hits: Vec<Hit>,
    once: HashSet<String>,
    bytes: u64,
}

impl FaultServer {
    /// Starts a server on a free port of 127.0.0.1.
    ///
    /// # Panics
    ///
    /// Panics where no port is to be had.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a bound listener").port();
        let server = Self { port, seen: Arc::default() };
        let own = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = own.clone();
                // A client that goes away ends its own connection alone.
                thread::spawn(move || _ = server.serve(stream));
            }
        });
        server
    }

    /// An address on this server under the name of some host.
    pub fn url(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.port)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// All requests so far, those for robots.txt left out.
    pub fn hits(&self) -> Vec<Hit> {
        let hits = self.seen().hits.clone();
        hits.into_iter().filter(|hit| hit.path != "/robots.txt").collect()
    }

    /// How often robots.txt was asked for.
    pub fn robots_hits(&self) -> usize {
        self.seen().hits.iter().filter(|hit| hit.path == "/robots.txt").count()
    }

    /// How many bytes of endless bodies the system has taken.
    pub fn bytes(&self) -> u64 {
        self.seen().bytes
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        loop {
            // Closed with a request unread, a connection is cut instead of ended.
            let mut start = [0; 64];
            let n = stream.peek(&mut start)?;
            let is_cut = [" /reset HTTP", " /reset-once/"]
                .iter()
                .any(|path| start[..n].windows(path.len()).any(|window| window == path.as_bytes()));
            if is_cut && reader.buffer().is_empty() {
                let line = String::from_utf8_lossy(&start[..n]).into_owned();
                let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
                if path == "/reset" || self.is_first(&path) {
                    return Ok(());
                }
            }
            let Some(hit) = read_request(&mut reader)? else { return Ok(()) };
            self.seen().hits.push(hit.clone());
            if !self.answer(&hit, &mut stream)? {
                return Ok(());
            }
        }
    }

    /// Answers, and says whether the connection goes on.
    fn answer(&self, hit: &Hit, stream: &mut TcpStream) -> io::Result<bool> {
        let (path, query) = hit.path.split_once('?').unwrap_or((&hit.path, ""));
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let number = segments.get(1).and_then(|text| text.parse::<u16>().ok());
        let is_head = hit.method == "HEAD";
        let mut send = |status: u16, headers: &str, body: &[u8]| -> io::Result<bool> {
            let mut reply = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n{headers}\r\n", body.len())
                .into_bytes();
            if !is_head {
                reply.extend_from_slice(body);
            }
            stream.write_all(&reply)?;
            Ok(true)
        };
        let page =
            "<html><head><title>Report on the harbors of the coast</title></head><body><p>It is here.</p></body></html>".as_bytes();
        let html = "Content-Type: text/html; charset=utf-8\r\n";
        match (segments[0], number) {
            ("robots.txt", _) if hit.host.starts_with("closed.") => {
                send(200, "Content-Type: text/plain\r\n", b"User-agent: *\nDisallow: /private/\n")
            }
            ("status", Some(status)) => send(status, html, b"<title>Trouble</title>"),
            ("once", Some(status)) if self.is_first(&hit.path) => send(status, "Retry-After: 1\r\n", b""),
            ("long", Some(status)) => send(status, "Retry-After: 3600\r\n", b""),
            ("to", _) => send(302, &format!("Location: {query}\r\n"), b""),
            ("loop", _) => send(302, "Location: /loop\r\n", b""),
            ("cookie", _) if hit.headers.get("cookie").is_some_and(|cookie| cookie.contains("seen=1")) => {
                send(200, html, page)
            }
            ("cookie", _) => send(302, "Set-Cookie: seen=1; Path=/\r\nLocation: /cookie\r\n", b""),
            ("chain", Some(n @ 1..)) => {
                let next = self.url(&format!("hop{n}.example"), &format!("/chain/{}", n - 1));
                send(302, &format!("Location: {next}\r\n"), b"")
            }
            ("no-head", _) if is_head => send(405, "", b""),
            ("ok" | "private" | "reset-once" | "once" | "chain" | "no-head", _) => send(200, html, page),
            ("koi8", _) => {
                send(200, "Content-Type: text/html; charset=koi8-r\r\n", b"<title>\xed\xc9\xd2</title>")
            }
            ("hang", _) => hang(stream),
            ("nonsense", _) => stream.write_all(b"220 mail.example ready\r\n").map(|()| false),
            ("headers", _) => endless_headers(stream),
            ("huge", _) => self.endless_body(stream),
            ("bomb", _) => bomb(stream),
            ("short", _) => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<title>Cut</title>")?;
                Ok(false)
            }
            _ => send(404, html, b"<title>Not found</title>"),
        }
    }

    fn is_first(&self, path: &str) -> bool {
        self.seen().once.insert(path.to_owned())
    }

    fn endless_body(&self, stream: &mut TcpStream) -> io::Result<bool> {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")?;
        let block = [b'x'; 16 << 10];
        for _ in 0..1 << 16 {
            stream.write_all(&block)?;
            self.seen().bytes += block.len() as u64;
        }
        Ok(false)
    }
}

fn read_request(reader: &mut BufReader<TcpStream>) -> io::Result<Option<Hit>> {
    let mut line = String::new();
    if reader.by_ref().take(1 << 16).read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split(' ').map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        if reader.by_ref().take(1 << 16).read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let host = headers.remove("host").unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_owned();
    Ok(Some(Hit { at: Instant::now(), method, host, path, headers }))
}

fn hang(stream: &mut TcpStream) -> io::Result<bool> {
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    // Ends when the client has had enough.
    let _ = stream.read(&mut [0]);
    Ok(false)
}

fn endless_headers(stream: &mut TcpStream) -> io::Result<bool> {
    stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
    for i in 0..1 << 16 {
        let mut line = String::new();
        let _ = write!(line, "X-{i}: {}\r\n", "y".repeat(1 << 10));
        stream.write_all(line.as_bytes())?;
    }
    Ok(false)
}

/// Two gigabytes of zeros, in two megabytes: one block of deflate, repeated.
fn bomb(stream: &mut TcpStream) -> io::Result<bool> {
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n")?;
    stream.write_all(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])?;
    let mut encoder = flate2::Compress::new(flate2::Compression::best(), false);
    let zeros = vec![0; 1 << 20];
    for _ in 0..2048 {
        let mut out = Vec::with_capacity(64 << 10);
        encoder.compress_vec(&zeros, &mut out, flate2::FlushCompress::Sync).map_err(io::Error::other)?;
        stream.write_all(&out)?;
    }
    Ok(false)
}
