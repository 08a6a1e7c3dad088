//! A load generator of its own: HTTP/1.1 over connections that are kept open, bounded in time and in number. It does as
//! little as possible for each request, because it shares the machine's cores with the servers that it measures.

use crate::Failure;
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};

/// An answer that takes longer ends the run.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is asked for.
pub struct Target {
    pub address: SocketAddr,
    pub path: String,
    /// Makes what stands behind the path in each request, when each is another.
    pub fresh: Option<Box<dyn Fn() -> String + Send + Sync>>,
}

/// What came out of one run.
#[derive(Clone, Copy)]
pub struct Figures {
    pub per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
}

impl Figures {
    /// The run in the middle by its rate.
    pub fn median(mut runs: Vec<Self>) -> Self {
        runs.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
        runs[runs.len() / 2]
    }

    pub fn columns(&self) -> String {
        let ms = |d: Duration| d.as_secs_f64() * 1000.0;
        format!("{:.0} | {:.2} | {:.2}", self.per_second, ms(self.p50), ms(self.p99))
    }
}

pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub encoding: String,
    pub body: Vec<u8>,
    /// Bytes on the wire, headers included.
    pub transferred: usize,
}

/// Asks over and over on `connections` connections for as long as `time`.
pub async fn run(target: &Target, connections: usize, time: Duration) -> Result<Figures, Failure> {
    let target: Arc<Shared> = Arc::new(Shared::of(target));
    let began = Instant::now();
    let mut tasks: JoinSet<Result<Vec<Duration>, Failure>> = JoinSet::new();
    for _ in 0..connections {
        tasks.spawn(one(target.clone(), began + time));
    }
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done??);
    }
    let took = began.elapsed();
    all.sort_unstable();
    let at = |part: f64| all[((all.len() - 1) as f64 * part) as usize];
    if all.is_empty() {
        return Err("no answer at all".into());
    }
    Ok(Figures {
        per_second: all.len() as f64 / took.as_secs_f64(),
        p50: at(0.5),
        p99: at(0.99),
    })
}

/// A target for many tasks: its addresses are made before the run, so that making them costs nothing in it.
struct Shared {
    address: SocketAddr,
    path: String,
    next: std::sync::atomic::AtomicUsize,
    prepared: Vec<String>,
}

/// More than any run asks for; when they are used up, the run ends.
const PREPARED: usize = 200_000;

impl Shared {
    fn of(target: &Target) -> Self {
        let prepared = target
            .fresh
            .iter()
            .flat_map(|fresh| (0..PREPARED).map(|_| fresh()))
            .collect();
        Self {
            address: target.address,
            path: target.path.clone(),
            next: 0.into(),
            prepared,
        }
    }

    /// The next address; `None` when none is left.
    fn next(&self, into: &mut Vec<u8>) -> Option<()> {
        into.clear();
        into.extend_from_slice(b"GET ");
        into.extend_from_slice(self.path.as_bytes());
        if !self.prepared.is_empty() {
            let at = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            into.extend_from_slice(self.prepared.get(at)?.as_bytes());
        }
        into.extend_from_slice(b" HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n");
        Some(())
    }
}

async fn one(target: Arc<Shared>, end: Instant) -> Result<Vec<Duration>, Failure> {
    let mut connection = Connection::open(target.address).await?;
    let mut request = Vec::with_capacity(256);
    let mut times = Vec::new();
    while Instant::now() < end && target.next(&mut request).is_some() {
        let asked = Instant::now();
        let head = tokio::time::timeout(PATIENCE, connection.ask(&request, None)).await??;
        if head.status != 200 {
            return Err(format!("status {} for {}", head.status, String::from_utf8_lossy(&request)).into());
        }
        times.push(asked.elapsed());
    }
    Ok(times)
}

/// One question on a connection of its own, with the whole answer.
pub async fn once(address: SocketAddr, path: &str, encoding: &str) -> Result<Answer, Failure> {
    let mut connection = Connection::open(address).await?;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nAccept-Encoding: {encoding}\r\n\r\n");
    let mut body = Vec::new();
    let head = tokio::time::timeout(PATIENCE, connection.ask(request.as_bytes(), Some(&mut body))).await??;
    Ok(Answer {
        status: head.status,
        content_type: head.content_type,
        encoding: head.encoding,
        body,
        transferred: head.transferred,
    })
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Where what has not been used begins, and where what has been read ends.
    from: usize,
    to: usize,
}

struct Head {
    status: u16,
    content_type: String,
    encoding: String,
    transferred: usize,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 64 * 1024],
            from: 0,
            to: 0,
        })
    }

    /// Sends a request and reads its answer to the end; the body is kept when somebody wants it.
    async fn ask(&mut self, request: &[u8], mut keep: Option<&mut Vec<u8>>) -> Result<Head, Failure> {
        self.stream.write_all(request).await?;
        let end = self.find(b"\r\n\r\n").await?;
        let head = std::str::from_utf8(&self.buffer[self.from..end])?;
        let status = head.get(9..12).and_then(|s| s.parse().ok()).ok_or("no status")?;
        let (mut length, mut chunked) = (None, false);
        let (mut content_type, mut encoding) = (String::new(), String::new());
        for line in head.lines().skip(1) {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                length = Some(value.parse::<usize>()?);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                chunked = value.eq_ignore_ascii_case("chunked");
            } else if keep.is_some() && name.eq_ignore_ascii_case("content-type") {
                content_type = value.to_owned();
            } else if keep.is_some() && name.eq_ignore_ascii_case("content-encoding") {
                encoding = value.to_owned();
            }
        }
        let mut transferred = end + 4 - self.from;
        self.from = end + 4;
        if chunked {
            loop {
                let end = self.find(b"\r\n").await?;
                let line = std::str::from_utf8(&self.buffer[self.from..end])?;
                let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16)?;
                transferred += end + 2 - self.from + size + 2;
                self.from = end + 2;
                self.skip(size, keep.as_deref_mut()).await?;
                self.skip(2, None).await?;
                if size == 0 {
                    break;
                }
            }
        } else {
            let length = length.ok_or("an answer of unknown length")?;
            transferred += length;
            self.skip(length, keep).await?;
        }
        Ok(Head {
            status,
            content_type,
            encoding,
            transferred,
        })
    }

    /// Reads until `what` has come, and says where it begins.
    async fn find(&mut self, what: &[u8]) -> Result<usize, Failure> {
        let mut looked = self.from;
        loop {
            if let Some(at) = self.buffer[looked..self.to].windows(what.len()).position(|w| w == what) {
                return Ok(looked + at);
            }
            let unused = self.to - self.from;
            looked = self.from + unused.saturating_sub(what.len() - 1);
            if self.from > 0 && self.to == self.buffer.len() {
                self.buffer.copy_within(self.from..self.to, 0);
                looked -= self.from;
                (self.from, self.to) = (0, unused);
            }
            self.more().await?;
        }
    }

    /// Reads past `count` bytes.
    async fn skip(&mut self, mut count: usize, mut keep: Option<&mut Vec<u8>>) -> Result<(), Failure> {
        while count > 0 {
            if self.from == self.to {
                (self.from, self.to) = (0, 0);
                self.more().await?;
            }
            let here = count.min(self.to - self.from);
            if let Some(body) = &mut keep {
                body.extend_from_slice(&self.buffer[self.from..self.from + here]);
            }
            self.from += here;
            count -= here;
        }
        Ok(())
    }

    async fn more(&mut self) -> Result<(), Failure> {
        if self.to == self.buffer.len() {
            return Err("a line of the answer is too long".into());
        }
        match self.stream.read(&mut self.buffer[self.to..]).await? {
            0 => Err("the connection was closed".into()),
            count => {
                self.to += count;
                Ok(())
            }
        }
    }
}
