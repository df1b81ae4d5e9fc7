//! Reports as one HTML page for screen and paper: nothing from elsewhere, and everything can be read without scripts.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::{ReportError, Surroundings, block::Block, figures, page::Page, template};

/// The template that lays it out.
const TEMPLATE: &str = "report.html.j2";
/// Stands in the page where the policy comes, until the page is whole.
pub(super) const POLICY: &str = "driftline:policy";

pub(super) fn render(
    blocks: &[Block],
    surroundings: &dyn Surroundings,
) -> Result<String, ReportError> {
    let page = Page::of(blocks, surroundings, &mut figures::inline_svg);
    let page = page.with_logo(surroundings, data_uri);
    let text = template::render(TEMPLATE, &page, surroundings)?;
    let policy = policy(&text);
    Ok(text.replacen(POLICY, &policy, 1))
}

fn data_uri(png: Vec<u8>) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(png))
}

/// What a browser may run and load: the scripts and styles that stand in the page as they are, and nothing else.
pub(super) fn policy(page: &str) -> String {
    let allowed = |element: &str| {
        let mut hashes: Vec<String> = contents(page, element).map(hash).collect();
        hashes.sort();
        hashes.dedup();
        if hashes.is_empty() { "'none'".to_owned() } else { hashes.join(" ") }
    };
    format!(
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; font-src data:; script-src {}; \
         style-src {}",
        allowed("script"),
        allowed("style"),
    )
}

/// What stands in each element of a name that has no attributes.
fn contents<'a>(page: &'a str, element: &str) -> impl Iterator<Item = &'a str> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let mut rest = page;
    std::iter::from_fn(move || {
        let start = rest.find(&open)? + open.len();
        let end = start + rest[start..].find(&close)?;
        let content = &rest[start..end];
        rest = &rest[end..];
        Some(content)
    })
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_in_the_page_may_run() {
        let policy = policy("<style>a{}</style><p>x</p><style>a{}</style><script>f()</script>");
        assert_eq!(policy.matches("sha256-").count(), 2, "{policy}");
        assert!(super::policy("<p>x</p>").contains("script-src 'none'"));
    }
}
