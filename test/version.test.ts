import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import * as z from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import { httpClient } from '../src/http/http-client.ts';
import { codexLake } from './cli/codex-lake.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

it('of the command line is that of package.json', async () => {
  expect(await codexLake(['--version'])).toEqual({
    exitCode: 0,
    stdout: `${packageJson.version}\n`,
    stderr: '',
  });
});

it('is what upstream reads in the user agent', async () => {
  const agents: unknown[] = [];
  const server = createServer((request, response) => {
    agents.push(request.headers['user-agent']);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = new URL(`http://127.0.0.1:${address.port}/`);
  await httpClient().json({ url, subject: 'anything' }, z.object({}));
  server.close();
  expect(agents).toEqual([`codex-lake/${packageJson.version}`]);
});

it('is said in no other source file', async () => {
  const saying: string[] = [];
  for (const folder of ['bin', 'lambdas', 'lib', 'src', 'simulator'])
    for (const file of await readdir(join(ROOT, folder), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const text = await readFile(join(ROOT, folder, file), 'utf8');
      if (/codex-lake\/\d/.test(text) || text.includes(`'${packageJson.version}'`))
        saying.push(`${folder}/${file}`);
    }
  expect(saying).toEqual(['src/http/user-agent.ts']);
});
