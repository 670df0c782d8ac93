//! How much a formula may ask for.

/// Bounds on formulas and on what one evaluation may do, so that no formula
/// hangs or exhausts the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of a formula's text.
    pub text_bytes: usize,
    /// Expressions within expressions.
    pub depth: usize,
    /// Operators of one precedence in a row, as in `a & b & c`.
    pub chain: usize,
    /// Expressions in one formula.
    pub nodes: usize,
    /// Expressions and list items that one evaluation may visit.
    pub steps: u64,
    /// Bytes of all texts that one evaluation may make.
    pub output_bytes: usize,
    /// Bytes that one compiled regular expression may take.
    pub regex_bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            text_bytes: 256 * 1024,
            depth: 200,
            chain: 2_500,
            nodes: 20_000,
            steps: 10_000_000,
            output_bytes: 4 * 1024 * 1024,
            regex_bytes: 1024 * 1024,
        }
    }
}
