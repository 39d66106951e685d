import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { LogScanner } from '@fullstop/logscan';
import { FileBody } from '../../source/file-body.js';
import { FileScans } from './file-scans.js';
import type { Request, WorkerOrders } from './messages.js';

/** What runs in a thread of its own: reads the files that it is told, and answers with what may be wanted in them. */
function run(port: MessagePort, { names, options, maxCompressedBytes }: WorkerOrders): void {
  const scanner = new LogScanner(names, options);
  const scans = new FileScans(scanner, maxCompressedBytes, (answer, bytes) =>
    port.postMessage(answer, bytes),
  );
  port.on('message', (request: Request) => {
    if (request.kind === 'read') scans.read(request.job, new FileBody(request.path, request.sizeBytes));
    else if (request.kind === 'more') scans.sendMore(request.job);
    else scans.leave(request.job);
  });
}

if (parentPort) run(parentPort, workerData as WorkerOrders);
