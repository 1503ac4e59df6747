/**
 * The policy of an endpoint for an AWS service: which one judges the requests that come through, and what it says of the
 * one that was asked about. It stops requests, never packets, so that without a request nothing is stopped here. Only this
 * policy speaks: what the caller and the resource are allowed is no question of the network's
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
 */

import { Fault } from '../base/fault.ts';
import { isAccountId } from '../base/ids.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import { serviceRegionOf } from '../model/vpc-endpoint-service.ts';
import type { Decision } from '../policy/decision.ts';
import { evaluate } from '../policy/evaluate.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { RequestPrincipal } from '../policy/principal.ts';
import type { ServiceRequest } from './answer.ts';
import type { Packet } from './packet.ts';
import { drop, pass, type Walk } from './walk.ts';

const everything = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
const anyIdentity = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: [everything] }), 'identity');
const anyResource = parsePolicy(
  JSON.stringify({ Version: '2012-10-17', Statement: [{ ...everything, Principal: '*' }] }),
  'resource',
);

/** @throws Fault InvalidParameterValue */
export function checkRequest({ action, principal }: ServiceRequest): void {
  if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
    throw new Fault('InvalidParameterValue', `${action} is no action: it is a service and an operation, s3:GetObject.`);
  }
  principalOf(principal);
}

/** @throws Fault InvalidParameterValue */
function principalOf(text: string | undefined): RequestPrincipal {
  if (text === undefined) return { kind: 'anonymous' };
  if (isAccountId(text)) return { kind: 'root', arn: `arn:aws:iam::${text}:root`, account: text };
  const [, account = '', type, name = ''] =
    /^arn:aws:(?:iam|sts)::(\d{12}):(\w+(?:-role)?)(?:\/(.+))?$/.exec(text) ?? [];
  if (type === 'root' && name === '') return { kind: 'root', arn: text, account };
  if (type === 'user' && name !== '') return { kind: 'user', arn: text, account };
  if (type === 'role' && name !== '') {
    const session = `arn:aws:sts::${account}:assumed-role/${name.split('/').at(-1)}/session`;
    return { kind: 'assumedRole', arn: session, roleArn: text, account };
  }
  if (type === 'assumed-role' && name.includes('/')) {
    return { kind: 'assumedRole', arn: text, roleArn: `arn:aws:iam::${account}:role/${name.split('/')[0]}`, account };
  }
  const expected = 'an account, or the ARN of a root user, user, role or session';
  throw new Fault('InvalidParameterValue', `${text} is no principal: it is ${expected}.`);
}

/** The keys that a packet's way through the endpoint gives a request; a condition on any other, such as the time, does not hold. */
function decide(endpoint: VpcEndpoint, packet: Packet, { action, resource, principal }: ServiceRequest): Decision {
  const context = {
    'aws:RequestedRegion': serviceRegionOf(endpoint),
    'aws:SecureTransport': 'true',
    'aws:SourceVpc': endpoint.vpc,
    'aws:SourceVpcArn': `arn:aws:ec2:${endpoint.region}:${endpoint.account}:vpc/${endpoint.vpc}`,
    'aws:SourceVpce': endpoint.id,
    'aws:ViaAWSService': 'false',
    'aws:VpcSourceIp': packet.source,
    'aws:VpceAccount': endpoint.account,
  };
  const policies = {
    sameAccount: true,
    identity: [anyIdentity],
    resource: anyResource,
    endpoint: parsePolicy(endpoint.policy, 'endpoint'),
  };
  return evaluate({ principal: principalOf(principal), action, resource: resource ?? '*', context }, policies);
}

export function judgeEndpointPolicy(walk: Walk, endpoint: VpcEndpoint, packet: Packet): void {
  const { request } = walk;
  const asked = { stage: 'endpoint-policy', component: endpoint.id };
  if (request === undefined) {
    pass(walk, packet, { ...asked, detail: 'its policy judges each request; none was asked about' });
    return;
  }
  const decision = decide(endpoint, packet, request);
  const rule = statementOf(decision);
  const named = { ...asked, ...(rule === undefined ? {} : { rule }) };
  const what = `${request.action} on ${request.resource ?? '*'} by ${request.principal ?? 'anybody'}`;
  if (decision.allowed) pass(walk, packet, { ...named, detail: `it allows ${what}` });
  else {
    drop(walk, packet, {
      ...named,
      detail: rule === undefined ? `no statement allows ${what}` : `a statement denies ${what}`,
      code: 'POSTERN_ENDPOINT_POLICY',
      mend: `Change the policy of ${endpoint.id}: ${rule === undefined ? 'allow' : `take from ${rule} the denial of`} ${what}.`,
      disposition: 'denied-out',
    });
  }
}

/** The statement of the endpoint's policy that decided, where one did: by its Sid, else by its place. */
function statementOf({ allowed, reason }: Decision): string | undefined {
  if (allowed || reason.kind !== 'explicitDeny') return undefined;
  return reason.statement.sid ?? `statement ${reason.statement.index + 1}`;
}
