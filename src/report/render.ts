import { createHash } from 'node:crypto';
import { NOT_COUNTED } from '../tables/not-counted.ts';
import type { Assets } from './assets.ts';
import type { Definitions } from './definitions.ts';
import { escapeHtml, jsonForScript } from './html.ts';
import type { ReportData } from './report-data.ts';
import { type Figure, HEADLINES, type Headline, type Obeys, SECTIONS } from './sections.ts';

/**
 * The page, whole: markup, style, script and data in one string that asks nothing of any network. Its words and places are
 * here, so that they are there to be read before any script ran; the script fills in what depends on range and group.
 */
export function renderReport(data: ReportData, { script, style, definitions }: Assets): string {
  const csp = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Codex report, ${escapeHtml((data.asOf ?? data.generatedAt).slice(0, 10))}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the figures</a>
${HATCHES}
${header(data)}
<main id="main" tabindex="-1">
<p class="empty" id="no-data" hidden>There is no usage in the lake yet. Run <code>codex-lake pull</code>, then make the report again.</p>
<section aria-labelledby="headlines-title">
<h2 id="headlines-title" class="unseen">Headline figures</h2>
<p id="range-told" class="told" role="status" aria-live="polite"></p>
<div class="tiles">${HEADLINES.map((headline) => tile(headline, definitions)).join('\n')}</div>
</section>
${SECTIONS.map(
  ({ id, title, figures }) => `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${escapeHtml(title)}</h2>
<div class="figures">${figures.map((one) => figure(one, definitions)).join('\n')}</div>
</section>`,
).join('\n')}
</main>
<footer>
<p>Made ${escapeHtml(minuteOf(data.generatedAt))} by Codex Lake from the views of the lake. All days are UTC. Days that are pending or missing are
hatched and never drawn as zero. The file holds everything it shows and asks nothing of any network.</p>
<p>${escapeHtml(NOT_COUNTED)}</p>
</footer>
<script type="application/json" id="data">${jsonForScript(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Patterns for days without figures, used by all charts. */
const HATCHES = `<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="hatch-pending" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/><rect class="hatch-pending" width="2" height="6"/></pattern>
<pattern id="hatch-missing" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="hatch-ground" width="5" height="5"/><rect class="hatch-missing" width="2.5" height="5"/></pattern>
</defs></svg>`;

function header({ asOf }: ReportData): string {
  return `<header class="top">
<div class="title">
<h1>Codex at a glance</h1>
<p class="as-of">${asOf === null ? 'The lake is empty' : `Figures as of <time datetime="${escapeHtml(asOf)}">${escapeHtml(minuteOf(asOf))}</time>`}</p>
</div>
<form class="controls" id="controls" aria-label="Range and group">
<fieldset class="range"><legend class="unseen">Range</legend>
${[7, 28, 90]
  .map(
    (days) =>
      `<label><input type="radio" name="range" value="${days}"${days === 28 ? ' checked' : ''}><span>${days} days</span></label>`,
  )
  .join('')}<label><input type="radio" name="range" value="custom"><span>Custom</span></label>
</fieldset>
<span class="custom" id="custom" hidden>
<label>From <input type="date" name="from"></label>
<label>to <input type="date" name="until"></label>
</span>
<label class="group">Group <select name="group"><option value="">Everyone</option></select></label>
<button type="button" id="theme" aria-pressed="false">Dark</button>
</form>
<nav aria-label="Sections"><ul>${SECTIONS.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`).join('')}</ul></nav>
<noscript><p class="empty">The figures of this page are drawn by a script that is in it. Allow it, or ask the views themselves.</p></noscript>
</header>`;
}

function tile({ id, title, view, columns }: Headline, definitions: Definitions): string {
  return `<article class="tile" id="tile-${id}">
<h3>${escapeHtml(title)}</h3>
<p class="value" data-part="value">…</p>
<p class="change" data-part="change"></p>
<div class="spark" data-part="spark"></div>
<details><summary>Definition<span class="unseen"> of ${escapeHtml(title)}</span></summary>
${definition(view, columns, definitions)}
</details>
</article>`;
}

const OBEYS_TOLD: Readonly<Record<Obeys, string>> = {
  'range and group': '',
  group: 'Latest days; not by range',
  range: 'Everyone; not by group',
  nothing: 'Everyone; not by range or group',
};

function figure({ id, title, question, obeys, defined, wide }: Figure, definitions: Definitions): string {
  const told = OBEYS_TOLD[obeys];
  return `<figure class="figure${wide ? ' wide' : ''}" id="${id}" aria-labelledby="${id}-caption">
<figcaption id="${id}-caption"><h3>${escapeHtml(title)}</h3><p>${escapeHtml(question)}${told === '' ? '' : ` <span class="obeys">${told}</span>`}</p></figcaption>
<div class="drawing" data-part="drawing"></div>
<p class="note" data-part="note"></p>
<div class="foot">
<details><summary>Definition<span class="unseen"> of ${escapeHtml(title)}</span></summary>
${defined.map(({ view, columns }) => definition(view, columns, definitions)).join('\n')}
</details>
<details data-part="table"><summary>Data<span class="unseen"> of ${escapeHtml(title)} as a table</span></summary><div class="scroll" data-part="rows" tabindex="0" role="region" aria-label="Data of ${escapeHtml(title)}"></div></details>
<button type="button" data-part="csv">CSV<span class="unseen"> of ${escapeHtml(title)}</span></button>
</div>
</figure>`;
}

function definition(view: string, columns: readonly string[], definitions: Definitions): string {
  const { doc = '', grain = '', columns: docs = {} } = definitions[view] ?? {};
  return `<div class="definition"><p>${escapeHtml(doc)}</p>
<dl>${columns.map((name) => `<dt><code>${escapeHtml(name)}</code></dt><dd>${escapeHtml(docs[name] ?? '')}</dd>`).join('')}</dl>
<p class="source">View <code>${escapeHtml(view)}</code>: ${escapeHtml(grain)}.</p></div>`;
}
