/**
 * AWS's protocols, and the families that share their manners: how an error looks, and which codes stand for a missing
 * parameter or a wrong signature. EC2 and S3 each keep manners of their own.
 */

export type Protocol = 'ec2Query' | 'awsQuery' | 'awsJson1_0' | 'awsJson1_1' | 'restJson1' | 'restXml';

export type Family = 'ec2' | 'query' | 'json' | 's3';

const families: Readonly<Record<Protocol, Family>> = {
  ec2Query: 'ec2',
  awsQuery: 'query',
  awsJson1_0: 'json',
  awsJson1_1: 'json',
  restJson1: 'json',
  restXml: 's3',
};

export function familyOf(protocol: Protocol): Family {
  return families[protocol];
}

const contentTypes: Readonly<Record<Protocol, string>> = {
  ec2Query: 'text/xml;charset=UTF-8',
  awsQuery: 'text/xml',
  awsJson1_0: 'application/x-amz-json-1.0',
  awsJson1_1: 'application/x-amz-json-1.1',
  restJson1: 'application/json',
  restXml: 'application/xml',
};

/** The content type of an answer. */
export function contentTypeOf(protocol: Protocol): string {
  return contentTypes[protocol];
}
