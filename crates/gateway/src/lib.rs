//! The door to the core.
