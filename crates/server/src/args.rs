//! The command line.

use crate::bars::ReplayBars;
use crate::config::{Choices, Settings};
use crate::serve::{Work, serve};
use crate::tools;
use clap::{Args, CommandFactory, Parser, Subcommand};
use protocol::Market;
use std::path::PathBuf;

/// A market for pieces of real things: the server and its tools.
#[derive(Debug, Parser)]
#[command(name = "jogak", version)]
pub struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(ServeArgs),
    /// Run the demo with one instrument following one-minute bars of a file.
    ReplayBars(ReplayBarsArgs),
    /// Look at the configuration that `serve` would use.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Check the journals of a stopped folder: chain, replay, second execution, snapshots, invariants.
    Verify {
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Show the state of a stopped folder as it was at a record or a time.
    Replay {
        #[command(flatten)]
        folder: FolderArgs,
        #[arg(long, value_parser = market_of)]
        market: Market,
        /// A sequence number, or a time such as 2026-11-21T09:00:00Z; the newest state when left out.
        #[arg(long)]
        to: Option<tools::replay::Target>,
    },
    /// Write the records of a stopped folder as JSON lines to standard output.
    Export {
        #[command(flatten)]
        folder: FolderArgs,
        #[arg(long, value_parser = market_of)]
        market: Market,
        /// First sequence, 1 when left out.
        #[arg(long)]
        from: Option<u64>,
        /// Last sequence, the newest when left out.
        #[arg(long)]
        to: Option<u64>,
    },
    /// Build the history in SQL of a stopped folder anew from its journals, compare it with the one there and put it in its place.
    Rebuild {
        #[command(flatten)]
        folder: FolderArgs,
        /// The database, as for `serve`.
        #[arg(long)]
        database: Option<String>,
    },
    /// Look at the machine: disk, sync, clock, memory, limits.
    Doctor {
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Say that the machine's clock is right, where it was doubted.
    Clock {
        #[command(subcommand)]
        command: ClockCommand,
    },
    /// Ask a running server whether it is ready; the exit code is 0 if it is.
    Healthcheck {
        /// Address of the server.
        #[arg(long, default_value = "127.0.0.1:8787")]
        server: String,
    },
    /// Print the completions of a shell.
    Completions { shell: clap_complete::Shell },
}

#[derive(Debug, Args)]
struct ServeArgs {
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    choices: Choices,
}

#[derive(Debug, Args)]
struct ReplayBarsArgs {
    #[command(flatten)]
    bars: ReplayBars,
    #[command(flatten)]
    serve: ServeArgs,
}

#[derive(Debug, Args)]
struct FolderArgs {
    /// The data folder.
    #[arg(long, env = "JOGAK_DATA", default_value = "./jogak-data")]
    data: PathBuf,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Say whether it is sound.
    Check(ServeArgs),
    /// Print it, without secrets.
    Print(ServeArgs),
}

#[derive(Debug, Subcommand)]
enum ClockCommand {
    /// The clock shows the right time now. A running server takes it within a second, a stopped one at its next start within ten minutes.
    Confirm {
        #[command(flatten)]
        folder: FolderArgs,
    },
}

impl Program {
    /// Does what was asked.
    ///
    /// # Errors
    /// Whatever ends the command; the text is for a person.
    pub fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Serve(args) => serve(args.settings()?, Work::Usual),
            Command::ReplayBars(mut args) => {
                // Before the settings are gathered, because a demo's defaults are smaller.
                args.serve.choices.demo = Some(true);
                serve(args.serve.settings()?, Work::Bars(args.bars))
            }
            Command::Config { command: ConfigCommand::Check(args) } => args.settings().map(|_| println!("the configuration is sound")),
            Command::Config { command: ConfigCommand::Print(args) } => {
                print!("{}", args.settings()?.to_toml()?);
                Ok(())
            }
            Command::Verify { folder } => tools::verify::verify(&folder.data, &mut std::io::stdout().lock()),
            Command::Replay { folder, market, to } => tools::replay::replay(&folder.data, market, to, &mut std::io::stdout().lock()),
            Command::Export { folder, market, from, to } => {
                tools::export::export(&folder.data, market, from.unwrap_or(1)..=to.unwrap_or(u64::MAX), &mut std::io::stdout().lock())
            }
            Command::Rebuild { folder, database } => tools::rebuild::rebuild(&folder.data, database, &mut std::io::stdout().lock()),
            Command::Doctor { folder } => tools::doctor::doctor(&folder.data, &mut std::io::stdout().lock()),
            Command::Clock { command: ClockCommand::Confirm { folder } } => tools::clock::confirm(&folder.data),
            Command::Healthcheck { server } => tools::healthcheck::healthcheck(&server),
            Command::Completions { shell } => {
                clap_complete::generate(shell, &mut Self::command(), "jogak", &mut std::io::stdout());
                Ok(())
            }
        }
    }
}

impl ServeArgs {
    fn settings(self) -> anyhow::Result<Settings> {
        Settings::gather(self.folder.data, self.choices, &std::env::vars().collect())
    }
}

fn market_of(name: &str) -> Result<Market, String> {
    Market::from_name(name).ok_or_else(|| "live or practice".to_owned())
}
