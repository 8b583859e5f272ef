import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDocument } from './document.ts';
import { differences, EXPECTED } from './expected-violations.ts';
import { NoPrism, PRISM_VERSION, prismProgram, startPrism } from './prism.ts';
import { forProxy } from './proxied-document.ts';
import { pullThrough } from './pull-through.ts';
import { validatorOf } from './validate.ts';
import { startWire } from './wire.ts';

/**
 * `npm run conformance [FAULT...]`: pulls from the simulator through a proxy that holds every request and answer to `docs/openapi`.
 * A plain simulator keeps to all of it; with a fault, what is violated is what `expected-violations.ts` names, no more and no less.
 * Exits with 1 where that is not so, with 0 and a plain word where the proxy cannot be had.
 */
async function conformance(named: readonly string[]): Promise<number> {
  const modes = EXPECTED.map(({ fault = 'plain' }) => fault);
  const unknown = named.find((name) => !modes.some((mode) => mode === name));
  if (unknown !== undefined) throw new RangeError(`no mode ${unknown}; there are ${modes.join(', ')}`);
  const program = await prismProgram(note);
  const document = readDocument();
  const workDir = await mkdtemp(join(tmpdir(), 'codex-lake-conformance-'));
  const wire = await startWire(document, validatorOf(document));
  const open: { close(): Promise<void> }[] = [wire];
  try {
    const file = join(workDir, 'upstream.json');
    await writeFile(file, JSON.stringify(forProxy(document)));
    const prism = await startPrism(program, file, wire.backOrigin);
    open.unshift(prism);
    wire.proxyOrigin = prism.origin;
    note(`prism ${PRISM_VERSION} holds what is asked and answered to docs/openapi`);
    let wrong = 0;
    const cases = EXPECTED.filter(({ fault }) => named.length === 0 || named.includes(fault ?? 'plain'));
    for (const expected of cases) {
      const started = performance.now();
      await pullThrough(wire, expected, workDir);
      const traffic = wire.take();
      const { requests, lines, violations } = traffic;
      const problems = differences(expected, traffic);
      wrong += problems.length;
      const total = [...violations.values()].reduce((sum, count) => sum + count, 0);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      note(
        `${problems.length === 0 ? '✓' : '✗'} ${expected.fault ?? 'plain'}: ${requests} requests, ${lines} lines, ${total} violations, ${seconds} s`,
      );
      for (const problem of problems) note(`    ${problem}`);
    }
    note(wrong === 0 ? `${cases.length} modes are as named` : `${wrong} differences`);
    return wrong > 0 ? 1 : 0;
  } finally {
    for (const each of open) await each.close();
    await rm(workDir, { recursive: true, force: true });
  }
}

function note(text: string): void {
  console.log(text);
}

try {
  process.exitCode = await conformance(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof NoPrism)) throw error;
  note(`conformance is skipped: ${error.message}`);
}
