// stories.mjs - the page in a real Chromium: each story is a function, `node stories.mjs STORY...` runs some.
//
// Environment: URL (with a token), READONLY (without), LOCKED (a token is needed to look), TOKEN, GATEWAY
// (the fake one), MUZZLE, CONFIG, PACKAGES, CHROMIUM, SHOTS (a directory), PROFILE, SIGNAL (a file).
import { existsSync, writeFileSync } from "node:fs";

import * as axe from "./axe.mjs";
import { ageless, card, check, close, fake, isLive, launch, levelOf, muzzle, open, openLive, same,
	textOf, waitFor } from "./browser.mjs";

const { URL: home, READONLY, LOCKED, TOKEN, SHOTS, SIGNAL } = process.env;
const OMER = "waha/omer", DANA = "waha/dana";

const entryTexts = page => page.locator("#entries li").allTextContents();
const click = (page, session, what) => card(page, session).locator(`[data-do=${what}]`).click();
const answer = page => textOf(page.locator("#order-answer"));

// Lines of `muzzle history` as [target, text].
async function history() {
	return (await muzzle("history")).trim().split("\n")
		.map(line => line.match(/^\S+ \S+ {2}(\S+) +(.*)$/).slice(1));
}

// --- stories

// All that a browser fetches to show the page, beside what it asks of the API.
async function weight(context) {
	const files = [], note = response => new URL(response.url()).pathname.startsWith("/api/") || files.push(response);

	context.on("response", note);
	const opened = await openLive(context, home);
	context.off("response", note);
	const bytes = await Promise.all(files.map(async file => (await file.body()).length));
	const sum = bytes.reduce((all, some) => all + some, 0);

	check(`the page weighs ${sum} bytes in ${files.length} files`, sum > 20000 && sum < 60000);
	await close(opened);
}

// Spans are written as everywhere in muzzle.
async function spans(context) {
	const opened = await openLive(context, home), written = [
		[0, "0s"], [999, "999ms"], [1000, "1s"], [59999, "59s"], [60000, "1m"], [90500, "1m 30s"],
		[3600000, "1h"], [7500000, "2h 5m"], [86400000, "1d"], [100000000, "1d 3h"], [-5, "0s"],
	];

	same("spans are written", await opened.page.evaluate(async list => {
		const { span } = await import("/words.js");

		return list.map(([ms]) => [ms, span(ms)]);
	}, written), written);
	await close(opened);
}

// A death and its recovery appear by themselves.
async function live(context) {
	const opened = await openLive(context, home), { page } = opened;

	await page.evaluate(() => { window.sameDocument = true; });
	await waitFor("omer is well", async () => await levelOf(page, OMER) === "well");
	await fake("omer/dead");
	await waitFor("the page doubts it", async () => ["doubtful", "dead"].includes(await levelOf(page, OMER)));
	await waitFor("and says so on top", async () => (await textOf(page.locator("#unwell"))).includes(OMER));
	check("with a sentence", (await textOf(page.locator("#unwell .says").first())).length > 20);
	await waitFor("it is dead", async () => await levelOf(page, OMER) === "dead");
	check("a screen reader is told", (await textOf(page.locator("#said"))).includes(`${OMER}: dead`));
	check("the title counts it", (await page.title()).startsWith("("));
	await waitFor("the act is in its history", async () =>
		(await entryTexts(page)).some(text => /ACT \d+: restart-session/.test(text)));
	await waitFor("the timeline has the run and the act", async () =>
		await page.locator(`#lines li[data-target="${OMER}"] :is(.bracket, .m-act)`).count() >= 2);
	// Two runs, if the act was done before the status told that it stopped: the act begins an epoch.
	await waitFor("which it has in words, too", async () =>
		/^waha\/omer\. From .*; run: [12](; proof: \d+)?; .*\bact: 1/.test(
			await page.locator(`#lines li[data-target="${OMER}"] svg`).getAttribute("aria-label")));
	same("what is young is looked at closely", await page.locator("#hours").inputValue(), "0.25");
	const scales = () => page.locator("#lines svg:has(.state)").evaluateAll(nodes => new Set(nodes.map(node =>
		[...node.querySelectorAll(".grid")].map(line => line.getAttribute("x1")).join())).size);

	await waitFor("all lines share an axis", async () => await scales() === 1);
	check("since when there is history is said",
		/^Kept since \d\d:\d\d:\d\d$/.test(await textOf(page.locator("#kept"))));
	check("thirteen marks of right now are one that is not cut", await page.evaluate(async () => {
		const { drawLine } = await import("/timeline.js");
		const node = document.querySelector("#lines li:not(.axis) svg"), right = part => part.getBoundingClientRect().right;
		const marks = Array(13).fill({ wall_ms: 3600000, kind: "act", text: "ACT" });

		drawLine(node, { target: "g/x", from_wall_ms: 0, to_wall_ms: 3600000, states: [], runs: [], proofs: [], marks },
			node.clientWidth);
		return node.querySelector(".times").textContent === "+12" && right(node.querySelector(".mark")) <= right(node);
	}));
	check("signs never stand on each other", await page.evaluate(async () => {
		const { drawLine } = await import("/timeline.js");
		const node = document.querySelector("#lines li:not(.axis) svg"), boxes = () =>
			[...node.querySelectorAll(".mark")].map(part => part.getBoundingClientRect());
		const marks = Array.from({ length: 40 }, (_, i) => ({ wall_ms: i * 43000, kind: i % 2 ? "act" : "notify", text: "" }));

		drawLine(node, { target: "g/x", from_wall_ms: 0, to_wall_ms: 3600000, states: [], runs: [], proofs: [], marks },
			node.clientWidth);
		return boxes().length > 5 && boxes().every((box, i, all) => !i || box.left >= all[i - 1].right - 1);
	}));
	same("what a container does looks like what a session says", await page.evaluate(async () => {
		const { drawLine } = await import("/timeline.js");
		const node = document.querySelector("#lines li:not(.axis) svg"), states = ["running", "dead", "stopped"]
			.map((state, i) => ({ state, from_wall_ms: i * 1000, to_wall_ms: i * 1000 + 1000 }));

		drawLine(node, { target: "g", from_wall_ms: 0, to_wall_ms: 3000, states, runs: [], proofs: [], marks: [] }, 300);
		return [...node.querySelectorAll(".state")].map(part => part.getAttribute("class"));
	}), ["state s-up", "state s-down", "state s-off"]);
	check("a mark that stands for others says how many more",
		/^\+\d+$/.test(await textOf(page.locator("#lines .times").first())));
	await waitFor("it is well again", async () => await levelOf(page, OMER) === "well");
	await waitFor("and nothing is left on top", async () => await page.locator("#unwell li").count() === 0);
	check("without a reload", await page.evaluate(() => window.sameDocument));
	same("the headline is muzzle's", await textOf(page.locator("#headline")),
		JSON.parse(await muzzle("status", "--json")).headline);
	await close(opened);
}

// Each refusal to act has the same words as in `muzzle history`.
async function refusals(context) {
	const opened = await openLive(context, home), { page } = opened;
	const refused = async () => (await history()).filter(([, text]) => text.startsWith("not acted on"));

	// A hold has an owner: "held by root's hold for another 59m".
	const refusedBy = guard => async () =>
		(await refused()).some(([, text]) => new RegExp(`; held by (\\w+'s )?${guard}\\b`).test(text));

	await muzzle("hold", OMER);
	await fake("omer/refuse?status=500&times=20");
	await fake("omer/dead");
	await waitFor("muzzle refuses, as somebody holds it", refusedBy("root's hold"));
	await muzzle("release", OMER);
	await waitFor("and, as an act has failed a moment ago", refusedBy("cooldown"));
	await waitFor("the page has each of them, in the same words", async () => {
		const shown = await page.locator("#entries li").evaluateAll(nodes =>
			nodes.map(node => [node.children[1], node.children[2]].map(part => part.textContent)));

		return (await refused()).every(line => shown.some(one => one.join() === line.join()));
	});
	await waitFor("what holds it back now is on its card", async () => {
		const status = JSON.parse(await muzzle("status", "--json"));
		const { held_by } = status.targets.find(one => one.target === OMER);

		return held_by && (await textOf(card(page, OMER))).includes(`held back by ${held_by}`);
	});
	await page.selectOption("#of", DANA);
	await waitFor("a filter leaves only that session", async () =>
		(await page.locator("#entries li b").allTextContents()).every(name => name === DANA));
	await close(opened);
}

const words = text => ageless(text).replace(/:/g, "");

// The panel says what `muzzle why` says.
async function why(context) {
	const opened = await openLive(context, home, { width: 375, height: 812 }), { page } = opened;

	await card(page, OMER).locator("[data-do=why]").focus();
	await page.keyboard.press("Enter");
	await waitFor("why has its parts", async () => await page.locator("#why .part").count() > 5);
	// A claim may come between the two: they are the same soon, or never.
	await waitFor("and says what the command says", async () => {
		const want = await muzzle("why", OMER);
		const have = await page.locator("#why :is(h3, .part p:not([hidden]), li)").allTextContents();

		return words(have.join(" ")) === words(want) &&
			await page.locator("#why li").count() === want.match(/^ {2}\S/gm).length;
	});
	check("the focus is in the panel", await page.evaluate(() =>
		document.getElementById("why").contains(document.activeElement)));
	await page.keyboard.press("Escape");
	check("Escape closes it", !await page.locator("#why").isVisible());
	same("the focus is where it was", await page.evaluate(() =>
		document.activeElement.getAttribute("aria-label")), `Why ${OMER}`);
	await close(opened);
}

// A wrong token is told; the right one holds, and releases.
async function orders(context) {
	const opened = await openLive(context, home, { expect: [/status of 401/] }), { page } = opened;
	const form = page.locator("#order-form");

	check("what nobody holds cannot be released", !await card(page, DANA).locator("[data-do=release]").isVisible());
	await click(page, DANA, "hold");
	await form.locator("[name=why]").fill("upgrade");
	await form.locator("[name=by]").fill("deploy");
	await form.locator("[name=token]").fill("not-the-right-token");
	await page.locator("#order-do").click();
	await waitFor("a wrong token is told", async () => /Not done: .*token/.test(await answer(page)));
	check("and nothing is held", !(await muzzle("status")).includes("held by deploy"));
	await form.locator("[name=token]").fill(TOKEN);
	await page.locator("#order-do").click();
	await waitFor("with the right one it is done", async () =>
		/dana: hold done; held by deploy until .* for another (1h|59m.*): upgrade/.test(await answer(page)));
	check("muzzle status has it", (await muzzle("status")).includes("held by deploy until"));
	check("what is done is not offered again", await page.locator("#order-do").isHidden() &&
		await form.locator("[data-close]").evaluate(node => node === document.activeElement));
	await form.locator("[data-close]").click();
	await waitFor("the card, too", async () => await levelOf(page, DANA) === "held");
	check("which says so once", await card(page, DANA).locator(".held").isHidden());
	same("its gateway counts it", await textOf(page.locator(".gateway .title")), "waha: 2 of 3 sessions well, 1 held");
	check("the token is in no address", !page.url().includes(TOKEN));
	await click(page, DANA, "release");
	check("it is asked for once", !await form.locator("[name=token]").isVisible());
	await page.locator("#order-do").click();
	await waitFor("a release ends it", async () => /release done; ended: held by deploy/.test(await answer(page)));
	check("in muzzle status, too", !(await muzzle("status")).includes("held by deploy"));
	await form.locator("[data-close]").click();
	await waitFor("and on the card", async () => await levelOf(page, DANA) === "well");
	await close(opened);
}

// From the top of the page to a hold, with nothing but keys.
async function keyboard(context) {
	const opened = await openLive(context, home), { page } = opened;
	const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));

	await page.keyboard.press("Tab");
	same("the first stop skips to what is wrong", await textOf(page.locator(":focus")), "Skip to what is wrong");
	for (let i = 0; i < 60 && await focused() !== `Hold ${DANA}`; i++)
		await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	await page.keyboard.press("Tab"); // from how long to why
	await page.keyboard.type("keys");
	await page.keyboard.press("Tab");
	await page.keyboard.type("tester");
	await page.keyboard.press("Tab");
	await page.keyboard.type(TOKEN);
	await page.keyboard.press("Enter");
	await waitFor("it is held", async () => (await muzzle("status")).includes("held by tester"));
	await waitFor("which is said", async () => (await answer(page)).includes("hold done"));
	await page.keyboard.press("Escape");
	same("the focus is where it was", await focused(), `Hold ${DANA}`);
	await muzzle("release", DANA);
	await close(opened);
}

// Whatever is wrong with muzzle itself stands on top; of very many that are not well only the worst do.
async function notices(context) {
	const opened = await openLive(context, home), { page } = opened;
	const shown = await page.evaluate(async () => {
		const { showStatus } = await import("/cards.js");
		const status = await (await fetch("/api/status")).json(), row = status.targets[1];
		const texts = id => [...document.getElementById(id).children].map(node => node.textContent);

		status.mode = "observe";
		status.spool = "cannot be written";
		status.refused = { wall_ms: status.wall_ms, why: "muzzle.ini:3: unknown key" };
		status.alerts = [
			{ action: "page", waiting: 2, in_flight: 1, oldest_ms: 320000, failing_ms: 300000,
				error: "HTTP 503", lost: 1 },
			{ action: "mail", waiting: 0, in_flight: 1, oldest_ms: 14, lost: 0 },
		];
		status.plugins = [{ section: "log", plugin: "webhook_log", blind_ms: 60000, blind: "no such file" }];
		status.self = { lag: { times: 1, last_ms: 2300, age_ms: 5000 }, resume: { times: 1, last_ms: 1, age_ms: 9e6 } };
		for (let i = 0; i < 20; i++)
			status.targets.push({ ...row, target: `waha/x${i}`, level: i === 19 ? "dead" : "doubtful", says: "" });
		showStatus(status);
		return {
			notices: texts("notices"), unwell: texts("unwell"), observe: !document.getElementById("observe").hidden,
		};
	});

	check("a configuration that was refused is the first of them",
		/^Configuration refused [A-Z][a-z]{2} \d\d:\d\d, the one before it holds: muzzle.ini:3: unknown key$/
			.test(shown.notices.shift()));
	same("they are told in words", shown.notices, [
		"Messages not delivered by page: 2 waiting, the oldest for 5m 20s, failing for 5m, 1 lost: HTTP 503",
		"Blind: log (webhook_log) for 1m, so that its silence says nothing: no such file",
		"muzzle itself: lag of 2s, 5s ago; nobody is blamed for it",
		"Messages: their file cannot be written",
	]);
	check("the mode is, too", shown.observe);
	check("the worst is first", shown.unwell[0].includes("waha/x19 dead"));
	same("the rest is counted", [shown.unwell.length, shown.unwell[12]], [13, "and 8 more, among the cards below"]);
	same("a state grows older by itself, a proof does not", await page.evaluate(async () => {
		const { showStatus, tickCards } = await import("/cards.js");
		const status = await (await fetch("/api/status")).json(), row = status.targets[1];

		Object.assign(row, { state: "up", since_ms: 60000, proof_age_ms: 1000, proof_gap_ms: 2000 });
		showStatus(status);
		tickCards(9000);
		return [...document.querySelectorAll(".card")].find(node => node.querySelector(`h4[title="${row.target}"]`))
			.querySelector(".state").textContent;
	}), "up for 1m 9s; last proof 1s ago, usually every 2s");
	same("nobody to watch is said, too", await page.evaluate(async () => {
		const { showStatus } = await import("/cards.js"), { showTargets } = await import("/past.js");
		const status = await (await fetch("/api/status")).json(), hidden = id => document.getElementById(id).hidden;

		showStatus({ ...status, targets: [] });
		showTargets([]);
		return [hidden("nobody"), hidden("lines")];
	}), [false, true]);
	await muzzle("hold", DANA);
	await waitFor("the next status of muzzle takes their place", async () => {
		const notices = await textOf(page.locator("#notices"));

		return /held by .*waha\/dana\)/.test(notices) && !/Messages|Blind/.test(notices) &&
			await page.locator("#observe").isHidden() && await card(page, "waha/x3").count() === 0;
	});
	await muzzle("release", DANA);
	await close(opened);
}

// What others write is text, and stays it.
async function hostile(context) {
	const bad = "<img src=x onerror=hacked=1><b>\u202egnp.exe";
	const opened = await openLive(context, home), { page } = opened;

	await muzzle("hold", DANA, "--by", "<script>hacked=1</script>", "--why", bad);
	await waitFor("it is among the notices", async () => (await textOf(page.locator("#notices"))).includes("<img src=x"));
	await waitFor("and in the history", async () => (await entryTexts(page)).some(text => text.includes("<script>")));
	await click(page, DANA, "why");
	await waitFor("and in why", async () => (await textOf(page.locator("#why"))).includes("<img src=x"));
	same("nothing of it became an element", await page.locator("main img, dialog img, main b b, body script").count(), 0);
	same("or ran", await page.evaluate(() => typeof window.hacked), "undefined");
	check("or turned the line", !(await page.locator("body").textContent()).includes("\u202e"));
	same("the page itself shows what turns it as a sign", await page.evaluate(async text => {
		const { put } = await import("/words.js"), node = document.createElement("p");

		put(node, text);
		return node.textContent;
	}, bad), bad.replace("\u202e", "\ufffd"));
	check("a script put in by force does not run either", await page.evaluate(() => new Promise(resolve => {
		const script = document.createElement("script");

		document.addEventListener("securitypolicyviolation", () => resolve(true), { once: true });
		script.textContent = "window.hacked = 1";
		document.body.append(script);
	})));
	await muzzle("release", DANA);
	opened.faults.splice(0, opened.faults.length, ...opened.faults.filter(text => !/inline script/.test(text)));
	await close(opened);
}

// A daemon that ends is told; one that comes back is shown again.
async function reconnect(context) {
	const opened = await openLive(context, home, { expect: [/Failed to load|net::ERR/] }), { page } = opened;

	writeFileSync(SIGNAL, "ready");
	await waitFor("the loss is told, and since when", async () =>
		/connection lost since \d\d:\d\d:\d\d/.test(await textOf(page.locator("#link"))));
	check("what is old is grey", await page.evaluate(() => document.body.classList.contains("stale")));
	await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
	check("the loss is in sight wherever one reads", await page.locator("#link").evaluate(node =>
		scrollY > 0 && node.getBoundingClientRect().top >= 0));
	same("and in the title", await page.title(), "(?) muzzle");
	writeFileSync(SIGNAL, "lost");
	await waitFor("the daemon is back", () => isLive(page));
	check("and nothing is grey", !await page.evaluate(() => document.body.classList.contains("stale")));
	await fake("dana/dead");
	await waitFor("news come again", async () => await levelOf(page, DANA) !== "well");
	await fake("dana/heal");
	await close(opened);
}

// Without a token at the server there is nothing to order with; with `read = token` nothing to see.
async function rights(context) {
	const readonly = await openLive(context, READONLY);

	await waitFor("it is said", async () => (await textOf(readonly.page.locator("#rights"))).startsWith("Read-only"));
	same("and nothing is offered", await readonly.page.locator("[data-do=hold]:visible").count(), 0);
	await close(readonly);

	const locked = await open(context, LOCKED, { expect: [/status of 401/] }), { page } = locked;

	await waitFor("a token is asked for", () => page.locator("#key").isVisible());
	same("nothing is shown before", await page.locator(".card").count(), 0);
	await page.locator("#key [name=token]").fill("not-the-right-token");
	await page.locator("#key button").click();
	await waitFor("a wrong one is told", async () => (await textOf(page.locator("#key-answer"))).includes("not right"));
	await page.locator("#key [name=token]").fill(TOKEN);
	await page.locator("#key button").click();
	await waitFor("the right one shows all", async () => await isLive(page) && await page.locator(".card").count() > 0);
	await waitFor("history, too", async () => await page.locator("#entries time").count() > 0);
	await close(locked);
}

// Every width and theme: pictures, nothing cut, nothing that axe finds.
async function looks(context) {
	for (const scheme of ["light", "dark"])
		for (const [width, height] of [[375, 812], [1280, 800]]) {
			const opened = await openLive(context, home, { width, height, scheme }), { page } = opened;
			const shot = name => page.screenshot({ path: `${SHOTS}/${width}-${scheme}${name}.png`, fullPage: !name });

			await page.locator("#lines").scrollIntoViewIfNeeded();
			await waitFor("its timelines are drawn", async () => await page.locator("#lines .state").count() > 1);
			await page.evaluate(() => scrollTo(0, 0));
			same(`nothing is wider than ${width}`, await page.evaluate(() =>
				Math.max(document.documentElement.scrollWidth - innerWidth, 0)), 0);
			await shot("");
			await axe.findsNothing(page, `${width} ${scheme}`);
			await click(page, OMER, "why");
			await waitFor("why is open", async () => await page.locator("#why .part").count() > 5);
			await shot("-why");
			await axe.findsNothing(page, `${width} ${scheme}, why`);
			await page.keyboard.press("Escape");
			await click(page, OMER, "hold");
			await shot("-hold");
			await axe.findsNothing(page, `${width} ${scheme}, hold`);
			await close(opened);
		}
}

// 256 sessions: what one status costs the page.
async function many(context) {
	const opened = await openLive(context, home), { page } = opened;

	await waitFor("all are there", async () => await page.locator(".card").count() > 256);
	await page.evaluate(() => {
		window.tasks = [];
		new PerformanceObserver(list => window.tasks.push(...list.getEntries().map(entry => entry.duration)))
			.observe({ entryTypes: ["longtask"] });
	});
	await fake("s77/dead");
	await waitFor("a death among them shows", async () => await levelOf(page, "waha/s77") === "dead");
	same("the others are folded away", await page.locator(".card:visible h4").allTextContents(), ["waha", "s77"]);
	same("and counted", await textOf(page.locator(".fold summary")), "255 that are well");
	same("only its timeline and its gateway's are there", await page.locator("#lines li[data-target]:visible .name")
		.allTextContents(), ["waha", "waha/s77"]);
	await page.fill("#find", "s78");
	same("one of them is found", await page.locator(".card:visible h4").allTextContents(), ["s78"]);
	const tasks = (await page.evaluate(() => window.tasks)).sort((a, b) => a - b), half = tasks[tasks.length >> 1] || 0;

	// Tasks below 50 ms are not counted by browsers; one may be long since somebody else had the processor.
	check(`an update of 256 sessions costs ${half ? half + " ms, half of the times that are counted" : "less than 50 ms"}`,
		half < 400);
	await close(opened);
}

// ---

const stories = { weight, spans, live, refusals, why, orders, keyboard, notices, hostile, reconnect, rights, looks, many };
const context = await launch(process.env.PROFILE);
let code = 0;

try {
	for (const name of process.argv.slice(2)) {
		console.log(`-- ${name}`);
		await stories[name](context);
	}
} catch (error) {
	console.log(error.stack);
	for (const [i, page] of context.pages().entries())
		await page.screenshot({ path: `${SHOTS}/failed-${i}.png`, fullPage: true }).catch(() => {});
	code = 1;
}
await context.close();
process.exit(existsSync(SHOTS) ? code : 1);
