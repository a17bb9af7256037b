//! Frames on disk.
