//! A way to a server that can fall silent, as that of a machine that slept does: connections stay, and nothing comes.

use evenkeel_connect::ConnectOptions;
use evenkeel_test_support::TestDatabase;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

/// The way. Connections that were made before it is told to be silent are cut off; later ones too until it is told otherwise.
pub struct Proxy {
    pub options: ConnectOptions,
    /// Which connections pass: those with this number and later ones.
    passing: watch::Sender<usize>,
}

impl Proxy {
    pub async fn to(database: &TestDatabase) -> Self {
        let variables = database.options().libpq_environment();
        let value = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let (host, port) = (value("PGHOST").unwrap(), value("PGPORT").unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let password = value("PGPASSWORD").map(|password| format!("password='{password}'")).unwrap_or_default();
        let options = format!(
            "host=127.0.0.1 port={} user={} dbname={} {password}",
            listener.local_addr().unwrap().port(),
            database.options().user(),
            database.name()
        );
        let passing = watch::Sender::new(0);
        let receiver = passing.subscribe();
        tokio::spawn(async move {
            for number in 0.. {
                let Ok((client, _)) = listener.accept().await else { return };
                let (receiver, host, port) = (receiver.clone(), host.clone(), port.clone());
                tokio::spawn(async move {
                    if host.starts_with('/') {
                        let server = UnixStream::connect(format!("{host}/.s.PGSQL.{port}")).await.unwrap();
                        let (from, to) = server.into_split();
                        pass(client, from, to, number, receiver).await;
                    } else {
                        let server = TcpStream::connect(format!("{host}:{port}")).await.unwrap();
                        let (from, to) = server.into_split();
                        pass(client, from, to, number, receiver).await;
                    }
                });
            }
        });
        Self { options: ConnectOptions::parse(&options).unwrap(), passing }
    }

    /// From the connection with this number on they pass, those before are silent.
    pub fn pass_from(&self, number: usize) {
        self.passing.send_replace(number);
    }
}

async fn pass(
    client: TcpStream,
    from_server: impl AsyncRead + Unpin + Send + 'static,
    to_server: impl AsyncWrite + Unpin + Send + 'static,
    number: usize,
    passing: watch::Receiver<usize>,
) {
    let (from_client, to_client) = client.into_split();
    let there = tokio::spawn(copy(from_client, to_server, number, passing.clone()));
    copy(from_server, to_client, number, passing).await;
    there.await.unwrap();
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    number: usize,
    mut passing: watch::Receiver<usize>,
) {
    let mut bytes = [0; 4096];
    loop {
        let Ok(length @ 1..) = from.read(&mut bytes).await else { return };
        // What came is kept back, as a network that is gone does, and nobody is told.
        if passing.wait_for(|first| *first <= number).await.is_err() {
            return;
        }
        if to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}
