import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, openChromium } from './chromium.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STYLE = 'src/report/page/style.css';
const SECTIONS = 'src/report/sections.ts';
const VIEW = 'src/views/adoption_day.sql';

let copy: string;
let server: ChildProcess;
let url: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'codex-lake-report-copy-'));
  for (const name of ['bin', 'src', 'simulator', 'package.json'])
    await cp(join(ROOT, name), join(copy, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  await mkdir(join(copy, 'lake'));
  const program = [join(copy, 'bin/report-dev.ts'), '--lake', join(copy, 'lake'), '--port', '0'];
  server = spawn(process.execPath, program, { cwd: copy, stdio: ['ignore', 'pipe', 'inherit'] });
  if (server.stdout === null) throw new Error('nothing is said');
  for await (const line of createInterface(server.stdout)) {
    url = /^http:\S+/.exec(line)?.[0] ?? '';
    break;
  }
  server.stdout.resume();
});
afterAll(async () => {
  if (server.exitCode === null) {
    server.kill('SIGINT');
    await once(server, 'exit');
  }
  await rm(copy, { recursive: true });
});

/** Server-sent events, one after the other. */
async function* events(): AsyncGenerator<{ readonly event: string; readonly data: string }> {
  const answer = await fetch(new URL('/changes', url));
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += new TextDecoder().decode(chunk);
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    for (const one of whole) {
      const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(one) ?? [];
      if (event !== '') yield { event, data };
    }
  }
}

/** Reads events until one is as expected: a file that is written in two steps may be built twice. */
async function untilTold(
  changes: ReturnType<typeof events>,
  isExpected: (told: { readonly event: string; readonly data: string }) => boolean | Promise<boolean>,
): Promise<void> {
  for (;;) {
    const { value, done } = await changes.next();
    if (done) throw new Error('the server ended');
    if (await isExpected(value)) return;
  }
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const path = join(copy, file);
  const text = await readFile(path, 'utf8');
  expect(change(text)).not.toBe(text);
  await writeFile(path, change(text));
}

const headingsOf = (html: string) => html.match(/<h3>[^<]*/g);
const report = async () => (await fetch(new URL('/report.html', url))).text();

describe('report:dev', () => {
  it('tells the browser to reload once a change of style, section or view is in the report', async () => {
    const changes = events();
    for (const [file, find, replace] of [
      [STYLE, 'body {', '.canary-of-style { color: teal }\nbody {'],
      [SECTIONS, "title: 'Where people use it'", "title: 'Canary of sections'"],
      [VIEW, '-- ', '-- Canary of views. '],
    ] as const) {
      const canary = /[Cc]anary[ -]of[ -]\w+/.exec(replace)?.[0] ?? '';
      expect(await report()).not.toContain(canary);
      await edit(file, (text) => text.replace(find, replace));
      await untilTold(changes, async ({ event }) => event === 'built' && (await report()).includes(canary));
    }
    await changes.return(undefined);
  });

  it('says why a change breaks the report, keeps the last one, and goes on when it is mended', async () => {
    const changes = events();
    const before = await report();
    await edit(SECTIONS, (text) => text.replace("view: 'adoption_seats'", "view: 'adoption_chairs'"));
    await untilTold(
      changes,
      ({ event, data }) => event === 'failed' && data.includes('there is no view adoption_chairs'),
    );
    expect(headingsOf(await report())).toEqual(headingsOf(before));
    await edit(SECTIONS, (text) => text.replace('adoption_chairs', 'adoption_seats'));
    await untilTold(changes, ({ event }) => event === 'built');
    await changes.return(undefined);
  });

  it('answers no other name than that of this machine', async () => {
    const request = get(new URL('/report.html', url), { headers: { host: 'elsewhere.example.com' } });
    const [answer] = await once(request, 'response');
    answer.resume();
    expect(answer.statusCode).toBe(403);
  });

  it.skipIf(CHROMIUM === undefined)('reloads the report in a browser', async () => {
    const browser = await openChromium();
    try {
      const page = await browser.newPage();
      await page.goto(url);
      const heading = page.frameLocator('iframe').locator('#groups h3');
      expect(await heading.textContent()).toBe('Groups');
      await edit(SECTIONS, (text) => text.replace("title: 'Groups'", "title: 'Canary in the browser'"));
      // An empty lake's figures are hidden.
      await page
        .frameLocator('iframe')
        .getByText('Canary in the browser', { exact: true })
        .waitFor({ state: 'attached' });
    } finally {
      await browser.close();
    }
  });

  it('ends with Ctrl-C', async () => {
    server.kill('SIGINT');
    const [code] = await once(server, 'exit');
    expect(code).toBe(0);
  });
});
