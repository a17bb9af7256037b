//! `jogak-bench`: runs the measures, or serves the bare routes that one of them loads.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use bench::allocations::CountingAllocator;
use bench::area::MEASURES;
use bench::bare::{self, SqliteOrders};
use bench::flow::{F1, F100};
use bench::place::{Place, write_flow};
use bench::results::{Row, table, write_json};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const USAGE: &str = "\
jogak-bench [AREA|MEASURE]…           measures all, or those of the areas and measures named, and writes bench/out/results.json
jogak-bench list                      names them
jogak-bench flow f1|f100 FILE         writes a reference flow
jogak-bench serve-bare --port PORT [--sqlite FILE] [--threads N]
                                      serves the bare routes until it is killed";

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
        ["flow", name, file] => flow(name, Path::new(file)),
        ["serve-bare", options @ ..] => serve_bare(options),
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

fn serve_bare(options: &[&str]) -> Result<()> {
    let (mut port, mut threads, mut sqlite) = (0u16, 1usize, None::<PathBuf>);
    for pair in options.chunks(2) {
        match pair {
            ["--port", value] => port = value.parse().context("--port")?,
            ["--threads", value] => threads = value.parse().context("--threads")?,
            ["--sqlite", value] => sqlite = Some(PathBuf::from(value)),
            _ => bail!("unknown option {pair:?}\n{USAGE}"),
        }
    }
    let mut router = bare::router();
    if let Some(path) = sqlite {
        router = router.merge(bare::sqlite_router(SqliteOrders::open(&path)?));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()?;
    runtime.block_on(bare::serve(router, port, std::future::pending()))
}
