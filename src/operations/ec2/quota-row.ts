/** One of AWS's quotas, with the code and sentence of its refusal. */

export interface Quota {
  readonly value: number;
  readonly code: string;
  readonly message: (value: number, of: string) => string;
}

export const sentence = (text: string) => (): string => text;

export function quota(value: number, code: string, message: Quota['message']): Quota {
  return { value, code, message };
}
