// openapi.mjs - real answers against the API's own description: each key is described, each of its type.
// SPDX-License-Identifier: ISC
//
// Environment: URL of a web section, TOKEN, TARGET (a session), PACKAGES (where ajv is), ROUTES ("GET /path" ...).
import { createRequire } from "node:module";
import { argv, env, exit } from "node:process";

const { URL: base, TOKEN, TARGET, PACKAGES, ROUTES } = env;
const Ajv = createRequire(`${PACKAGES}/`)("ajv/dist/2020.js");
let bad = 0;

function complain(...words) {
	bad++;
	console.log(...words);
}

async function ask(path, options) {
	const answer = await fetch(base + path, options);
	const type = (answer.headers.get("content-type") ?? "").split(";")[0];
	return { status: answer.status, type, text: await answer.text() };
}

// The description lets keys be added; here none may be that it does not know.
function close(schema) {
	if (schema === null || typeof schema !== "object") return;
	if (schema.properties && schema.additionalProperties === undefined) schema.additionalProperties = false;
	Object.values(schema).forEach(close);
}

const text = (await ask("/api/openapi.json")).text;
const doc = JSON.parse(text);
const closed = JSON.parse(text);
close(closed.components.schemas);
const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addVocabulary(["components", "info", "openapi", "paths", "servers", "security"]);
ajv.addSchema({ $id: "doc", ...closed });

function judge(name, operation, answer) {
	const found = operation.responses[answer.status] ?? operation.responses[`${String(answer.status)[0]}XX`];
	const response = found?.$ref ? doc.components.responses[found.$ref.split("/").pop()] : found;
	const media = response?.content?.[answer.type];
	if (!media) return complain(`${name}: ${answer.status} ${answer.type} is not described`);
	if (answer.type !== "application/json") return undefined;
	const ref = media.schema.$ref;
	const valid = ref ? ajv.getSchema(`doc${ref}`) : ajv.compile(media.schema);
	if (!valid(JSON.parse(answer.text)))
		complain(`${name}:`, ajv.errorsText(valid.errors), answer.text.slice(0, 600));
	return undefined;
}

const headers = { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" };
const queries = {
	"/api/why": ["?target=" + TARGET, `?target=${TARGET}&words=1`, `?target=${TARGET.split("/")[0]}`, "", "?target=nobody"],
	"/api/history": ["", "?limit=3", "?target=" + TARGET],
	"/api/timeline": ["", "?hours=1&target=" + TARGET],
};
const bodies = [
	{ target: TARGET, by: "openapi", why: "a test" },
	{ target: TARGET, by: "somebody else", own: true },
	{ target: "nobody" },
	{ target: TARGET, unknown: 1 },
];

async function tryGet(path, operation) {
	if (path === "/api/events") return; // it has no end
	for (const query of queries[path] ?? [""]) judge(path + query, operation, await ask(path + query));
	if (path === "/metrics")
		judge(path, operation, await ask(path, { headers: { Accept: "application/openmetrics-text" } }));
}

async function tryPost(path, operation) {
	for (const body of bodies)
		judge(path, operation, await ask(path, { method: "POST", headers, body: JSON.stringify(body) }));
	judge(path, operation, await ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" }));
	judge(path, operation, await ask(path, { method: "POST", headers: { ...headers, "Content-Type": "text/plain" }, body: "{}" }));
	judge(path, operation, await ask(path, { method: "POST", headers, body: " ".repeat(5000) }));
}

const described = Object.entries(doc.paths).flatMap(([path, item]) => Object.keys(item).map((m) => `${m.toUpperCase()} ${path}`));
const served = ROUTES.split("\n").filter(Boolean);
for (const route of served) if (!described.includes(route)) complain(`not described: ${route}`);
for (const route of described) if (!served.includes(route)) complain(`described, but not there: ${route}`);

for (const [path, item] of Object.entries(doc.paths)) {
	if (item.get) await tryGet(path, item.get);
	if (item.post) await tryPost(path, item.post);
}
// What comes by the stream, as the shell kept it.
for (const file of argv.slice(2)) {
	const { readFileSync } = await import("node:fs");
	const events = readFileSync(file, "utf8").split("\n\n").filter((e) => e.includes("event: "));
	for (const event of events) {
		const kind = /^event: (.*)$/m.exec(event)[1], data = /^data: (.*)$/m.exec(event);
		if (!data) continue; // the last one, cut
		const valid = ajv.getSchema(`doc#/components/schemas/${{ status: "Status", entry: "Entry" }[kind]}`);
		let object;
		try {
			object = JSON.parse(data[1]);
		} catch {
			continue;
		}
		if (!valid(object)) complain(`event ${kind}:`, ajv.errorsText(valid.errors));
	}
	console.log(`${events.length} events of the stream are as described`);
	if (!events.some((e) => e.includes("event: entry"))) complain("no entry came by the stream");
}
console.log(`${described.length} operations, ${bad} complaints`);
exit(bad ? 1 : 0);
