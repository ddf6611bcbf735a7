/* past.js - what happened: timelines that are drawn when seen, and the history.  SPDX-License-Identifier: ISC */
import { ask } from "./link.js";
import { cropLine, drawAxis, drawLegend, drawLine } from "./timeline.js";
import { arrange, byId, levelOf, make, moment, put, putLine, show } from "./words.js";

const FEW = 24;                         /* timelines; of more only what is not well is drawn */
const PAGE = 40, KEPT_MAX = 400;        /* entries */
const YOUNG_MS = 900000;
const OLD_MS = 20000, SOON_MS = 2000;   /* after which a seen timeline is asked for again */

const lines = new Map(); /* target -> {node, svg, data, askedMs, dueMs, seen} */
let entries = [];        /* newest first: {id, wall_ms, target, text, line} */
let unwell = new Set();  /* targets */
let nowMs = 0;           /* of the daemon, when it answered last: where all timelines end */
let asked = 0;           /* counts questions: answers to an older one are late */

const chosen = () => byId("of").value;
const isWished = target => !chosen() || (target + "/").startsWith(chosen() + "/");

/* --- timelines */

function chooseLines() {
	const wished = [...lines.keys()].filter(isWished);
	const isShown = target => wished.length <= FEW || unwell.has(target) || target === chosen() ||
		!target.includes("/");
	const shown = new Set(wished.filter(isShown)), left = wished.length - shown.size;

	for (const [target, line] of lines)
		show(line.node, shown.has(target));
	putLine(byId("rest"), left ? left + " more that are well: choose one of them to see it" : "");
}

const hours = () => Number(byId("hours").value);

async function load(target, line) {
	line.askedMs = Date.now();
	line.dueMs = line.askedMs + OLD_MS;
	try {
		const answer = await ask("timeline", { target, hours: Math.ceil(hours()) });

		line.data = { target, ...answer.targets.find(one => one.target === target) };
		nowMs = answer.to_wall_ms;
		drawAgain();
	} catch (error) {
		line.svg.setAttribute("aria-label", target + ": " + error.message);
	}
}

function draw(line) {
	const width = Math.round(line.svg.clientWidth);

	if (!line.data || !width)
		return;
	const data = cropLine({ ...line.data, to_wall_ms: nowMs }, hours());

	drawLine(line.svg, data, width);
	if (line === lines.get(firstShown()))
		drawAxis(byId("axis"), data, width);
}

const firstShown = () => [...lines.keys()].find(target => !lines.get(target).node.hidden);

const watcher = new IntersectionObserver(changes => {
	for (const change of changes)
		lines.get(change.target.dataset.target).seen = change.isIntersecting;
	tickPast();
}, { rootMargin: "120px" });

/* All of them: they share an axis. */
const drawAgain = () => [...lines.values()].forEach(draw);
const resizer = new ResizeObserver(drawAgain);

const newSvg = id => {
	const node = document.createElementNS("http://www.w3.org/2000/svg", "svg");

	if (id)
		node.id = id;
	return node;
};

function makeLine(target) {
	const node = make("li"), svg = newSvg(), name = make("span", "name", target);

	node.dataset.target = target;
	node.append(name, svg);
	watcher.observe(node);
	return { node, svg, dueMs: 0, seen: false };
}

/* Those that are seen and due. */
export function tickPast() {
	for (const [target, line] of lines)
		if (line.seen && !line.node.hidden && line.dueMs <= Date.now())
			load(target, line);
}

function axisNode() {
	if (byId("axis"))
		return byId("axis").parentNode;

	const node = make("li", "axis");

	node.setAttribute("aria-hidden", "true");
	node.append(make("span", "name"), newSvg("axis"));
	return node;
}

/* --- history */

const kindOf = entry => entry.line?.order || entry.line?.ev;

function entryNode(entry) {
	if (entry.node)
		return entry.node;

	const node = make("li", "e-" + kindOf(entry)), time = make("time", "", moment(entry.wall_ms));

	time.dateTime = new Date(entry.wall_ms).toISOString();
	node.append(time, " ", make("b", "", entry.target || "muzzle"), " ", make("span", "text", entry.text));
	entry.node = node;
	return node;
}

function showEntries() {
	arrange(byId("entries"), entries.length ? entries.map(entryNode)
		: [make("li", "quiet", "Nothing yet.")]);
}

/* Of a short past an hour would show the right edge alone. */
function lookClosely(known) {
	if (known.length && known.length < PAGE && known[known.length - 1].wall_ms > Date.now() - YOUNG_MS)
		byId("hours").value = "0.25";
	drawAgain();
}

/* What the stream told while the question was on its way is kept. */
const isNewer = known => entry => isWished(entry.target || "") && entry.id > (known[0]?.id || 0);

async function loadEntries(before) {
	const question = ++asked, target = chosen();
	const query = { limit: PAGE, ...(target && { target }), ...(before !== undefined && { before }) };

	try {
		const answer = await ask("history", query);

		if (question !== asked)
			return;
		if (!entries.length && !target)
			lookClosely(answer.entries);
		entries = before === undefined ? entries.filter(isNewer(answer.entries)).concat(answer.entries)
			: entries.concat(answer.entries);
		putLine(byId("kept"), answer.since_wall_ms ? "Kept since " + moment(answer.since_wall_ms) : "");
		show(byId("older"), answer.entries.length === PAGE && entries.length < KEPT_MAX);
		showEntries();
	} catch (error) {
		put(byId("said"), "The history cannot be shown: " + error.message);
	}
}

/* A new entry of the stream. */
export function takeEntry(entry) {
	for (const [target, line] of lines)
		if (!entry.target || target === entry.target)
			line.dueMs = Math.min(line.dueMs, Math.max(Date.now(), (line.askedMs || 0) + SOON_MS));
	if (!isWished(entry.target || "") || entries.some(old => old.id === entry.id))
		return;
	entries.unshift(entry);
	entries.length = Math.min(entries.length, KEPT_MAX);
	showEntries();
}

/* --- both */

function choose() {
	chooseLines();
	loadEntries();
	tickPast();
}

function putChoices(targets) {
	const was = chosen(), select = byId("of");

	select.replaceChildren(select.firstElementChild, ...targets.map(target => {
		const option = make("option", "", target);

		option.value = target;
		return option;
	}));
	select.value = targets.includes(was) ? was : "";
}

function putTargets(targets) {
	for (const [target, line] of lines)
		if (!targets.includes(target)) {
			watcher.unobserve(line.node);
			lines.delete(target);
		}
	for (const target of targets)
		if (!lines.has(target))
			lines.set(target, makeLine(target));
	show(byId("lines"), targets.length > 0);
	arrange(byId("lines"), [axisNode(), ...targets.map(target => lines.get(target).node)]);
	putChoices(targets);
}

/* The rows of status; their targets are those of before mostly. */
export function showTargets(rows) {
	const targets = rows.map(row => row.target);

	unwell = new Set(rows.filter(row => levelOf(row) !== "well").map(row => row.target));
	if (targets.length !== lines.size || !targets.every(target => lines.has(target)))
		putTargets(targets);
	chooseLines();
}

export function showPastOf(target) {
	byId("of").value = target;
	choose();
	byId("past-title").scrollIntoView();
	byId("of").focus({ preventScroll: true });
}

/* After a connection: what was missed is asked for. */
export function refreshPast() {
	for (const line of lines.values())
		line.dueMs = 0;
	loadEntries();
	tickPast();
}

export function beginPast() {
	drawLegend(byId("legend"));
	byId("legend").open = innerWidth > 640;
	resizer.observe(byId("lines"));
	byId("of").addEventListener("change", choose);
	byId("hours").addEventListener("change", () => {
		drawAgain();
		refreshPast();
	});
	byId("older").addEventListener("click", () => loadEntries(entries[entries.length - 1].id));
}
