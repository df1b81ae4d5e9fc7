//! Dates as they stand in documents: `2026`, `2026-08`, `2026-08-01`, a time of day after a blank or a `T`.

/// Whether a text is a year, a month of a year, or a day that exists.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let has_digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let widths = [4, 2, 2];
    let is_shaped = parts.len() <= 3 && parts.iter().zip(widths).all(|(p, n)| has_digits(p, n));
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    is_shaped
        && match numbers[..] {
            [_] => true,
            [_, month] => (1..=12).contains(&month),
            [year, month, day] => (1..=days_of(year, month)).contains(&day),
            _ => false,
        }
}

/// Whether a text is a date, or a day with a time such as `2026-07-08 18:30`.
pub fn is_moment(text: &str) -> bool {
    match text.split_once([' ', 'T']) {
        None => is_date(text),
        Some((day, time)) => day.len() == 10 && is_date(day) && is_time(time),
    }
}

/// Whole days from one moment to another, times of day left aside; `None` unless both name a day and the second is not
/// before the first.
pub fn days_between(start: &str, end: &str) -> Option<u64> {
    u64::try_from(day_number(end)? - day_number(start)?).ok()
}

/// Days since 1970-01-01 of the day that a moment names; `None` for years, months and what is no date.
pub fn day_number(moment: &str) -> Option<i64> {
    let day = moment.split([' ', 'T']).next().filter(|day| day.len() == 10 && is_date(day))?;
    let numbers: Vec<i64> = day.split('-').filter_map(|part| part.parse().ok()).collect();
    let [year, month, day] = numbers[..] else { return None };
    // Years that begin in March have their leap day at the end (Hinnant, days_from_civil).
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

fn is_time(text: &str) -> bool {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let parts: Vec<&str> = text.split(':').collect();
    let below = |part: &&str, limit: u32| {
        part.len() == 2 && part.parse::<u32>().is_ok_and(|number| number < limit)
    };
    match &parts[..] {
        [hour, minute] => below(hour, 24) && below(minute, 60),
        [hour, minute, second] => below(hour, 24) && below(minute, 60) && below(second, 61),
        _ => false,
    }
}

/// Days of a month; 0 if there is no such month.
fn days_of(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_dates() {
        for good in ["2026-08-01", "2026-08", "2026", "2024-02-29"] {
            assert!(is_date(good) && is_moment(good), "{good}");
        }
        for bad in ["1.8.2026", "2026-8-1", "2026-13", "2026-02-29", "2026-08-01-x", "August"] {
            assert!(!is_date(bad) && !is_moment(bad), "{bad}");
        }
        assert!(is_moment("2026-07-08 18:30") && is_moment("2026-07-08T18:30:05Z"));
        assert!(!is_moment("2026-07 18:30") && !is_moment("2026-07-08 25:00"));
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        assert_eq!(day_number("1970-01-01"), Some(0));
        assert_eq!(day_number("2000-03-01"), Some(11_017));
        assert_eq!(days_between("2024-02-28", "2024-03-01 09:00"), Some(2));
        assert_eq!(days_between("2026-08-04", "2026-08-01"), None);
        assert_eq!(days_between("2026", "2026-08-01"), None);
    }
}
