/**
 * What flow logs are made of: flows as one interface saw them during an interval, counted by whoever moves the packets. A flow may
 * come in several pieces that differ in the flags of their packets alone; `merged` puts them together.
 */

export interface Flow {
  readonly networkInterface: string;
  readonly direction: 'ingress' | 'egress';
  readonly action: 'ACCEPT' | 'REJECT';
  /** Where it went from there, as far as that is known. */
  readonly way?: 'vpc' | 'internet-gateway' | 'gateway-endpoint' | 'peering' | 'inter-region-peering' | 'nowhere';
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** FIN 1, SYN 2, RST 4, SYN-ACK 18. */
  readonly tcpFlags: number;
  readonly packets: number;
  readonly bytes: number;
}

export interface FlowReading {
  /** Milliseconds since 1970: the interval. */
  readonly since: number;
  readonly until: number;
  /** Whose flows were counted, whether or not they had any. */
  readonly networkInterfaces: readonly string[];
  readonly flows: readonly Flow[];
  /** Nothing was left uncounted. */
  readonly complete: boolean;
}

function keyOf(flow: Flow): string {
  const { direction, action, way, protocol, source, destination, sourcePort, destinationPort } = flow;
  return `${direction} ${action} ${way} ${protocol} ${source} ${destination} ${sourcePort} ${destinationPort}`;
}

/** Flows of one interface, each once. */
export function merged(flows: readonly Flow[]): readonly Flow[] {
  const whole = new Map<string, Flow>();
  for (const flow of flows) {
    const key = keyOf(flow);
    const known = whole.get(key);
    whole.set(
      key,
      known === undefined
        ? flow
        : {
            ...flow,
            tcpFlags: known.tcpFlags | flow.tcpFlags,
            packets: known.packets + flow.packets,
            bytes: known.bytes + flow.bytes,
          },
    );
  }
  return [...whole.values()];
}
