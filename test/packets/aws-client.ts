/**
 * AWS calls of one instance through the stock SDK, all at the same time: it finds names, certificates and credentials as it
 * would on EC2, and is given no key. Each call is a service, an operation, its input and, if need be, a client setting.
 */

export type Call = readonly [service: string, operation: string, input?: object, settings?: object];

export interface Called {
  /** `ok`, `no answer`, or the name of AWS's error. */
  readonly outcome: string;
  /** AWS's message, or the answer as JSON; an object's content where there is one. */
  readonly text: string;
}

const patience = 1000;

function describe(error: unknown): Called {
  const { name = 'Error', message = '', code = '' } = error as Error & { code?: string };
  const silent = /ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|TimeoutError|timed out|AbortError/i.test(
    `${name} ${message} ${code}`,
  );
  return { outcome: silent ? 'no answer' : name === 'Error' ? code : name, text: message };
}

interface Client {
  send(command: unknown): Promise<{ readonly Body?: { transformToString(): Promise<string> } }>;
}

async function call([service, operation, input = {}, settings = {}]: Call): Promise<Called> {
  try {
    const sdk = (await import(`@aws-sdk/client-${service.toLowerCase()}`)) as Record<
      string,
      new (
        words: object,
      ) => Client
    >;
    const requestHandler = { connectionTimeout: patience, requestTimeout: 3 * patience };
    const client = new sdk[`${service}Client`]!({ maxAttempts: 1, requestHandler, ...settings });
    const { Body, ...answer } = await client.send(new sdk[`${operation}Command`]!(input));
    return { outcome: 'ok', text: Body ? await Body.transformToString() : JSON.stringify(answer) };
  } catch (error) {
    return describe(error);
  }
}

if (import.meta.main) {
  const calls = JSON.parse(process.argv[2] ?? '[]') as readonly Call[];
  const answers = await Promise.all(calls.map(call));
  process.stdout.write(`${JSON.stringify(answers)}\n`, () => process.exit(0));
}
