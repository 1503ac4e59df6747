/**
 * The instance metadata service, versions 1 and 2: a request from an address of a VPC, answered with what that instance
 * may know of itself. Relies on the place of its socket for the VPC and on the data plane for the truth of the source
 * address. The hop limit is kept and shown but not enforced: nothing here is a hop away.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */

import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { InstanceProfile, Role } from '../model/identity.ts';
import type { Network } from '../model/network.ts';
import { longestToken, type MetadataTokens, shortestToken } from './metadata-token.ts';
import { type Home, homeOf, identityDocument, metadataTree, type Tree } from './metadata-tree.ts';
import type { RoleCredentials } from './role-credentials.ts';

export interface MetadataService {
  readonly network: () => Network;
  readonly vpc: string;
  readonly tokens: MetadataTokens;
  readonly credentials: RoleCredentials;
  readonly clock: Clock;
}

export interface MetadataRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The address that the request came from. */
  readonly source: string;
}

export interface MetadataAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const lifetimeHeader = 'x-aws-ec2-metadata-token-ttl-seconds';
const tokenHeader = 'x-aws-ec2-metadata-token';

const versions: readonly string[] = [
  ...['1.0', '2007-01-19', '2007-03-01', '2007-08-29', '2007-10-10', '2007-12-15', '2008-02-01', '2008-09-01'],
  ...['2009-04-04', '2011-01-01', '2011-05-01', '2012-01-12', '2014-02-25', '2014-11-05', '2015-10-20', '2016-04-19'],
  ...['2016-06-30', '2016-09-02', '2018-03-28', '2018-08-17', '2018-09-24', '2019-10-01', '2020-10-27', '2021-01-03'],
  ...['2021-03-23', '2021-07-15', '2022-09-24', 'latest'],
];

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
};

function failed(status: number): MetadataAnswer {
  const title = `${status} - ${reasons[status]}`;
  const body = `<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
	"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head>
  <title>${title}</title>
 </head>
 <body>
  <h1>${title}</h1>
 </body>
</html>
`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}

function text(body: string | Uint8Array, contentType = 'text/plain'): MetadataAnswer {
  return { status: 200, headers: { 'content-type': contentType }, body };
}

const json = (value: unknown): MetadataAnswer => text(JSON.stringify(value, null, 2), 'application/json');

function issueToken(service: MetadataService, request: MetadataRequest, home: Home): MetadataAnswer {
  // A proxy that forwards the header would hand an instance's token to strangers.
  if (request.headers['x-forwarded-for'] !== undefined) return failed(403);
  if (request.path !== '/latest/api/token') return failed(405);
  const asked = String(request.headers[lifetimeHeader] ?? '');
  const seconds = /^\d{1,5}$/.test(asked) ? Number(asked) : 0;
  if (seconds < shortestToken || seconds > longestToken) return failed(400);
  const answer = text(service.tokens.issue(home.instance.id, seconds));
  return { ...answer, headers: { ...answer.headers, [lifetimeHeader]: String(seconds) } };
}

function mayRead(service: MetadataService, request: MetadataRequest, home: Home): boolean {
  const token = request.headers[tokenHeader];
  if (token === undefined) return home.instance.metadata.httpTokens === 'optional';
  return service.tokens.accepts(home.instance.id, String(token));
}

function listing(tree: Tree): MetadataAnswer {
  const names = Object.entries(tree).filter(([, value]) => value !== undefined);
  return text(names.map(([name, value]) => (typeof value === 'string' ? name : `${name}/`)).join('\n'));
}

function walk(tree: Tree, path: readonly string[]): MetadataAnswer {
  let here: Tree | string | undefined = tree;
  for (const name of path) {
    here = typeof here === 'object' && Object.hasOwn(here, name) ? here[name] : undefined;
  }
  if (here === undefined) return failed(404);
  return typeof here === 'string' ? text(here) : listing(here);
}

interface Profile {
  readonly profile: InstanceProfile;
  readonly role: Role | undefined;
}

/** What an instance's profile gives it. An instance profile's ARN ends in its name, after whatever path it has. */
function profileOf({ network, instance }: Home): Profile | undefined {
  const name = instance.instanceProfile?.split('/').at(-1);
  const profile = network.get('instance-profile', `${instance.account}/${name}`);
  if (!profile) return undefined;
  const role =
    profile.roleName === undefined ? undefined : network.get('role', `${profile.account}/${profile.roleName}`);
  return { profile, role };
}

const seconds = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');

async function credentialsDocument(service: MetadataService, home: Home, role: Role): Promise<MetadataAnswer> {
  try {
    const issued = await service.credentials(home.instance, role);
    return json({
      Code: 'Success',
      LastUpdated: seconds(issued.issued),
      Type: 'AWS-HMAC',
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      Token: issued.sessionToken,
      Expiration: seconds(issued.expiration),
    });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html
    return json({
      Code: 'AssumeRoleUnauthorizedAccess',
      Message: `EC2 cannot assume the role ${role.name}. Please see documentation at https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.`,
      LastUpdated: seconds(service.clock.now()),
    });
  }
}

async function identityAnswer(service: MetadataService, home: Home, path: readonly string[]): Promise<MetadataAnswer> {
  const found = profileOf(home);
  if (found === undefined) return failed(404);
  const { profile, role } = found;
  const [category, name, ...rest] = path;
  if (category === 'security-credentials' && role && name === role.name && rest.length === 0) {
    return credentialsDocument(service, home, role);
  }
  const info = {
    Code: 'Success',
    LastUpdated: seconds(service.clock.now()),
    InstanceProfileArn: home.instance.instanceProfile,
    InstanceProfileId: profile.uniqueId,
  };
  if (category === 'info' && name === undefined) return json(info);
  // Listed only: what is asked for under the role's name was answered above.
  return walk({ info: '', ...(role ? { 'security-credentials': { [role.name]: '' } } : {}) }, path);
}

async function read(service: MetadataService, home: Home, path: string): Promise<MetadataAnswer> {
  const [version, category, ...rest] = path
    .split('?')[0]!
    .split('/')
    .filter((part) => part !== '');
  if (version === undefined) return text(versions.join('\n'));
  if (!versions.includes(version)) return failed(404);
  const { instance } = home;
  if (category === 'meta-data') {
    if (rest[0] === 'iam') return identityAnswer(service, home, rest.slice(1));
    const tree = metadataTree(home);
    return walk(instance.instanceProfile ? { ...tree, iam: {} } : tree, rest);
  }
  if (category === 'user-data' && rest.length === 0) {
    if (instance.userData === undefined) return failed(404);
    return text(Buffer.from(instance.userData, 'base64'), 'application/octet-stream');
  }
  const dynamic = { 'instance-identity': { document: identityDocument(home) } };
  if (category === 'dynamic') return walk(dynamic, rest);
  if (category !== undefined) return failed(404);
  return walk({ dynamic, 'meta-data': {}, ...(instance.userData === undefined ? {} : { 'user-data': '' }) }, []);
}

/** The answer to one request; never anything about another instance than the one behind the source address. */
export async function answerMetadata(service: MetadataService, request: MetadataRequest): Promise<MetadataAnswer> {
  const home = homeOf(service.network(), service.vpc, request.source);
  if (home === undefined) return failed(404);
  if (home.instance.metadata.httpEndpoint === 'disabled') return failed(403);
  if (request.method === 'PUT') return issueToken(service, request, home);
  if (request.method !== 'GET' && request.method !== 'HEAD') return failed(405);
  if (!mayRead(service, request, home)) return failed(401);
  return read(service, home, request.path);
}
