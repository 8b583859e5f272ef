import { createServer, request, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { Dead } from './dying-store.ts';

/**
 * Stands between a sync and the lists, in the place of a process that dies: passes calls until one, loses its answer, and from
 * then on passes nothing any more. The store of the lake dies with it.
 */
export class Line {
  readonly origin: string;
  readonly #server: Server;
  #calls = 0;
  #dieAfter = Number.POSITIVE_INFINITY;

  private constructor(server: Server, origin: string) {
    this.#server = server;
    this.origin = origin;
  }

  static async to(target: string): Promise<Line> {
    const { hostname, port } = new URL(target);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const line = new Line(server, `http://127.0.0.1:${address.port}`);
    server.on('request', async (asked, answer) => {
      const number = ++line.#calls;
      if (number > line.#dieAfter) {
        asked.destroy();
        return;
      }
      const body = await buffer(asked);
      const { method, url: path, headers } = asked;
      request({ hostname, port, method, path, headers }, async (passed) => {
        const said = await buffer(passed);
        if (number === line.#dieAfter) answer.destroy();
        else answer.writeHead(passed.statusCode ?? 500, passed.headers).end(said);
      }).end(body);
    });
    return line;
  }

  /** Calls since it was last told when to die. */
  get calls(): number {
    return this.#calls;
  }

  dieAfter(calls: number): void {
    this.#calls = 0;
    this.#dieAfter = calls;
  }

  get dead(): boolean {
    return this.#calls >= this.#dieAfter;
  }

  /** The store as the dying process has it. */
  store(store: ObjectStore): ObjectStore {
    const live = () => {
      if (this.dead) throw new Dead('dead');
    };
    return {
      ...store,
      async head(key) {
        live();
        return store.head(key);
      },
      async read(key, range) {
        live();
        return store.read(key, range);
      },
      async download(key, file) {
        live();
        return store.download(key, file);
      },
      async put(key, body, expected) {
        live();
        return store.put(key, body, expected);
      },
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
