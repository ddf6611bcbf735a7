// queries.mjs - dashboard and alert rules ask only for what muzzle exports, and in a way that Prometheus takes.
//
//     node queries.mjs DASHBOARD SCRAPE PROMETHEUS
//
// SCRAPE is what /metrics said, PROMETHEUS the URL of one that has scraped it and loaded the rules.
import { readFileSync } from 'node:fs';

const [, , dashboardFile, scrapeFile, prometheus] = process.argv;
const faults = [];

// --- what is exported: name -> [{label: value}]

const exported = new Map();

function addSample(name, text) {
	const labels = Object.fromEntries([...text.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map((m) => [m[1], m[2]]));
	exported.set(name, [...(exported.get(name) ?? []), labels]);
}

for (const line of readFileSync(scrapeFile, 'utf8').split('\n')) {
	const type = /^# TYPE (\S+)/.exec(line);
	const sample = /^([a-z_]+)(?:\{(.*)\})? \S+/.exec(line);
	if (type && !exported.has(type[1])) exported.set(type[1], []);
	if (sample) addSample(sample[1], sample[2] ?? '');
}

// --- a query

const ADDED = ['job', 'instance']; // by who scrapes
const CLOSED = ['level', 'state', 'what', 'scope', 'guard']; // whose values are all there from the start, where there are samples
const ALWAYS = /^muzzle_(held|session_level|gateway_level|sessions)$/; // but guards of these come and go

function checkMatcher(where, name, [, label, operator, value]) {
	const samples = exported.get(name) ?? [];
	if (ADDED.includes(label) || samples.length === 0) return;
	if (!samples.some((s) => label in s)) faults.push(`${where}: ${name} has no label ${label}`);
	if (!CLOSED.includes(label) || value.includes('$') || (label === 'guard' && ALWAYS.test(name))) return;
	for (const word of operator.includes('~') ? value.split('|') : [value])
		if (!samples.some((s) => s[label] === word)) faults.push(`${where}: ${name} has no ${label}="${word}"`);
}

function checkNames(where, query) {
	const known = new Set([...ADDED, 'le']);
	for (const [, name, , matchers] of query.matchAll(/\b(muzzle_[a-z_]+)(\{([^}]*)\})?/g)) {
		if (!exported.has(name)) faults.push(`${where}: nobody exports ${name}`);
		for (const sample of exported.get(name) ?? []) Object.keys(sample).forEach((label) => known.add(label));
		for (const matcher of (matchers ?? '').matchAll(/([a-z_]+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)) checkMatcher(where, name, matcher);
	}
	for (const [, list] of query.matchAll(/\b(?:by|on) \(([^)]*)\)/g))
		for (const label of list.split(',').map((l) => l.trim()))
			if (!known.has(label)) faults.push(`${where}: nothing there has the label ${label}`);
}

async function ask(path) {
	return (await fetch(prometheus + path)).json();
}

// How many results; the query as Grafana would send it.
async function run(where, query) {
	const sent = query.replaceAll('$__rate_interval', '1m').replaceAll(/\$(instance|gateway|session)\b/g, '.*');
	const answer = await ask('/api/v1/query?query=' + encodeURIComponent(sent));
	if (answer.status !== 'success') faults.push(`${where}: ${answer.error}`);
	return answer.data?.result?.length ?? 0;
}

// --- the dashboard

const CORE = ['row', 'stat', 'table', 'timeseries', 'state-timeline', 'heatmap'];

function checkVariables(where, text, known) {
	for (const [, name] of text.matchAll(/\$\{?([a-z_]+)\}?/g))
		if (!known.has(name) && !name.startsWith('__')) faults.push(`${where}: no variable ${name}`);
}

function overlap(a, b) {
	return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function checkPanels(panels) {
	const ids = panels.map((p) => p.id);
	if (new Set(ids).size !== ids.length) faults.push('two panels have one id');
	for (const panel of panels) {
		if (!CORE.includes(panel.type)) faults.push(`${panel.title}: ${panel.type} is no panel of Grafana's own`);
		if (panel.gridPos.x + panel.gridPos.w > 24) faults.push(`${panel.title}: too wide`);
		for (const other of panels)
			if (other.id > panel.id && overlap(panel.gridPos, other.gridPos)) faults.push(`${panel.title} covers ${other.title}`);
	}
}

// The source of data is the reader's choice.
function checkSource(where, source) {
	if (source?.uid !== '${datasource}') faults.push(`${where}: its data source is fixed`);
}

async function checkTarget(where, target, known) {
	checkSource(where, target.datasource);
	checkNames(where, target.expr);
	checkVariables(where, target.expr, known);
	return run(where, target.expr);
}

async function checkDashboard(dashboard) {
	const variables = dashboard.templating.list;
	const known = new Set(variables.map((v) => v.name));
	let queries = 0, empty = [];
	checkPanels(dashboard.panels);
	for (const variable of variables.filter((v) => v.type === 'query')) {
		checkNames(`variable ${variable.name}`, variable.definition);
		checkVariables(`variable ${variable.name}`, variable.definition, known);
		checkSource(`variable ${variable.name}`, variable.datasource);
	}
	for (const note of dashboard.annotations.list.filter((n) => n.expr)) checkNames(note.name, note.expr);
	for (const panel of dashboard.panels.filter((p) => p.type !== 'row')) {
		checkSource(panel.title, panel.datasource);
		for (const target of panel.targets) {
			queries++;
			if (!(await checkTarget(panel.title, target, known))) empty.push(`${panel.title} ${target.refId}`);
		}
	}
	console.log(`${dashboard.panels.length} panels, ${queries} queries; without data now: ${empty.join(', ') || 'none'}`);
}

// --- the rules

async function checkRules() {
	const groups = (await ask('/api/v1/rules')).data.groups;
	const rules = groups.flatMap((g) => g.rules);
	for (const rule of rules) {
		checkNames(rule.name, rule.query);
		if (rule.health !== 'ok') faults.push(`${rule.name}: ${rule.health} ${rule.lastError ?? ''}`);
	}
	console.log(`${rules.length} alert rules`);
	if (rules.length === 0) faults.push('no rules are loaded');
}

await checkDashboard(JSON.parse(readFileSync(dashboardFile, 'utf8')));
await checkRules();
for (const fault of faults) console.error(fault);
process.exit(faults.length ? 1 : 0);
