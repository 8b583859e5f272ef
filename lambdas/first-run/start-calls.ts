import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';

/** What to call, each with which input. */
const Calls = z.object({ calls: z.array(z.object({ functionName: z.string(), input: z.string() })) });

/** Starts the functions that the properties of a custom resource name, without waiting for them. */
export async function startCalls(properties: unknown): Promise<void> {
  const client = new LambdaClient();
  for (const { functionName: FunctionName, input } of Calls.parse(properties).calls)
    await client.send(
      new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(input) }),
    );
}
