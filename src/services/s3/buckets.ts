/** Bucket rows: their names' rules, and reading, making, changing and removing them. The rows' SQL is only here. */

import type { Database, Row } from './database.ts';
import { s3Fault } from './errors.ts';
import { everythingBlocked, type PublicAccessBlock } from './public-access.ts';
import type { BucketRecord } from './request.ts';

/** General purpose buckets per account, the default quota of AWS since November 2024. */
export const maximumBucketsPerAccount = 10_000;

const nameShape = /^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;
const reservedPrefixes = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const reservedSuffixes = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function isBucketName(name: string): boolean {
  if (!nameShape.test(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name)) return false;
  if (reservedPrefixes.some((prefix) => name.startsWith(prefix))) return false;
  return !reservedSuffixes.some((suffix) => name.endsWith(suffix));
}

function bucketOfRow(row: Row): BucketRecord {
  const policy = row.policy as string | null;
  const block = row.public_access_block as string | null;
  return {
    name: row.name as string,
    account: row.account as string,
    region: row.region as string,
    created: row.created as number,
    ...(policy === null ? {} : { policy }),
    ...(block === null ? {} : { publicAccessBlock: JSON.parse(block) as PublicAccessBlock }),
  };
}

export function findBucket(database: Database, name: string): BucketRecord | undefined {
  const row = database.get('SELECT * FROM buckets WHERE name = ?', name);
  return row && bucketOfRow(row);
}

export interface BucketPage {
  readonly account: string;
  readonly prefix: string;
  readonly after: string;
  readonly region: string | undefined;
  readonly limit: number;
}

export function listBucketRows(database: Database, page: BucketPage): readonly BucketRecord[] {
  const sql = `SELECT * FROM buckets WHERE account = ? AND name > ? AND substr(name, 1, ?) = ?
    AND (? IS NULL OR region = ?) ORDER BY name LIMIT ?`;
  const region = page.region ?? null;
  const rows = database.all(sql, page.account, page.after, page.prefix.length, page.prefix, region, region, page.limit);
  return rows.map(bucketOfRow);
}

/** Inside a commit. */
export function insertBucket(database: Database, bucket: BucketRecord): void {
  const count = database.get('SELECT count(*) AS count FROM buckets WHERE account = ?', bucket.account);
  if (Number(count?.count) >= maximumBucketsPerAccount) throw s3Fault('TooManyBuckets');
  const sql = 'INSERT INTO buckets (name, account, region, created, public_access_block) VALUES (?, ?, ?, ?, ?)';
  database.run(sql, bucket.name, bucket.account, bucket.region, bucket.created, JSON.stringify(everythingBlocked));
}

/** Inside a commit. Unfinished multipart uploads don't keep a bucket; they are removed with it. */
export function deleteBucketRow(database: Database, name: string): readonly string[] {
  if (!findBucket(database, name)) throw s3Fault('NoSuchBucket', { BucketName: name });
  if (database.get('SELECT 1 FROM objects WHERE bucket = ? LIMIT 1', name)) {
    throw s3Fault('BucketNotEmpty', { BucketName: name });
  }
  const uploads = 'SELECT id FROM uploads WHERE bucket = ?';
  const files = database.all(`SELECT file FROM parts WHERE upload IN (${uploads})`, name);
  database.run(`DELETE FROM parts WHERE upload IN (${uploads})`, name);
  database.run('DELETE FROM uploads WHERE bucket = ?', name);
  database.run('DELETE FROM buckets WHERE name = ?', name);
  return files.map((row) => row.file as string);
}

type BucketSetting = 'policy' | 'public_access_block' | 'tags';

/** Inside a commit. */
export function changeBucket(database: Database, name: string, setting: BucketSetting, value: string | null): void {
  if (database.run(`UPDATE buckets SET ${setting} = ? WHERE name = ?`, value, name) === 0) {
    throw s3Fault('NoSuchBucket', { BucketName: name });
  }
}

export function bucketTags(database: Database, name: string): string | undefined {
  return (database.get('SELECT tags FROM buckets WHERE name = ?', name)?.tags as string | null) ?? undefined;
}
