/* why.js - why of a target, in the very words of `muzzle why`.  SPDX-License-Identifier: ISC */
import { ask } from "./link.js";
import { byId, make, put, putLines, show } from "./words.js";

const EVERY_MS = 3000;

let target = "", timer = 0;

/* Parts of {title, first, lines}: what is indented by 2 belongs to the part, by 4 to the line above. */
function parse(words) {
	const parts = [];

	for (const line of words.split("\n").filter(line => line.trim())) {
		const indent = line.search(/\S/), text = line.trim(), part = parts[parts.length - 1];

		if (indent === 0)
			parts.push({ texts: [text] });
		else if (indent < 4)
			part.texts.push(text);
		else
			part.texts[part.texts.length - 1] += " " + text;
	}
	return parts.map(({ texts: [head, ...lines] }) => {
		const [, title, first] = head.match(/^([a-z]+(?: [a-z0-9]+)?): (.*)$/) || [, head, ""];

		return { title, first, lines };
	});
}

function newPart() {
	const node = make("section", "part");

	node.append(make("h3"), make("p"), make("ul"));
	return node;
}

/* The nodes of before are used again, so that who reads or selects is not thrown out. */
function paint(words) {
	const box = byId("why-parts"), parts = parse(words);

	while (box.children.length > parts.length)
		box.lastElementChild.remove();
	parts.forEach(({ title, first, lines }, i) => {
		const node = box.children[i] || box.appendChild(newPart()), list = node.children[2];

		put(node.children[0], title);
		put(node.children[1], first);
		show(node.children[1], first !== "");
		putLines(list, "li", lines);
		list.classList.toggle("guards", title.startsWith("guards"));
		for (const line of list.children)
			line.classList.toggle("free", /\sfree$/.test(line.textContent));
	});
}

async function refresh() {
	const asked = target;

	clearTimeout(timer);
	try {
		const why = await ask("why", { target: asked, words: 1 });

		if (asked === target)
			paint(why.words);
		put(byId("why-title"), "Why " + target);
	} catch (error) {
		put(byId("why-title"), "Why " + asked + ": " + error.message);
	}
	if (byId("why").open && asked === target)
		timer = setTimeout(refresh, EVERY_MS);
}

export function openWhy(name) {
	target = name;
	put(byId("why-title"), "Why " + name);
	byId("why-parts").replaceChildren();
	byId("why").showModal();
	byId("why-title").focus();
	refresh();
}
