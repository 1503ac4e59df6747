/**
 * EC2 Instance Connect Endpoints: made in a subnet, one for each VPC and account, with an interface that wears its groups,
 * changed, deleted, described (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-with-ec2-instance-connect-endpoint.html).
 * Tunnels through them are not offered, so that nothing leaves the interface.
 */

import { present } from '../../base/assert.ts';
import { resourceId } from '../../base/ids.ts';
import { randomText } from '../../base/random.ts';
import type { InstanceConnectEndpoint } from '../../model/instance-connect-endpoint.ts';
import { linkedService } from '../../model/linked-service.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { identityId } from '../iam/arn.ts';
import { linkedRole } from '../iam/service-linked-role.ts';
import { describe } from './describe.ts';
import { invalidCombination, missingParameter, notFound, notOffered, owned, required, usable } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { instanceConnectEndpointFilters, instanceConnectEndpointShape } from './instance-connect-endpoint-shape.ts';
import { createInterface, deleteInterface, interfaceGroups, serviceAttachment } from './network-interface.ts';
import { checkQuota } from './quotas.ts';
import { specifiedTags } from './tags.ts';

const service = 'ec2-instance-connect.amazonaws.com';
const linked = present(linkedService(service), 'a role for EC2 Instance Connect');

/** Likeliest: as long as NAT gateways. */
const shownAfterEnd = 60 * 60 * 1000;
const mostResults = 50;

function purgeDeleted(draft: Draft, { account, region, now }: Context): void {
  for (const { kind, id, deleted } of draft.find('instance-connect-endpoint', `owner:${account}/${region}`)) {
    if (deleted !== undefined && deleted <= now - shownAfterEnd) draft.remove(kind, id);
  }
}

/** The caller's own that is not deleted. @throws Fault InvalidInstanceConnectEndpointId.NotFound */
function standing(draft: Draft, context: Context, id: string): InstanceConnectEndpoint {
  const endpoint = owned(draft, context, 'instance-connect-endpoint', id);
  if (endpoint.deleted !== undefined) throw notFound('instance-connect-endpoint', id);
  return endpoint;
}

/** Likeliest: those of a shared VPC are counted for each account, since a participant makes its own beside the owner's. */
function checkQuotas(draft: Draft, context: Context, { id, vpc }: Subnet): void {
  const own = draft
    .find('instance-connect-endpoint', `owner:${context.account}/${context.region}`)
    .filter(({ deleted }) => deleted === undefined);
  const countOf = (isCounted: (one: InstanceConnectEndpoint) => boolean): number => own.filter(isCounted).length + 1;
  const inSubnet = countOf(({ subnet }) => subnet === id);
  const inVpc = countOf((one) => one.vpc === vpc);
  checkQuota(context, 'instanceConnectEndpointsPerSubnet', inSubnet);
  checkQuota(context, 'instanceConnectEndpointsPerVpc', inVpc);
  checkQuota(context, 'instanceConnectEndpointsPerRegion', own.length + 1);
}

/** No subnet here has IPv6 addresses. */
function checkAddressType(type: string | undefined): void {
  if (type !== undefined && type !== 'ipv4') throw notOffered('An IPv6 address of an EC2 Instance Connect Endpoint');
}

/** Tagged as the role that is linked to the service may do it (the policy Ec2InstanceConnectEndpoint). */
function makeInterface(draft: Draft, context: Context, id: string, subnet: Subnet, groups: readonly string[]): string {
  return createInterface(draft, context, {
    subnet,
    groups,
    interfaceType: 'ec2_instance_connect_endpoint',
    // The form is the likeliest.
    description: `EC2 Instance Connect Endpoint ${id}`,
    tags: { InstanceConnectEndpointId: id },
    requester: 'amazon-aws',
    parent: id,
    attachment: serviceAttachment(context),
  }).id;
}

export const instanceConnectEndpointOperations = {
  CreateInstanceConnectEndpoint(context, input) {
    checkAddressType(input.IpAddressType);
    const tags = specifiedTags(input.TagSpecifications, 'instance-connect-endpoint');
    const { account, region, now, random } = context;
    return context.transact((draft) => {
      purgeDeleted(draft, context);
      const subnet = usable(draft, context, 'subnet', required(input.SubnetId, 'subnetId'));
      checkQuotas(draft, context, subnet);
      const groups = interfaceGroups(draft, context, subnet, input.SecurityGroupIds);
      if (draft.get('role', identityId(account, linked.roleName)) === undefined) {
        draft.put(linkedRole(context, service, linked));
      }
      const id = resourceId(random, 'eice');
      const endpoint: InstanceConnectEndpoint = {
        kind: 'instance-connect-endpoint',
        id,
        account,
        region,
        created: now,
        tags,
        vpc: subnet.vpc,
        subnet: subnet.id,
        zoneId: subnet.zoneId,
        networkInterface: makeInterface(draft, context, id, subnet, groups),
        groups,
        preserveClientIp: input.PreserveClientIp ?? false,
        dnsSuffix: randomText(random, 8, '0123456789abcdef'),
        change: 'create',
        stateRevision: draft.revision,
      };
      draft.put(endpoint);
      const InstanceConnectEndpoint = instanceConnectEndpointShape(context, endpoint);
      return { InstanceConnectEndpoint, ClientToken: input.ClientToken };
    });
  },

  ModifyInstanceConnectEndpoint(context, input) {
    const { SecurityGroupIds: ids, PreserveClientIp } = input;
    checkAddressType(input.IpAddressType);
    if (ids === undefined && PreserveClientIp === undefined && input.IpAddressType === undefined) {
      throw invalidCombination('No attributes specified.');
    }
    if (ids?.length === 0) throw missingParameter('securityGroupIds');
    return context.transact((draft) => {
      const id = required(input.InstanceConnectEndpointId, 'instanceConnectEndpointId');
      const endpoint = standing(draft, context, id);
      const subnet = present(draft.get('subnet', endpoint.subnet), endpoint.subnet);
      const groups = ids ? interfaceGroups(draft, context, subnet, ids, endpoint.groups) : endpoint.groups;
      const own = present(draft.get('network-interface', endpoint.networkInterface), endpoint.networkInterface);
      draft.put({ ...own, groups });
      const preserveClientIp = PreserveClientIp ?? endpoint.preserveClientIp;
      draft.put({ ...endpoint, groups, preserveClientIp, change: 'update', stateRevision: draft.revision });
      return { Return: true };
    });
  },

  DeleteInstanceConnectEndpoint(context, input) {
    return context.transact((draft) => {
      purgeDeleted(draft, context);
      const id = required(input.InstanceConnectEndpointId, 'instanceConnectEndpointId');
      const endpoint = standing(draft, context, id);
      deleteInterface(draft, { id: endpoint.networkInterface });
      const gone = { ...endpoint, change: 'delete', stateRevision: draft.revision, deleted: context.now } as const;
      draft.put(gone);
      return { InstanceConnectEndpoint: instanceConnectEndpointShape(context, gone) };
    });
  },

  DescribeInstanceConnectEndpoints(context, input) {
    const request = { ...input, ids: input.InstanceConnectEndpointIds };
    const filters = instanceConnectEndpointFilters(context);
    const bounds = { least: 1, most: mostResults };
    const page = describe(context, 'instance-connect-endpoint', request, filters, bounds);
    const InstanceConnectEndpoints = page.items.map((one) => instanceConnectEndpointShape(context, one));
    return { InstanceConnectEndpoints, NextToken: page.nextToken };
  },
} satisfies Ec2Handlers;
