/**
 * AWS's protocols, and the families that share their manners: how an error looks, and which codes stand for a missing
 * parameter or a wrong signature. EC2 and S3 each keep manners of their own, so that S3's restXml, which is not decoded
 * here, goes by a name of its own; restXml is that of the other services, whose errors are those of the query services.
 */

export type Protocol =
  | 'ec2Query'
  | 'awsQuery'
  | 'awsJson1_0'
  | 'awsJson1_1'
  | 'rpcV2Cbor'
  | 'restJson1'
  | 'restXml'
  | 's3';

/** The protocols whose bodies are decoded here. */
export type DecodedProtocol = Exclude<Protocol, 's3'>;

export type Family = 'ec2' | 'query' | 'json' | 's3';

const families: Readonly<Record<Protocol, Family>> = {
  ec2Query: 'ec2',
  awsQuery: 'query',
  awsJson1_0: 'json',
  awsJson1_1: 'json',
  rpcV2Cbor: 'json',
  restJson1: 'json',
  restXml: 'query',
  s3: 's3',
};

export function familyOf(protocol: Protocol): Family {
  return families[protocol];
}

const contentTypes: Readonly<Record<Protocol, string>> = {
  ec2Query: 'text/xml;charset=UTF-8',
  awsQuery: 'text/xml',
  awsJson1_0: 'application/x-amz-json-1.0',
  awsJson1_1: 'application/x-amz-json-1.1',
  rpcV2Cbor: 'application/cbor',
  restJson1: 'application/json',
  restXml: 'text/xml',
  s3: 'application/xml',
};

/** The content type of an answer. */
export function contentTypeOf(protocol: Protocol): string {
  return contentTypes[protocol];
}

/** Whether method and path say what the operation is. */
export function isRest(protocol: Protocol): protocol is 'restJson1' | 'restXml' {
  return protocol === 'restJson1' || protocol === 'restXml';
}

/**
 * What requests and answers of RPC v2 say that they are, by the header's name in lower case.
 * https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export const rpcHeader = { 'smithy-protocol': 'rpc-v2-cbor' } as const;
