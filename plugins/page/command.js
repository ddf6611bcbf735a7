/* command.js - hold, release and reset, by who has the token.  SPDX-License-Identifier: ISC */
import { order, token } from "./link.js";
import { byId, holdWords, put, readSpan, show } from "./words.js";

/* What is asked for each: title, what it means, the fields of the form. */
const orders = {
	hold: {
		title: "Hold", about: "muzzle keeps its hands off until then; it goes on watching.",
		fields: ["length"],
	},
	release: {
		title: "Release", about: "The hold ends now: muzzle acts again when it must.",
		fields: ["own"],
	},
	reset: {
		title: "Reset", about: "Ends quarantine, the wait for a person, the rung and the cooldown.",
		fields: ["charges", "law"],
	},
};

let what = "", target = "";

const fields = () => byId("order-form").elements;

function lengthMs() {
	return readSpan(fields().span.value || fields().other.value);
}

/* The same keys as the control socket's. */
function bodyOf() {
	const has = name => orders[what].fields.includes(name), form = fields();
	const body = { target, by: form.by.value.trim() || "web" };

	if (form.why.value.trim())
		body.why = form.why.value.trim();
	if (has("length"))
		body.for_ms = lengthMs();
	for (const name of ["own", "charges", "law"])
		if (has(name) && form[name].checked)
			body[name] = true;
	return body;
}

/* As `muzzle hold` and `muzzle release` answer. */
function outcome(answer) {
	if (answer.kept)
		return answer.ended ? "another's hold lasts longer, and stays: release it first for a shorter one"
			: "another's hold, and stays: without \"only my own\" it ends";
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

function refuse(error) {
	if (error.status === 401)
		token.forget();
	show(byId("order-token"), error.status === 401 || !token.get());
	tell("Not done: " + error.message, true);
	if (error.status === 401)
		fields().token.focus();
}

/* The first thing that is missing, in words. */
function missing() {
	if (!token.get())
		return "a token is needed: the one of [exporter web] in muzzle's configuration";
	if (orders[what].fields.includes("length") && !lengthMs())
		return "a length is wanted, such as 90m or 2h 30m";
	return "";
}

async function send(event) {
	event.preventDefault();
	if (fields().token.value)
		token.set(fields().token.value);
	fields().token.value = "";

	const lack = missing();

	if (lack) {
		tell("Not done: " + lack, true);
		return;
	}
	byId("order-do").disabled = true;
	tell("Asking muzzle…", false);
	try {
		const answer = await order(what, bodyOf());

		sessionStorage.setItem("muzzle-by", fields().by.value);
		show(byId("order-token"), false);
		tell(answerWords(answer), false);
	} catch (error) {
		refuse(error);
	}
	byId("order-do").disabled = false;
}

function showOther() {
	show(byId("order-other"), fields().span.value === "");
}

export function openOrder(name, of) {
	[what, target] = [name, of];
	byId("order-form").reset();
	put(byId("order-title"), orders[what].title + " " + target);
	put(byId("order-about"), orders[what].about);
	put(byId("order-do"), orders[what].title);
	for (const field of ["length", "own", "charges", "law"])
		show(byId("order-" + field), orders[what].fields.includes(field));
	show(byId("order-law"), what === "reset" && !target.includes("/"));
	show(byId("order-token"), !token.get());
	fields().by.value = sessionStorage.getItem("muzzle-by") || "";
	showOther();
	tell("", false);
	byId("order").showModal();
}

export function beginOrders() {
	byId("order-form").addEventListener("submit", send);
	fields().span.addEventListener("change", showOther);
}
