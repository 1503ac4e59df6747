/** What the authorizer is asked, when, and what its refusal does. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { s3Fault } from './errors.ts';
import { account, openTestStore, requestOf } from './testing/store.ts';

describe('authorization', () => {
  test('is asked first, per action and per key of a multi-delete, and decides', async () => {
    const store = openTestStore();
    try {
      await store.service.handle(requestOf('PUT', '/asked-first'));
      await store.service.handle(requestOf('PUT', '/asked-first/secret', { text: 'x' }));
      const asked: string[] = [];
      const authorize = (action: string, resource: string): void => {
        asked.push(`${action} ${resource}`);
        if (resource.endsWith('/secret') || action === 's3:ListBucket') throw s3Fault('AccessDenied');
      };
      const text = '<Delete><Object><Key>secret</Key></Object><Object><Key>open</Key></Object></Delete>';
      const headers = { 'content-md5': createHash('md5').update(text).digest('base64') };
      const answer = await store.service.handle(requestOf('POST', '/asked-first?delete', { text, headers, authorize }));
      expect(asked).toEqual([
        's3:DeleteObject arn:aws:s3:::asked-first/secret',
        's3:DeleteObject arn:aws:s3:::asked-first/open',
      ]);
      expect(answer.body).toContain('<Deleted><Key>open</Key></Deleted>');
      expect(answer.body).toContain('<Error><Key>secret</Key><Code>AccessDenied</Code>');
      const hidden = await store.service.handle(requestOf('GET', '/asked-first/absent', { authorize }));
      expect(hidden.status).toBe(403);
      const kept = await store.service.handle(requestOf('HEAD', '/asked-first/secret'));
      expect(kept.status).toBe(200);
      const foreign = await store.service.handle(requestOf('PUT', '/asked-first', { account: '999988887777' }));
      expect(foreign.body).toContain('<Code>BucketAlreadyExists</Code>');
      expect(store.service.bucket('asked-first')?.account).toBe(account);
      const { account: _, ...anonymous } = requestOf('PUT', '/nobodys-bucket');
      expect((await store.service.handle({ ...anonymous, account: undefined })).status).toBe(403);
      const tagging = { 'x-amz-tagging': 'team=blue' };
      const contexts: (string | undefined)[] = [];
      const record = (
        _action: string,
        _resource: string,
        _bucket: unknown,
        context: Record<string, string> = {},
      ): void => void contexts.push(context['s3:RequestObjectTag/team']);
      const tagged = requestOf('PUT', '/asked-first/tagged', { text: 'x', headers: tagging, authorize: record });
      await store.service.handle(tagged);
      expect(contexts).toEqual(['blue', 'blue']);
    } finally {
      store.remove();
    }
  });
});
