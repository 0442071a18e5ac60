"""Drives a whole review over the Model Context Protocol with the official
Python client: from a goal to approved files. Prints what was seen as JSON.

    drive_mcp.py BACKCAST MODE     MODE: legacy (handshake) or 2026-07-28
"""

import asyncio
import json
import os
import sys

from mcp import Client, StdioServerParameters
from mcp_types import ElicitResult

GOAL = """
title = "Search that answers within 100 ms"
destination = "Search of the shop answers within 100 ms at p95 with 2 million products."
origin = "A linear scan takes 4 seconds; there is no index."
deadline = 2026-11-30
hours_per_week = 12

[repo]
files = ["src/search.rs", "src/index.rs"]

[repo.verification]
level = "e2e"
command = "make e2e"
"""

LETTERS = {"feasibility": "F", "architecture": "A", "risk": "R", "dependency": "D", "user-value": "V"}


def review(part):
    findings = {"findings": [{"id": LETTERS[part] + "1", "severity": "high", "finding": "The index comes late",
                              "suggestion": "Begin with it"}]}
    return (f"# {part}\n\nThe search of the shop needs an index. Two million products are too many for a scan. "
            f"The answer has to be measured.\n\n```json\n{json.dumps(findings)}\n```\n")


def milestone(number, name, file):
    before = [{"on": f"M{number - 1}", "lag_days": 0}] if number > 1 else []
    return {"id": f"M{number}", "name": name, "goal": name + ".", "depends_on": before, "parallel": "",
            "success_criteria": ["`make bench` shows p95 below 100 ms", "2 million products are in it"],
            "effort_hours": {"low": 8, "likely": 14, "high": 30}, "waiting_days": 0, "risk": "medium",
            "slow_reason": "", "value": "Something to try", "abort_point": "", "files": {"create": [], "modify": [file]}}


def synthesis(answered):
    return json.dumps({
        "responses": [{"finding": letter + "1", "response": "accepted", "reason": "M1", "milestone": ""}
                      for part, letter in LETTERS.items() if part in answered],
        "conflicts": [{"conflict": "Index or page first", "resolution": "Index", "rationale": "The page needs it"}],
        "milestones": [milestone(1, "Index of all products is built", "src/index.rs"),
                       milestone(2, "Search answers from the index", "src/search.rs")],
        "execution_order": [["M1"], ["M2"]], "rejected_proposals": []})


async def main(binary, mode):
    asked = []

    async def agree(context, params):
        asked.append(params.message)
        return ElicitResult(action="accept", content={"agree": True})

    server = StdioServerParameters(command=binary, args=["mcp"], env=dict(os.environ))
    async with Client(server, mode=mode, elicitation_callback=agree) as client:
        async def call(name, **arguments):
            result = await client.call_tool(name, arguments)
            text = " ".join(block.text for block in result.content if block.type == "text")
            assert not result.is_error, f"{name}: {text}"
            return result.structured_content, result.content

        tools = (await client.list_tools()).tools
        anchored, _ = await call("goal_anchor", text=GOAL)
        created, _ = await call("plan_create", text=GOAL)
        run, answered, packets = created["run"], [], {}
        for part in created["waits_for"]:
            packet, content = await call("review_next_packet", run=run, part=part)
            packets[part] = next(block.resource.text for block in content if block.type == "resource")
            taken, _ = await call("review_submit", run=run, part=part, answer=review(part), packet=packet["packet"])
            assert taken["taken"], taken
            answered.append(part)
        packet, content = await call("review_next_packet", run=run)
        packets["synthesis"] = next(block.resource.text for block in content if block.type == "resource")
        refused, _ = await call("review_submit", run=run, part="synthesis", answer=synthesis(answered[1:]))
        done, _ = await call("review_submit", run=run, part="synthesis", answer=synthesis(answered))
        proposal, _ = await call("plan_propose", goal=created["goal"])
        resources = [str(one.uri) for one in (await client.list_resources()).resources]
        plan = (await client.read_resource(f"backcast://goal/{created['goal']}/plan")).contents[0].text
        prompts = [one.name for one in (await client.list_prompts()).prompts]
        approved, _ = await call("plan_approve", goal=created["goal"], revision=done["revision"], artifacts="")
        following, _ = await call("milestone_next")
        print(json.dumps({
            "tools": [tool.name for tool in tools], "anchored": anchored["size"], "parts": created["waits_for"],
            "verbatim": all(review(part) in packets["synthesis"] for part in answered),
            "refused": refused["faults"], "revision": done["revision"], "proposal": proposal,
            "resources": resources, "plan": json.loads(plan)["schema"], "prompts": prompts,
            "asked": asked, "approved": approved["done"], "next": following["milestones"][0]["name"],
        }))


asyncio.run(main(*sys.argv[1:]))
