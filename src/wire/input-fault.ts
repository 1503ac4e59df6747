/**
 * What each family of protocols answers to input that doesn't fit its schema: one table of codes and messages.
 *
 * EC2's texts: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html. The query services' and the JSON
 * services' texts are those of the frameworks behind them; what is not published is marked.
 */

import { Fault } from '../base/fault.ts';
import { listLimit, quotedValueLimit } from './limits.ts';
import { type Family, familyOf, type Protocol } from './protocol.ts';

/** Paths are as the protocol writes them: `Filter.1.Name`, `tags.member.1.key`. */
export interface InputFaults {
  readonly missing: (paths: readonly string[]) => Fault;
  readonly invalid: (path: string, value: string, type: string) => Fault;
  /** Undefined where the service ignores what it doesn't know. */
  readonly unknown: ((path: string) => Fault) | undefined;
  readonly tooMany: (path: string) => Fault;
  readonly malformed: () => Fault;
  /** The document is another than the operation's. */
  readonly misplaced?: (root: string, expected: string) => Fault;
  readonly tooDeep: () => Fault;
}

const quoted = (value: string): string => value.slice(0, quotedValueLimit);

/** EC2 names a list by its parameter without the number. */
const unnumbered = (path: string): string => path.replace(/(\.\d+)+$/, '');

/** Member names in these messages begin in lower case, each after its dot. */
const lowered = (path: string): string =>
  path.replace(/(^|\.)([A-Z])/g, (_, dot, letter) => dot + letter.toLowerCase());

function validationMessage(paths: readonly string[]): string {
  const count = `${paths.length} validation error${paths.length === 1 ? '' : 's'} detected: `;
  return (
    count +
    paths
      .map((path) => `Value null at '${lowered(path)}' failed to satisfy constraint: Member must not be null`)
      .join('; ')
  );
}

function lengthMessage(path: string): string {
  const constraint = `Member must have length less than or equal to ${listLimit}`;
  return `1 validation error detected: Value at '${lowered(path)}' failed to satisfy constraint: ${constraint}`;
}

const ec2: InputFaults = {
  missing: ([first]) => new Fault('MissingParameter', `The request must contain the parameter ${unnumbered(first!)}`),
  // The text after the first sentence differs between parameters; this is its commonest form.
  invalid: (path, value, type) =>
    new Fault(
      'InvalidParameterValue',
      `Value (${quoted(value)}) for parameter ${path} is invalid. Expected a valid ${type}.`,
    ),
  unknown: (path) => new Fault('UnknownParameter', `The parameter ${quoted(path)} is not recognized`),
  // Unpublished: the code is documented, the text is the likeliest.
  tooMany: (path) =>
    new Fault(
      'InvalidParameterValue',
      `The maximum number of values for parameter ${unnumbered(path)} is ${listLimit}`,
    ),
  malformed: () => new Fault('MalformedQueryString', 'The query string contains a syntax error.'),
  tooDeep: () => new Fault('MalformedQueryString', 'The query string contains a syntax error.'),
};

const query: InputFaults = {
  missing: (paths) => new Fault('ValidationError', validationMessage(paths)),
  // Unpublished: the code is the framework's own, the text is the likeliest.
  invalid: (path, value, type) =>
    new Fault('MalformedInput', `Invalid value for ${lowered(path)}: ${quoted(value)} is not a valid ${type}`),
  unknown: undefined,
  tooMany: (path) => new Fault('ValidationError', lengthMessage(path)),
  malformed: () => new Fault('MalformedQueryString', 'The query string contains a syntax error.', 404),
  tooDeep: () => new Fault('MalformedInput', 'Start of structure or map found where not expected.'),
};

const json: InputFaults = {
  missing: (paths) => new Fault('ValidationException', validationMessage(paths)),
  invalid: (_, value, type) => new Fault('SerializationException', jsonMismatch(value, type)),
  unknown: undefined,
  tooMany: (path) => new Fault('ValidationException', lengthMessage(path)),
  malformed: () => new Fault('SerializationException', 'Unexpected token received from parser'),
  tooDeep: () => new Fault('SerializationException', 'Start of structure or map found where not expected.'),
};

const articles: Readonly<Record<string, string>> = {
  string: 'a String',
  number: 'a Number',
  boolean: 'a Boolean',
  timestamp: 'a Timestamp',
  blob: 'a Blob',
};

/** `value` is the name of the JSON token that was found. */
function jsonMismatch(value: string, type: string): string {
  if (value === 'START_OBJECT') return 'Start of structure or map found where not expected.';
  if (value === 'START_ARRAY') return 'Start of list found where not expected';
  if (type === 'list') return 'Expected list or null';
  if (type === 'structure' || type === 'map') return 'Unexpected value type in payload';
  return `${value} can not be converted to ${articles[type] ?? type}`;
}

/**
 * The services of restXml check a document's form first, then its elements, then its members; the texts are Route 53's, the
 * only one here. It names a wrong element as its XML parser does; the list of what else is expected there is left out.
 */
const restXml: InputFaults = {
  missing: (paths) => new Fault('InvalidInput', validationMessage(paths)),
  // Likeliest: the parser's words for a value that isn't of its type.
  invalid: (path, value, type) =>
    new Fault(
      'InvalidInput',
      `Invalid XML ; cvc-datatype-valid.1.2.1: '${quoted(value)}' is not a valid value for '${type}' (${lowered(path)}).`,
    ),
  unknown: (path) => {
    const text = `Invalid content was found starting with element '${quoted(path)}'.`;
    return new Fault('InvalidInput', `Invalid XML ; cvc-complex-type.2.4.a: ${text}`);
  },
  tooMany: (path) => new Fault('InvalidInput', lengthMessage(path)),
  malformed: () => new Fault('MalformedInput', 'Could not parse XML'),
  misplaced: (root, expected) => new Fault('MalformedInput', `${quoted(root)} is not valid, expected ${expected}`),
  tooDeep: () => new Fault('MalformedInput', 'Could not parse XML'),
};

const s3: InputFaults = {
  ...query,
  malformed: () =>
    new Fault(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ),
};

const faults: Readonly<Record<Family, InputFaults>> = { ec2, query, json, s3 };

export function inputFaults(protocol: Protocol): InputFaults {
  return protocol === 'restXml' ? restXml : faults[familyOf(protocol)];
}
