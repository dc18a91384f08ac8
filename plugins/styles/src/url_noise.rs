#![doc = include_str!("url_noise.md")]

use ibidem_sdk::{Finding, Findings, Safety, Span, Variable};

use crate::desk::{Cited, Desk};

crate::registered!("url-noise", Info, "url_noise.md");

/// Parameters that follow the reader and change nothing on the page.
const TRACKING: [&str; 16] = [
    "utm_", "fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "_ga", "yclid", "cmpid",
    "ocid", "smid", "wt.mc_id", "spm", "_hsenc",
];

/// Parameters of a visit, of a cache, or of a redirect.
const VISIT: [&str; 9] =
    ["phpsessid", "jsessionid", "sessionid", "sid", "aspsessionid", "no_cache", "nocache", "_r", "cfid"];

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    for cited in &desk.items {
        let url = cited.facts().text(Variable::Url).unwrap_or_default();
        let Some((_, query)) = url.split_once('?') else { continue };
        let query = query.split('#').next().unwrap_or(query);
        let noise: Vec<&str> = query.split('&').filter(|parameter| is_noise(parameter)).collect();
        if !noise.is_empty() {
            crate::add(findings, report(desk, cited, url, &noise));
        }
    }
}

fn name(parameter: &str) -> String {
    parameter.split('=').next().unwrap_or_default().to_lowercase()
}

fn is_tracking(parameter: &str) -> bool {
    let name = name(parameter);
    TRACKING.iter().any(|known| if known.ends_with('_') { name.starts_with(known) } else { name == *known })
}

fn is_noise(parameter: &str) -> bool {
    is_tracking(parameter) || parameter.contains('=') && VISIT.contains(&name(parameter).as_str())
}

fn report(desk: &Desk<'_>, cited: &Cited<'_>, url: &str, noise: &[&str]) -> Option<Finding> {
    let at = cited.span(Variable::Url)?;
    let message = format!(
        "The address carries “{}”, left over from a visit or from tracking: the page is the same without it.",
        noise.join("&")
    );
    let finding = Finding::new(&RULE, at, message);
    let note = desk.paper.notes.get(cited.note)?;
    // A link shows its address twice, and one edit would leave the other behind.
    let is_plain = desk.paper.text_of(at) == url && note.raw.matches(url).count() == 1;
    if !is_plain || !noise.iter().all(|parameter| is_tracking(parameter)) {
        return Some(finding);
    }
    let (page, query) = url.split_once('?')?;
    let (query, fragment) =
        query.split_once('#').map_or((query, None), |(query, fragment)| (query, Some(fragment)));
    let kept: Vec<&str> = query.split('&').filter(|parameter| !is_noise(parameter)).collect();
    let mut tail = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    if let Some(fragment) = fragment {
        tail.push('#');
        tail.push_str(fragment);
    }
    Some(finding.with_fix(Safety::Safe, Span::new(at.start + page.len(), at.end), tail))
}
