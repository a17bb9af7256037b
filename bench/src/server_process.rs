//! A server in a process of its own, so that the load and the server do not share one.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// Ends with the value: the process is killed by its own id and waited for.
pub struct ServerProcess {
    child: Child,
    /// `127.0.0.1:PORT`
    pub address: String,
}

impl ServerProcess {
    /// Starts `command` and waits for the line `listening ADDRESS` on its standard output; `http://` before the address is taken off.
    ///
    /// # Errors
    /// If it cannot start, or ends without saying where it listens.
    pub fn start(command: &mut Command) -> Result<ServerProcess> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("start the server")?;
        let output = child.stdout.take().context("the server's standard output is piped")?;
        let mut process = ServerProcess { child, address: String::new() };
        let mut lines = BufReader::new(output).lines();
        for line in lines.by_ref() {
            if let Some(address) = address_in(&line?) {
                process.address = address;
                // What the server prints later is read and dropped, or it would block on a full pipe.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(process);
            }
        }
        anyhow::bail!("the server ended before it listened: {}", process.child.wait()?)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // Either may fail only if the process has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address_in(line: &str) -> Option<String> {
    let rest = line.split_once("listening ")?.1.trim();
    Some(rest.trim_start_matches("http://").trim_end_matches('/').to_owned())
}
