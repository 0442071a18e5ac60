//! Long texts under addresses: goals, plans, reviews, packets.

use backcast_app::repository::revision_of;
use backcast_app::review::Part;
use rmcp::model::{
    ListResourceTemplatesResult, ListResourcesResult, ReadResourceResult, Resource, ResourceContents, ResourceTemplate,
};

use crate::context::Context;
use crate::failure::Failure;

const MARKDOWN: &str = "text/markdown";
const JSON: &str = "application/json";
const TOML: &str = "application/toml";

/// The addresses of what is kept: each goal with its plan and newest review.
pub(crate) async fn list(context: &Context) -> Result<ListResourcesResult, Failure> {
    let mut resources = Vec::new();
    let mut known = Vec::new();
    for row in context.workspace.goals().await? {
        if known.contains(&row.goal_file) {
            continue;
        }
        let id = &row.goal_file;
        let one = |uri: String, name: String, mime: &str| Resource::new(uri, name).with_mime_type(mime);
        resources.push(one(format!("backcast://goal/{id}"), format!("Goal: {}", row.title), TOML));
        if row.approved.is_some() || row.proposed.is_some() {
            resources.push(one(format!("backcast://goal/{id}/plan"), format!("Plan: {}", row.title), JSON));
        }
        if !context.workspace.review_runs(Some(id)).await?.is_empty() {
            resources.push(one(format!("backcast://goal/{id}/review"), format!("Review: {}", row.title), MARKDOWN));
        }
        known.push(row.goal_file);
    }
    Ok(ListResourcesResult::with_all_items(resources))
}

/// The forms of addresses.
pub(crate) fn templates() -> ListResourceTemplatesResult {
    let one = |uri: &str, name: &str, mime: &str| ResourceTemplate::new(uri, name).with_mime_type(mime);
    ListResourceTemplatesResult::with_all_items(vec![
        one("backcast://goal/{goal}", "The goal file", TOML),
        one("backcast://goal/{goal}/plan", "The newest plan", JSON),
        one("backcast://goal/{goal}/review", "What came of the newest review", MARKDOWN),
        one("backcast://review/{run}/brief", "The Problem Brief of a review", MARKDOWN),
        one("backcast://review/{run}/packet/{part}", "The packet of a part", MARKDOWN),
        one("backcast://review/{run}/answer/{part}", "The answer to a part, as it came", MARKDOWN),
    ])
}

/// The text at an address.
pub(crate) async fn read(context: &Context, uri: &str) -> Result<ReadResourceResult, Failure> {
    let unknown =
        || Failure::new("resource_unknown", format!("there is nothing at {uri}"), "See the resource templates");
    let path = uri.strip_prefix("backcast://").ok_or_else(unknown)?;
    let parts: Vec<&str> = path.split('/').collect();
    let (text, mime) = match parts.as_slice() {
        ["goal", goal] => {
            let id = context.workspace.find_goal(goal).await?.goal_file;
            (context.workspace.stored(&id).await?.goal_text().unwrap_or_default().to_owned(), TOML)
        }
        ["goal", goal, "plan"] => {
            let id = context.workspace.find_goal(goal).await?.goal_file;
            let stored = context.workspace.stored(&id).await?;
            let revision = revision_of(&id, &stored.ledger, None)?;
            (context.workspace.plan_text(revision).await?, JSON)
        }
        ["goal", goal, "review"] => {
            let stored_run = context.workspace.find_run(goal).await?;
            let reviewed = context.workspace.reviewed(&stored_run).await?.ok_or_else(unknown)?;
            (reviewed.synthesis.to_markdown(&reviewed.findings, &reviewed.groups), MARKDOWN)
        }
        ["review", run, "brief"] => {
            let stored_run = context.workspace.find_run(run).await?;
            (context.workspace.brief_of(&stored_run).await?, MARKDOWN)
        }
        ["review", run, what @ ("packet" | "answer"), part] => {
            let part: Part = part.parse().map_err(|_| unknown())?;
            let slot = context.workspace.find_run(run).await?.run.slot(part);
            let answer = slot.taken.or(slot.refused).map(|answer| answer.text);
            let hash = if *what == "packet" { slot.packet } else { answer };
            (context.workspace.review_text(&hash.ok_or_else(unknown)?).await?, MARKDOWN)
        }
        _ => return Err(unknown()),
    };
    Ok(ReadResourceResult::new(vec![ResourceContents::text(text, uri).with_mime_type(mime)]))
}
