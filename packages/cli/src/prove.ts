/**
 * `postern prove`: whether a claim that no path exists holds, with a certificate or with a packet that does pass; and
 * whether a certificate still holds. Exit code 0 is yes, 1 no, 2 a question that has no answer.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { CertificateCheck, CounterExample, Proof } from '../../../src/verify/reach-answer.ts';
import { answers, ask } from './ask.ts';
import { parseClaim } from './claim.ts';
import { counted, protocolNumbers, sizeText, trafficText } from './class-text.ts';
import { exitCodes, Failure, oneLine } from './failure.ts';
import { endpointOf } from './find-server.ts';

interface Options {
  readonly endpoint?: string;
  readonly certificate?: string;
  readonly check?: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .argument(
      '[claim...]',
      '"no path from A[, B] to C[, D] [on tcp|udp|icmp|NUMBER [PORT[-PORT]]]"; A is an id, a Name, a block, an account id, internet or anything',
    )
    .option('--certificate <FILE>', 'where to keep the proof, for --check')
    .option('--check <FILE>', 'whether the certificate in the file holds for the network as it is now')
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object')
    .action(async (words: readonly string[], options: Options) => {
      const endpoint = endpointOf(options.endpoint);
      if (words.length > 0 === (options.check !== undefined)) {
        throw new Failure('give one claim, or a certificate with --check', exitCodes.usage);
      }
      const isYes =
        options.check === undefined
          ? await proveClaim(endpoint, words.join(' '), options)
          : await checkFile(endpoint, options.check, options);
      process.exitCode = isYes ? answers.yes : answers.no;
    });
}

async function proveClaim(endpoint: string, text: string, { certificate, json }: Options): Promise<boolean> {
  const body = JSON.stringify(parseClaim(text));
  const proof = await ask<Proof>(endpoint, '/_postern/prove', () => ({ method: 'POST', body }));
  if (certificate !== undefined && proof.certificate) keep(certificate, proof.certificate);
  process.stdout.write(json ? `${JSON.stringify(proof)}\n` : proofText(text, proof));
  return proof.holds;
}

async function checkFile(endpoint: string, path: string, { json }: Options): Promise<boolean> {
  const body = contentOf(path);
  const check = await ask<CertificateCheck>(endpoint, '/_postern/check-certificate', () => ({ method: 'POST', body }));
  process.stdout.write(json ? `${JSON.stringify(check)}\n` : checkText(check));
  return check.valid;
}

function keep(path: string, certificate: object): void {
  try {
    writeFileSync(path, `${JSON.stringify(certificate)}\n`);
  } catch (reason) {
    throw new Failure(`the certificate can't be written: ${oneLine(reason)}`);
  }
}

function contentOf(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (reason) {
    throw new Failure(`the certificate can't be read: ${oneLine(reason)}`, answers.none);
  }
  // A proof that was kept whole holds its certificate.
  const found = parsed(text);
  if (typeof found !== 'object' || found === null) throw new Failure(`${path} is no certificate`, answers.none);
  return JSON.stringify('certificate' in found ? found.certificate : found);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function proofText(claim: string, { holds, certificate, counterExamples, size }: Proof): string {
  if (holds) {
    const kept = certificate ? `, ${counted(certificate.boxes.length, 'box', 'boxes')} of packets, none passes` : '';
    return `holds: ${claim}\n(${sizeText(size)}${kept})\n`;
  }
  return [`does not hold: ${claim}`, ...counterExamples.flatMap(exampleLines), `(${sizeText(size)})`, ''].join('\n');
}

function exampleLines({ question, command, traffic }: CounterExample): readonly string[] {
  const { source, destination, protocol, port } = question;
  const name = Object.keys(protocolNumbers).find((one) => protocolNumbers[one] === protocol) ?? `protocol ${protocol}`;
  const packet = `${name}${port === undefined ? '' : ` ${port}`} ${source} → ${destination}`;
  const others = trafficText(traffic);
  return [`  ${packet} passes (of ${others})`, ...(command === undefined ? [] : [`    ${command}`])];
}

/** Flaws that are told one by one. */
const mostFlaws = 10;

export function checkText({ valid, packets, flaws }: CertificateCheck): string {
  if (valid) return `the certificate holds: ${counted(packets, 'packet')} tried, none passes\n`;
  const more = flaws.length > mostFlaws ? [`  and ${flaws.length - mostFlaws} more`] : [];
  return ['the certificate does not hold', ...flaws.slice(0, mostFlaws).map((flaw) => `  ${flaw}`), ...more, ''].join(
    '\n',
  );
}
