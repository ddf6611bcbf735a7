/* command.js - hold, release and reset, by who has the token.  SPDX-License-Identifier: ISC */
import { order, token } from "./link.js";
import { byId, holdWords, put, show, title } from "./words.js";

/* What each means. */
const orders = {
	hold: "muzzle keeps its hands off until then; it goes on watching.",
	release: "The hold ends now: muzzle acts again when it must.",
	reset: "Ends quarantine, the wait for a person, the rung and the cooldown.",
};

let what = "", target = "";

const closer = () => byId("order-do").nextElementSibling;
const fields = () => byId("order-form").elements;

/* The same keys as the control socket's. */
function bodyOf() {
	const form = fields(), body = { target, by: form.by.value.trim() || "web" };

	if (form.why.value.trim())
		body.why = form.why.value.trim();
	if (what === "hold")
		body.for_ms = form.minutes.value * 60000;
	if (what === "reset" && form.charges.checked)
		body.charges = true;
	return body;
}

/* As `muzzle hold` and `muzzle release` answer. */
function outcome(answer) {
	if (answer.kept)
		return "another's hold lasts longer, and stays: release it first for a shorter one";
	return answer.ended && !answer.holds && !answer.ended.length ? "nothing is held" : what + " done";
}

function answerWords(answer) {
	const words = hold => holdWords(hold, Date.now());
	const lines = [answer.target + ": " + outcome(answer)];

	lines.push(...(answer.ended || []).map(hold => "ended: " + words(hold)));
	lines.push(...(answer.holds || []).map(words));
	return lines.join("; ");
}

function tell(text, failed) {
	put(byId("order-answer"), text);
	byId("order-answer").classList.toggle("failed", failed);
}

/* What is done is not to be done again: closing is what is left. */
function offer(again) {
	Object.assign(byId("order-do"), { hidden: !again, disabled: !again });
	closer().classList.toggle("main", !again);
}

function refuse(error) {
	const unknown = error.status === 401;

	if (unknown)
		token.forget();
	show(byId("order-token"), unknown);
	tell("Not done: " + error.message, true);
	offer(true);
	(unknown ? fields().token : byId("order-do")).focus();
}

async function send(event) {
	event.preventDefault();
	if (fields().token.value)
		token.set(fields().token.value);
	fields().token.value = "";
	if (!token.get()) {
		tell("Not done: a token is needed: the one of [exporter web] in muzzle's configuration", true);
		return;
	}
	offer(false);
	tell("Asking muzzle…", false);
	try {
		const answer = await order(what, bodyOf());

		sessionStorage.setItem("muzzle-by", fields().by.value);
		show(byId("order-token"), false);
		tell(answerWords(answer), false);
		closer().focus();
	} catch (error) {
		refuse(error);
	}
}

export function openOrder(name, of) {
	[what, target] = [name, of];
	byId("order-form").reset();
	put(byId("order-title"), title(what) + " " + target);
	put(byId("order-about"), orders[what]);
	put(byId("order-do"), title(what));
	show(byId("order-length"), what === "hold");
	show(byId("order-charges"), what === "reset");
	show(byId("order-token"), !token.get());
	fields().by.value = sessionStorage.getItem("muzzle-by") || "";
	offer(true);
	tell("", false);
	byId("order").showModal();
}

export function beginOrders() {
	byId("order-form").addEventListener("submit", send);
}
