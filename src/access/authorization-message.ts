/**
 * What stands behind a denial, for those who may know: the statements that deny, who asked for what, and the condition keys of
 * the request. It travels in the refusal itself, sealed, so that nothing has to be kept; DecodeAuthorizationMessage opens it.
 * As on AWS, statements of service control policies are not shown.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Decision, StatementReference } from '../policy/decision.ts';
import type { ApplicablePolicies } from '../policy/evaluate.ts';
import type { Statement } from '../policy/policy.ts';
import { principalName } from '../policy/principal.ts';
import { contextFamilies, contextKeys, keyReader } from './context-keys.ts';
import type { Facts } from './facts.ts';
import { uniqueIdOf } from './principal-keys.ts';
import { nameIn, typeIn } from './request.ts';

/** What DecodeAuthorizationMessage takes. */
const longestMessage = 10_240;
const cipher = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

type Denial = Extract<Decision, { allowed: false }>;
type Item = { readonly value: string };

const items = <T>(list: readonly T[]) => ({ items: list });
const values = (list: readonly string[]) => items(list.map((value): Item => ({ value })));

function statementOf(denial: Denial, policies: ApplicablePolicies): Statement | undefined {
  if (denial.reason.kind !== 'explicitDeny') return undefined;
  const { policyType, statement } = denial.reason;
  const at = (
    list: readonly { readonly statements: readonly Statement[] }[] | undefined,
    { policy, index }: StatementReference,
  ) => list?.[policy]?.statements.find((one) => one.index === index);
  switch (policyType) {
    case 'identity-based':
      return at(policies.identity, statement);
    case 'session':
      return at(policies.session, statement);
    case 'permissions boundary':
      return at(policies.boundary && [policies.boundary], statement);
    case 'VPC endpoint':
      return at(policies.endpoint && [policies.endpoint], statement);
    case 'resource-based':
    case 'role trust':
      return at(policies.resource && [policies.resource], statement);
    case 'service control':
      return undefined;
  }
}

function statementShown({ source, effect }: Statement, principal: string) {
  const named = source.principal?.named.map(([, name]) => name) ?? [principal];
  return {
    statementId: source.sid ?? '',
    effect: effect === 'Deny' ? 'DENY' : 'ALLOW',
    principals: values(named),
    principalGroups: items([]),
    actions: values(source.action?.values ?? []),
    resources: values(source.resource?.values ?? []),
    conditions: items(source.conditions.map(({ key, values: list }) => ({ key, values: values(list) }))),
  };
}

/** The service's own keys and the parts of the resource's ARN; of the caller nothing that its ARN doesn't say. */
function conditionsOf(facts: Facts, own: Parameters<typeof keyReader>[1]) {
  const { resource, circumstances, action } = facts;
  const service = action.split(':')[0] ?? '';
  const read = keyReader(facts, own);
  const names = [
    ...Object.keys(contextKeys).filter((key) => key.startsWith(`${service}:`)),
    ...Object.keys(own ?? {}),
    'aws:TagKeys',
    ...Object.entries(contextFamilies).flatMap(([prefix, tags]) =>
      prefix.startsWith('aws:Re') || prefix.startsWith(`${service}:`)
        ? Object.keys(tags(facts)).map((tag) => `${prefix}${tag}`)
        : [],
    ),
  ];
  const known = names.flatMap((key) => {
    const value = [read(key.toLowerCase()) ?? []].flat();
    return value.length === 0 ? [] : [[key, value] as const];
  });
  const parts: readonly (readonly [string, string])[] = [
    ['aws:Region', circumstances.region],
    ['aws:Service', service],
    ['aws:Resource', resource.arn === '*' ? '*' : resource.arn.split(':').slice(5).join(':')],
    ['aws:Type', typeIn(resource.arn)],
    ['aws:ID', nameIn(resource.arn)],
    ['aws:Account', resource.arn.split(':')[4] ?? ''],
    ['aws:ARN', resource.arn],
  ];
  const all = [...known, ...parts.filter(([, value]) => value !== '').map(([key, value]) => [key, [value]] as const)];
  return items(all.map(([key, value]) => ({ key, values: values(value) })));
}

/** The document that DecodeAuthorizationMessage answers. */
export function denialDocument(
  facts: Facts,
  denial: Denial,
  policies: ApplicablePolicies | undefined,
  own?: Parameters<typeof keyReader>[1],
): object {
  const { caller, network, action, resource } = facts;
  const id = (caller && uniqueIdOf(network, caller)) ?? '';
  const statement = policies && statementOf(denial, policies);
  return {
    allowed: false,
    explicitDeny: denial.reason.kind === 'explicitDeny',
    matchedStatements: items(statement ? [statementShown(statement, id)] : []),
    failures: items([]),
    context: {
      principal: {
        id,
        ...(caller?.userName === undefined ? {} : { name: caller.userName }),
        arn: caller ? principalName(caller.principal) : 'anonymous',
      },
      action,
      resource: resource.arn,
      conditions: conditionsOf(facts, own),
    },
  };
}

/** The account is sealed in, because nobody else's message is decoded. */
interface Sealed {
  readonly account: string;
  readonly message: string;
}

const keyFor = (sessionKey: string): Buffer =>
  createHmac('sha256', sessionKey).update('authorization message').digest();

/** Without what is not needed to understand it, where it would be longer than AWS decodes. */
export function sealMessage(sessionKey: string, account: string, document: object): string {
  const whole = seal(sessionKey, { account, message: JSON.stringify(document) });
  if (whole.length <= longestMessage) return whole;
  return seal(sessionKey, { account, message: JSON.stringify({ ...document, matchedStatements: items([]) }) });
}

function seal(sessionKey: string, content: Sealed): string {
  const nonce = randomBytes(nonceLength);
  const encryption = createCipheriv(cipher, keyFor(sessionKey), nonce);
  const text = Buffer.concat([encryption.update(JSON.stringify(content), 'utf8'), encryption.final()]);
  return Buffer.concat([nonce, encryption.getAuthTag(), text]).toString('base64url');
}

/** The document's text; undefined for what this server did not seal, or not for the account. */
export function openMessage(sessionKey: string, account: string, encoded: string): string | undefined {
  const bytes = Buffer.from(encoded, 'base64url');
  if (bytes.length <= nonceLength + tagLength || bytes.toString('base64url') !== encoded) return undefined;
  const decryption = createDecipheriv(cipher, keyFor(sessionKey), bytes.subarray(0, nonceLength));
  decryption.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
  try {
    const text = Buffer.concat([decryption.update(bytes.subarray(nonceLength + tagLength)), decryption.final()]);
    const content = JSON.parse(text.toString('utf8')) as Sealed;
    return content.account === account ? content.message : undefined;
  } catch {
    // The seal doesn't fit.
    return undefined;
  }
}
