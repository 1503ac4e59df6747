/**
 * Every condition key that requests here may have, in one table: key → how it is read. A key is read when a policy asks for
 * it, so those that no policy names cost nothing. What isn't in the table is absent, as on AWS.
 */

import type { ContextReader, ContextValue } from '../policy/context.ts';
import { attributeValues, ec2Keys } from './ec2-keys.ts';
import type { Facts, FamilyTable, KeyReader, KeyTable, TagFamily } from './facts.ts';
import { launchKeys } from './launch-keys.ts';
import { organizationId, organizationPath } from './organization-keys.ts';
import { principalFamilies, principalKeys } from './principal-keys.ts';
import { requestKeys } from './request-keys.ts';
import { serviceKeys } from './service-keys.ts';
import { tagFamilies, tagKeys } from './tag-keys.ts';

/** Most ARNs say whose the resource is. */
function resourceOwner({ resource, resourceAccount }: Facts): string | undefined {
  const account = resource.arn.split(':')[4] ?? '';
  return /^\d{12}$/.test(account) ? account : resourceAccount || undefined;
}

const resourceKeys: KeyTable = {
  'aws:ResourceAccount': resourceOwner,
  'aws:ResourceOrgID': (facts) => organizationId(facts.network, resourceOwner(facts)),
  'aws:ResourceOrgPaths': (facts) => organizationPath(facts.network, resourceOwner(facts)),
};

export const contextKeys: KeyTable = {
  ...requestKeys,
  ...principalKeys,
  ...resourceKeys,
  ...tagKeys,
  ...ec2Keys,
  ...launchKeys,
  ...serviceKeys,
};

export const contextFamilies: FamilyTable = {
  ...principalFamilies,
  ...tagFamilies,
  'ec2:Attribute/': attributeValues,
};

/** Key names have no letter case. */
const readers: ReadonlyMap<string, KeyReader> = new Map(
  Object.entries(contextKeys).map(([key, read]) => [key.toLowerCase(), read]),
);
const families: ReadonlyMap<string, TagFamily> = new Map(
  Object.entries(contextFamilies).map(([prefix, read]) => [prefix.toLowerCase(), read]),
);

/** Tags that differ in letter case only are one key with several values. */
function tagValue(key: string, facts: Facts): ContextValue | undefined {
  const slash = key.indexOf('/') + 1;
  const family = slash === 0 ? undefined : families.get(key.slice(0, slash));
  if (family === undefined) return undefined;
  const name = key.slice(slash);
  return Object.entries(family(facts)).flatMap(([tag, value]) => (tag.toLowerCase() === name ? [value] : []));
}

/** @param own keys that the service itself gives, which come first */
export function keyReader(facts: Facts, own?: Readonly<Record<string, ContextValue>>): ContextReader {
  const usual: ContextReader = (key) => readers.get(key)?.(facts) ?? tagValue(key, facts);
  if (own === undefined) return usual;
  const given = new Map(Object.entries(own).map(([key, value]) => [key.toLowerCase(), value]));
  return (key) => given.get(key) ?? usual(key);
}
