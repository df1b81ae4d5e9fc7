//! A ballot as a page that needs nothing but a browser: the page of the workshop with the ballot inside. It keeps a draft
//! there, checks the numbers, and saves the ballot as JSON.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use super::Unwritable;

/// The page, which a workshop serves as it is.
const PAGE: &str = include_str!("../../../assets/workshop/page.html");
/// What names the nonce of a served page. A file has none: its policy names what is in it.
const NONCE: &str = " nonce=\"{{NONCE}}\"";
/// What the policy stands behind: before all that it is about.
const HEAD: &str = "<meta charset=\"utf-8\">\n";
/// Where the ballot stands, in the place of `null`.
const PLACE: (&str, &str) = ("id=\"ballot\">", "null</script>");

/// The page with a ballot inside; `json` is the ballot as a file.
pub(super) fn page(json: &str) -> Result<String, Unwritable> {
    let off = || Unwritable("the page has no place for it".to_owned());
    // Browsers read line ends as plain ones, also where the text of the page came with others.
    let page = PAGE.replace("\r\n", "\n").replace(NONCE, "");
    let policy = policy(&page).ok_or_else(off)?;
    let (head, rest) = page.split_once(HEAD).ok_or_else(off)?;
    let (before, after) = rest.split_once(PLACE.0).ok_or_else(off)?;
    let after = after.strip_prefix(PLACE.1).ok_or_else(off)?;
    // Nothing that people wrote can end the script or open another one; JSON reads the same.
    let ballot = json.replace('<', "\\u003c");
    Ok(format!("{head}{HEAD}{policy}{before}{}{}</script>{after}", PLACE.0, ballot.trim_end()))
}

/// What the page may do: apply the one style and run the one script that stand in it, and reach nobody.
fn policy(page: &str) -> Option<String> {
    let hash = |open: &str, close: &str| {
        let (inside, _) = page.split_once(open)?.1.split_once(close)?;
        Some(STANDARD.encode(Sha256::digest(inside)))
    };
    let (style, script) = (hash("<style>", "</style>")?, hash("<script>", "</script>")?);
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; form-action 'none'"
    );
    Some(format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n"))
}
