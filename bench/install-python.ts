import { note } from '../src/cli/output.ts';
import { installContenders } from './python.ts';

note(`contenders are in ${await installContenders()}`);
