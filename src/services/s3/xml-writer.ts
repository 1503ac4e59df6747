/**
 * Writes S3's XML answers as text. Characters that XML 1.0 cannot carry are sent as character references, as S3 does for
 * keys that hold control characters; clients that care ask for `encoding-type=url`.
 */

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being escaped
const special = /[&<>"\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g;

export function escapeXml(text: string): string {
  return text.replace(special, (character) => entities[character] ?? `&#x${character.charCodeAt(0).toString(16)};`);
}

/** An element that holds text. */
export function element(name: string, text: string | number | boolean): string {
  return `<${name}>${escapeXml(String(text))}</${name}>`;
}

/** An element that holds text, or nothing at all where there is no text. */
export function optional(name: string, text: string | number | boolean | undefined): string {
  return text === undefined ? '' : element(name, text);
}

/** An element that holds elements. */
export function group(name: string, ...children: readonly string[]): string {
  return `<${name}>${children.join('')}</${name}>`;
}

/** A whole answer in S3's namespace. */
export function document(name: string, ...children: readonly string[]): string {
  return `${xmlDeclaration}<${name} xmlns="${namespace}">${children.join('')}</${name}>`;
}
