/**
 * The small XML documents that S3's clients send: what may be in them, and how their elements are found. Anything that is
 * no such document is MalformedXML.
 */

import { parseXml, type XmlElement } from '../../base/xml.ts';
import { s3Fault } from './errors.ts';

export const maximumDepth = 16;
/** A CompleteMultipartUpload may list 10,000 parts of eight members each. */
export const maximumNodes = 100_000;

function malformed(): Error {
  return s3Fault('MalformedXML');
}

export function readXml(source: string): XmlElement {
  const root = parseXml(source, { elements: maximumNodes, depth: maximumDepth, everyReference: true });
  if (root === undefined) throw malformed();
  return root;
}

/** The document's root, which must have this name. */
export function readDocument(source: string, name: string): XmlElement {
  const root = readXml(source);
  if (root.name !== name) throw malformed();
  return root;
}

export function childrenOf(node: XmlElement, name: string): readonly XmlElement[] {
  return node.children.filter((child) => child.name === name);
}

/** The text of the only child of that name; undefined where there is none. */
export function textOf(node: XmlElement, name: string): string | undefined {
  const found = childrenOf(node, name);
  if (found.length > 1) throw malformed();
  return found[0]?.text;
}
