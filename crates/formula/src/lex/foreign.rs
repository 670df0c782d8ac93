//! Symbols that are no part of the language.

use super::TokenKind;
use crate::ast::BinaryOp;

/// Symbols of other languages and of typesetting: what to write instead, and
/// what they are taken for (`None` to pass over them).
pub(super) const FOREIGN: &[(&str, &str, Option<TokenKind>)] = &[
    (
        "==",
        ": write = to compare",
        Some(TokenKind::Operator(BinaryOp::Equal)),
    ),
    (
        "<>",
        ": write != to compare",
        Some(TokenKind::Operator(BinaryOp::NotEqual)),
    ),
    (
        "=<",
        ": write <=",
        Some(TokenKind::Operator(BinaryOp::LessOrEqual)),
    ),
    (
        "=>",
        ": write >=",
        Some(TokenKind::Operator(BinaryOp::GreaterOrEqual)),
    ),
    (
        "&&",
        ": write AND(…, …)",
        Some(TokenKind::Operator(BinaryOp::Join)),
    ),
    (
        "||",
        ": write OR(…, …)",
        Some(TokenKind::Operator(BinaryOp::Join)),
    ),
    (
        "|",
        ": write OR(…, …)",
        Some(TokenKind::Operator(BinaryOp::Join)),
    ),
    (
        "**",
        ": write POWER(…, …)",
        Some(TokenKind::Operator(BinaryOp::Multiply)),
    ),
    (
        "^",
        ": write POWER(…, …)",
        Some(TokenKind::Operator(BinaryOp::Multiply)),
    ),
    ("?", ": write IF(…, …, …)", None),
    (";", ": write , between arguments", Some(TokenKind::Comma)),
    ("[", ": write { and } around field names", None),
    ("]", ": write { and } around field names", None),
    ("}", ": a field name begins with {", None),
    (
        "≠",
        ": write !=",
        Some(TokenKind::Operator(BinaryOp::NotEqual)),
    ),
    (
        "≤",
        ": write <=",
        Some(TokenKind::Operator(BinaryOp::LessOrEqual)),
    ),
    (
        "≥",
        ": write >=",
        Some(TokenKind::Operator(BinaryOp::GreaterOrEqual)),
    ),
    (
        "×",
        ": write *",
        Some(TokenKind::Operator(BinaryOp::Multiply)),
    ),
    (
        "÷",
        ": write /",
        Some(TokenKind::Operator(BinaryOp::Divide)),
    ),
    (
        "−",
        ": write -",
        Some(TokenKind::Operator(BinaryOp::Subtract)),
    ),
    (
        "–",
        ": write -",
        Some(TokenKind::Operator(BinaryOp::Subtract)),
    ),
];

/// The marks that could end a text which begins with this one; `None` if it
/// is no quote of typesetting.
pub(super) fn closing_quotes(mark: char) -> Option<&'static [char]> {
    Some(match mark {
        '“' | '”' | '„' | '‟' | '″' | '＂' => &['“', '”', '‟', '″', '＂'],
        '‘' | '’' | '‚' | '‛' | '′' | '＇' => &['‘', '’', '‛', '′', '＇'],
        '«' | '»' => &['«', '»'],
        '‹' | '›' => &['‹', '›'],
        '`' | '´' => &['`', '´'],
        _ => return None,
    })
}
