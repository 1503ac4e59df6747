/**
 * One signed AssumeRole, so that an account without keys can be used from the management account's. The signature is made
 * of the same pieces that the server verifies with.
 */

import { canonicalRequest, encodeUri } from '../../../src/wire/canonical-request.ts';
import { algorithm, formatBasic } from '../../../src/wire/signature.ts';
import { scopeText, sha256, sign, signingKey } from '../../../src/wire/signing-key.ts';
import { Failure } from './failure.ts';
import { request } from './request.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const type = 'application/x-www-form-urlencoded; charset=utf-8';

export async function assumeRole(
  place: { readonly endpoint: string; readonly region: string; readonly now: number },
  keys: Keys,
  role: string,
): Promise<Keys> {
  const input = { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: role, RoleSessionName: 'postern' };
  const body = Object.entries(input)
    .map(([name, value]) => `${name}=${encodeUri(value)}`)
    .join('&');
  const headers = signedHeaders(place, keys, body);
  const { status, text } = await request(place.endpoint, '/', { method: 'POST', headers, body });
  if (status !== 200) throw new Failure(`${role}: ${element(text, 'Message') ?? `status ${status}`}`);
  return {
    accessKeyId: element(text, 'AccessKeyId') ?? '',
    secretAccessKey: element(text, 'SecretAccessKey') ?? '',
    sessionToken: element(text, 'SessionToken') ?? '',
  };
}

function signedHeaders(
  { endpoint, region, now }: { readonly endpoint: string; readonly region: string; readonly now: number },
  keys: Keys,
  body: string,
): Record<string, string> {
  const timestamp = formatBasic(now);
  const headers = { 'content-type': type, host: new URL(endpoint).host, 'x-amz-date': timestamp };
  const names = Object.keys(headers);
  const canonical = canonicalRequest(
    { method: 'POST', path: '/', query: '', headers },
    { signedHeaders: names, bodyHash: sha256(body), isS3: false },
  );
  const scope = { date: timestamp.slice(0, 8), region, service: 'sts' };
  const text = [algorithm, timestamp, scopeText(scope), sha256(canonical)].join('\n');
  const signature = sign(signingKey(keys.secretAccessKey, scope), text);
  const credential = `${keys.accessKeyId}/${scopeText(scope)}`;
  return {
    ...headers,
    authorization: `${algorithm} Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

/** The text of the first element of that name; STS's answers escape nothing but these. */
function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`)
    .exec(xml)?.[1]
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
