// axe.mjs - accessibility, judged by axe-core in the page itself.
import { readFileSync } from "node:fs";

import { axePath, same } from "./browser.mjs";

const source = readFileSync(axePath, "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function findsNothing(page, where) {
	await page.evaluate(source);
	const found = await page.evaluate(async tags => {
		const result = await window.axe.run(document, { runOnly: tags });

		return {
			passes: result.passes.length,
			violations: result.violations.map(violation => violation.id + ": " +
				violation.nodes.slice(0, 3).map(node => node.target + ": " + node.failureSummary).join("; ")),
		};
	}, TAGS);

	same(`axe judged something at ${where}`, found.passes > 10, true);
	same(`axe finds no fault at ${where}`, found.violations, []);
}
