//! Reading CSV files as they come: any of the usual delimiters, rows of
//! uneven length, a byte order mark. Nothing is held but one row at a time.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::{Context, Result, bail};
use basekey_model::infer::Inference;
use csv::{Reader, ReaderBuilder, StringRecord};
use sha2::{Digest, Sha256};

/// What separates cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How much of a file is looked at to find its delimiter.
const SNIFFED: u64 = 64 * 1024;

/// Most columns of a file; a table has at most 500 fields.
const COLUMNS: usize = 5_000;

/// What the first reading found out.
#[derive(Debug)]
pub(crate) struct Scan {
    /// In hex; names the file to the server.
    pub(crate) sha256: String,
    pub(crate) delimiter: u8,
    pub(crate) columns: Vec<Column>,
    /// Rows after the header.
    pub(crate) rows: u64,
}

/// One column.
#[derive(Debug)]
pub(crate) struct Column {
    /// From the header; never empty, none twice.
    pub(crate) name: String,
    pub(crate) inference: Inference,
    /// The first cell that is not blank.
    pub(crate) sample: String,
    pub(crate) blank: u64,
}

/// Opens a file behind its byte order mark. Gives the mark as well.
fn open(path: &Path) -> Result<(File, &'static [u8])> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(4).read_to_end(&mut head)?;
    let kind = match head.as_slice() {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16 text; save it as UTF-8"),
        [0x1F, 0x8B, ..] => Some("compressed with gzip; unpack it first"),
        [b'P', b'K', 3, 4] => Some("a zip archive or spreadsheet; export it as CSV first"),
        _ => None,
    };
    if let Some(kind) = kind {
        bail!("this file is {kind}");
    }
    let mark = if head.starts_with(MARK) { MARK } else { b"" };
    file.seek(SeekFrom::Start(mark.len() as u64))?;
    Ok((file, mark))
}

fn reader<R: Read>(from: R, delimiter: u8) -> Reader<R> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(128 * 1024)
        .from_reader(from)
}

/// Finds the delimiter: the one that splits the first rows into the most
/// cells, as many in each.
pub(crate) fn sniff(path: &Path) -> Result<u8> {
    let (file, _) = open(path)?;
    let mut head = Vec::new();
    file.take(SNIFFED).read_to_end(&mut head)?;
    let whole = (head.len() as u64) < SNIFFED;
    let score = |delimiter: u8| {
        let mut rows = reader(head.as_slice(), delimiter);
        let mut widths: Vec<usize> = rows
            .byte_records()
            .map_while(Result::ok)
            .take(200)
            .map(|row| row.len())
            .collect();
        if !whole && widths.len() > 1 {
            // The last row may be cut.
            widths.pop();
        }
        let first = widths.first().copied().unwrap_or(0);
        let even = widths.iter().filter(|width| **width == first).count();
        // Evenness first: prose has commas as well.
        (first > 1).then(|| (even * 100 / widths.len().max(1), first))
    };
    let best = DELIMITERS
        .iter()
        .rev()
        .filter_map(|delimiter| Some((score(*delimiter)?, *delimiter)));
    Ok(best
        .max_by_key(|(score, _)| *score)
        .map_or(b',', |(_, delimiter)| delimiter))
}

/// Hashes and counts what is read.
struct Hashing<'p> {
    inner: BufReader<File>,
    hash: Sha256,
    bytes: u64,
    progress: &'p dyn Fn(u64),
}

impl Read for Hashing<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(into)?;
        self.hash.update(&into[..read]);
        self.bytes += read as u64;
        (self.progress)(self.bytes);
        Ok(read)
    }
}

/// Reads the whole file once.
pub(crate) fn scan(path: &Path, delimiter: u8, progress: &dyn Fn(u64)) -> Result<Scan> {
    let (file, mark) = open(path)?;
    let mut hash = Sha256::new();
    hash.update(mark);
    let hashing = Hashing {
        inner: BufReader::new(file),
        hash,
        bytes: 0,
        progress,
    };
    let mut rows = reader(hashing, delimiter);
    let mut record = StringRecord::new();
    if !read(&mut rows, &mut record, 1)? {
        bail!("the file is empty");
    }
    if record.len() > COLUMNS {
        bail!(
            "the file has {} columns; a table has at most 500 fields",
            record.len()
        );
    }
    let mut columns: Vec<Column> = names(&record)
        .into_iter()
        .map(|name| Column {
            name,
            inference: Inference::new(),
            sample: String::new(),
            blank: 0,
        })
        .collect();
    let mut count = 0u64;
    while read(&mut rows, &mut record, count + 2)? {
        count += 1;
        for (index, column) in columns.iter_mut().enumerate() {
            let cell = record.get(index).unwrap_or_default();
            column.inference.observe(cell);
            if cell.trim().is_empty() {
                column.blank += 1;
            } else if column.sample.is_empty() {
                column.sample = cell.chars().take(200).collect();
            }
        }
    }
    let hashing = rows.into_inner();
    let sha256 = hex(&hashing.hash.finalize());
    Ok(Scan {
        sha256,
        delimiter,
        columns,
        rows: count,
    })
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Reads the next row; `number` counts rows from the header, which is 1.
fn read<R: Read>(rows: &mut Reader<R>, record: &mut StringRecord, number: u64) -> Result<bool> {
    rows.read_record(record).map_err(|error| match error.kind() {
        csv::ErrorKind::Utf8 { err, .. } => anyhow::anyhow!(
            "row {number}, column {}: not UTF-8; if the file comes from an older program, try: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW",
            err.field() + 1
        ),
        _ => anyhow::Error::new(error).context(format!("row {number}")),
    })
}

/// Names for columns: those of the header, made different and never empty.
fn names(header: &StringRecord) -> Vec<String> {
    let mut made: Vec<String> = Vec::with_capacity(header.len());
    for (index, name) in header.iter().enumerate() {
        let clean: String = name
            .trim()
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(240)
            .collect();
        let wanted = if clean.trim().is_empty() {
            format!("Column {}", index + 1)
        } else {
            clean
        };
        let taken: Vec<&str> = made.iter().map(String::as_str).collect();
        let unique = basekey_model::schema::unique_name(&wanted, &taken);
        made.push(unique);
    }
    made
}

/// The rows after the header, from the row numbered `from` (0 is the first).
pub(crate) struct Rows {
    reader: Reader<BufReader<File>>,
    record: StringRecord,
    next: u64,
}

impl Rows {
    pub(crate) fn from(path: &Path, delimiter: u8, from: u64) -> Result<Self> {
        let (file, _) = open(path).with_context(|| format!("reading {}", path.display()))?;
        let mut rows = Self {
            reader: reader(BufReader::new(file), delimiter),
            record: StringRecord::new(),
            next: 0,
        };
        // The header, then what is done already.
        read(&mut rows.reader, &mut rows.record, 1)?;
        while rows.next < from && rows.advance()? {}
        Ok(rows)
    }

    fn advance(&mut self) -> Result<bool> {
        let more = read(&mut self.reader, &mut self.record, self.next + 2)?;
        self.next += u64::from(more);
        Ok(more)
    }

    /// The next row; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<&StringRecord>> {
        Ok(if self.advance()? {
            Some(&self.record)
        } else {
            None
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    #[test]
    fn delimiters_are_found() {
        for (text, delimiter) in [
            ("a,b\n1,2\n", b','),
            ("a;b\n1,5;2,5\n3,5;4,5\n", b';'),
            ("a\tb\n1, x\t2\n", b'\t'),
            ("a|b|c\n1|2|3", b'|'),
            ("name\nJones, Ann\nBob\n", b','),
            ("\"a;b\",c\n\"1;2\",3\n", b','),
            ("", b','),
        ] {
            let found = sniff(file(text.as_bytes()).path()).unwrap();
            assert_eq!(char::from(found), char::from(delimiter), "{text:?}");
        }
    }

    #[test]
    fn a_mark_is_no_part_of_the_first_name_and_rows_may_be_uneven() {
        let file = file(b"\xEF\xBB\xBFname, ,name\r\nAnn,\"two\nlines\",\r\nBob\r\n");
        let scan = scan(file.path(), b',', &|_| {}).unwrap();
        let names: Vec<_> = scan
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        assert_eq!(names, ["name", "Column 2", "name 2"]);
        assert_eq!(
            (scan.rows, scan.columns[1].blank, scan.columns[2].blank),
            (2, 1, 2)
        );
        assert_eq!(scan.columns[1].sample, "two\nlines");
        assert_eq!(scan.sha256, {
            let whole = std::fs::read(file.path()).unwrap();
            hex(&Sha256::digest(whole))
        });
        let mut rows = Rows::from(file.path(), b',', 1).unwrap();
        assert_eq!(rows.next().unwrap().unwrap().get(0), Some("Bob"));
        assert!(rows.next().unwrap().is_none());
    }

    #[test]
    fn what_is_no_csv_is_named() {
        for (bytes, words) in [
            (&b"\xFF\xFEa\0"[..], "UTF-16"),
            (b"\x1f\x8b\x08\0", "gzip"),
            (b"PK\x03\x04", "spreadsheet"),
            (b"a,b\n1,\xE9t\xE9\n", "row 2, column 2"),
            (b"", "empty"),
        ] {
            let error = scan(file(bytes).path(), b',', &|_| {}).unwrap_err();
            assert!(format!("{error:#}").contains(words), "{error:#}");
        }
    }
}
