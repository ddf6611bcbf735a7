/* link.js - the way to the daemon: questions, orders, the stream of news.  SPDX-License-Identifier: ISC */
const SILENCE_MS = 15000; /* the stream says something each 5 s */
const RETRY_MS = 500, RETRY_MAX_MS = 4000;

/* The token stays in this tab: never in the address, never on the disk. */
export const token = {
	get: () => sessionStorage.getItem("muzzle-token") || "",
	set: value => sessionStorage.setItem("muzzle-token", value),
	forget: () => sessionStorage.removeItem("muzzle-token"),
};

/* What went wrong, in words for a person; status is HTTP's, 0 when there was no answer. */
const refusal = (status, words) => Object.assign(new Error(words), { status });

function headers(more) {
	const key = token.get();

	return { ...more, ...(key && { Authorization: "Bearer " + key }) };
}

async function request(path, options) {
	try {
		return await fetch(path, { cache: "no-store", credentials: "omit", ...options });
	} catch (error) {
		throw refusal(0, "muzzle does not answer: " + error.message);
	}
}

async function answerOf(response) {
	let answer = {};

	try {
		answer = await response.json();
	} catch (error) {
		if (response.ok)
			throw refusal(response.status, "an answer that is no JSON: " + error.message);
	}
	if (!response.ok || answer.error)
		throw refusal(response.status, answer.error || "HTTP " + response.status);
	return answer;
}

/* ask("why", {target}) - the answer of /api/why. */
export async function ask(what, query = {}) {
	const words = new URLSearchParams(query).toString();

	return answerOf(await request("api/" + what + (words && "?" + words), { headers: headers() }));
}

/* order("hold", {target, for_ms}) - says what was done. */
export async function order(what, body) {
	return answerOf(await request("api/" + what, {
		method: "POST",
		headers: headers({ "Content-Type": "application/json" }),
		body: JSON.stringify(body),
	}));
}

/* --- the stream */

/* One event of the stream: {event, data, id}. */
function parse(block) {
	const event = { event: "message", data: "", id: "" };

	for (const line of block.split("\n")) {
		const [, field, value] = line.match(/^(\w+): ?(.*)$/) || [];

		if (field in event)
			event[field] = field === "data" ? event.data + value : value;
	}
	return event;
}

/* Gives each event of an open stream to take(), until it ends; whoever is silent too long is dropped. */
async function read(response, control, take) {
	const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
	let text = "", timer = 0;

	try {
		for (;;) {
			timer = setTimeout(() => control.abort(new Error("it is silent")), SILENCE_MS);
			const { value, done } = await reader.read();

			clearTimeout(timer);
			if (done)
				return;
			const blocks = (text + value).split("\n\n");

			text = blocks.pop();
			blocks.map(parse).filter(event => event.data).forEach(take);
		}
	} finally {
		clearTimeout(timer);
		control.abort();
	}
}

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

/* Follows for ever. on: status(object), entry(object), lost(why), and locked(), which is waited for. */
export async function follow(on) {
	let last = "", tries = 0;

	const take = event => {
		last = event.id || last;
		tries = 0;
		on[event.event]?.(JSON.parse(event.data));
	};

	for (;;) {
		const control = new AbortController();

		try {
			const response = await request("api/events", {
				signal: control.signal,
				headers: headers(last && { "Last-Event-ID": last }),
			});

			if (!response.ok)
				await answerOf(response);
			await read(response, control, take);
			on.lost("muzzle ended the connection");
		} catch (error) {
			on.lost(error.message);
			if (error.status === 401)
				await on.locked();
		}
		await pause(Math.min(RETRY_MS * 2 ** tries++, RETRY_MAX_MS));
	}
}
