/**
 * Reads the small XML documents that S3's clients send: elements, text, CDATA, comments and the five named entities.
 * Document types are refused, so no entity can be defined; depth and node count are bounded. Attributes are skipped and
 * namespace prefixes dropped: no request of S3's needs either. Anything it does not understand is MalformedXML.
 */

import { s3Fault } from './errors.ts';

export interface XmlNode {
  readonly name: string;
  readonly children: XmlNode[];
  /** All character data directly inside the element. */
  text: string;
}

export const maximumDepth = 16;
/** A CompleteMultipartUpload may list 10,000 parts of eight members each. */
export const maximumNodes = 100_000;

const namedEntities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const tagShape =
  /^([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)((?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)$/;

function malformed(): Error {
  return s3Fault('MalformedXML');
}

function decodeEntity(name: string): string {
  const named = namedEntities[name];
  if (named !== undefined) return named;
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
  if (!digits) throw malformed();
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw malformed();
  return String.fromCodePoint(code);
}

function decodeText(text: string): string {
  if (!text.includes('&')) return text.replaceAll('\r\n', '\n');
  return text.replace(/&([^;&]*);?/g, (match, name: string) => {
    if (!match.endsWith(';')) throw malformed();
    return decodeEntity(name);
  });
}

/** Where the construct that opens at `at` and ends with `close` ends; undefined where it isn't such a construct. */
function skipped(source: string, at: number, open: string, close: string): number | undefined {
  if (!source.startsWith(open, at)) return undefined;
  const end = source.indexOf(close, at + open.length);
  if (end < 0) throw malformed();
  return end + close.length;
}

export function readXml(source: string): XmlNode {
  const root: XmlNode = { name: '', children: [], text: '' };
  const stack: XmlNode[] = [root];
  let nodes = 0;
  let at = source.startsWith('\ufeff') ? 1 : 0;

  const openElement = (tag: string): void => {
    const shape = tagShape.exec(tag);
    nodes += 1;
    if (!shape || nodes > maximumNodes || stack.length > maximumDepth) throw malformed();
    const node: XmlNode = { name: shape[2]!, children: [], text: '' };
    stack.at(-1)!.children.push(node);
    if (shape[4] === '') stack.push(node);
  };
  const closeElement = (tag: string): void => {
    const name = tag.trim().replace(/^[^:]*:/, '');
    if (stack.length < 2 || stack.pop()!.name !== name) throw malformed();
  };

  while (at < source.length) {
    const next = source.indexOf('<', at);
    const top = stack.at(-1)!;
    top.text += decodeText(source.slice(at, next < 0 ? source.length : next));
    if (next < 0) break;
    const cdata = skipped(source, next, '<![CDATA[', ']]>');
    if (cdata !== undefined) top.text += source.slice(next + 9, cdata - 3);
    const past = cdata ?? skipped(source, next, '<!--', '-->') ?? skipped(source, next, '<?', '?>');
    if (past !== undefined) {
      at = past;
      continue;
    }
    const end = source.indexOf('>', next);
    if (end < 0) throw malformed();
    const tag = source.slice(next + 1, end);
    if (tag.startsWith('/')) closeElement(tag.slice(1));
    else openElement(tag);
    at = end + 1;
  }
  if (stack.length !== 1 || root.children.length !== 1 || root.text.trim() !== '') throw malformed();
  return root.children[0]!;
}

/** The document's root, which must have this name. */
export function readDocument(source: string, name: string): XmlNode {
  const root = readXml(source);
  if (root.name !== name) throw malformed();
  return root;
}

export function childrenOf(node: XmlNode, name: string): readonly XmlNode[] {
  return node.children.filter((child) => child.name === name);
}

/** The text of the only child of that name; undefined where there is none. */
export function textOf(node: XmlNode, name: string): string | undefined {
  const found = childrenOf(node, name);
  if (found.length > 1) throw malformed();
  return found[0]?.text;
}
