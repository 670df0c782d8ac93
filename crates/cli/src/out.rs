//! What the commands print. Results go to standard output, everything that is
//! said along the way to standard error, so that `--json` output stays one
//! object whatever happens.

use std::io::{IsTerminal, Write};

use serde_json::Value;

/// Prints a line of the result.
pub(crate) fn line(text: impl AsRef<str>) {
    // A closed pipe is the reader's choice and no failure of ours.
    let _ = writeln!(std::io::stdout().lock(), "{}", text.as_ref());
}

/// Prints text that ends its own lines.
pub(crate) fn text(text: impl AsRef<str>) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_ref().as_bytes());
    let _ = out.flush();
}

/// Prints the one JSON object of a command run with `--json`.
pub(crate) fn json(value: &Value) {
    line(value.to_string());
}

/// Says something along the way.
pub(crate) fn say(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr().lock(), "{}", text.as_ref());
}

/// Asks for a yes. Without a terminal there is nobody to ask: `None`.
pub(crate) fn confirm(question: &str) -> Option<bool> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    let _ = write!(std::io::stderr().lock(), "{question} [y/N] ");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).ok()?;
    Some(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Columns under headings, each as wide as its widest cell.
pub(crate) fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let width = |text: &str| text.chars().count();
    let mut widths: Vec<usize> = headings.iter().map(|heading| width(heading)).collect();
    for row in rows {
        for (cell, widest) in row.iter().zip(&mut widths) {
            *widest = width(cell).max(*widest);
        }
    }
    let mut made = String::new();
    let heading: Vec<String> = headings.iter().map(|&heading| heading.to_owned()).collect();
    for row in std::iter::once(&heading).chain(rows) {
        let mut line = String::new();
        for (cell, widest) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', widest - width(cell) + 2));
        }
        made.push_str(line.trim_end());
        made.push('\n');
    }
    made
}

/// Text cut to so many characters and freed of control characters, for a table.
pub(crate) fn brief(text: &str, most: usize) -> String {
    let mut cut: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(most + 1)
        .collect();
    if cut.chars().count() > most {
        cut = cut.chars().take(most.saturating_sub(1)).collect();
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_line_up() {
        let rows = [
            vec!["a".to_owned(), "long cell".to_owned()],
            vec!["bbb".to_owned(), "é".to_owned()],
        ];
        assert_eq!(
            table(&["id", "name"], &rows),
            "id   name\na    long cell\nbbb  é\n"
        );
    }

    #[test]
    fn long_text_is_cut_with_a_mark() {
        assert_eq!(brief("abcdef", 6), "abcdef");
        assert_eq!(brief("abcdefg", 6), "abcde…");
        assert_eq!(brief("a\nb", 6), "a b");
    }
}
