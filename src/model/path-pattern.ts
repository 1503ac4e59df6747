/**
 * Which paths somebody wants to know about, or not: by what is at their ends, what they lead through and what is sent.
 * Everything that a pattern says must hold; of a list any one. Terms of
 * https://docs.aws.amazon.com/vpc/latest/network-access-analyzer/working-with-vaa.html
 */

export interface ResourcePattern {
  /** Ids or ARNs. */
  readonly ids?: readonly string[];
  /** CloudFormation's names of types: `AWS::EC2::InternetGateway`. */
  readonly types?: readonly string[];
}

export interface HeaderPattern {
  /** `tcp`, `udp` */
  readonly protocols?: readonly string[];
  /** Addresses or blocks. */
  readonly sourceAddresses?: readonly string[];
  readonly destinationAddresses?: readonly string[];
  /** `443` or `8000-8999` */
  readonly sourcePorts?: readonly string[];
  readonly destinationPorts?: readonly string[];
  /** Ids or ARNs. */
  readonly sourcePrefixLists?: readonly string[];
  readonly destinationPrefixLists?: readonly string[];
}

export interface EndPattern {
  readonly resources?: ResourcePattern;
  /** The packet as it is at this end. */
  readonly packet?: HeaderPattern;
}

export interface PathPattern {
  readonly source?: EndPattern;
  readonly destination?: EndPattern;
  /** Each must be somewhere on the way. */
  readonly through?: readonly ResourcePattern[];
}

/** Paths that match any of the one and none of the other. */
export interface Scope {
  readonly matches: readonly PathPattern[];
  readonly excludes: readonly PathPattern[];
}
