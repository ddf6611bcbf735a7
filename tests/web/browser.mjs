// browser.mjs - what the stories of the page share: a real Chromium, a page that is watched, waiting.
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";

const run = promisify(execFile);
// The packages lie where the test put them, not beside this file.
const packages = createRequire(process.env.PACKAGES + "/package.json");
const { chromium } = packages("playwright-core");

export const axePath = packages.resolve("axe-core/axe.min.js");
export const WAIT_MS = 60000; // on a machine that is busy with other things, too

export function launch(profile) {
	return chromium.launchPersistentContext(profile, {
		executablePath: process.env.CHROMIUM,
		timeout: 4 * WAIT_MS, // it is large, and may come from a slow disk
		viewport: null,
		args: [
			"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync",
		],
	});
}

export function fail(what) {
	throw new Error(what);
}

export function check(what, good) {
	if (!good)
		fail(what);
	console.log(new Date().toTimeString().slice(0, 8), what);
}

export function same(what, have, want) {
	const texts = [have, want].map(value => JSON.stringify(value));

	if (texts[0] !== texts[1])
		fail(`${what}: have ${texts[0]}, want ${texts[1]}`);
	check(what, true);
}

// Until the question answers with something true; a page that is gone answers nothing.
export async function waitFor(what, question) {
	const deadline = Date.now() + WAIT_MS;
	let last;

	while (Date.now() < deadline) {
		last = await question();
		if (last) {
			check(what, true);
			return last;
		}
		await new Promise(resolve => setTimeout(resolve, 100));
	}
	return fail(`waited in vain: ${what} (${JSON.stringify(last)})`);
}

// A page of muzzle; `faults` gathers what must never be: errors, requests to elsewhere, answers without a policy.
export async function open(context, url, { width = 1280, height = 800, scheme = "light", expect = [] } = {}) {
	const page = await context.newPage(), home = new URL(url).origin, faults = [];
	const isExpected = text => expect.some(pattern => pattern.test(text));
	const fault = text => isExpected(text) || faults.push(text);

	page.setDefaultTimeout(WAIT_MS);
	await page.setViewportSize({ width, height });
	await page.emulateMedia({ colorScheme: scheme });
	page.on("pageerror", error => fault("error: " + error.stack));
	page.on("console", message => message.type() === "error" && fault("console: " + message.text()));
	page.on("request", request =>
		new URL(request.url()).origin === home || faults.push("asked elsewhere: " + request.url()));
	page.on("response", response => {
		const policy = response.headers()["content-security-policy"] || "none";

		if (!policy.includes("script-src 'self'") || policy.includes("unsafe-"))
			faults.push(`${response.url()}: its policy is: ${policy}`);
	});
	await page.goto(url);
	return { page, faults };
}

export const isLive = async page => (await page.locator("#link").getAttribute("data-link")) === "live";

export async function openLive(context, url, options) {
	const opened = await open(context, url, options);

	await waitFor("the page is live", () => isLive(opened.page));
	return opened;
}

export async function close({ page, faults }) {
	await page.close();
	same("nothing went wrong on the page, and nobody else was asked", faults, []);
}

// --- the world that it shows

export async function fake(path) {
	const response = await fetch(`${process.env.GATEWAY}/fake/${path}`, { method: "POST" });

	check(`fake: ${path}`, response.ok);
}

export async function muzzle(command, ...args) {
	const { stdout } = await run(process.env.MUZZLE, [command, "-c", process.env.CONFIG, ...args]);

	return stdout;
}

// --- what the page says

export const card = (page, session) =>
	page.locator(".card", { has: page.locator(`h4[title="${session}"]`) });

export const levelOf = (page, target) => card(page, target).getAttribute("data-level");

export const textOf = async locator => ((await locator.textContent()) || "").replace(/\s+/g, " ").trim();

// Ages differ between two answers.
export const ageless = text => text.replace(/\b\d+(ms|[dhms]( \d+[hms])?)\b/g, "_").replace(/\s+/g, " ").trim();
