/**
 * The XML that a request's body may hold: elements with attributes, text, CDATA, comments, the five named entities and
 * numbered ones. There are no document types and so no entities that a caller defines; depth and amount have limits.
 * Prefixes of namespaces are dropped: the services' documents have one namespace each.
 *
 * https://www.w3.org/TR/xml/
 */

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside the element, joined. */
  readonly text: string;
}

export interface XmlLimits {
  readonly elements: number;
  /** Elements inside elements. */
  readonly depth: number;
  /** Takes references to characters that XML has no place for, such as `&#1;`: names of objects in S3 may have them. */
  readonly everyReference?: boolean;
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  /** As written, with its prefix: what the closing tag repeats. */
  readonly tag: string;
  text: string;
}

const name = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const attribute = `\\s+${name}\\s*=\\s*(?:"[^"<]*"|'[^'<]*')`;
const attributeLimit = 32;
/** Text, CDATA, a comment, a closing tag, or an opening tag with its attributes and perhaps its end. */
const piece = new RegExp(
  `([^<]+)|<!\\[CDATA\\[([^]*?)\\]\\]>|(<!--[^]*?-->)|</(${name})\\s*>|<(${name})((?:${attribute}){0,${attributeLimit}})\\s*(/?)>`,
  'y',
);
const declaration = /^\ufeff?<\?xml\s[^<>]*\?>/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no document may hold
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** The document's root, or undefined where this isn't a document or too much of one. */
export function parseXml(source: string, limits: XmlLimits): XmlElement | undefined {
  try {
    return readDocument(source, limits);
  } catch (reason) {
    if (reason instanceof NotXml) return undefined;
    throw reason;
  }
}

class NotXml extends Error {}

function readDocument(source: string, limits: XmlLimits): XmlElement {
  if (forbidden.test(source)) throw new NotXml();
  const document = openElement('', '', limits);
  const open = [document];
  let amount = 0;
  piece.lastIndex = declaration.exec(source)?.[0].length ?? 0;
  while (piece.lastIndex < source.length) {
    const match = piece.exec(source);
    if (!match) throw new NotXml();
    const [, text, data, comment, closed, opened, attributes, ended] = match;
    if (comment !== undefined) continue;
    if (opened !== undefined) {
      amount += 1;
      if (amount > limits.elements || open.length > limits.depth) throw new NotXml();
      const element = openElement(opened, attributes!, limits);
      open.at(-1)!.children.push(element);
      if (ended === '') open.push(element);
    } else if (closed !== undefined) {
      if (open.length === 1 || open.pop()!.tag !== closed) throw new NotXml();
    } else open.at(-1)!.text += data === undefined ? unescaped(text!, limits) : newlines(data);
  }
  if (open.length > 1 || document.children.length !== 1 || document.text.trim() !== '') throw new NotXml();
  return document.children[0]!;
}

function openElement(tag: string, attributes: string, limits: XmlLimits): OpenElement {
  const given = [...attributes.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
  const named = new Map(given.map(([, key, double, single]) => [local(key!), unescaped(double ?? single!, limits)]));
  if (new Set(given.map(([, key]) => key)).size !== given.length) throw new NotXml();
  return { tag, name: local(tag), attributes: named, children: [], text: '' };
}

function local(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1);
}

function newlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string, limits: XmlLimits): string {
  const plain = newlines(text);
  if (!plain.includes('&')) return plain;
  return plain.replace(
    /&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos))?(;?)/g,
    (_, hex, digits, entity, end) => {
      if (end === '') throw new NotXml();
      if (entity !== undefined) return entities[entity]!;
      return character(hex === undefined ? Number(digits) : Number.parseInt(hex, 16), limits);
    },
  );
}

function character(code: number, { everyReference = false }: XmlLimits): string {
  // `&;` comes here too, as no number.
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  const text = isCharacter ? String.fromCodePoint(code) : '';
  if (text === '' || (!everyReference && forbidden.test(text))) throw new NotXml();
  return text;
}
