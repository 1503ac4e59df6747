/**
 * What a simulation is asked, read and checked: actions, resources, condition keys, and who is taken to call. AWS publishes
 * the codes; the sentences about actions, resources and keys are the likeliest.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */

import { parseArn } from '../../policy/arn.ts';
import type { RequestPrincipal } from '../../policy/principal.ts';
import { invalidInput, validationError } from './faults.ts';
import { readEntityArn } from './simulated-policies.ts';

/** Who is taken to call. `known` is false where no identity is named, or a group, which nobody signs as. */
export interface SimulatedCaller {
  readonly account: string;
  readonly principal: RequestPrincipal;
  readonly known: boolean;
}

const isAction = (text: string): boolean => /^[a-z0-9-]+:[a-z0-9]+$/i.test(text);

/** Each once, in the request's order. @throws Fault ValidationError, InvalidInput */
export function readActions(names: readonly string[]): readonly string[] {
  if (names.length === 0) {
    throw validationError(
      "1 validation error detected: Value '[]' at 'actionNames' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  const wrong = names.find((name) => name.length > 128 || !isAction(name));
  if (wrong !== undefined) throw invalidInput(`Invalid Input Actions: "${wrong}" is not the name of an action.`);
  return [...new Set(names)];
}

/** Each once; everything where the request names none. @throws Fault InvalidInput */
export function readResources(arns: readonly string[] | undefined): readonly string[] {
  if (arns === undefined || arns.length === 0) return ['*'];
  const wrong = arns.find((arn) => arn !== '*' && parseArn(arn) === undefined);
  if (wrong !== undefined) throw invalidInput(`Invalid Resource Arn: ${wrong} is not an ARN.`);
  return [...new Set(arns)];
}

const launched = ['instance', 'image', 'security-group', 'network-interface'] as const;
/** A way of launching instances → the types of resources that a simulation of it must name. */
const handling: Readonly<Record<string, readonly string[]>> = {
  'EC2-VPC-InstanceStore': launched,
  'EC2-VPC-InstanceStore-Subnet': [...launched, 'subnet'],
  'EC2-VPC-EBS': [...launched, 'volume'],
  'EC2-VPC-EBS-Subnet': [...launched, 'subnet', 'volume'],
};

/** @throws Fault InvalidInput */
export function checkHandling(option: string | undefined, resources: readonly string[]): void {
  if (option === undefined) return;
  const needed = Object.hasOwn(handling, option) ? handling[option] : undefined;
  if (needed === undefined) throw invalidInput(`Invalid Resource Handling Option: ${option}.`);
  const types = new Set(resources.map((arn) => parseArn(arn)?.resource.split('/')[0]));
  const absent = needed.filter((type) => !types.has(type));
  if (absent.length > 0) throw invalidInput(`${option} requires resources of these types: ${absent.join(', ')}.`);
}

type Form = (text: string) => boolean;
const anyText: Form = () => true;
const forms: Readonly<Record<string, Form>> = {
  string: anyText,
  binary: anyText,
  ip: anyText,
  date: anyText,
  numeric: (text) => /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text),
  boolean: (text) => /^(true|false)$/i.test(text),
};

interface ContextEntry {
  readonly ContextKeyName?: string | undefined;
  readonly ContextKeyType?: string | undefined;
  readonly ContextKeyValues?: readonly string[] | undefined;
}

/** @throws Fault InvalidInput */
export function readContextEntries(entries: readonly ContextEntry[] | undefined): Map<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>();
  for (const { ContextKeyName: name = '', ContextKeyType: type = 'string', ContextKeyValues: values = [] } of entries ??
    []) {
    if (!/^[\w-]+:.+$/.test(name)) throw invalidInput(`Invalid context key name: '${name}'.`);
    if (keys.has(name.toLowerCase())) throw invalidInput(`Context key ${name} is there more than once.`);
    const single = type.replace(/List$/, '');
    const form = Object.hasOwn(forms, single) ? forms[single] : undefined;
    if (form === undefined) throw invalidInput(`Invalid context key type: '${type}'.`);
    if (single === type && values.length !== 1) {
      throw invalidInput(`Context key ${name} of type ${type} must have one value.`);
    }
    const wrong = values.find((value) => !form(value));
    if (wrong !== undefined) throw invalidInput(`Context key ${name} has a value that is no ${single}: ${wrong}.`);
    keys.set(name.toLowerCase(), values);
  }
  return keys;
}

/** @throws Fault InvalidInput */
export function callerNamed(arn: string): SimulatedCaller {
  const { type, account, name } = readEntityArn(arn);
  switch (type) {
    case 'user':
      return { account, known: true, principal: { kind: 'user', account, arn } };
    case 'group':
      return nobodyOf(account);
    case 'role':
      // No session is named, so none that a policy may name is meant.
      return {
        account,
        known: true,
        principal: {
          kind: 'assumedRole',
          account,
          arn: `arn:aws:sts::${account}:assumed-role/${name}/`,
          roleArn: arn,
        },
      };
  }
}

/** Some user of the account's, of whom nothing is known. */
export function nobodyOf(account: string): SimulatedCaller {
  return { account, known: false, principal: { kind: 'user', account, arn: `arn:aws:iam::${account}:user/` } };
}

/** The account that owns what doesn't say whose it is. @throws Fault InvalidInput */
export function readOwner(owner: string | undefined, caller: SimulatedCaller): string {
  if (owner === undefined) return caller.account;
  const account = /^(?:arn:aws:iam::)?(\d{12})(?::.+)?$/.exec(owner)?.[1];
  if (account === undefined) throw invalidInput(`Invalid Resource Owner: ${owner} does not name an account.`);
  return account;
}

/** Most ARNs say whose the resource is; S3's do not, and AWS's own are everybody's. */
export function ownerOf(resource: string, owner: string): string {
  const account = parseArn(resource)?.account ?? '';
  return /^\d{12}$/.test(account) ? account : owner;
}
