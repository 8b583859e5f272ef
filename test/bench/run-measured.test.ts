import { expect, it } from 'vitest';
import { runNode, runProgram } from '../../bench/run-measured.ts';

const BUSY =
  'const until = Date.now() + 600; while (Date.now() < until); console.log(process.cpuUsage().user)';

it('has the CPU of a process, its wall time, its peak memory and what it printed', async () => {
  const { measured, stdout } = await runNode(['-e', BUSY]);
  expect(measured.cpuSeconds).toBeGreaterThanOrEqual(Number(stdout) / 1e6 - 0.01);
  expect(measured.wallSeconds).toBeGreaterThan(0.6);
  expect(measured.peakRssMB).toBeGreaterThan(20);
});

it('does not take waiting for CPU', async () => {
  const { measured } = await runProgram(['sleep', '0.7']);
  expect(measured.wallSeconds).toBeGreaterThanOrEqual(0.7);
  expect(measured.cpuSeconds).toBeLessThan(0.2);
});

it('counts the CPU of all threads of a process', async () => {
  const twice = `const { Worker } = require('node:worker_threads'); new Worker(${JSON.stringify(BUSY)}, { eval: true }).on('exit', () => { ${BUSY} })`;
  const { measured, stdout } = await runNode(['-e', twice]);
  expect(measured.cpuSeconds).toBeGreaterThanOrEqual(Number(stdout.trim().split('\n').at(-1)) / 1e6 - 0.01);
});

it('throws what a process that failed said, its output and not its times', async () => {
  const failing = runNode(['-e', 'console.error("broken on purpose"); process.exit(3)']);
  await expect(failing).rejects.toThrow(/process\.exit\(3\): broken on purpose\n$/);
});

it('runs a process by the command it is given', async () => {
  const { stdout } = await runNode(['-p', 'process.env.BY'], { by: ['env', 'BY=that command'] });
  expect(stdout).toBe('that command\n');
});
