/* timeline.js - one target's past, drawn: claims, proofs, runs, orders.  SPDX-License-Identifier: ISC */
import { clock, clockSeconds, put, span } from "./words.js";

const HOUR_MS = 3600000;
const MARK_PX = 15; /* marks nearer than that become one; with its number that is twice as wide */
const HEIGHT = 54, MARKS_Y = 12, BRACKET_Y = 19, BAR_Y = 23, BAR_PX = 18, PROOF_Y = 43;

/* What a state looks like: from the top of the bar, and how high. Not by colour alone. */
const shapes = {
	up: [12, 6],
	starting: [4, 14],
	down: [0, 18],
	off: [6, 12],
	absent: [6, 12],
	human: [0, 18],
	unknown: [12, 6],
};

/* What containers are. */
const alike = { running: "up", dead: "down", stopped: "off" };

/* The most telling first: it stands for its neighbours. */
const signs = {
	act: "▲", die: "✕", notify: "✉\ufe0e", held: "⊘", fault: "~", result: "●", hold: "‖", release: "▷",
	reset: "↺", start: "►",
};
const ranks = Object.keys(signs);
const markNames = { held: "held back", notify: "message", die: "death", runs: "container runs" };

function svg(tag, attributes, text) {
	const node = document.createElementNS("http://www.w3.org/2000/svg", tag);

	for (const name in attributes)
		node.setAttribute(name, attributes[name]);
	if (text !== undefined)
		put(node, text);
	return node;
}

/* A window of time on so many pixels. */
function scaleOf(line, width) {
	const from = line.from_wall_ms, to = Math.max(line.to_wall_ms, from + 1);

	return { from, to, width, x: ms => Math.min(Math.max((ms - from) / (to - from), 0), 1) * width };
}

/* The last hours of it. */
export function cropLine(line, hours) {
	const from = line.to_wall_ms - hours * HOUR_MS;
	const since = parts => (parts || []).filter(part => (part.to_wall_ms || part.wall_ms) > from)
		.map(part => ({ ...part, from_wall_ms: Math.max(part.from_wall_ms || 0, from) }));

	return { ...line, from_wall_ms: from, states: since(line.states), runs: since(line.runs),
		proofs: since(line.proofs), marks: since(line.marks) };
}

/* --- the axis */

function stepOf(scale) {
	const wanted = (scale.to - scale.from) / Math.max(scale.width / 70, 1);

	return [5, 10, 15, 30, 60, 120, 180].map(minutes => minutes * 60000)
		.find(step => step >= wanted) || 6 * HOUR_MS;
}

function timesOf(scale) {
	const step = stepOf(scale), shift = new Date(scale.to).getTimezoneOffset() * 60000, times = [];

	for (let at = Math.ceil((scale.from - shift) / step) * step + shift; at <= scale.to; at += step)
		times.push(at);
	return times;
}

export function drawAxis(node, line, width) {
	const scale = scaleOf(line, width);

	node.setAttribute("viewBox", "0 0 " + width + " 16");
	node.replaceChildren(...timesOf(scale)
		.filter(at => scale.x(at) > 16 && scale.x(at) < width - 16)
		.map(at => svg("text", { x: scale.x(at), y: 12, "text-anchor": "middle" }, clock(at))));
}

/* --- the parts of a row */

function grid(scale) {
	return timesOf(scale).map(at =>
		svg("line", { class: "grid", x1: scale.x(at), x2: scale.x(at), y1: BAR_Y, y2: HEIGHT }));
}

const length = part => span(part.to_wall_ms - part.from_wall_ms);

function states(line, scale) {
	return line.states.map(part => {
		const known = alike[part.state] || part.state, name = shapes[known] ? known : "unknown";
		const [top, height] = shapes[name];
		const x = scale.x(part.from_wall_ms);
		const node = svg("rect", {
			class: "state s-" + name, x, y: BAR_Y + top, height,
			width: Math.max(scale.x(part.to_wall_ms) - x, 1),
		});

		node.append(svg("title", {}, part.state + " for " + length(part) + " from " +
			clockSeconds(part.from_wall_ms)));
		return node;
	});
}

function runs(line, scale) {
	return line.runs.map(run => {
		const from = scale.x(run.from_wall_ms), to = Math.max(scale.x(run.to_wall_ms), from + 2);
		const node = svg("path", {
			class: "bracket",
			d: "M" + from + " " + (BRACKET_Y + 4) + "v-4H" + to + "v4",
		});

		node.append(svg("title", {}, "run of " + length(run) + " from " +
			clockSeconds(run.from_wall_ms)));
		return node;
	});
}

/* One path for all: there may be hundreds. */
function proofs(line, scale) {
	const ticks = line.proofs.map(proof =>
		"M" + scale.x(proof.wall_ms).toFixed(1) + " " + PROOF_Y + "v7");

	return ticks.length ? [svg("path", { class: "proofs", d: ticks.join("") })] : [];
}

function cluster(marks, scale) {
	const groups = [];

	for (const mark of [...marks].sort((a, b) => a.wall_ms - b.wall_ms)) {
		const last = groups[groups.length - 1], x = scale.x(mark.wall_ms);

		if (last && x - last.x < (last.marks.length > 1 ? 2 * MARK_PX : MARK_PX))
			last.marks.push(mark);
		else
			groups.push({ x, marks: [mark] });
	}
	return groups;
}

const rank = mark => (ranks.indexOf(mark.kind) + ranks.length + 1) % (ranks.length + 1);

function marks(line, scale) {
	return cluster(line.marks, scale).map(group => {
		const worst = [...group.marks].sort((a, b) => rank(a) - rank(b))[0];
		const x = Math.min(Math.max(group.x, 6), scale.width - (group.marks.length > 1 ? 28 : 8));
		const node = svg("text", { class: "mark m-" + worst.kind, x, y: MARKS_Y, "text-anchor": "middle" },
			(signs[worst.kind] || "·"));

		if (group.marks.length > 1)
			node.append(svg("tspan", { class: "times", dx: 1, dy: -2 }, "+" + (group.marks.length - 1)));
		node.append(svg("title", {}, group.marks.slice(0, 12).map(mark =>
			clockSeconds(mark.wall_ms) + " " + mark.text).join("\n")));
		return node;
	});
}

/* --- in words, for who does not see it */

/* What each name amounts to, in the order in which they appear. */
function sumUp(parts, nameOf, amountOf) {
	const sums = new Map();

	for (const part of parts)
		sums.set(nameOf(part), (sums.get(nameOf(part)) || 0) + amountOf(part));
	return [...sums];
}

function describe(line) {
	const states = sumUp(line.states, part => part.state, part => part.to_wall_ms - part.from_wall_ms);
	const proven = sumUp(line.proofs, () => "proof", proof => proof.count);
	const marked = sumUp(line.marks, mark => markNames[mark.kind] || mark.kind, () => 1);
	const words = states.map(([state, ms]) => state + " for " + span(ms) + " in all")
		.concat([["run", line.runs.length], ...proven, ...marked].map(([name, sum]) => name + ": " + sum));

	return "From " + clock(line.from_wall_ms) + " to " + clock(line.to_wall_ms) + ": " + words.join("; ");
}

/* line: of cropLine() */
export function drawLine(node, line, width) {
	const scale = scaleOf(line, width);

	node.setAttribute("viewBox", "0 0 " + width + " " + HEIGHT);
	node.setAttribute("role", "img");
	node.setAttribute("aria-label", line.target + ". " + describe(line));
	node.replaceChildren(...grid(scale), ...states(line, scale), ...runs(line, scale),
		...proofs(line, scale), ...marks(line, scale));
}

/* --- what means what */

function sample(name, draw) {
	const item = document.createElement("span");
	const node = svg("svg", { width: 22, height: 20, "aria-hidden": true });

	draw(node);
	item.append(node, " " + name);
	return item;
}

const stateSample = name => sample(name, node => node.append(svg("rect", {
	class: "state s-" + name, x: 0, y: 1 + shapes[name][0], width: 22, height: shapes[name][1],
})));
const markSample = kind => sample(markNames[kind] || kind, node => node.append(
	svg("text", { class: "mark m-" + kind, x: 11, y: 15, "text-anchor": "middle" }, signs[kind])));
const pathSample = (name, className, d) =>
	sample(name, node => node.append(svg("path", { class: className, d })));

export function drawLegend(node) {
	node.lastElementChild.replaceChildren(...Object.keys(shapes).map(stateSample),
		pathSample("run", "bracket", "M2 13v-4H20v4"),
		pathSample("proof", "proofs", "M6 7v7M11 7v7M16 7v7"), ...ranks.map(markSample));
}
