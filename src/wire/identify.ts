/**
 * What a request wants, as far as its outside tells: service, region, operation and protocol. It never refuses: a request
 * that says nothing is S3's, whose anonymous requests say nothing, and a missing operation is answered by whoever looks
 * the operation up. It believes what it reads; the signature is checked afterwards, over the same scope.
 *
 * https://docs.aws.amazon.com/general/latest/gr/rande.html (endpoint names)
 */

import { formParameter, formText } from './form.ts';
import { type Head, headerOf, queryParameter } from './head.ts';
import { type Protocol, rpcHeader } from './protocol.ts';
import { isKnownService, type KnownService, serviceByTargetPrefix, serviceByVersion, services } from './services.ts';

export interface Target {
  /** Signing name. One that this program doesn't know stays as it was sent. */
  readonly service: string;
  readonly region: string;
  /** Undefined where the protocol finds it in method and path, or the request named none. */
  readonly operation: string | undefined;
  readonly protocol: Protocol;
}

/** The region of global services and of endpoints without one in their name. */
export const defaultRegion = 'us-east-1';

interface Scope {
  readonly service: string;
  readonly region: string;
}

/** The body is needed for the query protocols alone; without it their operation may stay undefined. */
export function identify(head: Head, body?: Uint8Array): Target {
  const scope = scopeOf(head);
  const host = hostScope(headerOf(head, 'host') ?? '');
  const targetHeader = headerOf(head, 'x-amz-target') ?? rpcTarget(head);
  const form = targetHeader === undefined ? formText(head, body) : '';
  const service = scope?.service ?? serviceOf(targetHeader, form) ?? host?.service ?? 's3';
  const protocol = protocolOf(head, service, form, targetHeader);
  const region = scope?.region ?? host?.region ?? defaultRegion;
  return { service, region, protocol, operation: operationName(service, protocol, targetHeader, form) };
}

/** The same once the body is there, for a request whose scope or target header has said which service and region it is for. */
export function identifyWithBody(target: Target, head: Head, body: Uint8Array): Target {
  if (target.operation !== undefined || !isQuery(target.protocol)) return identify(head, body);
  const operation = formParameter(formText(head, body), 'Action');
  // Without a scope the form's version may still name another service.
  return operation === undefined || scopeOf(head) === undefined ? identify(head, body) : { ...target, operation };
}

function isQuery(protocol: Protocol): boolean {
  return protocol === 'ec2Query' || protocol === 'awsQuery';
}

/** The scope that a signature of version 4 claims, in the header or in a presigned query. */
function scopeOf(head: Head): Scope | undefined {
  const credential = credentialIn(headerOf(head, 'authorization')) ?? queryParameter(head, 'X-Amz-Credential');
  const [, region, service] = credential?.split('/').slice(-4) ?? [];
  return region && service ? { region, service } : undefined;
}

const credentialMark = 'Credential=';

/** A search for the mark, and not a pattern: every request comes through here. */
function credentialIn(authorization: string | undefined): string | undefined {
  const mark = authorization?.indexOf(credentialMark) ?? -1;
  if (authorization === undefined || mark < 0) return undefined;
  if (mark > 0 && !/[\s,]/.test(authorization[mark - 1]!)) return undefined;
  const start = mark + credentialMark.length;
  const comma = authorization.indexOf(',', start);
  const credential = authorization.slice(start, comma < 0 ? undefined : comma).trim();
  return credential === '' ? undefined : credential.split(/\s/, 1)[0];
}

/**
 * What a request of RPC v2 names in its path, written as X-Amz-Target would: `/service/<prefix>/operation/<name>`. Nearly
 * every other request is for the root, which ends the search.
 * https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
function rpcTarget(head: Head): string | undefined {
  if (head.path === '/' || headerOf(head, 'smithy-protocol') !== rpcHeader['smithy-protocol']) return undefined;
  const [, prefix, operation] = /\/service\/([^/]+)\/operation\/([^/]+)$/.exec(head.path) ?? [];
  return prefix === undefined ? undefined : `${prefix}.${operation}`;
}

function serviceOf(targetHeader: string | undefined, form: string): KnownService | undefined {
  if (targetHeader !== undefined) return serviceByTargetPrefix(targetHeader.slice(0, targetHeader.lastIndexOf('.')));
  const version = formParameter(form, 'Action') === undefined ? undefined : formParameter(form, 'Version');
  return version === undefined ? undefined : serviceByVersion(version);
}

/** `ec2.us-east-1.amazonaws.com`, `bucket.s3.amazonaws.com`, `vpce-….s3.eu-west-1.vpce.amazonaws.com` and the like. */
function hostScope(host: string): Scope | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  const labels = /^(.+)\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/.exec(name)?.[1]?.split('.').reverse();
  const service = labels?.find(isKnownService);
  if (!service) return undefined;
  return { service, region: labels?.find((label) => /^[a-z]{2}(-[a-z]+)+-\d+$/.test(label)) ?? defaultRegion };
}

function protocolOf(head: Head, service: string, form: string, targetHeader: string | undefined): Protocol {
  const usual = isKnownService(service) ? services[service].protocol : undefined;
  if (usual === 's3' || usual === 'restXml') return usual;
  if (targetHeader !== undefined && headerOf(head, 'x-amz-target') === undefined) return 'rpcV2Cbor';
  const contentType = headerOf(head, 'content-type') ?? '';
  if (contentType.startsWith('application/x-amz-json-1.0')) return 'awsJson1_0';
  if (contentType.startsWith('application/x-amz-json-1.1')) return 'awsJson1_1';
  if (targetHeader !== undefined) return usual?.startsWith('awsJson') ? usual : 'awsJson1_1';
  if (contentType.startsWith('application/x-www-form-urlencoded') || formParameter(form, 'Action') !== undefined) {
    return service === 'ec2' ? 'ec2Query' : 'awsQuery';
  }
  return usual ?? 'restJson1';
}

function operationName(
  service: string,
  protocol: Protocol,
  targetHeader: string | undefined,
  form: string,
): string | undefined {
  switch (protocol) {
    case 'ec2Query':
    case 'awsQuery':
      return formParameter(form, 'Action');
    case 'awsJson1_0':
    case 'awsJson1_1':
    case 'rpcV2Cbor': {
      const dot = targetHeader?.lastIndexOf('.') ?? -1;
      const owner = targetHeader && serviceByTargetPrefix(targetHeader.slice(0, dot));
      // A target of another service than the one that was signed for names no operation of this one.
      return owner === service || !isKnownService(service) ? targetHeader?.slice(dot + 1) : undefined;
    }
    case 'restJson1':
    case 'restXml':
    case 's3':
      return undefined;
  }
}
