//! Dates of bibliographies as dates of documents.

use crate::model::is_date;

/// Names of months by their first three letters.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date as documents have it, and whether something of the text was lost; `None` where no year is found.
pub(super) fn read(text: &str) -> Option<(String, bool)> {
    let text = text.trim();
    // What is said twice, as in `2024-03-01/2024-03-05`, begins with the first.
    let (first, is_span) = match text.split_once('/') {
        Some((first, rest)) if first.contains('-') || rest.len() >= 4 && !is_ris(text) => {
            (first, true)
        }
        _ => (text, false),
    };
    let day = first.split(['T', ' ']).next().unwrap_or_default();
    let iso = day.replace('/', "-");
    let iso = iso.trim_end_matches('-');
    if is_date(iso) && (day.len() == first.len() || first.len() > 10) {
        return Some((iso.to_owned(), is_span));
    }
    let (date, is_whole) = of_words(first)?;
    Some((date, is_span || !is_whole))
}

/// A date of a year, a month and a day as bibliographies give them apart; empty where there is no such day.
pub(super) fn of_parts(year: &str, month: &str, day: &str) -> Option<String> {
    let mut date = year.trim().to_owned();
    if !is_date(&date) {
        return None;
    }
    if let Some(month) = month_of(month) {
        date = format!("{date}-{month:02}");
        let day: Option<u32> = day.trim().parse().ok();
        let whole = day.map(|day| format!("{date}-{day:02}")).filter(|whole| is_date(whole));
        date = whole.unwrap_or(date);
    }
    Some(date)
}

/// The number of a month that is given by number or name.
pub(super) fn month_of(text: &str) -> Option<usize> {
    let text = text.trim().to_lowercase();
    if let Ok(number) = text.parse::<usize>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let start: String = text.chars().take(3).collect();
    let has_letters_only = text.chars().all(|c| c.is_alphabetic() || c == '.');
    let place = MONTHS.iter().position(|month| *month == start);
    place.filter(|_| has_letters_only).map(|place| place + 1)
}

/// Whether the text is a date of RIS: year, month and day between slashes, perhaps with a word behind.
fn is_ris(text: &str) -> bool {
    let mut parts = text.split('/');
    let is_year = parts.next().is_some_and(|year| year.len() == 4);
    is_year && parts.next().is_some_and(|month| month.len() <= 2)
}

/// A date out of words such as `12 March 2024` or `March 12, 2024`; whether nothing else stands there.
fn of_words(text: &str) -> Option<(String, bool)> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_year = |word: &&&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let year = words.iter().find(is_year)?;
    let month = words.iter().find(|word| word.parse::<u32>().is_err() && month_of(word).is_some());
    let day = words.iter().find(|word| word.len() <= 2 && word.parse::<u32>().is_ok());
    // Slashes have the month as a number before the day.
    if month.is_none() && is_ris(text) {
        let numbers: Vec<&str> = text.split('/').collect();
        let part = |place: usize| numbers.get(place).copied().unwrap_or_default();
        return Some((of_parts(numbers[0], part(1), part(2))?, part(3).is_empty()));
    }
    let used = 1 + usize::from(month.is_some()) + usize::from(month.is_some() && day.is_some());
    let date = of_parts(year, month.unwrap_or(&""), day.unwrap_or(&""))?;
    Some((date, used == words.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_forms_that_occur() {
        let good = [
            ("2024-03-01", "2024-03-01"),
            ("2024", "2024"),
            ("2024-03", "2024-03"),
            ("2024-03-01T09:00:00Z", "2024-03-01"),
            ("2024/03/01", "2024-03-01"),
            ("2024/03/01/", "2024-03-01"),
            ("2024/3/1/", "2024-03-01"),
            ("2024/03//", "2024-03"),
            ("2024///", "2024"),
            ("12 March 2024", "2024-03-12"),
            ("March 12, 2024", "2024-03-12"),
            ("Mar. 2024", "2024-03"),
        ];
        for (text, date) in good {
            assert_eq!(read(text), Some((date.to_owned(), false)), "{text}");
        }
    }

    #[test]
    fn what_is_lost_is_told() {
        let partly = [
            ("2024-03-01/2024-03-05", "2024-03-01"),
            ("c. 2024", "2024"),
            ("2024/03/01/Spring", "2024-03-01"),
            ("2023/2024", "2023"),
        ];
        for (text, date) in partly {
            assert_eq!(read(text), Some((date.to_owned(), true)), "{text}");
        }
        for none in ["in press", "", "n.d.", "2024a"] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
