/** A quota: how many at first, and the code and sentence of the refusal of one more. Which there are is in quotas.ts. */

export interface Quota {
  readonly value: number;
  readonly code: string;
  readonly message: (value: number, of: string) => string;
}

export const sentence = (text: string) => (): string => text;

export function quota(value: number, code: string, message: Quota['message']): Quota {
  return { value, code, message };
}
