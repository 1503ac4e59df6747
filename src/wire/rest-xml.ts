/**
 * The bodies of restXml: a document whose root is called after the operation's input or output, or after the one member
 * that is the whole of it, in the service's namespace.
 */

import { parseXml, type XmlElement } from '../base/xml.ts';
import type { Codec } from './codec.ts';
import { depthLimit, xmlElementLimit } from './limits.ts';
import type { JsonContext } from './read-json.ts';
import { elementName, memberReader, refuseOthers } from './read-xml.ts';
import type { BodyReader, BodyWriter } from './rest.ts';
import type { Member } from './schema.ts';
import { xmlDeclaration } from './write-xml.ts';

/** `input` is the name of the operation's input. */
export function xmlBodyReader(codec: Codec, input: string, context: JsonContext): BodyReader<XmlElement> {
  const rootOf = (body: Uint8Array, expected: string): XmlElement => {
    const root = body.length === 0 ? nothing(expected) : parsed(body);
    if (root?.name === expected) return root;
    throw (root && context.faults.misplaced?.(root.name, expected)) ?? context.faults.malformed();
  };
  return {
    document: (body, members) => {
      const root = rootOf(body, input);
      refuseOthers(root, new Set(members.map((member) => keyOf(member))), context);
      return root;
    },
    member: (root, member) => {
      return memberReader(codec.schema, member, ([type]) => codec.xmlReader(type))(root, member[0], context);
    },
    payload: (body, member) => {
      return codec.xmlReader(member[1])(rootOf(body, payloadName(member)), member[0], context);
    },
  };
}

function parsed(body: Uint8Array): XmlElement | undefined {
  const text = textOf(body);
  return text === undefined ? undefined : parseXml(text, { elements: xmlElementLimit, depth: depthLimit });
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function textOf(body: Uint8Array): string | undefined {
  try {
    return decoder.decode(body);
  } catch {
    return undefined;
  }
}

function nothing(name: string): XmlElement {
  return { name, attributes: new Map(), children: [], text: '' };
}

function keyOf([name, type, traits]: Member): string {
  return elementName([type, traits ?? {}], name);
}

/** A structure that is the whole body goes by its own name where the member has none for it. */
function payloadName([, type, traits]: Member): string {
  return elementName([type, traits ?? {}], type);
}

export function xmlBodyWriter(codec: Codec, namespace: string, strict: boolean): BodyWriter {
  const written = (root: string, type: string, value: unknown): string => {
    const content = codec.xmlWriter('restXml', type, strict)(value);
    return `${xmlDeclaration}<${root} xmlns="${namespace}">${content}</${root}>`;
  };
  return {
    document: (type, value) => written(type, type, value),
    payload: (member, value) => written(payloadName(member), member[1], value),
  };
}
