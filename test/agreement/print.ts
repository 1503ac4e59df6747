/** What a disagreement prints: both results with the verifier's hops, and the network as commands of the AWS CLI. */

import type { Hop } from '../../src/verify/trace.ts';
import type { Compared } from './compare.ts';
import { type Call, flowText, type Owner, regionOf } from './plan.ts';

const commandNames = { ec2: 'ec2', elb: 'elbv2', ram: 'ram', sts: 'sts', postern: 'postern' } as const;

/** `CreateVpc` is `create-vpc`. */
function commandName(operation: string): string {
  return operation.replaceAll(/(?<=.)([A-Z])/g, '-$1').toLowerCase();
}

/** `Items.0.Key=$name.Id` is `Items[0].Key[?…]` to JMESPath (https://jmespath.org/specification.html). */
function queryText(path: string): string {
  const segments = path.split('.');
  return segments.reduce((text, segment, index) => {
    if (/^\d+$/.test(segment)) return `${text}[${segment}]`;
    const [key, wanted] = segment.split('=');
    if (wanted !== undefined) return `${text}[?${key}=='${wanted}'] | [0]`;
    return index === 0 ? segment : `${text}.${segment}`;
  }, '');
}

const whose: Readonly<Record<Owner, string>> = {
  consumer: '',
  provider: ' --profile provider',
  guest: ' --profile guest',
  remote: ` --region ${regionOf.remote}`,
};

/** JSON for a shell, in which names are variables. */
function inputText(input: object): string {
  return `'${JSON.stringify(input).replaceAll(/"\$(\w+)"/g, (_, name: string) => `"'"$${name}"'"`)}'`;
}

export function callText({ owner, service, operation, input, patient, gives = {} }: Call): string {
  if (service === 'postern') return `npx postern fault az ${regionOf[owner]} ${input.zone} ${input.state}`;
  const when = patient ? '# Once what is asked for above is in force:\n' : '';
  const command = `${when}aws${whose[owner]} ${commandNames[service]} ${commandName(operation)} --cli-input-json ${inputText(input)}`;
  const names = Object.keys(gives);
  const paths = Object.values(gives).map(queryText);
  if (names.length === 0) return command;
  const query = paths.length === 1 ? paths[0] : `[${paths.join(', ')}]`;
  return `read -r ${names.join(' ')} < <(${command} --output text --query "${query}")`;
}

function hopText({ stage, component, rule, verdict, detail, packet }: Hop): string {
  const port = packet.port === undefined ? '' : `:${packet.port}`;
  const parts = [`${verdict} ${stage} ${component}`, rule && `by ${rule}`, detail];
  return `    ${parts.filter(Boolean).join(', ')} (${packet.source} → ${packet.destination}${port})`;
}

export function comparedText({ flow, verdict, fate }: Compared): string {
  const { trace, refusal } = verdict;
  const said = refusal ?? `${verdict.reachable ? 'reachable' : 'not reachable'} (${trace?.disposition})`;
  return [
    `flow     ${flowText(flow)}`,
    `verdict  ${said}`,
    `fate     ${fate}`,
    ...(trace ? ['  forward', ...trace.forward.map(hopText), '  return', ...trace.return.map(hopText)] : []),
    ...(trace?.blockers ?? []).map((blocker) => `  blocked  ${blocker.code} ${blocker.component}: ${blocker.mend}`),
  ].join('\n');
}
