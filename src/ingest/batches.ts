export interface BatchLimits {
  readonly items: number;
  readonly bytes: number;
  readonly ms: number;
}

/**
 * Groups what comes into batches, each closed by number, bytes or time, whichever is first: so that little is done again
 * after a crash, and little is merged in small bits. When the input fails, what came before it still comes as a batch.
 */
export async function* batches<T extends { readonly bytes: number }>(
  input: AsyncIterable<T>,
  limits: BatchLimits,
  now: () => number = Date.now,
): AsyncIterable<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  let opened = now();
  let failure: { readonly error: unknown } | undefined;
  const items = input[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<T>;
    try {
      next = await items.next();
    } catch (error) {
      failure = { error };
      break;
    }
    if (next.done) break;
    batch.push(next.value);
    bytes += next.value.bytes;
    if (batch.length < limits.items && bytes < limits.bytes && now() - opened < limits.ms) continue;
    yield batch;
    batch = [];
    bytes = 0;
    opened = now();
  }
  if (batch.length > 0) yield batch;
  if (failure !== undefined) throw failure.error;
}
