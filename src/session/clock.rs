//! The clock on the wall, as texts of documents: local time to the second.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::DateTime, tz::TimeZone};

/// Now, as `2026-11-03 14:07:31`.
pub fn moment() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Now to the minute, as `2026-11-03 14:07`.
pub fn minute() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%d %H:%M").to_string()
}

/// Milliseconds since the beginning of 1970.
pub fn milliseconds() -> u64 {
    u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default()
}

/// A moment some seconds ahead, for machines everywhere: `2026-11-03T13:07:31Z`.
pub fn in_seconds(seconds: u32) -> String {
    let later = Timestamp::now().checked_add(SignedDuration::from_secs(i64::from(seconds)));
    later.unwrap_or_else(|_| Timestamp::now()).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A moment of a document for machines everywhere: `2026-11-03T14:07:31+01:00`; `None` for what has no time of day.
pub fn with_offset(moment: &str) -> Option<String> {
    if let Ok(stamp) = moment.parse::<Timestamp>() {
        return Some(stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    }
    moment.contains([' ', 'T']).then_some(())?;
    let zoned = civil(moment)?.to_zoned(TimeZone::system()).ok()?;
    Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// The moment that a judgement gets which is to follow one of another moment: now, or a second after the other where that
/// is not later. Moments are compared as texts.
pub fn following(last: &str) -> String {
    let now = moment();
    if now.as_str() > last {
        return now;
    }
    let separator = if last.contains('T') { 'T' } else { ' ' };
    let next = civil(last.trim_end_matches('Z')).and_then(|at| at.checked_add(1.second()).ok());
    let next = next.map(|at| at.strftime(&format!("%Y-%m-%d{separator}%H:%M:%S")).to_string());
    // What is no time of day is followed by one of the same day.
    next.filter(|next| next.as_str() > last).unwrap_or(now)
}

fn civil(moment: &str) -> Option<DateTime> {
    let text = match moment.len() {
        4 => format!("{moment}-01-01"),
        7 => format!("{moment}-01"),
        _ => moment.to_owned(),
    };
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_is_later_whatever_went_before() {
        for last in ["", "2026", "2026-01-02", "2026-01-02 03:04", "2026-01-02 03:04:05"] {
            assert_eq!(following(last).len(), 19, "{last}");
        }
        for last in
            ["9998", "9998-02", "9998-12-31 23:59", "9998-12-31 23:59:59", "9998-12-31T23:59:59Z"]
        {
            let next = following(last);
            assert!(next.as_str() > last && crate::model::is_moment(&next), "{last}: {next}");
        }
    }

    #[test]
    fn moments_are_told_with_their_offset() {
        let told = with_offset("2026-11-03 14:07:31").expect("a moment");
        assert!(told.starts_with("2026-11-03T14:07:31") && told.len() == 25, "{told}");
        let far = with_offset("2026-11-03T14:07:31Z");
        assert_eq!(far.as_deref(), Some("2026-11-03T14:07:31Z"));
        assert_eq!(with_offset("2026-11"), None);
        assert!(crate::model::is_moment(&moment()) && crate::model::is_moment(&minute()));
    }
}
