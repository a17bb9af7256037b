//! The planted bugs that the fault tests must find. Without the feature `faults` there is nothing to switch on.

/// Which planted bugs are in. A skipped sync is planted in the simulated disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Answers leave before their frame is written.
    #[cfg(feature = "faults")]
    pub answer_before_durable: bool,
    /// Every so many frames one is answered and published, and not written; 0 for none.
    #[cfg(feature = "faults")]
    pub drop_frame_every: u32,
    /// Recovery applies the first record after the snapshot twice.
    #[cfg(feature = "faults")]
    pub apply_twice: bool,
    /// Recovery takes the oldest snapshot for the newest, and so leaves out what lies between the two.
    #[cfg(feature = "faults")]
    pub stale_snapshot: bool,
    /// Known keys are not looked up.
    #[cfg(feature = "faults")]
    pub lose_keys: bool,
}

/// Reads a switch: constant where the feature is off.
macro_rules! switches {
    ($($name:ident),*) => {
        impl Faults {
            $(#[inline]
            pub(crate) fn $name(&self) -> bool {
                #[cfg(feature = "faults")]
                return self.$name;
                #[cfg(not(feature = "faults"))]
                false
            })*

            /// Whether the frame of this number is to be lost.
            pub(crate) fn drops_frame(&self, number: u64) -> bool {
                #[cfg(feature = "faults")]
                return self.drop_frame_every > 0 && number.is_multiple_of(u64::from(self.drop_frame_every));
                #[cfg(not(feature = "faults"))]
                {
                    let _ = number;
                    false
                }
            }
        }
    };
}

switches!(answer_before_durable, apply_twice, stale_snapshot, lose_keys);
