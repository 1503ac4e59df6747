/**
 * Domain names as Route 53 keeps and prints them: lower case, a closing dot, and every character but letters, digits,
 * hyphen and underscore as `\ooo` in octal. In this form equal names are equal texts, and a dot always parts two labels
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html).
 */

export const longestName = 255;
export const longestLabel = 63;

/** `*` as the API prints it. */
export const asterisk = '\\052';

const plain = /^[a-z0-9_-]$/;

function printed(octets: Iterable<number>): string {
  let text = '';
  for (const octet of octets) {
    const character = String.fromCharCode(octet).toLowerCase();
    text += plain.test(character) ? character : `\\${octet.toString(8).padStart(3, '0')}`;
  }
  return text;
}

/** From labels as a DNS message has them; the root is no label. */
export function nameOfLabels(labels: readonly Uint8Array[]): string {
  return labels.map((label) => `${printed(label)}.`).join('');
}

export type NameProblem = 'empty-label' | 'long-label' | 'long-name' | 'character';

/** The octets of a label that a client wrote, `\ooo` read; undefined where it has a character that no name may have. */
function octetsOf(label: string): readonly number[] | undefined {
  const octets: number[] = [];
  for (let index = 0; index < label.length; index += 1) {
    const octal = /^\\([0-3][0-7]{2})/.exec(label.slice(index, index + 4))?.[1];
    const code = octal === undefined ? label.charCodeAt(index) : Number.parseInt(octal, 8);
    if (octal === undefined && (code <= 32 || code >= 127)) return undefined;
    octets.push(code);
    if (octal !== undefined) index += 3;
  }
  return octets;
}

/** Reads what a client wrote, with or without the closing dot. */
export function readDomainName(text: string): { readonly name: string } | { readonly problem: NameProblem } {
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  const labels: Uint8Array[] = [];
  for (const written of bare.split('.')) {
    const octets = octetsOf(written);
    if (octets === undefined) return { problem: 'character' };
    if (octets.length === 0) return { problem: 'empty-label' };
    if (octets.length > longestLabel) return { problem: 'long-label' };
    labels.push(Uint8Array.from(octets));
  }
  if (labels.reduce((sum, label) => sum + label.length + 1, 1) > longestName) return { problem: 'long-name' };
  return { name: nameOfLabels(labels) };
}

export function domainName(text: string): string | undefined {
  const read = readDomainName(text);
  return 'name' in read ? read.name : undefined;
}

/** The octets of each label. */
export function labelsOfName(name: string): readonly Uint8Array[] {
  return name
    .split('.')
    .filter((label) => label !== '')
    .map((label) => Uint8Array.from(octetsOf(label) ?? []));
}

/** The name itself and those above it, the longest first; without the root. */
export function suffixesOf(name: string): readonly string[] {
  const labels = name.split('.').slice(0, -1);
  return labels.map((_, index) => `${labels.slice(index).join('.')}.`);
}

/** `www.example.com.` without its first label; the root is the empty text. */
export function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/** Whether a name is the other, or below it. */
export function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/**
 * What Route 53 orders names by: `com.example.www.`. The closing dot takes part, as its documentation points out
 * (https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html).
 */
export function reversedName(name: string): string {
  return `${name.split('.').slice(0, -1).reverse().join('.')}.`;
}
