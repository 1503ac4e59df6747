/**
 * The header of the proxy protocol, version 2, as a network load balancer writes it before a connection's first byte: who
 * connected to which address, and through which VPC endpoint. Bytes only: https://www.haproxy.org/download/1.8/doc/proxy-protocol.txt
 */

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/** Version 2 in the upper half of the byte, the command in the lower. */
const localCommand = 0x20;
const proxyCommand = 0x21;

const unspecified = 0x00;
const tcpOverIpv4 = 0x11;
const ipv4Length = 12;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#custom-tlv */
const awsType = 0xea;
const endpointIdSubtype = 0x01;

export interface ProxiedConnection {
  readonly source: { readonly address: string; readonly port: number };
  readonly destination: { readonly address: string; readonly port: number };
  /** `vpce-…`, for what came through one. */
  readonly endpoint?: string;
}

function head(command: number, family: number, body: Buffer): Buffer {
  const fixed = Buffer.alloc(4);
  fixed.writeUInt8(command, 0);
  fixed.writeUInt8(family, 1);
  fixed.writeUInt16BE(body.length, 2);
  return Buffer.concat([signature, fixed, body]);
}

function octets(address: string): readonly number[] {
  return address.split('.').map(Number);
}

function addresses({ source, destination }: ProxiedConnection): Buffer {
  const body = Buffer.alloc(ipv4Length);
  body.set(octets(source.address), 0);
  body.set(octets(destination.address), 4);
  body.writeUInt16BE(source.port, 8);
  body.writeUInt16BE(destination.port, 10);
  return body;
}

function endpointIn(id: string): Buffer {
  const value = Buffer.from(`${String.fromCharCode(endpointIdSubtype)}${id}`, 'latin1');
  const fixed = Buffer.alloc(3);
  fixed.writeUInt8(awsType, 0);
  fixed.writeUInt16BE(value.length, 1);
  return Buffer.concat([fixed, value]);
}

export function proxyHeader(connection: ProxiedConnection): Buffer {
  const { endpoint } = connection;
  const parts = [addresses(connection), ...(endpoint === undefined ? [] : [endpointIn(endpoint)])];
  return head(proxyCommand, tcpOverIpv4, Buffer.concat(parts));
}

/** Of a connection that the load balancer opens for itself: a health check. */
export function localHeader(): Buffer {
  return head(localCommand, unspecified, Buffer.alloc(0));
}
