//! Stub.
use super::Ink;
/// Rgb.
pub fn rgb(_i: Ink, _d: bool) -> [u8; 3] {
    [200, 100, 50]
}
