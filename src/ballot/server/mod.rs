//! The embedded web server: one thread that takes connections in and hands what they ask to the keeper.

mod door;
mod guard;

use std::{
    collections::BTreeMap,
    convert::Infallible,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, mpsc::Sender},
};

use axum::{Router, body::Body};
use hyper::{Request, body::Incoming, server::conn::http1, service::Service};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    runtime::{Builder, Runtime},
    sync::watch,
    task::JoinSet,
    time::{Duration, sleep, timeout},
};

use super::keeper::Ask;

/// Most connections at once; a process may have 1024 files open on many systems.
const CONNECTIONS_MAX: usize = 900;
/// Most connections from one address; behind loopback there may be a proxy with everybody.
const OF_ONE_MAX: usize = 200;
/// How long somebody may take for the head of a request, and how long a connection may idle.
const HEAD: Duration = Duration::from_secs(10);
/// How long somebody may take for a body.
const BODY: Duration = Duration::from_secs(10);
/// How long a page waits for news.
const NEWS: Duration = Duration::from_secs(20);
/// How old a connection may become, and how long it has to end after that.
const AGE: Duration = Duration::from_mins(10);
const FAREWELL: Duration = Duration::from_secs(25);
/// How long the end may take.
const END: Duration = Duration::from_millis(800);
/// Most bytes of the head of a request.
const HEAD_BYTES: usize = 16 << 10;
const HEADERS_MAX: usize = 64;

/// What is said to whom there is no room for.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// A socket that listens, with the runtime that will serve it.
pub(super) struct Server {
    runtime: Runtime,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Listens on an address.
    pub(super) fn listen(address: SocketAddr) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        let listener = {
            let _inside = runtime.enter();
            let socket =
                if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
            // The port of a server that was killed can be taken again at once.
            #[cfg(unix)]
            socket.set_reuseaddr(true)?;
            socket.bind(address)?;
            socket.listen(1_024)?
        };
        let address = listener.local_addr()?;
        Ok(Self { runtime, listener, address })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until it is told to end.
    pub(super) fn run(self, asks: Sender<Ask>, is_over: watch::Receiver<bool>) {
        let (address, listener) = (self.address, self.listener);
        self.runtime.block_on(async move {
            let router = door::router(address, asks, is_over.clone());
            take_in(listener, router, is_over).await;
        });
        self.runtime.shutdown_timeout(END);
    }
}

async fn take_in(listener: TcpListener, router: Router, mut is_over: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    // A connection holds its address's count; how many hold it is how many there are.
    let mut from: BTreeMap<IpAddr, Arc<()>> = BTreeMap::new();
    loop {
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            Some(_ended) = connections.join_next() => continue,
            _ = is_over.changed() => break,
        };
        let Ok((stream, peer)) = taken else {
            // Too many files are open: some connections will end.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let ip = peer.ip().to_canonical();
        from.retain(|_, count| Arc::strong_count(count) > 1);
        let count = Arc::clone(from.entry(ip).or_default());
        let most = if ip.is_loopback() { CONNECTIONS_MAX } else { OF_ONE_MAX };
        if connections.len() >= CONNECTIONS_MAX || Arc::strong_count(&count) > most + 1 {
            turn_away(stream);
            continue;
        }
        // A page's next request need not wait for the one before to be acknowledged.
        let _is_set = stream.set_nodelay(true).is_ok();
        connections.spawn(converse((stream, ip), router.clone(), (is_over.clone(), count)));
    }
    let ended = async { while connections.join_next().await.is_some() {} };
    // Who has not ended by then is cut off.
    let _is_ended = timeout(END, ended).await.is_ok();
}

/// Tells somebody that there is no room, as far as that goes without waiting for long.
fn turn_away(stream: TcpStream) {
    drop(tokio::spawn(async move {
        let is_ready = timeout(Duration::from_millis(200), stream.writable()).await.is_ok();
        let _is_told = is_ready && stream.try_write(FULL).is_ok();
    }));
}

/// What somebody asks is known to come from this address.
#[derive(Clone, Copy)]
struct Peer(IpAddr);

async fn converse(
    (stream, ip): (TcpStream, IpAddr),
    router: Router,
    (mut is_over, _count): (watch::Receiver<bool>, Arc<()>),
) {
    let service = TowerToHyperService::new(router);
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(ip));
        let answer = service.call(request);
        async move { Ok::<_, Infallible>(guard::dressed(answer.await.unwrap_or_else(|e| match e {}))) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEADERS_MAX);
    let connection = http.serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // How it ended is the other side's business.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = sleep(AGE) => {}
        _ = is_over.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _is_ended = timeout(FAREWELL, connection).await.is_ok();
}
