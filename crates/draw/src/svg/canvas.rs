//! Shapes and texts of a picture, and the colors for light and dark.

use std::fmt::Write as _;

use backcast_core::text::plain_line;

use super::Theme;

/// What has been drawn so far.
#[derive(Debug, Default)]
pub(super) struct SvgCanvas {
    body: String,
}

impl SvgCanvas {
    pub(super) fn new() -> Self {
        SvgCanvas::default()
    }

    pub(super) fn rectangle(&mut self, x: f64, y: f64, width: f64, height: f64, radius: f64, class: &str) {
        let _ = writeln!(
            self.body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\" rx=\"{radius:.1}\" class=\"{class}\"/>",
            width.max(0.0)
        );
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let _ = writeln!(
            self.body,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" class=\"{class}\"/>",
            from.0, from.1, to.0, to.1
        );
    }

    /// A smooth arrow through points.
    pub(super) fn arrow(&mut self, points: &[(f64, f64)], critical: bool) {
        let (class, tip) = if critical { ("edge critical", "tip-critical") } else { ("edge", "tip") };
        let Some(&(x, y)) = points.first() else { return };
        let mut path = format!("M{x:.1} {y:.1}");
        for pair in points.windows(2) {
            let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
            let middle = f64::midpoint(ay, by);
            let _ = write!(path, " C{ax:.1} {middle:.1} {bx:.1} {middle:.1} {bx:.1} {by:.1}");
        }
        let _ = writeln!(self.body, "<path d=\"{path}\" class=\"{class}\" marker-end=\"url(#{tip})\"/>");
    }

    /// A line through points.
    pub(super) fn polyline(&mut self, points: &[(f64, f64)], class: &str) {
        let _ = writeln!(self.body, "<polyline points=\"{}\" class=\"{class}\"/>", listed(points));
    }

    /// The area within points.
    pub(super) fn polygon(&mut self, points: &[(f64, f64)], class: &str) {
        let _ = writeln!(self.body, "<polygon points=\"{}\" class=\"{class}\"/>", listed(points));
    }

    /// A dot with a radius.
    pub(super) fn dot(&mut self, (x, y): (f64, f64), radius: f64, class: &str) {
        let _ = writeln!(self.body, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" class=\"{class}\"/>");
    }

    pub(super) fn text(&mut self, x: f64, y: f64, class: &str, anchor: &str, text: &str) {
        let _ = writeln!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\" text-anchor=\"{anchor}\">{}</text>",
            escaped(text)
        );
    }

    /// A group with a tooltip, around what `draw` draws.
    pub(super) fn titled(&mut self, title: &str, draw: impl FnOnce(&mut Self)) {
        let _ = writeln!(self.body, "<g><title>{}</title>", escaped(title));
        draw(self);
        self.body.push_str("</g>\n");
    }

    pub(super) fn finish(&self, title: &str, width: f64, height: f64, theme: Theme) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" \
             role=\"img\" font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"13\">\n\
             <title>{}</title>\n<style>{}</style>\n\
             <defs>{}{}</defs>\n\
             <rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n{}</svg>\n",
            escaped(title),
            style(theme),
            marker("tip"),
            marker("tip-critical"),
            self.body
        )
    }
}

fn listed(points: &[(f64, f64)]) -> String {
    points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
}

/// The head of an arrow, as large on thick lines as on thin ones.
fn marker(id: &str) -> String {
    format!(
        "<marker id=\"{id}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerUnits=\"userSpaceOnUse\" markerWidth=\"9\" \
         markerHeight=\"9\" orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 z\" class=\"{id}\"/></marker>"
    )
}

const SHAPES: &str = ".title{font-size:20px;font-weight:600}.verdict{font-size:15px;font-weight:700}.small{font-size:11px}\
    .id{font-weight:700}.edge{fill:none;stroke-width:1.4}.edge.critical{stroke-width:2.2}.now,.deadline{stroke-width:1.6}\
    .now{stroke-dasharray:4 3}.slack{stroke-width:2}.node{stroke-width:1.4}.node.critical{stroke-width:2.2}.curve{fill:none;stroke-width:2}\
    .planned{fill:none;stroke-width:1.6;stroke-dasharray:5 4}";

const LIGHT: [(&str, &str); 26] = [
    (".paper", "fill:#ffffff"),
    ("text", "fill:#1f2430"),
    (".quiet,.small", "fill:#5b6472"),
    (".grid", "stroke:#e4e7ec"),
    (".stripe", "fill:#f6f7f9"),
    (".busy", "fill:#d9dde4"),
    (".bar", "fill:#7aa5d8"),
    (".bar.critical", "fill:#d9622b"),
    (".slack", "stroke:#b9cbe2"),
    (".now", "stroke:#2f9e62"),
    (".deadline", "stroke:#b3261e"),
    (".node", "fill:#f2f6fb;stroke:#7aa5d8"),
    (".node.critical", "fill:#fdf1ea;stroke:#d9622b"),
    (".edge", "stroke:#9aa4b2"),
    (".edge.critical", "stroke:#d9622b"),
    (".tip", "fill:#9aa4b2"),
    (".tip-critical", "fill:#d9622b"),
    (".feasible,.on_track", "fill:#1d7a49"),
    (".tight,.unclear,.recoverable", "fill:#9a6700"),
    (".infeasible,.unreachable", "fill:#b3261e"),
    (".cone.outer", "fill:#dfeaf7"),
    (".cone.inner", "fill:#b9d1ec"),
    (".curve", "stroke:#2f6db5"),
    (".planned", "stroke:#9aa4b2"),
    (".point", "fill:#2f6db5"),
    (".bar.early", "fill:#8fb98f"),
];

const DARK: [(&str, &str); 26] = [
    (".paper", "fill:#14171c"),
    ("text", "fill:#e6e9ee"),
    (".quiet,.small", "fill:#9aa4b2"),
    (".grid", "stroke:#2a2f38"),
    (".stripe", "fill:#191d24"),
    (".busy", "fill:#353b46"),
    (".bar", "fill:#4f7fb8"),
    (".bar.critical", "fill:#e07a45"),
    (".slack", "stroke:#3a5474"),
    (".now", "stroke:#4fc98a"),
    (".deadline", "stroke:#ff8a80"),
    (".node", "fill:#1b2430;stroke:#4f7fb8"),
    (".node.critical", "fill:#2c2018;stroke:#e07a45"),
    (".edge", "stroke:#6b7684"),
    (".edge.critical", "stroke:#e07a45"),
    (".tip", "fill:#6b7684"),
    (".tip-critical", "fill:#e07a45"),
    (".feasible,.on_track", "fill:#4fc98a"),
    (".tight,.unclear,.recoverable", "fill:#e3b341"),
    (".infeasible,.unreachable", "fill:#ff8a80"),
    (".cone.outer", "fill:#1d2b3d"),
    (".cone.inner", "fill:#2a4566"),
    (".curve", "stroke:#7fb2ec"),
    (".planned", "stroke:#6b7684"),
    (".point", "fill:#7fb2ec"),
    (".bar.early", "fill:#5d8f63"),
];

fn style(theme: Theme) -> String {
    let rules = |colors: &[(&str, &str)]| colors.iter().map(|(of, rule)| format!("{of}{{{rule}}}")).collect::<String>();
    match theme {
        Theme::Light => format!("{SHAPES}{}", rules(&LIGHT)),
        Theme::Dark => format!("{SHAPES}{}", rules(&DARK)),
        Theme::Auto => {
            format!("{SHAPES}{}@media (prefers-color-scheme: dark){{{}}}", rules(&LIGHT), rules(&DARK))
        }
    }
}

/// Up to `n` characters, the last one an ellipsis where some are left out.
pub(super) fn shortened(text: &str, n_max: usize) -> String {
    if text.chars().count() <= n_max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(n_max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Up to so many lines with so many characters each.
pub(super) fn lines(text: &str, n_chars: usize, n_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = textwrap::wrap(text, n_chars).into_iter().map(String::from).collect();
    if lines.len() > n_lines {
        let rest = lines.split_off(n_lines - 1).join(" ");
        lines.push(shortened(&rest, n_chars));
    }
    lines
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in plain_line(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML 1.0, production 2.
            '\u{fffe}' | '\u{ffff}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}
