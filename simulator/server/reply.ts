export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Close the connection after this many bytes of the body. */
  readonly cutAt?: number;
}

export function json(value: unknown, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

export function problem(status: number, message: string, code: string | null = null): Reply {
  return json({ error: { message, type: 'invalid_request_error', param: null, code } }, status);
}

/** One entry of a 422 body, as FastAPI writes them. */
export interface Detail {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
  readonly input?: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

export function unprocessable(detail: readonly Detail[]): Reply {
  return json({ detail }, 422);
}
