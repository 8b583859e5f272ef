import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import project from '../../package.json' with { type: 'json' };
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createProgram } from '../../src/cli/program.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { readConfig } from '../../src/config/config.ts';
import { QUESTIONS } from '../../src/views/questions.ts';
import { block, blocksOf, inlineCommands, PAGES } from './documented.ts';
import { type Clone, freshClone } from './fresh-clone.ts';
import { WHERE_RUN } from './where-run.ts';

let clone: Clone;
let simulator: Simulator;
beforeAll(async () => {
  clone = await freshClone();
  simulator = await startSimulator({ people: 4 });
});
afterAll(async () => {
  await simulator.close();
  await clone.remove();
});

/** Where upstream is, which the pages do not say: it stands in for OpenAI. */
function upstream(): Record<string, string> {
  const {
    OPENAI_ANALYTICS_KEY,
    OPENAI_COMPLIANCE_KEY,
    CODEX_LAKE_WORKSPACES,
    CODEX_LAKE_ORGANIZATIONS,
    ...rest
  } = settingsOf(simulator);
  return rest;
}

/** A settings block with ids put in where the page has none. */
function filledIn(settings: string): string {
  let given = 0;
  const hex = (length: number) => (++given).toString(16).padStart(length, '0');
  return settings
    .replaceAll('"arn:aws:kms:…"', () => `"arn:aws:kms:eu-central-1:111122223333:key/${hex(8)}"`)
    .replaceAll(/"(vpc|subnet|sg|pl)-…"/g, (_, kind: string) => `"${kind}-${hex(17)}"`)
    .replaceAll('…', () => hex(4));
}

describe('what the pages tell to run', () => {
  it('is run as written somewhere, every block', () => {
    const there = PAGES.flatMap(blocksOf).map(({ page, language, place }) => `${page} ${language} ${place}`);
    expect(there.toSorted()).toEqual(Object.keys(WHERE_RUN).toSorted());
  });

  it('works: a pull with keys and ids put in, and then the first questions', async () => {
    const values = [
      simulator.analyticsKey,
      simulator.complianceKey,
      simulator.workspaceId,
      simulator.organizationId.replace(/^org-/, ''),
    ];
    const pull = block('README.md', 'sh', 3).replaceAll('…', () => values.shift() ?? '');
    expect(values).toEqual([]);
    expect(await clone.shell(pull, upstream())).toMatchObject({ code: 0 });
    const asked = await clone.shell(block('README.md', 'sh', 2), settingsOf(simulator));
    expect(asked).toMatchObject({ code: 0 });
    expect(asked.output).toContain('credits');
  });

  it('works: allowlists by hand, and their history in SQL', async () => {
    const environment = {
      ...settingsOf(simulator),
      CODEX_LAKE_ALLOWLIST: JSON.stringify({ targets: [{ kind: 'files' }] }),
    };
    const byHand = await clone.shell(block('docs/allowlists.md', 'sh'), environment);
    expect(byHand).toMatchObject({ code: 0 });
    const adopted = await clone.shell(block('docs/allowlists.md', 'sh', 2), environment);
    expect(adopted).toMatchObject({ code: 0 });
    const sql = block('docs/allowlists.md', 'sql').replaceAll(/'2026-[^']*'/g, "'2100-01-01 00:00:00'");
    const history = await clone.shell(`npx codex-lake query "${sql}"`, settingsOf(simulator));
    expect(history).toMatchObject({ code: 0 });
    expect(history.output).toContain('files:openai-egress');
    const refusals = block('docs/allowlists.md', 'sql', 2);
    expect(await clone.shell(`npx codex-lake query "${refusals}"`, settingsOf(simulator))).toMatchObject({
      code: 0,
    });
  });

  it.each(PAGES.flatMap(blocksOf).filter(({ language }) => language === 'json'))(
    'is accepted where it is a setting: $page $place',
    async ({ text }) => {
      const file = join(clone.folder, 'of-the-page.json');
      await writeFile(file, filledIn(text));
      const config = await readConfig({}, {}, file);
      for (const name of Object.keys(JSON.parse(text))) expect(config).toHaveProperty(name);
    },
  );

  it('asks the questions the views are tested with', () => {
    const asked = blocksOf('docs/questions.md').map(({ text }) => text);
    expect(asked).toEqual(QUESTIONS.map(({ sql }) => sql.trim()));
  });
});

describe('what the gate is told to run', () => {
  const gate = readFileSync(fileURLToPath(new URL('../../.ci/run', import.meta.url)), 'utf8');

  it('are the two commands of the README', () => {
    const commands = block('README.md', 'sh', 1).matchAll(/(npm (?:ci|start|test))/g);
    for (const [, command = ''] of commands)
      expect(gate).toMatch(new RegExp(`${command}\\b|run_tests ${command.slice(4)}\\b`));
  });
});

describe('commands within sentences', () => {
  it('are commands there are, with options they know', async () => {
    const all = PAGES.flatMap((page) => inlineCommands(page, /^(npx )?codex-lake [a-z]/));
    expect(all.length).toBeGreaterThan(15);
    const wrong: string[] = [];
    for (const command of new Set(all)) {
      const words = [...command.replace(/^(npx )?codex-lake /, '').matchAll(/"([^"]*)"|(\S+)/g)];
      const args = words.map(([, quoted, bare]) => quoted ?? bare ?? '');
      const program = await createProgram(args);
      program.configureOutput({ writeOut: () => {}, writeErr: () => {} });
      for (const one of program.commands.flatMap((each) => [each, ...each.commands])) {
        one.configureOutput({ writeOut: () => {}, writeErr: () => {} });
        if (one.commands.length === 0) one.action(() => {});
      }
      await program.parseAsync(args, { from: 'user' }).catch((error: unknown) => {
        // A command that is only named, by its one word, is not told to be run so.
        const isNamed = words.length === 1 && String(error).includes('missing required argument');
        if (!isNamed && !String(error).includes('outputHelp')) wrong.push(`${command}: ${error}`);
      });
    }
    expect(wrong).toEqual([]);
  });

  it('are npm scripts there are', () => {
    const scripts = PAGES.flatMap((page) => [
      ...inlineCommands(page, /^npm run /),
      ...blocksOf(page).flatMap(({ text }) => text.match(/npm run [a-z0-9:-]+/g) ?? []),
    ]).map((command) => /^npm run ([a-z0-9:-]+)/.exec(command)?.[1] ?? command);
    expect(scripts.length).toBeGreaterThan(15);
    expect(scripts.filter((name) => !(name in project.scripts))).toEqual([]);
  });
});
