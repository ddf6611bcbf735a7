/* app.js - muzzle's page: follows the daemon, and shows what it says.  SPDX-License-Identifier: ISC */
import { find, setRights, showStatus, tickCards } from "./cards.js";
import { beginOrders, openOrder } from "./command.js";
import { ask, follow, token } from "./link.js";
import { beginPast, refreshPast, showPastOf, showTargets, takeEntry, tickPast } from "./past.js";
import { openWhy } from "./why.js";
import { byId, clockSeconds, put } from "./words.js";

let heardMs = 0;   /* when the last status came */
let lostMs = 0;    /* since when nothing comes; 0: the line stands */
let begun = false; /* a status was shown */

/* --- the line */

function tellLink() {
	const link = byId("link");

	link.dataset.link = lostMs ? "lost" : "live";
	document.body.classList.toggle("stale", lostMs > 0);
	put(link, !lostMs ? "live" : !begun ? "no word yet; trying again"
		: "connection lost since " + clockSeconds(lostMs) + "; trying again");
}

function takeStatus(status) {
	const back = lostMs > 0 || !begun;

	heardMs = Date.now();
	lostMs = 0;
	begun = true;
	showStatus(status);
	showTargets(status.targets);
	if (back) {
		tellLink();
		readRights();
		refreshPast();
	}
}

function lose(why) {
	lostMs = lostMs || heardMs || Date.now();
	document.title = "(?) muzzle";
	tellLink();
	byId("link").title = why;
	if (!begun)
		put(byId("headline"), "No word of muzzle: " + why);
}

/* A token for looking; resolves when the reader has answered. */
function askForToken() {
	const dialog = byId("key"), form = byId("key-form");

	put(byId("key-answer"), token.get() ? "That token is not right." : "");
	token.forget();
	if (!dialog.open)
		dialog.showModal();
	return new Promise(resolve => {
		dialog.addEventListener("close", () => {
			token.set(form.elements.token.value);
			form.reset();
			resolve();
		}, { once: true });
	});
}

async function readRights() {
	try {
		const known = await ask("version");

		setRights(known);
		put(byId("version"), "muzzle " + known.version);
		put(byId("rights"), known.commands
			? "Who has the token may hold, release and reset from here."
			: "Read-only: [exporter web] has no token, so nothing can be ordered from here.");
	} catch (error) {
		put(byId("rights"), "What may be done from here is not known: " + error.message);
	}
}

/* --- the reader */

const doers = {
	why: openWhy,
	past: showPastOf,
	hold: target => openOrder("hold", target),
	release: target => openOrder("release", target),
	reset: target => openOrder("reset", target),
};

function click(event) {
	const button = event.target.closest("button");

	if (!button)
		return;
	if (button.dataset.do)
		doers[button.dataset.do](button.dataset.target);
	if ("close" in button.dataset)
		button.closest("dialog").close();
}

function chooseTheme(theme) {
	document.documentElement.dataset.theme = theme;
	localStorage.setItem("muzzle-theme", theme);
}

function beginTheme() {
	byId("theme").value = localStorage.getItem("muzzle-theme") || "";
	chooseTheme(byId("theme").value);
	byId("theme").addEventListener("change", event => chooseTheme(event.target.value));
}

/* Ages go on while the line stands; what is old stays as it was, and is greyed. */
function tick() {
	if (!begun || lostMs || document.hidden)
		return;
	tickCards(Date.now() - heardMs);
	tickPast();
}

beginTheme();
beginPast();
beginOrders();
document.addEventListener("click", click);
byId("find").addEventListener("input", event => find(event.target.value));
setInterval(tick, 1000);
await readRights();
follow({ status: takeStatus, entry: takeEntry, lost: lose, locked: askForToken });
