// Drives a whole review over the Model Context Protocol with the official
// client for JavaScript, which offers no elicitation here: nothing can be
// approved then, whatever the server logs. Prints what was seen as JSON.
//
//     node drive_mcp.mjs BACKCAST

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// Packages lie where the variable says, not beside this file.
const require = createRequire(process.env.BACKCAST_NODE_MODULES + "/");
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
const { Client } = await load("@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport } = await load("@modelcontextprotocol/sdk/client/stdio.js");

const GOAL = `
title = "Search that answers within 100 ms"
destination = "Search of the shop answers within 100 ms at p95 with 2 million products."
origin = "A linear scan takes 4 seconds; there is no index."
deadline = 2026-11-30
hours_per_week = 12
`;
const LETTERS = { feasibility: "F", architecture: "A", risk: "R", dependency: "D", "user-value": "V" };

const review = (part) => {
  const findings = [{ id: `${LETTERS[part]}1`, severity: "high", finding: "The index comes late", suggestion: "Begin with it" }];
  return `# ${part}\n\nThe search of the shop needs an index. Two million products are too many for a scan. ` +
    `The answer has to be measured.\n\n\`\`\`json\n${JSON.stringify({ findings })}\n\`\`\`\n`;
};
const milestone = (number, name) => ({
  id: `M${number}`, name, goal: `${name}.`, depends_on: number > 1 ? [{ on: `M${number - 1}`, lag_days: 0 }] : [],
  success_criteria: ["p95 below 100 ms in the load test", "2 million products are in it"], parallel: "",
  effort_hours: { low: 8, likely: 14, high: 30 }, waiting_days: 0, risk: "medium", slow_reason: "",
  value: "Something to try", abort_point: "", files: { create: [], modify: [] },
});
const synthesis = JSON.stringify({
  responses: Object.values(LETTERS).map((letter) => ({ finding: `${letter}1`, response: "accepted", reason: "", milestone: "" })),
  conflicts: [], milestones: [milestone(1, "Index of all products is built"), milestone(2, "Search answers from the index")],
  execution_order: [["M1"], ["M2"]], rejected_proposals: [],
});

const transport = new StdioClientTransport({ command: process.argv[2], args: ["mcp"], env: process.env, stderr: "pipe" });
let log = "";
transport.stderr.on("data", (part) => (log += part));
const client = new Client({ name: "test", version: "1" });
await client.connect(transport);
const call = async (name, args) => {
  const result = await client.callTool({ name, arguments: args });
  if (result.isError) throw new Error(`${name}: ${result.content[0].text}`);
  return result.structuredContent;
};

const tools = (await client.listTools()).tools;
const created = await call("plan_create", { text: GOAL });
for (const part of created.waits_for) {
  const { packet } = await call("review_next_packet", { run: created.run, part });
  await call("review_submit", { run: created.run, part, answer: review(part), packet });
}
const done = await call("review_submit", { run: created.run, part: "synthesis", answer: synthesis });
const approval = { goal: created.goal, revision: done.revision };
const first = await client.callTool({ name: "plan_approve", arguments: approval });
const guessed = await client.callTool({ name: "plan_approve", arguments: { ...approval, token: "AAAAAAAA" } });
await new Promise((resolve) => setTimeout(resolve, 200));
console.log(JSON.stringify({
  tools: tools.map((tool) => tool.name), tools_bytes: JSON.stringify(tools).length, revision: done.revision,
  goal: created.goal, first: first.isError && first.content[0].text, guessed: guessed.isError === true, log,
}));
await client.close();
