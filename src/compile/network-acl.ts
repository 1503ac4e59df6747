/** Network ACLs of a VPC that has subnets in them, in evaluation order. */

import type { NetworkAclPlan, NetworkAclRule } from '../blueprint/blueprint.ts';
import type { NetworkAcl } from '../model/network-acl.ts';
import { networkAclMatch } from './match.ts';

export function compileNetworkAcl(acl: NetworkAcl): NetworkAclPlan {
  return { id: acl.id, ingress: rulesOf(acl, false), egress: rulesOf(acl, true) };
}

function rulesOf(acl: NetworkAcl, egress: boolean): readonly NetworkAclRule[] {
  return acl.entries
    .filter((entry) => entry.egress === egress)
    .sort((one, other) => one.number - other.number)
    .flatMap((entry) => {
      const match = networkAclMatch(entry);
      return match ? [{ number: entry.number, action: entry.action, match }] : [];
    });
}
