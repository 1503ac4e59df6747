/**
 * The indexes of each kind: under which keys a resource is found besides its id. A key is `name:value`; the Network keeps
 * them up to date. One table, so that a new kind says here, and only here, how it is looked up.
 */

import { suffixesOf } from './domain-name.ts';
import { recipientKey } from './handshake.ts';
import type { Kind, Resource, ResourceOf, Tags } from './resource.ts';
import { vpcsOfGroup } from './security-group.ts';
import { sharedWithKeys } from './sharing.ts';
import { gatewaysOf, type TransitGatewayTie } from './transit-gateway.ts';

type Keys<K extends Kind> = (resource: ResourceOf<K>) => readonly string[];

/** The key of kinds that are listed whole, across accounts and regions. */
export const every = 'every';

/** The key of what somebody has yet to answer. */
export const running = 'running';

const none = (): readonly string[] => [];
/** What people call it by: the verifier takes a Name wherever it takes an id (verify/names.ts). */
const named = ({ tags }: { readonly tags: Tags }): readonly string[] =>
  tags.Name === undefined ? [] : [`name:${tags.Name}`];
const ofVpc = (resource: { readonly vpc: string }): readonly string[] => [`vpc:${resource.vpc}`];

const present = (ties: readonly TransitGatewayTie[]): readonly string[] =>
  ties.filter(({ desired }) => desired === 'there').map(({ attachment }) => attachment);

const keysOf: { readonly [K in Kind]: Keys<K> } = {
  'access-key': (key) => (key.userName === undefined ? [] : [`user:${key.account}/${key.userName}`]),
  'access-scope-finding': (finding) => [`analysis:${finding.analysis}`],
  account: (account) =>
    account.organization === undefined
      ? [every]
      : [every, `organization:${account.organization}`, ...(account.parent ? [`parent:${account.parent}`] : [])],
  'account-creation': none,
  'account-region': none,
  'client-token': none,
  'connection-notification': (one) => [
    ...(one.service ? [`service:${one.service}`] : []),
    ...(one.endpoint ? [`endpoint:${one.endpoint}`] : []),
  ],
  'dhcp-options': none,
  'egress-only-internet-gateway': ofVpc,
  'elastic-address': (address) => [
    `public:${address.publicAddress}`,
    ...(address.association ? [`interface:${address.association.networkInterface}`] : []),
  ],
  'flow-log': (one) => [every, `vpc:${one.vpc}`, `resource:${one.resource}`],
  group: none,
  handshake: ({ organization, recipient, parent }) => [
    `organization:${organization}`,
    ...(recipient ? [recipientKey(recipient)] : []),
    ...(parent ? [`parent:${parent}`] : []),
  ],
  'hosted-zone': (zone) => [every, `name:${zone.name}`, ...zone.vpcs.map(({ vpc }) => `vpc:${vpc}`)],
  instance: (instance) => [`vpc:${instance.vpc}`, `subnet:${instance.subnet}`, ...named(instance)],
  'instance-connect-endpoint': (endpoint) => [`vpc:${endpoint.vpc}`],
  'instance-profile': none,
  'internet-gateway': (gateway) => [...(gateway.vpc === undefined ? [] : [`vpc:${gateway.vpc}`]), ...named(gateway)],
  listener: (listener) => [`load-balancer:${listener.loadBalancer}`, `target-group:${listener.targetGroup}`],
  'load-balancer': (one) => [
    every,
    `vpc:${one.vpc}`,
    `suffix:${one.suffix}`,
    ...one.nodes.map((node) => `interface:${node.networkInterface}`),
    ...new Set([...named(one), `name:${one.name}`]),
  ],
  'managed-policy': none,
  'nat-gateway': (gateway) => [`vpc:${gateway.vpc}`, `subnet:${gateway.subnet}`, ...named(gateway)],
  'network-acl': (acl) => [`vpc:${acl.vpc}`, ...acl.associations.map((association) => `subnet:${association.subnet}`)],
  'network-insights-access-scope': none,
  'network-insights-access-scope-analysis': (analysis) => [
    `scope:${analysis.scope}`,
    ...(analysis.outcome.status === 'running' ? [running] : []),
  ],
  'network-insights-analysis': (analysis) => [
    `path:${analysis.path}`,
    ...(analysis.outcome.status === 'running' ? [running] : []),
  ],
  'network-insights-path': none,
  'network-interface': (networkInterface) => [
    `vpc:${networkInterface.vpc}`,
    `subnet:${networkInterface.subnet}`,
    ...networkInterface.groups.map((group) => `group:${group}`),
    ...networkInterface.privateAddresses.map((address) => `address:${networkInterface.vpc}/${address}`),
    ...(networkInterface.autoPublicAddress ? [`public:${networkInterface.autoPublicAddress}`] : []),
    ...(networkInterface.attachment?.instance ? [`instance:${networkInterface.attachment.instance}`] : []),
    ...(networkInterface.parent ? [`parent:${networkInterface.parent}`] : []),
    ...named(networkInterface),
  ],
  organization: none,
  'organizational-unit': (unit) => [`organization:${unit.organization}`, `parent:${unit.parent}`],
  'permission-replacement': none,
  'prefix-list': none,
  'record-set': (record) => [
    `zone:${record.zone}`,
    `name:${record.zone}/${record.name}`,
    // Which names exist because something is below them.
    ...suffixesOf(record.name)
      .slice(1)
      .map((above) => `below:${record.zone}/${above}`),
  ],
  'resolver-endpoint': (endpoint) => [`vpc:${endpoint.vpc}`],
  'resolver-rule': (rule) => (rule.endpoint === undefined ? [] : [`endpoint:${rule.endpoint}`]),
  'resolver-rule-association': (one) => [`vpc:${one.vpc}`, `rule:${one.rule}`],
  'resource-policy': (policy) => [`organization:${policy.organization}`],
  'resource-share': (share) => [
    ...sharedWithKeys(share),
    ...new Set(share.resources.map(({ id }) => `resource:${id}`)),
  ],
  'resource-share-invitation': (one) => [`receiver:${one.receiver}`, `share:${one.share}`],
  'resource-share-permission': none,
  role: none,
  'route-table': (table) => [
    `vpc:${table.vpc}`,
    ...table.associations.map(({ subnet, gateway }) => {
      if (gateway !== undefined) return `gateway:${gateway}`;
      return subnet === undefined ? `main:${table.vpc}` : `subnet:${subnet}`;
    }),
    ...table.routes.flatMap(({ destination: to }) =>
      to.kind === 'prefix-list' ? [`prefix-list:${to.prefixList}`] : [],
    ),
  ],
  'security-group': (group) =>
    vpcsOfGroup(group).map((vpc, place) => (place === 0 ? `vpc:${vpc}` : `associated:${vpc}`)),
  'security-group-rule': (rule) => [
    `vpc:${rule.vpc}`,
    `group:${rule.group}`,
    ...(rule.peer.kind === 'group' ? [`peer:${rule.peer.group}`] : []),
    ...(rule.peer.kind === 'prefix-list' ? [`peer:${rule.peer.prefixList}`] : []),
  ],
  'service-control-policy': (policy) => [
    `organization:${policy.organization}`,
    ...policy.targets.map((target) => `target:${target}`),
  ],
  'service-linked-role-deletion': none,
  'shared-resource-tags': (one) => [`resource:${one.resource}`],
  subnet: ofVpc,
  // An instance may be a target on several ports.
  'target-group': (group) => [`vpc:${group.vpc}`, ...new Set(group.targets.map(({ id }) => `target:${id}`))],
  topic: none,
  'topic-delivery': () => [every],
  'topic-subscription': (one) => [`topic:${one.topic}`],
  'transit-gateway': (gateway) => [every, ...named(gateway)],
  'transit-gateway-attachment': (attachment) => [
    ...gatewaysOf(attachment).map((id) => `transit-gateway:${id}`),
    ...(attachment.attached.kind === 'vpc'
      ? [`vpc:${attachment.attached.vpc}`]
      : [`peer:${attachment.attached.account}/${attachment.attached.region}`]),
    ...named(attachment),
  ],
  'transit-gateway-route-table': (table) => [
    `transit-gateway:${table.transitGateway}`,
    ...present(table.associations).map((id) => `associated:${id}`),
    ...present(table.propagations).map((id) => `propagated:${id}`),
    ...named(table),
  ],
  user: (user) => (user.groups ?? []).map((name) => `group:${user.account}/${name}`),
  vpc: () => [every],
  'vpc-association-authorization': (one) => [`zone:${one.zone}`],
  'vpc-endpoint': (endpoint) => [
    `vpc:${endpoint.vpc}`,
    ...(endpoint.service ? [`service:${endpoint.service}`] : []),
    ...named(endpoint),
  ],
  'vpc-endpoint-service': (service) => [
    every,
    ...service.loadBalancers.map((arn) => `load-balancer:${arn}`),
    ...(service.product?.sellerDns ? [`seller:${service.product.sellerDns.name}`] : []),
    ...named(service),
  ],
  'vpc-peering-connection': ({ requester, accepter, ...connection }) => [
    // The accepter's; the requester is the owner.
    `accepter:${accepter.account}/${accepter.region}`,
    ...new Set([`vpc:${requester.vpc}`, `vpc:${accepter.vpc}`]),
    ...named(connection),
  ],
  'vpn-gateway': (gateway) => (gateway.vpc === undefined ? [] : [`vpc:${gateway.vpc}`]),
  'zone-fault': () => [every],
};

/** Every index key of a resource, the one of its owner and region first. */
export function indexKeys(resource: Resource): readonly string[] {
  const keys = keysOf[resource.kind] as (resource: Resource) => readonly string[];
  return [`owner:${resource.account}/${resource.region}`, ...keys(resource)];
}
