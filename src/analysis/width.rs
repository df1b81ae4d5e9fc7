//! Which vectors the processor has: the hot loops are compiled for several widths and the widest is chosen at run time.
//!
//! All widths compute the same bits, because every operation acts on whole numbers, word by word.

use pulp::{Simd, WithSimd};

use crate::model::VectorWidth;

/// Work that is compiled once for each width.
pub(super) trait Work {
    /// What it gives.
    type Output;

    /// Does it. Implementations are marked `#[inline(always)]`, as is everything hot that they call.
    ///
    /// `IS_WIDE` says that there are registers enough to do two things at once.
    fn run<const IS_WIDE: bool>(self) -> Self::Output;
}

/// The vectors in use.
#[derive(Clone, Copy)]
pub(super) enum Width {
    /// 512 bits.
    #[cfg(target_arch = "x86_64")]
    Avx512(pulp::x86::V4),
    /// 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2(pulp::x86::V3),
    /// Whatever every processor of the kind has.
    Baseline,
}

impl Width {
    /// What was asked for, or the widest below it that this processor has.
    pub(super) fn new(asked: VectorWidth) -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let wide = (asked == VectorWidth::Widest).then(pulp::x86::V4::try_new).flatten();
            if let Some(wide) = wide {
                return Self::Avx512(wide);
            }
            let medium = (asked != VectorWidth::Baseline).then(pulp::x86::V3::try_new).flatten();
            if let Some(medium) = medium {
                return Self::Avx2(medium);
            }
        }
        Self::Baseline
    }

    /// Does the work with these vectors.
    pub(super) fn run<W: Work>(self, work: W) -> W::Output {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(simd) => Simd::vectorize(simd, Dispatched(work)),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(simd) => Simd::vectorize(simd, Dispatched(work)),
            Self::Baseline => work.run::<false>(),
        }
    }
}

struct Dispatched<W>(W);

impl<W: Work> WithSimd for Dispatched<W> {
    type Output = W::Output;

    #[expect(clippy::inline_always, reason = "the work is compiled for the vectors of its caller")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> W::Output {
        self.0.run::<true>()
    }
}
