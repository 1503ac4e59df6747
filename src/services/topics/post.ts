/**
 * One attempt to hand a message to a subscriber over HTTP. Redirects are not followed: they would lead elsewhere than the
 * address that was checked when it was subscribed. What the subscriber answers besides its status is not read.
 */

export type Outcome =
  | { readonly kind: 'delivered' }
  /** Asking again may help. */
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

export interface Sent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Milliseconds for the whole exchange: https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html */
const patience = 15_000;

const tooManyRequests = 429;

export async function post(address: string, { body, headers }: Sent, stop: AbortSignal): Promise<Outcome> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(patience)]);
    const response = await fetch(address, { method: 'POST', body, headers, redirect: 'manual', signal });
    await response.body?.cancel();
    return outcomeOf(response.status);
  } catch (reason) {
    return { kind: 'failed', why: causeOf(reason) };
  }
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html: the subscriber's own mistakes are not retried. */
export function outcomeOf(status: number): Outcome {
  const why = `status ${status}`;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  return status >= 500 || status === tooManyRequests ? { kind: 'failed', why } : { kind: 'refused', why };
}

/** The code alone: a message may repeat the address, whose query may hold a secret. */
function causeOf(reason: unknown): string {
  const { cause, name } = reason as Error & { readonly cause?: { readonly code?: string } };
  return cause?.code ?? name;
}
