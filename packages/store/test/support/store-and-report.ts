import { openDatabase, TypeormFindingsStore, ViolationQueries } from '../../src/index.js';
import { aViolation } from './violations.js';

// Opens the embedded database in a folder, stores a violation, tells what it reads back, and keeps the database open.

const [dataDirectory, eventTime] = process.argv.slice(2);
const database = await openDatabase({ dataDirectory: dataDirectory! });
const clock = { now: () => new Date(eventTime!) };
const store = new TypeormFindingsStore(database.dataSource, { clock });
const eventId = `stored by process ${process.pid}`;
await store.commit({ violations: [aViolation({ eventId, eventTime: new Date(eventTime!) })] });
const [stored] = await new ViolationQueries(database.dataSource).listViolations({ limit: 1 });
const offsetMinutes = new Date(eventTime!).getTimezoneOffset();
console.log(JSON.stringify({ eventTime: stored?.eventTime, created: stored?.created, offsetMinutes }));
setInterval(() => undefined, 60_000);
