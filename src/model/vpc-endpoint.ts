/** A VPC endpoint: gateway, interface, or of a gateway load balancer, which routes lead to. Its requester-managed interfaces are found by their `parent`. */

import type { ResourceBase } from './resource.ts';

export interface VpcEndpoint extends ResourceBase {
  readonly kind: 'vpc-endpoint';
  readonly endpointType: 'Gateway' | 'Interface' | 'GatewayLoadBalancer';
  readonly vpc: string;
  /** `com.amazonaws.us-east-1.s3` */
  readonly serviceName: string;
  /** `vpce-svc-…`, where a customer offers the service. */
  readonly service?: string;
  /** To a customer's service: how far its owner has let it. */
  readonly connection?: {
    /** `vpce-con-…` */
    readonly id: string;
    readonly state: 'pendingAcceptance' | 'accepted' | 'rejected' | 'expired';
    /** Milliseconds since 1970. */
    readonly since: number;
  };
  /** Policy text as it was given, or the default. */
  readonly policy: string;
  /** Gateway endpoints. */
  readonly routeTables: readonly string[];
  /** Interface endpoints: one interface each. One of a gateway load balancer has exactly one subnet, and no groups. */
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly networkInterfaces: readonly string[];
  readonly privateDnsEnabled: boolean;
  readonly privateDnsOnlyForInboundResolver: boolean;
  readonly dnsRecordIpType: string;
  readonly ipAddressType: string;
  /** Eight characters that make the endpoint's DNS names hard to guess. */
  readonly dnsSuffix: string;
  readonly desired: 'available' | 'deleted';
  readonly stateRevision: number;
}
