import { writeAssets } from './assets.ts';
import { buildAssets } from './build-assets.ts';

// Run when the function that makes the report is bundled: `node write-assets.ts FOLDER`.
const [, , folder] = process.argv;
if (folder === undefined) throw new Error('write-assets: say into which folder');
await writeAssets(folder, await buildAssets());
