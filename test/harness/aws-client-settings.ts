import { once } from 'node:events';
import type { Server } from 'node:http';

/** What clients of AWS are given to ask a server of a test in its place, which is told to listen: each asks it once. */
export async function awsClientSettings(server: Server) {
  if (!server.listening) await once(server, 'listening');
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
}
