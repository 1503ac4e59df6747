/** The bodies of restJson1: an object with the members that are bound nowhere else, or one member's value. */

import type { Codec } from './codec.ts';
import type { InputFaults } from './input-fault.ts';
import type { JsonContext } from './read-json.ts';
import type { BodyReader, BodyWriter } from './rest.ts';

/** JSON text, with nothing standing for an empty object. */
export function parseJson(body: Uint8Array, faults: InputFaults): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw faults.malformed();
  }
}

export function jsonBodyReader(codec: Codec, context: JsonContext): BodyReader<Record<string, unknown>> {
  return {
    document: (body) => {
      const parsed = parseJson(body, context.faults);
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw context.faults.malformed();
      return parsed as Record<string, unknown>;
    },
    member: (document, [name, type, traits]) => {
      const key = traits?.jsonName ?? name;
      const given = Object.hasOwn(document, key) ? document[key] : undefined;
      if (given === undefined || given === null) return undefined;
      return codec.jsonReader('restJson1', type)(given, name, context, 1);
    },
    payload: (body, [name, type]) => {
      return codec.jsonReader('restJson1', type)(parseJson(body, context.faults), name, context, 1);
    },
  };
}

export function jsonBodyWriter(codec: Codec, strict: boolean): BodyWriter {
  return {
    document: (type, value) => JSON.stringify(codec.jsonWriter('restJson1', type, strict)(value)),
    payload: ([, type], value) => JSON.stringify(codec.jsonWriter('restJson1', type, strict)(value)),
  };
}
