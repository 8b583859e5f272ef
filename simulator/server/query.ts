import type { Detail } from './reply.ts';

/** Reads query parameters the way FastAPI does, and gathers what is wrong with them. */
export class Query {
  readonly details: Detail[] = [];
  readonly #params: URLSearchParams;

  constructor(params: URLSearchParams) {
    this.#params = params;
  }

  text(name: string): string | null {
    return this.#params.get(name);
  }

  required(name: string): string | null {
    const value = this.#params.get(name);
    if (value === null) this.reject(name, 'Field required', 'missing', null);
    return value;
  }

  /** Every value of a repeatable parameter, each of which may hold several, separated by commas. */
  list(name: string): string[] {
    const values = this.#params.getAll(name).flatMap((value) => value.split(','));
    const given = values.map((value) => value.trim()).filter((value) => value !== '');
    if (given.length === 0) this.reject(name, 'Field required', 'missing', null);
    return given;
  }

  integer(name: string): number | null {
    const text = this.#params.get(name);
    if (text === null) return null;
    if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
    const msg = 'Input should be a valid integer, unable to parse string as an integer';
    this.reject(name, msg, 'int_parsing', text);
    return null;
  }

  limit(low: number, high: number, otherwise: number): number {
    const value = this.integer('limit');
    if (value === null) return otherwise;
    if (value < low) {
      this.reject(
        'limit',
        `Input should be greater than or equal to ${low}`,
        'greater_than_equal',
        String(value),
        {
          ge: low,
        },
      );
    } else if (value > high) {
      this.reject(
        'limit',
        `Input should be less than or equal to ${high}`,
        'less_than_equal',
        String(value),
        {
          le: high,
        },
      );
    }
    return value;
  }

  oneOf(name: string, allowed: readonly string[]): string | null {
    const value = this.#params.get(name);
    if (value === null || allowed.includes(value)) return value;
    const expected = allowed.map((entry) => `'${entry}'`).join(' or ');
    this.reject(name, `Input should be ${expected}`, 'literal_error', value, { expected });
    return null;
  }

  reject(name: string, msg: string, type: string, input: unknown, ctx?: Detail['ctx']): void {
    this.details.push({ loc: ['query', name], msg, type, input, ...(ctx && { ctx }) });
  }
}
