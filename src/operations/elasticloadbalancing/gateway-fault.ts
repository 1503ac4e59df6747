/**
 * What Elastic Load Balancing answers to requests about gateway load balancers that it refuses. Sentences that users quoted in
 * public issues say so by having no mark; those marked are the likeliest, because no reply of AWS's could be found.
 */

import { Fault } from '../../base/fault.ts';

const validation = (message: string): Fault => new Fault('ValidationError', message);
const configuration = (message: string): Fault => new Fault('InvalidConfigurationRequest', message);

export const gatewayFault = {
  port: () => validation('A port cannot be specified for gateway listeners'),
  protocol: () => validation('A protocol cannot be specified for gateway listeners'),
  /** Quoted of network load balancers, when these had no groups yet. */
  groups: () => configuration("Security groups are not supported for load balancers with type 'gateway'"),
  /** Likeliest, as are the rest. */
  scheme: () => validation("A scheme cannot be specified for load balancers with type 'gateway'"),
  addresses: () => configuration("Addresses cannot be specified for load balancers with type 'gateway'"),
  groupPort: (port: number, geneve: number) =>
    validation(`Port '${port}' is not supported for target groups with the GENEVE protocol. It must be '${geneve}'`),
  targetPort: (port: number, geneve: number) =>
    validation(
      `Port '${port}' is not supported for targets of target groups with the GENEVE protocol. It must be '${geneve}'`,
    ),
  failover: () =>
    validation(
      "Target group attributes 'target_failover.on_deregistration' and 'target_failover.on_unhealthy' must have the same value",
    ),
} as const;
