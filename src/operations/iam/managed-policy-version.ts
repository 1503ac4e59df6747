/**
 * Versions of managed policies: up to five, of which the default is the one that counts. Numbers only grow.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
 */

import type { ManagedPolicy, PolicyVersion } from '../../model/identity.ts';
import { deleteConflict, limitExceeded, noSuchEntity, validationError } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { checkDocument, encodedDocument } from './input.ts';
import { defaultVersionOf, type KnownPolicy, ownPolicyAt, policyAt, versionsOf } from './known-policy.ts';
import { iamPage } from './page.ts';
import { mostPolicyVersions } from './quotas.ts';

const shown = (policy: KnownPolicy, version: PolicyVersion) => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === defaultVersionOf(policy),
  CreateDate: new Date(version.created),
});

export const versionWithDocument = (policy: KnownPolicy, version: PolicyVersion) => ({
  Document: encodedDocument(version.document),
  ...shown(policy, version),
});

/** @throws Fault ValidationError, NoSuchEntity */
function versionNamed(policy: KnownPolicy, arn: string, id: string): PolicyVersion {
  if (!/^v[1-9]\d*(\.[A-Za-z0-9-]*)?$/.test(id)) {
    throw validationError(
      `1 validation error detected: Value '${id}' at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?`,
    );
  }
  const version = versionsOf(policy).find((one) => one.id === id);
  if (version === undefined) {
    throw noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
  }
  return version;
}

/** The newest first, as AWS lists them. */
const newestFirst = (policy: KnownPolicy): readonly PolicyVersion[] => [...versionsOf(policy)].reverse();

/** What pages are ordered by: the place in that list. */
function listed(policy: KnownPolicy) {
  return newestFirst(policy).map((version, index) => ({ version, key: String(index) }));
}

export function versionsShown(policy: KnownPolicy) {
  return newestFirst(policy).map((version) => versionWithDocument(policy, version));
}

function withDefault(policy: ManagedPolicy, version: PolicyVersion): ManagedPolicy {
  return { ...policy, versions: versionsOf(policy), defaultVersion: version.id, document: version.document };
}

export const managedPolicyVersionOperations: IamHandlers<
  'CreatePolicyVersion' | 'DeletePolicyVersion' | 'GetPolicyVersion' | 'ListPolicyVersions' | 'SetDefaultPolicyVersion'
> = {
  CreatePolicyVersion(context, { PolicyArn, PolicyDocument, SetAsDefault }) {
    const { account, now } = context;
    checkDocument(PolicyDocument, 'identity', 'PolicySize');
    return context.transact((draft) => {
      const policy = ownPolicyAt(draft.network, account, PolicyArn);
      const versions = versionsOf(policy);
      if (versions.length >= mostPolicyVersions) {
        throw limitExceeded(
          `A managed policy can have up to ${mostPolicyVersions} versions. Before you create a new version, you must delete an existing version.`,
        );
      }
      const lastVersion = (policy.lastVersion ?? 1) + 1;
      const version: PolicyVersion = { id: `v${lastVersion}`, created: now, document: PolicyDocument };
      const grown: ManagedPolicy = { ...policy, versions: [...versions, version], lastVersion, updated: now };
      const changed = SetAsDefault ? withDefault(grown, version) : grown;
      draft.put(changed);
      return { PolicyVersion: shown(changed, version) };
    });
  },

  DeletePolicyVersion(context, { PolicyArn, VersionId }) {
    const { account, now } = context;
    return context.transact((draft) => {
      const policy = ownPolicyAt(draft.network, account, PolicyArn);
      const { id } = versionNamed(policy, PolicyArn, VersionId);
      if (id === defaultVersionOf(policy)) throw deleteConflict('Cannot delete the default version of a policy.');
      draft.put({ ...policy, versions: versionsOf(policy).filter((one) => one.id !== id), updated: now });
      return {};
    });
  },

  SetDefaultPolicyVersion(context, { PolicyArn, VersionId }) {
    const { account, now } = context;
    return context.transact((draft) => {
      const policy = ownPolicyAt(draft.network, account, PolicyArn);
      draft.put({ ...withDefault(policy, versionNamed(policy, PolicyArn, VersionId)), updated: now });
      return {};
    });
  },

  GetPolicyVersion({ network, account }, { PolicyArn, VersionId }) {
    const policy = policyAt(network, account, PolicyArn);
    return { PolicyVersion: versionWithDocument(policy, versionNamed(policy, PolicyArn, VersionId)) };
  },

  ListPolicyVersions({ network, account }, input) {
    const policy = policyAt(network, account, input.PolicyArn);
    const { items, ...rest } = iamPage(listed(policy), input, ({ key }) => key);
    return { Versions: items.map(({ version }) => shown(policy, version)), ...rest };
  },
};
