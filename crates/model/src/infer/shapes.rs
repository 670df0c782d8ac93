//! What e-mail addresses, web addresses and telephone numbers look like.
//! Fields of these kinds hold any text, so a wrong guess loses nothing; it
//! only looks odd.

/// One `@` with something before it and a name with a dot after it.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && !text.contains(|mark: char| mark.is_whitespace() || ",;<>\"()".contains(mark))
        && is_host(domain)
}

/// `http://…`, `https://…` or `www.…` in one word.
pub(super) fn is_url(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let rest = if lower.starts_with("https://") {
        &text[8..]
    } else if lower.starts_with("http://") {
        &text[7..]
    } else if lower.starts_with("www.") {
        return !text.contains(char::is_whitespace)
            && is_host(text.split(['/', '?', '#']).next().unwrap_or_default());
    } else {
        return false;
    };
    !rest.is_empty() && !text.contains(char::is_whitespace)
}

/// Labels of letters, digits and hyphens with dots between; the last has a letter.
fn is_host(text: &str) -> bool {
    let mut labels = text.split('.');
    let last = labels.next_back().unwrap_or_default();
    let label = |label: &str| {
        !label.is_empty()
            && label
                .chars()
                .all(|mark| mark.is_alphanumeric() || mark == '-')
    };
    text.contains('.')
        && label(last)
        && last.len() >= 2
        && last.chars().all(char::is_alphabetic)
        && labels.all(label)
}

/// An international number (`+49 30 123456`), one with its area code in
/// brackets, a North American one (`555-123-4567`), or a national one that
/// begins with zero and is written in groups (`030 1234567`).
pub(super) fn is_phone(text: &str) -> bool {
    let number = text
        .split_once(" ext")
        .or_else(|| text.split_once(" x"))
        .map_or(text, |(number, _)| number);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if !(7..=15).contains(&digits)
        || !number
            .chars()
            .all(|mark| mark.is_ascii_digit() || " ()+-./".contains(mark))
    {
        return false;
    }
    if number.starts_with('+') || number.starts_with('(') {
        return true;
    }
    let groups: Vec<&str> = number
        .split([' ', '-', '.', '/', '(', ')'])
        .filter(|group| !group.is_empty())
        .collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    match lengths.as_slice() {
        [3, 3, 4] => true,
        [1, 3, 3, 4] => groups[0] == "1",
        [area, ..] if number.starts_with('0') => {
            *area >= 3 && lengths.len() > 1 && digits >= 9 && !number.contains('.')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_addresses() {
        for text in ["ann@example.com", "a.b+c@mail.example.co.uk", "ö@bücher.de"] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "ann",
            "@example.com",
            "ann@",
            "ann@localhost",
            "ann@1.2",
            "a b@c.de",
            "a@b@c.de",
            "a@b..de",
            "a@b.de,c@d.ef",
            "Ann <a@b.de>",
        ] {
            assert!(!is_email(text), "{text}");
        }
    }

    #[test]
    fn web_addresses() {
        for text in [
            "https://example.com/a?b=c#d",
            "HTTP://localhost:8080",
            "www.example.com",
            "www.example.com/x",
        ] {
            assert!(is_url(text), "{text}");
        }
        for text in [
            "example.com",
            "ftp://example.com",
            "https://",
            "http://a b",
            "www.",
            "www. example.com",
            "wwwé.example.com",
            "see https://example.com",
        ] {
            assert!(!is_url(text), "{text}");
        }
    }

    #[test]
    fn telephone_numbers() {
        for text in [
            "+49 30 1234567",
            "+15551234567",
            "(555) 123-4567",
            "555-123-4567",
            "555.123.4567",
            "1-555-123-4567",
            "030 12345678",
            "0171/1234567",
            "555-123-4567 x12",
        ] {
            assert!(is_phone(text), "{text}");
        }
        for text in [
            "12345",
            "5551234567",
            "978-3-16-148410-0",
            "123-45-6789",
            "192.168.100.200",
            "2024-01-02",
            "0-306-40615-2",
            "03012345678",
            "555-CALL-NOW",
            "+1 234",
        ] {
            assert!(!is_phone(text), "{text}");
        }
    }
}
