/**
 * The local certificate authority: one ECDSA P-256 key that the instances of this Postern trust, kept in a directory, and
 * certificates for the names of AWS's services, issued when a client first asks for a name. It relies on its caller to ask
 * only for names that the listener may bear, and never signs another authority.
 */

import './reflect-metadata.ts';
import { createPrivateKey, X509Certificate as NodeCertificate, webcrypto } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Clock } from '../base/clock.ts';
import { type Random, randomText } from '../base/random.ts';

/** What a server shows for a name. */
export interface Identity {
  /** The chain, the server's own certificate first. */
  readonly cert: string;
  readonly key: string;
  /** The same two, ready for use. */
  readonly context: SecureContext;
}

export interface Authority {
  /** The authority's own certificate, for the clients' bundles of trusted ones. */
  readonly pem: string;
  /** A server's identity for a DNS name in lower case, which may begin with `*.`. */
  identityFor(name: string): Promise<Identity>;
}

const day = 86_400_000;
const authorityDays = 3_650;
/** Clients refuse certificates for servers that last longer than 398 days. */
const leafDays = 397;
/** A certificate this close to its end is issued anew. */
const renewalDays = 30;
/** Clocks differ. */
const backdating = day;
/** Names whose certificates are kept; the ones not used for longest are issued again when asked for. */
export const mostIdentities = 1_000;

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const serverAuthentication = '1.3.6.1.5.5.7.3.1';

export const keyFile = 'ca.key';
export const certificateFile = 'ca.pem';

type KeyPair = webcrypto.CryptoKeyPair;

function newKeys(): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
}

/** Positive, and no longer than RFC 5280 allows. */
const serialNumber = (random: Random): string => `1${randomText(random, 31)}`;

interface Issuer {
  readonly certificate: X509Certificate;
  readonly pem: string;
  readonly key: webcrypto.CryptoKey;
}

/** Written beside its name and moved there, so that no half of a file is ever read. */
async function write(path: string, content: string, mode: number): Promise<void> {
  await writeFile(`${path}.new`, content, { mode });
  await chmod(`${path}.new`, mode);
  await rename(`${path}.new`, path);
}

async function createIssuer(directory: string, clock: Clock, random: Random): Promise<Issuer> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(random),
    // The number tells apart the authorities of several Posterns in one bundle.
    name: `CN=Postern local authority ${randomText(random, 8)}, O=Postern`,
    notBefore: new Date(clock.now() - backdating),
    notAfter: new Date(clock.now() + authorityDays * day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pem = `${certificate.toString('pem')}\n`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await write(join(directory, keyFile), await pemOfKey(keys.privateKey), 0o600);
  await write(join(directory, certificateFile), pem, 0o644);
  return { certificate, pem, key: keys.privateKey };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The kept authority; undefined where there is none, where the two files do not belong together, or near its end. */
async function keptIssuer(directory: string, clock: Clock): Promise<Issuer | undefined> {
  const keyText = await readIfThere(join(directory, keyFile));
  const pem = await readIfThere(join(directory, certificateFile));
  if (keyText === undefined || pem === undefined) return undefined;
  const privateKey = createPrivateKey(keyText);
  if (!new NodeCertificate(pem).checkPrivateKey(privateKey)) return undefined;
  const certificate = new X509Certificate(pem);
  if (certificate.notAfter.getTime() < clock.now() + leafDays * day) return undefined;
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  const key = await webcrypto.subtle.importKey('pkcs8', Buffer.from(der), algorithm, false, ['sign']);
  return { certificate, pem, key };
}

/** The common name is left to names that fit into it; clients read the alternative name. */
const subjectOf = (name: string): string => (name.length <= 64 ? `CN=${name}` : 'O=Postern');

async function issue(issuer: Issuer, keys: KeyPair, name: string, clock: Clock, random: Random): Promise<string> {
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(random),
    subject: subjectOf(name),
    issuer: issuer.certificate.subject,
    notBefore: new Date(clock.now() - backdating),
    notAfter: new Date(clock.now() + leafDays * day - backdating),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: issuer.key,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([serverAuthentication]),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.certificate),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

interface Kept {
  readonly identity: Promise<Identity>;
  readonly end: number;
}

/** Opens the authority of a directory, and makes one where there is none. */
export async function openAuthority(directory: string, clock: Clock, random: Random): Promise<Authority> {
  const issuer = (await keptIssuer(directory, clock)) ?? (await createIssuer(directory, clock, random));
  // One key for all leaves: it never leaves this process, and making one costs more than a signature.
  const keys = await newKeys();
  const key = await pemOfKey(keys.privateKey);
  const identities = new Map<string, Kept>();
  const make = async (name: string): Promise<Identity> => {
    const cert = (await issue(issuer, keys, name, clock, random)) + issuer.pem;
    return { cert, key, context: createSecureContext({ cert, key }) };
  };
  return {
    pem: issuer.pem,
    identityFor(name) {
      const found = identities.get(name);
      const fresh = found !== undefined && found.end - renewalDays * day > clock.now();
      const kept = fresh ? found : { identity: make(name), end: clock.now() + (leafDays - 1) * day };
      identities.delete(name);
      identities.set(name, kept);
      const oldest = identities.keys().next().value;
      if (identities.size > mostIdentities && oldest !== undefined) identities.delete(oldest);
      if (!fresh) kept.identity.catch(() => identities.delete(name));
      return kept.identity;
    },
  };
}
