/* words.js - how the page says things: levels, spans, times, foreign text.  SPDX-License-Identifier: ISC */

/* From worst to best: level -> sign, words, colour; all but the signs as muzzle itself has them. */
export const levels = {
	dead: ["✕", "dead", "bad"],
	person: ["!", "needs a person", "bad"],
	quarantined: ["⊘", "in quarantine", "bad"],
	faulting: ["~", "out of sight", "bad"],
	unknown: ["·", "unknown", "doubt"],
	doubtful: ["?", "in doubt", "doubt"],
	stopped: ["■", "stopped by somebody", "doubt"],
	held: ["‖", "held", "doubt"],
	well: ["✓", "well", "good"],
};
const ranks = Object.keys(levels);

export const levelOf = row => (levels[row.level] ? row.level : "unknown");
export const rankOf = row => ranks.indexOf(levelOf(row));

const units = [["d", 86400000], ["h", 3600000], ["m", 60000], ["s", 1000]];

/* "2h 5m", as everything of muzzle says it. */
export function span(ms) {
	if (ms > 0 && ms < 1000)
		return Math.floor(ms) + "ms";
	ms = Math.max(ms, 0);
	const at = Math.max(units.findIndex(unit => ms >= unit[1]), 0);
	const i = ms < 1000 ? 3 : at;
	const whole = Math.floor(ms / units[i][1]);
	const rest = i < 3 ? Math.floor((ms % units[i][1]) / units[i + 1][1]) : 0;

	return whole + units[i][0] + (rest ? " " + rest + units[i + 1][0] : "");
}

/* Ages that tick on by seconds need no milliseconds. */
export const age = ms => (ms < 1000 ? "0s" : span(ms));

export const title = word => word[0].toUpperCase() + word.slice(1);

const two = number => String(number).padStart(2, "0");
const day = date => date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate());
const hour = date => two(date.getHours()) + ":" + two(date.getMinutes());

export const clock = ms => hour(new Date(ms));
export const clockSeconds = ms => clock(ms) + ":" + two(new Date(ms).getSeconds());
/* The day is said only where it is another than today. */
export function moment(ms) {
	const date = day(new Date(ms));

	return (date === day(new Date()) ? "" : date + " ") + clockSeconds(ms);
}

/* A time within a week has a weekday, as in `muzzle status`. */
export function until(ms, nowMs) {
	const date = new Date(ms);

	if (Math.abs(ms - nowMs) >= 6 * 86400000)
		return day(date) + " " + hour(date);
	return ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][date.getDay()] + " " + hour(date);
}

export function holdWords(hold, nowMs) {
	return "held by " + (hold.by || "somebody") + " until " + until(Date.parse(hold.until), nowMs) +
		", for another " + span(hold.for_ms) + (hold.why ? ": " + hold.why : "") +
		" (" + hold.target + ")";
}

/* What turns the direction of writing, or is not seen at all, might make a name look like another. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/* The only way by which anything from data reaches the page: as text, and only where it changed. */
export function put(node, text) {
	const clean = String(text).replace(unseen, "\ufffd");

	if (node.textContent !== clean)
		node.textContent = clean;
}

/* The same, of a line that is hidden while there is nothing to say. */
export function putLine(node, text) {
	put(node, text);
	show(node, text !== "");
}

export function show(node, shown) {
	if (node.hidden === shown)
		node.hidden = !shown;
}

export const byId = id => document.getElementById(id);

export function make(tag, className, text) {
	const node = document.createElement(tag);

	if (className)
		node.className = className;
	if (text !== undefined)
		put(node, text);
	return node;
}

/* Makes the children of a list those of the nodes, in their order; who had the focus keeps it. */
export function arrange(list, nodes) {
	const focused = document.activeElement;

	nodes.forEach((node, i) => {
		if (list.children[i] !== node)
			list.insertBefore(node, list.children[i] || null);
	});
	while (list.children.length > nodes.length)
		list.lastElementChild.remove();
	if (focused !== document.activeElement && list.contains(focused))
		focused.focus();
}

/* Makes a list of lines: elements of the tag, used again from before. */
export function putLines(list, tag, lines) {
	while (list.children.length > lines.length)
		list.lastElementChild.remove();
	lines.forEach((line, i) => put(list.children[i] || list.appendChild(make(tag)), line));
}
