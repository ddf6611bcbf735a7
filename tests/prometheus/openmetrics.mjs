// openmetrics.mjs - what OpenMetrics 1.0 demands and Prometheus' own parser lets pass.
//
//     node openmetrics.mjs SCRAPE
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8');
const lines = text.split('\n');
const faults = [];
const families = new Set(), samples = new Set();
let family = { name: '' };

const SUFFIXES = { gauge: [''], counter: ['_total'], histogram: ['_bucket', '_sum', '_count'] };
const LABELS = /^([a-z_]+="(?:[^"\\\n]|\\[\\n"])*"(,(?=[a-z])|$))*$/;

function begin(name) {
	if (name === family.name) return;
	if (families.has(name)) faults.push(`${name} is told of in two places`);
	families.add(name);
	family = { name, below: 0 };
}

const META = {
	HELP: (value) => value || faults.push(`${family.name}: no help`),
	TYPE: (value) => (family.type = value),
	UNIT: (value) => family.name.endsWith('_' + value) || faults.push(`${family.name}: its unit is ${value}`),
};

function takeBucket(le, value) {
	if (value < family.below) faults.push(`${family.name}: fewer below ${le} than before`);
	family.below = value;
	if (le === '+Inf') family.all = value;
}

function takeSample(line, [, name, labels, number]) {
	const suffix = name.slice(family.name.length);
	if (!name.startsWith(family.name) || !SUFFIXES[family.type]?.includes(suffix)) faults.push(`not of ${family.name}: ${line}`);
	if (samples.has(name + labels)) faults.push(`twice: ${line}`);
	samples.add(name + labels);
	if (!LABELS.test(labels ?? '')) faults.push(`labels: ${line}`);
	if (!Number.isFinite(Number(number))) faults.push(`no number: ${line}`);
	if (suffix === '_bucket') takeBucket(/le="([^"]*)"/.exec(labels)[1], Number(number));
	if (suffix === '_count' && Number(number) !== family.all) faults.push(`${line}, but ${family.all} below +Inf`);
}

function takeLine(line) {
	const meta = /^# (HELP|TYPE|UNIT) ([a-z_]+) (.*)$/.exec(line);
	const sample = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
	if (meta) {
		begin(meta[2]);
		META[meta[1]](meta[3]);
	} else if (sample) {
		takeSample(line, sample);
	} else {
		faults.push(`neither comment nor sample: ${line}`);
	}
}

if (lines.pop() !== '' || lines.pop() !== '# EOF') faults.push('it does not end with "# EOF"');
lines.forEach(takeLine);
if (!families.size) faults.push('nothing is told');
console.log(`OpenMetrics: ${families.size} families, ${samples.size} samples`);
faults.slice(0, 20).forEach((fault) => console.error(fault));
process.exit(faults.length ? 1 : 0);
