import { parentPort, workerData } from 'node:worker_threads';
import { startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from './simulate-command.ts';

// The demo's upstream, on a thread of its own: it shares nothing with the lake but HTTP.
const simulator = await startSimulator(workerData);
parentPort?.postMessage(settingsOf(simulator));
