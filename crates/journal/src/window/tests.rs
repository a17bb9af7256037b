use std::sync::Mutex;

use proptest::prelude::*;

use super::*;

/// A file whose byte at each offset is known, and which counts what is read of it.
#[derive(Debug)]
struct Pattern {
    len: u64,
    read: Mutex<u64>,
}

fn byte_at(offset: u64) -> u8 {
    (offset ^ (offset >> 8)).to_le_bytes()[0]
}

impl DiskFile for Pattern {
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let filled = usize::try_from(self.len.saturating_sub(offset)).expect("small").min(into.len());
        for (byte, at) in into[..filled].iter_mut().zip(offset..) {
            *byte = byte_at(at);
        }
        *self.read.lock().expect("one thread") += filled as u64;
        Ok(filled)
    }

    fn write_at(&self, _: u64, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    fn len_bytes(&self) -> io::Result<u64> {
        Ok(self.len)
    }

    fn forget_cache(&self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn going_from_end_to_end_reads_each_byte_once() {
    let file = Pattern { len: 100_000, read: Mutex::new(0) };
    let mut window = Window::new(8_000);
    for offset in (0..100_000).step_by(500) {
        window.get(&file, Place { epoch: 1, offset }, 4_000, 100_000).expect("read");
    }
    assert_eq!(*file.read.lock().expect("one thread"), 100_000);
}

proptest! {
    #[test]
    fn it_gives_the_bytes_of_the_file_up_to_the_limit(
        stride in 1_usize..600,
        asked in prop::collection::vec((0_u32..3, 0_u64..1_500, 0_usize..400, 0_u64..1_500), 1..60),
    ) {
        let file = Pattern { len: 1_200, read: Mutex::new(0) };
        let mut window = Window::new(stride);
        for (epoch, offset, len, limit) in asked {
            let bytes = window.get(&file, Place { epoch, offset }, len, limit).expect("read").to_vec();
            let expected: Vec<u8> = (offset..(offset + len as u64).min(limit).min(1_200)).map(byte_at).collect();
            prop_assert_eq!(bytes, expected);
        }
    }
}
