/** The named hosts of the simulated internet: public servers that belong to nobody's VPC, for probes and demonstrations. */

export interface InternetHost {
  readonly name: string;
  /** In `internetHosts` of model/region.ts. */
  readonly address: string;
}

/** The domain of the hosts. */
export const internetDomains: readonly string[] = ['postern.example', 'internet.example'];

export const namedHosts: readonly InternetHost[] = [
  { name: 'internet.postern.example', address: '203.0.113.10' },
  { name: 'echo.internet.example', address: '203.0.113.7' },
  { name: 'www.internet.example', address: '203.0.113.80' },
];

export function hostNamed(name: string): InternetHost | undefined {
  return namedHosts.find((host) => host.name === name);
}
