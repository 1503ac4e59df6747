/**
 * Names of AWS resources: the prefix of each kind and seventeen hexadecimal digits, as EC2 has made them since 2018, and
 * the shapes of the other identifiers that AWS prints. Randomness is handed in.
 */

import { type Random, randomText } from './random.ts';

/** `vpc-0123456789abcdef0`: always a zero first, as EC2's own long ids begin. */
export function resourceId(random: Random, prefix: string): string {
  return `${prefix}-0${randomText(random, 16)}`;
}

const upperAlphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const secretAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** `AIDA…`, `AROA…`, `AIPA…`: IAM's unique ids; 20 characters. */
export function iamId(random: Random, prefix: string): string {
  return prefix + randomText(random, 20 - prefix.length, upperAlphanumeric);
}

/**
 * An access key id says whose it is: after the prefix come a bit and the forty of the account's number; the rest is random.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
 */
export function accessKeyId(random: Random, prefix: string, account: string): string {
  const bits = `1${Number(account).toString(2).padStart(40, '0')}`;
  const rest = randomText(random, 39, '01');
  const letters = `${bits}${rest}`.match(/.{5}/g) ?? [];
  return prefix + letters.map((five) => upperAlphanumeric[Number.parseInt(five, 2)]).join('');
}

/** The account that an access key id of that form names; any twelve digits for one of another form. */
export function accountOfAccessKey(id: string): string | undefined {
  if (!/^[A-Z]{4}[A-Z2-7]{16}$/.test(id)) return undefined;
  const bits = [...id.slice(4)]
    .map((letter) => upperAlphanumeric.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return String(Number.parseInt(bits.slice(1, 41), 2)).padStart(12, '0');
}

/** A 40-character secret access key. */
export function secretAccessKey(random: Random): string {
  return randomText(random, 40, secretAlphabet);
}

/** Twelve decimal digits, the first not zero. */
export function accountId(random: Random): string {
  return `${1 + random.below(9)}${randomText(random, 11, '0123456789')}`;
}

export function uuid(random: Random): string {
  const text = randomText(random, 30);
  const variant = '89ab'[random.below(4)];
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(12, 15)}-${variant}${text.slice(15, 18)}-${text.slice(18, 30)}`;
}

export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}
