//! `jogak-bench`: runs the measures, or serves the bare routes that one of them loads.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use bench::allocations::CountingAllocator;
use bench::area::{MEASURES, come_back};
use bench::bare::{self, SqliteOrders};
use bench::flow::{F1, F100};
use bench::place::{Place, write_flow};
use bench::product::Product;
use bench::results::{Row, table, write_json};
use clap::Parser;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const USAGE: &str = "\
jogak-bench [AREA|MEASURE]…           measures all, or those of the areas and measures named, and writes bench/out/results.json
jogak-bench list                      names them
jogak-bench flow f1|f100 FILE         writes a reference flow
jogak-bench serve-bare --port PORT [--sqlite FILE] [--threads N]
                                      serves the bare routes until it is killed
jogak-bench serve-product --port PORT --data FOLDER --keys FILE [--sqlite FILE] [--threads N]
                                      serves them beside the product's routes, and leaves bearer keys of funded accounts in FILE
jogak-bench come-back core|server FOLDER
                                      brings a market back and says in how many seconds
jogak-bench jogak COMMAND…            does what `jogak COMMAND…` does";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        ["list"] => {
            MEASURES.iter().for_each(|measure| println!("{} {}", measure.area, measure.name));
            Ok(())
        }
        ["come-back", part, folder] => come_back(part, Path::new(folder)),
        ["flow", name, file] => flow(name, Path::new(file)),
        ["serve-bare", options @ ..] => serve_bare(options),
        ["jogak", ..] => server::args::Program::parse_from(&words).run(),
        ["serve-product", options @ ..] => serve_product(options),
        names => measure(names),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("jogak-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// A measure that fails is named at the end; the others are still printed and written.
fn measure(names: &[&str]) -> Result<()> {
    for name in names {
        let known = MEASURES.iter().any(|measure| measure.area == *name || measure.name == *name);
        ensure!(known, "no area or measure is called {name}; `jogak-bench list` names them");
    }
    let place = Place::of_checkout()?;
    let mut rows: Vec<Row> = Vec::new();
    let mut failed: Vec<&str> = Vec::new();
    for measure in MEASURES.iter().filter(|measure| names.is_empty() || names.contains(&measure.area) || names.contains(&measure.name)) {
        eprintln!("measuring {} {}", measure.area, measure.name);
        match (measure.run)(&place) {
            Ok(measured) => rows.extend(measured.into_iter().map(|row| Row { area: measure.area.to_owned(), ..row })),
            Err(error) => {
                eprintln!("{} {} failed: {error:#}", measure.area, measure.name);
                failed.push(measure.name);
            }
        }
    }
    print!("{}", table(&rows));
    write_json(&rows, &place.out("results.json"))?;
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}

fn flow(name: &str, file: &Path) -> Result<()> {
    let shape = match name {
        "f1" => F1,
        "f100" => F100,
        _ => bail!("the reference flows are f1 and f100"),
    };
    write_flow(shape, file).with_context(|| format!("write {}", file.display()))
}

#[derive(Default)]
struct ServeOptions {
    port: u16,
    threads: Option<usize>,
    sqlite: Option<PathBuf>,
    data: Option<PathBuf>,
    keys: Option<PathBuf>,
}

impl ServeOptions {
    fn read(words: &[&str]) -> Result<Self> {
        let mut options = Self::default();
        for pair in words.chunks(2) {
            match pair {
                ["--port", value] => options.port = value.parse().context("--port")?,
                ["--threads", value] => options.threads = Some(value.parse().context("--threads")?),
                ["--sqlite", value] => options.sqlite = Some(PathBuf::from(value)),
                ["--data", value] => options.data = Some(PathBuf::from(value)),
                ["--keys", value] => options.keys = Some(PathBuf::from(value)),
                _ => bail!("unknown option {pair:?}\n{USAGE}"),
            }
        }
        Ok(options)
    }

    /// As many worker threads as the server has, unless another number is given.
    fn runtime(&self) -> Result<tokio::runtime::Runtime> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        if let Some(threads) = self.threads {
            builder.worker_threads(threads);
        }
        Ok(builder.enable_all().build()?)
    }

    fn bare_router(&self) -> Result<axum::Router> {
        let router = bare::router().merge(bare::push_router());
        Ok(match &self.sqlite {
            Some(path) => router.merge(bare::sqlite_router(SqliteOrders::open(path)?)),
            None => router,
        })
    }
}

fn serve_bare(words: &[&str]) -> Result<()> {
    let options = ServeOptions::read(words)?;
    options.runtime()?.block_on(bare::serve(options.bare_router()?, options.port, std::future::pending()))
}

fn serve_product(words: &[&str]) -> Result<()> {
    let options = ServeOptions::read(words)?;
    let data = options.data.as_deref().context("--data")?;
    let keys = options.keys.as_deref().context("--keys")?;
    options.runtime()?.block_on(async {
        let product = Product::start(data).await?;
        std::fs::write(keys, product.bearer_keys.join("\n") + "\n").with_context(|| format!("write {}", keys.display()))?;
        let router = product.router.clone().merge(options.bare_router()?);
        bare::serve(router, options.port, std::future::pending()).await
    })
}
