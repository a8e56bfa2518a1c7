//! What nodejs.org would serve to a version manager, from the folder that `provision` fills.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::OnceLock;

use super::support::tools;

/// Its address, without a slash at the end. One serves the whole test program, as long as it lives.
pub(crate) fn url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Who hangs up has what they wanted.
                std::thread::spawn(move || drop(serve(&stream)));
            }
        });
        url
    })
}

fn serve(mut stream: &TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = first.split(' ');
    let (method, path) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let folder = tools::folder().join("mirror");
    let file: PathBuf = path
        .trim_start_matches('/')
        .split('/')
        .filter(|part| *part != "..")
        .collect();
    let (status, body) = match std::fs::read(folder.join(file)) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )?;
    if method == "HEAD" {
        Ok(())
    } else {
        stream.write_all(&body)
    }
}
