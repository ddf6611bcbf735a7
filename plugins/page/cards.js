/* cards.js - what is wrong now, and a card of each gateway and session.  SPDX-License-Identifier: ISC */
import { age, arrange, byId, holdWords, levelOf, levels, make, put, putLine, putLines, rankOf, show,
	span, title, until } from "./words.js";

const UNWELL_MAX = 12; /* the rest is found below */
const LATE_MS = 10000; /* a message that waits so long is told of */
const MANY = 12;       /* sessions of a gateway: those that are well are then folded away */

const cards = new Map();    /* target -> its card: node, parts, row */
const wells = new Map();    /* target -> its line among what is not well */
const gateways = new Map(); /* gateway -> its section */
let rights = { commands: false };

export function setRights(known) {
	rights = known;
}

const isGateway = row => !row.target.includes("/");

/* What can be asked and ordered of a target. */
function buttons(target, doings) {
	return doings.map(what => {
		const button = make("button", "", title(what));

		button.dataset.do = what;
		button.dataset.target = target;
		button.setAttribute("aria-label", button.textContent + " " + target);
		return button;
	});
}

/* --- one card */

/* Proofs go on while nobody tells of them: their age does not grow by itself. */
function proofWords(row) {
	const usual = row.proof_gap_ms ? ", usually every " + span(Math.max(row.proof_gap_ms, 1000)) : "";

	if (row.proof_age_ms !== undefined)
		return "; last proof " + age(row.proof_age_ms) + " ago" + usual;
	return isGateway(row) ? "" : "; no proof in this epoch" + usual;
}

/* What changes as time goes by: each gives its line, "" for none. past: ms since the daemon said it. */
const ticking = {
	state: (row, past) => row.state +
		(row.since_ms === undefined ? "" : " for " + age(row.since_ms + past)) + proofWords(row),
	held(row, past) {
		const left = (row.held_for_ms || 0) - past;

		/* of a hold its own words tell */
		return !row.held_by || row.level === "held" ? ""
			: "held back by " + row.held_by + (left > 0 ? ", for another " + age(left) : "");
	},
};

function paintRun(card, past) {
	const row = card.row, open = row.run_ms !== undefined;

	show(card.run, open);
	if (!open)
		return;
	put(card["run-text"], "run " + age(row.run_ms + past) + " of " + span(row.patience_ms) + " patience");
	card.bar.max = Math.max(row.patience_ms, 1);
	card.bar.value = Math.min(row.run_ms + past, card.bar.max);
	card.run.classList.toggle("over", row.run_ms + past >= row.patience_ms);
}

function tickCard(card, past) {
	for (const name in ticking)
		putLine(card[name], ticking[name](card.row, past));
	paintRun(card, past);
}

function budgetOf(row) {
	const next = row.ladder_next ? "; next: " + row.ladder_next : "";

	return Math.max(row.acts_max - row.acts, 0) + " of " + row.acts_max + " acts left in " +
		span(row.window_ms) + next;
}

/* Which orders make sense of it now. */
function offered(row, holds) {
	return {
		hold: rights.commands,
		release: rights.commands && holds.has(row.target),
		reset: rights.commands && (row.incident !== undefined ||
			["quarantined", "person", "dead"].includes(levelOf(row))),
	};
}

function makeCard(row) {
	const node = byId("card").content.firstElementChild.cloneNode(true);
	const card = { node, bar: node.querySelector("progress") };

	for (const part of node.querySelectorAll("[class]"))
		card[part.className] = part;
	put(card.name, isGateway(row) ? row.target : row.target.slice(row.target.indexOf("/") + 1));
	card.name.title = row.target;
	card.bar.setAttribute("aria-label", "run of " + row.target + " against its patience");
	card.buttons.append(...buttons(row.target, ["why", "past", "hold", "release", "reset"]));
	if (isGateway(row))
		node.classList.add("whole");
	return card;
}

/* Tells the level; true when it was another before. */
function paintLevel(node, row) {
	const level = levelOf(row), was = node.dataset.level, [sign, words, colour] = levels[level];

	if (was === level)
		return false;
	Object.assign(node.dataset, { level, colour });
	put(node.querySelector(".glyph"), sign);
	put(node.querySelector(".word"), words);
	return was !== undefined;
}

function paintCard(row, holds, listed) {
	const card = cards.get(row.target) || makeCard(row), can = offered(row, holds);

	cards.set(row.target, card);
	card.row = row;
	card.changed = paintLevel(card.node, row);
	putLine(card.says, listed ? "" : row.says || "");
	/* whole, and not needed: nobody asks */
	putLine(card.budget, levelOf(row) === "well" && !row.acts ? "" : budgetOf(row));
	for (const what in can)
		show(card.node.querySelector("[data-do=" + what + "]"), can[what]);
	tickCard(card, 0);
	return card;
}

/* --- what is not well */

function makeUnwell(row) {
	const node = make("li"), level = make("p", "level"), box = make("div", "buttons");
	const glyph = make("span", "glyph");

	glyph.setAttribute("aria-hidden", "true");
	level.append(glyph, " ", make("strong", "", row.target), " ", make("span", "word"));
	box.append(...buttons(row.target, ["why", "past", "hold"]));
	node.append(level, make("p", "says"), box);
	return node;
}

function paintUnwell(row) {
	const node = wells.get(row.target) || makeUnwell(row);

	wells.set(row.target, node);
	paintLevel(node, row);
	put(node.querySelector(".says"), row.says || "");
	show(node.querySelector("[data-do=hold]"), rights.commands);
	return node;
}

function showUnwell(unwell) {
	const shown = unwell.slice(0, UNWELL_MAX), rest = unwell.length - shown.length;
	const nodes = shown.map(paintUnwell), kept = new Set(shown.map(row => row.target));

	for (const target of wells.keys())
		if (!kept.has(target))
			wells.delete(target);
	if (rest)
		nodes.push(make("li", "rest", "and " + rest + " more, among the cards below"));
	arrange(byId("unwell"), nodes);
	return kept;
}

/* --- notices: what is not of one target */

function alertWords(alert) {
	const words = [alert.waiting + " waiting"];

	if (alert.oldest_ms !== undefined)
		words.push("the oldest for " + span(alert.oldest_ms));
	if (alert.failing_ms !== undefined)
		words.push((alert.setup ? "refused" : "failing") + " for " + span(alert.failing_ms));
	if (alert.failed_ms !== undefined)
		words.push((alert.setup ? "refused " : "failed ") + span(alert.failed_ms) + " ago");
	if (alert.moved)
		words.push(alert.moved + " went to " + (alert.moved_to || "another"));
	if (alert.lost)
		words.push(alert.lost + " lost");
	return "Messages not delivered by " + alert.action + ": " + words.join(", ") +
		(alert.error ? ": " + alert.error : "");
}

const blindWords = plugin => "Blind: " + plugin.section + " (" + plugin.plugin + ") for " +
	span(plugin.blind_ms) + ", so that its silence says nothing: " + plugin.blind;

/* A loop that stood still a moment ago explains much. */
function stallWords(self) {
	return ["lag", "resume"].filter(what => self[what]?.times && self[what].age_ms < 600000)
		.map(what => "muzzle itself: " + what + " of " + span(self[what].last_ms) + ", " +
			span(self[what].age_ms) + " ago; nobody is blamed for it");
}

/* One that was sent just now is no trouble yet. */
const hasTrouble = alert => alert.error || alert.lost || alert.moved || alert.oldest_ms > LATE_MS;

function noticesOf(status) {
	const lines = status.holds.map(hold => holdWords(hold, status.wall_ms)), { refused } = status;

	if (refused)
		lines.unshift("Configuration refused " + until(refused.wall_ms, status.wall_ms) +
			", the one before it holds: " + refused.why);
	lines.push(...status.alerts.filter(hasTrouble).map(alertWords));
	lines.push(...status.plugins.filter(plugin => plugin.blind).map(blindWords));
	lines.push(...stallWords(status.self));
	if (status.spool)
		lines.push("Messages: their file " + status.spool);
	if (status.heartbeat?.tells)
		lines.push("The heartbeat tells of a failure: " + status.heartbeat.tells);
	return lines;
}

/* --- all */

function gatewayNode(name) {
	let node = gateways.get(name);

	if (!node) {
		node = make("section", "gateway");
		node.append(make("h3", "title"), make("div", "cards"), make("details", "fold"));
		node.lastChild.append(make("summary"), make("div", "cards"));
		gateways.set(name, node);
	}
	return node;
}

const nodesOf = rows => rows.map(row => cards.get(row.target).node);

function paintGateway(name, rows) {
	const node = gatewayNode(name), [heading, list, fold] = node.children;
	const sessions = rows.filter(row => !isGateway(row));
	const at = level => sessions.filter(row => levelOf(row) === level);
	const well = at("well"), held = at("held").length;
	/* nothing is folded away under somebody's hands */
	const folded = new Set(sessions.length > MANY
		? well.filter(row => !cards.get(row.target).node.contains(document.activeElement)) : []);

	put(heading, name + ": " + (sessions.length
		? well.length + " of " + sessions.length + (sessions.length === 1 ? " session" : " sessions") +
			" well" + (held ? ", " + held + " held" : "")
		: "no sessions"));
	arrange(list, nodesOf(rows.filter(row => !folded.has(row))));
	arrange(fold.lastChild, nodesOf([...folded]));
	put(fold.firstChild, folded.size + " that are well");
	show(fold, folded.size > 0);
	return node;
}

function groupRows(rows) {
	const groups = new Map();

	for (const row of rows) {
		groups.set(row.gateway, [...(groups.get(row.gateway) || []), row]);
	}
	return groups;
}

function forget(map, kept) {
	for (const name of map.keys())
		if (!kept.has(name))
			map.delete(name);
}

/* Read to who does not see it: only levels that changed. */
function announce(changed, headline) {
	const lines = changed.map(row => row.target + ": " + levels[levelOf(row)][1]);

	if (lines.length)
		put(byId("said"), lines.length > 3 ? headline : lines.join("; "));
}

export function showStatus(status) {
	const rows = status.targets, groups = groupRows(rows);
	const holds = new Set(status.holds.map(hold => hold.target));
	const sorted = [...rows].sort((a, b) => rankOf(a) - rankOf(b));
	/* what is held on purpose is a notice, one for each hold */
	const unwell = sorted.filter(row => !["held", "well"].includes(levelOf(row)));
	const listed = showUnwell(unwell);

	put(byId("headline"), status.headline);
	byId("now").dataset.colour = levels[sorted.length ? levelOf(sorted[0]) : "unknown"][2];
	document.title = (unwell.length ? "(" + unwell.length + ") " : "") + "muzzle";
	show(byId("observe"), status.mode === "observe");
	putLines(byId("notices"), "li", noticesOf(status));
	put(byId("box"), "The whole box: " + budgetOf(status) + ".");
	for (const row of rows)
		paintCard(row, holds, listed.has(row.target));
	arrange(byId("gateways"), [...groups].map(([name, some]) => paintGateway(name, some)));
	forget(cards, new Set(rows.map(row => row.target)));
	forget(gateways, groups);
	announce(rows.filter(row => cards.get(row.target).changed), status.headline);
	show(byId("nobody"), !rows.length);
	show(byId("find-label"), rows.length > MANY);
	find(byId("find").value);
}

/* A second later. */
export function tickCards(past) {
	for (const card of cards.values())
		tickCard(card, past);
}

/* Shows the cards whose target has that in it. */
export function find(text) {
	const wanted = text.trim().toLowerCase();
	let found = 0;

	for (const [target, card] of cards) {
		show(card.node, target.toLowerCase().includes(wanted));
		found += !card.node.hidden;
	}
	for (const node of gateways.values()) {
		show(node, Boolean(node.querySelector(".card:not([hidden])")));
		node.lastChild.open ||= wanted !== "";
	}
	show(byId("none"), !found && cards.size > 0);
}
