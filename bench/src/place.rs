//! Where the benchmarks find their sources and leave what they make.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::flow::{Flow, Shape};

const FILE_HEADER_BYTES: u64 = 48;
const RECORD_BYTES: u64 = 16;

/// The `bench` folder of the checkout and its `out`, which git ignores. Files to be synced lie in `out` too, so that ours and the baseline meet the
/// same file system.
pub struct Place {
    source: PathBuf,
    out: PathBuf,
}

impl Place {
    /// # Errors
    /// If `bench/out` cannot be made.
    pub fn of_checkout() -> Result<Place> {
        let source = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let out = source.join("out");
        fs::create_dir_all(&out).with_context(|| format!("make {}", out.display()))?;
        Ok(Place { source, out })
    }

    pub fn source(&self, name: &str) -> PathBuf {
        self.source.join(name)
    }

    pub fn out(&self, name: &str) -> PathBuf {
        self.out.join(name)
    }

    /// An empty folder of that name in `out`.
    ///
    /// # Errors
    /// If what is left of an earlier run cannot be removed.
    pub fn fresh_folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.out(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("empty {}", folder.display()))?;
        }
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// The file of a reference flow, made at its first use.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn flow_file(&self, name: &str, shape: Shape) -> Result<PathBuf> {
        let path = self.out(&format!("{name}.bin"));
        let length = FILE_HEADER_BYTES + RECORD_BYTES * u64::from(shape.operations);
        if fs::metadata(&path).is_ok_and(|metadata| metadata.len() == length) {
            return Ok(path);
        }
        write_flow(shape, &path).with_context(|| format!("write {}", path.display()))?;
        Ok(path)
    }
}

/// # Errors
/// If the file cannot be written.
pub fn write_flow(shape: Shape, path: &Path) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    Flow::generate(shape).write(&mut file)?;
    file.flush()?;
    Ok(())
}
