//! What rests on what.

use std::collections::BTreeSet;

use backcast_core::Plan;
use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir, layout};

use super::canvas::{SvgCanvas, lines};
use super::{MARGIN, WIDTH};
use crate::words::day;

const NODE_WIDTH: f64 = 250.0;
const NODE_HEIGHT: f64 = 62.0;

/// Draws from `y` on and returns where it ends.
pub(super) fn draw(plan: &Plan, y: f64, canvas: &mut SvgCanvas) -> f64 {
    let graph = laid_out(plan);
    let node = |id: &str| graph.node(id).and_then(|node| Some((node.x?, node.y?)));
    let (mut right, mut bottom) = (1.0_f64, 1.0_f64);
    for planned in &plan.milestones {
        if let Some((x, node_y)) = node(planned.milestone.id.as_str()) {
            right = right.max(x + NODE_WIDTH / 2.0);
            bottom = bottom.max(node_y + NODE_HEIGHT / 2.0);
        }
    }
    // Wide graphs are drawn smaller, narrow ones in the middle.
    let room = WIDTH - 2.0 * MARGIN;
    let factor = (room / right).min(1.0);
    let left = MARGIN + (room - right * factor) / 2.0;
    let place = |(x, node_y): (f64, f64)| (left + x * factor, y + 12.0 + node_y * factor);
    edges(plan, &graph, &place, canvas);
    for planned in &plan.milestones {
        let Some(center) = node(planned.milestone.id.as_str()).map(place) else { continue };
        draw_node(plan, planned, center, factor, canvas);
    }
    y + 12.0 + bottom * factor + 8.0
}

fn laid_out(plan: &Plan) -> Graph<NodeLabel, EdgeLabel> {
    let mut graph = Graph::with_options(GraphOptions { directed: true, multigraph: false, compound: false });
    for planned in &plan.milestones {
        let label = NodeLabel { width: NODE_WIDTH, height: NODE_HEIGHT, ..NodeLabel::default() };
        graph.set_node(planned.milestone.id.to_string(), Some(label));
    }
    for (from, to) in shown_edges(plan) {
        graph.set_edge(from, to, Some(EdgeLabel::default()), None);
    }
    let options = LayoutOptions { rankdir: RankDir::TB, nodesep: 26.0, ranksep: 34.0, ..LayoutOptions::default() };
    layout(&mut graph, Some(options));
    graph
}

/// Dependencies that do not follow from others: with all of them, a gate at
/// the end would draw a line to everything.
fn shown_edges(plan: &Plan) -> Vec<(String, String)> {
    let depends = |id: &str| -> Vec<String> {
        let found = plan.milestones.iter().find(|planned| planned.milestone.id.as_str() == id);
        found.map(|planned| planned.milestone.depends_on.iter().map(|d| d.on.to_string()).collect()).unwrap_or_default()
    };
    let mut edges = Vec::new();
    for planned in &plan.milestones {
        let direct = depends(planned.milestone.id.as_str());
        let mut indirect: BTreeSet<String> = BTreeSet::new();
        let mut stack: Vec<String> = direct.iter().flat_map(|id| depends(id)).collect();
        while let Some(id) = stack.pop() {
            if indirect.insert(id.clone()) {
                stack.extend(depends(&id));
            }
        }
        let shown = direct.into_iter().filter(|id| !indirect.contains(id));
        edges.extend(shown.map(|id| (id, planned.milestone.id.to_string())));
    }
    edges
}

fn edges(
    plan: &Plan,
    graph: &Graph<NodeLabel, EdgeLabel>,
    place: &dyn Fn((f64, f64)) -> (f64, f64),
    canvas: &mut SvgCanvas,
) {
    let critical =
        |id: &str| plan.milestones.iter().any(|planned| planned.critical && planned.milestone.id.as_str() == id);
    for (from, to) in shown_edges(plan) {
        let Some(edge) = graph.edge(&from, &to, None) else { continue };
        let points: Vec<(f64, f64)> = edge.points.iter().map(|point| place((point.x, point.y))).collect();
        canvas.arrow(&points, critical(&from) && critical(&to));
    }
}

fn draw_node(
    plan: &Plan,
    planned: &backcast_core::PlannedMilestone,
    (x, y): (f64, f64),
    factor: f64,
    canvas: &mut SvgCanvas,
) {
    let milestone = &planned.milestone;
    let (width, height) = (NODE_WIDTH * factor, NODE_HEIGHT * factor);
    let class = if planned.critical { "node critical" } else { "node" };
    let title = format!("{} {}: {}", milestone.id, milestone.name, milestone.statement);
    canvas.titled(&title, |canvas| {
        canvas.rectangle(x - width / 2.0, y - height / 2.0, width, height, 7.0, class);
        // Small nodes hold fewer characters of the same size.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a node holds a few dozen letters")]
        let n_chars = ((width - 20.0) / 6.6).max(8.0) as usize;
        let head = format!("{} · {}", milestone.id, day(planned.due, plan.today));
        let name = lines(&milestone.name, n_chars, if factor > 0.75 { 2 } else { 1 });
        #[expect(clippy::cast_precision_loss, reason = "at most two lines")]
        let mut line_y = y - 7.0 * name.len() as f64 + 4.0;
        canvas.text(x - width / 2.0 + 10.0, line_y, "id", "start", &head);
        for line in &name {
            line_y += 15.0;
            canvas.text(x - width / 2.0 + 10.0, line_y, "", "start", line);
        }
    });
}
