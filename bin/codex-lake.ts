#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Half of a short command is compiling. Not in the folder for temporary files, Node's default: others may write there.
enableCompileCache(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'codex-lake'));
const { main } = await import('../src/cli/main.ts');
await main(process.argv.slice(2));
