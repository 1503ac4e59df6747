/** Transport ports, both ends included, and the ICMP type and code that AWS's rules carry in the same two members. */

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export const everyPort: PortRange = { from: 0, to: 65535 };

export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65535;
}

export function containsPort(range: PortRange, port: number): boolean {
  return range.from <= port && port <= range.to;
}
