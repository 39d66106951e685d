import { type EventEmitter, once } from 'node:events';
import { messageOf } from '@fullstop/core';
import { openDatabase } from '../../src/index.js';
import { EndingProxy } from './ending-proxy.js';

// Has the server end a connection in the moment in which it is ready, and tells what the query and the next one came to.
// A process of its own: without somebody who listens, the connection's error would end it.

const url = new URL(process.argv[2]!);
const proxy = await EndingProxy.start(Number(url.port));
url.port = String(proxy.port);
const database = await openDatabase({ url: url.href });
await database.dataSource.query('select 1');
// Until the pool has noticed that its connection is gone, so that the next query asks for a new one.
const removed = once((database.dataSource.driver as unknown as { master: EventEmitter }).master, 'remove');
proxy.dropAll();
await removed;
proxy.endsNewConnections = true;
const first = await database.dataSource.query('select 1').catch((error: unknown) => messageOf(error));
proxy.endsNewConnections = false;
console.log(JSON.stringify({ first, next: await database.dataSource.query('select 2 as two') }));
setInterval(() => undefined, 60_000);
