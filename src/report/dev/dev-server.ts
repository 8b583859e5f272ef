import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';

export interface DevServer {
  readonly url: string;
  /** Tells every open page: to load the report anew, or why there is no new one. */
  tell(failure: string | undefined): void;
  close(): void;
}

/**
 * Shows a report's file to browsers on this machine. The report is framed as it is, its policy included, which would refuse a script that
 * reloads it; the page around it listens to server-sent events at `/changes`: `built` with the time of the build, `failed` with
 * the reason as JSON.
 */
export async function startDevServer(file: string, port: number): Promise<DevServer> {
  const listeners = new Set<ServerResponse>();
  let latest = '';
  const server = createServer(async ({ url, headers: { host } }, response) => {
    // A name that some page in the browser made this address answer to is not ours: the report has people in it.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? ''))
      return end(response, 403, 'only from this machine');
    if (url === '/') return end(response, 200, FRAME);
    if (url === '/report.html') {
      const report = await readFile(file).catch(() => undefined);
      return report === undefined ? end(response, 503, 'being made') : end(response, 200, report);
    }
    if (url !== '/changes') return end(response, 404, 'not here');
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: 500\n\n${latest}`);
    listeners.add(response);
    response.on('close', () => listeners.delete(response));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('report:dev: no port to listen on');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    tell(failure) {
      latest =
        failure === undefined
          ? `event: built\ndata: ${Date.now()}\n\n`
          : `event: failed\ndata: ${JSON.stringify(failure)}\n\n`;
      for (const listener of listeners) listener.write(latest);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function end(response: ServerResponse, status: number, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(body);
}

/** Loads the report anew where it stands: its address, which holds range and group, stays. */
const FRAME = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Codex report, being worked on</title>
<link rel="icon" href="data:,">
<style>
body { margin: 0 }
iframe { border: 0; width: 100%; height: 100vh; display: block }
pre { position: fixed; inset: auto 0 0; margin: 0; padding: 1rem; max-height: 50vh; overflow: auto; background: #7a1020; color: #fff; white-space: pre-wrap }
</style>
<iframe title="report" src="/report.html"></iframe>
<pre role="alert" hidden></pre>
<script>
const [frame, alert] = document.querySelectorAll('iframe, pre');
const changes = new EventSource('/changes');
let shown;
changes.addEventListener('built', ({ data }) => {
  alert.hidden = true;
  if (shown !== data) frame.contentWindow.location.reload();
  shown = data;
});
changes.addEventListener('failed', ({ data }) => {
  alert.textContent = JSON.parse(data);
  alert.hidden = false;
});
</script>
</html>
`;
