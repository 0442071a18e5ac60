//! The reports of the reviewers, in the form that every reviewer is asked for.

use backcast_core::{DraftMilestone, Risk};
use serde_json::{Value, json};

use super::{Concern, Map, Subject, named, percent};
use crate::{Perspective, execution_groups};

pub(super) fn report(subject: &Subject<'_>, perspective: Perspective, concerns: &[Concern]) -> String {
    let map = Map::new(subject);
    let mut text = format!("# {}\n\n", perspective.title());
    text.push_str(&format!(
        "The draft for \"{}\" has {} milestones with {} hours of likely work. It was looked at by rules: {}. {}\n\n",
        subject.goal,
        map.milestones.len(),
        map.total,
        looked_for(perspective),
        match concerns.len() {
            0 => "Nothing was found that the plan has to deal with.".to_owned(),
            1 => "One finding has to be dealt with.".to_owned(),
            n => format!("{n} findings have to be dealt with."),
        }
    ));
    text.push_str(&match perspective {
        Perspective::Feasibility => feasibility(subject, &map),
        Perspective::Architecture => architecture(&map),
        Perspective::Risk => risk(&map),
        Perspective::Dependency => dependency(subject, &map),
        Perspective::UserValue => user_value(&map),
    });
    text.push_str("\n## Findings\n\n");
    for Concern { finding, .. } in concerns {
        text.push_str(&format!(
            "- **{}** ({}): {}. {}.\n",
            finding.id, finding.severity, finding.text, finding.suggestion
        ));
    }
    if concerns.is_empty() {
        text.push_str("None.\n");
    }
    let findings: Vec<Value> = concerns
        .iter()
        .map(|Concern { finding, .. }| {
            json!({
                "id": finding.id.as_str(), "severity": finding.severity.as_str(),
                "finding": finding.text, "suggestion": finding.suggestion,
            })
        })
        .collect();
    text.push_str(&format!("\n```json\n{:#}\n```\n", json!({ "findings": findings })));
    text
}

fn looked_for(perspective: Perspective) -> &'static str {
    match perspective {
        Perspective::Feasibility => "effort against the hours that there are, wide ranges, and large parts",
        Perspective::Architecture => "what rests on what, results that nothing uses, and criteria that show nothing",
        Perspective::Risk => "where it is likely to stall and how late, waiting, and what is dear to do again",
        Perspective::Dependency => "circles, what two milestones change at once, and chains that carry the date",
        Perspective::UserValue => "the size of the first step, points to stop at, and what is gained by each",
    }
}

fn feasibility(subject: &Subject<'_>, map: &Map<'_>) -> String {
    let mut text = String::from("## Suggested milestones\n\n");
    for milestone in map.milestones {
        let effort = milestone.effort;
        let reason = milestone.slow_reason.as_deref().unwrap_or("nothing unusual is known");
        text.push_str(&format!(
            "- **Name:** {}\n  - **Effort:** {} / {} / {} h\n  - **Feasibility risk:** {}: {reason}\n  - **Key deliverable:** {}\n",
            named(milestone),
            effort.low(),
            effort.likely(),
            effort.high(),
            risk_name(milestone.risk),
            milestone.criteria.first().map_or("not said", String::as_str),
        ));
    }
    if let Some(capacity) = subject.capacity {
        text.push_str(&format!(
            "\n**Hours:** {} are needed, {} are there in {} days.\n",
            map.total, capacity.available, capacity.days
        ));
    }
    text
}

fn architecture(map: &Map<'_>) -> String {
    let mut text = String::from("## Boundaries\n\n");
    for (idx, milestone) in map.milestones.iter().enumerate() {
        let after: Vec<&str> =
            map.graph.successors(idx).iter().map(|&after| map.milestones[after].id.as_str()).collect();
        text.push_str(&format!(
            "- **Name:** {}\n  - **Depends on:** {}\n  - **Hands over to:** {}\n  - **Leaves system in working state:** {}\n",
            named(milestone),
            depends_on(milestone),
            if after.is_empty() { "nothing".to_owned() } else { after.join(", ") },
            if milestone.criteria.len() >= 2 { "Yes, by its criteria" } else { "Not shown: too few criteria" },
        ));
    }
    text
}

fn risk(map: &Map<'_>) -> String {
    let mut text = String::from("## Risk-ordered milestone sequence\n\n");
    let mut order = map.order.clone();
    order.sort_by_key(|&idx| std::cmp::Reverse(map.milestones[idx].risk));
    for (number, &idx) in order.iter().enumerate() {
        let milestone = &map.milestones[idx];
        let why = milestone.slow_reason.as_deref().unwrap_or("no special reason");
        text.push_str(&format!("{}. {}: {} risk, {why}\n", number + 1, named(milestone), milestone.risk.as_str()));
    }
    text
}

fn dependency(subject: &Subject<'_>, map: &Map<'_>) -> String {
    let mut text = String::from("## Dependency DAG\n\n");
    for &idx in &map.order {
        let milestone = &map.milestones[idx];
        text.push_str(&format!("- {} ← {}\n", named(milestone), depends_on(milestone)));
    }
    text.push_str("\n## Parallelizable groups\n\n");
    for (number, group) in execution_groups(subject.milestones).iter().enumerate() {
        let ids: Vec<&str> = group.iter().map(backcast_core::MilestoneId::as_str).collect();
        text.push_str(&format!("- Group {}: {}\n", number + 1, ids.join(", ")));
    }
    let chain: Vec<&str> = map.longest_chain().iter().map(|&idx| map.milestones[idx].id.as_str()).collect();
    text.push_str(&format!("\n**Longest chain of work and waiting:** {}\n", chain.join(" → ")));
    text
}

fn user_value(map: &Map<'_>) -> String {
    let mut text = String::from("## Value-ordered milestone sequence\n\n");
    for (number, &idx) in map.order.iter().enumerate() {
        let milestone = &map.milestones[idx];
        text.push_str(&format!(
            "{}. {}: **Value:** {}; **Demo:** {}\n",
            number + 1,
            named(milestone),
            milestone.value.as_deref().unwrap_or("not said"),
            milestone.criteria.first().map_or("not said", String::as_str),
        ));
    }
    let stops: Vec<String> = map
        .order
        .iter()
        .filter_map(|&idx| Some((idx, map.milestones[idx].abort_point.as_deref()?)))
        .map(|(idx, with)| {
            let done = map.begins_at(idx) + map.share(idx);
            format!("{} after {} of the work, with: {with}", map.milestones[idx].id, percent(done))
        })
        .collect();
    let stops = if stops.is_empty() { "none are marked".to_owned() } else { stops.join("; ") };
    text.push_str(&format!("\n**Natural abort points:** {stops}\n"));
    text
}

fn depends_on(milestone: &DraftMilestone) -> String {
    if milestone.depends_on.is_empty() {
        return "nothing".into();
    }
    let shown = |dependency: &backcast_core::Dependency| match dependency.lag_days {
        0 => dependency.on.to_string(),
        days => format!("{} + {days} days", dependency.on),
    };
    milestone.depends_on.iter().map(shown).collect::<Vec<_>>().join(", ")
}

fn risk_name(risk: Risk) -> &'static str {
    match risk {
        Risk::Low => "Low",
        Risk::Medium => "Medium",
        Risk::High => "High",
    }
}
