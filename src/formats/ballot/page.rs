//! A ballot as a page that needs nothing but a browser: it keeps a draft there, checks the numbers, and saves the ballot
//! as JSON.

const PAGE: &str = include_str!("../../../templates/ballot.html");
/// Where in the page the ballot stands.
const PLACE: &str = "@BALLOT@";

/// The page with a ballot inside; `json` is the ballot as a file.
pub(super) fn page(json: &str) -> String {
    // Nothing that people wrote can end the script or open another one; JSON reads the same.
    PAGE.replace(PLACE, json.replace('<', "\\u003c").trim_end())
}
