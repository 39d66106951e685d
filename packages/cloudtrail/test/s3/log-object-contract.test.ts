import { readdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { fileLogObject } from '../../src/source/file-log-object.js';
import { emptyFolder, file, removeFolders } from '../support/folders.js';
import { describeLogObjectContract } from './log-object-contract.js';
import { BUCKET, S3World } from './s3-world.js';

describeLogObjectContract('in a folder', async () => {
  let folder = await emptyFolder();
  return {
    abortable: false,
    put: async (key, body) => {
      await file(folder, key, body);
    },
    find: (key) => fileLogObject(folder, join(folder, key)),
    remove: (key) => rm(join(folder, key)),
    openHandles: async () => {
      const links = await Promise.allSettled(
        (await readdir('/proc/self/fd')).map((descriptor) => readlink(`/proc/self/fd/${descriptor}`)),
      );
      return links.filter((link) => link.status === 'fulfilled' && link.value.startsWith(folder)).length;
    },
    reset: async () => {
      await removeFolders();
      folder = await emptyFolder();
    },
    stop: removeFolders,
  };
});

describe.each(['lean', 'sdk'] as const)('With the client %s', (client) => {
  describeLogObjectContract('in S3', async () => {
    const world = await S3World.start(client);
    return {
      abortable: true,
      put: async (key, body) => {
        await world.put(key, body);
      },
      find: (key, signal) => world.source().find({ bucket: BUCKET, key }, signal),
      remove: (key) => world.remove(key),
      openHandles: async () => world.proxy.answersUnderWay,
      reset: async () => world.reset(),
      stop: () => world.stop(),
    };
  });
});
